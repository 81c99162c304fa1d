"""Competency questions 27 to 40 about a case: small records, some changed in one fact.

Outcome and citations are written from the texts. A "no" stands beside a neighbouring "yes".
"""

import json
from typing import Any

import pytest
from test_competency_cases import changed

from kg import check

Edits = dict[str, Any]  # path of keys and positions -> value; None takes it away
M, N = "26 CFR 301.6103(m)-1", "26 CFR 301.6103(n)-1"
USC, C11, C12, C13 = "19 USC 1628", "19 CFR 163.11", "19 CFR 163.12", "19 CFR 163.13"
YES, NO, BARRED, OPEN = "permitted", "not-authorized", "prohibited", "undetermined"
CONFORMS, VIOLATES = "conforms", "violates"
IRS, CBP, DHS = (
    "internal-revenue-service",
    "us-customs-and-border-protection",
    "department-of-homeland-security",
)
FPF, CHARLOTTE = "fpf-office", "charlotte-regulatory-audit-field-office"


def found(outcome: bool, by: str, on: str, **more: str) -> dict[str, Any]:
    return {"outcome": outcome, "madeBy": by, "madeOn": on, **more}


def officer(of: str, **more: Any) -> dict[str, Any]:
    return {"capacity": ["officer-or-employee"], "employedBy": of, **more}


def record(kind: str, day: str, **told: Any) -> dict[str, Any]:
    return {"id": "case", "type": kind, "date": day, **told}


HALCYON = {"id": "halcyon", "name": "Halcyon Stoneware Imports, Inc."}
CONTRACTOR = {"id": "firm", "capacity": ["contractor"], "contractorOf": IRS}
SUBCONTRACTOR = {"id": "sub", "capacity": ["subcontractor"]}
STAFF = {"capacity": ["firm-officer-or-employee"]}
DIRECTOR = {"employedBy": CBP, "holdsOffice": "director-miami-audit-office"}
BY_CBP, NOT_BY_CBP = (found(outcome, CBP, "2019-05-01") for outcome in (True, False))
PAYMENT = {"withinAuditPeriod": True, "withinAuditScope": True, "referral": "issue-not-referred"}


def contract(day: str) -> dict[str, Any]:
    necessary = found(True, IRS, day)
    return record(
        "Disclosure",
        day,
        actor=officer(IRS),
        recipient={**STAFF, "worksFor": CONTRACTOR},
        purpose=["tax-administration"],
        item=[{"category": "return", "necessityFinding": necessary}],
        contract={
            "contractParty": "firm",
            "contractObject": ["services-on-equipment"],
            "form": "written",
        },
        necessityFinding=necessary,
    )


def further(day: str, held_under: str) -> dict[str, Any]:
    return record(
        "Disclosure",
        day,
        actor=CONTRACTOR,
        recipient=SUBCONTRACTOR,
        purpose=["tax-administration"],
        item=[{"category": "return"}],
        holding={"heldUnder": held_under},
        authorization=found(True, IRS, day, form="written"),
        necessityFinding=found(True, IRS, day),
    )


def exchange(day: str, agency: str, purpose: str, **more: Any) -> dict[str, Any]:
    assurance = {
        "assuredBy": "douane",
        "heldInConfidence": True,
        "obtainedBy": DHS,
        "obtainedOn": day,
    }
    for use in ("lawEnforcementUseOnly", "governmentalUseOnly"):
        if use in more:
            assurance[use] = more.pop(use)
    return record(
        "Disclosure",
        day,
        actor=officer(CBP),
        recipient=officer(
            agency, servesAgency={"id": "douane", "violationFinding": found(False, DHS, day)}
        ),
        purpose=[purpose],
        item=[{"category": "customs-entry-record", "derivedFromReturnInformation": False}],
        holding={"heldUnder": "19 USC 1509"},
        necessityFinding=found(True, DHS, day),
        assurance=assurance,
        **more,
    )


def penalty(**findings: bool) -> dict[str, Any]:
    return record(
        "PenaltyAssessment",
        "2019-06-14",
        actor=officer(CBP),
        participant={**HALCYON, "capacity": ["certified-participant"]},
        production="record-not-produced",
        **{name: found(outcome, CBP, "2019-05-01") for name, outcome in findings.items()},
    )


