"""Write ``shapes/law/<section>.ttl`` out of the conditions in ``data/norms/<section>.ttl``."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kg.authoring.authored import FORMS, VALUE_LIST, Authored, read
from kg.authoring.conditions import expand, write
from kg.authoring.places import places
from kg.rdf import files, turtle
from kg.rdf.graph_names import graph_name
from kg.rdf.namespaces import CLR, DCTERMS, PROV, RDF, SH

NORMS = "data/norms"
SHAPES = "shapes/law"
_MARK = "Written out of {} by python -m kg.authoring: change that file, and not this one."


@cache
def norms() -> Mapping[str, Graph]:
    """Return the graph of each file of norms by its path in the project."""
    found = {}
    for path in files.turtle_files(NORMS):
        found[path.relative_to(files.share()).as_posix()] = Graph(bind_namespaces="none").parse(
            path
        )
    return found


def texts() -> Iterator[tuple[str, str]]:
    """Yield path and text of each file of shapes of the law, for each file with conditions."""
    whole = Graph()
    for part in norms().values():
        whole += part
    for path, part in norms().items():
        authored = read(whole, part)
        if any(thing.form in FORMS for thing in authored):
            written = path.replace(NORMS, SHAPES, 1)
            yield written, _text(shapes(whole, authored), part, path, written)


def shapes(whole: Graph, authored: Iterable[Authored]) -> Graph:
    """Return the shapes of the conditions of one file; ``whole`` holds the norms of every file."""
    things = list(authored)
    expanded = [expand(whole, thing) for thing in things if thing.form in FORMS]
    made = Graph(bind_namespaces="none")
    for thing in things:
        if thing.form == VALUE_LIST:
            values = URIRef(thing.shape)
            made.add((values, URIRef(RDF.type), URIRef(SH.NodeShape)))
            made.add((values, URIRef(DCTERMS.source), thing.need(CLR.pinpoint)))
            made.add((values, URIRef(SH["in"]), _copy(whole, made, thing.need(CLR.values))))
    triples = [triple for group in expanded for shape in group for triple in write(whole, shape)]
    for subject, prop, value in [*triples, *places(whole, expanded)]:
        made.add((subject, URIRef(prop), _copy(whole, made, value)))
    return made


def _copy(whole: Graph, made: Graph, node: Node) -> Node:
    """Return a node for the written graph; a path or list is copied for each use."""
    if not isinstance(node, BNode):
        return node
    copy = BNode()
    for prop, value in whole.predicate_objects(node):
        made.add((copy, prop, _copy(whole, made, value)))
    return copy


def _text(made: Graph, part: Graph, source: str, path: str) -> str:
    """Return the graph in the house form, with the mark that it is written out."""
    me = URIRef(graph_name(path))
    made.add((me, URIRef(DCTERMS.description), Literal(_MARK.format(source), lang="en")))
    made.add((me, URIRef(PROV.wasDerivedFrom), URIRef(graph_name(source))))
    for prefix, iri in part.namespaces():
        made.bind(prefix, iri)
    made.bind("sh", SH.base)
    made.bind("prov", PROV.base)
    return turtle.canonical(made.serialize(format="turtle"))


def targets() -> Iterator[tuple[Path, str]]:
    """Yield each file to write, with its text."""
    for path, text in texts():
        yield files.share() / path, text
