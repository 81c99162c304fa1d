"""The fast and the reference engine give equal decisions, on examples and on generated records."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date

import pytest
from mutate import Count, Made, generate, spread
from sizes import seed, size
from support import Example, editable, facts_of, touched

from kg.engine.decide import decide
from kg.engine.decision import Decision
from kg.epochs import books
from kg.questions import check
from kg.rdf.namespaces import RECORD
from kg.reference import engine
from kg.rulebook.model import RuleBook
from kg.rulebook.values import Record

Note = Callable[[str, object], None]
Case = tuple[str, Record, str, RuleBook]
SEED = seed("301.6103")
PARTS, BATCH = 4, 40
RECORDS = size(400, 6000)
#: Of the records for other readings: how many kinds in an epoch, and how many records of each.
KINDS, OF_EACH = size(6, 1000), size(6, 1000)


def differences(fast: Decision, slow: Decision) -> dict[str, tuple[object, object]]:
    """Give the parts in which two decisions differ."""
    mine, theirs = asdict(fast), asdict(slow)
    return {name: (mine[name], theirs[name]) for name in mine if mine[name] != theirs[name]}


def compare(cases: Iterable[Case], *, others: bool) -> tuple[list[str], list[Decision]]:
    """Decide with both engines, in batches of one epoch; give what differs, and the decisions."""
    wrong, decided = [], []
    for group in groups(cases):
        start = date.fromisoformat(group[0][3].start)
        readings = books.others_for(start) if others else {}
        for batch in batches(group):
            book = batch[0][3]
            slow = engine.decide_many(book, [c[1] for c in batch], [c[2] for c in batch], readings)
            for (name, record, as_of, _), theirs in zip(batch, slow, strict=True):
                mine = decide(book, record, as_of, readings)
                decided.append(mine)
                if mine != theirs:
                    wrong.append(f"{name}: {sorted(differences(mine, theirs))}\n{record}")
    return wrong, decided


def groups(cases: Iterable[Case]) -> list[list[Case]]:
    """Give the cases of one epoch and one kind together, the largest group first.

    Such records need the fewest axioms, whose closure takes most of the time of a group.
    """
    alike: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in cases:
        alike[case[3].start, case[1].types[case[1].root]].append(case)
    return sorted(alike.values(), key=len, reverse=True)


def batches(group: Sequence[Case]) -> Iterable[Sequence[Case]]:
    """Give the cases by forty: owlrl's cost lies in the axioms, its memory in the facts."""
    return (group[at : at + BATCH] for at in range(0, len(group), BATCH))


def cases_of(made: Iterable[Made]) -> list[Case]:
    return [(f"{m.origin} after {', '.join(m.steps)}", m.record, m.as_of, m.book) for m in made]


@pytest.mark.slow
def test_both_engines_give_what_the_manifest_says_on_every_example(examples: tuple[Example, ...]):
    hops = [
        (e.name, hop.record, hop.day.isoformat(), books.book_for(hop.day))
        for e in examples
        for hop in check.chain(e.job(e.record))
    ]
    wrong, decided = compare(hops, others=True)
    assert not wrong
    assert len(decided) == len(hops) > len(examples) > 200


def test_both_engines_decide_one_record_of_each_outcome_alike(examples: tuple[Example, ...]):
    cases, outcomes = [], {e.outcome for e in examples}
    # of as few kinds as may be: this is the look before a commit
    for group in groups((e.name, e.record, e.as_of, e.book) for e in examples):
        for case in sorted(group, key=lambda case: len(list(facts_of(case[1])))):
            outcome = decide(case[3], case[1], case[2], {}).outcome
            if outcome in outcomes:
                outcomes.remove(outcome)
                cases.append(case)
    assert not outcomes
    assert compare(cases, others=False)[0] == []


def test_outcome_and_citations_of_every_example_are_those_of_the_manifest(
    examples: tuple[Example, ...],
):
    told = {e.name: (e.outcome, e.citations) for e in examples}
    found = {e.name: (e.decide().outcome, e.decide().citations) for e in examples}
    assert found == told


