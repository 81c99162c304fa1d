"""Days as the product takes them: xsd:date without a zone, and no day still to come.

Expectations come from XML Schema 1.1 Part 2, 3.3.9, and the Gregorian calendar.
"""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from kg.errors import InputError
from kg.rdf.namespaces import CLR, CONTEXT, RDF, XSD
from kg.record import ingest
from kg.record.schema import schema
from kg.rulebook import days, remarks
from kg.rulebook.model import RuleBook
from kg.rulebook.values import parse_literal

SCHEMA = Draft202012Validator({"pattern": days.PATTERN})
#: Not in the lexical space of xsd:date, or outside of the restriction that days.parse names.
ODD = [
    "2019-W27-2", "2019W272", "20190702", "2019-183", "2019183", "2019-07", "2019", "", " ",
    "2019-07-02\n", "\n2019-07-02", " 2019-07-02", "2019-07-02 ", "2019-07-02Z", "2019-07-02z",
    "2019-07-02+00:00", "2019-07-02-05:00", "2019-07-02T00:00:00", "2019-7-2", "2019-07-2",
    "19-07-02", "02019-07-02", "12019-07-02", "+2019-07-02", "-2019-07-02", "0000-01-01",
    "0000-02-29", "2019-00-10", "2019-13-10", "2019-01-00", "2019-01-32", "2019-04-31",
    "2019-02-29", "1900-02-29", "2100-02-29", "2000-02-30", "2019/07/02", "2019.07.02",
    "2019‐07‐02", "2019–07–02", "2019−07−02", "２０１９-０７-０２", "٢٠١٩-٠٧-٠٢", "२०१९-०७-०२",
    "2019-07-0２", "2019-07-02\x00", "2019-07-02\u2028", "2019-07-02\r", "2019-07-0²", "today",
    "1e10-01-01", "2019-0x-01", "2019-_7-02", "20 9-07-02", "9999-12-32", "10000-01-01",
]  # fmt: skip
REAL = ["0001-01-01", "0004-02-29", "2000-02-29", "2020-02-29", "2019-07-02", "9999-12-31"]


