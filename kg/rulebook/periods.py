"""Stretches of time: first and last day in ISO 8601, None for a last day that is still open."""

from collections.abc import Iterable, Sequence
from datetime import date

Span = tuple[str, str | None]


def within(spans: Iterable[Sequence[str | None]], day: date) -> bool:
    """Say whether a day lies in one of the stretches of time."""
    iso = day.isoformat()
    return any((start or "") <= iso and (end is None or iso <= end) for start, end in spans)


def span(days: Sequence[str | None]) -> str:
    """Give a stretch of time in words."""
    start, end = days
    return f"from {start} to {end}" if end else f"from {start} on"


def in_words(spans: Iterable[Sequence[str | None]]) -> str:
    """Give stretches of time in words."""
    return " and ".join(map(span, spans))
