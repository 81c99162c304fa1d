"""Three-valued logic: True, False, and None for undetermined (strong Kleene, 1952, § 64)."""

from collections.abc import Iterable
from typing import TypeAlias

Truth: TypeAlias = bool | None


def all_of(values: Iterable[Truth]) -> Truth:
    """Return the conjunction: False beats None beats True."""
    result: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def any_of(values: Iterable[Truth]) -> Truth:
    """Return the disjunction: True beats None beats False."""
    return negate(all_of(negate(value) for value in values))


def negate(value: Truth) -> Truth:
    """Return the negation; undetermined stays so."""
    return None if value is None else not value
