"""Competency questions 27 to 40, on the other law: each a saved query with the rows expected.

The rows stand in competency_rows.py and are compared whole, as in test_competency_law.py. Cases
are in test_competency_cases_all.py, who may receive is in test_competency_who.py.
"""

from datetime import date

import pytest
from competency_rows import EXPECTED, GIVE, PART, USC, N
from support import LIBRARY, told_rows

from kg.law import diff, provision
from kg.sparql import query

SAVED = [name for name in query.names() if name >= "cq-27" and name.startswith("cq-")]


@pytest.mark.parametrize("name", SAVED)
def test_the_query_gives_the_rows_that_the_text_gives(name: str) -> None:
    section, table = EXPECTED[name]
    given, expected = told_rows(name, table, section)
    assert given == expected


def test_each_of_the_questions_27_to_40_has_its_query_and_its_rows() -> None:
    assert sorted(EXPECTED) == SAVED
    assert [int(name[3:5]) for name in SAVED] == list(range(27, 41))
    assert all(query.saved(name).splitlines()[0].endswith("?") for name in SAVED)


def quoted(name: str, column: str) -> str:
    return " ".join(row.get(column, "") for row in query.rows(LIBRARY, query.saved(name)))


@pytest.mark.parametrize(
    ("name", "column", "quote"),
    [
        ("cq-27-agent-applies-from", "words", "This section is applicable January 6, 2004."),
        ("cq-31-necessary", "message", "the contract can be reasonably, properly, or economically"),
        ("cq-31-necessary", "note", "the source ends in the middle of the test of necessity"),
        ("cq-33-assurances", "message", "will be held in confidence"),
        ("cq-34-broken-assurance", "words", "that has violated any assurances"),
        ("cq-36-offsetting-refused", "message", "Disallow offsetting entirely"),
    ],
)
def test_the_rows_hold_the_words_that_answer(name: str, column: str, quote: str) -> None:
    assert quote in quoted(name, column)


@pytest.mark.parametrize(
    ("unit", "quote"),
    [
        (N + "(a)(2)(ii)", "when authorized in writing by the Internal Revenue Service (IRS)"),
        (N + "(b)(1)", "only if the performance of the contract or agreement cannot otherwise be"),
        (USC + "(a)", "by regulation authorize customs officers to exchange information or"),
        (USC + "(b)(2)", "that has violated any assurances described in paragraph (1)"),
        (USC + "(c)(1)(A)", "necessary to implement chapter 2, 4, 5, 6, or 7 of the USMCA"),
        (USC + "(c)(1)(B)", "held in confidence and used only for governmental purposes"),
        (PART + "11(d)(6)", "made knowingly and intentionally"),
        (
            PART + "11(d)(8)",
            "If the FP&F office issues a notice of penalty, the audited person may",
        ),
        (PART + "12(c)(2)", "the Director of the Miami regulatory audit field office shall issue"),
        (PART + "12(d)(1)", "was not a willful violation and was not a repeat violation"),
        (PART + "13(a)", "appeal and obtain administrative review of"),
    ],
)
def test_law_gives_the_words_that_answer(unit: str, quote: str) -> None:
    assert quote in " ".join(
        p.get("text", "") for p in provision.lookup(LIBRARY, unit, None)["text"]
    )


def test_q29_diff_tells_the_same_changes_of_norms_as_the_query() -> None:
    told = diff.compare(LIBRARY, N, date(2007, 6, 4), date(2007, 6, 5))
    rows = query.rows(LIBRARY, query.saved("cq-29-later-contract-text"))
    assert {(n["label"], n["change"]) for n in told["norms"]} == {
        (row["later"], "changed" if "earlier" in row else "added")
        if "later" in row
        else (row["earlier"], "removed")
        for row in rows
    }
    (written,) = [n for n in told["norms"] if n["label"].startswith("written contract")]
    assert written["replaced"][0]["label"] == "contractual procurement from the recipient"
    assert any("a written contract" in message for message in written["conditions"]["gained"])


def test_q31_the_earlier_text_ends_inside_its_test_of_necessity() -> None:
    told = provision.lookup(LIBRARY, N + "(b)", date(2006, 1, 1))["text"]
    assert told[-1]["text"].endswith("only if such procurement or the")


def test_q35_no_version_before_the_usmca_has_a_chapter() -> None:
    assert not any(
        norm["label"] == GIVE
        for norm in query.rows(
            LIBRARY,
            query.saved("norms-of-version"),
            {"version": "https://w3id.org/clearance/law/19-usc/1628/version/1993-12-08"},
        )
    )
