"""Derive where each shape looks: node shapes with targets, and scopes that lead to things.

A condition applies to the acts that its norm covers and to those of the norms that require it,
unless it says with ``clr:appliesTo`` which they are.
"""

from collections.abc import Iterable
from itertools import product

from rdflib import Graph, URIRef
from rdflib.term import Node

from kg.authoring.authored import Authored, fault, members
from kg.authoring.conditions import Written
from kg.authoring.generated import hyphened
from kg.rdf.namespaces import CLR, DCTERMS, LAW, RDF, SH, SHAPE, local_name


def acts(graph: Graph, shapes: list[Written]) -> list[Node]:
    """Return the classes to which the shapes of one condition apply, sorted.

    RuleBookError if there is none.
    """
    condition = shapes[0].condition
    stated = condition.get(CLR.appliesTo)
    if stated is not None:
        return sorted(members(graph, stated) or [stated], key=str)
    norms = {condition.need(CLR.conditionOf)}
    for shape in shapes:
        norms |= set(graph.subjects(URIRef(CLR.requires), URIRef(shape.iri)))
    covered = {cls for norm in norms for cls in graph.objects(norm, URIRef(CLR.covers))}
    if not covered:
        raise fault(
            condition.iri,
            "Say with clr:appliesTo for which acts it holds: its norm covers none, "
            "and no norm that covers acts requires it.",
        )
    return sorted(covered, key=str)


def places(graph: Graph, expanded: list[list[Written]]) -> Iterable[tuple[Node, str, Node]]:
    """Yield the triples of the node shapes and scopes for the conditions of one file."""
    scopes: dict[URIRef, Node] = {}
    for shapes in expanded:
        condition = shapes[0].condition
        resting, section = condition.get(CLR.restingAct), _section(graph, condition)
        for act, shape in product(acts(graph, shapes), shapes):
            each = None if shape.from_act else condition.get(CLR.forEach)
            target = resting if resting is not None and shape.from_act else act
            place = _node_shape(shape, target)
            yield place, RDF.type, URIRef(SH.NodeShape)
            yield place, SH.targetClass, target
            yield place, DCTERMS.source, section
            if each is None:
                yield place, SH.property, URIRef(shape.iri)
                continue
            steps = members(graph, each) or [each]
            scope = URIRef(f"{place}-{hyphened(local_name(str(steps[-1])))}")
            if members(graph, scopes.setdefault(scope, each)) != members(graph, each):
                raise fault(condition.iri, f"Write one path only that ends in {steps[-1]}.")
            yield place, SH.property, scope
            yield scope, DCTERMS.source, section
            yield scope, SH.property, URIRef(shape.iri)
    for scope, each in scopes.items():
        yield scope, RDF.type, URIRef(CLR.Scope)
        yield scope, RDF.type, URIRef(SH.PropertyShape)
        yield scope, SH.path, each


def _node_shape(shape: Written, target: Node) -> URIRef:
    start = shape.condition.shape.removeprefix(SHAPE.base).partition("-")[0]
    return URIRef(SHAPE[f"{start}-on-{hyphened(local_name(str(target)))}"])


def _section(graph: Graph, condition: Authored) -> Node:
    """Return the section of the provision in which a norm stands."""
    source = graph.value(condition.need(CLR.conditionOf), URIRef(DCTERMS.source))
    title, section = str(source).removeprefix(LAW.base).split("/")[:2]
    return URIRef(LAW[f"{title}/{section}"])
