"""Competency questions that the public graph answers: each a saved query with the rows expected.

The expected rows are written from the text of 26 CFR 301.6103(l)(14)-1 and compared whole, so a
row too many fails as a row too few does. Questions about a case are in test_competency_cases.py,
those on who may receive in test_competency_who.py.
"""

import re
from datetime import date

import pyoxigraph as ox
import pytest
from support import LIBRARY, told_rows

from kg.errors import CoverageError
from kg.law import provision
from kg.sparql import query

SECTION = "26 CFR 301.6103(l)(14)-1"
TO_IMPORTER = "disclosure by Customs to the audited importer or its legal representative"
TO_JUSTICE = "disclosure by Customs to officers and employees of Justice"
JUSTICE_TO_IMPORTER = "disclosure by Justice to the audited importer or its legal representative"
JUSTICE_TO_OTHERS = "disclosure by Justice to other persons"
APA = "Advance Pricing Agreement"
HELD = "disclosure of information held under the section"
IRS = "IRS disclosure of return information to Customs"
BAN = "no disclosure to any person except as provided"
CRIMINAL = "no criminal use without compliance with section 6103(i)"
IMPAIRMENT = "no disclosure that would seriously impair a tax investigation or proceeding"
INFORMANT = "no disclosure that would identify a confidential informant"
IN_COMPLIANCE = "criminal use in compliance with section 6103(i)"
WRITTEN = "disclosure in connection with a written contract for tax administration"
PROCURED = "disclosure in connection with contractual procurement for tax administration"
ABROAD = "provision of information by Customs to a foreign customs or law enforcement agency"
TO_USMCA = (
    "provision of information by Customs and Border Protection to a government agency of a USMCA "
    "country"
)
OTHERWISE = "disclosure as otherwise provided by section 6103"
TREATY = "no information whose disclosure a treaty or executive agreement bars"

