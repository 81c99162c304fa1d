"""Write ``shapes/law/<section>.ttl`` out of the conditions in ``data/norms/<section>.ttl``."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from rdflib import BNode, Graph, URIRef
from rdflib.term import Node

from kg.authoring.authored import FORMS, VALUE_LIST, Authored, fault, read
from kg.authoring.conditions import expand, write
from kg.authoring.generated import marked
from kg.authoring.places import places
from kg.compile import citations
from kg.memo import kept
from kg.rdf import files
from kg.rdf.library import Library
from kg.rdf.namespaces import CLR, DCTERMS, RDF, SH, SHAPE
from kg.rulebook.citation_forms import Form

NORMS = "data/norms"
SHAPES = "shapes/law"


@kept()
def norms(library: Library) -> Mapping[str, Graph]:
    """Return the graph of each file of norms by its path in the project."""
    found = {}
    for path in files.turtle_files(library, NORMS):
        found[path.relative_to(library.share).as_posix()] = Graph(bind_namespaces="none").parse(
            path
        )
    return found


@kept()
def forms(library: Library) -> tuple[Form, ...]:
    """Return the forms in which messages cite provisions."""
    graph = Graph()
    for path in files.turtle_files(library, files.VOCABULARY):
        if path.suffix == ".ttl":
            graph.parse(path)
    return citations.forms(graph)


def texts(library: Library) -> Iterator[tuple[str, str]]:
    """Yield path and text of each file of shapes of the law, for each file with conditions."""
    whole = Graph()
    for part in norms(library).values():
        whole += part
    authored = {path: read(whole, part) for path, part in norms(library).items()}
    check_waits(whole, chain.from_iterable(authored.values()))
    for path, things in authored.items():
        if any(thing.form in FORMS for thing in things):
            written = path.replace(NORMS, SHAPES, 1)
            made = shapes(whole, things, forms(library))
            prefixes = norms(library)[path].namespaces()
            yield written, marked(made, prefixes, path, written)


def check_waits(whole: Graph, authored: Iterable[Authored]) -> None:
    """Refuse a condition that waits for a shape that no condition writes out; RuleBookError."""
    expanded = [shape for t in authored if t.form in FORMS for shape in expand(whole, t)]
    known = {shape.iri for shape in expanded}
    for shape in expanded:
        for waited in shape.waits:
            if str(waited) not in known:
                name = str(waited).replace(SHAPE.base, "shape:")
                raise fault(
                    shape.condition.iri,
                    f"It waits for {name}, which no condition writes out. Correct the name: a "
                    "condition writes out shapes of its own name, also with -stated, -dated, "
                    "-in-time, -made and -by.",
                )


def shapes(whole: Graph, authored: Iterable[Authored], cited: Sequence[Form]) -> Graph:
    """Return the shapes of the conditions of one file.

    ``whole`` holds the norms of every file; messages cite provisions in the forms ``cited``.
    """
    things = list(authored)
    expanded = [expand(whole, thing) for thing in things if thing.form in FORMS]
    made = Graph(bind_namespaces="none")
    for thing in things:
        if thing.form == VALUE_LIST:
            _add(whole, made, URIRef(thing.shape), RDF.type, URIRef(SH.NodeShape))
            _add(whole, made, URIRef(thing.shape), DCTERMS.source, thing.need(CLR.pinpoint))
            _add(whole, made, URIRef(thing.shape), SH["in"], thing.need(CLR.values))
    written = [shape for group in expanded for shape in group]
    triples = [triple for shape in written for triple in write(whole, shape, cited)]
    for subject, prop, value in [*triples, *places(whole, expanded)]:
        _add(whole, made, subject, prop, value)
    return made


def _add(whole: Graph, made: Graph, subject: Node, prop: str, value: Node) -> None:
    made.add((subject, URIRef(prop), _copy(whole, made, value)))


def _copy(whole: Graph, made: Graph, node: Node) -> Node:
    """Return a node for the written graph; a path or list is copied for each use."""
    if not isinstance(node, BNode):
        return node
    copy = BNode()
    for prop, value in whole.predicate_objects(node):
        made.add((copy, prop, _copy(whole, made, value)))
    return copy


def targets(library: Library) -> Iterator[tuple[Path, str]]:
    """Yield each file to write, with its text."""
    for path, text in texts(library):
        yield library.share / path, text
