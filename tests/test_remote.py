"""The same public graph from another SPARQL server: the real oxigraph process, on loopback."""

import json
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic
from serving import HOST, ROOT, SOON, Server, ask, canary, served, wait_until

from kg.rdf.namespaces import graph_name
from kg.sparql import snapshot

OXIGRAPH = Path(sys.executable).parent / "oxigraph"
#: A question that leaves a variable open says so at its head; the others stand alone.
QUESTIONS = {
    path.stem: path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "kg" / "queries").glob("*.rq"))
    if "Bind ?" not in path.read_text(encoding="utf-8")
}
PURPOSES = graph_name("data/vocabulary/purposes.ttl")
DIRECT = {"Content-Type": "application/sparql-query"}
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
#: What tells a client that the server behind ours failed.
BEHIND = {502, 503, 504}


def free_port() -> int:
    with socket.create_server((HOST, 0)) as found:
        return int(found.getsockname()[1])


@contextmanager
def oxigraph(port: int, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run the other server with the public snapshot."""
    line = [str(OXIGRAPH), "serve", "--bind", f"{HOST}:{port}", *options]
    process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert wait_until(lambda: started(port), SOON), "oxigraph did not start"
        quads = snapshot.path().read_bytes()
        status, _, told = ask(
            port, "POST", "/store", quads, {"Content-Type": "application/n-quads"}
        )
        assert 200 <= status < 300, told
        yield process
    finally:
        process.kill()
        process.wait()


def started(port: int) -> bool:
    try:
        return ask(port, "GET", "/query?query=ASK%7B%7D")[0] == 200
    except OSError:
        return False


@pytest.fixture(scope="module")
def local() -> Iterator[Server]:
    with served() as running:
        yield running


@pytest.fixture(scope="module", params=["default graph empty", "default graph a union"])
def remote(request: pytest.FixtureRequest) -> Iterator[Server]:
    """Run our server before another one, which knows its default graph in one of two ways."""
    port = free_port()
    options = ["--union-default-graph"] if "union" in request.param else []
    with (
        oxigraph(port, *options),
        served("--store", f"http://{HOST}:{port}/query") as running,
    ):
        yield running


def rows(body: bytes) -> Counter[str]:
    """Give the rows of a JSON result as a bag; a blank node is a blank node."""
    found: Counter[str] = Counter()
    for row in json.loads(body)["results"]["bindings"]:
        told = {
            name: "_:" if term["type"] == "bnode" else json.dumps(term, sort_keys=True)
            for name, term in row.items()
        }
        found[json.dumps(told, sort_keys=True)] += 1
    return found


def test_there_are_questions_to_ask() -> None:
    assert OXIGRAPH.exists(), "the other server is a development dependency"
    assert len(QUESTIONS) > 30


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_saved_question_has_the_same_answer(local: Server, remote: Server, name: str) -> None:
    given = []
    for server in (local, remote):
        status, told, body = ask(server.port, "POST", "/sparql", QUESTIONS[name], DIRECT)
        assert status == 200, (status, body[:500])
        given.append((told["content-type"].split(";")[0], body))
    assert given[0][0] == given[1][0]
    if given[0][0] == "text/turtle":
        graphs = [Graph().parse(data=body, format="turtle") for _, body in given]
        assert len(graphs[0]) > 0
        assert isomorphic(*graphs)
    else:
        assert rows(given[0][1]) == rows(given[1][1])


@pytest.mark.parametrize(
    "query",
    [
        f"DESCRIBE <{PURPOSES}>",
        "CONSTRUCT { ?s a ?c } { ?s a ?c FILTER(isIRI(?s)) } ORDER BY ?s ?c LIMIT 50",
        "ASK { ?s a clr:Purpose }",
        "# a comment first\nSELECT ?s { ?s a clr:Purpose }",
        "PREFIX clr: <x:> SELECT ?s { ?s a clr:Purpose }",
        "BASE <https://w3id.org/clearance/def/> SELECT ?s { ?s a <Purpose> }",
        f"SELECT (COUNT(*) AS ?n) FROM <{PURPOSES}> {{ ?s ?p ?o }}",
        f"SELECT (COUNT(*) AS ?n) FROM NAMED <{PURPOSES}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT ?s { ?s <relative> ?o }",
    ],
)
def test_any_other_query_has_too(local: Server, remote: Server, query: str) -> None:
    (status, told, one), (again, kind, other) = (
        ask(server.port, "POST", "/sparql", query, DIRECT) for server in (local, remote)
    )
    assert (status, again) == (200, 200), other
    assert told["content-type"] == kind["content-type"]
    if "turtle" in kind["content-type"]:
        first, second = (Graph().parse(data=body, format="turtle") for body in (one, other))
        assert isomorphic(first, second)
    elif query.startswith("ASK"):
        assert json.loads(one)["boolean"] is json.loads(other)["boolean"] is True
    else:
        assert rows(one) == rows(other)


@pytest.mark.parametrize(
    "media", ["text/csv", "application/sparql-results+xml", "text/tab-separated-values"]
)
def test_rows_come_in_every_form(remote: Server, media: str) -> None:
    path = f"/sparql?{urlencode({'query': 'SELECT ?s { ?s a clr:Purpose } ORDER BY ?s'})}"
    status, told, body = ask(remote.port, "GET", path, headers={"Accept": media})
    assert (status, told["content-type"].split(";")[0]) == (200, media)
    assert b"ascertain-entry-correctness" in body


def test_the_parameters_of_the_protocol_are_passed_on(local: Server, remote: Server) -> None:
    for name, query in (
        ("default-graph-uri", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
        ("named-graph-uri", "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"),
    ):
        path = f"/sparql?{urlencode({'query': query, name: PURPOSES})}"
        one, other = (ask(server.port, "GET", path)[2] for server in (local, remote))
        assert rows(one) == rows(other)


@pytest.mark.parametrize("path", [f"/graphs?graph={quote(PURPOSES, safe='')}", "/graphs?default"])
def test_the_graph_store_gives_the_same_graphs(local: Server, remote: Server, path: str) -> None:
    lines = []
    for server in (local, remote):
        headers = {"Accept": "application/n-triples"}
        status, _, body = ask(server.port, "GET", path, headers=headers)
        assert status == 200, body[:300]
        # blank nodes have other names in each answer
        lines.append(Counter(line for line in body.splitlines() if b"_:" not in line))
    assert lines[0] == lines[1]
    assert lines[0]
    assert ask(remote.port, "GET", f"/graphs?graph={PURPOSES}x")[0] == 404


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("SELECT * { SERVICE <@@> { ?s ?p ?o } }", 400, "service_not_allowed"),
        ("DROP ALL", 400, "update_not_allowed"),
        ("LOAD <@@>", 400, "update_not_allowed"),
        ("ASK FROM <@@> {}", 403, "graph_not_allowed"),
        ("ASK FROM <file:///etc/passwd> {}", 400, "dataset_not_allowed"),
        ("SELECT", 400, "syntax_error"),
        ("SELECT (1 AS ?x) (2 AS ?x) {}", 400, "syntax_error"),
        ("SELECT * " + "{" * 3000, 400, "query_too_deep"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 50000", 413, "result_too_large"),
    ],
)
def test_what_is_refused_is_refused_before_another_server_too(
    remote: Server, query: str, status: int, code: str
) -> None:
    with canary() as (address, hits):
        body = query.replace("@@", address)
        got, told, data = ask(remote.port, "POST", "/sparql", body, DIRECT)
        assert (got, json.loads(data)["code"]) == (status, code)
        assert told["content-type"] == "application/problem+json"
        assert hits == []


@pytest.mark.slow
def test_a_query_that_costs_too_much_is_stopped_before_another_server_too() -> None:
    port = free_port()
    with (
        oxigraph(port, "--timeout-s", "120"),  # later than ours
        served("--store", f"http://{HOST}:{port}/query", "--seconds", "4") as running,
    ):
        status, _, data = ask(running.port, "POST", "/sparql", CROSS, DIRECT)
        assert (status, json.loads(data)["code"]) == (504, "query_timeout")
        # who stopped it was our server, by its own limit, and not the other one
        assert "stopped after 4 s" in json.loads(data)["detail"]
        assert ask(running.port, "POST", "/sparql", "ASK {}", DIRECT)[0] == 200


def test_when_the_other_server_stops_ours_says_so_and_lives_on() -> None:
    port = free_port()
    with served("--store", f"http://{HOST}:{port}/query") as running:

        def answer(path: str = "/sparql?query=ASK%7B%7D") -> tuple[int, bytes]:
            status, _, body = ask(running.port, "GET", path)
            return status, body

        with oxigraph(port):
            assert answer()[0] == 200
            assert json.loads(answer("/healthz")[1])["status"] == "ok"
        for path in (
            "/sparql?query=ASK%7B%7D",
            f"/graphs?graph={PURPOSES}",
            "/sparql?query=ASK{?s?p?o}",
        ):
            status, body = answer(path)
            assert status in BEHIND
            problem = json.loads(body)
            assert problem["code"] not in {"internal_error", "syntax_error"}
            assert str(port) not in str(problem), "the address behind is nobody's business"
        assert answer("/healthz")[0] == 503
        # what needs no graph is answered
        assert answer("/who?from=irs-officer")[0] == 200
        with oxigraph(port):
            assert answer()[0] == 200
            assert answer("/healthz")[0] == 200
