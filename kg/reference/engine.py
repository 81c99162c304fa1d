"""The reference engine: classify with owlrl, validate with pyshacl, from the Turtle alone.

Slow, and independent of :mod:`kg.engine.fast`: it uses no compiled path, chain or constraint.
What the two share is the meaning of the evidence (:mod:`kg.engine.evidence`) and the decision
that follows. Several records can be taken at once, for owlrl's cost lies in the axioms more than
in the facts; their things are renamed apart, so that no record can tell anything about another.
"""

from collections.abc import Container, Iterator, Mapping, Sequence

import owlrl
import pyshacl
from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from kg.compile.readings import withdrawn_by
from kg.compile.reasoning import closure, linking
from kg.engine.decide import weigh
from kg.engine.decision import Decision
from kg.engine.evidence import Evidence, Places, in_order, spared
from kg.engine.index import plan_of
from kg.engine.sensitivity import interpret, outcome_of, touches
from kg.engine.truth import Truth, all_of
from kg.engine.view import View
from kg.errors import EngineError
from kg.rdf.library import Library
from kg.rdf.load import union
from kg.rdf.namespaces import OWL, OWLRL_ERROR, RDF, SH
from kg.reference.axioms import axioms, shapes_for, spoken_of
from kg.reference.paths import on_graph
from kg.rulebook import days
from kg.rulebook.model import Facet, RuleBook
from kg.rulebook.values import Lit, Record, Value

_TYPE = URIRef(RDF.type)


def graph_of(record: Record, suffix: str = "", shared: Container[str] = ()) -> Graph:
    """Return a record as an RDF graph, its IRIs renamed by a suffix but for the shared ones.

    Titles are renamed too: they are IRIs of nobody's vocabulary, and equal in many records.
    """

    def term(value: Value) -> Node:
        if isinstance(value, Lit):
            return Literal(str(value), datatype=URIRef(value.datatype))
        return URIRef(value if value in shared else value + suffix)

    graph = Graph()
    for node, cls in record.types.items():
        graph.add((URIRef(node + suffix), _TYPE, URIRef(cls)))
    for node, told in record.facts.items():
        for prop, values in told.items():
            for value in values:
                graph.add((URIRef(node + suffix), URIRef(prop), term(value)))
    return graph


def _background(library: Library, graph: Graph, closed: Graph) -> Graph:
    """Return what is known of the vocabulary and provisions that records lead to."""
    links = [URIRef(prop) for prop in linking(union(library))]
    told = Graph()
    queue = [o for o in set(graph.objects()) if isinstance(o, URIRef)]
    seen = set(queue)
    for thing in queue:
        for prop in [*links, _TYPE]:
            for value in closed.objects(thing, prop):
                if not isinstance(value, URIRef) or (
                    prop == _TYPE and str(value).startswith(OWL.base)
                ):
                    continue
                told.add((thing, prop, value))
                if prop != _TYPE and value not in seen:
                    seen.add(value)
                    queue.append(value)
    return told


def _classify(
    library: Library, book: RuleBook, records: Sequence[Record], withdrawn: frozenset[str]
) -> Graph:
    """Return the closure of the axioms, the records and the vocabulary that they point to."""
    stated = Graph()
    for number, record in enumerate(records):
        stated += graph_of(record, f"~{number}", book.background_types)
    stated += _background(library, stated, closure(library, days.read(book.start), withdrawn))
    graph = Graph()
    for s, p, o in stated:  # no axiom speaks of other properties, so no rule can use them
        if p in spoken_of(library):
            graph.add((s, p, o))
    kinds = {kind for r in records for cls in r.types.values() for kind in book.supers[cls]}
    graph += axioms(library, frozenset(kinds))
    owlrl.DeductiveClosure(
        owlrl.OWLRL_Semantics, rdfs_closure=False, axiomatic_triples=False, datatype_axioms=False
    ).expand(graph)
    if (None, URIRef(OWLRL_ERROR.error), None) in graph:
        raise EngineError("The records contradict the ontology.", code="inconsistent")
    return graph + stated


def _facet(graph: Graph, node: URIRef, facet: Facet) -> Truth:
    if not facet.prop:
        return (node, _TYPE, URIRef(facet.value)) in graph
    if (node, URIRef(facet.prop), URIRef(facet.value)) in graph:
        return True
    stated = (node, URIRef(facet.prop), None) in graph
    return False if stated or facet.silence_means_none else None


def _failures(library: Library, graph: Graph, shapes: Graph) -> Iterator[tuple[str, str]]:
    """Validate, and give (shape, focus) of every result (SHACL 3.6)."""
    if not len(union(library, "shapes/law")):
        raise EngineError("There are no shapes to validate with.", code="no_shapes")
    if not len(shapes):
        return  # no shape is for anything in the record
    _, report, _ = pyshacl.validate(
        graph, shacl_graph=shapes, inference="none", advanced=False, do_owl_imports=False
    )
    if not isinstance(report, Graph):
        raise EngineError("The record could not be validated.", code="not_validated")
    for result in report.objects(None, URIRef(SH.result)):
        yield (
            str(report.value(result, URIRef(SH.sourceShape))),
            str(report.value(result, URIRef(SH.focusNode))),
        )


