"""What can be worked out of a rule book before any record is seen, once for each book."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from kg.engine.paths import Checker, Runner, checker, runner
from kg.memo import kept
from kg.rdf.namespaces import local_name
from kg.rulebook.model import Condition, Facet, Norm, Path, RuleBook


class Look(NamedTuple):
    """A condition to be looked at on things of a class, ready to run."""

    iri: str
    scope: Runner | None
    certain: bool  # even where the class is undetermined
    path: Runner
    checks: tuple[Checker, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Look-ups that every decision under one rule book needs."""

    #: record class -> target classes that its things may belong to, with what to look at there
    targets: Mapping[str, tuple[tuple[str, tuple[Look, ...]], ...]]
    conditions_on: Mapping[str, frozenset[str]]  # target class -> the conditions there
    classes: tuple[str, ...]  # those that conditions target or norms cover
    beaten_by: Mapping[str, tuple[Norm, ...]]
    book: RuleBook
    permissions: tuple[Norm, ...]
    prohibitions: tuple[Norm, ...]
    top: tuple[Norm, ...]  # permissions that are not limbs of another
    path_texts: Mapping[str, str]
    runners: Mapping[str, Runner]  # condition -> what gives the values that it looks at
    #: condition -> first step, rest of the path and constraints, where a path has several steps
    through: Mapping[str, tuple[Runner, Runner, tuple[Checker, ...]]]
    waiting_for: Mapping[str, frozenset[str]]  # shape -> conditions that presuppose it
    order: Mapping[str, int]  # provision -> place in its section
    curers: Mapping[str, str]  # IRI -> short name
    derived: frozenset[str]  # properties with values that need not be stated
    facets: tuple[Facet, ...]  # those of all classes, each once
    #: record class -> classes to which a thing of it may belong, with their further facets
    possible: Mapping[str, tuple[tuple[str, tuple[Facet, ...]], ...]]
    ruled_out: Mapping[str, Mapping[str, Literal[False]]]  # record class -> all other classes


def path_text(path: Path) -> str:
    """Return a property path in words of the ontology, such as ``request/receivedOn``."""
    kind, body = path
    if kind == "p":
        return local_name(body)
    if kind in "/|":
        return str(kind).join(path_text(part) for part in body)
    inner = path_text(body)
    return f"^{inner}" if kind == "^" else f"{inner}{kind}"


@kept()
def plan_of(book: RuleBook) -> Plan:
    """Return the plan of a rule book, made at the first call."""
    derived = frozenset(book.chains) | frozenset(book.subproperties)
    runners = {c.iri: runner(c.path, derived) for c in book.conditions.values()}
    by_target = _looks(book, derived, runners)
    norms = tuple(book.norms.values())
    classes = tuple(sorted(by_target.keys() | {cls for norm in norms for cls in norm.covers}))
    possible = _possible(book, classes)
    permissions = tuple(norm for norm in norms if norm.kind == "Permission")
    return Plan(
        targets=_targets(book, by_target),
        conditions_on={t: frozenset(look.iri for look in uses) for t, uses in by_target.items()},
        classes=classes,
        beaten_by=_beaten(norms),
        book=book,
        permissions=permissions,
        prohibitions=tuple(norm for norm in norms if norm.kind == "Prohibition"),
        top=tuple(norm for norm in permissions if not norm.specifies),
        path_texts={c.iri: path_text(c.path) for c in book.conditions.values()},
        through=_through(book, derived),
        waiting_for=_waiting(book),
        order={n.source: n.order[0] for n in norms}
        | {c.source: c.order[0] for c in book.conditions.values()},
        curers={c.curer: local_name(c.curer) for c in book.conditions.values()},
        derived=derived,
        runners=runners,
        facets=tuple(dict.fromkeys(f for cls in classes for f in book.facets[cls])),
        possible=possible,
        ruled_out={
            kind: dict.fromkeys(set(classes) - {cls for cls, _ in fit}, False)
            for kind, fit in possible.items()
        },
    )


def _looks(
    book: RuleBook, derived: frozenset[str], runners: Mapping[str, Runner]
) -> dict[str, list[Look]]:
    """Return by class the conditions that look at things of the class."""
    found: dict[str, list[Look]] = {}
    for condition in book.conditions.values():
        checks = tuple(checker(name, arg) for name, arg in condition.checks)
        for context in condition.contexts:
            scope = runner(context.scope, derived) if context.scope else None
            look = Look(condition.iri, scope, context.main, runners[condition.iri], checks)
            found.setdefault(context.target, []).append(look)
    return found


def _fits(book: RuleBook, kind: str, cls: str) -> bool:
    """Return whether a thing of a stated class can be of another: its named classes allow it."""
    reach = book.supers[kind]
    return all(facet.value in reach for facet in book.facets[cls] if not facet.prop)


def _targets(
    book: RuleBook, by_target: Mapping[str, Sequence[Look]]
) -> dict[str, tuple[tuple[str, tuple[Look, ...]], ...]]:
    """Return by class that a record states the classes that conditions look at and it can be of."""
    return {
        kind: tuple(
            (cls, tuple(looks)) for cls, looks in by_target.items() if _fits(book, kind, cls)
        )
        for kind in book.fields
    }


def _possible(
    book: RuleBook, classes: Sequence[str]
) -> dict[str, tuple[tuple[str, tuple[Facet, ...]], ...]]:
    """Return by stated class the classes that it can be of, each with its property conjuncts."""
    return {
        kind: tuple(
            (cls, tuple(facet for facet in book.facets[cls] if facet.prop))
            for cls in classes
            if _fits(book, kind, cls)
        )
        for kind in book.fields
    }


def _beaten(norms: Sequence[Norm]) -> dict[str, tuple[Norm, ...]]:
    """Return by norm those that override it, in the order of the law."""
    found: dict[str, list[Norm]] = {}
    for norm in norms:
        for below in norm.overrides:
            found.setdefault(below, []).append(norm)
    return {iri: tuple(above) for iri, above in found.items()}


def _waiting(book: RuleBook) -> dict[str, frozenset[str]]:
    """Return by shape the conditions that presuppose it."""
    found: dict[str, list[str]] = {}
    for condition in book.conditions.values():
        for shape in condition.presupposes:
            found.setdefault(shape, []).append(condition.iri)
    return {shape: frozenset(iris) for shape, iris in found.items()}


def _through(
    book: RuleBook, derived: frozenset[str]
) -> dict[str, tuple[Runner, Runner, tuple[Checker, ...]]]:
    """Return by condition with a path of several steps its first step, its others, its checks."""
    return {
        c.iri: (
            runner(c.path[1][0], derived),
            runner(("/", c.path[1][1:]), derived),
            tuple(checker(name, arg) for name, arg in c.checks),
        )
        for c in book.conditions.values()
        if c.path[0] == "/"
    }


def conditions_of(plan: Plan, norms: list[str]) -> tuple[Condition, ...]:
    """Return the conditions that norms need and what these presuppose, in the order of the law."""
    return _conditions_of(plan.book, tuple(norms))


@kept(most=256)
def _conditions_of(book: RuleBook, norms: tuple[str, ...]) -> tuple[Condition, ...]:
    chosen = [book.norms[iri] for iri in norms]
    wanted = {iri for norm in chosen for iri in (*norm.requires, *norm.enforced_by)}
    wanted |= {before for iri in wanted for before in book.conditions[iri].presupposes}
    return tuple(condition for condition in book.conditions.values() if condition.iri in wanted)
