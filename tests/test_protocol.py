"""What the public server promises beyond the W3C suites: CORS, ETags, HEAD, datasets, graphs."""

import csv
import json
from io import StringIO
from urllib.parse import quote, urlencode

import pytest
from purposes import GRAPHS, PREFIX, PURPOSES, ROWS, TRIPLES, labelled, stated
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic
from serving import FORM, Server, ask, get, sparql

from kg.rdf import files
from kg.rdf.namespaces import SD, graph_name

YES = PREFIX + "ASK { ?purpose a clr:Purpose }"


law = pytest.fixture(scope="module")(stated)
expected = pytest.fixture(scope="module")(labelled)


def cells(text: str, sign: str) -> set[tuple[str, str]]:
    rows = list(csv.reader(StringIO(text), delimiter=sign))
    assert [name.lstrip("?") for name in rows[0]] == ["purpose", "label"]
    return {(row[0], row[1]) for row in rows[1:]}


@pytest.mark.parametrize(
    "more",
    [
        {"format": "json", "output": "json", "results": "json"},
        {"timeout": "1", "debug": "on", "_": "17", "apikey": "x"},
        {"format": "nonsense"},
        {"Query": "not this one"},
    ],
)
def test_unknown_parameters_are_ignored(
    server: Server, expected: set[tuple[str, str]], more: dict[str, str]
) -> None:
    status, _, body = get(server, sparql(ROWS, **more), Accept="text/csv")
    assert (status, cells(body.decode(), ",")) == (200, expected)
    sent = urlencode({"query": ROWS, **more})
    status, _, body = ask(server.port, "POST", "/sparql", sent, FORM | {"Accept": "text/csv"})
    assert (status, cells(body.decode(), ",")) == (200, expected)


def test_an_answer_can_be_read_by_pages_of_other_hosts(server: Server) -> None:
    for path in (sparql(ROWS), "/sparql", f"/graphs?graph={quote(PURPOSES)}", "/graphs?default"):
        status, told, _ = get(server, path, Origin="https://app.example")
        assert (status, told["access-control-allow-origin"]) == (200, "*"), path
        assert "access-control-allow-credentials" not in told
    status, told, _ = get(server, sparql("SELECT"), Origin="https://app.example")
    assert (status, told["access-control-allow-origin"]) == (400, "*"), "errors, too"


@pytest.mark.parametrize("path", ["/sparql", "/graphs"])
def test_a_preflight_request_is_answered(server: Server, path: str) -> None:
    headers = {
        "Origin": "https://app.example",
        "Access-Control-Request-Method": "POST" if path == "/sparql" else "GET",
        "Access-Control-Request-Headers": "content-type,accept",
    }
    status, told, _ = ask(server.port, "OPTIONS", path, headers=headers)
    assert status in {200, 204}
    assert told["access-control-allow-origin"] == "*"
    assert headers["Access-Control-Request-Method"] in told["access-control-allow-methods"]
    allowed = told["access-control-allow-headers"].lower()
    assert allowed == "*" or {"content-type", "accept"} <= {
        name.strip() for name in allowed.split(",")
    }
    for method in ("PUT", "DELETE", "PATCH"):
        assert method not in told["access-control-allow-methods"]


@pytest.mark.parametrize("path", [sparql(ROWS), f"/graphs?graph={quote(PURPOSES)}", "/sparql"])
def test_what_the_client_holds_is_not_sent_again(server: Server, path: str) -> None:
    status, told, body = get(server, path)
    assert status == 200
    assert body
    tag = told["etag"]
    assert "accept" in told["vary"].lower()
    for header in (tag, f'"other", {tag}', "*", f"W/{tag.removeprefix('W/')}"):
        status, again, body = get(server, path, If_None_Match=header)
        assert (status, body) == (304, b""), header
        assert again["etag"] == tag
    assert get(server, path, If_None_Match='"other"')[0] == 200


