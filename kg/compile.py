"""Compile Turtle into the rule book of an epoch (:mod:`kg.rulebook`). The law stays in the Turtle.

What this compiler does not know (a constraint, an axiom, a path) is an error, never ignored:
the fast engine may use only what the shapes say, and must use all of it.
"""

from datetime import date, timedelta
from functools import cache

from rdflib import Graph, URIRef
from rdflib.term import Node

from kg import files, shacl_compile
from kg.citation import cite
from kg.errors import RuleBookError
from kg.load import union
from kg.namespaces import CLR, DCTERMS, OWL, RDF, RDFS, SKOS
from kg.reason import (
    close,
    intervals,
    linking,
    logical,
    members,
    named,
    not_in_force,
    successions,
)
from kg.rulebook import Facet, Norm, Path, RuleBook
from kg.shacl_compile import many, one, text

_KINDS = ("Permission", "Prohibition", "Exception", "Obligation", "Condition", "Definition")


def epochs(graph: Graph) -> list[tuple[date, date | None]]:
    """Give first and last day of each stretch of time without a change of law."""
    starts: set[date] = set()
    for kind in (CLR.Version, CLR.Succession):
        for thing in graph.subjects(URIRef(RDF.type), URIRef(kind)):
            for bound in (CLR.inForceFrom, CLR.inForceUntil):
                value = graph.value(thing, URIRef(bound))
                if value is not None:
                    day: date = value.toPython()  # type: ignore[attr-defined]  # dated literal
                    starts.add(day + timedelta(days=bound == CLR.inForceUntil))
    ordered = sorted(starts)
    ends = [day - timedelta(days=1) for day in ordered[1:]]
    return list(zip(ordered, [*ends, None], strict=True))


def readings(graph: Graph) -> dict[str, frozenset[str]]:
    """Give each reading that is not the default, with what it withdraws."""
    found = {}
    for reading in graph.subjects(URIRef(RDF.type), URIRef(CLR.Reading)):
        if text(graph, reading, CLR.isDefault) == "false":
            found[str(reading)] = frozenset(many(graph, reading, CLR.withdraws))
    return dict(sorted(found.items()))


def _definitions(graph: Graph) -> dict[str, list[tuple[str, str]]]:
    """Give for each defined class its conjuncts: ("", class) or (property, value)."""
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


def _norm_order(graph: Graph, node: URIRef) -> tuple[int, str]:
    source = one(graph, node, DCTERMS.source)
    return int(text(graph, URIRef(source), CLR.order) or 0), str(node)


def _norms(
    graph: Graph, enforced: dict[str, list[str]], withdrawn: frozenset[str]
) -> dict[str, Norm]:
    found = []
    for kind in _KINDS:
        for node in graph.subjects(URIRef(RDF.type), URIRef(CLR[kind])):
            assert isinstance(node, URIRef)
            why = text(graph, node, CLR.overridingReason)
            found.append(
                Norm(
                    iri=str(node),
                    kind=kind,
                    label=text(graph, node, SKOS.prefLabel) or str(node),
                    source=one(graph, node, DCTERMS.source),
                    covers=tuple(many(graph, node, CLR.covers)),
                    requires=tuple(
                        r for r in many(graph, node, CLR.requires) if r not in withdrawn
                    ),
                    enforced_by=tuple(enforced.get(str(node), ())),
                    overrides=tuple(many(graph, node, CLR.overrides)),
                    overriding=(one(graph, node, CLR.overridingSource), why) if why else None,
                    specifies=tuple(many(graph, node, CLR.specifies)),
                    entails=tuple(many(graph, node, CLR.entails)),
                    in_force=tuple(intervals(graph, node)),
                    order=_norm_order(graph, node),
                )
            )
    return {norm.iri: norm for norm in sorted(found, key=lambda norm: norm.order)}


def _in_force(norm: Norm, day: date) -> bool:
    iso = day.isoformat()
    return any(start <= iso and (end is None or iso <= end) for start, end in norm.in_force)


def _quotes(graph: Graph, day: date) -> dict[str, str]:
    """Give for each provision its words in the version in force on a day."""
    current = set()
    for version in graph.subjects(URIRef(RDF.type), URIRef(CLR.Version)):
        start = text(graph, version, CLR.inForceFrom) or ""
        end = text(graph, version, CLR.inForceUntil)
        if start <= day.isoformat() and (not end or day.isoformat() <= end):
            current.add(str(version))
    quotes = {}
    for words in graph.subjects(URIRef(RDF.type), URIRef(CLR.Words)):
        said = text(graph, words, CLR.text)
        if said and current.intersection(many(graph, words, CLR.inVersion)):
            quotes[one(graph, words, CLR.wordsOf)] = said
    return quotes


