"""Define the rule book of one epoch: plain values, compiled from Turtle and stored as JSON.

An epoch is a period in which neither law nor vocabulary changes. Nothing here depends on files,
RDF or HTTP, so that a decision can be made a few milliseconds after start-up.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from kg.errors import RuleBookError
from kg.memo import Memo
from kg.rulebook.citation_forms import Form, Part
from kg.rulebook.values import Lit, Value, parse_literal

Path = tuple[Any, ...]  # ("p", iri) | ("^", path) | ("?", path) | ("*", path) | ("/"|"|", [paths])


@dataclass(frozen=True, slots=True)
class Facet:
    """One conjunct of a class of acts: a class (``prop`` empty) or a required property value."""

    prop: str
    value: str
    silence_means_none: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """Where a condition applies: to things of a class, or to the things that a path reaches."""

    target: str
    scope: Path | None
    #: Whether the norm itself covers the class. Elsewhere the condition only applies if the thing
    #: is of the class, so an undetermined class leaves it undetermined.
    main: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """One property shape of the law."""

    iri: str
    source: str
    message: str
    decisive: bool  # a failure is unmet (sh:Violation), not undetermined
    path: Path
    checks: tuple[tuple[str, Any], ...]
    norm: str
    curer: str
    supplier: str | None
    presupposes: tuple[str, ...]
    contexts: tuple[Context, ...]
    order: tuple[int, str]


@dataclass(frozen=True, slots=True)
class Norm:
    """The norm of one smallest provision, with its conditions and the norms it overrides."""

    iri: str
    kind: str
    label: str
    source: str
    covers: tuple[str, ...]
    requires: tuple[str, ...]
    enforced_by: tuple[str, ...]
    overrides: tuple[str, ...]
    overriding: tuple[str, str] | None  # provision and reason
    specifies: tuple[str, ...]  # more general norms of which it is a limb
    entails: tuple[str, ...]
    in_force: tuple[tuple[str, str | None], ...]
    order: tuple[int, str]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a class of records: one property, and the values it may have."""

    prop: str
    kind: str  # "literal", "node", "concept", "provision" or "title"
    range: str  # datatype or class
    many: bool
    max_count: int
    required: bool  # a thing of the class cannot be described without it
    max_length: int | None
    pattern: str | None
    shape: str
    message: str


