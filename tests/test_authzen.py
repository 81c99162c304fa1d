"""AuthZEN as an enforcement point meets it: decisions that are true only for stated reasons."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from enforce import (
    ASKED,
    AUDIT,
    EVALUATION,
    EVALUATIONS,
    MAY,
    OFFICER,
    RECEIVE,
    granted,
)
from talk import ask, await_table, get, post

DOCUMENT = (Path(__file__).parent.parent / "docs" / "howto" / "authzen.md").read_text(
    encoding="utf-8"
)


def within(part: Any, whole: Any) -> bool:
    """Say whether what a document shows of an answer is in it: objects may have more keys."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(
            key in whole and within(value, whole[key]) for key, value in part.items()
        )
    if isinstance(part, list):
        return (
            isinstance(whole, list)
            and len(part) == len(whole)
            and all(within(one, other) for one, other in zip(part, whole, strict=True))
        )
    return bool(part == whole)


def shown() -> list[tuple[str, str, str]]:
    return re.findall(r"```\nPOST (\S+)\n(.+?)```\n\n```json\n(.+?)```", DOCUMENT, re.S)


def test_the_document_shows_every_kind_of_request() -> None:
    assert {path.rsplit("/", 1)[1] for path, _, _ in shown()} == {
        "evaluation",
        "evaluations",
        "subject",
    }
    assert len(shown()) == DOCUMENT.count("```\nPOST") >= 6


@pytest.mark.parametrize(("path", "asked", "answer"), shown())
def test_the_document_shows_what_the_server_answers(
    port: int, path: str, asked: str, answer: str
) -> None:
    got = post(port, path, json.loads(asked))
    assert got.status == 200, got.body
    assert within(json.loads(answer), got.json), got.json


def test_an_answer_cites_the_law_that_it_rests_on(port: int) -> None:
    told = granted(port)
    assert told["decision"] is True
    context = told["context"]
    way = context["ways"][0]
    assert way["from"]["label"] == "officer or employee of the IRS"
    assert "may disclose" in way["because"][0]["quote"]
    assert way["conditions"]
    assert set(context["citations"]) == {
        r["citation"] for w in context["ways"] for r in w["because"]
    }
    assert context["ruleBook"] == ask(port, "GET", "/healthz").json["ruleBook"]


def test_may_receive_agrees_with_who(port: int) -> None:
    rows = get(port, "/who", **AUDIT).json["rows"]
    open_to = {(r["to"]["iri"], r["information"]["iri"]) for r in rows}
    every = get(port, "/who", asOf=AUDIT["asOf"]).json["rows"]
    pairs = sorted({(r["to"]["iri"], r["information"]["iri"]) for r in every})[::3]
    one_by_one = [
        {"subject": {"type": "role", "id": to}, "resource": {"type": "information", "id": what}}
        for to, what in pairs
    ]
    told = []
    for start in range(0, len(one_by_one), 50):
        part = {"action": MAY, "context": AUDIT, "evaluations": one_by_one[start : start + 50]}
        got = post(port, EVALUATIONS, part)
        assert got.status == 200, got.body
        told += got.json["evaluations"]
    assert [one["decision"] for one in told] == [pair in open_to for pair in pairs]
    assert {one["decision"] for one in told} == {True, False}
    assert all(one["context"]["citations"] for one in told)


def test_a_reading_is_taken_and_told(port: int) -> None:
    # OQ-02=B: the power ended with the Customs Service, so nobody at CBP may receive
    await_table(port, "OQ-02=B", AUDIT["asOf"])
    for reading in ("OQ-02=B", ["OQ-02=B"]):
        told = granted(port, context={**AUDIT, "from": "irs-officer", "reading": reading})
        assert told["decision"] is False
        assert told["context"]["readings"] == ["OQ-02=B"]


@pytest.mark.parametrize(
    "parts",
    [
        {"subject": {"type": "user", "id": "alice@example.com"}},
        {"subject": {"type": "role", "id": "customs-off"}},
        {"subject": {"type": "person", "id": "expert"}},
        {"resource": {"type": "document", "id": "1"}},
        {"resource": {"type": "information", "id": "gossip"}},
        {"action": {"name": "can_read"}},
        {"context": {"purpose": "curiosity"}},
        {"context": {**AUDIT, "from": "anybody"}},
    ],
)
def test_what_no_vocabulary_has_is_never_granted_and_told_as_not_found(
    port: int, parts: dict[str, Any]
) -> None:
    told = granted(port, **parts)
    assert told["decision"] is False
    assert told["context"]["error"]["status"] == 404
    assert "alice" not in json.dumps(told)


@pytest.mark.parametrize(
    "parts",
    [
        {"subject": None},
        {"subject": {"type": "role"}},
        {"subject": {"id": "customs-officer"}},
        {"subject": {"type": "role", "id": 7}},
        {"subject": "customs-officer"},
        {"subject": {**OFFICER, "properties": []}},
        {"resource": {"type": "information"}},
        {"action": {}},
        {"action": "may-receive"},
        {"context": []},
        {"context": {"purpose": ["a"]}},
        {"context": {**AUDIT, "asOf": "soon"}},
        {"context": {**AUDIT, "asOf": "1980-01-01"}},
        {"context": {**AUDIT, "reading": 2}},
        {"context": {**AUDIT, "reading": "OQ-02"}},
        {"action": RECEIVE, "context": {"record": "text"}},
        {"action": RECEIVE, "context": {"record": {"type": "Spell"}}},
        {"action": RECEIVE, "context": {"record": {"type": "Disclosure"}}},
    ],
)
def test_a_request_out_of_form_gets_400(port: int, parts: dict[str, Any]) -> None:
    for path in (EVALUATION, EVALUATIONS):
        got = post(port, path, {**ASKED, **parts})
        assert got.status == 400, got.body
        assert got.code


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ("{", {}, 400),
        ("[]", {}, 400),
        ("", {}, 400),
        (b"\xff\xfe", {}, 400),
        ("[" * 1000, {}, 400),
        ("{}", {"Content-Type": "text/plain"}, 400),
        (json.dumps(ASKED), {"Accept": "text/html"}, 406),
    ],
)
def test_a_body_that_is_no_request_is_refused(
    port: int, body: Any, headers: dict[str, str], status: int
) -> None:
    got = ask(port, "POST", EVALUATION, body, {"Content-Type": "application/json"} | headers)
    assert got.status == status
    assert got.code


def test_unknown_keys_are_ignored(port: int) -> None:
    more = {**ASKED, "hint": 1, "context": {**AUDIT, "time": "1985-10-26T01:22-07:00"}}
    more["action"] = {**MAY, "properties": {"method": "GET"}}
    assert post(port, EVALUATION, more).json == granted(port)


def test_a_request_id_comes_back(port: int) -> None:
    for sent, value in (("bfe9eb29-ab87", ASKED), ("1/~", {})):
        got = post(port, EVALUATION, value, X_Request_ID=sent)
        assert got.headers["x-request-id"] == sent
