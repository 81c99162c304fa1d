"""Competency questions 27 to 40 about a case: small records, some changed in one fact.

The records stand in competency_records.py; outcome and citations are written from the texts.
A "no" stands beside a neighbouring "yes".
"""

import json
from typing import Any

import pytest
from competency_records import (
    BASES,
    BY_CBP,
    CBP,
    FPF,
    NOT_BY_CBP,
    STAFF,
    SUBCONTRACTOR,
    N,
    found,
    officer,
)
from support import LIBRARY
from test_competency_cases import changed

from kg.questions import check

Edits = dict[str, Any]  # path of keys and positions -> value; None takes it away
M = "26 CFR 301.6103(m)-1"
USC, C11, C12, C13 = "19 USC 1628", "19 CFR 163.11", "19 CFR 163.12", "19 CFR 163.13"
YES, NO, BARRED, OPEN = "permitted", "not-authorized", "prohibited", "undetermined"
CONFORMS, VIOLATES = "conforms", "violates"

TO_STAFF: Edits = {"recipient": {**STAFF, "worksFor": SUBCONTRACTOR}}
OUTSIDE: Edits = {"recipient": {**STAFF, "worksFor": {"id": "other", "capacity": ["other-person"]}}}
BROKEN: Edits = {"recipient.servesAgency.violationFinding.outcome": True}
BY_JUSTICE: Edits = {
    "actor.employedBy": "department-of-justice",
    "holding": {"heldUnder": "26 USC 6103(h)"},
    "necessityFinding.madeBy": "department-of-justice",
    "item.0.necessityFinding.madeBy": "department-of-justice",
}
FELONY: Edits = {
    "removalGround": ["felony-conviction"],
    "bondFinding": None,
    "convictionFinding": BY_CBP,
}
TO_VIOLATE: Edits = {
    "overpayment.0.referral": "issue-referred",
    "overpayment.0.violationPurposeFinding": found(True, FPF, "2019-05-01"),
}
KNOWING: Edits = {
    "underpayment.0.referral": "issue-referred",
    "underpayment.0.knowingFinding": found(True, FPF, "2019-05-01"),
}

#: What is cited where none of the grounds named is stated: each of them.
DENIALS = "; ".join(f"{C13}(b)(1)({ground})" for ground in ("i", "ii", "iii"))
REMOVALS = "; ".join(
    [f"{C12}(d)(1) sentence 2"]
    + [f"{C13}(c)(1)({ground})" for ground in ("i", "ii", "iii", "iv", "v", "vi")]
)

