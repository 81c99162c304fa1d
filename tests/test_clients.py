"""Real clients against the public server: SPARQLWrapper, rdflib, curl and plain HTTP."""

import csv
import json
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, SKOS
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import Result
from serving import FORM, Server, ask, served
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)

from kg import files
from kg.load_names import graph_name
from kg.namespaces import CLR, PREFIXES, SD

PURPOSES = graph_name("data/vocabulary/purposes.ttl")
#: Written out, as a client writes it that knows nothing of us.
PREFIX = f"PREFIX clr: <{CLR.base}> PREFIX skos: <{SKOS}> "
ROWS = PREFIX + "SELECT ?purpose ?label { ?purpose a clr:Purpose ; skos:prefLabel ?label }"
TRIPLES = (
    PREFIX
    + "CONSTRUCT { ?p a clr:Purpose ; skos:prefLabel ?l } { ?p a clr:Purpose ; skos:prefLabel ?l }"
)
YES = PREFIX + "ASK { ?purpose a clr:Purpose }"
TABLES = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
GRAPHS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
}
QUADS = {"application/trig": "trig", "application/n-quads": "nquads"}
METHODS = {"GET": (GET, URLENCODED), "POST": (POST, URLENCODED), "direct": (POST, POSTDIRECTLY)}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with served() as running:
        yield running


@pytest.fixture(scope="module")
def law() -> Graph:
    """Give the vocabulary of purposes as its file states it, read by another library."""
    return Graph().parse(files.share() / "data/vocabulary/purposes.ttl")


@pytest.fixture(scope="module")
def expected(law: Graph) -> set[tuple[str, str]]:
    found = {
        (str(purpose), str(label))
        for purpose in law.subjects(RDF.type, URIRef(CLR.Purpose))
        for label in law.objects(purpose, SKOS.prefLabel)
    }
    assert len(found) > 3
    return found


