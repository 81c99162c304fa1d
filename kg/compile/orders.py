"""Compile the orders of days that a record cannot have: shapes with a target and a comparison."""

from rdflib import Graph, URIRef

from kg.compile.conditions import many, one, path
from kg.errors import RuleBookError
from kg.rdf.namespaces import DCTERMS, RDF, SH
from kg.rulebook.model import Order, Path

_KNOWN = {
    RDF.type, SH.targetClass, SH.path, SH.severity, SH.message, DCTERMS.source,
    SH.lessThanOrEquals,
}  # fmt: skip


def orders(graph: Graph) -> tuple[Order, ...]:
    """Return the orders by class and shape (SHACL 4.5.4, sh:lessThanOrEquals).

    RuleBookError for a shape that says more than that, or whose path is not one of properties.
    """
    found = []
    for shape in graph.subjects(URIRef(SH.lessThanOrEquals)):
        targets = many(graph, shape, SH.targetClass)
        if not targets:
            continue  # a condition of the law
        if set(map(str, graph.predicates(shape))) - _KNOWN:
            raise RuleBookError("An order of days says nothing else.", where=str(shape))
        start = graph.value(shape, URIRef(SH.path))
        steps = _steps(path(graph, start), str(shape)) if start is not None else ()
        other = one(graph, shape, SH.lessThanOrEquals)
        message = one(graph, shape, SH.message)
        found += [Order(cls, steps, other, message, str(shape)) for cls in targets]
    return tuple(sorted(found, key=lambda order: (order.cls, order.shape)))


def _steps(compiled: Path, where: str) -> tuple[str, ...]:
    kind, body = compiled
    parts = [compiled] if kind == "p" else body
    if kind not in {"p", "/"} or any(part[0] != "p" for part in parts):
        raise RuleBookError("An order of days takes a path of properties only.", where=where)
    return tuple(part[1] for part in parts)
