"""The public graph as the tests see it: as published, and as another library reads the files."""

from functools import cache

import pyoxigraph as ox
from rdflib import Dataset, Graph, Literal, URIRef
from support import LIBRARY

from kg.describe import graphs
from kg.rdf.namespaces import GRAPH
from kg.sparql import query

ROOT = LIBRARY.share
#: The folders whose Turtle is public; the house shapes and the examples of records are not.
FOLDERS = (
    *("ontology", "shapes/law", "shapes/classes", "shapes/record"),
    *("data/law", "data/norms", "data/records", "data/vocabulary"),
)


@cache
def read() -> Dataset:
    """Give the public Turtle as rdflib reads it, a graph for each file."""
    found = Dataset(default_union=True)
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.ttl"):
            name = path.relative_to(ROOT).with_suffix("").as_posix()
            # the version of a section has dots in its name, which are no suffix
            assert f"{name}.ttl" == path.relative_to(ROOT).as_posix()
            found.graph(URIRef(GRAPH[name])).parse(path)
    return found


@cache
def union() -> Graph:
    """Give the public Turtle as one graph."""
    whole = Graph()
    for part in read().graphs():
        whole += part
    return whole


@cache
def undescribed() -> ox.Store:
    """Give the published graph without what it says about itself."""
    store = ox.Store()
    store.extend(q for q in query.store(LIBRARY) if q.graph_name.value not in graphs.GRAPHS)
    return store


@cache
def descriptions() -> list[ox.Quad]:
    """Give what the published graph says about itself."""
    return [quad for quad in query.store(LIBRARY) if quad.graph_name.value in graphs.GRAPHS]


def asked(text: str) -> set[tuple[str | None, ...]]:
    """Give the rows that a tool sees: no prefix is known, the default graph is the union."""
    found = query.store(LIBRARY).query(text, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return {tuple(row[name].value if row[name] else None for name in names) for row in found}


def graph_of(triples: list[ox.Triple] | list[ox.Quad]) -> Graph:
    """Give triples, or quads without their graph, as rdflib reads them."""
    plain = [ox.Triple(each.subject, each.predicate, each.object) for each in triples]
    text = ox.serialize(plain, format=ox.RdfFormat.N_TRIPLES)
    assert text is not None
    return Graph().parse(data=text, format="nt")


def figure(graph: Graph, subject: str, predicate: str) -> int:
    (value,) = graph.objects(URIRef(subject), URIRef(predicate))
    assert isinstance(value, Literal)
    return int(value)
