"""Build pyoxigraph terms, triples and quads from plain values."""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

import pyoxigraph as ox

from kg.rdf.namespaces import DESCRIPTION_PREFIXES, PREFIXES

Term = ox.NamedNode | ox.Literal | ox.BlankNode
_BASES = {**PREFIXES, **DESCRIPTION_PREFIXES}


def statements(subject: str, *pairs: tuple[str, str | int | Term]) -> Iterator[ox.Triple]:
    """Yield a triple for each pair of predicate and value; plain strings are IRIs."""
    node = ox.NamedNode(subject)
    for predicate, value in pairs:
        yield ox.Triple(node, ox.NamedNode(predicate), term(value))


def term(value: str | int | Term) -> Term:
    """Return an IRI for a string, an xsd:integer for a number, and a term unchanged."""
    if isinstance(value, str):
        return ox.NamedNode(value)
    return ox.Literal(value) if isinstance(value, int) else value


def english(text: str) -> ox.Literal:
    """Return a literal in English."""
    return ox.Literal(text, language="en")


def into(graph: str, triples: Iterable[ox.Triple]) -> Iterator[ox.Quad]:
    """Return the triples as quads of a graph."""
    name = ox.NamedNode(graph)
    return (ox.Quad(s, p, o, name) for s, p, o in triples)


def curie(iri: str) -> str:
    """Return a short form of an IRI that fits into a fragment and is unique to the IRI."""
    matching = [(base, prefix) for prefix, base in _BASES.items() if iri.startswith(base)]
    if not matching:
        return quote(iri, safe="")
    base, prefix = max(matching)
    return f"{prefix}:{quote(iri.removeprefix(base), safe='')}"
