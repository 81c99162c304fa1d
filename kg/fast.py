"""The fast engine: look the conditions up in the compiled rule book, three-valued.

It uses only what classes and shapes say. The reference engine (:mod:`kg.reference`) finds the
same evidence with owlrl and pyshacl; the tests compare the two on thousands of records.
"""

from collections.abc import Sequence
from typing import Any

from kg.evidence import Evidence, in_order
from kg.logic import all_of
from kg.plan import plan_of
from kg.rulebook import Condition, RuleBook
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
    values = view.looked_up[(condition.iri, focus)] = view.path(focus, condition.path)
    return any(not _holds(view, focus, values, name, arg) for name, arg in condition.checks)


def gather(book: RuleBook, record: Record) -> tuple[Evidence, View]:
    """Give the evidence on a record, and the view for showing the facts used."""
    view, plan = View(book, record), plan_of(book)
    truths = [view.facet(record.root, facet) for facet in plan.facets]
    classes = {cls: all_of([truths[n] for n in ns]) for cls, ns in plan.facets_of.items()}
    places: dict[str, dict[str, bool]] = {}
    failed: set[tuple[str, str]] = set()
    ruled_out: set[str] = set()
    for node, cls in record.types.items():
        for target, uses in plan.targets[cls]:
            member = classes[target] if node == record.root else view.is_a(node, target)
            if member is False:
                ruled_out |= plan.conditions_on[target]
                continue
            for condition, context in uses:
                foci = view.path(node, context.scope) if context.scope else (node,)
                known = places.setdefault(condition.iri, {})
                certain = member is True or context.main
                for focus in foci:
                    if focus in known:
                        known[focus] = known[focus] or certain
                    elif isinstance(focus, str):
                        known[focus] = certain
                        if fails(view, focus, condition):
                            failed.add((condition.iri, focus))
    found = in_order(places)
    missed = frozenset(ruled_out - found.keys())
    facets = dict(zip(plan.facets, truths, strict=True))
    return Evidence(record.root, facets, classes, found, frozenset(failed), missed), view
