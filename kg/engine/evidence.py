"""What both engines hand to the decision: class memberships and failed shapes, nothing else.

Here the raw failures become the value of each condition on each thing that it looks at. The
rules are the same for both engines; how class and failure were found is their own affair.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.engine.truth import Truth, all_of
from kg.engine.view import View
from kg.rulebook.model import Condition, Facet, RuleBook

#: Where a condition was looked at: thing -> whether the condition surely must hold there.
Places = Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Classification and validation of one record."""

    root: str
    facets: Mapping[Facet, Truth]  # what the root is known to be, conjunct by conjunct
    classes: Mapping[str, Truth]  # whether the root belongs to a class
    places: Mapping[str, Places]  # condition -> where it was looked at
    failed: frozenset[tuple[str, str]]  # (condition, focus)
    #: conditions on a class to which something of the right kind surely does not belong
    ruled_out: frozenset[str]
    #: (condition, thing) where a failure at the root does not lie in that thing
    spared: frozenset[tuple[str, str]] = frozenset()
    failed_shapes: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Note which shapes failed anywhere: most did not, and need no closer look."""
        object.__setattr__(self, "failed_shapes", frozenset(shape for shape, _ in self.failed))


def waits(evidence: Evidence, condition: Condition, focus: str) -> bool:
    """Return whether a shape that the condition presupposes failed: here, or at the root.

    A condition on the root waits for what it presupposes anywhere in the record. One on a thing
    in it does not wait for a failure at the root that lies in other things only.
    """
    failed, root = evidence.failed, evidence.root
    if focus == root:
        return not evidence.failed_shapes.isdisjoint(condition.presupposes)
    return any(
        (before, focus) in failed
        or ((before, root) in failed and (before, focus) not in evidence.spared)
        for before in condition.presupposes
    )


def value_at(evidence: Evidence, condition: Condition, focus: str, certain: bool) -> Truth:
    """Return the value of a condition on one thing; undetermined while it waits for a fact."""
    if waits(evidence, condition, focus):
        return None
    if (condition.iri, focus) not in evidence.failed:
        return True
    return False if condition.decisive and certain else None


def value(evidence: Evidence, condition: Condition) -> Truth:
    """Return the value of a condition on the whole record.

    Where there is nothing to look at, the condition is undetermined if what it presupposes is
    missing, unless a stated fact rules the condition out; then, and otherwise, it is met.
    """
    places = evidence.places.get(condition.iri)
    if not places:
        ruled_out = condition.iri in evidence.ruled_out
        return None if not ruled_out and waits(evidence, condition, evidence.root) else True
    return all_of(value_at(evidence, condition, *place) for place in places.items())


def spared(view: View, failed: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Return (condition, thing) where a condition that failed at the root is met by that thing.

    A path from the root through several things is taken from each of them alone.
    """
    plan, root = view.plan, view.record.root
    found = set()
    for iri, focus in failed:
        through = plan.through.get(iri)
        if focus != root or not through:
            continue
        first, rest, checks = through
        for thing in first(view, root):
            values = rest(view, thing)
            if isinstance(thing, str) and all(check(view, root, values) for check in checks):
                found.add((iri, thing))
    return frozenset(found)


def in_order(places: Mapping[str, dict[str, bool]]) -> dict[str, Places]:
    """Return places sorted by focus, so that equal evidence gives equal answers."""
    return {
        iri: found if len(found) == 1 else dict(sorted(found.items()))
        for iri, found in places.items()
        if found
    }


def causes(book: RuleBook, evidence: Evidence, iri: str) -> set[str]:
    """Return the shapes whose failure leaves a condition open: those that wait for no other."""
    before = [
        shape
        for shape in book.conditions[iri].presupposes
        if shape in evidence.failed_shapes and shape in book.conditions
    ]
    return {cause for shape in before for cause in causes(book, evidence, shape)} or {iri}