def test_generated_records_reach_every_outcome(examples: tuple[Example, ...]):
    found = spread(examples, f"{SEED}-spread", 600)
    wanted = {"permitted", "prohibited", "not-authorized", "undetermined", "conforms", "violates"}
    assert found.keys() == wanted
    assert found["permitted"] > 20


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_both_engines_decide_generated_records_alike(
    examples: tuple[Example, ...], part: int, record_property: Note
):
    count = Count()
    cases = cases_of(generate(examples, SEED, RECORDS, count))
    assert sum(map(len, groups(cases))) == RECORDS
    mine = groups(cases)[part::PARTS]
    wrong, decided = compare((case for group in mine for case in group), others=False)
    told = f"part {part}: {len(decided)} of {RECORDS} generated records, seed {SEED}"
    record_property(
        "generated",
        f"{told}, of {len(mine)} kinds in an epoch, {count.refused} refused by the check",
    )
    assert not wrong, f"seed {SEED}: {len(wrong)} differ, first: {wrong[0]}"
    assert len(decided) == sum(map(len, mine)) > RECORDS // (2 * PARTS)


@pytest.mark.slow
def test_both_engines_find_the_same_open_questions_on_generated_records(
    examples: tuple[Example, ...], record_property: Note
):
    made = cases_of(generate(examples, f"{SEED}-others", RECORDS, Count()))
    chosen = [
        case
        for group in groups(case for case in made if touched(case[1], case[3]))[:KINDS]
        for case in group[:OF_EACH]
    ]
    wrong, decided = compare(chosen, others=True)
    tried = {reading for case in chosen for reading in touched(case[1], case[3])}
    told = f"{len(decided)} generated records with {len(tried)} other readings"
    record_property("generated", f"{told}, seed {SEED}-others")
    assert not wrong, f"seed {SEED}-others: {len(wrong)} differ, first: {wrong[0]}"
    assert any(decision.interpretation for decision in decided)


def test_two_runs_of_the_generator_with_one_seed_give_the_same_records(
    examples: tuple[Example, ...],
):
    first, second = ([m.record for m in generate(examples, SEED, 50, Count())] for _ in range(2))
    assert first == second
    assert first != [m.record for m in generate(examples, f"{SEED}x", 50, Count())]


def renamed(record: Record) -> tuple[Record, dict[str, str]]:
    """Give the record with other IRIs for all its things, in another order of names."""
    names = {node: RECORD[f"z{len(record.types) - n:03}"] for n, node in enumerate(record.types)}
    facts = {
        names[n]: {
            p: tuple(names.get(v, v) if isinstance(v, str) else v for v in vs)
            for p, vs in t.items()
        }
        for n, t in record.facts.items()
    }
    return Record(names[record.root], {names[n]: c for n, c in record.types.items()}, facts), names


def essence(decision: Decision, names: dict[str, str]) -> tuple[object, ...]:
    """Give outcome, citations and the value of each condition on each thing."""
    statuses = sorted((f.shape, names.get(f.focus, f.focus), f.status) for f in decision.conditions)
    return decision.outcome, decision.citations, statuses


def test_new_names_for_the_things_of_a_record_change_nothing(examples: tuple[Example, ...]):
    for found in examples:
        other, names = renamed(found.record)
        assert other.types.keys().isdisjoint(found.record.types)
        assert essence(found.decide(other), {}) == essence(found.decide(), names), found.name


def shuffled(record: Record, rng: random.Random) -> Record:
    """Give the record with things, properties and values in another order."""
    facts = editable(record)
    nodes = rng.sample(list(record.types), len(record.types))
    return Record(
        record.root,
        {node: record.types[node] for node in nodes},
        {
            n: {
                p: tuple(rng.sample(facts[n][p], len(facts[n][p])))
                for p in rng.sample(list(facts[n]), len(facts[n]))
            }
            for n in nodes
            if n in facts
        },
    )


def test_the_order_of_facts_changes_nothing(examples: tuple[Example, ...]):
    rng = random.Random(SEED)
    for found in examples:
        other = shuffled(found.record, rng)
        assert set(facts_of(other)) == set(facts_of(found.record))
        assert found.decide(other) == found.decide(), found.name


def test_the_comparison_sees_a_difference(examples: tuple[Example, ...]):
    decision = examples[0].decide()
    changed = replace(decision, citations=())
    assert differences(decision, changed).keys() == {"citations"}
