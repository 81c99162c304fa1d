"""What both engines hand to the decision: class memberships and failed shapes, nothing else.

Here the raw failures become the value of each condition on each thing that it looks at. The
rules are the same for both engines; how class and failure were found is their own affair.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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

    def covered(self, cls: str) -> Truth:
        """Say whether the root belongs to a class."""
        return all_of(truth for _, truth in self.facets[cls])


def value_at(book: RuleBook, evidence: Evidence, condition: Condition, place: Place) -> Truth:
    """Give the value of a condition on one thing."""
    if (condition.iri, place.focus) not in evidence.failed:
        return True
    if not condition.decisive or not place.certain:
        return None
    return None if open_question(evidence, condition, place.focus) else False


def open_question(evidence: Evidence, condition: Condition, focus: str) -> bool:
    """Say whether a shape that the condition presupposes failed, here or at the root."""
    return any(
        (before, focus) in evidence.failed or (before, evidence.root) in evidence.failed
        for before in condition.presupposes
    )


def value(book: RuleBook, evidence: Evidence, condition: Condition) -> Truth:
    """Give the value of a condition on the whole record.

    Where there is nothing to look at, the condition is undetermined if what it presupposes
    is missing, and met otherwise.
    """
    places = evidence.places.get(condition.iri, ())
    if not places:
        return None if open_question(evidence, condition, evidence.root) else True
    stated = [
        None
        if (book.conditions[before].iri, place.focus) in evidence.failed
        or (before, evidence.root) in evidence.failed
        else True
        for before in condition.presupposes
        if before in book.conditions
        for place in places
    ]
    return all_of([*(value_at(book, evidence, condition, place) for place in places), *stated])


def relevant_classes(book: RuleBook) -> Iterator[str]:
    """Give the classes that conditions target or norms cover, each once."""
    seen = {context.target for c in book.conditions.values() for context in c.contexts}
    seen |= {cls for norm in book.norms.values() for cls in norm.covers}
    yield from sorted(seen)
