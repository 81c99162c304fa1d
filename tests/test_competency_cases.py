"""Competency questions about a case: examples, some changed in one fact, and what the text decides.

Outcome and citations are written from the text of 26 CFR 301.6103(l)(14)-1. A "no" stands beside
a neighbouring "yes", so that neither can come of an engine that always says the same.
"""

import json
from typing import Any

import pytest
from support import EXAMPLES, LIBRARY, data_of

from kg.epochs import books
from kg.errors import CoverageError, InputError
from kg.questions import check
from kg.record import ingest

Edits = dict[str, Any]  # path of keys and positions -> value; None takes it away
SECTION = "26 CFR 301.6103(l)(14)-1"
YES, NO, BARRED, OPEN = "permitted", "not-authorized", "prohibited", "undetermined"

ITEM = "request.requestedItem.0."
TO_ENTRY, TO_RECOVER = "(a); (a)(1)", "(a); (a)(2)"
NO_PURPOSE, NO_ONE = "(j) sentence 1", "(j) sentence 2"
NEITHER = f"{NO_PURPOSE}; {NO_ONE}"
CRIMINAL = f"(i) sentence 1; {NO_PURPOSE}"
UNNECESSARY: Edits = {"necessityFinding.outcome": False}
PENALTY: Edits = {"purpose": ["civil-penalty"], "proceeding.object": ["civil-penalty"]}
ASCERTAIN: Edits = {"purpose": ["ascertain-entry-correctness"]}
ABANDONED: Edits = {"request.forAudit.auditStatus": "abandoned"}
DEFEND: Edits = {"purpose": ["advocate-or-defend-determination"]}
NO_FINDING: Edits = {"lastResortFinding": None}
NO_AUTHORITY: Edits = {"claimsAuthority": None, "otherAuthorityFinding": None}
LAWYER = {"capacity": ["legal-representative"], "legalRepresentativeOf": ["halcyon"]}
TO_LAWYER: Edits = {"recipient": LAWYER}
TO_ANYONE: Edits = {"recipient": {"capacity": ["other-person"]}}
FOREIGN = {"capacity": ["officer-or-employee"], "employedBy": "foreign-customs-agency"}
ABROAD: Edits = {"recipient": FOREIGN}

