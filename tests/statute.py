"""Helpers of the tests that look into the data of the law: sections, provisions and words."""

from functools import cache

from rdflib import Graph, URIRef
from rdflib.term import Node
from support import LIBRARY

from kg.compile import citations
from kg.rdf import load
from kg.rdf.namespaces import CLR, RDF
from kg.rulebook import citation
from kg.rulebook.citation_forms import Form


def law() -> Graph:
    return load.union(LIBRARY, "data/law")


@cache
def forms() -> tuple[Form, ...]:
    return citations.forms(load.union(LIBRARY, "data/vocabulary"))


def cite(iri: str) -> str:
    return citation.cite(iri, forms())


def parse(text: str) -> str:
    return citation.parse(text, forms())


def sections(graph: Graph) -> list[str]:
    return sorted(map(str, graph.subjects(URIRef(RDF.type), URIRef(CLR.Section))))


def told(graph: Graph, subject: Node, *properties: str) -> list[str]:
    """Give the values of some properties, in that order, leaving out what is not stated."""
    values = (graph.value(subject, URIRef(prop)) for prop in properties)
    return [str(value) for value in values if value is not None]


def provisions(graph: Graph, section: str) -> list[Node]:
    """Give the provisions of a section in the order in which they are printed."""
    placed = [
        (int(str(order)), iri)
        for iri, order in graph.subject_objects(URIRef(CLR.order))
        if f"{iri}/".startswith(f"{section}/")
    ]
    return [iri for _, iri in sorted(placed)]


def words_in(graph: Graph, version: str) -> dict[Node | None, Node]:
    """Give the words of a version by the provision whose they are."""
    return {
        graph.value(each, URIRef(CLR.wordsOf)): each
        for each in graph.subjects(URIRef(CLR.inVersion), URIRef(version))
        if (each, URIRef(RDF.type), URIRef(CLR.Words)) in graph
    }
