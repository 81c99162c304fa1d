"""Records of the competency questions 27 to 40 about a case, from which the cases are made.

Each is permitted or conforms, unless said otherwise, as is reasoned from the texts.
"""

from typing import Any

N = "26 CFR 301.6103(n)-1"
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


#: The records by what they are about.
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
