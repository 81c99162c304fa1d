"""The service description is what the suite of the W3C asks for, and true."""

from collections.abc import Iterator

import pyoxigraph as ox
import pyshacl
import pytest
from public_graph import figure, graph_of
from rdflib import Graph, URIRef
from w3c import SUITES

from kg.describe.service import service
from kg.rdf.namespaces import BASE, DATASET, PREFIXES, RDF, RDFS, SD, VOID

MANIFEST = SUITES / "service-description" / "manifest.ttl"
HOST = "http://127.0.0.1:8000/sparql"
A = URIRef(RDF.type)
#: The sense of the suite's third test, which says in prose what a description has to hold.
SCHEMA_OF_SERVICE = """
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
[] sh:targetClass sd:Service ;
  sh:property [ sh:path sd:endpoint ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path sd:supportedLanguage ; sh:minCount 1 ; sh:nodeKind sh:IRI ;
      sh:in ( sd:SPARQL10Query sd:SPARQL11Query sd:SPARQL11Update ) ] ,
    [ sh:path sd:resultFormat ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path sd:feature ; sh:in ( sd:DereferencesURIs sd:UnionDefaultGraph
      sd:RequiresDataset sd:EmptyGraphs sd:BasicFederatedQuery ) ] ,
    [ sh:path sd:availableGraphs ; sh:maxCount 1 ; sh:class sd:GraphCollection ] ,
    [ sh:path sd:defaultDataset ; sh:maxCount 1 ; sh:class sd:Dataset ] .
[] sh:targetClass sd:Dataset ;
  sh:property [ sh:path sd:defaultGraph ; sh:minCount 1 ; sh:maxCount 1 ; sh:class sd:Graph ] ,
    [ sh:path sd:namedGraph ; sh:class sd:NamedGraph ] .
[] sh:targetClass sd:NamedGraph ;
  sh:property [ sh:path sd:name ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path sd:graph ; sh:maxCount 1 ; sh:class sd:Graph ] .
[] sh:targetClass sd:Graph ;
  sh:property [ sh:path void:triples ; sh:maxCount 1 ; sh:datatype xsd:integer ] .
"""


def offered(*, writable: bool = False) -> list[ox.Triple]:
    return service(HOST, {"urn:x:a": 3, "urn:x:b": 4}, writable=writable)


def suite() -> Iterator[str]:
    """Give the names of the suite's tests."""
    tests = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
    for test in Graph().parse(MANIFEST).subjects(A, URIRef(tests + "ServiceDescriptionTest")):
        yield str(test).rsplit("#", 1)[1]


def test_the_suite_has_the_three_tests_that_follow() -> None:
    assert set(suite()) == {"returns-rdf", "has-endpoint-triple", "conforms-to-schema"}


@pytest.mark.parametrize(
    ("form", "parser"),
    [
        (ox.RdfFormat.TURTLE, "turtle"),
        (ox.RdfFormat.N_TRIPLES, "nt"),
        (ox.RdfFormat.RDF_XML, "xml"),
        (ox.RdfFormat.JSON_LD, "json-ld"),
    ],
)
@pytest.mark.parametrize("writable", [False, True])
def test_returns_rdf(form: ox.RdfFormat, parser: str, writable: bool) -> None:
    made = offered(writable=writable)
    text = ox.serialize(made, format=form, prefixes=PREFIXES)
    assert text is not None
    assert len(Graph().parse(data=text, format=parser)) == len(set(made)) == len(made)


@pytest.mark.parametrize("writable", [False, True])
def test_has_endpoint_triple(writable: bool) -> None:
    graph = graph_of(offered(writable=writable))
    (node,) = graph.subjects(A, URIRef(SD.Service))
    assert list(graph.objects(node, URIRef(SD.endpoint))) == [URIRef(HOST)]


@pytest.mark.parametrize("writable", [False, True])
def test_conforms_to_schema(writable: bool) -> None:
    graph = graph_of(offered(writable=writable))
    conforms, _, text = conformance(graph)
    assert conforms, text
    assert (None, URIRef(SD.defaultDataset), None) in graph
    assert (None, URIRef(SD.feature), URIRef(SD.BasicFederatedQuery)) not in graph


def conformance(graph: Graph) -> tuple[bool, object, str]:
    shapes = Graph().parse(data=SCHEMA_OF_SERVICE, format="turtle")
    return pyshacl.validate(graph, shacl_graph=shapes, inference="none")


@pytest.mark.parametrize("term", ["endpoint", "supportedLanguage", "resultFormat", "defaultGraph"])
def test_a_description_that_lacks_a_part_is_noticed(term: str) -> None:
    graph = graph_of(offered())
    graph.remove((None, URIRef(SD[term]), None))
    assert not conformance(graph)[0]


def test_the_public_endpoint_offers_a_union_of_its_graphs_and_no_updates() -> None:
    graph = graph_of(offered())
    languages = set(graph.objects(None, URIRef(SD.supportedLanguage)))
    assert languages == {URIRef(SD.SPARQL11Query)}
    assert (None, URIRef(SD.feature), URIRef(SD.UnionDefaultGraph)) in graph
    (default,) = graph.objects(URIRef(DATASET), URIRef(SD.defaultGraph))
    assert figure(graph, str(default), VOID.triples) == 7
    named = list(graph.objects(URIRef(DATASET), URIRef(SD.namedGraph)))
    names = {str(graph.value(each, URIRef(SD.name))) for each in named}
    assert names == {"urn:x:a", "urn:x:b"}
    assert [figure(graph, name, VOID.triples) for name in sorted(names)] == [3, 4]
    seen = set(map(str, graph.objects(None, URIRef(RDFS.seeAlso))))
    assert seen == {"http://127.0.0.1:8000/.well-known/void"}


def test_a_writable_store_offers_updates_and_claims_nothing_of_the_public_graph() -> None:
    graph = graph_of(offered(writable=True))
    languages = set(graph.objects(None, URIRef(SD.supportedLanguage)))
    assert languages == {URIRef(SD.SPARQL11Query), URIRef(SD.SPARQL11Update)}
    assert (None, URIRef(SD.inputFormat), None) in graph
    assert (None, URIRef(SD.feature), None) not in graph
    assert BASE not in graph.serialize(format="nt")


@pytest.mark.parametrize("endpoint", ["", "/sparql", "sparql", "file:///sparql", "http:sparql"])
def test_an_endpoint_without_a_host_is_refused(endpoint: str) -> None:
    with pytest.raises(ValueError, match="absolute"):
        service(endpoint, {})


def test_the_order_of_the_graphs_does_not_matter() -> None:
    assert service(HOST, {"urn:x:b": 4, "urn:x:a": 3}) == offered()
