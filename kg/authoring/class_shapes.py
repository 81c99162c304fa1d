"""Shapes that ask for what would tell whether a thing is of a class on which the law turns.

A shape of the law looks at the things of a class and is silent about a thing that may be of it:
where the record leaves out who acts or for what purpose, a SHACL processor would look at nothing
and find that the record conforms. So each such class has one shape more. It passes on a thing
that is of the class or, by a stated value, is not; else it gives a warning (CONTRIBUTING, N-8).
Our engines have no need of these shapes: they know the third value of a class.

``python -m kg.authoring.class_shapes`` writes the file, for it follows from the ontology and the
norms.
"""

import re
from collections.abc import Iterator, Mapping

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.compile.book import compile_book
from kg.compile.periods import epochs
from kg.rdf import files, turtle
from kg.rdf.library import Library
from kg.rdf.load import union
from kg.rdf.namespaces import CLR, DCTERMS, PREFIXES, RDF, RULE, SH, SHAPE, local_name
from kg.rulebook.model import Facet, RuleBook

FILE = "shapes/classes/stated.ttl"
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def newest(library: Library) -> RuleBook:
    """Return the rule book of the newest epoch, from which classes and labels are taken."""
    return compile_book(library, *epochs(union(library))[-1])


def open_classes(library: Library, book: RuleBook) -> dict[str, tuple[Facet, ...]]:
    """Return each class on which a norm or condition turns and that silence can leave open.

    With its conjuncts. A conjunct whose property says nothing else by silence than that there is
    no value (``clr:silenceMeansNone``) leaves nothing open.
    """
    turned_on = set(union(library).objects(None, URIRef(CLR.covers))) | set(
        union(library, "shapes/law").objects(None, URIRef(SH.targetClass))
    )
    return {
        cls: book.facets[cls]
        for cls in sorted(map(str, turned_on))
        if any(facet.prop and not facet.silence_means_none for facet in book.facets[cls])
    }


def graph(library: Library, book: RuleBook) -> Graph:
    """Return the shapes as a graph, one for each class of :func:`open_classes`."""
    made = Graph(bind_namespaces="none")
    for prefix, iri in _prefixes(library):
        made.bind(prefix, iri)
    for cls, facets in open_classes(library, book).items():
        _add(made, book, cls, facets)
    return made


def text(library: Library) -> str:
    """Return the shapes as Turtle in the house form."""
    return turtle.canonical(graph(library, newest(library)).serialize(format="turtle"))


def _prefixes(library: Library) -> Iterator[tuple[str, str]]:
    """Yield the prefixes of the shapes of the law, so that a prefix means the same everywhere."""
    yield from {**PREFIXES, "rule": RULE.base}.items()
    for path in files.turtle_files(library, "shapes/law"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if found := re.match(r"@prefix ([\w-]+): <([^>]+)>", line):
                yield found[1], found[2]


def _add(made: Graph, book: RuleBook, cls: str, facets: tuple[Facet, ...]) -> None:
    shape = URIRef(SHAPE["known-" + _HUMP.sub("-", local_name(cls)).lower()])
    target, *others = _narrowest(book, [facet.value for facet in facets if not facet.prop])
    label = book.labels[cls]
    ways: list[Node] = [
        _node(made, {SH["class"]: URIRef(cls)}),
        *(_node(made, {SH["not"]: _node(made, {SH["class"]: URIRef(o)})}) for o in others),
        *(_stated_otherwise(made, facet) for facet in facets if facet.prop),
    ]
    said: Mapping[str, Node] = {
        RDF.type: URIRef(SH.NodeShape),
        SH.targetClass: URIRef(target),
        SH.severity: URIRef(SH.Warning),
        SH.message: Literal(f"Say what tells whether this is “{label}” [N-8].", lang="en"),
        DCTERMS.source: URIRef(RULE["N-8"]),
        CLR.asks: Literal(True),
        SH["or"]: _list(made, ways),
    }
    for prop, value in said.items():
        made.add((shape, URIRef(prop), value))


def _narrowest(book: RuleBook, kinds: list[str]) -> list[str]:
    """Return the classes that have none of the others under them, sorted."""
    supers = book.supers
    return sorted(k for k in kinds if not any(k in supers[o] for o in kinds if o != k))


def _stated_otherwise(made: Graph, facet: Facet) -> Node:
    """Return the constraint that a property has values, and not the one that the class needs."""
    unlike = _node(made, {SH["in"]: _list(made, [URIRef(facet.value)])})
    stated = {} if facet.silence_means_none else {SH.minCount: Literal(1)}
    return _node(made, {SH.path: URIRef(facet.prop), SH["not"]: unlike, **stated})


def _node(made: Graph, said: Mapping[str, Node]) -> BNode:
    node = BNode()
    for prop, value in said.items():
        made.add((node, URIRef(prop), value))
    return node


def _list(made: Graph, members: list[Node]) -> Node:
    return Collection(made, BNode(), members).uri


if __name__ == "__main__":
    shipped = Library.default()
    target = shipped.share / FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text(shipped), encoding="utf-8")