def gather(
    library: Library, book: RuleBook, records: Sequence[Record], classified: Graph | None = None
) -> list[Evidence]:
    """Return the evidence on records under one rule book, in their order.

    ``classified`` is the closure of these records under a book with the same successions.
    """
    graph = classified if classified is not None else classify(library, book, records)
    targets = sorted({c.target for cond in book.conditions.values() for c in cond.contexts})
    members_of: dict[str, dict[str, Truth]] = {}
    data = Graph()
    for triple in graph:
        data.add(triple)
    for number, record in enumerate(records):
        for node in record.types:
            named = URIRef(f"{node}~{number}")
            told = {
                cls: all_of(_facet(graph, named, f) for f in book.facets[cls]) for cls in targets
            }
            members_of[str(named)] = told
            for cls, truth in told.items():
                if truth is True and (named, _TYPE, URIRef(cls)) not in graph:
                    raise EngineError(
                        f"owlrl did not classify a thing as {cls}.", code="classification"
                    )
                if truth is None:  # suppose it is, so that its conditions are looked at
                    data.add((named, _TYPE, URIRef(cls)))
    present = frozenset(str(cls) for cls in set(data.objects(None, _TYPE)))
    shapes = shapes_for(library, frozenset(book.conditions), present)
    apart = _apart(data, len(records))
    found = []
    for number, record in enumerate(records):
        suffix = f"~{number}"
        root = URIRef(record.root + suffix)
        facets = {facet: _facet(graph, root, facet) for facet in plan_of(book).facets}
        classes = {
            cls: all_of(facets[facet] for facet in book.facets[cls])
            for cls in plan_of(book).classes
        }
        places, ruled_out = _places(book, record, members_of, apart[number], suffix)
        failures = frozenset(
            (shape, focus.removesuffix(suffix))
            for shape, focus in _failures(library, apart[number], shapes)
        )
        rest = (failures, ruled_out, spared(View(book, record), failures))
        found.append(Evidence(record.root, facets, classes, places, *rest))
    return found


def _apart(data: Graph, count: int) -> list[Graph]:
    """Return the graph of each record, with what is known of the vocabulary.

    Each is validated alone: a path back from an agency must not end in another record.
    """
    apart = [Graph() for _ in range(count)]
    for s, p, o in data:
        _, mark, number = str(s).rpartition("~")
        for mine in [apart[int(number)]] if mark else apart:
            mine.add((s, p, o))
    return apart


def classify(library: Library, book: RuleBook, records: Sequence[Record]) -> Graph:
    """Return the closure of records under the successions that a book takes."""
    return _classify(library, book, records, withdrawn_by(union(library), book.taken))


def _places(
    book: RuleBook,
    record: Record,
    members: Mapping[str, Mapping[str, Truth]],
    graph: Graph,
    suffix: str,
) -> tuple[dict[str, Places], frozenset[str]]:
    """Return where each condition was looked at, and which ones stated facts rule out.

    It is looked at on things of its class, or on what its scope gives; it is ruled out where
    something is of the right kind, and yet surely not of the class.
    """
    found: dict[str, dict[str, bool]] = {}
    ruled_out = set()
    for condition in book.conditions.values():
        for context in condition.contexts:
            kinds = [URIRef(f.value) for f in book.facets[context.target] if not f.prop]
            for node in record.types:
                me = URIRef(node + suffix)
                truth = members[node + suffix][context.target]
                if truth is False:
                    if all((me, _TYPE, kind) in graph for kind in kinds):
                        ruled_out.add(condition.iri)
                    continue
                foci = [node]
                if context.scope:
                    ends = graph.objects(me, on_graph(context.scope))
                    foci = [str(o).removesuffix(suffix) for o in ends]
                for focus in foci:
                    certain = truth is True or context.main
                    places = found.setdefault(condition.iri, {})
                    places[focus] = places.get(focus, False) or certain
    return in_order(found), frozenset(ruled_out - found.keys())


def decide_many(
    library: Library,
    book: RuleBook,
    records: Sequence[Record],
    as_of: Sequence[str],
    others: Mapping[str, RuleBook],
) -> list[Decision]:
    """Decide records, all at the law of one epoch; the other readings are tried in the same way."""
    classified = classify(library, book, records)
    evidence = gather(library, book, records, classified)
    outcomes: list[dict[str, str]] = [{} for _ in records]
    for reading, other in others.items():
        touched = [n for n, r in enumerate(records) if touches(book, other, evidence[n], r)]
        if not touched:
            continue
        same = other.background == book.background
        tried = records if same else [records[n] for n in touched]
        told = gather(library, other, tried, classified if same else None)
        for place, n in enumerate(touched):
            found = told[n if same else place]
            outcomes[n][reading] = outcome_of(other, found, records[n])
    decided = []
    for n, record in enumerate(records):
        decision = weigh(book, evidence[n], View(book, record), record, as_of[n])
        decided.append(interpret(decision, book, outcomes[n]))
    return decided
