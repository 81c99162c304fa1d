"""The day of a record: the one whose law it is decided by, unless another is asked for."""

from datetime import date

from kg.errors import InputError
from kg.rulebook.values import Lit, Value


def stated_day(values: tuple[Value, ...]) -> date | None:
    """Return the first day among the values of a field, None if there is none."""
    found = (v.value for v in values if isinstance(v, Lit) and isinstance(v.value, date))
    return next(found, None)


def record_day(values: tuple[Value, ...]) -> date:
    """Return the day of a record, whose law applies unless another day is asked for.

    InputError ``no_date`` if the record has none.
    """
    day = stated_day(values)
    if day is not None:
        return day
    raise InputError(
        "The record has no date, so it cannot be told which law applies. Give "
        "its “date”, or ask for the law of a day (--as-of, over HTTP asOf).",
        where="/date",
        code="no_date",
    )