def get(server: Server, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    return ask(
        server.port, "GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def sparql(query: str, **more: str) -> str:
    return f"/sparql?{urlencode({'query': query, **more})}"


def wrapper(server: Server, query: str, fmt: str, method: str) -> SPARQLWrapper:
    client = SPARQLWrapper(server.url("/sparql"))
    verb, body = METHODS[method]
    client.setMethod(verb)
    client.setRequestMethod(body)
    client.setReturnFormat(fmt)
    client.setQuery(query)
    return client


def cells(text: str, sign: str) -> set[tuple[str, str]]:
    rows = list(csv.reader(StringIO(text), delimiter=sign))
    assert [name.lstrip("?") for name in rows[0]] == ["purpose", "label"]
    return {(row[0], row[1]) for row in rows[1:]}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("fmt", [JSON, XML, CSV, TSV])
def test_sparqlwrapper_reads_rows(
    server: Server, expected: set[tuple[str, str]], method: str, fmt: str
) -> None:
    answer = wrapper(server, ROWS, fmt, method).query()
    got = answer.convert()
    if fmt == JSON:
        rows = got["results"]["bindings"]
        found = {(row["purpose"]["value"], row["label"]["value"]) for row in rows}
    elif fmt == XML:
        parsed = Result.parse(BytesIO(got.toxml().encode()), format="xml")
        found = {(str(row[0]), str(row[1])) for row in parsed}
    elif fmt == CSV:
        found = cells(got.decode(), ",")
    else:
        parsed = Result.parse(BytesIO(got), format="tsv")
        found = {(str(row[0]), str(row[1])) for row in parsed}
    assert found == expected


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("fmt", [TURTLE, N3, RDFXML, JSONLD])
def test_sparqlwrapper_reads_triples(
    server: Server, expected: set[tuple[str, str]], method: str, fmt: str
) -> None:
    got = wrapper(server, TRIPLES, fmt, method).query().convert()
    graph = got if isinstance(got, Graph) else Graph().parse(data=got, format="turtle")
    labels = {(str(thing), str(label)) for thing, label in graph.subject_objects(SKOS.prefLabel)}
    assert labels == expected
    assert len(graph) == len(expected) + len({thing for thing, _ in expected})


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("fmt", [JSON, XML])
def test_sparqlwrapper_reads_a_yes(server: Server, method: str, fmt: str) -> None:
    got = wrapper(server, YES, fmt, method).query().convert()
    told = got["boolean"] if fmt == JSON else got.getElementsByTagName("boolean")[0].firstChild.data
    assert told in {True, "true"}


@pytest.mark.parametrize("method", METHODS)
def test_sparqlwrapper_is_told_of_a_wrong_query(server: Server, method: str) -> None:
    from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

    with pytest.raises(QueryBadFormed, match="syntax_error"):
        wrapper(server, "SELECT * { ?s ?p ?o", JSON, method).query()


def test_sparqlwrapper_can_name_the_graph(server: Server, law: Graph) -> None:
    client = wrapper(server, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", JSON, "GET")
    client.addDefaultGraph(PURPOSES)
    counted = client.query().convert()["results"]["bindings"][0]["n"]["value"]
    assert int(counted) == len(law)


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("form", ["xml", "json", "csv"])
def test_rdflib_reads_rows_through_its_store(
    server: Server, expected: set[tuple[str, str]], method: Any, form: str
) -> None:
    store = SPARQLStore(server.url("/sparql"), method=method, returnFormat=form)
    assert {(str(row[0]), str(row[1])) for row in store.query(ROWS)} == expected


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_a_graph_of_rdflib_can_be_the_public_graph(
    server: Server, law: Graph, expected: set[tuple[str, str]], method: Any
) -> None:
    graph = Graph(SPARQLStore(server.url("/sparql"), method=method), identifier=URIRef(PURPOSES))
    assert len(graph) == len(law)
    purpose, label = sorted(expected)[0]
    labels = {str(found) for found in graph.objects(URIRef(purpose), SKOS.prefLabel)}
    assert label in labels
    assert (URIRef(purpose), RDF.type, URIRef(CLR.Purpose)) in graph
    assert (URIRef(purpose), RDF.type, Literal("no")) not in graph


def test_rdflib_reads_triples_and_a_yes_through_its_store(server: Server) -> None:
    store = SPARQLStore(server.url("/sparql"), returnFormat="json")
    assert bool(store.query(YES)) is True
    made = SPARQLStore(server.url("/sparql"), returnFormat="xml").query(TRIPLES)
    assert len(made.graph) > 3


def test_a_query_elsewhere_can_join_ours_by_service(
    server: Server, expected: set[tuple[str, str]]
) -> None:
    own = Graph()
    purpose, label = sorted(expected)[0]
    own.add((URIRef("urn:x:mine"), URIRef("urn:x:about"), URIRef(purpose)))
    asked = (
        f"PREFIX skos: <{SKOS}>\nSELECT ?label {{ ?mine <urn:x:about> ?purpose . "
        f"SERVICE <{server.url('/sparql')}> {{ ?purpose skos:prefLabel ?label }} }}"
    )
    assert label in {str(row[0]) for row in own.query(asked)}


def test_every_table_form_holds_the_same_rows(
    server: Server, expected: set[tuple[str, str]]
) -> None:
    for media, fmt in TABLES.items():
        status, told, body = get(server, sparql(ROWS), Accept=media)
        assert (status, told["content-type"].split(";")[0]) == (200, media)
        rows = Result.parse(BytesIO(body), format=fmt)
        assert {(str(row[0]), str(row[1])) for row in rows} == expected, media


def test_every_graph_form_holds_the_same_triples(server: Server) -> None:
    graphs = {}
    for media, fmt in GRAPHS.items():
        status, told, body = get(server, sparql(TRIPLES), Accept=media)
        assert (status, told["content-type"].split(";")[0]) == (200, media)
        graphs[media] = Graph().parse(data=body, format=fmt)
    for media, fmt in QUADS.items():
        status, told, body = get(server, sparql(TRIPLES), Accept=media)
        assert (status, told["content-type"].split(";")[0]) == (200, media)
        dataset = Dataset(default_union=True)
        dataset.parse(data=body, format=fmt)
        graphs[media] = Graph()
        graphs[media] += dataset.triples((None, None, None))
    first = graphs["application/n-triples"]
    assert len(first) > 10
    for media, graph in graphs.items():
        assert isomorphic(graph, first), media


@pytest.mark.parametrize("query", [TRIPLES, f"DESCRIBE <{PURPOSES}>"])
def test_triples_come_as_turtle_unless_asked_otherwise(server: Server, query: str) -> None:
    for headers in ({}, {"Accept": "*/*"}, {"Accept": "text/*"}):
        status, told, _ = get(server, sparql(query), **headers)
        assert (status, told["content-type"]) == (200, "text/turtle; charset=utf-8")


CURL = shutil.which("curl")


@pytest.mark.skipif(CURL is None, reason="curl is not installed")
@pytest.mark.parametrize(
    ("query", "accept", "media"),
    [
        (ROWS, "text/csv", "text/csv"),
        (ROWS, "text/csv;q=0.5, application/sparql-results+xml", "application/sparql-results+xml"),
        (ROWS, "text/*;q=0.9, application/*;q=0.1", "text/csv"),
        (ROWS, "text/tab-separated-values; charset=utf-8", "text/tab-separated-values"),
        (ROWS, "TEXT/CSV", "text/csv"),
        (ROWS, "image/png, */*;q=0.01", "application/sparql-results+json"),
        (ROWS, "application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        (ROWS, "text/html, application/json;q=0.9", "application/json"),
        (YES, "application/sparql-results+xml;q=0.9,application/sparql-results+json;q=0.8",
         "application/sparql-results+xml"),
        (TRIPLES, "text/turtle; charset=utf-8", "text/turtle"),
        (TRIPLES, "application/rdf+xml;q=0.4, application/ld+json;q=0.5, */*;q=0.1",
         "application/ld+json"),
        (TRIPLES, 'application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted"',
         "application/ld+json"),
        (TRIPLES, "application/n-triples,text/turtle;q=0.999", "application/n-triples"),
    ],
)  # fmt: skip
def test_curl_gets_the_form_that_it_likes_best(
    server: Server, query: str, accept: str, media: str
) -> None:
    line = [CURL, "-sS", "-H", f"Accept: {accept}", "-w", "%{http_code} %{content_type}"]
    line += ["-o", "-", server.url("/sparql"), "--data-urlencode", f"query={query}"]
    told = subprocess.run(line, capture_output=True, text=True, check=True, timeout=60).stdout
    assert told[told.rindex("200 ") + 4 :].split(";")[0] == media


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


def test_the_prefixes_of_the_project_need_not_be_written(server: Server) -> None:
    without = ROWS.removeprefix(PREFIX)
    assert get(server, sparql(without), Accept="text/csv")[0] == 200
    for name, base in PREFIXES.items():
        status, _, body = get(
            server, sparql(f"SELECT (STR({name}:x) AS ?x) {{}}"), Accept="text/csv"
        )
        assert (status, body.split()[1].decode()) == (200, f"{base}x")


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
