"""Compile the readings of the open questions: what each withdraws, adopts and knows otherwise."""

from collections.abc import Iterable, Mapping
from datetime import date

from rdflib import Graph, URIRef
from rdflib.term import Node

from kg.compile.conditions import many, one, text
from kg.compile.reasoning import knowledge, successions
from kg.errors import RuleBookError
from kg.rdf.library import Library
from kg.rdf.namespaces import CLR, DCTERMS, RDF, SKOS
from kg.rulebook.model import Reading

Background = Mapping[str, Mapping[str, tuple[str, ...]]]


def withdrawn_by(graph: Graph, taken: Iterable[str]) -> frozenset[str]:
    """Return what readings withdraw, successions included."""
    return frozenset(
        gone for reading in taken for gone in many(graph, URIRef(reading), CLR.withdraws)
    )


def readings(
    library: Library, graph: Graph, day: date, background: Background
) -> dict[str, Reading]:
    """Return all readings by IRI; ``background`` is what is known under the defaults on the day."""
    found = {}
    for node in graph.subjects(URIRef(RDF.type), URIRef(CLR.Reading)):
        found[str(node)] = _reading(library, graph, node, day, background)
    for question in {r.question for r in found.values()}:
        defaults = [r for r in found.values() if r.question == question and r.default]
        if len(defaults) != 1:
            raise RuleBookError("A question needs one default reading.", where=question)
    return dict(sorted(found.items()))


def _reading(
    library: Library, graph: Graph, node: Node, day: date, background: Background
) -> Reading:
    question = URIRef(one(graph, node, CLR.question))
    gone = withdrawn_by(graph, [str(node)])
    events = {g for g in gone if (URIRef(g), URIRef(RDF.type), URIRef(CLR.Succession)) in graph}
    things = {s for event in events for s in many(graph, URIRef(event), CLR.successor)}
    return Reading(
        iri=str(node),
        question=text(graph, question, SKOS.notation) or "",
        asks=text(graph, question, SKOS.prefLabel) or "",
        issue=text(graph, question, SKOS.definition) or "",
        source=one(graph, question, DCTERMS.source),
        name=text(graph, node, SKOS.notation) or "",
        says=text(graph, node, SKOS.prefLabel) or "",
        default=text(graph, node, CLR.isDefault) == "true",
        withdraws=gone - events,
        adopts=frozenset(many(graph, node, CLR.adopts)),
        things=frozenset(things),
        background=_known_otherwise(library, graph, day, frozenset(events), background),
    )


def _known_otherwise(
    library: Library, graph: Graph, day: date, events: frozenset[str], background: Background
) -> dict[str, Mapping[str, tuple[str, ...]]]:
    """Return what is known of the vocabulary where it differs once successions are withdrawn."""
    now, then = (set(successions(graph, day, gone)) for gone in (frozenset[str](), events))
    if now == then:
        return {}
    other = knowledge(library, graph, day, events)
    return {t: other.get(t, {}) for t in {*background, *other} if other.get(t) != background.get(t)}