#: Question, example, what is changed in it, outcome, the provisions that decide.
CASES: list[tuple[int, str, Edits, str, str]] = [
    (1, "irs-complete-2019", {}, YES, TO_ENTRY),
    (1, "irs-recipient-title-not-designated", {}, NO, "(b)(4) sentence 2"),
    (1, "irs-to-customs-contractor", {}, NO, "(a)"),
    (2, "irs-recovery-amounts-due", {}, YES, TO_RECOVER),
    (2, "irs-recovery-nothing-due", {}, NO, "(a)(2)"),
    (2, "irs-complete-2019", {"purpose": ["tax-administration"]}, NO, "(a)"),
    (2, "irs-second-purpose-criminal", {}, NO, "(a)"),
    (3, "irs-complete-2019", {ITEM + "taxChapter": 31}, NO, "(a)"),  # excise
    (3, "irs-complete-2019", {ITEM + "taxChapter": 21}, NO, "(a)"),  # employment
    (3, "irs-complete-2019", {ITEM + "taxChapter": 6}, YES, TO_ENTRY),
    (4, "irs-request-by-port-director", {}, NO, "(b)"),
    (4, "irs-complete-2001", {}, YES, TO_ENTRY),
    (5, "irs-complete-2019", {ITEM + "neededFor": None}, NO, "(b)(4) sentence 1"),
    (5, "irs-request-no-items", {}, NO, "(b)(1)"),
    (5, "irs-request-taxpayer-unnamed", {}, NO, "(b)(2)"),
    (5, "irs-request-no-period", {}, NO, "(b)(3)"),
    (5, "irs-request-date-instead-of-period", {}, YES, TO_ENTRY),
    (5, "irs-request-no-explanation", {}, NO, "(b)(4) sentence 1"),
    (5, "irs-request-no-titles", {}, NO, "(b)(4) sentence 2"),
    (5, "irs-request-no-certification", {}, NO, "(b)(4) sentence 2"),
    (5, "irs-request-oral", {}, NO, "(b)"),
    (6, "irs-request-purpose-for-one-of-two-items", {}, NO, "(b)(4) sentence 1"),
    (6, "irs-adjustment", {}, YES, TO_ENTRY),  # two items, each with its purpose
    (7, "irs-before-receipt", {}, NO, "(b)"),
    (7, "irs-before-receipt", {"request.receivedOn": "2019-05-09"}, YES, TO_ENTRY),
    (8, "irs-relationship-ownership", {}, YES, TO_ENTRY),
    (8, "irs-relationship-transactional", {}, YES, TO_ENTRY),
    (8, "irs-taxpayer-unrelated", {}, NO, "(c) sentence 2"),
    (8, "irs-complete-2019", {"request.forAudit.auditStatus": "intended"}, YES, TO_ENTRY),
    (8, "irs-complete-2019", ABANDONED, NO, "(b)(4) sentence 2"),
    (9, "irs-complete-2019", {ITEM + "subjectMatter": ["classification"]}, YES, TO_ENTRY),
    (9, "irs-complete-2019", {ITEM + "subjectMatter": ["rate-of-duty"]}, YES, TO_ENTRY),
    (9, "irs-complete-2019", {ITEM + "subjectMatter": ["admissibility"]}, NO, "(c) sentence 3"),
    (9, "irs-adjustment", {}, YES, TO_ENTRY),
    (10, "irs-complete-2019", {ITEM + "category": "advance-pricing-agreement"}, BARRED, "(d)"),
    (10, "irs-complete-2019", {ITEM + "category": "apa-negotiation-information"}, BARRED, "(d)"),
    (10, "letter-asks-for-apa", {}, "violates", "(d)"),
    (10, "letter-complete", {}, "conforms", "(b)"),
    (11, "irs-treaty-inconsistent", {}, BARRED, "(d)"),
    (11, "irs-treaty-inconsistent", {ITEM + "treatyFinding.outcome": False}, YES, TO_ENTRY),
    (11, "irs-treaty-not-found", {}, OPEN, "(d)"),
    (12, "irs-complete-2019", {"informantFinding.outcome": True}, BARRED, "(e)"),
    (12, "irs-complete-2019", {"impairmentFinding.outcome": True}, BARRED, "(e)"),
    (12, "irs-informant", {"informantFinding.outcome": False}, YES, TO_ENTRY),
    (12, "irs-impairment-found-by-customs", {}, OPEN, "(e)"),
    (13, "customs-related-information-to-importer", {}, YES, "(f) sentence 2"),
    (13, "customs-to-importer-lawyer", {}, YES, "(f) sentence 2"),
    (13, "customs-to-lawyer-of-another", {}, BARRED, NO_ONE),
    (13, "customs-related-information-to-importer", UNNECESSARY, BARRED, NO_ONE),
    (14, "customs-to-related-taxpayer", {}, BARRED, NO_ONE),
    (14, "justice-to-taxpayer", {}, YES, "(h) sentence 1; (h)(2)"),
    (14, "justice-to-taxpayer", {"lastResortFinding.outcome": False}, BARRED, NO_ONE),
    (14, "justice-to-taxpayer-last-resort-not-found", {}, OPEN, "(h) sentence 2"),
    (15, "customs-to-contractor", {}, BARRED, NO_ONE),
    (15, "customs-other-authority", {}, YES, NO_ONE),  # by its exception
    (15, "customs-other-authority", NO_AUTHORITY, BARRED, NO_ONE),
    (16, "customs-to-contractor", {}, BARRED, NO_ONE),
    (16, "justice-to-customs-contractor", {}, YES, "(h) sentence 1; (h)(1)"),
    (17, "customs-to-attorney", {}, YES, "(g)"),
    (17, "customs-to-attorney", {"recipient.title": "united-states-attorney"}, YES, "(g)"),
    (17, "customs-to-attorney-not-engaged", {}, BARRED, NO_ONE),
    (17, "irs-to-justice", {}, NO, "(a)"),
    (18, "customs-to-attorney", {"proceeding.stage": "preparation"}, YES, "(g)"),
    (18, "customs-to-attorney", {"proceeding.stage": "investigation"}, YES, "(g)"),
    (18, "justice-use", {}, YES, "(g)"),
    (18, "customs-to-attorney", {"proceeding.forum": "administrative"}, BARRED, NO_ONE),
    (18, "customs-to-attorney", {"proceeding.object": ["civil-penalty"]}, BARRED, NO_ONE),
    # the purpose stated is still to defend the determination: (j) sentence 1 is not in the way
    # no criminal proceeding is among the "actions resulting from the audits as described above"
    (
        18,
        "justice-use",
        {"proceeding.nature": "criminal"},
        BARRED,
        "(i) sentence 1; (j) sentence 1",
    ),
    (19, "customs-use-administrative-collection", {}, YES, "(f) sentence 1"),
    (19, "customs-use-judicial-collection", {}, NO, "(f) sentence 1"),
    (19, "customs-use-administrative-collection", PENALTY, BARRED, NO_PURPOSE),
    (20, "justice-to-expert", {}, YES, "(h) sentence 1; (h)(1)"),
    (20, "justice-to-expert", {"lastResortFinding.outcome": False}, BARRED, NO_ONE),
    (20, "justice-to-expert", UNNECESSARY, BARRED, NO_ONE),
    (20, "customs-to-expert", {}, BARRED, NO_ONE),
    (21, "justice-to-importer-lawyer", {}, YES, "(h) sentence 1"),
    (21, "justice-to-witness", DEFEND | NO_FINDING | TO_LAWYER, YES, "(h) sentence 1"),
    (21, "justice-to-witness", DEFEND | NO_FINDING | TO_LAWYER | UNNECESSARY, BARRED, NO_ONE),
    (21, "justice-to-witness", DEFEND | NO_FINDING, OPEN, "(h) sentence 2"),
    (22, "justice-to-witness", DEFEND | TO_ANYONE, YES, "(h) sentence 1"),
    (22, "justice-to-witness", {"purpose": ["tax-administration"]}, BARRED, NEITHER),
    (23, "customs-use-criminal", {}, BARRED, CRIMINAL),
    (23, "justice-criminal-order", {}, YES, "(i) sentence 1"),
    (23, "justice-criminal-order-too-late", {}, BARRED, CRIMINAL),
    (23, "justice-criminal-request", {}, YES, "(i) sentence 1"),
    (23, "justice-comply-with-6103-i", {}, YES, "(i) sentence 2"),
    (24, "customs-use-other-audit", {}, BARRED, NO_PURPOSE),
    (24, "customs-use-in-audit", {}, YES, "(f) sentence 1"),
    (25, "customs-to-foreign-customs", {}, BARRED, NEITHER),
    (25, "customs-to-foreign-customs", ASCERTAIN, BARRED, NO_ONE),
    (25, "customs-other-authority", ABROAD | {"claimsAuthority": "19 USC 1628"}, BARRED, NO_ONE),
    (25, "customs-other-authority", ABROAD, YES, NO_ONE),  # its exception for other law of 6103
]  # fmt: skip