def closure(day: date, withdrawn: frozenset[str]) -> Graph:
    """Give the closure of all axioms as they stand on a day."""
    return _closure(frozenset(successions(union(), day, withdrawn)))


@cache
def _closure(succeeded: frozenset[tuple[Node, Node]]) -> Graph:
    """Give the closure of all axioms with the successions of a date: few dates differ in them."""
    facts = logical(union())
    for after, before in succeeded:
        facts.add((after, URIRef(CLR.successorOf), before))
    return close(facts)


def compile_book(day: date, end: date | None, reading: str | None = None) -> RuleBook:
    """Give the rule book of an epoch, under the default readings or with one other."""
    graph = union()
    other = readings(graph)
    withdrawn = other[reading] if reading else frozenset()
    closed = closure(day, withdrawn)
    defined = _definitions(graph)
    silent = {str(s) for s in graph.subjects(URIRef(CLR.silenceMeansNone), None)}
    withdrawn |= not_in_force(graph, day)
    conditions, enforced = shacl_compile.conditions(graph, withdrawn)
    norms = {k: n for k, n in _norms(graph, enforced, withdrawn).items() if _in_force(n, day)}
    fields, submittable = shacl_compile.fields(graph)
    chains: dict[str, tuple[tuple[str, ...], ...]] = {}
    for prop in set(graph.subjects(URIRef(OWL.propertyChainAxiom), None)):
        heads = graph.objects(prop, URIRef(OWL.propertyChainAxiom))
        chains[str(prop)] = tuple(sorted(tuple(map(str, members(graph, h))) for h in heads))
    subproperties: dict[str, list[str]] = {}
    for sub, sup in closed.subject_objects(URIRef(RDFS.subPropertyOf)):
        if sub != sup and isinstance(sup, URIRef):
            subproperties.setdefault(str(sup), []).append(str(sub))
    individuals = shacl_compile.individuals(graph)
    background: dict[str, dict[str, tuple[str, ...]]] = {}
    used = linking(graph)
    for thing in sorted(individuals):
        told = {
            prop: tuple(named(closed.objects(URIRef(thing), URIRef(prop)))) for prop in sorted(used)
        }
        background[thing] = {prop: values for prop, values in told.items() if values}
    labels = {
        str(s): str(o)
        for s, o in graph.subject_objects(URIRef(SKOS.prefLabel))
        if str(s) in individuals or str(s).startswith(CLR.base)
    }
    provisions = {str(s) for s in graph.subjects(URIRef(CLR.citation), None)}
    classes = {
        str(c) for c in graph.subjects(URIRef(RDF.type), URIRef(OWL.Class)) if isinstance(c, URIRef)
    }
    book = RuleBook(
        version=f"sha256:{files.content_hash()}",
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
            t: tuple(named(closed.objects(URIRef(t), URIRef(RDF.type))))
            for t in sorted(individuals)
        },
        conditions=conditions,
        norms=norms,
        fields=fields,
        submittable=submittable,
        notations=shacl_compile.notations(graph),
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
        labels=labels | {p: cite(p) for p in provisions},
        quotes=_quotes(graph, day),
        reading=reading,
        readings={r: _describe(graph, r) for r in other},
        withdrawn={r: _touched(graph, gone) for r, gone in other.items()},
    )
    _check_cycles(book)
    _check_inverses(book)
    return book


def _touched(graph: Graph, withdrawn: frozenset[str]) -> frozenset[str]:
    """Give the shapes that a reading withdraws, and the successors in what it withdraws."""
    after = {s for gone in withdrawn for s in many(graph, URIRef(gone), CLR.successor)}
    return frozenset(after or withdrawn)


def _describe(graph: Graph, reading: str) -> dict[str, str]:
    node = URIRef(reading)
    question = URIRef(one(graph, node, CLR.question))
    default = next(
        r
        for r in graph.subjects(URIRef(CLR.question), question)
        if text(graph, r, CLR.isDefault) == "true"
    )
    return {
        "question": text(graph, question, SKOS.notation) or "",
        "asks": text(graph, question, SKOS.prefLabel) or "",
        "issue": text(graph, question, SKOS.definition) or "",
        "source": one(graph, question, DCTERMS.source),
        "default": text(graph, default, SKOS.notation) or "",
        "defaultSays": text(graph, default, SKOS.prefLabel) or "",
        "other": text(graph, node, SKOS.notation) or "",
        "otherSays": text(graph, node, SKOS.prefLabel) or "",
    }


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
