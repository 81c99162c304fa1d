"""Compile Turtle into the rule book of an epoch (:mod:`kg.rulebook.model`).

The law stays in the Turtle.

What this compiler does not know (a constraint, an axiom, a path) is an error, never ignored:
the fast engine may use only what the shapes say, and must use all of it.
"""

from collections.abc import Mapping
from datetime import date

from rdflib import Dataset, Graph, URIRef

from kg.compile import citations as citation_compile
from kg.compile.conditions import conditions as law_conditions
from kg.compile.conditions import fields as record_fields
from kg.compile.conditions import many, notations, one, single, text
from kg.compile.orders import orders
from kg.compile.periods import checked, dormant, in_force, missing, ranks, sections
from kg.compile.readings import readings
from kg.compile.reasoning import (
    closure,
    individuals,
    intervals,
    knowledge,
    members,
    named,
    not_in_force,
)
from kg.errors import RuleBookError
from kg.rdf import files
from kg.rdf.library import Library
from kg.rdf.load import union
from kg.rdf.namespaces import CLR, DCTERMS, OWL, RDF, RDFS, SKOS
from kg.rulebook.model import Condition, Facet, Norm, Path, RuleBook

_KINDS = ("Permission", "Prohibition", "Exception", "Obligation", "Condition", "Definition")


def _definitions(graph: Graph) -> dict[str, list[tuple[str, str]]]:
    """Return for each defined class its conjuncts: ("", class) or (property, value)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for cls, expression in graph.subject_objects(URIRef(OWL.equivalentClass)):
        head = graph.value(expression, URIRef(OWL.intersectionOf))
        if head is None:
            raise RuleBookError("Define a class as an intersection.", where=str(cls))
        parts = []
        for part in members(graph, head):
            if isinstance(part, URIRef):
                parts.append(("", str(part)))
                continue
            value = one(graph, part, OWL.hasValue)
            parts.append((one(graph, part, OWL.onProperty), value))
        found[str(cls)] = parts
    return found


def _flatten(cls: str, defined: dict[str, list[tuple[str, str]]], silent: set[str]) -> list[Facet]:
    if cls not in defined:
        return [Facet("", cls)]
    flat: list[Facet] = []
    for prop, value in defined[cls]:
        inner = [Facet(prop, value, prop in silent)] if prop else _flatten(value, defined, silent)
        flat += [facet for facet in inner if facet not in flat]
    return flat


def _norms(
    graph: Graph, enforced: dict[str, list[str]], conditions: Mapping[str, Condition], day: date
) -> dict[str, Norm]:
    """Return the norms that stand in the law of a day, in the order of the law."""
    found, places = [], ranks(graph)
    for kind in _KINDS:
        for node in graph.subjects(URIRef(RDF.type), URIRef(CLR[kind])):
            assert isinstance(node, URIRef)
            if not in_force(graph, node, day):
                continue
            source = one(graph, node, DCTERMS.source)
            why = text(graph, node, CLR.overridingReason)
            found.append(
                Norm(
                    iri=str(node),
                    kind=kind,
                    label=text(graph, node, SKOS.prefLabel) or str(node),
                    source=source,
                    covers=tuple(many(graph, node, CLR.covers)),
                    requires=tuple(r for r in many(graph, node, CLR.requires) if r in conditions),
                    enforced_by=tuple(enforced.get(str(node), ())),
                    overrides=tuple(many(graph, node, CLR.overrides)),
                    overriding=(one(graph, node, CLR.overridingSource), why) if why else None,
                    specifies=tuple(many(graph, node, CLR.specifies)),
                    entails=tuple(many(graph, node, CLR.entails)),
                    in_force=tuple(intervals(graph, node)),
                    order=(places[source], str(node)),
                )
            )
    return {norm.iri: norm for norm in sorted(found, key=lambda norm: norm.order)}


def _quotes(graph: Graph, day: date) -> dict[str, str]:
    """Return for each provision its words in the version in force on a day."""
    quotes = {}
    for words in graph.subjects(URIRef(RDF.type), URIRef(CLR.Words)):
        if (said := text(graph, words, CLR.text)) and in_force(graph, words, day):
            quotes[one(graph, words, CLR.wordsOf)] = said
    return quotes


def _cells(library: Library) -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Return what each part of a cell of who-may-receive states, by the name of its graph."""
    parsed = Dataset()
    for path in files.turtle_files(library, files.VOCABULARY):
        if path.suffix == ".trig":
            parsed.parse(path, format="trig")
    found: dict[str, list[tuple[str, str, str]]] = {}
    for s, p, o, name in parsed.quads():
        found.setdefault(str(name), []).append((str(s), str(p), str(o)))
    return {name: tuple(sorted(stated)) for name, stated in sorted(found.items())}