def changed(record: Any, path: str, value: Any) -> None:
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    for part in way:
        record = record[part]
    if value is None:
        del record[last]
    else:
        record[last] = value


def decided(name: str, edits: Edits) -> tuple[str, str]:
    """Give outcome and citations of an example, changed at these paths, on its own day."""
    (path,) = EXAMPLES.glob(f"{name}.*")
    data, fmt = data_of(path.name)
    if edits:
        told = json.loads(data)
        for where, value in edits.items():
            changed(told, where, value)
        data = json.dumps(told).encode()
    decision = check.decided(check.job(LIBRARY, name, data, fmt, None))
    return decision.outcome, "; ".join(c.removeprefix(SECTION) for c in decision.citations)


@pytest.mark.parametrize(
    ("question", "name", "edits", "outcome", "citations"),
    [pytest.param(*case, id=f"q{case[0]:02}-{n}-{case[1]}") for n, case in enumerate(CASES)],
)
def test_the_case_is_decided_as_the_text_decides_it(
    question: int, name: str, edits: Edits, outcome: str, citations: str
) -> None:
    assert decided(name, edits) == (outcome, citations)


def test_every_question_about_a_case_has_a_yes_and_another_answer() -> None:
    answers: dict[int, set[bool]] = {}
    for question, _, _, outcome, _ in CASES:
        answers.setdefault(question, set()).add(outcome in {YES, "conforms"})
    assert {question for question, found in answers.items() if found != {True, False}} == set()
    assert set(range(1, 27)) - set(answers) == {26}  # below


def test_q06_a_letter_has_no_place_for_a_purpose_of_its_own() -> None:
    told = json.loads(data_of("letter-complete.json")[0])
    told["neededFor"] = told["requestedItem"][0].pop("neededFor")
    with pytest.raises(InputError) as refused:
        ingest.read(books.latest(LIBRARY), json.dumps(told).encode(), "json")
    assert (refused.value.code, refused.value.where) == ("unknown_field", "/neededFor")
    without = {"requestedItem.0.neededFor": None}
    assert decided("letter-complete", without) == ("violates", "(b)(4) sentence 1")


def test_q26_nothing_is_decided_for_a_day_before_the_first_text() -> None:
    assert decided("irs-complete-1995", {}) == (YES, TO_ENTRY)
    with pytest.raises(CoverageError) as refused:
        decided("irs-complete-1995", {"date": "1994-03-10"})
    assert refused.value.code == "outside_coverage"
