"""Answers that were once too wide, found by a reader of the text who tried to get around it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from support import EXAMPLES, LIBRARY

from kg.engine.decide import decide
from kg.epochs import books
from kg.record import ingest
from kg.rulebook import days

SECTION = "26 CFR 301.6103(l)(14)-1"
Told = dict[str, Any]


def of(name: str, change: Callable[[Told], object]) -> tuple[str, set[str]]:
    """Give outcome and citations of an example after a change to its JSON."""
    told = json.loads((EXAMPLES / name).read_text(encoding="utf-8"))
    change(told)
    day = days.read(told["date"])
    book = books.book_for(LIBRARY, day)
    record = ingest.read(book, json.dumps(told).encode(), "json")
    decision = decide(book, record, told["date"], {})
    return decision.outcome, {c.removeprefix(SECTION) for c in decision.citations}


def order(told: Told, **more: object) -> None:
    told["compliance"] = {"complianceWith": "26 USC 6103(i)(1)", "madeOn": told["date"]}
    told.update(more)


STRANGER = {"name": "The Daily Ledger", "capacity": "other-person"}
FOREIGN = {
    "name": "An officer",
    "capacity": "officer-or-employee",
    "employedBy": "foreign-customs-agency",
}


@pytest.mark.parametrize("recipient", [STRANGER, FOREIGN])
def test_an_order_permits_use_and_not_disclosure_to_anyone(recipient: Told) -> None:
    """(i) speaks of use; (j) sentence 2 goes on to forbid disclosure to any person."""

    def disclose(told: Told) -> None:
        order(told, type="Disclosure", recipient=recipient)

    outcome, cited = of("justice-criminal-request.json", disclose)
    assert outcome == "prohibited"
    assert "(j) sentence 2" in cited
    assert "(i) sentence 1" not in cited  # complied with


def test_an_order_does_not_wash_a_second_purpose() -> None:
    def second(told: Told) -> None:
        order(told, purpose=["criminal-investigation", "foreign-cooperation"])

    assert of("justice-criminal-request.json", order)[0] == "permitted"
    assert of("justice-criminal-request.json", second) == ("prohibited", {"(j) sentence 1"})


def items(told: Told) -> list[Told]:
    listed = told["request"]["requestedItem"]
    found: list[Told] = listed if isinstance(listed, list) else [listed]
    return found


def test_an_adjustment_of_a_pricing_agreement_is_barred_with_it() -> None:
    """(c) sentence 4 reaches adjustments to items described there, of which (d) makes it none."""

    def adjust(told: Told) -> None:
        base = items(told)[0]
        adjustment = {k: v for k, v in base.items() if k not in {"id", "subjectMatter"}}
        findings = {k: v for k, v in adjustment.items() if k.endswith("Finding")}
        adjustment |= {k: {n: w for n, w in v.items() if n != "id"} for k, v in findings.items()}
        taxpayer = adjustment["relatesToTaxpayer"]
        if isinstance(taxpayer, dict):
            adjustment["relatesToTaxpayer"] = taxpayer["id"]
        adjustment |= {"id": "item-2", "category": "irs-adjustment", "adjusts": base["id"]}
        base["category"] = "advance-pricing-agreement"
        told["request"]["requestedItem"] = [base, adjustment]
        told["item"] = ["item-2"]

    assert of("irs-complete-2019.json", adjust) == ("prohibited", {"(d)"})


def test_the_irs_discloses_for_the_audit_of_the_request_and_for_no_other() -> None:
    def other(told: Told) -> None:
        told["audit"] = {
            "id": "audit-x",
            "legalBasis": "19 USC 1509",
            "auditStatus": "initiated",
            "subject": {"name": "Somebody Else, Inc."},
        }

    assert of("irs-complete-2019.json", other) == ("not-authorized", {"(a)(1)"})


def test_a_purpose_that_the_request_does_not_state_is_no_purpose_of_the_disclosure() -> None:
    def ascertain(told: Told) -> None:
        told["purpose"] = ["ascertain-entry-correctness"]

    assert of("irs-recovery-amounts-due.json", lambda told: None)[0] == "permitted"
    assert of("irs-recovery-amounts-due.json", ascertain) == (
        "not-authorized",
        {"(b)(4) sentence 1"},
    )


def test_use_by_a_contractor_is_no_use_by_customs() -> None:
    def contractor(told: Told) -> None:
        told["actor"]["capacity"] = ["contractor"]

    assert of("customs-use-in-audit.json", contractor)[0] == "not-authorized"


def test_an_audit_is_certified_of_the_taxpayer_that_is_audited() -> None:
    def mismatch(told: Told) -> None:
        listed = told["request"]["certification"]
        for one in listed if isinstance(listed, list) else [listed]:
            one["ground"] = "audit-initiated-or-intended"

    assert of("irs-relationship-transactional.json", mismatch) == (
        "not-authorized",
        {"(b)(4) sentence 2"},
    )


def test_the_authority_of_this_section_is_no_other_authority() -> None:
    def own(told: Told) -> None:
        told["claimsAuthority"] = "26 USC 6103(l)(14)"

    assert of("customs-other-authority.json", lambda told: None)[0] == "permitted"
    assert of("customs-other-authority.json", own)[0] == "prohibited"