def test_each_form_and_each_query_has_its_own_tag(server: Server) -> None:
    tags = {
        get(server, path, Accept=media)[1]["etag"]
        for path, media in (
            (sparql(ROWS), "text/csv"),
            (sparql(ROWS), "application/sparql-results+json"),
            (sparql(ROWS + " LIMIT 1"), "text/csv"),
            (sparql(ROWS, **{"default-graph-uri": PURPOSES}), "text/csv"),
            (sparql(ROWS, **{"named-graph-uri": PURPOSES}), "text/csv"),
            (f"/graphs?graph={quote(PURPOSES)}", "text/turtle"),
            ("/graphs?default", "text/turtle"),
        )
    }
    assert len(tags) == 7


@pytest.mark.parametrize("form", ["RAND()", "NOW()", "UUID()", "STRUUID()"])
def test_what_differs_at_each_asking_is_never_held(server: Server, form: str) -> None:
    path = sparql(f"SELECT ({form} AS ?x) {{}}")
    answers = {get(server, path)[2] for _ in range(3)}
    assert len(answers) == 3
    assert "etag" not in get(server, path)[1]


@pytest.mark.parametrize(
    "path", [sparql(ROWS), sparql(TRIPLES), "/sparql", f"/graphs?graph={quote(PURPOSES)}"]
)
def test_head_tells_what_get_would(server: Server, path: str) -> None:
    _, full, body = get(server, path)
    status, told, nothing = ask(server.port, "HEAD", path)
    assert (status, nothing) == (200, b"")
    for name in ("content-type", "etag", "vary", "access-control-allow-origin"):
        assert told.get(name) == full.get(name), name
    assert told.get("content-length") in {None, str(len(body))}


def test_a_graph_of_the_store_is_the_file(server: Server, law: Graph) -> None:
    for media, fmt in GRAPHS.items():
        status, told, body = get(server, f"/graphs?graph={quote(PURPOSES, safe='')}", Accept=media)
        assert (status, told["content-type"].split(";")[0]) == (200, media)
        assert isomorphic(Graph().parse(data=body, format=fmt), law), media
    # however the name is escaped
    assert get(server, f"/graphs?graph={PURPOSES}")[0] == 200
    assert get(server, f"/graphs?graph={PURPOSES}x")[0] == 404
    assert get(server, "/graphs")[0] == 400


def test_every_described_graph_can_be_fetched_and_they_make_up_the_default(server: Server) -> None:
    described = Graph().parse(data=get(server, "/sparql", Accept="text/turtle")[2], format="turtle")
    names = {str(name) for name in described.objects(None, URIRef(SD.name))}
    stated = {
        graph_name(path.relative_to(files.share()).as_posix())
        for path in files.turtle_files(*files.RULE_BOOK)
        if path.suffix == ".ttl"
    }
    assert stated <= names
    lines: set[bytes] = set()
    for name in names:
        status, _, body = get(
            server, f"/graphs?graph={quote(name, safe='')}", Accept="application/n-triples"
        )
        assert (status, bool(body.strip())) == (200, True), name
        lines |= set(body.splitlines())
    status, _, body = get(server, "/graphs?default", Accept="application/n-triples")
    assert status == 200
    # blank nodes have other names in each answer
    assert {line for line in body.splitlines() if b"_:" not in line} == {
        line for line in lines if b"_:" not in line
    }


def count(server: Server, pattern: str, **graphs: str) -> int:
    query = f"SELECT (COUNT(*) AS ?n) {pattern}"
    status, _, body = get(
        server, sparql(query, **{k.replace("_", "-"): v for k, v in graphs.items()})
    )
    assert status == 200, body
    return int(json.loads(body)["results"]["bindings"][0]["n"]["value"])


