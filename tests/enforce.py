"""Ask as an enforcement point does: the usual AuthZEN request of the tests, with other parts.

The certification scenario of OpenID AuthZEN Authorization API 1.0 (github.com/openid/authzen,
certification/authorization-api-1_0-scenario.md, of 2026-06-25) loads a decision point with users
and records of its own. Ours decides by the law, so its fixture is put in terms of the law: ALICE
is a Customs officer, BOB a contractor of Customs, the record an adjustment by the IRS, the purpose
an audit. Its rules on properties are put as the role of a person, the category of an item and the
purpose of an action.
"""

import json
from collections.abc import Mapping
from typing import Any

from support import EXAMPLES
from talk import post

EVALUATION = "/access/v1/evaluation"
EVALUATIONS = "/access/v1/evaluations"
AUDIT = {"purpose": "ascertain-entry-correctness", "asOf": "2020-06-01"}
OFFICER = {"type": "role", "id": "customs-officer"}
ADJUSTMENT = {"type": "information", "id": "irs-adjustment"}
TRANSACTIONS = {"type": "information", "id": "intercompany-transactions"}
MAY = {"name": "may-receive"}
RECEIVE = {"name": "receive"}
ASKED = {"subject": OFFICER, "resource": ADJUSTMENT, "action": MAY, "context": AUDIT}


def record(name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((EXAMPLES / name).read_text(encoding="utf-8"))
    return told


def granted(port: int, **parts: Any) -> dict[str, Any]:
    """Give the answer on one evaluation, other parts than the usual ones as given."""
    got = post(port, EVALUATION, {**ASKED, **parts})
    assert got.status == 200, got.body
    assert got.headers["cache-control"] == "no-store"
    told: dict[str, Any] = got.json
    assert isinstance(told["decision"], bool)
    return told


def receives(port: int, told: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """Give the answer on whether the expert of the example may receive what it holds."""
    usual = {
        "subject": {"type": "role", "id": "special-expert"},
        "resource": TRANSACTIONS,
        "action": RECEIVE,
        "context": {"record": told},
    }
    return granted(port, **{**usual, **parts})


ALICE, BOB = OFFICER, {"type": "role", "id": "customs-contractor"}
#: Something that no vocabulary has.
OTHER = {"type": "information", "id": "gossip"}
READ = {"name": "may-receive", "properties": {"purpose": AUDIT["purpose"]}}
PERMIT = {"subject": ALICE, "action": READ, "resource": ADJUSTMENT}
DENY = {**PERMIT, "subject": BOB}
#: Of the days on which the law knows both; the scenario lets context be there or not.
DAY = {"asOf": AUDIT["asOf"]}
SEARCHES = {wanted: f"/access/v1/search/{wanted}" for wanted in ("subject", "resource", "action")}
EVERY = (EVALUATION, EVALUATIONS, *SEARCHES.values())
MORE = {"time": "2025-06-27T18:03-07:00", "ip": "192.168.1.1", "epoch": 1782144000000}


def person(name: str, role: str) -> dict[str, Any]:
    return {"type": "person", "id": name, "properties": {"role": role, "department": "Sales"}}


def item(category: str) -> dict[str, Any]:
    return {"type": "item", "id": "record-2", "properties": {"category": category, "owner": "x"}}


def but(request: Mapping[str, Any], **parts: Any) -> dict[str, Any]:
    """Return a request with other parts; None leaves a part out."""
    return {key: value for key, value in {**request, **parts}.items() if value is not None}


def answered(port: int, path: str, request: Any, **headers: str) -> Any:
    got = post(port, path, request, **headers)
    assert got.status == 200, got.body
    assert got.headers["content-type"] == "application/json"
    return got.json