def by_calendar(text: str) -> date | None:
    """Give the day of a text, worked out digit by digit and with the calendar alone."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        return None
    digits = text[:4] + text[5:7] + text[8:]
    if not set(digits) <= set("0123456789"):
        return None
    year, month, day = int(text[:4]), int(text[5:7]), int(text[8:])
    if year < 1 or not 1 <= month <= 12:
        return None
    length = [31, 29 if calendar.isleap(year) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return date(year, month, day) if 1 <= day <= length[month - 1] else None


def taken_by_schema(text: str) -> bool:
    return not list(SCHEMA.iter_errors(text))


@pytest.mark.parametrize("text", ODD, ids=ascii)
def test_what_is_no_calendar_date_is_taken_neither_by_the_parser_nor_by_the_schema(
    text: str,
) -> None:
    assert days.parse(text) is None
    assert not taken_by_schema(text)
    assert parse_literal(text, XSD.date) is None
    with pytest.raises(InputError) as refused:
        days.read(text, "asOf")
    assert (refused.value.code, refused.value.where) == ("bad_date", "asOf")


@pytest.mark.parametrize("text", REAL)
def test_a_calendar_date_is_taken_by_the_parser_and_by_the_schema(text: str) -> None:
    assert days.parse(text) == by_calendar(text) is not None
    assert str(days.parse(text)) == text
    assert taken_by_schema(text)


NEAR = st.from_regex(r"\A[0-9٠-٩W+-]{4}-?[0-9W]{2}-?[0-9]{1,2}[Z\n +]?\Z")
ANY_DAY = st.builds("{:04}-{:02}-{:02}".format, st.integers(0, 9999), st.integers(0, 13),
                    st.integers(0, 32))  # fmt: skip


@given(st.one_of(NEAR, ANY_DAY, st.text(), st.dates().map(str)))
@example("2019-07-02\n")
@example("0000-02-29")
@example("0400-02-29")
def test_parser_schema_and_calendar_take_the_same_days(text: str) -> None:
    wanted = by_calendar(text)
    assert days.parse(text) == wanted
    assert taken_by_schema(text) == (wanted is not None)


def test_the_schema_takes_every_day_of_four_hundred_years_and_one_more_of_none() -> None:
    # the calendar repeats after 400 years (146,097 days)
    first = date(1600, 1, 1)
    assert all(taken_by_schema(str(first + timedelta(n))) for n in range(146_097))
    lengths = {
        (y, m): calendar.monthrange(y, m)[1] for y in range(1600, 2000) for m in range(1, 13)
    }
    assert not any(taken_by_schema(f"{y}-{m:02}-{n + 1:02}") for (y, m), n in lengths.items())


def test_every_date_field_of_the_record_schema_has_the_pattern(book: RuleBook) -> None:
    text = str(schema(book))
    assert text.count("'format': 'date'") == text.count(str({"pattern": days.PATTERN})[1:-1]) > 20
    checked = Draft202012Validator(schema(book), format_checker=FormatChecker())
    letter = {"type": "RequestLetter", "date": "2019-07-02"}
    assert not list(checked.iter_errors(letter))
    assert list(checked.iter_errors(letter | {"date": "2019-W27-2"}))


def as_turtle(text: str) -> tuple[bytes, str]:
    return as_ntriples(text)[0], "turtle"


def as_ntriples(text: str) -> tuple[bytes, str]:
    lines = f'''<urn:x-test:a> <{RDF.type}> <{CLR.Use}> .
    <urn:x-test:a> <{CLR.date}> "{text}"^^<{XSD.date}> .'''
    return lines.encode(), "ntriples"


def as_json(text: str) -> tuple[bytes, str]:
    return f'{{"type": "Use", "date": "{text}"}}'.encode(), "json"


def as_jsonld(text: str) -> tuple[bytes, str]:
    context = f'{{"@context": "{CONTEXT}", '.encode()
    return as_json(text)[0].replace(b"{", context, 1), "jsonld"


@pytest.mark.parametrize("form", [as_json, as_jsonld, as_turtle, as_ntriples])
@pytest.mark.parametrize(
    "text", ["2019-W27-2", "20190702", "2019-07-02Z", "0000-01-01", "2019-02-29"]
)
def test_a_record_with_an_odd_date_is_refused_in_every_format(
    form: Callable[[str], tuple[bytes, str]], text: str, book: RuleBook
) -> None:
    assert ingest.read(book, *form("2019-07-02")).types
    with pytest.raises(InputError) as refused:
        ingest.read(book, *form(text))
    assert text not in str(refused.value)


def test_today_is_the_day_of_the_clock_unless_the_operator_names_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(days.CLOCK, raising=False)
    assert abs(days.today() - date.today()) <= timedelta(1)
    monkeypatch.setenv(days.CLOCK, "2030-02-28")
    assert days.today() == date(2030, 2, 28)
    monkeypatch.setenv(days.CLOCK, "2030-W09-4")
    with pytest.raises(InputError) as refused:
        days.today()
    assert refused.value.where == days.CLOCK


def test_today_is_no_day_to_come_and_tomorrow_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(days.CLOCK, "2030-02-28")
    assert days.require_past(date(2030, 2, 28)) == date(2030, 2, 28)
    with pytest.raises(InputError) as refused:
        days.require_past(date(2030, 3, 1), "asOf")
    assert (refused.value.code, refused.value.where) == ("future_day", "asOf")
    assert "--assume-unchanged" in refused.value.text
    assert days.require_past(date.max, assume_unchanged=True) == date.max


def test_there_is_no_day_before_the_first_and_none_after_the_last() -> None:
    assert (days.eve(date.min), days.morrow(date.max)) == (None, None)
    assert (days.eve(date(2020, 3, 1)), days.morrow(date(2020, 2, 29))) == (
        date(2020, 2, 29),
        date(2020, 3, 1),
    )


def test_a_remark_names_the_sections_whose_check_lies_before_the_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(days.CLOCK, "2030-01-01")
    checked = {"1 A 1": "2026-05-01", "1 A 2": "2027-05-01", "1 A 3": "2029-01-01"}
    told = remarks.of_sections(date(2028, 1, 1), checked)
    assert told["lastChecked"] == "2026-05-01"
    (remark,) = told["remarks"]
    assert remark["code"] == "after_last_check"
    assert remark["sections"] == [
        {"citation": "1 A 1", "lastChecked": "2026-05-01"},
        {"citation": "1 A 2", "lastChecked": "2027-05-01"},
    ]
    assert re.search("1 A 1 on 2026-05-01.*1 A 2 on 2027-05-01", remark["text"])
    assert "1 A 3" not in remark["text"]


def test_the_day_of_the_last_check_itself_has_no_remark_and_the_next_one_has() -> None:
    checked = {"1 A 1": "2001-05-01"}
    assert remarks.of_sections(date(2001, 5, 1), checked)["remarks"] == []
    after = remarks.of_sections(date(2001, 5, 2), checked)["remarks"]
    assert [remark["code"] for remark in after] == ["after_last_check"]


def test_every_section_has_a_day_of_last_check_that_is_not_to_come(book: RuleBook) -> None:
    sections = {s for s in book.sections if not any(s.startswith(f"{o}/") for o in book.sections)}
    assert book.checked.keys() == sections
    assert all(days.read(day) <= date.today() for day in book.checked.values())