#: Question, base, what is changed in it, outcome, the provisions that decide.
CASES: list[tuple[int, str, Edits, str, str]] = [
    (27, "agent", {}, YES, M + "(a)"),
    (27, "agent", {"otherAuthorityFinding.outcome": False}, NO, M + "(a)"),
    (28, "contract", {}, YES, f"{N}(a)(1); {N}(a)(1)(ii)"),
    (28, "contract", BY_JUSTICE, YES, f"{N}(a)(1); {N}(a)(1)(ii)"),
    # Customs is none of the four
    (28, "contract", {"actor.employedBy": CBP, "holding": {"heldUnder": "19 USC 1509"}},
     NO, N + "(a)(1)"),
    (29, "contract", {"contract.form": "oral"}, NO, N + "(a)(1)"),
    (29, "earlier-contract", {"contract.form": "oral"}, YES, f"{N}(a); {N}(a)(2)"),
    (29, "earlier-to-subcontractor", {}, YES, N + "(a) sentence 2"),
    (29, "earlier-to-subcontractor", {"authorization": None}, OPEN, N + "(a) sentence 2"),
    (29, "earlier-to-subcontractor", {"purpose": ["other-purpose"]}, BARRED, N + "(a) sentence 2"),
    (30, "to-subcontractor", TO_STAFF, YES, f"{N}(a)(2)(ii) sentence 1; {N}(a)(2)(ii) sentence 2"),
    (30, "to-subcontractor", {"authorization.form": "oral"}, NO, N + "(a)(2)(ii) sentence 1"),
    (30, "to-subcontractor", {"authorization.outcome": False}, NO, N + "(a)(2)(ii) sentence 1"),
    # as one of the contractor's own staff the employee cannot receive it either
    (30, "to-subcontractor", TO_STAFF | {"authorization.form": "oral"}, NO, N + "(a)(2)(i)"),
    (30, "to-subcontractor", TO_STAFF | {"authorization": None}, OPEN, N + "(a)(2)(ii) sentence 1"),
    (30, "in-subcontractor", {}, YES, N + "(a)(3)"),
    (30, "in-subcontractor", {"dutiesRequire": False}, NO, N + "(a)(3)"),
    (30, "in-subcontractor", OUTSIDE, NO, N + "(a)(3)"),
    (31, "contract", {"necessityFinding.outcome": False}, NO, N + "(b)(1)"),
    (31, "contract", {"item.0.necessityFinding.outcome": False}, NO, N + "(b)(2) sentence 1"),
    (31, "contract", {}, YES, f"{N}(a)(1); {N}(a)(1)(ii)"),
    (31, "earlier-contract", {"necessityFinding.outcome": False}, NO, N + "(b)"),
    (32, "abroad", {}, YES, f"{USC}(a); {USC}(a)(1)"),
    (32, "abroad", {"purpose": ["assist-us-proceeding"]}, YES, f"{USC}(a); {USC}(a)(3)"),
    (32, "abroad", {"necessityFinding.outcome": False}, NO, USC + "(a)"),
    (32, "abroad", {"regulation": None}, OPEN, USC + "(a)"),
    (32, "abroad", {"item.0.category": "return-information"}, NO, USC + "(a)"),
    (33, "abroad", {"assurance.heldInConfidence": False}, NO, USC + "(b)(1)"),
    (33, "abroad", {"assurance.lawEnforcementUseOnly": False}, NO, USC + "(b)(1)"),
    (33, "abroad", {"assurance.obtainedOn": "2019-05-07"}, NO, USC + "(b)(1)"),
    (33, "usmca", {"assurance.governmentalUseOnly": False}, NO, USC + "(c)(1)(B)"),
    (33, "usmca", {}, YES, USC + "(c)(1)"),
    (34, "abroad", BROKEN, BARRED, USC + "(b)(2)"),
    (34, "abroad", {}, YES, f"{USC}(a); {USC}(a)(1)"),
    (34, "usmca", BROKEN, YES, USC + "(c)(1)"),  # "under subsection (a)"
    (35, "usmca", {"usmcaChapter": [7]}, YES, USC + "(c)(1)"),
    (35, "usmca", {"usmcaChapter": [3]}, NO, USC + "(c)(1)(A)"),
    (36, "offset", {}, YES, C11 + "(d)(5)"),
    (36, "offset", TO_VIOLATE, BARRED, C11 + "(d)(6) sentence 1"),
    (36, "offset", {"overpayment.0.untimelyClaimFinding": BY_CBP},
     BARRED, C11 + "(d)(6) sentence 2"),
    (36, "offset", KNOWING, BARRED, C11 + "(d)(6) sentence 3"),
    (36, "determination", {"offsetExtent": "offset-in-whole"}, VIOLATES, C11 + "(d)(6) sentence 1"),
    (37, "determination", {},
     CONFORMS, f"{C11}(d)(8) sentence 1; {C11}(d)(8) sentence 2; {C11}(d)(6) sentence 3"),
    (37, "determination", {"violationPurposeFinding.madeBy": CBP},
     VIOLATES, C11 + "(d)(8) sentence 1"),
    (37, "liability-notice", {}, YES, C11 + "(d)(8) sentence 3"),
    (37, "liability-notice", {"actor": officer(CBP)}, NO, C11 + "(d)(8) sentence 3"),
    (37, "petition", {}, YES, C11 + "(d)(8) sentence 4"),
    (37, "petition", {"challengedNotice.noticeKind": "notice-of-liability"},
     NO, C11 + "(d)(8) sentence 4"),
    (38, "certification", {}, YES, C12 + "(b)(3) sentence 1"),
    (38, "certification", {"actor.holdsOffice": "director-charlotte-audit-office"},
     NO, C12 + "(c)(2)"),
    (38, "certification", {"processedBy": "miami-regulatory-audit-field-office"},
     NO, C12 + "(c)(1) sentence 1"),
    (39, "penalty", {}, BARRED, C12 + "(d)(1) sentence 1"),
    (39, "penalty", {"willfulFinding": BY_CBP}, YES, C12 + "(d)(1) sentence 2"),
    (39, "penalty", {"repeatFinding": BY_CBP}, YES, C12 + "(d)(1) sentence 2"),
    (39, "penalty", {"generalComplianceFinding": NOT_BY_CBP}, YES, C12 + "(d)(1) sentence 1"),
    (39, "penalty", {"willfulFinding": None}, OPEN, C12 + "(d)(1) sentence 2"),
    (39, "violation-notice", {}, CONFORMS, f"{C12}(d)(1) sentence 1; {C12}(d)(2)"),
    (39, "violation-notice", {"form": "oral"}, VIOLATES, C12 + "(d)(1) sentence 1"),
    (39, "violation-notice", {"statesViolation": None}, VIOLATES, C12 + "(d)(2)(i)"),
    (39, "violation-notice", {"identifies": None}, VIOLATES, C12 + "(d)(2)(ii)"),
    (39, "violation-notice", {"warnsOfPenalties": False}, VIOLATES, C12 + "(d)(2)(iii)"),
    (39, "violation-notice", {"warnsOfRemoval": None}, VIOLATES, C12 + "(d)(2)(iii)"),
    (40, "denial", {}, YES, C13 + "(b)(1)(iii)"),
    (40, "denial", {"appearanceFinding.outcome": False}, NO, C13 + "(b)(1)(iii)"),
    (40, "denial", {"denialGround": ["other-denial-reason"]}, NO, DENIALS),
    (40, "removal", {}, YES, C13 + "(c)(1)(ii)"),
    (40, "removal", FELONY, YES, C13 + "(c)(1)(vi)"),
    (40, "removal", {"bondFinding.outcome": False}, NO, C13 + "(c)(1)(ii)"),
    (40, "removal", {"removalGround": ["other-removal-ground"]}, NO, REMOVALS),
    (40, "appeal", {}, YES, f"{C13}(a); {C13}(a)(1)"),
    (40, "appeal", {"appealedDecision": "other-program-decision"}, NO, C13 + "(a)"),
]  # fmt: skip


def decided(base: str, edits: Edits) -> tuple[str, set[str]]:
    """Give outcome and citations of a base changed at these paths, on its own day."""
    told = json.loads(json.dumps(BASES[base]))  # so that no two places share a finding
    for where, value in edits.items():
        changed(told, where, value)
    decision = check.decided(check.job(LIBRARY, base, json.dumps(told).encode(), "json", None))
    return decision.outcome, set(decision.citations)


@pytest.mark.parametrize(
    ("question", "base", "edits", "outcome", "citations"),
    [pytest.param(*case, id=f"q{case[0]}-{n}-{case[1]}") for n, case in enumerate(CASES)],
)
def test_the_case_is_decided_as_the_text_decides_it(
    question: int, base: str, edits: Edits, outcome: str, citations: str
) -> None:
    assert decided(base, edits) == (outcome, set(filter(None, citations.split("; "))))


def test_every_question_has_a_yes_and_another_answer() -> None:
    answers: dict[int, set[bool]] = {}
    for question, _, _, outcome, _ in CASES:
        answers.setdefault(question, set()).add(outcome in {YES, CONFORMS})
    assert answers == {question: {True, False} for question in range(27, 41)}