#: Saved query -> its columns, and below them its rows; § stands for the section in a citation.
EXPECTED = {
    "cq-02-purposes": """
        citation | purpose
        §(a)(1) | ascertain the correctness of an entry
        §(a)(2) | recover or collect
        §(a)(2) | recover a loss of revenue
        §(a)(2) | collect duties, taxes and fees
        """,
    # Excise taxes are imposed by chapters from 31 on, employment taxes by 21 to 25: none is here.
    "cq-03-tax-chapters": """
        citation | chapter
        §(a) | 1
        §(a) | 6
        """,
    "cq-04-signer": """
        citation | office | from | until | provenance
        §(b) | Commissioner of the U.S. Customs Service | | 2003-02-28 |
        §(b) | Commissioner of U.S. Customs and Border Protection | 2003-03-01 | | secondary account
        """,
    "cq-05-request-content": """
        citation | content
        §(b)(1) | request to identify the particular items
        §(b)(2) | request to identify the particular taxpayer
        §(b)(3) | request to identify the taxable period or date
        §(b)(4) sentence 1 | request to state the purpose of each item
        §(b)(4) sentence 1 | request to explain the necessity of the information
        §(b)(4) sentence 2 | request to designate recipients by title
        §(b)(4) sentence 2 | request to certify an audit or relationship for each taxpayer
        """,
    "cq-06-purpose-of-each-item": """
        citation | of | stated
        §(b)(4) sentence 1 | requested item | needed for
        """,
    "cq-07-receipt-first": """
        citation | of | earlier | later
        §(b) | request | received on | date
        """,
    "cq-08-taxpayers": """
        citation | answer
        §(b)(4) sentence 2 | audit initiated or intended
        §(b)(4) sentence 2 | relationship with the audit subject
        §(c) sentence 2 | transactional relationship with
        §(c) sentence 2 | ownership relationship with
        """,
    "cq-09-customs-matters": """
        citation | answer
        §(c) sentence 3 | declared value
        §(c) sentence 3 | classification
        §(c) sentence 3 | rate of duty
        §(c) sentence 4 | adjustment by the IRS
        """,
    "cq-10-advance-pricing": f"""
        citation | kind | category | barred
        §(d) | prohibition | {APA} | request letter
        §(d) | prohibition | {APA} | IRS disclosure to Customs
        §(d) | prohibition | {APA} | {HELD}
        §(d) | prohibition | {APA} negotiation information | {HELD}
        §(d) | prohibition | {APA} negotiation information | request letter
        §(d) | prohibition | {APA} negotiation information | IRS disclosure to Customs
        """,
    "cq-11-treaties": f"""
        citation | kind | over | ban
        §(d) | prohibition | {IRS} | {TREATY}
        §(d) | prohibition | {TO_IMPORTER} | {TREATY}
        §(d) | prohibition | {TO_JUSTICE} | {TREATY}
        §(d) | prohibition | {JUSTICE_TO_IMPORTER} | {TREATY}
        §(d) | prohibition | {JUSTICE_TO_OTHERS} | {TREATY}
        §(d) | prohibition | {OTHERWISE} | {TREATY}
        """,
    "cq-12-refusal": f"""
        citation | finder | over | ban
        §(e) | Internal Revenue Service | {IRS} | {INFORMANT}
        §(e) | Internal Revenue Service | {IRS} | {IMPAIRMENT}
        """,
    "cq-13-importer": f"""
        citation | permission | ban | because
        §(f) sentence 2 | {TO_IMPORTER} | {BAN} | §(j) sentence 2
        """,
    # "as provided by this section, or as otherwise provided by section 6103"; (i) speaks of use.
    # 6103(n) is such law, for contractors of others: Customs is none of its four disclosers.
    "cq-15-exceptions-to-the-ban": f"""
        citation | permission
        §(f) sentence 2 | {TO_IMPORTER}
        §(g) | {TO_JUSTICE}
        §(h) sentence 1 | {JUSTICE_TO_IMPORTER}
        §(h) sentence 1 | {JUSTICE_TO_OTHERS}
        §(j) sentence 2 | disclosure as otherwise provided by section 6103
        26 CFR 301.6103(n)-1(a) | {PROCURED}
        26 CFR 301.6103(n)-1(a)(1) | {WRITTEN}
        """,
    "cq-17-agencies": """
        citation | from | to
        §(a) | Internal Revenue Service | United States Customs Service
        §(a)(1) | Internal Revenue Service | United States Customs Service
        §(a)(2) | Internal Revenue Service | United States Customs Service
        §(g) | United States Customs Service | Department of Justice
        """,
    "cq-18-proceedings": """
        citation | aspect | allowed
        §(g) | nature | civil
        §(g) | forum | judicial
        §(g) | stage | pending
        §(g) | stage | preparation
        §(g) | stage | investigation
        §(g) | object | recover or collect
        §(g) | object | recover a loss of revenue
        §(g) | object | collect duties, taxes and fees
        """,
    # No penalty: (f) names loss of revenue, duties, taxes and fees only.
    "cq-19-customs-proceedings": """
        citation | aspect | allowed
        §(f) sentence 1 | forum | administrative
        §(f) sentence 1 | object | recover or collect
        §(f) sentence 1 | object | recover a loss of revenue
        §(f) sentence 1 | object | collect duties, taxes and fees
        §(f) sentence 1 | purpose | ascertain the correctness of an entry
        §(f) sentence 1 | purpose | document the correctness of an entry
        §(f) sentence 1 | purpose | recover or collect
        §(f) sentence 1 | purpose | recover a loss of revenue
        §(f) sentence 1 | purpose | collect duties, taxes and fees
        """,
    # Sentence 1 has the test of necessity, sentence 2 that of the last resort.
    "cq-21-last-resort": f"""
        citation | permission | applies
        §(h) sentence 1 | {JUSTICE_TO_IMPORTER} | true
        §(h) sentence 2 | {JUSTICE_TO_IMPORTER} | false
        §(h) sentence 1 | {JUSTICE_TO_OTHERS} | true
        §(h) sentence 2 | {JUSTICE_TO_OTHERS} | true
        """,
    "cq-22-open-list": f"""
        citation | definition | construed
        §(h) sentence 3 | the listed disclosures are examples | {JUSTICE_TO_IMPORTER}
        §(h) sentence 3 | the listed disclosures are examples | {JUSTICE_TO_OTHERS}
        """,
    "cq-23-criminal": f"""
        citation | ban | because | lifted
        §(i) sentence 1 | {CRIMINAL} | §(i) sentence 1 | {IN_COMPLIANCE}(1)
        §(i) sentence 1 | {CRIMINAL} | §(i) sentence 1 | {IN_COMPLIANCE}(2)
        §(i) sentence 1 | {CRIMINAL} | §(i) sentence 2 | use in order to comply with section 6103(i)
        """,
    # Not cut down: use in order to comply with 6103(i), "in any event", and other law of 6103.
    "cq-24-other-audit": f"""
        citation | over
        §(j) sentence 1 | use by Customs in audits and related administrative proceedings
        §(j) sentence 1 | {TO_IMPORTER}
        §(j) sentence 1 | {TO_JUSTICE}
        §(j) sentence 1 | use by officers and employees of Justice
        §(j) sentence 1 | {JUSTICE_TO_IMPORTER}
        §(j) sentence 1 | {JUSTICE_TO_OTHERS}
        §(j) sentence 1 | {OTHERWISE}
        §(j) sentence 1 | {PROCURED}
        §(j) sentence 1 | {WRITTEN}
        §(j) sentence 1 | {ABROAD}
        §(j) sentence 1 | {TO_USMCA}
        """,
    "cq-25-other-authority": """
        citation | lifts
        19 USC 1628 | false
        26 USC 6103(c) | true
        """,
    "cq-26-versions": """
        from | until | instrument
        1994-03-11 | 1996-12-16 | T.D. 8527, 59 FR 11548, Mar. 11, 1994
        1996-12-17 | | T.D. 8694, 61 FR 66220, Dec. 17, 1996
        """,
}

