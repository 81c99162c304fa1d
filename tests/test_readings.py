"""Open questions on which an outcome depends: both readings, told by default and on request."""

import json
from datetime import date
from typing import Any

import pytest
from shell import clearance
from support import LIBRARY, data_of

from kg.epochs import books
from kg.errors import InputError
from kg.questions import check
from kg.rulebook.readings import alternatives, chosen, current, under

#: Question, record, its outcome under reading A (the default) and under B.
CASES = [
    ("OQ-02", "irs-complete-2019.json", "permitted", "not-authorized"),
    ("OQ-05", "irs-request-for-verification.json", "not-authorized", "permitted"),
    ("OQ-23", "justice-to-expert-penalty.json", "prohibited", "permitted"),
    ("OQ-31", "exchange-audit-finding-derived.json", "permitted", "prohibited"),
    ("OQ-41", "exchange-compliance.json", "permitted", "not-authorized"),
    ("OQ-46", "exchange-assurance-violated.json", "prohibited", "permitted"),
    ("OQ-53", "omission-no-decision.json", "undetermined", "permitted"),
    ("OQ-57", "certification-by-charlotte.json", "not-authorized", "permitted"),
    ("OQ-65", "removal-tax-felony.json", "permitted", "not-authorized"),
]


def outcome(name: str, *words: str) -> tuple[str, dict[str, dict[str, str]]]:
    """Give the outcome under chosen readings, and by question the outcome of each reading."""
    data, fmt = data_of(name)
    decision = check.decided(
        check.job(LIBRARY, name, data, fmt, None, chosen(books.latest(LIBRARY), words))
    )
    told = {
        entry["question"]: {r["reading"]: r["outcome"] for r in entry["readings"]}
        for entry in decision.interpretation
    }
    return decision.outcome, told


@pytest.mark.parametrize(("question", "name", "a", "b"), CASES, ids=[case[0] for case in CASES])
def test_an_answer_that_depends_on_a_reading_tells_both_and_either_can_be_taken(
    question: str, name: str, a: str, b: str
) -> None:
    by_default, told = outcome(name)
    assert by_default == a
    assert told[question] == {"A": a, "B": b}
    assert outcome(name, f"{question}=A") == (by_default, told)
    taken, other = outcome(name, f"{question}=B")
    assert taken == b
    assert other[question] == {"A": a, "B": b}


def test_the_questions_that_must_be_asked_are_asked() -> None:
    asked = {reading.question for reading in books.latest(LIBRARY).readings.values()}
    wanted = {"02", "05", "23", "28", "31", "41", "46", "53", "57", "65"}
    assert {f"OQ-{number}" for number in wanted} <= asked


def test_two_readings_can_be_taken_together() -> None:
    taken, _ = outcome("exchange-compliance.json", "OQ-41=B", "oq-31=b")
    assert taken == "not-authorized"


def test_every_question_has_one_default_and_a_source_with_words() -> None:
    book = books.latest(LIBRARY)
    for reading in book.readings.values():
        assert current(book, reading.question).default
        assert book.quotes.get(reading.source) or reading.source in book.labels
    assert len(alternatives(book)) == len(book.readings) - len(
        {r.question for r in book.readings.values()}
    )


def test_what_a_reading_adopts_does_not_hold_by_default() -> None:
    whole = books._restored(LIBRARY, books.entry_for(LIBRARY, date(2021, 1, 1))["book"])
    adopted = {iri for r in whole.readings.values() for iri in r.adopts}
    default = under(whole)
    assert adopted
    assert adopted.isdisjoint(default.conditions)
    assert adopted.isdisjoint(default.norms)
    for reading in whole.readings.values():
        book = under(whole, () if reading.default else (reading.iri,))
        missing = reading.adopts - book.conditions.keys() - book.norms.keys()
        assert not {iri for iri in missing if iri in whole.conditions or iri in whole.norms}
        assert reading.withdraws.isdisjoint(book.conditions)


@pytest.mark.parametrize("words", [["OQ-99=B"], ["OQ-02"], ["OQ-02=A", "OQ-02=B"], [""]])
def test_an_unknown_or_double_reading_is_refused_with_the_known_ones(words: list[str]) -> None:
    with pytest.raises(InputError) as refused:
        chosen(books.latest(LIBRARY), words)
    assert refused.value.code == "unknown_reading"


@pytest.mark.slow
def test_who_may_receive_can_be_asked_under_a_reading() -> None:
    def rows(*more: str) -> list[Any]:
        roles = ("--from", "irs-officer", "--to", "customs-officer")
        done = clearance("who", *roles, "--format", "json", *more)
        assert done.returncode == 0, done.stderr
        found: list[Any] = json.loads(done.stdout)["rows"]
        return found

    assert rows()
    assert rows("--reading", "OQ-02=B") == []
