"""Who may receive: the whole finite space of holder, recipient, information and purpose."""

import json
import random
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from math import prod
from typing import Any

import pytest
from shell import clearance
from sizes import FUZZ, seed
from support import LIBRARY

from kg.engine import fast
from kg.engine.decide import decide
from kg.engine.sensitivity import outcome_of
from kg.engine.view import View
from kg.epochs import books
from kg.errors import InputError
from kg.rdf.namespaces import CLR, local_name
from kg.reference import engine
from kg.rulebook.model import RuleBook
from kg.rulebook.values import Record
from kg.rulebook.vocabulary import term
from kg.who import cells, rows

SEED = seed("301.6103")
#: Cells drawn of the whole space, and of each pair between which nothing flows.
BY_CHANCE, OF_CLOSED = 500, 3
Cell = tuple[str, str, str, str]
TODAY = date(2026, 1, 1)
PURSUABLE = {"permitted", "undetermined"}


@pytest.fixture(scope="module")
def space(book: RuleBook) -> cells.Space:
    return cells.space(book)


def rows_of(day: date, section: str) -> list[dict[str, Any]]:
    """Give the ways to receive under norms of a section, told by the prefix of their names."""
    table = books.who_table(LIBRARY, day)
    return [r for r in table if any(local_name(n).startswith(section) for n in r["norms"])]


def paths(day: date, section: str) -> set[tuple[str, str]]:
    """Give (holder, recipient) of every way to receive under norms of a section."""
    return {(local_name(r["from"]), local_name(r["to"])) for r in rows_of(day, section)}


def pursued(book: RuleBook, record: Record) -> bool:
    """Say as ``check`` does whether an act is permitted or undetermined.

    Where no permission can cover it, it is neither, whatever the conditions say.
    """
    view = View(book, record)
    _, classes = fast.classify(view)
    if all(classes[cls] is False for norm in view.plan.top for cls in norm.covers):
        return False
    return outcome_of(book, fast.gather(book, record)[0], record) in PURSUABLE


def starts() -> list[str]:
    return [entry["start"] for entry in books.index(LIBRARY)]


def alike(things: Iterable[str], rows: Iterable[Cell], axis: int) -> list[list[str]]:
    """Group the things on an axis of the table between which it makes no difference."""
    columns: dict[str, set[Cell]] = {thing: set() for thing in things}
    for row in rows:
        columns[row[axis]].add((*row[:axis], "", *row[axis + 1 :]))
    groups: dict[frozenset[Cell], list[str]] = {}
    for thing, column in columns.items():
        groups.setdefault(frozenset(column), []).append(thing)
    return list(groups.values())


def chosen(told: cells.Space, rows: Sequence[Cell], rng: random.Random) -> list[Cell]:
    """Give the cells to decide: of things alike one by chance, and some by chance of all.

    Which of those alike is another one for each pair, so that each has its turn.
    """
    information, purposes = alike(told.information, rows, 2), alike(told.purposes, rows, 3)
    found = []
    for holder in told.holders:
        for recipient in told.recipients:
            if any(row[:2] == (holder, recipient) for row in rows):
                found += [
                    (holder, recipient, rng.choice(kinds), rng.choice(ends))
                    for kinds in information
                    for ends in purposes
                ]
            else:
                found += [
                    (holder, recipient, rng.choice(told.information), rng.choice(told.purposes))
                    for _ in range(OF_CLOSED)
                ]
    return found + rng.sample(list(cells.cells(told)), BY_CHANCE)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(9))
def test_a_cell_is_listed_exactly_when_check_does_not_rule_it_out(
    number: int, record_property: Callable[[str, object], None]
) -> None:
    assert len(starts()) == 9, "one test for each epoch"
    day = date.fromisoformat(starts()[number])
    book = books.book_for(LIBRARY, day)
    told = cells.space(book)
    rows = [
        (r["from"], r["to"], r["information"], r["purpose"]) for r in books.who_table(LIBRARY, day)
    ]
    listed, whole = set(rows), list(cells.cells(told))
    axes = (told.holders, told.recipients, told.information, told.purposes)
    assert len(set(whole)) == len(whole) == prod(map(len, axes))
    tried = whole if FUZZ else chosen(told, rows, random.Random(f"{SEED}-{day}"))
    for cell in tried:
        assert pursued(book, cells.cell(told, *cell)) == (cell in listed), cell
    assert {cell[axis] for cell in tried for axis in range(4)} == set().union(*axes)
    ways = f"{len(listed)} ways, as check, seed {SEED}-{day}"
    record_property("generated", f"{len(tried)} of {len(whole)} cells of who-may: {ways}")


def test_what_remains_on_a_row_is_what_check_asks_for(book: RuleBook, space: cells.Space) -> None:
    rows = books.who_table(LIBRARY, TODAY)
    for row in random.Random(6103).sample(rows, 150):
        record = cells.cell(space, row["from"], row["to"], row["information"], row["purpose"])
        decision = decide(book, record, TODAY.isoformat(), {})
        if decision.outcome == "permitted":
            assert row["conditions"] == []
        else:
            open_ = {f.shape for f in decision.conditions if f.status != "met"}
            assert set(row["conditions"]) <= open_, row
            assert {f.shape for f in decision.missing if f.shape in book.conditions} & open_


