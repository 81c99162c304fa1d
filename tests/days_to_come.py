"""What the tests of days to come share: today, the day of the last check, and dated records.

Today is named by the tests (CLEARANCE_TODAY), so that they say the same on any day: the day after
the last check of the law. A day up to the last check has no remark, a later one has one, and a
day to come is refused unless the law is assumed to stay unchanged (semantics: outcome of an act).
"""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from support import EXAMPLES

from kg.epochs import books
from kg.rulebook import days

DISCLOSURE = "irs-complete-2019.json"
TO_COME = ["2099-06-14", "9999-12-31"]


def checked() -> str:
    """Give the day on which all sections were last checked."""
    return max(books.latest().checked.values())


def today(checked: str) -> Iterator[str]:
    """Let today be the day after the last check, here and in every process started from here."""
    with pytest.MonkeyPatch.context() as patch:
        day = str(days.read(checked) + timedelta(1))
        patch.setenv(days.CLOCK, day)
        yield day


def codes(told: Mapping[str, Any]) -> list[str]:
    return [remark["code"] for remark in told["remarks"]]


def record(day: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((EXAMPLES / DISCLOSURE).read_text(encoding="utf-8"))
    return told | {"date": day}
