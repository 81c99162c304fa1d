"""Find the day of a record, whose law decides it unless another day is requested."""

from datetime import date

from kg.errors import InputError
from kg.rulebook.values import Lit, Value


def stated_day(values: tuple[Value, ...]) -> date | None:
    """Return the first day among the values of a field, None if there is none."""
    days = (v.value for v in values if isinstance(v, Lit) and isinstance(v.value, date))
    return next(days, None)


def record_day(values: tuple[Value, ...]) -> date:
    """Return the day of a record, whose law applies unless another day is requested.

    Raise InputError ``no_date`` if the record has none.
    """
    day = stated_day(values)
    if day is not None:
        return day
    raise InputError(
        "The record has no date, so it is unknown which law applies. Add its “date”, or request "
        "the law of a day (--as-of, over HTTP asOf).",
        where="/date",
        code="no_date",
    )
