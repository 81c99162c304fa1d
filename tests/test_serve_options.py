"""What an operator can choose: the public address, proxies, limits; and what is refused."""

import json
import socket

import pytest
from rdflib import Graph, Namespace, URIRef
from serving import HOST, SOON, answers, ask, raw, served, status, wait_until
from shell import clearance

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
DIRECT = {"Content-Type": "application/sparql-query"}
DEAR = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def test_the_public_address_is_the_one_that_is_described_and_asked() -> None:
    with served("--public-url", "https://law.example/") as server:
        for host in ("law.example", f"{HOST}:{server.port}"):
            head = f"GET /sparql HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
            answer = raw(server.port, head.encode())
            assert status(answer) == 200, host
            graph = Graph().parse(data=answer.partition(b"\r\n\r\n")[2], format="turtle")
            endpoint = URIRef("https://law.example/sparql")
            assert list(graph.objects(None, SD.endpoint)) == [endpoint]
        for host in ("evil.example", "law.example.evil.example", "xlaw.example"):
            head = f"GET /sparql HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
            assert status(raw(server.port, head.encode())) == 400, host


def test_a_client_behind_the_announced_proxy_is_told_from_another() -> None:
    limit = 10
    path = "/sparql?query=ASK%7B%7D"
    with served("--proxies", "1", rate=limit) as server:

        def asked(forwarded: str) -> int:
            return ask(server.port, "GET", path, headers={"X-Forwarded-For": forwarded})[0]

        assert {asked(f"10.0.0.{number}") for number in range(3 * limit)} == {200}
        # what the client wrote itself, before the proxy added its address, counts for nothing
        flood = [asked(f"10.9.9.{number}, 10.0.1.1") for number in range(3 * limit)]
        assert 429 in flood
        assert asked("10.0.2.2") == 200


def test_the_limits_are_the_ones_that_were_chosen() -> None:
    with served("--rows", "10", "--seconds", "4", "--workers", "1") as server:
        assert wait_until(lambda: answers(server.port), SOON)  # the graph is loaded

        def answer(query: str, accept: str = "*/*") -> tuple[int, str]:
            headers = DIRECT | {"Accept": accept}
            got, _, body = ask(server.port, "POST", "/sparql", query, headers)
            return got, "" if got == 200 else str(json.loads(body)["code"])

        large = (413, "result_too_large")
        tables = ("text/csv", "text/tab-separated-values", "application/sparql-results+xml")
        for accept in ("application/sparql-results+json", *tables):
            assert answer("SELECT * { ?s ?p ?o } LIMIT 10", accept) == (200, "")
            assert answer("SELECT * { ?s ?p ?o } LIMIT 11", accept) == large
        # rows without a value are rows
        assert answer("SELECT ?x { ?s ?p ?o } LIMIT 10", "text/csv") == (200, "")
        assert answer("SELECT ?x { ?s ?p ?o } LIMIT 11", "text/csv") == large
        assert answer("SELECT * { VALUES ?x {" + " 1" * 11 + "} }", "text/csv") == large
        one = "CONSTRUCT { ?s a ?p } { VALUES ?s { <x:a> } ?q a ?p } LIMIT 5"
        assert answer(one) == (200, "")
        many = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(isIRI(?o)) } LIMIT 11"
        assert answer(many) == large
        got, _, body = ask(server.port, "POST", "/sparql", DEAR, DIRECT)
        assert (got, json.loads(body)["code"]) == (504, "query_timeout")
        assert "stopped after 4 s" in json.loads(body)["detail"]
        # by a new process, which has to load the graph first
        assert wait_until(lambda: answers(server.port), SOON)
        # whole graphs are for the graph store, which has a limit of its own
        assert ask(server.port, "GET", "/graphs?default")[0] == 200


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--host", "0.0.0.0"], "--public-url"),
        (["--host", "0.0.0.0", "--writable", "--public-url", "https://law.example"], "--writable"),
        (["--store", "http://127.0.0.1:1/query", "--writable"], "--store"),
        (["--store", "file:///etc/passwd"], "--store"),
        (["--store", "127.0.0.1:7878/query"], "--store"),
        (["--workers", "0"], "--workers"),
        (["--memory", "-1"], "--memory"),
        (["--rate", "-1"], "--rate"),
        (["--port", "99999"], "--port"),
        (["--port", "x"], "--port"),
    ],
)
def test_what_would_not_be_safe_is_not_started(options: list[str], words: str) -> None:
    done = clearance("serve", "--port", "0", *options)
    assert done.returncode == 2, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert "http://127" not in done.stderr, "no address is told"


def test_a_taken_port_is_told() -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = str(taken.getsockname()[1])
        done = clearance("serve", "--port", port)
    assert done.returncode == 2
    assert port in done.stderr


@pytest.mark.parametrize(
    "media",
    [
        "text/csv",
        "text/tab-separated-values",
        "application/sparql-results+json",
        "application/sparql-results+xml",
    ],
)
def test_a_long_table_is_whole_in_every_form(media: str) -> None:
    query = "SELECT ?s ?p { ?s ?p ?o FILTER(isIRI(?s)) } LIMIT 3000"
    with served() as server:
        got, _, body = ask(server.port, "POST", "/sparql", query, DIRECT | {"Accept": media})
    assert got == 200, body[:300]
    sign = {"json": b'"s":', "xml": b"<result>"}.get(media[-4:].lstrip("+"), b"\n")
    assert body.count(sign) == 3000 + (sign == b"\n")
