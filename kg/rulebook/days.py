"""Read calendar days and the clock, and refuse days in the future.

This is the only module that parses dates or reads the clock. All input (command line, HTTP,
AuthZEN, records, manifests, stored decisions) goes through :func:`read` or :func:`parse`.
"""

import os
import re
from datetime import date, timedelta

from kg.errors import InputError

_DAY = timedelta(days=1)
#: All days of the calendar, leap years included, as a regular expression that works alike in
#: ECMA-262 and Python, for validators that do not assert ``format``. It does not end with ``$``,
#: which in Python also matches before a final line break.
PATTERN = (
    "^(?!0000)(?:[0-9]{4}-(?:"
    "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|"
    "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|"
    "02-(?:0[1-9]|1[0-9]|2[0-8]))|"
    "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29"
    ")(?![\\s\\S])"
)
_FORM = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
#: Environment variable with the day that counts as today, for operators and tests.
CLOCK = "CLEARANCE_TODAY"
FUTURE = "future_day"


def parse(text: str) -> date | None:
    """Return the day written as ``YYYY-MM-DD``, or None for any other text.

    The lexical space is that of xsd:date (XML Schema 1.1 Part 2, 3.3.9) with two restrictions, so
    that any two days can be compared. There is no time zone: days with and without one are only
    partially ordered (Part 2, 3.3.9 with D.2.1). The year has four ASCII digits, 0001 to 9999:
    other years of xsd:date have no law here and no :class:`~datetime.date`. The other forms of
    ISO 8601 are not accepted: no week date (2019-W27-2), no basic form (20190702), no ordinal date
    (2019-183).
    """
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:  # year 0000, month 13, 30 February
        return None


def read(text: str, where: str = "") -> date:
    """Return the day that :func:`parse` reads, or raise InputError ``bad_date`` at ``where``."""
    day = parse(text)
    if day is None:
        raise InputError(
            "Not a date. Write it as year-month-day, such as 2019-04-02.",
            where=where,
            code="bad_date",
        )
    return day


def today() -> date:
    """Return today by the clock of this machine, or the day in CLEARANCE_TODAY if it is set.

    Read on each call, because a server runs past midnight. Raise InputError ``bad_date`` if the
    variable is not a date.
    """
    override = os.environ.get(CLOCK)
    return read(override, CLOCK) if override else date.today()


def require_past(day: date, where: str = "", *, assume_unchanged: bool = False) -> date:
    """Return the day if it is not in the future; raise InputError ``future_day`` otherwise.

    The law of a future day is unknown. ``assume_unchanged`` accepts such a day; the answer then
    states the assumption (:mod:`kg.rulebook.remarks`).
    """
    if day > today() and not assume_unchanged:
        raise InputError(
            f"{day} is in the future, and its law is not known yet. Use a day up to today, or ask "
            "to assume that the law stays unchanged (--assume-unchanged, over HTTP "
            "assumeUnchanged=true, in AuthZEN context.assumeUnchanged).",
            where=where,
            code=FUTURE,
        )
    return day


def eve(day: date) -> date | None:
    """Return the day before, None for 0001-01-01."""
    return day - _DAY if day > date.min else None


def morrow(day: date) -> date | None:
    """Return the day after, None for 9999-12-31."""
    return day + _DAY if day < date.max else None
