"""AuthZEN certification: Basic, headers, transport and CORS.

Numbers in names are sections of the scenario (see enforce.py).
"""

import json

import pytest
from enforce import (
    ADJUSTMENT,
    ALICE,
    BOB,
    DAY,
    DENY,
    EVALUATION,
    EVALUATIONS,
    EVERY,
    MAY,
    MORE,
    PERMIT,
    READ,
    answered,
    but,
    item,
    person,
)
from talk import Answer, ask, post

FIXTURE = {
    "2.2.1 rule 1": (PERMIT, True),
    "2.2.2 rule 4": (DENY, False),
    "2.2.3 context": (but(PERMIT, context=MORE), True),
    "2.2.4 rule 5, resource": (but(PERMIT, subject=BOB, resource=item("irs-adjustment")), False),
    "2.2.4 rule 5, subject": (but(PERMIT, subject=person("alice", "customs-contractor")), False),
    "2.2.5 rule 6": (
        but(PERMIT, subject=person("bob", "customs-officer"), resource=item("irs-adjustment")),
        True,
    ),
    "2.2.6 rule 7": (but(PERMIT, action=READ), True),
    "2.2.7 rule 8": (but(PERMIT, action={**MAY, "properties": {"purpose": "curiosity"}}), False),
    "2.2.8 more properties": (
        but(
            PERMIT,
            subject={**ALICE, "properties": {"department": "Sales", "role": "manager"}},
            action={**READ, "properties": {**READ["properties"], "method": "GET"}},  # type: ignore[dict-item]  # the name beside it is a text
            resource={**ADJUSTMENT, "properties": {"status": "active"}},
        ),
        True,
    ),
    "2.2.9 unknown fields": (but(PERMIT, foo="bar", futureField={"nested": [1.5e3]}), True),
    "2.2.9 within entities": (
        but(PERMIT, subject={**ALICE, "x": 1}, resource={**ADJUSTMENT, "y": 2}),
        True,
    ),
}


@pytest.mark.parametrize("section", FIXTURE)
def test_a_request_of_the_fixture_gets_its_decision_each_time(port: int, section: str) -> None:
    request, decision = FIXTURE[section]
    request = {**request, "context": {**DAY, **request.get("context", {})}}
    answers = [answered(port, EVALUATION, request) for _ in range(3)]
    assert {str(one) for one in answers} == {str(answers[0])}, "2.6 idempotency"
    assert answers[0]["decision"] is decision, answers[0]
    assert isinstance(answers[0]["context"], dict)
    assert answered(port, EVALUATIONS, request) == answers[0], "3.4.2"
    assert answered(port, EVALUATIONS, {**request, "evaluations": []}) == answers[0], "3.4.3"


OUT_OF_FORM = {
    "2.4.1 no subject": but(PERMIT, subject=None),
    "2.4.1 no action": but(PERMIT, action=None),
    "2.4.1 no resource": but(PERMIT, resource=None),
    "2.4.2 subject without type": but(PERMIT, subject={"id": "alice"}),
    "2.4.2 subject without id": but(PERMIT, subject={"type": "role"}),
    "2.4.2 action without name": but(PERMIT, action={}),
    "2.4.2 resource without type": but(PERMIT, resource={"id": "record-1"}),
    "2.4.2 resource without id": but(PERMIT, resource={"type": "information"}),
    "2.4.6 subject is a text": but(PERMIT, subject="alice"),
    "2.4.6 name is a number": but(PERMIT, action={"name": 123}),
    "2.4.6 properties are a list": but(PERMIT, action={**MAY, "properties": []}),
    "2.4.6 context is a text": but(PERMIT, context="home"),
    "stated role is a number": but(
        PERMIT, subject={**person("bob", "x"), "properties": {"role": 7}}
    ),
    "two purposes": but(PERMIT, context={"purpose": "civil-penalty"}),
}


@pytest.mark.parametrize("case", OUT_OF_FORM)
def test_a_request_out_of_form_gets_400(port: int, case: str) -> None:
    for path in (EVALUATION, EVALUATIONS):
        got = post(port, path, OUT_OF_FORM[case])
        assert (got.status, bool(got.code)) == (400, True), path


@pytest.mark.parametrize("path", EVERY)
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (json.dumps(PERMIT), "text/plain"),
        (json.dumps(PERMIT), "application/x-www-form-urlencoded"),
        (json.dumps(PERMIT), "application/json-patch+json"),
        (json.dumps(PERMIT), ""),
        ('{"subject": ', "application/json"),
        ("", "application/json"),
        (json.dumps([PERMIT]), "application/json"),
    ],
)
def test_another_content_type_or_no_json_object_gets_400(
    port: int, path: str, body: str, kind: str
) -> None:
    got = ask(port, "POST", path, body, {"Content-Type": kind})
    assert (got.status, bool(got.code)) == (400, True)


@pytest.mark.parametrize("path", EVERY)
def test_a_charset_is_taken_and_another_method_is_not(port: int, path: str) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8", "Authorization": "Bearer x"}
    assert ask(port, "POST", path, json.dumps(PERMIT), headers).status == 200
    for method in ("GET", "PUT"):
        got = ask(port, method, path, json.dumps(PERMIT) if method == "PUT" else None, headers)
        assert got.status == 405
        assert "POST" in got.headers["allow"]


@pytest.mark.parametrize("sent", ["bfe9eb29-ab87-4ca3", "two words; q=1", "x" * 1000, "\xe4\xff"])
@pytest.mark.parametrize("path", EVERY)
def test_the_identifier_of_a_request_comes_back_whatever_it_is(
    port: int, path: str, sent: str
) -> None:
    for request in (PERMIT, {}):
        assert post(port, path, request, X_Request_ID=sent).headers["x-request-id"] == sent
    assert post(port, path, PERMIT).headers["x-request-id"]  # 2.5.2: none sent, no failure


def preflight(port: int, path: str) -> Answer:
    sent = {
        "Origin": "https://pep.example.org",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,x-request-id",
    }
    return ask(port, "OPTIONS", path, None, sent)


@pytest.mark.parametrize("path", EVERY)
def test_a_page_of_another_host_may_send_authorization_and_read_the_identifier(
    port: int, path: str
) -> None:
    got = preflight(port, path)
    allowed = {
        name.strip().lower() for name in got.headers["access-control-allow-headers"].split(",")
    }
    assert {"authorization", "content-type", "x-request-id"} <= allowed
    assert "POST" in got.headers["access-control-allow-methods"]
    told = post(port, path, PERMIT, Origin="https://pep.example.org")
    assert told.headers["access-control-allow-origin"] == "*"
    assert "x-request-id" in told.headers["access-control-expose-headers"].lower()
    assert "access-control-allow-credentials" not in told.headers
