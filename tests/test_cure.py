"""What an answer says is missing, and what would turn it into a permission."""

import re
from itertools import combinations

import pytest
from support import Example, example, load_examples, saying

from kg.engine.index import path_text
from kg.rdf.namespaces import CLR, ID, RECORD, XSD, local_name
from kg.rulebook.values import Lit, Record, Value, parse_literal

JUSTICE = f"{ID.base}agency/department-of-justice"
IRS = f"{ID.base}agency/internal-revenue-service"
CBP = f"{ID.base}agency/us-customs-and-border-protection"

#: Examples that lack one fact: the thing and property that lack it, and a value that will do.
#: A finding is given by outcome, maker and day.
LACKING: tuple[tuple[str, str, str, object], ...] = (
    ("irs-informant-not-found.json", "disclosure-1", "informantFinding",
     (False, IRS, "2019-06-03")),
    ("irs-treaty-not-found.json", "item-1", "treatyFinding", (False, IRS, "2019-06-03")),
    ("irs-necessity-not-found.jsonld", "item-1", "necessityFinding", (True, IRS, "2019-06-03")),
    ("irs-recovery-amounts-not-found.json", "audit-1", "amountsFinding", (True, CBP, "2019-06-03")),
    ("justice-to-expert-last-resort-not-found.jsonld", "disclosure-1", "lastResortFinding",
     (True, JUSTICE, "2020-09-14")),
    ("justice-to-taxpayer-last-resort-not-found.json", "disclosure-1", "lastResortFinding",
     (True, JUSTICE, "2020-09-14")),
    ("customs-other-authority-not-found.json", "disclosure-1", "otherAuthorityFinding",
     (True, IRS, "2020-03-09")),
    ("irs-receipt-not-stated.json", "request-1", "receivedOn", "2019-05-09"),
    ("irs-relationship-not-stated.json", "supplier", "ownershipRelationshipWith", RECORD.halcyon),
    ("customs-to-lawyer-of-unknown-client.json", "lawyer", "legalRepresentativeOf", RECORD.halcyon),
    ("customs-to-attorney-engagement-not-stated.json", "attorney", "engagedIn", RECORD["suit-1"]),
    ("irs-adjustment-of-unknown-item.json", "item-1", "subjectMatter",
     f"{ID.base}subject-matter/declared-value"),
    ("irs-necessity-found-by-customs.json", "item-1.necessityFinding", "madeBy", IRS),
    ("justice-criminal-order-undated.json", "use-1.compliance", "madeOn", "2020-09-01"),
    ("customs-use-no-audit.json", "use-1", "audit", RECORD["audit-1"]),
)  # fmt: skip


def literal(value: object) -> Value:
    """Give a value of the table as a value of a record."""
    if isinstance(value, bool):
        return Lit(value, XSD.boolean)
    assert isinstance(value, str)
    return parse_literal(value, XSD.date) or value


def asked(found: Example) -> set[str]:
    """Give the properties that the only cure of an example looks at, or that it presupposes."""
    (facts,) = found.decide().cure
    conditions = found.book.conditions
    shapes = {shape for f in facts for shape in (f.shape, *conditions[f.shape].presupposes)}
    texts = [path_text(conditions[shape].path) for shape in shapes if shape in conditions]
    return {name for text in texts for name in re.findall(r"\w+", text)}


def supply(found: Example, thing: str, prop: str, given: object) -> list[tuple[set[str], Record]]:
    """Give the record with each subset of the facts that the table supplies."""
    name, _, step = thing.partition(".")
    node = str(found.record.get(RECORD[name], CLR[step])[0]) if step else RECORD[name]
    assert node in found.record.types, node
    if not isinstance(given, tuple):
        return [
            (set(), found.record),
            ({prop}, saying(found.record, node, CLR[prop], literal(given))),
        ]
    wanted = asked(found)
    parts = [p for p in zip(("outcome", "madeBy", "madeOn"), given, strict=True) if p[0] in wanted]
    base = saying(
        found.record, node, CLR[prop], RECORD["the-finding"], the_finding=CLR.Determination
    )
    made = []
    for size in range(len(parts) + 1):
        for chosen in combinations(parts, size):
            record = base
            for name, value in chosen:
                record = saying(record, RECORD["the-finding"], CLR[name], literal(value))
            made.append(({name for name, _ in chosen}, record))
    return made


@pytest.mark.parametrize("row", LACKING, ids=lambda row: row[0])
def test_what_a_cure_asks_for_makes_the_act_permitted_and_nothing_less_does(
    row: tuple[str, str, str, object],
):
    found = example(row[0])
    decision = found.decide()
    assert decision.outcome == "undetermined"
    assert len(decision.cure) == 1
    related = {"ownershipRelationshipWith": "relatedTo"}
    *less, (names, whole) = supply(found, *row[1:])
    assert {related.get(name, name) for name in names} <= asked(found)
    assert found.decide(whole).outcome == "permitted"
    assert {found.decide(record).outcome for _, record in less} == {"undetermined"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("irs-request-no-explanation.json", [{("l14-b-4-explanation", "requester")}]),
        ("irs-request-oral.jsonld", [{("l14-b-written", "requester")}]),
        ("irs-not-necessary.json", [{("l14-a-necessity", "official")}]),
        ("justice-to-expert-avoidable.json", [{("l14-h-last-resort", "official")}]),
        ("irs-apa-among-items.json", []),
        ("irs-impairment.ttl", []),
        ("irs-chapter-2-tax.json", []),
        ("customs-to-contractor.ttl", []),
    ],
)
def test_a_cure_says_who_can_bring_it_about_and_none_is_made_up(
    name: str, expected: list[set[tuple[str, str]]]
):
    cure = example(name).decide().cure
    assert [{(local_name(f.shape), f.curer) for f in facts} for facts in cure] == expected


@pytest.mark.parametrize(
    ("name", "shape", "words"),
    [
        # (b): “only following receipt … of a written request”
        ("irs-request-absent.json", "l14-b-request-stated", "Attach the written request"),
        # (d)(5): offsetting is of underpayments that were identified
        ("offset-no-underpayment-named.json", "c11-d-5-underpayment-stated", "Name the underpay"),
    ],
)
def test_a_thing_that_is_absent_is_asked_for_before_what_it_has_to_contain(
    name: str, shape: str, words: str
):
    decision = example(name).decide()
    assert decision.outcome == "undetermined"
    for facts in decision.cure:
        first, *contents = facts
        assert local_name(first.shape) == shape
        assert first.message.startswith(words)
        assert len(contents) > 1
    assert decision.cure


def test_a_finding_that_is_absent_is_asked_for_once():
    """Outcome, day and author are parts of one finding, and asked for as one."""
    (facts,) = example("irs-informant-not-found.json").decide().cure
    assert [local_name(finding.shape) for finding in facts] == ["l14-e-informant"]


@pytest.mark.parametrize("name", ["irs-informant-not-found.json", "irs-treaty-not-found.json"])
def test_a_finding_that_an_office_must_make_is_not_left_to_the_requester(name: str):
    (facts,) = example(name).decide().cure
    assert {finding.curer for finding in facts} == {"official"}


def undetermined() -> list[str]:
    return [found.name for found in load_examples() if found.outcome == "undetermined"]


@pytest.mark.parametrize("name", undetermined())
def test_an_undetermined_answer_says_what_is_missing(name: str):
    assert example(name).decide().missing
