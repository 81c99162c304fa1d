"""Competency questions on who may receive: the rows of ``who`` and nothing beside them.

What is expected is written from the texts; short citations are of 26 CFR 301.6103(l)(14)-1.
Questions about a case are in test_competency_cases.py and test_competency_cases_all.py, those that
the graph answers in test_competency_law.py and test_competency_all_law.py.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from support import LIBRARY

from kg.epochs import books
from kg.law import provision
from kg.rdf.namespaces import CLR
from kg.rulebook.vocabulary import term
from kg.who import rows

SECTION = "26 CFR 301.6103(l)(14)-1"
DAY = date(2020, 1, 1)
USMCA_DAY = date(2020, 7, 1)
CLASSES = {
    "holder": CLR.Role,
    "to": CLR.Role,
    "information": CLR.InformationCategory,
    "purpose": CLR.Purpose,
}
IRS, CUSTOMS, JUSTICE = (f"officer or employee of {a}" for a in ("the IRS", "Customs", "Justice"))
N, USC = "26 CFR 301.6103(n)-1", "19 USC 1628"
STAFF, SUB_STAFF = (f"officer or employee of a {firm}" for firm in ("contractor", "subcontractor"))
OWN = "officer or employee of Customs, with Customs information"
ABROAD = "officer of a foreign customs agency"
POLICE = "officer of a foreign law enforcement agency"
USMCA_CUSTOMS, USMCA_OTHERS = (
    f"officer of a {kind} agency of a USMCA country" for kind in ("customs", "government")
)
Rows = Sequence[dict[str, Any]]


def ask(day: date = DAY, **wanted: str) -> Rows:
    """Give the rows of who may receive; ``holder`` says from whom."""
    book = books.book_for(LIBRARY, day)
    terms = {axis: term(book, word, CLASSES[axis], axis) for axis, word in wanted.items()}
    terms["from"] = terms.pop("holder", None)
    return rows.rows(book, books.who_table(LIBRARY, day), terms)


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
    assert column(ask(holder="irs-officer", to="customs-officer"), "purpose") == {
        "ascertain the correctness of an entry",
        "recover or collect",
        "recover a loss of revenue",
        "collect duties, taxes and fees",
    }


def test_q10_no_row_gives_customs_a_pricing_agreement_or_a_return() -> None:
    assert column(ask(holder="irs-officer", to="customs-officer"), "information") == {
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
    """Of what is disclosed under the section; 301.6103(n)-1 has its own holders."""
    for holder in ("irs-officer", "customs-officer"):
        assert ask(holder=holder, to=recipient) == []
    rows = ask(holder="justice-officer", to=recipient)
    assert {(told_by, why) for told_by, _, why in flows(rows)} == {(JUSTICE, "(h) sentence 1")}
    assert conditions(rows) == {"(g)", "(h) sentence 1", "(h) sentence 2", "(j) sentence 1"}


def test_q15_customs_may_tell_no_contractor_but_justice_may_as_it_may_tell_others() -> None:
    assert ask(holder="customs-officer", to="customs-contractor") == []
    assert {told_by for told_by, _, _ in flows(ask(to="customs-contractor"))} == {
        JUSTICE,
        STAFF,  # of a contractor under 301.6103(n)-1(a)(2)(ii), which names no recipient
    }


def test_q16_agent_includes_a_contractor_opens_nothing_to_contractors_of_customs() -> None:
    """301.6103(m)-1(a) is "for purposes of applying the provisions of section 6103(m)".

    The record of such a disclosure is decided, as prohibited, in test_competency_cases.py.
    """
    assert ask(holder="customs-officer", to="customs-contractor") == []
    assert ask(holder="irs-officer", to="customs-contractor") == []
    assert not any("6103(m)" in why for _, _, why in flows(ask(information="return-information")))
    (told,) = provision.lookup(LIBRARY, "26 CFR 301.6103(m)-1(a)", None)["text"]
    assert told["text"].startswith("For purposes of applying the provisions of section 6103(m)")


def test_q17_justice_is_told_by_customs_or_within_justice_but_not_by_the_irs() -> None:
    """Within Justice by (h) sentence 1, whose "other persons" leaves nobody out.

    301.6103(n)-1(a)(2)(ii) sentence 1, on what a contractor holds, leaves nobody out either.
    """
    rows = ask(to="justice-officer")
    assert {(told_by, why) for told_by, _, why in flows(rows)} == {
        (CUSTOMS, "(g)"),
        (JUSTICE, "(h) sentence 1"),
        (STAFF, f"{N}(a)(2)(ii) sentence 1"),
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


def test_q28_agencies_tell_contractors_and_their_staff_for_tax_administration_only() -> None:
    """Justice has rows for what it holds otherwise than under (l)(14)-1(g)."""
    for recipient in ("agency-contractor", "contractor-employee"):
        rows = [row for row in ask(to=recipient) if row["from"]["label"] not in (STAFF, JUSTICE)]
        assert {(told_by, why) for told_by, _, why in flows(rows)} == {
            (f"officer or employee of {agency}", f"{N}(a)(1)")
            for agency in (
                *("the IRS", "the Treasury", "the Social Security Administration"),
                *("a State tax agency", "Justice, with other tax information"),
            )
        }
        assert column(rows, "purpose") == {"tax administration"}
        assert {f"{N}(a)(1)", f"{N}(b)(1)", f"{N}(b)(2) sentence 1"} <= conditions(rows)


def test_q30_a_return_reaches_a_subcontractors_employee_in_two_ways() -> None:
    rows = ask(to="subcontractor-employee", information="return")
    assert flows(rows) == {
        (STAFF, SUB_STAFF, f"{N}(a)(2)(ii) sentence 1"),
        (SUB_STAFF, SUB_STAFF, f"{N}(a)(3)"),
    }
    assert "Obtain the authorization of the IRS in writing" in messages(
        ask(holder="contractor-employee", to="subcontractor-employee", information="return")
    )


def test_q32_customs_tells_foreign_agencies_for_four_purposes() -> None:
    rows = ask(holder="customs-officer-own-information")
    assert flows(rows) == {(OWN, to, f"{USC}(a)") for to in (ABROAD, POLICE, USMCA_CUSTOMS)}
    assert column(rows, "purpose") == {
        "insure compliance with customs laws",
        "administer or enforce an international agreement",
        "assist in a proceeding in the United States",
        "comparable action abroad",
    }
    assert limbs(rows) == {f"{USC}(a)({purpose})" for purpose in range(1, 5)}


def test_q33_giving_needs_the_two_assurances_and_what_comes_in_needs_none() -> None:
    given = ask(
        holder="customs-officer-own-information",
        to="foreign-officer",
        purpose="insure-customs-compliance",
    )
    assert messages(given) >= {
        "Record whether the agency gave an assurance that the information will be held in "
        "confidence",
        "Record whether the agency gave an assurance that the information will be used only for "
        "the law enforcement purposes for which it is provided",
        "Provide the information only once the assurances are obtained",
        "Obtain the assurances from the agency that receives the information",
    }
    assert conditions(given) == {f"{USC}(a)", f"{USC}(b)(1)", f"{USC}(b)(2)"}
    taken = ask(holder="foreign-officer", to="customs-officer", purpose="insure-customs-compliance")
    assert conditions(taken) == {f"{USC}(a)"}


def test_q35_any_government_agency_of_a_usmca_country_since_the_usmca() -> None:
    holder, purpose = "customs-officer-own-information", "implement-usmca"
    assert ask(holder=holder, purpose=purpose) == []
    rows = ask(USMCA_DAY, holder=holder, purpose=purpose)
    assert flows(rows) >= {(OWN, to, f"{USC}(c)(1)") for to in (USMCA_CUSTOMS, USMCA_OTHERS)}
    assert {why for _, _, why in flows(rows)} == {f"{USC}(c)(1)"}
    assert "Exchange the information to implement chapter 2, 4, 5, 6 or 7 of the USMCA only" in (
        messages(rows)
    )
