"""Ask as an enforcement point does: the usual AuthZEN request of the tests, with other parts."""

import json
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
