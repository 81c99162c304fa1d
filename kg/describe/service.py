"""Describe what an endpoint offers (SPARQL 1.1 Service Description)."""

from collections.abc import Iterator, Mapping
from urllib.parse import quote, urljoin, urlsplit

import pyoxigraph as ox

from kg.describe.terms import statements
from kg.rdf.namespaces import BASE, DATASET, FORMATS, RDF, RDFS, SD, VOID, VOID_GRAPH

#: The formats of answers by their W3C names: tables first, then graphs.
RESULTS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
    "TriG",
    "N-Quads",
)
#: The formats in which a writable store accepts graphs.
INPUTS = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")


def service(endpoint: str, graphs: Mapping[str, int], *, writable: bool = False) -> list[ox.Triple]:
    """Return the description of an endpoint, given its absolute IRI and its named graphs.

    ``graphs`` maps names of graphs to numbers of triples. The public endpoint serves the dataset
    that VoID describes; its default graph is the union of the named ones, and queries may build
    datasets from these only. A ``writable`` store, used in tests, accepts updates. The same
    arguments give the same triples in the same order. Raise ValueError for an endpoint without
    scheme or host.
    """
    if urlsplit(endpoint).scheme not in {"http", "https"} or not urlsplit(endpoint).netloc:
        raise ValueError("The endpoint must be an absolute http or https IRI.")
    return list(_described(endpoint, graphs, writable))


def _described(endpoint: str, graphs: Mapping[str, int], writable: bool) -> Iterator[ox.Triple]:
    node = f"{endpoint}#service"
    dataset = f"{endpoint}#dataset" if writable else DATASET
    yield from statements(
        node,
        (RDF.type, SD.Service),
        (SD.endpoint, endpoint),
        (SD.supportedLanguage, SD.SPARQL11Query),
        *((SD.resultFormat, FORMATS[name]) for name in RESULTS),
        (SD.defaultDataset, dataset),
    )
    if writable:
        yield from statements(
            node,
            (SD.supportedLanguage, SD.SPARQL11Update),
            *((SD.inputFormat, FORMATS[name]) for name in INPUTS),
        )
    else:
        yield from statements(
            node,
            (SD.feature, SD.UnionDefaultGraph),
            (SD.availableGraphs, dataset),
            (RDFS.seeAlso, urljoin(endpoint, VOID_GRAPH.removeprefix(BASE))),
        )
    yield from _dataset(endpoint, dataset, graphs, writable)


def _dataset(
    endpoint: str, dataset: str, graphs: Mapping[str, int], writable: bool
) -> Iterator[ox.Triple]:
    default = f"{endpoint}#default-graph"
    yield from statements(dataset, (RDF.type, SD.Dataset), (SD.defaultGraph, default))
    yield from statements(default, (RDF.type, SD.Graph))
    if not writable:
        yield from statements(dataset, (RDF.type, SD.GraphCollection))
        # no triple is in two of the public graphs, so the sum counts their union
        yield from statements(default, (VOID.triples, sum(graphs.values())))
    for graph, triples in sorted(graphs.items()):
        named = f"{endpoint}#graph/{quote(graph, safe='')}"
        yield from statements(dataset, (SD.namedGraph, named))
        yield from statements(named, (RDF.type, SD.NamedGraph), (SD.name, graph), (SD.graph, graph))
        yield from statements(graph, (RDF.type, SD.Graph), (VOID.triples, triples))
