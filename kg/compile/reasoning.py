"""OWL 2 RL reasoning with owlrl over the axioms that matter, free of its by-products.

Annotations are stripped first, for the cost grows faster than linearly with the triples, and
what owlrl adds about vocabularies is dropped (OWL 2 Profiles 4.3, tables 4 to 9).
"""

from collections.abc import Iterable, Iterator
from datetime import date

import owlrl
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.errors import RuleBookError
from kg.memo import kept
from kg.rdf.library import Library
from kg.rdf.load import union
from kg.rdf.namespaces import CLR, DCTERMS, OWL, OWLRL_ERROR, RDF, RDFS, SKOS
from kg.rulebook.periods import Span, within

_AXIOMS = {OWL.propertyChainAxiom, RDFS.subClassOf, RDFS.subPropertyOf}
_NOISE = tuple(space.base for space in (RDF, RDFS, OWL))


def linking(graph: Graph) -> frozenset[str]:
    """Return the properties whose statements about vocabulary or provisions can decide.

    Those in property chains, and the two from which the hierarchies are derived.
    """
    chained = {
        str(step)
        for head in graph.objects(None, URIRef(OWL.propertyChainAxiom))
        for step in members(graph, head)
    }
    return frozenset(chained | {DCTERMS.isPartOf, SKOS.broader})


def logical(graph: Graph) -> Graph:
    """Return the axioms that can say something of the vocabulary, and what links its things.

    Definitions of classes are left out: they define acts and things of records, and nothing of
    the vocabulary is one. They are most of the ontology, and owlrl's cost lies in them. The
    reference engine reasons with them over each record.
    """
    slim, known = Graph(), individuals(graph)
    wanted = _AXIOMS | linking(graph)
    for s, p, o in graph:
        if str(p) in wanted or (str(p) == RDF.type and str(s) in known):
            slim.add((s, p, o))
    for prop in graph.subjects(URIRef(RDF.type), URIRef(OWL.TransitiveProperty)):
        slim.add((prop, URIRef(RDF.type), URIRef(OWL.TransitiveProperty)))
    for head in graph.objects(None, URIRef(OWL.propertyChainAxiom)):
        for place in graph.transitive_objects(head, URIRef(RDF.rest)):
            for part in (RDF.first, RDF.rest):
                slim += graph.triples((place, URIRef(part), None))
    # SKOS S22 and S24: broader is a kind of broaderTransitive, which is transitive
    slim.add((URIRef(SKOS.broader), URIRef(RDFS.subPropertyOf), URIRef(SKOS.broaderTransitive)))
    slim.add((URIRef(SKOS.broaderTransitive), URIRef(RDF.type), URIRef(OWL.TransitiveProperty)))
    return slim


def successions(graph: Graph, day: date, withdrawn: frozenset[str]) -> Iterator[tuple[Node, Node]]:
    """Return (successor, predecessor) for each succession in force on a day."""
    for event in graph.subjects(URIRef(RDF.type), URIRef(CLR.Succession)):
        start = graph.value(event, URIRef(CLR.inForceFrom))
        if str(event) in withdrawn or start is None or start.toPython() > day:  # type: ignore[attr-defined]  # a dated literal, by house shape
            continue
        after = graph.value(event, URIRef(CLR.successor))
        before = graph.value(event, URIRef(CLR.predecessor))
        if after is None or before is None:
            raise RuleBookError("A succession names no two agencies or offices.", where=str(event))
        yield after, before


def bounds(graph: Graph, version: Node) -> Span:
    """Return first and last day of a version."""
    start = graph.value(version, URIRef(CLR.inForceFrom))
    end = graph.value(version, URIRef(CLR.inForceUntil))
    return str(start), str(end) if end is not None else None


def intervals(graph: Graph, thing: Node) -> list[Span]:
    """Return the stretches of time of the versions in which a norm or words stand."""
    return sorted(bounds(graph, version) for version in graph.objects(thing, URIRef(CLR.inVersion)))


def not_in_force(graph: Graph, day: date) -> frozenset[str]:
    """Return the shapes that carry out a norm which does not stand in the law of a day."""
    gone = set()
    for shape, norm in graph.subject_objects(URIRef(CLR.enforces)):
        if not within(intervals(graph, norm), day):
            gone.add(str(shape))
    return frozenset(gone)


def closure(library: Library, day: date, withdrawn: frozenset[str]) -> Graph:
    """Return the closure of all axioms as they stand on a day, less withdrawn successions."""
    return _closure(library, frozenset(successions(union(library), day, withdrawn)))


@kept()
def _closure(library: Library, succeeded: frozenset[tuple[Node, Node]]) -> Graph:
    """Return the closure of all axioms with the successions of a date: few dates differ in them."""
    facts = logical(union(library))
    for after, before in succeeded:
        facts.add((after, URIRef(CLR.successorOf), before))
    return close(facts)


def individuals(graph: Graph) -> set[str]:
    """Return the things of the vocabularies and the provisions: what a record may point to."""
    kinds = (SKOS.Concept, CLR.Section, CLR.Paragraph, CLR.Sentence, CLR.ExternalProvision)
    return {str(s) for kind in kinds for s in graph.subjects(URIRef(RDF.type), URIRef(kind))}


def knowledge(
    library: Library, graph: Graph, day: date, withdrawn: frozenset[str]
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return what is known on a day of each thing that a record may point to."""
    closed, used = closure(library, day, withdrawn), sorted(linking(graph))
    found = {}
    for thing in sorted(individuals(graph)):
        told = {prop: tuple(named(closed.objects(URIRef(thing), URIRef(prop)))) for prop in used}
        found[thing] = {prop: values for prop, values in told.items() if values}
    return found


def close(graph: Graph) -> Graph:
    """Return the OWL 2 RL closure of a graph without junk; RuleBookError if inconsistent."""
    closed = Graph()
    for triple in graph:
        closed.add(triple)
    reasoner = owlrl.DeductiveClosure(
        owlrl.OWLRL_Semantics, rdfs_closure=False, axiomatic_triples=False, datatype_axioms=False
    )
    reasoner.expand(closed)
    problems = sorted(str(o) for o in closed.objects(None, URIRef(OWLRL_ERROR.error)))
    if problems:
        raise RuleBookError("The facts contradict the ontology: " + "; ".join(problems))
    return _without_junk(closed)


def _without_junk(closed: Graph) -> Graph:
    """Drop literal subjects, reflexive statements and talk about the vocabularies themselves."""
    clean = Graph()
    for s, p, o in closed:
        about_vocabulary = isinstance(s, URIRef) and str(s).startswith(_NOISE)
        if isinstance(s, Literal) or about_vocabulary or (s == o and str(p) != RDF.type):
            continue
        clean.add((s, p, o))
    return clean


def members(graph: Graph, head: Node) -> list[Node]:
    """Return the members of an RDF list."""
    return list(Collection(graph, head))


def named(nodes: Iterable[Node]) -> list[str]:
    """Return the IRIs among nodes, sorted."""
    return sorted(str(node) for node in nodes if not isinstance(node, BNode | Literal))
