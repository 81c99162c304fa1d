"""Expand authored conditions into property shapes; docs/howto/read-a-norm.md explains the forms.

A statement becomes one shape that asks. A test becomes one that decides, and one that asks if it
says what to record. A finding becomes one that decides and, before it, one that asks for each of
outcome, day, day in time, maker and right maker.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.authoring.authored import CHECKS, STATEMENT, TEST, Authored, fault, members, read_one
from kg.rdf.namespaces import CLR, CONDITION, DCTERMS, RDF, SH, SHAPE, SKOS
from kg.rulebook.citation import cite
from kg.rulebook.citation_forms import Form

Constraint = tuple[str, Node]
#: The constraint of a shape that asks whether something is stated.
_STATED: Final[tuple[Constraint, ...]] = ((SH.minCount, Literal(1)),)
#: Steps of a path that no record states: along the vocabulary, and backwards.
_UNSTATED: Final = {URIRef(SKOS.broader)}


@dataclass(frozen=True)
class Written:
    """A property shape to be written out, and whether it looks from the act or from each thing."""

    iri: str
    condition: Authored
    path: Node
    text: str
    checks: tuple[Constraint, ...]
    waits: frozenset[Node]
    curer: Node
    supplier: Node | None
    asks: bool = True
    from_act: bool = False


def expand(graph: Graph, condition: Authored) -> list[Written]:
    """Return the shapes of a condition of one of the three forms."""
    if condition.form == STATEMENT:
        return [_statement(graph, condition)]
    if condition.form == TEST:
        return list(_test(graph, condition))
    return list(_finding(graph, condition))


def write(graph: Graph, shape: Written, forms: Sequence[Form]) -> Iterable[tuple[Node, str, Node]]:
    """Yield the triples of a shape; their lists stand in the graph.

    ``forms`` are those in which its message cites the provision.
    """
    norm = shape.condition.need(CLR.conditionOf)
    source = shape.condition.get(CLR.pinpoint) or graph.value(norm, URIRef(DCTERMS.source))
    if source is None:
        raise fault(shape.condition.iri, "Give the norm a dcterms:source.")
    message = Literal(f"{shape.text} [{cite(str(source), forms)}].", lang="en")
    said: list[tuple[str, Node]] = [
        (RDF.type, URIRef(SH.PropertyShape)),
        (SH.path, shape.path),
        (SH.severity, URIRef(SH.Warning if shape.asks else SH.Violation)),
        (SH.message, message),
        (DCTERMS.source, source),
        (CLR.enforces, norm),
        (CLR.curedBy, shape.curer),
        *shape.checks,
        *((CLR.presupposes, waited) for waited in shape.waits),
    ]
    if shape.asks:
        said.append((CLR.asks, Literal(True)))
    if shape.supplier is not None:
        said.append((CLR.suppliedBy, shape.supplier))
    yield from ((URIRef(shape.iri), prop, value) for prop, value in said)


def _statement(graph: Graph, condition: Authored) -> Written:
    checks = _checks(graph, condition) or _STATED
    path = condition.need(CLR.fact)
    return _asking(graph, condition, "", path, str(condition.need(CLR.whenNotStated)), checks)


def _test(graph: Graph, condition: Authored) -> Iterable[Written]:
    path, asked = condition.need(CLR.fact), condition.get(CLR.whenNotStated)
    before: set[Node] = set()
    if asked is not None:
        stated = condition.get(CLR.statedAt) or stated_part(graph, path)
        yield _asking(graph, condition, "-stated", stated, str(asked), _STATED)
        before = {URIRef(condition.shape + "-stated")}
    yield _deciding(graph, condition, path, before)


def _finding(graph: Graph, condition: Authored) -> Iterable[Written]:
    finder = read_one(graph, condition.need(CLR.foundBy))
    asked = str(condition.need(CLR.whenNotStated))
    of_finding = members(graph, condition.need(CLR.finding)) or [condition.need(CLR.finding)]
    outcome, day = (_joined(graph, *of_finding, URIRef(p)) for p in (CLR.outcome, CLR.madeOn))
    stated, dated, in_time = (
        URIRef(condition.shape + suffix) for suffix in ("-stated", "-dated", "-in-time")
    )
    yield _asking(graph, condition, "-stated", outcome, asked, _STATED, finder)
    text = _filled(finder.need(CLR.whenNotDated), asked)
    yield _asking(graph, condition, "-dated", day, text, _STATED, finder, {stated})
    led = [
        step
        for prop in (CLR.restsThrough, CLR.forEach)
        if (way := condition.get(prop)) is not None
        for step in members(graph, way) or [way]
    ]
    late = _asking(
        graph,
        condition,
        "-in-time",
        _joined(graph, *led, *of_finding, URIRef(CLR.madeOn)),
        _filled(finder.need(CLR.whenLate), asked),
        ((SH.lessThanOrEquals, URIRef(CLR.date)),),
        finder,
        {dated, condition.need(CLR.day)},
    )
    yield replace(late, from_act=True)
    before: set[Node] = {stated, dated, in_time}
    known: set[Node] = {stated}
    if finder.get(CLR.whenMakerNotStated) is not None:
        text = _filled(finder.need(CLR.whenMakerNotStated), asked)
        maker = _joined(graph, *of_finding, URIRef(CLR.madeBy))
        yield _asking(graph, condition, "-made", maker, text, _STATED, finder, {stated})
        known.add(URIRef(condition.shape + "-made"))
        before |= known
    if finder.get(CLR.maker) is not None:
        tail = finder.need(CLR.maker)
        right = _joined(graph, *of_finding, *(members(graph, tail) or [tail]))
        text, checks = str(finder.need(CLR.whenUnmet)), _checks(graph, finder)
        yield _asking(graph, condition, "-by", right, text, checks, finder, known)
        before.add(URIRef(condition.shape + "-by"))
    yield _deciding(graph, condition, outcome, before, finder)


def _asking(
    graph: Graph,
    condition: Authored,
    suffix: str,
    path: Node,
    text: str,
    checks: tuple[Constraint, ...],
    finder: Authored | None = None,
    before: Iterable[Node] = (),
) -> Written:
    official = _supplier(condition, finder)
    curer = None if condition.form != STATEMENT else condition.get(CLR.curableBy)
    if finder is not None:
        curer = finder.get(CLR.curableBy)
    return Written(
        iri=condition.shape + suffix,
        condition=condition,
        path=path,
        text=text,
        checks=checks,
        waits=frozenset({*before, *members(graph, condition.get(CLR.waitsFor))}),
        curer=curer or URIRef(CLR.official if official else CLR.requester),
        supplier=official or condition.get(CLR.holder),
    )


def _deciding(
    graph: Graph,
    condition: Authored,
    path: Node,
    before: set[Node],
    finder: Authored | None = None,
) -> Written:
    supplier = _supplier(condition, finder)
    curer = condition.get(CLR.curableBy) or (finder and finder.get(CLR.curableBy))
    waits = [condition.get(prop) for prop in (CLR.waitsFor, CLR.testWaitsFor)]
    day = condition.get(CLR.day)
    return Written(
        iri=condition.shape,
        condition=condition,
        path=path,
        text=str(condition.need(CLR.whenUnmet)),
        checks=_checks(graph, condition),
        waits=frozenset(
            {*before, *(node for head in waits for node in members(graph, head))}
            | ({day} if day else set())
        ),
        curer=curer or URIRef(CLR.official if supplier else CLR.nobody),
        supplier=supplier,
        asks=False,
    )


def _supplier(condition: Authored, finder: Authored | None) -> Node | None:
    return finder.get(CLR.supplier) if finder else condition.get(CLR.supplier)


def _checks(graph: Graph, thing: Authored) -> tuple[Constraint, ...]:
    """Return the SHACL constraints for what a value must be; none if nothing is demanded."""
    return tuple((CHECKS[prop], _constraint(graph, prop, value)) for prop, value in thing.checks())


def _constraint(graph: Graph, prop: str, value: Node) -> Node:
    if prop == CLR.mustBe:
        return _listed(graph, [value])
    if prop == CLR.mustNotBe:
        other = BNode()
        graph.add((other, URIRef(SH["in"]), _listed(graph, [value])))
        return other
    if prop == CLR.mustNotBeOneOf:
        return URIRef(SHAPE[str(value).removeprefix(CONDITION.base)])
    return value


def stated_part(graph: Graph, path: Node) -> Node:
    """Return the part of a path that a record states: the last steps that are derived left off.

    Such are steps to a wider term of a vocabulary and steps backwards.
    """
    steps = members(graph, path) if (path, URIRef(RDF.first), None) in graph else [path]
    while len(steps) > 1 and _derived(graph, steps[-1]):
        steps = steps[:-1]
    return _joined(graph, *steps)


def _derived(graph: Graph, step: Node) -> bool:
    optional = graph.value(step, URIRef(SH.zeroOrOnePath))
    if optional is not None:
        return _derived(graph, optional)
    return step in _UNSTATED or (step, URIRef(SH.inversePath), None) in graph


def _joined(graph: Graph, *steps: Node) -> Node:
    return steps[0] if len(steps) == 1 else _listed(graph, list(steps))


def _listed(graph: Graph, nodes: list[Node]) -> Node:
    return Collection(graph, BNode(), nodes).uri


def _filled(template: Node, asked: str) -> str:
    """Return a sentence of a finder with what is asked in the place of ``{}``."""
    return str(template).replace("{}", asked[:1].lower() + asked[1:])