@pytest.mark.slow
def test_the_reference_engine_agrees_on_cells_drawn_by_chance(
    book: RuleBook, space: cells.Space
) -> None:
    rows = books.who_table(LIBRARY, TODAY)
    keys = [(r["from"], r["to"], r["information"], r["purpose"]) for r in rows]
    rng = random.Random(20261121)
    drawn = rng.sample(list(cells.cells(space)), 60) + rng.sample(keys, 40)
    records = [cells.cell(space, *cell) for cell in drawn]
    days = [TODAY.isoformat()] * len(records)
    for cell, record, slow in zip(
        drawn, records, engine.decide_many(LIBRARY, book, records, days, {}), strict=True
    ):
        assert slow == decide(book, record, TODAY.isoformat(), {}), cell


@pytest.mark.parametrize("day", [date(1995, 1, 1), date(2000, 1, 1), TODAY])
def test_information_flows_only_along_the_hops_of_the_section(day: date) -> None:
    found = paths(day, "l14-")
    from_irs = {to for holder, to in found if holder == "irs-officer"}
    from_customs = {to for holder, to in found if holder == "customs-officer"}
    from_justice = {to for holder, to in found if holder == "justice-officer"}
    assert from_irs == {"customs-officer"}  # (a); no way straight to Justice
    assert from_customs == {
        "audited-importer",
        "importers-representative",
        "justice-officer",
    }  # (f), (g)
    assert "special-expert" in from_justice  # (h): other persons
    assert "audited-importer" in from_justice


def test_the_last_resort_test_binds_every_recipient_but_the_audited_importer() -> None:
    for row in rows_of(TODAY, "l14-h"):
        if local_name(row["from"]) != "justice-officer":
            continue
        asked = any(shape.endswith("l14-h-last-resort") for shape in row["conditions"])
        exempt = local_name(row["to"]) in {"audited-importer", "importers-representative"}
        assert asked != exempt, row["to"]


def test_no_advance_pricing_agreement_and_no_return_comes_from_the_irs() -> None:
    barred = {
        "advance-pricing-agreement",
        "apa-negotiation-information",
        "return",
        "tax-information",
    }
    given = {
        local_name(r["information"])
        for r in rows_of(TODAY, "l14-")
        if local_name(r["from"]) == "irs-officer"
    }
    assert given
    assert not given & barred


def test_each_row_names_its_provision_with_its_words_and_what_remains(book: RuleBook) -> None:
    wanted = {"from": term(book, "irs-officer", CLR.Role, "--from")}
    found = rows.rows(book, rows_of(TODAY, "l14-"), wanted)
    assert found
    for row in found:
        assert row["because"][0]["citation"] == "26 CFR 301.6103(l)(14)-1(a)"
        assert row["because"][0]["quote"].startswith("Pursuant to the provisions of section 6103")
        cited = {condition["citation"] for condition in row["conditions"]}
        assert {f"26 CFR 301.6103(l)(14)-1(b)({n})" for n in (1, 2, 3)} <= cited
        assert row["interpretation"][0]["question"] == "OQ-02"


def test_an_unknown_word_is_answered_with_the_words_that_can_be_used(book: RuleBook) -> None:
    with pytest.raises(InputError) as refused:
        term(book, "espionage", CLR.Purpose, "--purpose")
    assert "ascertain-entry-correctness" in refused.value.text
    assert term(book, "adjustment by the IRS", CLR.InformationCategory, "x")
    assert term(book, None, CLR.Purpose, "x") is None


def test_the_command_gives_rows_as_text_json_and_csv() -> None:
    def run(*arguments: str) -> str:
        done = clearance("who", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    given = ("--from", "customs-officer", "--purpose", "ascertain-entry-correctness")
    rows = json.loads(run(*given, "--format", "json"))["rows"]
    assert {local_name(row["to"]["iri"]) for row in rows} == {
        "audited-importer",
        "importers-representative",
    }
    assert len(run(*given, "--format", "csv").splitlines()) == len(rows) + 1
    assert "importer under audit" in run(*given)
    nobody = run("--from", "irs-officer", "--recipient", "justice-officer")
    assert nobody.startswith("Nobody may receive it")


def test_contracts_for_tax_administration_open_their_hops_from_their_day_on() -> None:
    before, then, now = date(2003, 6, 1), date(2005, 1, 1), TODAY
    assert paths(before, "n-") == set()  # no text of the section is held for that day
    earlier, later = paths(then, "n-old-"), paths(now, "n-")
    discloses = {
        "irs-officer",
        "treasury-officer",
        "justice-officer-other-information",
        "social-security-officer",
        "state-tax-officer",
    }
    assert {holder for holder, _ in earlier} >= discloses
    assert ("contractor-employee", "agency-subcontractor") in later
    assert {holder for holder, to in later if to == "agency-contractor"} >= discloses
    assert not any(holder.startswith("customs") for holder, _ in earlier | later)


def test_nothing_held_under_the_first_section_goes_abroad_by_1628() -> None:
    for row in rows_of(TODAY, "u1628-"):
        assert local_name(row["from"]) != "customs-officer", row  # that role holds under (l)(14)
    assert ("customs-officer-own-information", "foreign-officer") in paths(TODAY, "u1628-")
