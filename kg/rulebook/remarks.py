"""State how current the law of an answer is: the day of the last check, and remarks on it.

An answer for a day after the last check of the published text says so; one for a future day says
that it assumes the law to be unchanged since the last check.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, TypedDict

from kg.rulebook import days
from kg.rulebook.model import RuleBook

AFTER_LAST_CHECK = "after_last_check"
ASSUMED_UNCHANGED = "assumed_unchanged"
FUTURE_ACT = "future_act"


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark on an answer; ``code`` is stable for programs, ``text`` is for people."""

    code: str
    text: str
    sections: tuple[Mapping[str, str], ...] = ()  # {"citation": …, "lastChecked": YYYY-MM-DD}


class Currency(TypedDict):
    """Members of an answer that state how current its law is."""

    lastChecked: str | None  # YYYY-MM-DD
    remarks: list[dict[str, Any]]  # each a Remark as JSON


def currency(book: RuleBook, day: date, acted: date | None = None) -> Currency:
    """Return ``lastChecked`` and ``remarks`` of an answer that rests on a whole rule book.

    ``day`` is the day whose law is applied, ``acted`` the day of the act itself if it is known.
    """
    return of_sections(day, {book.label(s): checked for s, checked in book.checked.items()}, acted)


def of_sections(day: date, checked: Mapping[str, str], acted: date | None = None) -> Currency:
    """Return ``lastChecked`` and ``remarks`` for some sections, by the day of their last check.

    ``checked`` maps citations to ISO 8601 days. ``lastChecked`` is the earliest of them, None if
    there is none.
    """
    late = {citation: last for citation, last in checked.items() if last < day.isoformat()}
    remarks: list[Remark] = []
    if late:
        sections = tuple({"citation": c, "lastChecked": d} for c, d in sorted(late.items()))
        remarks.append(Remark(AFTER_LAST_CHECK, _checked(late, checked, day), sections))
    if day > days.today():
        text = f"{day} is in the future: this answer assumes that the law stays as last checked."
        remarks.append(Remark(ASSUMED_UNCHANGED, text))
    elif acted is not None and acted > days.today():
        text = f"The record is dated {acted}, which is in the future; the law is that of {day}."
        remarks.append(Remark(FUTURE_ACT, text))
    return {
        "lastChecked": min(checked.values(), default=None),
        "remarks": [asdict(remark) | {"sections": list(remark.sections)} for remark in remarks],
    }


def _checked(late: Mapping[str, str], checked: Mapping[str, str], day: date) -> str:
    """Return the text about sections last checked before ``day``, of all those ``checked``."""
    by_day: dict[str, list[str]] = {}
    for citation, last in sorted(late.items()):
        by_day.setdefault(last, []).append(citation)
    whole = len(by_day) == 1 and len(late) == len(checked) > 1
    parts = [
        f"{f'all {len(checked)} sections' if whole else ', '.join(citations)} on {last}"
        for last, citations in sorted(by_day.items())
    ]
    return (
        f"The text was last compared with its sources: {'; '.join(parts)}. Changes between then "
        f"and {day} are not known here."
    )