def test_the_dataset_of_the_protocol_and_of_the_text_are_honoured(
    server: Server, law: Graph
) -> None:
    every, inside = "{ ?s ?p ?o }", "{ GRAPH ?g { ?s ?p ?o } }"
    whole = count(server, every)
    assert whole > len(law)
    assert count(server, every, default_graph_uri=PURPOSES) == len(law)
    assert count(server, f"FROM <{PURPOSES}> {every}") == len(law)
    # only what is named is in the dataset (SPARQL 1.1, 13.2)
    assert count(server, inside, default_graph_uri=PURPOSES) == 0
    assert count(server, every, named_graph_uri=PURPOSES) == 0
    assert count(server, inside, named_graph_uri=PURPOSES) == len(law)
    assert count(server, f"FROM NAMED <{PURPOSES}> {inside}") == len(law)
    assert count(server, f"FROM NAMED <{PURPOSES}> {every}") == 0
    # a name is relative to the base (SPARQL 1.1, 4.1.1), and may be written with a prefix
    base, name = PURPOSES.rsplit("/", 1)
    for text in (f"BASE <{base}/> ", f"PREFIX v: <{base}/> "):
        graph = f"<{name}>" if "BASE" in text else f"v:{name}"
        status, _, body = get(
            server, sparql(f"{text} SELECT (COUNT(*) AS ?n) FROM {graph} {every}")
        )
        assert (status, json.loads(body).get("code")) == (200, None), text
        assert json.loads(body)["results"]["bindings"][0]["n"]["value"] == str(len(law))
    # the protocol wins over the text (SPARQL 1.1 Protocol, 2.1.4)
    other = graph_name("data/vocabulary/agencies.ttl")
    assert count(server, f"FROM <{other}> {every}", default_graph_uri=PURPOSES) == len(law)
    # named in the body of a direct POST's address
    path = f"/sparql?{urlencode({'default-graph-uri': PURPOSES})}"
    query = f"SELECT (COUNT(*) AS ?n) {every}"
    kind = {"Content-Type": "application/sparql-query"}
    body = ask(server.port, "POST", path, query, kind)[2]
    assert json.loads(body)["results"]["bindings"][0]["n"]["value"] == str(len(law))


def test_several_graphs_can_be_named(server: Server, law: Graph) -> None:
    other = graph_name("data/vocabulary/agencies.ttl")
    alone = count(server, "{ ?s ?p ?o }", default_graph_uri=other)
    sent = [("query", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")]
    sent += [("default-graph-uri", PURPOSES), ("default-graph-uri", other)]
    body = get(server, f"/sparql?{urlencode(sent)}")[2]
    both = int(json.loads(body)["results"]["bindings"][0]["n"]["value"])
    assert max(len(law), alone) < both <= len(law) + alone


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status", "code"),
    [
        ("POST", "/sparql", "ASK {}", {"Content-Type": "text/plain"}, 415, "bad_format"),
        ("POST", "/sparql", "ASK {}", {}, 415, "bad_format"),
        (
            "PUT",
            "/sparql",
            "ASK {}",
            {"Content-Type": "application/sparql-query"},
            405,
            "method_not_allowed",
        ),
        ("DELETE", "/sparql", None, {}, 405, "method_not_allowed"),
        ("PUT", "/graphs?default", "", {"Content-Type": "text/turtle"}, 405, "method_not_allowed"),
        ("POST", "/graphs", "", {"Content-Type": "text/turtle"}, 405, "method_not_allowed"),
        ("DELETE", f"/graphs?graph={PURPOSES}", None, {}, 405, "method_not_allowed"),
        ("PATCH", "/graphs?default", "", {}, 405, "method_not_allowed"),
        ("GET", "/nowhere", None, {}, 404, "not_found"),
    ],
)
def test_a_request_that_the_protocol_does_not_know_gets_a_problem(
    server: Server,
    method: str,
    path: str,
    body: str | None,
    headers: dict[str, str],
    status: int,
    code: str,
) -> None:
    got, told, data = ask(server.port, method, path, body, headers)
    assert (got, json.loads(data)["code"]) == (status, code)
    assert told["content-type"] == "application/problem+json"
    if status == 405:
        assert "GET" in told["allow"]
        assert method not in told["allow"]
