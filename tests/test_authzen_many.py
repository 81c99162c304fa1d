"""AuthZEN asked for many at once: evaluations, searches, pages, and the metadata."""

from typing import Any

import pytest
from enforce import (
    ASKED,
    AUDIT,
    EVALUATIONS,
    OFFICER,
    RECEIVE,
    TRANSACTIONS,
    granted,
    record,
)
from talk import Answer, ask, get, post


def three(port: int, semantic: str | None, names: str) -> list[bool]:
    """Give the decisions on evaluations of which those named “o” are open and those “c” closed."""
    kinds = {"o": OFFICER, "c": {"type": "role", "id": "customs-contractor"}}
    kinds["x"] = {"type": "user", "id": "eve"}
    body = {**ASKED, "evaluations": [{"subject": kinds[name]} for name in names]}
    if semantic:
        body["options"] = {"evaluations_semantic": semantic, "other": 1}
    got = post(port, EVALUATIONS, body)
    assert got.status == 200, got.body
    assert set(got.json) == {"evaluations"}
    return [one["decision"] for one in got.json["evaluations"]]


@pytest.mark.parametrize(
    ("semantic", "names", "decisions"),
    [
        (None, "oco", [True, False, True]),
        ("execute_all", "cxo", [False, False, True]),
        ("deny_on_first_deny", "oco", [True, False]),
        ("deny_on_first_deny", "oxo", [True, False]),
        ("deny_on_first_deny", "oo", [True, True]),
        ("permit_on_first_permit", "coc", [False, True]),
        ("permit_on_first_permit", "cc", [False, False]),
    ],
)
def test_evaluations_follow_the_semantic_asked_for(
    port: int, semantic: str | None, names: str, decisions: list[bool]
) -> None:
    assert three(port, semantic, names) == decisions


def test_one_wrong_record_leaves_the_other_decisions_alone(port: int) -> None:
    wrong = {"action": RECEIVE, "context": {"record": {"type": "Spell"}}}
    late = {"context": {**AUDIT, "asOf": "1980-01-01"}}
    told = post(port, EVALUATIONS, {**ASKED, "evaluations": [wrong, late, {}]}).json["evaluations"]
    assert [one["decision"] for one in told] == [False, False, True]
    assert [one["context"]["error"]["code"] for one in told[:2]] == [
        "unknown_class",
        "outside_coverage",
    ]


def test_the_whole_request_has_the_defaults_and_an_evaluation_its_own_values(port: int) -> None:
    own = {"context": {"from": "irs-officer"}}  # takes the place of the whole context
    told = post(port, EVALUATIONS, {**ASKED, "evaluations": [own, {}]}).json["evaluations"]
    assert told[0]["context"]["missing"] == ["context/purpose"]
    assert told[1] == granted(port)


def test_evaluations_without_a_list_are_one_evaluation(port: int) -> None:
    for body in (ASKED, {**ASKED, "evaluations": []}):
        assert post(port, EVALUATIONS, body).json == granted(port)


@pytest.mark.parametrize(
    "body",
    [
        {**ASKED, "evaluations": {}},
        {**ASKED, "evaluations": [{}], "options": {"evaluations_semantic": "first"}},
        {**ASKED, "evaluations": [{}], "options": []},
        {**ASKED, "evaluations": [{}] * 51},
        {
            **ASKED,
            "evaluations": [
                {"context": {**AUDIT, "reading": reading}} for reading in ("OQ-02=B", "OQ-05=B")
            ],
        },
    ],
)  # fmt: skip
def test_evaluations_out_of_form_get_400(port: int, body: dict[str, Any]) -> None:
    got = post(port, EVALUATIONS, body)
    assert (got.status, bool(got.code)) == (400, True)


def search(port: int, wanted: str, **parts: Any) -> Answer:
    got = post(port, f"/access/v1/search/{wanted}", {**ASKED, **parts})
    assert got.status == 200, got.body
    assert list(got.json) == ["page", "context", "results"]
    return got


def ids(got: Answer) -> list[str]:
    return [found.get("id") or found["name"] for found in got.json["results"]]


