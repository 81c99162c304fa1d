"""Property paths and constraints as functions, made once for each rule book.

A decision looks at some sixty conditions; walking the compiled paths step by step each time
costs more than all the rest. Paths: SHACL 2.3.1. Constraints: SHACL 4.1 to 4.8.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

from kg.rulebook.model import Path
from kg.rulebook.values import Lit, Value

Values = tuple[Value, ...]


class Walked(Protocol):
    """What a path or constraint asks of a record; :class:`kg.engine.view.View` answers it."""

    @property
    def facts(self) -> Mapping[str, Mapping[str, Values]]:
        """Return what is stated: thing -> property -> values."""
        ...

    def values(self, node: str, prop: str) -> Values:
        """Return the stated and derived values of a property."""
        ...

    def has_class(self, value: Value, cls: str) -> bool:
        """Return whether a value is of a class."""
        ...

    def backwards(self) -> Mapping[tuple[str, Value], tuple[str, ...]]:
        """Return for each property and value the things of which it is stated."""
        ...


Runner = Callable[[Walked, Value], Values]
Checker = Callable[[Walked, str, Values], bool]


def union(parts: Iterable[Values]) -> Values:
    """Return the union of value lists, without repetition, in the order in which they are met."""
    return tuple(dict.fromkeys(value for part in parts for value in part))


@lru_cache(maxsize=8192)  # of plain values: equal for all rule books
def runner(path: Path, derived: frozenset[str]) -> Runner:
    """Return a function that gives the value nodes of a path from a node."""
    kind, body = path
    if kind == "p":
        return _step(body, derived)
    if kind == "/":
        return _sequence([runner(part, derived) for part in body])
    if kind == "|":
        choices = [runner(part, derived) for part in body]
        return lambda view, node: union(choice(view, node) for choice in choices)
    if kind == "^":  # the compiler allows a stated property here only
        prop = body[1]
        return lambda view, node: view.backwards().get((prop, node), ())
    inner = runner(body, derived)
    if kind == "?":
        return lambda view, node: union([(node,), inner(view, node)])
    return lambda view, node: _star(view, node, inner)


def _step(prop: str, derived: frozenset[str]) -> Runner:
    if prop in derived:
        return lambda view, node: view.values(node, prop) if isinstance(node, str) else ()

    def stated(view: Walked, node: Value) -> Values:
        told = view.facts.get(node) if isinstance(node, str) else {}
        if told is not None:
            return told.get(prop, ())
        return view.values(str(node), prop)  # a thing of the vocabulary

    return stated


def _sequence(steps: Sequence[Runner]) -> Runner:
    def walk(view: Walked, node: Value) -> Values:
        ends: Values = (node,)
        for step in steps:
            if len(ends) == 1:
                ends = step(view, ends[0])
            elif ends:
                ends = union([step(view, end) for end in ends])
            else:
                break
        return ends

    return walk


def _star(view: Walked, node: Value, inner: Runner) -> Values:
    found = [node]
    for start in found:  # grows while it is walked: zero or more steps
        found += [end for end in inner(view, start) if end not in found]
    return tuple(found)


@lru_cache(maxsize=8192)  # of plain values: equal for all rule books
def checker(name: str, arg: Any) -> Checker:
    """Return a function that says whether values satisfy a constraint."""
    match name:
        case "minCount":
            return lambda view, focus, values: len(values) >= arg
        case "maxCount":
            return lambda view, focus, values: len(values) <= arg
        case "in":
            return lambda view, focus, values: arg.issuperset(values)
        case "notIn":
            return lambda view, focus, values: arg.isdisjoint(values)
        case "hasValue":
            return lambda view, focus, values: arg in values
        case "class":
            return lambda view, focus, values: all(view.has_class(value, arg) for value in values)
        case _:  # lessThanOrEquals; the compiler lets nothing else through
            return lambda view, focus, values: all(
                at_most(value, other) for value in values for other in view.values(focus, arg)
            )


def at_most(value: Value, other: Value) -> bool:
    """Compare two literals of one datatype; anything else cannot be compared and fails."""
    if not (isinstance(value, Lit) and isinstance(other, Lit)):
        return False
    return value.datatype == other.datatype and value.value <= other.value  # type: ignore[operator]  # same datatype, so same Python type
