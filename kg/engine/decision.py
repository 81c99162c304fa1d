"""What a decision says. Plain values; how it is made is in :mod:`kg.engine.decide`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

#: Outcomes of an act that may not be done.
UNLAWFUL = frozenset({"prohibited", "not-authorized"})


@dataclass(frozen=True, slots=True)
class Reason:
    """A norm that decides, with its words as in force."""

    norm: str
    kind: str
    label: str
    citation: str
    provision: str
    quote: str
    in_force: tuple[str | None, str | None]
    overrides: tuple[str, ...] = ()
    overriding_reason: str | None = None


class Finding(NamedTuple):
    """The value of one condition on one thing, with the fact used.

    A tuple and no dataclass: a decision makes some sixty of them.
    """

    shape: str
    citation: str
    status: str  # "met", "unmet" or "undetermined"
    message: str
    focus: str
    path: str
    value: str
    norm: str
    curer: str  # "requester", "official" or "nobody"
    supplier: str | None


@dataclass(frozen=True, slots=True)
class Rejection:
    """A permission that was considered, and why it does not hold."""

    norm: str
    label: str
    citation: str
    covers: bool  # whether the act may fall under it
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer on one record at one date."""

    outcome: str
    record: str
    kind: str
    as_of: str
    rule_book: str
    because: tuple[Reason, ...]
    conditions: tuple[Finding, ...]
    missing: tuple[Finding, ...]
    cure: tuple[tuple[Finding, ...], ...]
    rejected: tuple[Rejection, ...]
    duties: tuple[Reason, ...]
    interpretation: tuple[Mapping[str, Any], ...]
    citations: tuple[str, ...]
    earlier: tuple["Decision", ...] = ()  # the acts on which this one rests, the first one first
