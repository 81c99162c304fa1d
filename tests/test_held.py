"""A day for which the law is not held is refused by the section that bears on the record."""

import json
from datetime import date
from typing import Any

import pytest
from support import LIBRARY, data_of, example

from kg.epochs import books
from kg.errors import CoverageError
from kg.questions import check


def refused(name: str, day: date, **facts: Any) -> str:
    """Give the words of the refusal of an example on a day."""
    data, fmt = data_of(name)
    if facts:
        record = json.loads(data)
        record["recipient"] |= facts
        data = json.dumps(record).encode()
    with pytest.raises(CoverageError) as caught:
        check.job(LIBRARY, name, data, fmt, day)
    assert caught.value.code == "outside_coverage"
    return caught.value.text


@pytest.mark.parametrize(
    ("name", "day", "held"),
    [
        ("offset-two-against-two.json", date(2011, 12, 26), "19 CFR 163.11: from 2011"),
        ("removal-fraud.json", date(2011, 12, 26), "19 CFR 163.13: from 2011-12-27 on"),
        ("contract-oral-2005.json", date(2004, 1, 5), "26 CFR 301.6103(n)-1: from 2004"),
        ("agent-contractor.json", date(2004, 1, 5), "26 CFR 301.6103(m)-1: from 2004"),
        ("irs-complete-2019.json", date(1994, 3, 10), "(l)(14)-1: from 1994-03-11 on"),
        ("letter-complete.json", date(1994, 3, 10), "(l)(14)-1: from 1994-03-11 on"),
    ],
)
def test_a_record_is_refused_the_day_before_its_section_and_not_on_its_first(
    name: str, day: date, held: str
) -> None:
    text = refused(name, day)
    assert held in text
    assert day.isoformat() in text
    first = date.fromordinal(day.toordinal() + 1)
    assert check.job(LIBRARY, name, *data_of(name), first).day == first


def test_a_paragraph_whose_earlier_words_are_missing_is_refused_for_their_days() -> None:
    name = "exchange-usmca-on-its-day.json"
    assert example(name).outcome == "permitted"
    assert "19 USC 1628(c): from 2020-07-01 on" in refused(name, date(2020, 6, 30))


def test_an_exchange_before_the_other_sections_is_decided_by_its_own() -> None:
    data, fmt = data_of("exchange-in-1995.json")
    for day in (date(1990, 5, 2), date(1995, 3, 12)):
        assert check.job(LIBRARY, "x", data, fmt, day).day == day


def test_a_day_before_all_law_is_refused_with_every_section() -> None:
    with pytest.raises(CoverageError) as caught:
        books.book_for(LIBRARY, date(1986, 10, 26))
    for section in ("19 CFR 163.12", "19 USC 1628", "26 CFR 301.6103(n)-1"):
        assert section in caught.value.text