SAVED = [name for name in query.names() if "cq-" <= name < "cq-27"]


@pytest.mark.parametrize("name", SAVED)
def test_the_query_gives_the_rows_that_the_text_gives(name: str) -> None:
    given, expected = told_rows(name, EXPECTED[name], SECTION)
    assert given == expected


@pytest.mark.parametrize("name", SAVED)
def test_the_query_begins_with_its_question_and_is_answered(name: str) -> None:
    text = query.saved(name)
    assert re.match(r"# [A-Z].*\?\n", text)
    answer = query.run(LIBRARY, text)
    assert bool(answer) if isinstance(answer, ox.QueryBoolean) else any(True for _ in answer)


def test_every_expectation_has_its_query() -> None:
    assert sorted(EXPECTED) == SAVED


@pytest.mark.parametrize(
    ("name", "column", "quote"),
    [
        (
            "cq-06-purpose-of-each-item",
            "words",
            "purpose for which each item of return information",
        ),
        ("cq-11-treaties", "extent", "to the extent"),
        (
            "cq-22-open-list",
            "words",
            "Disclosures may include, but are not limited to, disclosures",
        ),
        ("cq-24-other-audit", "words", "in the audits for which the information was requested"),
    ],
)
def test_the_rows_quote_the_words_that_answer(name: str, column: str, quote: str) -> None:
    assert {quote in row[column] for row in query.rows(LIBRARY, query.saved(name))} == {True}


@pytest.mark.parametrize(
    ("unit", "quote"),
    [
        ("(b)", "only following receipt by the Internal Revenue Service of a written request"),
        (
            "(d)",
            "any information to the extent its disclosure would be inconsistent with a tax treaty",
        ),
        (
            "(j) sentence 2",
            "to any person, including any contractor of the U.S. Customs Service, except",
        ),
        ("(j) sentence 2", "as provided by this section, or as otherwise provided by section 6103"),
    ],
)
def test_law_gives_the_words_that_answer(unit: str, quote: str) -> None:
    assert quote in " ".join(
        p.get("text", "") for p in provision.lookup(LIBRARY, SECTION + unit, None)["text"]
    )


@pytest.mark.parametrize(
    ("day", "start"),
    [
        ("1994-03-11", "1994-03-11"),
        ("1996-12-16", "1994-03-11"),
        ("1996-12-17", "1996-12-17"),
        ("2024-01-01", "1996-12-17"),
    ],
)
def test_q26_the_version_of_a_day_is_the_one_in_force(day: str, start: str) -> None:
    told = provision.lookup(LIBRARY, SECTION + "(a)", date.fromisoformat(day))
    assert told["version"]["inForce"][0] == start


def test_q26_there_is_no_text_before_the_first_decision() -> None:
    with pytest.raises(CoverageError) as refused:
        provision.lookup(LIBRARY, SECTION + "(a)", date(1994, 3, 10))
    assert refused.value.code == "outside_coverage"
