"""Competency questions on who may receive: the rows of ``who`` and nothing beside them.

What is expected is written from the text of 26 CFR 301.6103(l)(14)-1. Questions about a case are
in test_competency_cases.py, those that the graph answers in test_competency_law.py.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from kg import build, law, who
from kg.errors import InputError
from kg.namespaces import CLR

SECTION = "26 CFR 301.6103(l)(14)-1"
DAY = date(2020, 1, 1)
CLASSES = {
    "holder": CLR.Role,
    "to": CLR.Role,
    "information": CLR.InformationCategory,
    "purpose": CLR.Purpose,
}
IRS, CUSTOMS, JUSTICE = (f"officer or employee of {a}" for a in ("the IRS", "Customs", "Justice"))
Rows = Sequence[dict[str, Any]]


def ask(**wanted: str) -> Rows:
    """Give the rows of who may receive; ``holder`` says from whom."""
    book = build.book_for(DAY)
    terms = {axis: who.term(book, word, CLASSES[axis], axis) for axis, word in wanted.items()}
    terms["from"] = terms.pop("holder", None)
    return who.rows(book, build.who_table(DAY), terms)


def short(citation: str) -> str:
    return citation.removeprefix(SECTION)


def flows(rows: Rows) -> set[tuple[str, str, str]]:
    """Give from whom to whom, and by which permission; its limbs, which follow it, are left out."""
    return {
        (row["from"]["label"], row["to"]["label"], short(row["because"][0]["citation"]))
        for row in rows
    }


def limbs(rows: Rows) -> set[str]:
    return {short(why["citation"]) for row in rows for why in row["because"][1:]}


def test_each_row_cites_the_limb_of_the_permission_that_its_purpose_fits() -> None:
    assert limbs(ask(holder="irs-officer", purpose="ascertain-entry-correctness")) == {"(a)(1)"}
    assert limbs(ask(holder="irs-officer", purpose="recover-loss-of-revenue")) == {"(a)(2)"}
    assert limbs(ask(to="special-expert", purpose="obtain-expert-services")) == {"(h)(1)"}
    assert limbs(ask(to="possible-witness", purpose="obtain-information")) == {"(h)(2)"}
    assert limbs(ask(to="special-expert", purpose="obtain-information")) == set()


def column(rows: Rows, axis: str) -> set[str]:
    return {row[axis]["label"] for row in rows}


def conditions(rows: Rows) -> set[str]:
    """Give the provisions that set the conditions; all rows must have the same."""
    (found,) = {frozenset(short(c["citation"]) for c in row["conditions"]) for row in rows}
    return set(found)


def messages(rows: Rows) -> set[str]:
    return {
        asked["message"].removesuffix(f" [{asked['citation']}].")
        for row in rows
        for asked in row["conditions"]
    }


def test_q01_of_those_whom_the_irs_may_tell_there_are_only_officers_of_customs() -> None:
    rows = ask(
        holder="irs-officer",
        information="return-information",
        purpose="ascertain-entry-correctness",
    )
    assert flows(rows) == {(IRS, CUSTOMS, "(a)")}
    assert {where[:3] for where in conditions(rows)} == {"(a)", "(b)", "(c)", "(d)", "(e)"}
    assert messages(rows) >= {
        "Disclose return information with respect to taxes imposed by chapters 1 and 6 only",
        "Designate by title the officers and employees of Customs to whom disclosure is authorized",
        "Disclose only to holders of a title that the request designates",
    }


def test_q02_the_irs_may_tell_for_two_purposes_only() -> None:
    assert column(ask(holder="irs-officer"), "purpose") == {
        "ascertain the correctness of an entry",
        "recover or collect",
        "recover a loss of revenue",
        "collect duties, taxes and fees",
    }


def test_q10_no_row_gives_customs_a_pricing_agreement_or_a_return() -> None:
    assert column(ask(holder="irs-officer"), "information") == {
        "return information",
        "taxpayer identity",
        "income and receipts",
        "deductions and costs",
        "assets and liabilities",
        "intercompany transactions",
        "adjustment by the IRS",
    }


def test_q13_customs_may_tell_the_audited_importer_its_representative_and_justice() -> None:
    assert flows(ask(holder="customs-officer")) == {
        (CUSTOMS, "importer under audit", "(f) sentence 2"),
        (CUSTOMS, "legal representative of the importer under audit", "(f) sentence 2"),
        (CUSTOMS, JUSTICE, "(g)"),
    }


@pytest.mark.parametrize(
    "recipient",
    ["related-taxpayer", "taxpayers-representative", "possible-witness", "special-expert"],
)
def test_q14_q20_only_justice_may_tell_others_and_only_as_a_last_resort(recipient: str) -> None:
    rows = ask(to=recipient)
    assert {(told_by, why) for told_by, _, why in flows(rows)} == {(JUSTICE, "(h) sentence 1")}
    assert conditions(rows) == {"(g)", "(h) sentence 1", "(h) sentence 2", "(j) sentence 1"}


def test_q15_customs_may_tell_no_contractor_but_justice_may_as_it_may_tell_others() -> None:
    assert ask(holder="customs-officer", to="customs-contractor") == []
    assert {told_by for told_by, _, _ in flows(ask(to="customs-contractor"))} == {JUSTICE}


def test_q16_until_m_1_is_in_the_rule_book_j_sentence_2_alone_answers_for_contractors() -> None:
    """301.6103(m)-1(a), "agent includes a contractor", applies section 6103(m) and comes later.

    The record of such a disclosure is decided, as prohibited, in test_competency_cases.py.
    """
    assert ask(holder="customs-officer", to="customs-contractor") == []
    with pytest.raises(InputError) as unknown:
        law.lookup("26 CFR 301.6103(m)-1(a)", None)
    assert unknown.value.code == "unknown_provision"
    assert law.lookup(SECTION + "(j)", None)["citation"] == SECTION + "(j)"


def test_q17_justice_is_told_by_customs_or_within_justice_but_not_by_the_irs() -> None:
    """Within Justice by (h) sentence 1, whose "other persons" leaves nobody out."""
    rows = ask(to="justice-officer")
    assert {(told_by, why) for told_by, _, why in flows(rows)} == {
        (CUSTOMS, "(g)"),
        (JUSTICE, "(h) sentence 1"),
    }
    engaged = (
        "Disclose only to officers and employees of Justice who are personally and directly "
        "engaged in the proceeding"
    )
    assert engaged in messages(ask(holder="customs-officer", to="justice-officer"))


def test_q21_the_last_resort_test_is_for_all_but_the_audited_importer_and_its_lawyer() -> None:
    plain = {"(g)", "(h) sentence 1", "(j) sentence 1"}
    for recipient in ("audited-importer", "importers-representative"):
        assert conditions(ask(holder="justice-officer", to=recipient)) == plain
    assert conditions(ask(holder="justice-officer", to="any-other-person")) == plain | {
        "(h) sentence 2"
    }


def test_q25_customs_may_tell_no_foreign_officer() -> None:
    assert ask(holder="customs-officer", to="foreign-officer") == []
    assert ask(holder="irs-officer", to="foreign-officer") == []
    assert ask(holder="customs-officer", to="justice-officer") != []
