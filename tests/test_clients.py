"""Real clients against the public server: SPARQLWrapper, rdflib, curl and plain HTTP."""

import csv
import os
import shutil
import subprocess
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from purposes import GRAPHS, PREFIX, PURPOSES, ROWS, TRIPLES, labelled, stated
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, SKOS
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import Result
from serving import FORM, Server, ask, get, sparql
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

from kg.rdf.namespaces import CLR, PREFIXES

YES = PREFIX + "ASK { ?purpose a clr:Purpose }"
TABLES = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
QUADS = {"application/trig": "trig", "application/n-quads": "nquads"}
METHODS = {"GET": (GET, URLENCODED), "POST": (POST, URLENCODED), "direct": (POST, POSTDIRECTLY)}


law = pytest.fixture(scope="module")(stated)
expected = pytest.fixture(scope="module")(labelled)


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


def by_curl(server: Server, query: str, accept: str) -> tuple[int, str]:
    """Post a form as curl does, by curl where it is installed; give status and media type."""
    if CURL is None:
        headers = FORM | {"Accept": accept, "User-Agent": "curl/8.5.0"}
        body = urlencode({"query": query}, quote_via=quote)
        status, answered, _ = ask(server.port, "POST", "/sparql", body, headers)
        return status, answered["content-type"].split(";")[0]
    line = [CURL, "-sS", "-H", f"Accept: {accept}", "-o", os.devnull]
    line += ["-w", "%{http_code} %{content_type}"]
    line += [server.url("/sparql"), "--data-urlencode", f"query={query}"]
    printed = subprocess.run(line, capture_output=True, text=True, check=True, timeout=120).stdout
    status, _, media = printed.partition(" ")
    return int(status), media.split(";")[0]


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
def test_a_client_such_as_curl_gets_the_form_that_it_likes_best(
    server: Server, query: str, accept: str, media: str
) -> None:
    assert by_curl(server, query, accept) == (200, media)


def test_the_prefixes_of_the_project_need_not_be_written(server: Server) -> None:
    without = ROWS.removeprefix(PREFIX)
    assert get(server, sparql(without), Accept="text/csv")[0] == 200
    for name, base in PREFIXES.items():
        status, _, body = get(
            server, sparql(f"SELECT (STR({name}:x) AS ?x) {{}}"), Accept="text/csv"
        )
        assert (status, body.split()[1].decode()) == (200, f"{base}x")
