"""The W3C suites: SPARQL 1.1 Protocol 34, Graph Store Protocol 9, Service Description 3.

Tests that change a store run against the writable mode, which exists for them; every other one
also runs against the public server, which must refuse each update.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import w3c
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import RDF
from serving import Server, ask, running, served

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
PROTOCOL = w3c.manifest("protocol/manifest.ttl")
STORE = w3c.manifest("graph-store-protocol/manifest-indirect.ttl")
#: Four listed tests of graphs named by their address; a fifth is defined and not listed.
DIRECT = w3c.defined("graph-store-protocol/manifest-direct.ttl")
QUERIES = [case for case in PROTOCOL if not case.updates]
UPDATES = [case for case in PROTOCOL if case.updates]
#: Serves quads of our own choice, read only, as the public server serves the law.
PUBLIC = (
    "import sys; from pathlib import Path; from api.serve import serve; "
    "from api.settings import Settings; "
    "sys.exit(serve(Settings(host='127.0.0.1', port=0, rate=0, snapshot=Path(sys.argv[1]))))"
)


@pytest.fixture(scope="module")
def writable() -> Iterator[Server]:
    with served("--writable") as server:
        yield server


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    snapshot: Path = tmp_path_factory.mktemp("w3c") / "suite.nq"
    snapshot.write_text(w3c.quads(), encoding="utf-8")
    with running([sys.executable, "-c", PUBLIC, str(snapshot)]) as server:
        yield server


def named(case: w3c.Case) -> str:
    return case.name


def test_no_entry_of_the_suites_is_lost() -> None:
    assert (len(PROTOCOL), len(QUERIES), len(UPDATES), len(STORE)) == (34, 27, 7, 9)
    listed = w3c.manifest("service-description/manifest.ttl")
    assert {case.name for case in listed} == {
        "returns-rdf",
        "has-endpoint-triple",
        "conforms-to-schema",
    }
    assert len(DIRECT) == 5
    assert len(w3c.manifest("graph-store-protocol/manifest-direct.ttl")) == 4
    assert all(case.requests for case in (*PROTOCOL, *STORE, *DIRECT))


@pytest.mark.parametrize("case", PROTOCOL, ids=named)
def test_a_writable_server_passes_the_protocol_suite(writable: Server, case: w3c.Case) -> None:
    w3c.prepare(writable.port, case)
    w3c.check(writable.port, case)


@pytest.mark.parametrize("case", [*STORE, *DIRECT], ids=named)
def test_a_writable_server_passes_the_graph_store_suite(writable: Server, case: w3c.Case) -> None:
    w3c.prepare(writable.port, case)
    w3c.check(writable.port, case)


@pytest.mark.parametrize("case", QUERIES, ids=named)
def test_the_public_server_passes_what_changes_nothing(public: Server, case: w3c.Case) -> None:
    w3c.check(public.port, case)


@pytest.mark.parametrize("case", UPDATES, ids=named)
def test_the_public_server_refuses_every_update(public: Server, case: w3c.Case) -> None:
    before = everything(public)
    update = case.requests[0]
    status, _, body = w3c.send(
        public.port, update.method, w3c.ours(update.path), update.headers, update.body
    )
    assert (status, b'"update_not_allowed"' in body) == (400, True), (status, body)
    assert everything(public) == before


@pytest.mark.parametrize("case", [one for one in (*STORE, *DIRECT) if one.writes], ids=named)
def test_the_public_graph_store_can_only_be_read(public: Server, case: w3c.Case) -> None:
    before = everything(public)
    for one in case.writes:
        status, headers, _ = w3c.send(
            public.port, one.method, w3c.ours(one.path), one.headers, one.body
        )
        assert status == 405
        allowed = {method.strip() for method in headers["allow"].split(",")}
        assert {"GET", "HEAD"} <= allowed <= {"GET", "HEAD", "OPTIONS"}
    assert everything(public) == before


def everything(server: Server) -> set[bytes]:
    """Give all quads of a server as lines."""
    kind = (("Content-Type", "application/sparql-query"), ("Accept", "text/csv"))
    query = b"SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"
    status, _, body = w3c.send(server.port, "POST", "/sparql", kind, query)
    assert status == 200
    return set(body.splitlines())


@pytest.fixture(params=["writable", "public"])
def either(request: pytest.FixtureRequest, writable: Server, public: Server) -> Server:
    """Give each of the two servers in turn."""
    return {"writable": writable, "public": public}[request.param]


def description(server: Server, media: str = "") -> tuple[Graph, str]:
    """Give the service description; an IRI that is not absolute would not match anything.

    The strict reading: the base of the parser is not the address that was asked.
    """
    headers = {"Accept": media} if media else {}
    status, told, body = ask(server.port, "GET", "/sparql", headers=headers)
    assert status == 200, body
    kind = told["content-type"].split(";")[0]
    formats = {
        "text/turtle": "turtle",
        "application/rdf+xml": "xml",
        "application/ld+json": "json-ld",
        "application/n-triples": "nt",
    }
    assert kind in formats, kind
    base = "http://nowhere.example/"
    return Graph().parse(data=body, format=formats[kind], publicID=base), kind


def test_returns_rdf(either: Server) -> None:
    graph, kind = description(either)
    assert len(graph) > 0
    assert kind == "text/turtle"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/turtle", "text/turtle"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/n-triples", "application/n-triples"),
        ("application/ld+json", "application/ld+json"),
        ("text/turtle; charset=utf-8", "text/turtle"),
        ("application/rdf+xml;q=0.9, text/turtle;q=0.8, */*;q=0.1", "application/rdf+xml"),
        ("*/*", "text/turtle"),
    ],
)
def test_the_description_comes_in_the_form_that_is_asked_for(
    either: Server, accept: str, kind: str
) -> None:
    graph, given = description(either, accept)
    assert given == kind
    assert (None, SD.endpoint, URIRef(either.url("/sparql"))) in graph


def test_has_endpoint_triple(either: Server) -> None:
    graph, _ = description(either)
    assert list(graph.objects(None, SD.endpoint)) == [URIRef(either.url("/sparql"))]


def test_conforms_to_schema(either: Server) -> None:
    """Domains, ranges and counts as SPARQL 1.1 Service Description sections 2 and 3 state them."""
    graph, _ = description(either)
    (service,) = graph.subjects(RDF.type, SD.Service)
    assert len(list(graph.objects(service, SD.endpoint))) == 1
    assert len(list(graph.objects(service, SD.defaultDataset))) <= 1
    languages = set(graph.objects(service, SD.supportedLanguage))
    assert SD.SPARQL11Query in languages
    assert languages <= {SD.SPARQL10Query, SD.SPARQL11Query, SD.SPARQL11Update}
    assert set(graph.objects(service, SD.feature)) <= {
        SD.DereferencesURIs,
        SD.UnionDefaultGraph,
        SD.RequiresDataset,
        SD.EmptyGraphs,
        SD.BasicFederatedQuery,
    }
    for prop in (SD.resultFormat, SD.inputFormat, SD.defaultEntailmentRegime):
        assert all(isinstance(one, URIRef) for one in graph.objects(service, prop))
    assert len(list(graph.objects(service, SD.resultFormat))) >= 8
    for dataset in graph.objects(service, SD.defaultDataset):
        assert (dataset, RDF.type, SD.Dataset) in graph
        assert len(list(graph.objects(dataset, SD.defaultGraph))) <= 1
        for part in graph.objects(dataset, SD.namedGraph):
            (name,) = graph.objects(part, SD.name)
            assert isinstance(name, URIRef)


def test_what_is_described_is_what_is_done(writable: Server, public: Server) -> None:
    assert (None, SD.supportedLanguage, SD.SPARQL11Update) in description(writable)[0]
    graph, _ = description(public)
    assert (None, SD.supportedLanguage, SD.SPARQL11Update) not in graph
    assert (None, SD.feature, SD.BasicFederatedQuery) not in graph
    assert (None, SD.feature, SD.DereferencesURIs) not in graph
    names = {str(name) for name in graph.objects(None, SD.name)}
    # the described dataset is the one that a query meets
    lines = {line.split(b",")[0].decode() for line in everything(public)} - {"g"}
    assert names == lines
