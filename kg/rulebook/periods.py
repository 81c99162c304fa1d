"""Test and describe periods: first and last day in ISO 8601, last day None if still open."""

from collections.abc import Iterable, Sequence
from datetime import date

Span = tuple[str, str | None]


def within(spans: Iterable[Sequence[str | None]], day: date) -> bool:
    """Return whether a day lies within one of the periods, both ends included."""
    iso = day.isoformat()
    return any((start or "") <= iso and (end is None or iso <= end) for start, end in spans)


def span(days: Sequence[str | None]) -> str:
    """Return a phrase for a period, such as “from 2004-01-06 on”."""
    start, end = days
    return f"from {start} to {end}" if end else f"from {start} on"


def in_words(spans: Iterable[Sequence[str | None]]) -> str:
    """Return a phrase for several periods."""
    return " and ".join(map(span, spans))
