"""What both engines hand to the decision: class memberships and failed shapes, nothing else.

Here the raw failures become the value of each condition on each thing that it looks at. The
rules are the same for both engines; how class and failure were found is their own affair.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.logic import Truth, all_of
from kg.rulebook import Condition, Facet, RuleBook


@dataclass(frozen=True, slots=True)
class Place:
    """One thing on which a condition is looked at, and whether it surely must hold there."""

    focus: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """Classification and validation of one record."""

    root: str
    facets: Mapping[str, tuple[tuple[Facet, Truth], ...]]  # class -> its conjuncts on the root
    places: Mapping[str, tuple[Place, ...]]  # condition -> where it was looked at
    failed: frozenset[tuple[str, str]]  # (condition, focus)
    ruled_out: frozenset[
        str
    ]  # conditions on a class to which a fitting thing surely does not belong
    failed_shapes: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Note which shapes failed anywhere: most did not, and need no closer look."""
        object.__setattr__(self, "failed_shapes", frozenset(shape for shape, _ in self.failed))

    def covered(self, cls: str) -> Truth:
        """Say whether the root belongs to a class."""
        return all_of(truth for _, truth in self.facets[cls])

    def untouched(self, condition: Condition) -> bool:
        """Say whether neither a condition nor anything that it presupposes failed anywhere."""
        return condition.iri not in self.failed_shapes and self.failed_shapes.isdisjoint(
            condition.presupposes
        )


def waits(evidence: Evidence, condition: Condition, focus: str) -> bool:
    """Say whether a shape that the condition presupposes failed, here or at the root."""
    return any(
        (before, focus) in evidence.failed or (before, evidence.root) in evidence.failed
        for before in condition.presupposes
    )


def value_at(evidence: Evidence, condition: Condition, place: Place) -> Truth:
    """Give the value of a condition on one thing; undetermined while it waits for a fact."""
    if waits(evidence, condition, place.focus):
        return None
    if (condition.iri, place.focus) not in evidence.failed:
        return True
    return False if condition.decisive and place.certain else None


def value(evidence: Evidence, condition: Condition) -> Truth:
    """Give the value of a condition on the whole record.

    Where there is nothing to look at, the condition is undetermined if what it presupposes is
    missing, unless a stated fact rules the condition out; then, and otherwise, it is met.
    """
    if evidence.untouched(condition):
        return True
    places = evidence.places.get(condition.iri, ())
    if not places:
        ruled_out = condition.iri in evidence.ruled_out
        return None if not ruled_out and waits(evidence, condition, evidence.root) else True
    return all_of(value_at(evidence, condition, place) for place in places)


def in_order(places: Mapping[str, Mapping[str, Place]]) -> dict[str, tuple[Place, ...]]:
    """Give places sorted by focus, so that equal evidence gives equal answers."""
    return {
        iri: tuple(found[focus] for focus in sorted(found))
        if len(found) > 1
        else (*found.values(),)
        for iri, found in places.items()
    }


def causes(book: RuleBook, evidence: Evidence, iri: str) -> set[str]:
    """Give the shapes whose failure leaves a condition open: those that wait for no other."""
    before = [
        shape
        for shape in book.conditions[iri].presupposes
        if shape in evidence.failed_shapes and shape in book.conditions
    ]
    return {cause for shape in before for cause in causes(book, evidence, shape)} or {iri}
