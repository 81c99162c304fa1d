"""Compiled property paths on an RDF graph, for the reference engine: rdflib's own evaluation."""

from functools import reduce
from operator import or_, truediv

from rdflib import URIRef
from rdflib.paths import Path as GraphPath
from rdflib.paths import mul_path

from kg.rulebook.model import Path


def on_graph(path: Path) -> URIRef | GraphPath:
    """Return a path (SHACL 2.3.1) as a property path of SPARQL 1.1, section 9.1."""
    kind, body = path
    if kind == "p":
        return URIRef(body)
    if kind in "/|":
        joined: URIRef | GraphPath = reduce(truediv if kind == "/" else or_, map(on_graph, body))
        return joined
    inner = on_graph(body)
    if kind == "^":
        return ~inner
    return mul_path(inner, "?" if kind == "?" else "*")