#: The records from which the cases are made, each permitted or conforming unless said otherwise.
BASES: dict[str, dict[str, Any]] = {
    "agent": record(
        "Disclosure",
        "2010-05-06",
        actor=officer(IRS),
        recipient={"capacity": ["contractor"]},
        purpose=["other-purpose"],
        item=[{"category": "taxpayer-identity"}],
        claimsAuthority="26 USC 6103(m)",
        otherAuthorityFinding=found(True, IRS, "2010-04-02"),
    ),
    "contract": contract("2010-05-06"),
    "earlier-contract": contract("2006-05-06"),
    "to-subcontractor": further("2010-05-06", N + "(a)(1)"),
    "earlier-to-subcontractor": further("2006-05-06", N + "(a)"),
    "in-subcontractor": record(
        "Disclosure",
        "2010-05-06",
        actor=SUBCONTRACTOR,
        recipient={**STAFF, "worksFor": "sub"},
        purpose=["tax-administration"],
        item=[{"category": "return"}],
        holding={"heldUnder": N + "(a)(2)(ii)"},
        dutiesRequire=True,
    ),
    "abroad": exchange(
        "2019-05-06",
        "foreign-customs-agency",
        "insure-customs-compliance",
        lawEnforcementUseOnly=True,
        regulation="19 CFR 103.33",
    ),
    "usmca": exchange(
        "2022-05-06",
        "usmca-government-agency",
        "implement-usmca",
        governmentalUseOnly=True,
        usmcaChapter=[5],
        authorization=found(True, DHS, "2022-01-10"),
    ),
    "offset": record(
        "Offset",
        "2019-06-14",
        actor=officer(CBP),
        audit={"id": "audit", "subject": HALCYON},
        investigationStatus="no-investigation",
        overpayment=[{**PAYMENT, "untimelyClaimFinding": NOT_BY_CBP}],
        underpayment=[PAYMENT],
    ),
    "determination": record(
        "OffsetDetermination",
        "2019-06-14",
        audit={"id": "audit", "subject": HALCYON},
        investigationStatus="no-investigation",
        offsetExtent="offset-in-part",
        disallowanceGround=["made-to-violate-law"],
        violationPurposeFinding=found(True, FPF, "2019-05-01", referral="issue-referred"),
        auditedPersonNotified=True,
        notifiedBy=CBP,
    ),
    "liability-notice": record(
        "LiabilityNotice",
        "2019-06-14",
        actor=officer(FPF),
        addressee={**HALCYON, "capacity": ["audited-person"]},
        investigationStatus="no-investigation",
        noticeKind=["notice-of-penalty", "notice-of-liability"],
        warrantedFinding=found(True, FPF, "2019-05-01"),
    ),
    "petition": record(
        "Petition",
        "2019-07-01",
        actor={**HALCYON, "capacity": ["audited-person"]},
        investigationStatus="no-investigation",
        challengedNotice={
            "id": "notice",
            "date": "2019-06-14",
            "actor": officer(FPF),
            "noticeKind": "notice-of-penalty",
        },
    ),
    "certification": record(
        "CertificationIssue",
        "2019-06-14",
        actor=DIRECTOR,
        applicant={**HALCYON, "capacity": ["certification-applicant"]},
        certificationPath="general-requirements",
        considered=["business-size", "business-nature", "import-volume", "workload-constraints"],
        processedBy=CHARLOTTE,
        conditionsStated=True,
        verificationFinding=found(True, CHARLOTTE, "2019-05-01"),
        **{
            f"{name}Finding": BY_CBP
            for name in (
                *("program", "compliance", "handbook", "understanding", "explanation"),
                *("procedure", "designation", "maintenance", "notification", "approval"),
            )
        },
    ),
    # all three provisos hold: the notice takes the place of the penalty
    "penalty": penalty(generalComplianceFinding=True, willfulFinding=False, repeatFinding=False),
    "violation-notice": record(
        "NoticeOfViolation",
        "2019-06-14",
        form="written",
        signedBy=officer(CBP),
        addressee={**HALCYON, "capacity": ["certified-participant"]},
        statesViolation=True,
        identifies="commercial invoice for entry 123-4567890-1",
        warnsOfPenalties=True,
        warnsOfRemoval=True,
    ),
    "denial": record(
        "CertificationDenial",
        "2019-06-14",
        actor=DIRECTOR,
        applicant={**HALCYON, "capacity": ["certification-applicant"]},
        denialGround=["appears-not-in-compliance"],
        appearanceFinding=BY_CBP,
    ),
    "removal": record(
        "CertificationRemoval",
        "2019-06-14",
        actor=officer(CBP),
        participant={**HALCYON, "capacity": ["certified-participant"]},
        removalGround=["bond-lapsed"],
        bondFinding=BY_CBP,
    ),
    "appeal": record(
        "CertificationAppeal",
        "2019-07-01",
        actor={**HALCYON, "capacity": ["certification-applicant"]},
        appealedDecision="denial-of-certification",
        decidedOn="2019-06-14",
    ),
}

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
    decision = check.decided(check.job(base, json.dumps(told).encode(), "json", None))
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