@dataclass(frozen=True, slots=True)
class Order:
    """Two days of a record, the first not later than the second (a sh:lessThanOrEquals shape).

    ``path`` is the properties from a thing of class ``cls`` to the first day, ``other`` its
    property with the second day.
    """

    cls: str
    path: tuple[str, ...]
    other: str
    message: str
    shape: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of the text on which an open question turns, with its effects."""

    iri: str
    question: str  # short name, such as OQ-02
    asks: str
    issue: str
    source: str
    name: str  # "A", "B", ...
    says: str
    default: bool
    withdraws: frozenset[str]  # conditions and norms that do not hold under it
    adopts: frozenset[str]  # conditions and norms that hold under it only
    things: frozenset[str]  # agencies and offices that take part in what it withdraws
    background: Mapping[str, Mapping[str, tuple[str, ...]]]  # facts that differ under it


@dataclass(frozen=True, eq=False)  # by identity: its content is large
class RuleBook:
    """All that a decision needs of the law of one epoch, under one set of readings.

    As compiled, the book has the content of all readings and decides nothing;
    :func:`kg.rulebook.readings.under` returns the book under some readings.
    """

    version: str
    start: str
    end: str | None
    facets: Mapping[str, tuple[Facet, ...]]  # class -> conjuncts, flattened
    supers: Mapping[str, tuple[str, ...]]  # class -> itself and what contains it
    subproperties: Mapping[str, tuple[str, ...]]
    chains: Mapping[str, tuple[tuple[str, ...], ...]]
    background: Mapping[str, Mapping[str, tuple[str, ...]]]
    background_types: Mapping[str, tuple[str, ...]]
    conditions: Mapping[str, Condition]
    norms: Mapping[str, Norm]
    fields: Mapping[str, Mapping[str, Field]]  # class -> local name -> field
    submittable: tuple[str, ...]
    single: Mapping[str, str]  # class of which a record holds one thing -> message where several
    notations: Mapping[str, str]
    lives: Mapping[str, tuple[str | None, str | None]]  # agency or office -> first and last day
    labels: Mapping[str, str]
    quotes: Mapping[str, str]  # provision -> words in force
    readings: Mapping[str, Reading]
    taken: tuple[str, ...]  # the readings that are taken and are not the default
    #: section -> first and last day of each stretch of time for which its law is held
    sections: Mapping[str, tuple[tuple[str, str | None], ...]]
    #: section whose law of this epoch is not held -> classes that its norms reach at other times
    dormant: Mapping[str, tuple[str, ...]]
    checked: Mapping[str, str]  # section -> day on which its words were last checked
    orders: tuple[Order, ...]
    #: part of a cell of who-may-receive -> the facts that it states: subject, property, value
    cells: Mapping[str, tuple[tuple[str, str, str], ...]]
    citation_forms: tuple[Form, ...]

    @cached_property
    def memo(self) -> Memo:
        """Return the cache of values derived from this book, which lives as long as the book."""
        return Memo()

    def label(self, iri: str) -> str:
        """Return the label of a term or thing, or its IRI if it has none."""
        return self.labels.get(iri, iri)


def dump(book: RuleBook) -> dict[str, Any]:
    """Return the rule book as JSON values."""
    return asdict(book)


def _value(raw: Any) -> Value:
    if isinstance(raw, str):
        return raw
    literal = parse_literal(raw[0], raw[1])
    if literal is None:
        raise RuleBookError(
            f"“{raw[0]}” is not a valid literal of {raw[1]}. Correct it in the Turtle.",
            code="bad_literal",
        )
    return literal


def store_value(value: Value) -> Any:
    """Return a value as JSON: an IRI as text, a literal as [lexical form, datatype]."""
    return [str(value), value.datatype] if isinstance(value, Lit) else value


def _path(raw: Any) -> Path:
    kind, body = raw
    if kind == "p":
        return (kind, body)
    return (kind, tuple(map(_path, body)) if kind in "/|" else _path(body))


def _check(raw: Any) -> tuple[str, Any]:
    name, body = raw
    if name in {"in", "notIn"}:
        return (name, frozenset(map(_value, body)))
    return (name, _value(body) if name == "hasValue" else body)


def _condition(raw: dict[str, Any]) -> Condition:
    contexts = tuple(
        Context(c["target"], _path(c["scope"]) if c["scope"] else None, c["main"])
        for c in raw["contexts"]
    )
    known = raw | {
        "path": _path(raw["path"]),
        "checks": tuple(map(_check, raw["checks"])),
        "contexts": contexts,
        "presupposes": tuple(raw["presupposes"]),
        "order": tuple(raw["order"]),
    }
    return Condition(**known)


def _norm(raw: dict[str, Any]) -> Norm:
    lists = ("covers", "requires", "enforced_by", "overrides", "specifies", "entails", "order")
    return Norm(
        **raw
        | {name: tuple(raw[name]) for name in lists}
        | {
            "overriding": tuple(raw["overriding"]) if raw["overriding"] else None,
            "in_force": tuple((start, end) for start, end in raw["in_force"]),
        }
    )


def _reading(raw: dict[str, Any]) -> Reading:
    sets = {name: frozenset(raw[name]) for name in ("withdraws", "adopts", "things")}
    return Reading(**raw | sets | {"background": _background(raw["background"])})


def _citation_form(raw: dict[str, Any]) -> Form:
    parts = tuple(Part(**part | {"also": tuple(part["also"])}) for part in raw["parts"])
    return Form(**raw | {"also": tuple(raw["also"]), "parts": parts})


def _background(raw: dict[str, Any]) -> dict[str, dict[str, tuple[str, ...]]]:
    return {thing: {p: tuple(o) for p, o in facts.items()} for thing, facts in raw.items()}


def restore(raw: dict[str, Any]) -> RuleBook:
    """Return the rule book from the JSON values of :func:`dump`.

    Raise RuleBookError ``bad_literal`` for a malformed literal.
    """
    tuples = ("supers", "subproperties", "background_types", "lives", "dormant")
    return RuleBook(
        **raw
        | {name: {key: tuple(v) for key, v in raw[name].items()} for name in tuples}
        | {
            "facets": {k: tuple(Facet(**f) for f in v) for k, v in raw["facets"].items()},
            "chains": {k: tuple(map(tuple, v)) for k, v in raw["chains"].items()},
            "background": _background(raw["background"]),
            "conditions": {k: _condition(v) for k, v in raw["conditions"].items()},
            "norms": {k: _norm(v) for k, v in raw["norms"].items()},
            "fields": {k: {n: Field(**f) for n, f in v.items()} for k, v in raw["fields"].items()},
            "readings": {k: _reading(v) for k, v in raw["readings"].items()},
            "sections": {
                k: tuple((first, last) for first, last in v) for k, v in raw["sections"].items()
            },
            "submittable": tuple(raw["submittable"]),
            "taken": tuple(raw["taken"]),
            "citation_forms": tuple(map(_citation_form, raw["citation_forms"])),
            "orders": tuple(Order(**o | {"path": tuple(o["path"])}) for o in raw["orders"]),
            "cells": {k: tuple((s, p, o) for s, p, o in v) for k, v in raw["cells"].items()},
        }
    )