def compile_book(library: Library, day: date, end: date | None) -> RuleBook:
    """Return the rule book of an epoch as compiled: with what any reading knows."""
    graph = union(library)
    closed = closure(library, day, frozenset())
    defined = _definitions(graph)
    silent = {str(s) for s in graph.subjects(URIRef(CLR.silenceMeansNone), None)}
    conditions, enforced = law_conditions(graph, not_in_force(graph, day))
    norms = _norms(graph, enforced, conditions, day)
    fields, submittable = record_fields(graph)
    chains: dict[str, tuple[tuple[str, ...], ...]] = {}
    for prop in set(graph.subjects(URIRef(OWL.propertyChainAxiom), None)):
        heads = graph.objects(prop, URIRef(OWL.propertyChainAxiom))
        chains[str(prop)] = tuple(sorted(tuple(map(str, members(graph, h))) for h in heads))
    subproperties: dict[str, list[str]] = {}
    for sub, sup in closed.subject_objects(URIRef(RDFS.subPropertyOf)):
        if sub != sup and isinstance(sup, URIRef):
            subproperties.setdefault(str(sup), []).append(str(sub))
    known = individuals(graph)
    background = knowledge(library, graph, day, frozenset())
    labels = {
        str(s): str(o)
        for s, o in graph.subject_objects(URIRef(SKOS.prefLabel))
        if str(s) in known or str(s).startswith(CLR.base)
    }
    citation_forms = citation_compile.forms(graph)
    classes = {
        str(c) for c in graph.subjects(URIRef(RDF.type), URIRef(OWL.Class)) if isinstance(c, URIRef)
    }
    book = RuleBook(
        version=f"sha256:{files.content_hash(library)}",
        start=day.isoformat(),
        end=end.isoformat() if end else None,
        facets={cls: tuple(_flatten(cls, defined, silent)) for cls in sorted(classes)},
        supers={
            c: tuple(sorted({c, *named(closed.objects(URIRef(c), URIRef(RDFS.subClassOf)))}))
            for c in sorted(classes)
        },
        subproperties={k: tuple(sorted(v)) for k, v in sorted(subproperties.items())},
        chains=dict(sorted(chains.items())),
        background=background,
        background_types={
            t: tuple(named(closed.objects(URIRef(t), URIRef(RDF.type)))) for t in sorted(known)
        },
        conditions=conditions,
        norms=norms,
        fields=fields,
        submittable=submittable,
        single=single(graph),
        notations=notations(graph),
        lives={
            str(s): (
                text(graph, s, CLR.existsFrom) or None,
                text(graph, s, CLR.existsUntil) or None,
            )
            for s in {
                *graph.subjects(URIRef(CLR.existsFrom)),
                *graph.subjects(URIRef(CLR.existsUntil)),
            }
        },
        labels=labels | citation_compile.citations(graph, citation_forms),
        quotes=_quotes(graph, day),
        readings=readings(library, graph, day, background),
        taken=(),
        sections=sections(graph) | missing(graph),
        dormant=dormant(graph, day),
        checked=checked(graph),
        orders=orders(graph),
        cells=_cells(library),
        citation_forms=citation_forms,
    )
    _check_cycles(book)
    _check_inverses(book)
    return book


def _check_inverses(book: RuleBook) -> None:
    """Refuse to walk backwards along anything but a stated property: see View.path."""

    def visit(path: Path, where: str) -> None:
        kind, body = path
        if kind == "p":
            return
        if kind == "^" and (
            body[0] != "p" or {body[1]} & (book.chains.keys() | book.subproperties.keys())
        ):
            raise RuleBookError("Invert stated properties only.", where=where, code="inverse")
        for part in body if kind in "/|" else [body]:
            visit(part, where)

    for condition in book.conditions.values():
        visit(condition.path, condition.iri)


def _check_cycles(book: RuleBook) -> None:
    """Refuse a property that is derived from itself: the fast engine looks values up, not on."""

    def visit(prop: str, above: tuple[str, ...]) -> None:
        if prop in above:
            raise RuleBookError("This property is derived from itself.", where=prop, code="cycle")
        parts = {p for chain in book.chains.get(prop, ()) for p in chain}
        for below in parts | set(book.subproperties.get(prop, ())):
            visit(below, (*above, prop))

    for prop in book.chains:
        visit(prop, ())
