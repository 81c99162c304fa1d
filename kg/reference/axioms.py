"""What the reference engine reasons and validates with: the axioms and shapes that can matter."""

from rdflib import BNode, Graph, URIRef
from rdflib.term import Node

from kg.compile.reasoning import linking, members
from kg.memo import kept
from kg.rdf.library import Library
from kg.rdf.load import union
from kg.rdf.namespaces import CLR, OWL, RDF, RDFS, SH

_AXIOMS = (
    OWL.propertyChainAxiom, OWL.equivalentClass, OWL.intersectionOf, OWL.onProperty,
    OWL.hasValue, RDF.first, RDF.rest, RDFS.subPropertyOf, RDFS.subClassOf,
)  # fmt: skip


@kept()
def axioms(library: Library, kinds: frozenset[str]) -> Graph:
    """Return the logical axioms of the ontology that can say something of records of some kinds.

    No annotation; and no definition of a class that needs a kind of thing that is not there,
    for its conjunction cannot hold of anything.
    """
    ontology, slim = union(library, "ontology"), Graph()
    for prop in (OWL.propertyChainAxiom, RDFS.subPropertyOf, RDFS.subClassOf):
        for triple in ontology.triples((None, URIRef(prop), None)):
            slim.add(triple)
            if prop == OWL.propertyChainAxiom:
                slim += _described(ontology, triple[2])
    for cls, expression in ontology.subject_objects(URIRef(OWL.equivalentClass)):
        if _base_kinds(ontology, cls) <= kinds:
            slim.add((cls, URIRef(OWL.equivalentClass), expression))
            slim += _described(ontology, expression)
    return slim


def _described(graph: Graph, node: Node) -> Graph:
    """Return what is said of a blank node: a list or an expression."""
    told = Graph()
    for triple in graph.triples((node, None, None)):
        if str(triple[1]) in _AXIOMS:
            told.add(triple)
            if isinstance(triple[2], BNode):
                told += _described(graph, triple[2])
    return told


def _base_kinds(graph: Graph, cls: Node) -> frozenset[str]:
    """Return the named, undefined classes to which everything in a defined class belongs."""
    expression = graph.value(cls, URIRef(OWL.equivalentClass))
    if expression is None:
        return frozenset({str(cls)})
    parts = members(graph, graph.value(expression, URIRef(OWL.intersectionOf)) or expression)
    return frozenset(
        kind for part in parts if isinstance(part, URIRef) for kind in _base_kinds(graph, part)
    )


@kept()
def spoken_of(library: Library) -> frozenset[Node]:
    """Return the properties that some axiom mentions, and rdf:type."""
    ontology = union(library, "ontology")
    chained = {URIRef(prop) for prop in linking(ontology)}
    ruled = set(ontology.subjects(URIRef(RDFS.subPropertyOf))) | set(
        ontology.objects(None, URIRef(OWL.onProperty))
    )
    return frozenset(chained | ruled | {URIRef(RDF.type)})


@kept()
def shapes_for(library: Library, holding: frozenset[str], classes: frozenset[str]) -> Graph:
    """Return the law shapes that can say something of things of some classes.

    Without those that the readings or the date take away: ``holding`` are the conditions that hold.
    A node shape without a target among the things at hand looks at nothing.
    """
    law, graph = union(library, "shapes/law"), Graph()
    queue: list[Node] = [
        shape for cls in classes for shape in law.subjects(URIRef(SH.targetClass), URIRef(cls))
    ]
    seen = set(queue)
    for node in queue:
        for triple in law.triples((node, None, None)):
            value = triple[2]
            gone = (value, URIRef(CLR.enforces), None) in law and str(value) not in holding
            if triple[1] == URIRef(SH.property) and gone:
                continue
            graph.add(triple)
            inner = triple[1] != URIRef(CLR.presupposes) and (value, None, None) in law
            if inner and value not in seen:
                seen.add(value)
                queue.append(value)
    return graph
