"""Calendar days: how they are written, which one is today, and which is still to come.

The one place that reads a date or the clock. Every door (command line, HTTP, AuthZEN, records,
manifests, stored decisions) takes a day through :func:`read` or :func:`parse`.
"""

import os
import re
from datetime import date, timedelta

from kg.errors import InputError

_DAY = timedelta(days=1)
#: Days that differ in length from month to month, as a regular expression: ECMA-262 and Python
#: take it alike, and it needs neither a calendar nor ``format`` to be asserted. The end is not
#: ``$``, before which Python lets a line break stand.
PATTERN = (
    "^(?!0000)(?:[0-9]{4}-(?:"
    "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|"
    "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|"
    "02-(?:0[1-9]|1[0-9]|2[0-8]))|"
    "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29"
    ")(?![\\s\\S])"
)
_FORM = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
#: Names the day that counts as today, for operators who ask what held then, and for tests.
CLOCK = "CLEARANCE_TODAY"
FUTURE = "future_day"


def parse(text: str) -> date | None:
    """Return the day of a lexical form ``YYYY-MM-DD``, or None if it is not one.

    The lexical space is that of xsd:date (XML Schema 1.1 Part 2, 3.3.9) restricted in two ways,
    so that any two days can be compared. There is no time zone: days with and without one are
    only partially ordered (Part 2, 3.3.9 with D.2.1). The year has four ASCII digits, 0001 to
    9999: xsd:date also has years before 1, 0000 and years of more digits, for which there is no
    law here and no :class:`~datetime.date`. Nothing else that ISO 8601 allows is a calendar date
    here: no week date (2019-W27-2), no basic form (20190702), no ordinal date (2019-183).
    """
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:  # year 0000, month 13, 30 February
        return None


def read(text: str, where: str = "") -> date:
    """Return the day that :func:`parse` finds; InputError ``bad_date`` at ``where`` if none."""
    day = parse(text)
    if day is None:
        raise InputError(
            "This is not a date. Write it as year-month-day, such as 2019-04-02.",
            where=where,
            code="bad_date",
        )
    return day


def today() -> date:
    """Return today by the clock of this machine, or the day that CLEARANCE_TODAY names.

    Read anew on each call: a server lives through midnight. InputError ``bad_date`` if the
    variable holds no date.
    """
    named = os.environ.get(CLOCK)
    return read(named, CLOCK) if named else date.today()


def require_past(day: date, where: str = "", *, assume_unchanged: bool = False) -> date:
    """Return a day up to today; InputError ``future_day`` if it is still to come.

    Nobody knows the law of a day to come. ``assume_unchanged`` takes it all the same; the answer
    then says on which assumption it rests (:mod:`kg.rulebook.remarks`).
    """
    if day > today() and not assume_unchanged:
        raise InputError(
            f"{day} is still to come, and nobody knows the law of that day. Give a day up to "
            "today, or ask to assume that the law stays unchanged (--assume-unchanged, over HTTP "
            "assumeUnchanged=true, in AuthZEN context.assumeUnchanged).",
            where=where,
            code=FUTURE,
        )
    return day


def eve(day: date) -> date | None:
    """Return the day before, None before the first day there is."""
    return day - _DAY if day > date.min else None


def morrow(day: date) -> date | None:
    """Return the day after, None after the last day there is."""
    return day + _DAY if day < date.max else None
