"""Describe the graph by statistics in VoID, partitioned by class, property and object class.

Editors complete queries from the partitions (VoID, 4.5; ``void-ext`` adds those by datatype). Each
partition has an IRI, a fragment of the description, so that it is stable and can be looked up.
"""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.describe.terms import curie, into, statements
from kg.queries.saved import saved
from kg.rdf.namespaces import (
    DATASET,
    DCTERMS,
    GRAPH,
    PREFIXES,
    RDF,
    VOID,
    VOID_EXT,
    VOID_GRAPH,
    local_name,
)

Row = dict[str, str]


def void(store: ox.Store) -> Iterator[ox.Quad]:
    """Return the VoID description of everything in a store, in an order fixed by the data."""
    return into(VOID_GRAPH, _described(store))


def _described(store: ox.Store) -> Iterator[ox.Triple]:
    yield from _totals(store)
    for row in _rows(store, "void-graphs"):
        yield from _subset(row)
    for row in _rows(store, "void-properties"):
        yield from _property(row)
    for row in _rows(store, "void-classes"):
        part = _part("class", row["class"])
        yield from statements(DATASET, (VOID.classPartition, part))
        yield from statements(
            part, (VOID["class"], row["class"]), (VOID.entities, int(row["entities"]))
        )
    for row in _rows(store, "void-class-properties"):
        owner, part = _part("class", row["class"]), _of_class(row)
        yield from statements(owner, (VOID.propertyPartition, part))
        yield from statements(
            part, (VOID.property, row["property"]), (VOID.triples, int(row["triples"]))
        )
    for row in _rows(store, "void-class-links"):
        yield from _objects(row, row["target"], VOID.classPartition, VOID["class"])
    for row in _rows(store, "void-class-datatypes"):
        yield from _objects(row, row["datatype"], VOID_EXT.datatypePartition, VOID_EXT.datatype)


def _totals(store: ox.Store) -> Iterator[ox.Triple]:
    (row,) = _rows(store, "void-totals")
    yield from statements(
        DATASET,
        (VOID.triples, int(row["triples"])),
        (VOID.entities, int(row["entities"])),
        (VOID.distinctSubjects, int(row["subjects"])),
        (VOID.distinctObjects, int(row["objects"])),
        (VOID.classes, int(row["classes"])),
        (VOID.properties, int(row["properties"])),
    )
    used = [row["class"] for row in _rows(store, "void-classes")]
    used += [row["property"] for row in _rows(store, "void-properties")]
    for vocabulary in sorted({iri.removesuffix(local_name(iri)) for iri in used}):
        yield from statements(DATASET, (VOID.vocabulary, vocabulary))


def _subset(row: Row) -> Iterator[ox.Triple]:
    """Describe a named graph; its name is also the IRI of the subset."""
    graph = row["graph"]
    yield from statements(DATASET, (VOID.subset, graph))
    yield from statements(
        graph,
        (RDF.type, VOID.Dataset),
        (DCTERMS.title, ox.Literal(graph.removeprefix(GRAPH.base))),
        (VOID.triples, int(row["triples"])),
        (VOID.distinctSubjects, int(row["subjects"])),
        (VOID.distinctObjects, int(row["objects"])),
        (VOID.properties, int(row["properties"])),
    )


def _property(row: Row) -> Iterator[ox.Triple]:
    part = _part("property", row["property"])
    yield from statements(DATASET, (VOID.propertyPartition, part))
    yield from statements(
        part,
        (VOID.property, row["property"]),
        (VOID.triples, int(row["triples"])),
        (VOID.distinctSubjects, int(row["subjects"])),
        (VOID.distinctObjects, int(row["objects"])),
    )


def _objects(row: Row, target: str, partition: str, kind: str) -> Iterator[ox.Triple]:
    """Describe the triples of a class and property whose objects have one class or datatype."""
    owner = _of_class(row)
    part = f"{owner}/{curie(target)}"
    yield from statements(owner, (partition, part))
    yield from statements(part, (kind, target), (VOID.triples, int(row["triples"])))


def _of_class(row: Row) -> str:
    return _part("class", row["class"], row["property"])


def _part(kind: str, *iris: str) -> str:
    return f"{VOID_GRAPH}#{'/'.join([kind, *map(curie, iris)])}"


def _rows(store: ox.Store, name: str) -> Iterable[Row]:
    """Return the rows of a saved query on a store, over the union of its graphs."""
    solutions = store.query(saved(name), prefixes=PREFIXES, use_default_graph_as_union=True)
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError(f"{name}.rq is not a SELECT query.")
    variables = [variable.value for variable in solutions.variables]
    return [{variable: row[variable].value for variable in variables} for row in solutions]
