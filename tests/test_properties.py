"""What must hold of every decision: leaving facts out and adding idle ones never helps."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache

import pytest
from irrelevant import HELPS, IRRELEVANT, NEEDED
from irrelevant_more import MORE
from support import Example, example, facts_of, load_examples, pointers, saying, without

from kg.rdf.namespaces import CLR, ID, RECORD, TITLE, XSD, local_name
from kg.rulebook.values import Lit, Record

JUSTICE = f"{ID.base}agency/department-of-justice"
GOOD = {"permitted", "conforms"}
#: Members of these lists make the act what it is: with one less it is another act.
LISTED = {
    *("item", "purpose", "forAudit", "requestedItem", "certification", "capacity"),
    *("overpayment", "underpayment", "identifiedOverpayment"),
}
MAY_GO = (*IRRELEVANT, *MORE)
Drop = tuple[str, str, str, Example, Record]


def drops(found: Example) -> Iterator[Drop]:
    """Give every record less one fact, and less all values of one property."""
    for node, told in found.record.facts.items():
        for prop, values in told.items():
            name = local_name(prop)
            yield node, name, "all", found, without(found.record, node, prop)
            if len(values) > 1:
                for value in values:
                    yield (
                        node,
                        f"{name}+",
                        str(value),
                        found,
                        without(found.record, node, prop, value),
                    )


def listed(row: tuple[str, str, str, str], drop: Drop) -> bool:
    """Say whether a row of a table speaks of a drop."""
    props, things, names, _ = row
    node, prop, _, found, _ = drop
    if prop not in props.split() or not any(fnmatchcase(found.name, n) for n in names.split()):
        return False
    return things == "*" or all(
        steps & set(things.split()) for steps in ways(found, node) if not steps & neutral(found)
    )


def ways(found: Example, node: str) -> list[set[str]]:
    """Give for each fact that points to a thing its property, alone and after the step before.

    The last step alone does not tell the recipients in two acts of a chain apart.
    """
    given = [
        {name, *(f"{before}.{name}" for before in pointers(found.record, subject))}
        for subject, prop, value in facts_of(found.record)
        if value == node
        for name in [local_name(prop)]
    ]
    return given or [{"ROOT"}]


def neutral(found: Example) -> set[str]:
    """Give the properties that do not matter for telling the thing apart."""
    held = not found.name.startswith(("irs-", "letter-"))
    return (
        {"requestedItem"} if not held else {"engagedIn", "mayTestifyIn", "arisesFrom", "proceeding"}
    )


def good_examples() -> list[str]:
    return [found.name for found in load_examples() if found.outcome in GOOD]


def bad_examples() -> list[str]:
    return [found.name for found in load_examples() if found.outcome not in GOOD]


@cache
def survivors(name: str) -> tuple[Drop, ...]:
    """Give the drops that leave an example permitted, or make it so."""
    return tuple(
        drop for drop in drops(example(name)) if example(name).decide(drop[4]).outcome in GOOD
    )


def say(drop: Drop) -> str:
    node, prop, which, found, _ = drop
    return (
        f"{found.name}: {'/'.join(sorted(pointers(found.record, node)))} without {prop} ({which})"
    )


@pytest.mark.parametrize("name", good_examples())
def test_no_fact_that_the_law_needs_can_be_left_out_of_what_is_permitted(name: str):
    left = [d for d in survivors(name) if not any(listed(row, d) for row in MAY_GO)]
    assert [say(drop) for drop in left] == []


@pytest.mark.slow
def test_every_fact_listed_as_irrelevant_is_so():
    wrong = []
    for name in good_examples():
        kept = {drop[:3] for drop in survivors(name)}
        for drop in drops(example(name)):
            whole = not drop[1].endswith("+")  # of several values, some can be left out
            if whole and any(listed(row, drop) for row in MAY_GO) and drop[:3] not in kept:
                wrong.append(say(drop))
    assert wrong == []


@pytest.mark.slow
def test_every_line_of_the_list_of_irrelevant_facts_is_used():
    kept = [drop for name in good_examples() for drop in survivors(name)]
    assert [row for row in MAY_GO if not any(listed(row, drop) for drop in kept)] == []


@pytest.mark.slow
@pytest.mark.parametrize("row", NEEDED, ids=lambda row: f"{row[1]}-{row[0]}")
def test_what_the_law_needs_is_asked_for(row: tuple[str, str, str, str]):
    tried = [d for name in good_examples() for d in drops(example(name)) if listed(row, d)]
    kept = [drop for name in good_examples() for drop in survivors(name) if listed(row, drop)]
    assert tried
    assert [say(drop) for drop in kept] == []


@pytest.mark.parametrize("name", bad_examples())
def test_leaving_a_fact_out_never_turns_a_refusal_into_a_permission(name: str):
    helped = [
        d for d in survivors(name) if d[1].removesuffix("+") not in LISTED or not d[1].endswith("+")
    ]
    assert [say(drop) for drop in helped if not excused(drop)] == []


def excused(drop: Drop) -> bool:
    """Say whether the list of refusals that a fact makes speaks of a drop."""
    _, prop, _, found, _ = drop
    return any(
        prop in props.split() and any(fnmatchcase(found.name, n) for n in names.split())
        for props, names, _ in HELPS
    )


@pytest.mark.slow
def test_every_line_of_the_list_of_refusals_that_a_fact_makes_is_used() -> None:
    helped = [drop for name in bad_examples() for drop in survivors(name)]
    for props, names, _ in HELPS:
        used = {d[1] for d in helped if any(fnmatchcase(d[3].name, n) for n in names.split())}
        assert used & set(props.split()), names


def text(value: str) -> Lit:
    return Lit(value, XSD.string)


def idle(found: Example) -> Iterator[tuple[str, Record]]:
    """Give the record with facts added that no provision looks at."""
    record, root = found.record, found.record.root
    people = [node for node, cls in record.types.items() if cls == CLR.Person]
    for node in people:
        if record.get(node, CLR.name):
            yield "another name", saying(record, node, CLR.name, text("Ignatius Vandermolen"))
        engaged = (*record.get(node, CLR.engagedIn), RECORD["another-suit"])
        if JUSTICE in record.get(node, CLR.employedBy) and len(engaged) == 1:
            continue  # it is not stated in what an attorney is engaged: saying so is not idle
        yield (
            "another engagement",
            saying(record, node, CLR.engagedIn, *engaged, another_suit=CLR.Proceeding),
        )
    for node, cls in record.types.items():
        if cls == CLR.Determination:
            yield (
                "other reasons",
                saying(record, node, CLR.reasons, text("For reasons of its own.")),
            )
        if cls == CLR.RequestLetter and record.get(node, CLR.designatesTitle):
            titles = (*record.get(node, CLR.designatesTitle), TITLE["keeper-of-the-seal"])
            yield "a title that nobody holds", saying(record, node, CLR.designatesTitle, *titles)
    if record.get(root, CLR.actor):
        yield (
            "a title of the actor",
            saying(record, str(record.get(root, CLR.actor)[0]), CLR.title, TITLE.clerk),
        )


def essence(found: Example, record: Record) -> tuple[object, ...]:
    """Give outcome and citations, and how each stated condition of the example came out."""
    decision = found.decide(record)
    statuses = sorted(
        (f.shape, f.focus, f.status) for f in decision.conditions if f.focus in found.record.types
    )
    return decision.outcome, decision.citations, statuses


@pytest.mark.slow
def test_idle_facts_change_nothing_in_any_example(examples: tuple[Example, ...]):
    tried = set()
    for found in examples:
        before = essence(found, found.record)
        for what, record in idle(found):
            tried.add(what)
            assert essence(found, record) == before, f"{found.name} with {what}"
    assert len(tried) == 5


def test_a_wrong_fact_added_to_a_permitted_disclosure_is_seen():
    found = example("irs-complete-2019.json")
    both = (
        *found.record.get(found.record.root, CLR.purpose),
        f"{ID.base}purpose/criminal-investigation",
    )
    assert found.decide().outcome == "permitted"
    wrong = saying(found.record, found.record.root, CLR.purpose, *both)
    assert found.decide(wrong).outcome == "not-authorized"
