"""What an answer says of how current its law is: the day of the last check, and what follows.

An answer for a day after the last check of the published text says so; one for a day that is
still to come says that it assumes the law to stay as it was last checked.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

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


def told(book: RuleBook, day: date, acted: date | None = None) -> dict[str, Any]:
    """Return ``lastChecked`` and ``remarks`` of an answer that rests on a whole rule book.

    ``day`` is the day whose law is applied, ``acted`` the day of the act itself where it is known.
    """
    return of_sections(day, {book.label(s): found for s, found in book.checked.items()}, acted)


def of_sections(day: date, checked: Mapping[str, str], acted: date | None = None) -> dict[str, Any]:
    """Return ``lastChecked`` and ``remarks`` for some sections: citation -> day of last check.

    ``lastChecked`` is the earliest of those days, None where none is known.
    """
    late = {citation: found for citation, found in checked.items() if found < day.isoformat()}
    found: list[Remark] = []
    if late:
        sections = tuple({"citation": c, "lastChecked": d} for c, d in sorted(late.items()))
        found.append(Remark(AFTER_LAST_CHECK, _checked(late, checked, day), sections))
    if day > days.today():
        text = f"{day} is still to come: this answer assumes that the law stays as it was checked."
        found.append(Remark(ASSUMED_UNCHANGED, text))
    elif acted is not None and acted > days.today():
        text = f"The record is dated {acted}, which is still to come; the law is that of {day}."
        found.append(Remark(FUTURE_ACT, text))
    return {
        "lastChecked": min(checked.values(), default=None),
        "remarks": [asdict(remark) | {"sections": list(remark.sections)} for remark in found],
    }


def _checked(late: Mapping[str, str], known: Mapping[str, str], day: date) -> str:
    by_day: dict[str, list[str]] = {}
    for citation, found in sorted(late.items()):
        by_day.setdefault(found, []).append(citation)
    whole = len(by_day) == 1 and len(late) == len(known) > 1
    parts = [
        f"{f'all {len(known)} sections' if whole else ', '.join(citations)} on {found}"
        for found, citations in sorted(by_day.items())
    ]
    return (
        f"The words were last compared with their sources: {'; '.join(parts)}. A change from then "
        f"to {day} is not known here."
    )
