"""Answers that were given before: the same again, counted and logged like all others."""

import json
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families
from purposes import ROWS
from serving import Server, ask, get, head, raw, served, sparql, status
from werkzeug.test import create_environ, run_wsgi_app

from api.answer_cache import Front
from api.operate import Watch
from kg.rulebook import days

JSON = "application/sparql-results+json"
OF_ONE_REQUEST = {"date", "x-request-id"}


def counted(server: Server, wanted: str) -> float:
    """Give how many requests of /sparql had a status."""
    text = get(server, "/metrics")[2].decode()
    return sum(
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "clearance_requests_total"
        and sample.labels["route"] == "/sparql"
        and sample.labels["status"] == wanted
    )


def test_an_answer_given_again_is_the_same_but_for_its_request(server: Server) -> None:
    before = counted(server, "200")
    answers = [get(server, sparql(ROWS), Accept=JSON) for _ in range(3)]
    assert {answer[0] for answer in answers} == {200}
    assert len({answer[2] for answer in answers}) == 1
    heads = [{k: v for k, v in a[1].items() if k not in OF_ONE_REQUEST} for a in answers]
    assert heads[0] == heads[1] == heads[2]
    names = {answer[1]["x-request-id"] for answer in answers}
    assert len(names) == 3
    assert counted(server, "200") == before + 3
    told = [json.loads(line) for line in server.log.read_text().splitlines() if line[0] == "{"]
    assert names <= {line.get("requestId") for line in told}


def test_a_client_that_holds_it_gets_304_however_it_names_it(server: Server) -> None:
    tag = get(server, sparql(ROWS), Accept=JSON)[1]["etag"]
    for held in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        code, told, body = get(server, sparql(ROWS), Accept=JSON, If_None_Match=held)
        assert (code, body) == (304, b""), held
        assert told["etag"] == tag
        assert "content-type" not in told
    assert get(server, sparql(ROWS), Accept=JSON, If_None_Match='"other"')[0] == 200


def test_who_asks_in_another_way_gets_another_answer(server: Server) -> None:
    for accept in (JSON, "text/csv", JSON, "text/csv"):
        told = get(server, sparql(ROWS), Accept=accept)[1]
        assert told["content-type"].startswith(accept)
    # the same address with a body-less method of another kind is answered as that method
    code, told, body = ask(server.port, "HEAD", sparql(ROWS), headers={"Accept": JSON})
    assert (code, body) == (200, b"")
    assert ask(server.port, "DELETE", sparql(ROWS))[0] == 405


def test_another_host_gets_no_answer_that_was_kept(server: Server) -> None:
    path = sparql(ROWS)
    assert get(server, path, Accept=JSON)[0] == 200
    lines = (f"GET {path} HTTP/1.1", "Host: evil.example", f"Accept: {JSON}", "Connection: close")
    assert status(raw(server.port, "\r\n".join((*lines, "", "")).encode())) == 400
    whole = head(server.port, f"GET http://evil.example{path}", "Connection: close")
    assert status(raw(server.port, whole)) == 400


def test_what_changes_is_asked_for_each_time(server: Server) -> None:
    path = sparql("SELECT (STRUUID() AS ?name) {}")
    assert get(server, path)[2] != get(server, path)[2]


def test_answers_given_again_count_for_the_rate() -> None:
    with served(rate=20) as running:
        codes = [get(running, sparql(ROWS), Accept=JSON)[0] for _ in range(30)]
        assert codes.count(200) <= 20
        assert codes[-1] == 429
        code, told, body = get(running, sparql(ROWS), Accept=JSON)
        assert (code, json.loads(body)["code"]) == (429, "too_many_requests")
        assert int(told["retry-after"]) >= 1


def test_an_answer_for_today_is_not_given_again_after_midnight(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def behind(environ: Any, start_response: Any) -> list[bytes]:
        body = days.today().isoformat().encode()
        headers = [("Content-Length", "10"), ("Cache-Control", "public, no-cache"), ("ETag", '"a"')]
        start_response("200 OK", headers)
        return [body]

    front = Front(behind, Watch(CollectorRegistry(), 0), 100_000)
    for day in ("2026-01-10", "2026-01-10", "2026-01-11"):
        monkeypatch.setenv("CLEARANCE_TODAY", day)
        body, _, _ = run_wsgi_app(front, create_environ("/who"))
        assert b"".join(body).decode() == day


def test_long_questions_with_short_answers_do_not_fill_the_memory() -> None:
    asked = []

    def behind(environ: Any, start_response: Any) -> list[bytes]:
        asked.append(environ["QUERY_STRING"])
        headers = [("Content-Length", "2"), ("Cache-Control", "public, no-cache"), ("ETag", '"a"')]
        start_response("200 OK", headers)
        return [b"{}"]

    front = Front(behind, Watch(CollectorRegistry(), 0), 100_000)
    questions = [f"query={number:03}{'x' * 6000}" for number in range(40)]
    for question in (*questions, questions[-1], questions[0]):
        run_wsgi_app(front, create_environ("/sparql", query_string=question))
    # the last is known; the first had to go long before: 100,000 bytes hold some twelve
    assert asked == [*questions, questions[0]]
