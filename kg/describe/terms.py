"""What the descriptions of the graph are written with: pyoxigraph's terms from plain values."""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

import pyoxigraph as ox

from kg.rdf.namespaces import DESCRIPTION_PREFIXES, PREFIXES

Term = ox.NamedNode | ox.Literal | ox.BlankNode
_BASES = {**PREFIXES, **DESCRIPTION_PREFIXES}


def said(subject: str, *pairs: tuple[str, str | int | Term]) -> Iterator[ox.Triple]:
    """Give a triple for each pair of predicate and value; plain strings are IRIs."""
    node = ox.NamedNode(subject)
    for predicate, value in pairs:
        yield ox.Triple(node, ox.NamedNode(predicate), term(value))


def term(value: str | int | Term) -> Term:
    """Give an IRI for a string, an integer for a number, and a term as it is."""
    if isinstance(value, str):
        return ox.NamedNode(value)
    return ox.Literal(value) if isinstance(value, int) else value


def words(text: str) -> ox.Literal:
    """Give a text in English."""
    return ox.Literal(text, language="en")


def into(graph: str, triples: Iterable[ox.Triple]) -> Iterator[ox.Quad]:
    """Give the triples as quads of a graph."""
    name = ox.NamedNode(graph)
    return (ox.Quad(s, p, o, name) for s, p, o in triples)


def curie(iri: str) -> str:
    """Give an IRI in short, fit for the fragment of another: two IRIs never become the same."""
    found = [(base, prefix) for prefix, base in _BASES.items() if iri.startswith(base)]
    if not found:
        return quote(iri, safe="")
    base, prefix = max(found)
    return f"{prefix}:{quote(iri.removeprefix(base), safe='')}"
