"""The fast engine: look the conditions up in the compiled rule book, three-valued.

It uses only what classes and shapes say. The reference engine (:mod:`kg.reference`) finds the
same evidence with owlrl and pyshacl; the tests compare the two on thousands of records.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from kg.evidence import Evidence, Place, relevant_classes
from kg.rulebook import Condition, Context, RuleBook
from kg.terms import Lit, Record, Value
from kg.view import View


def _holds(view: View, focus: str, values: Sequence[Value], name: str, arg: Any) -> bool:
    """Say whether values satisfy one constraint (SHACL 4.1 to 4.8)."""
    match name:
        case "minCount":
            return len(values) >= int(arg)
        case "maxCount":
            return len(values) <= int(arg)
        case "in":
            return all(value in arg for value in values)
        case "notIn":
            return not any(value in arg for value in values)
        case "hasValue":
            return arg in values
        case "class":
            return all(view.has_class(value, arg) for value in values)
        case _:  # lessThanOrEquals; the compiler lets nothing else through
            return all(
                _at_most(value, other) for value in values for other in view.values(focus, arg)
            )


def _at_most(value: Value, other: Value) -> bool:
    """Compare two literals of one datatype; anything else cannot be compared and fails."""
    if not (isinstance(value, Lit) and isinstance(other, Lit)):
        return False
    return value.datatype == other.datatype and value.value <= other.value  # type: ignore[operator]  # same datatype, so same Python type


def fails(view: View, focus: str, condition: Condition) -> bool:
    """Say whether a shape fails on a focus node."""
    values = view.path(focus, condition.path)
    return not all(_holds(view, focus, values, name, arg) for name, arg in condition.checks)


@lru_cache(maxsize=64)
def _plan(identity: int, book_box: "_Box") -> dict[str, list[tuple[str, list[Any]]]]:
    """Give for each record class the target classes that it can reach, with their conditions."""
    book = book_box.book
    by_target: dict[str, list[tuple[Condition, Context]]] = {}
    for condition in book.conditions.values():
        for context in condition.contexts:
            by_target.setdefault(context.target, []).append((condition, context))
    plan: dict[str, list[tuple[str, list[Any]]]] = {}
    for record_class in book.fields:
        reach = book.supers[record_class]
        for target, uses in by_target.items():
            needed = [facet.value for facet in book.facets[target] if not facet.prop]
            if all(cls in reach for cls in needed):
                plan.setdefault(record_class, []).append((target, uses))
    return plan


class _Box:
    """A rule book as a hashable key: books are compared by identity."""

    def __init__(self, book: RuleBook) -> None:
        self.book = book

    def __hash__(self) -> int:
        return id(self.book)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Box) and other.book is self.book


def gather(book: RuleBook, record: Record) -> tuple[Evidence, View]:
    """Give the evidence on a record, and the view for showing the facts used."""
    view = View(book, record)
    plan = _plan(id(book), _Box(book))
    places: dict[str, dict[str, Place]] = {}
    failed: set[tuple[str, str]] = set()
    for node, cls in record.types.items():
        for target, uses in plan.get(cls, ()):
            member = view.is_a(node, target)
            if member is False:
                continue
            for condition, context in uses:
                foci = view.path(node, context.scope) if context.scope else [node]
                for focus in foci:
                    if not isinstance(focus, str):
                        continue
                    known = places.setdefault(condition.iri, {})
                    certain = member is True or context.main
                    if focus not in known:
                        known[focus] = Place(focus, certain)
                        if fails(view, focus, condition):
                            failed.add((condition.iri, focus))
                    elif certain and not known[focus].certain:
                        known[focus] = Place(focus, True)
    facets = {
        cls: tuple((facet, view.facet(record.root, facet)) for facet in book.facets[cls])
        for cls in relevant_classes(book)
    }
    where = {iri: tuple(found.values()) for iri, found in places.items()}
    return Evidence(record.root, facets, where, frozenset(failed)), view