@pytest.mark.parametrize("name", ["may-receive", "receive"])
def test_a_search_finds_what_an_evaluation_grants_and_nothing_else(port: int, name: str) -> None:
    told = record("justice-to-expert.json")
    context = {"record": told, "purpose": told["purpose"][0]}
    what = TRANSACTIONS
    parts = {"action": {"name": name}, "resource": what, "context": context}
    found = ids(search(port, "subject", **{**parts, "subject": {"type": "role", "id": "ignored"}}))
    assert "special-expert" in found
    roles = {row["to"]["iri"].rsplit("/", 1)[1] for row in get(port, "/who").json["rows"]}
    for role in sorted(roles | set(found)):
        answer = granted(port, **parts, subject={"type": "role", "id": role})
        assert answer["decision"] is (role in found), role


def test_resources_and_actions_are_found(port: int) -> None:
    kind = {"type": "information"}
    found = ids(search(port, "resource", resource=kind))
    rows = get(port, "/who", **AUDIT, to="customs-officer").json["rows"]
    assert found == sorted({row["information"]["iri"].rsplit("/", 1)[1] for row in rows})
    assert ids(search(port, "action")) == ["may-receive"]
    assert ids(search(port, "action", context={})) == []
    told = record("justice-to-expert.json")
    both = search(
        port,
        "action",
        subject={"type": "role", "id": "special-expert"},
        resource=TRANSACTIONS,
        context={"record": told, "purpose": told["purpose"][0]},
    )
    assert ids(both) == ["may-receive", "receive"]


def test_the_recipient_of_a_permitted_record_is_found_as_a_person(port: int) -> None:
    told = record("justice-to-expert.json")
    parts = {
        "subject": {"type": "person"},
        "resource": TRANSACTIONS,
        "action": RECEIVE,
    }
    assert ids(search(port, "subject", **parts, context={"record": told})) == [
        told["recipient"]["id"]
    ]
    assert ids(search(port, "subject", **parts, context={})) == []


def test_a_search_without_a_purpose_or_of_another_type_finds_nothing(port: int) -> None:
    assert ids(search(port, "subject", context={})) == []
    assert ids(search(port, "subject", subject={"type": "user"})) == []
    other = search(port, "resource", subject={"type": "role", "id": "nobody"})
    assert ids(other) == []
    assert other.json["context"]["error"]["status"] == 404


def test_pages_put_together_are_the_whole_result(port: int) -> None:
    whole = search(port, "resource", resource={"type": "information"})
    assert whole.json["page"]["next_token"] == ""
    total = whole.json["page"]["total"]
    assert total == len(ids(whole)) > 3
    found: list[str] = []
    page: dict[str, Any] = {"limit": 2}
    while True:
        told = search(port, "resource", resource={"type": "information"}, page=page)
        assert told.json["page"]["count"] == len(ids(told)) <= 2
        assert told.json["page"]["total"] == total
        found += ids(told)
        token = told.json["page"]["next_token"]
        if not token:
            break
        page = {"token": token}
    assert found == ids(whole)


def test_a_token_goes_with_its_request_only(port: int) -> None:
    kind = {"type": "information"}
    first = search(port, "resource", resource=kind, page={"limit": 2})
    token = first.json["page"]["next_token"]
    path = "/access/v1/search/resource"
    asked = {**ASKED, "resource": kind}
    assert post(port, path, {**asked, "page": {"token": token, "limit": 2}}).status == 200
    wrong = [
        {**asked, "page": {"token": token, "limit": 3}},
        {**asked, "context": {**AUDIT, "from": "irs-officer"}, "page": {"token": token}},
        {**asked, "subject": {"type": "role", "id": "special-expert"}, "page": {"token": token}},
        {**asked, "page": {"token": token[:-4]}},
        {**asked, "page": {"token": "x"}},
        {**asked, "page": {"token": 7}},
        {**asked, "page": {"limit": -1}},
        {**asked, "page": {"limit": "2"}},
        {**asked, "page": []},
    ]
    for body in wrong:
        got = post(port, path, body)
        assert got.status == 400, body
        assert got.code in {"bad_token", "bad_request"}


def test_the_metadata_name_the_addresses_that_answer(port: int) -> None:
    told = ask(port, "GET", "/.well-known/authzen-configuration")
    assert told.headers["content-type"] == "application/json"
    base = told.json["policy_decision_point"]
    paths = {
        name: url.removeprefix(base)
        for name, url in told.json.items()
        if name != "policy_decision_point"
    }
    assert len(paths) == 5
    for path in paths.values():
        assert post(port, path, ASKED).status == 200
        refused = ask(port, "GET", path)
        assert (refused.status, refused.code) == (405, "method_not_allowed")
    assert ask(port, "POST", "/access/v1/search/everything", "{}").status == 404
