"""Chains of acts: each hop is judged on its own day, and an unlawful one taints every later one."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sizes import size
from support import EXAMPLES

from kg.errors import InputError
from kg.explain.answer import as_text
from kg.questions import check

SECTION = "26 CFR 301.6103(l)(14)-1"
Edit = Callable[[dict[str, Any]], None]


def told(name: str, edit: Edit = lambda record: None, **options: Any) -> dict[str, Any]:
    """Decide a chain of the examples, changed; give the answer as JSON values."""
    record = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    edit(record)
    one = check.job(name, json.dumps(record).encode(), "json", None, **options)
    (answer,) = check.run([one], "fast")
    return answer


def hops(answer: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (hop["record"].rsplit("/", 1)[-1], hop["asOf"], hop["outcome"]) for hop in answer["earlier"]
    ]


def first_hop(record: dict[str, Any]) -> dict[str, Any]:
    while "obtainedThrough" in record.get("holding", {}):
        record = record["holding"]["obtainedThrough"]
    return record


def test_every_hop_of_a_lawful_chain_is_told_with_its_day() -> None:
    answer = told("chain-irs-customs-justice-expert")
    assert answer["outcome"] == "permitted"
    assert hops(answer) == [
        ("disclosure-1", "2019-06-14", "permitted"),
        ("disclosure-2", "2020-03-16", "permitted"),
    ]
    assert answer["earlier"][1]["citations"] == [f"{SECTION}(g)"]


def test_an_unlawful_hop_makes_every_later_one_unlawful_and_is_named() -> None:
    answer = told("chain-first-of-three-impairing")
    assert hops(answer) == [
        ("disclosure-1", "2019-06-14", "prohibited"),
        ("disclosure-2", "2020-03-16", "not-authorized"),
    ]
    assert answer["outcome"] == "not-authorized"
    assert answer["citations"] == [f"{SECTION}(e)"]
    assert "disclosure-1 gave was not given as the law provides" in as_text(answer)


def test_a_hop_that_waits_for_a_fact_leaves_the_later_ones_open_and_asks_for_it() -> None:
    answer = told("chain-first-hop-informant-not-found")
    assert answer["outcome"] == "undetermined"
    assert any("confidential informant" in fact["message"] for fact in answer["missing"])


def test_what_is_barred_by_itself_stays_barred_whatever_it_rests_on() -> None:
    def criminal(record: dict[str, Any]) -> None:
        record["proceeding"]["nature"] = "criminal"

    for name in ("chain-irs-customs-attorney", "chain-first-hop-informant"):
        assert told(name, criminal)["outcome"] == "prohibited", name


def test_the_date_asked_for_is_that_of_the_last_act_only() -> None:
    data = (EXAMPLES / "chain-irs-customs-attorney.json").read_bytes()
    one = check.job("chain", data, "json", date(2024, 1, 1))
    (answer,) = check.run([one], "fast")
    assert answer["asOf"] == "2024-01-01"
    assert [hop["asOf"] for hop in answer["earlier"]] == ["2019-06-14"]


def test_a_reading_that_undoes_the_first_hop_is_told_of_the_whole() -> None:
    answer = told("chain-irs-customs-justice-expert")
    question = next(q for q in answer["interpretation"] if q["question"] == "OQ-02")
    assert {r["reading"]: r["outcome"] for r in question["readings"]} == {
        "A": "permitted",
        "B": "not-authorized",
    }


def late(record: dict[str, Any]) -> None:
    first_hop(record)["date"] = "2021-01-01"


def undated(record: dict[str, Any]) -> None:
    del first_hop(record)["date"]


def other_items(record: dict[str, Any]) -> None:
    record["item"] = [{"id": "item-9", "category": "intercompany-transactions"}]


def elsewhere(record: dict[str, Any]) -> None:
    first_hop(record)["recipient"] = {"employedBy": "social-security-administration"}


def other_provision(record: dict[str, Any]) -> None:
    record["holding"]["heldUnder"] = f"{SECTION}(g)"


def itself(record: dict[str, Any]) -> None:
    first_hop(record)["holding"] = {"obtainedThrough": record["id"]}


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (late, "must not be later"),
        (undated, "a date"),
        (other_items, "every item"),
        (elsewhere, "same agency or firm"),
        (other_provision, "other than"),
    ],
)
def test_an_act_that_cannot_have_brought_the_information_is_refused(edit: Edit, says: str) -> None:
    with pytest.raises(InputError) as refused:
        told("chain-irs-customs-attorney", edit)
    assert refused.value.code == "broken_chain"
    assert says in refused.value.text
    assert "chain-irs-customs-attorney" in refused.value.where


def inner(record: dict[str, Any]) -> None:
    hop = first_hop(record)
    hop["holding"] = {"obtainedThrough": hop["id"]}


@pytest.mark.parametrize(("edit", "code"), [(itself, "no_root"), (inner, "broken_chain")])
def test_an_act_that_rests_on_itself_is_refused(edit: Edit, code: str) -> None:
    with pytest.raises(InputError) as refused:
        told("chain-irs-customs-attorney", edit)
    assert refused.value.code == code


def test_facts_of_an_earlier_act_do_not_leak_into_the_later_one() -> None:
    # the finding on informants is one that the first hop needs; the second has no such field set
    one = check.job("x", (EXAMPLES / "chain-irs-customs-attorney.json").read_bytes(), "json", None)
    first, second = check.chain(one)
    assert any("informantFinding" in p for t in first.record.facts.values() for p in t)
    assert not any("informantFinding" in p for t in second.record.facts.values() for p in t)
    assert first.record.root != second.record.root


@pytest.mark.slow
def test_both_engines_decide_chains_alike() -> None:
    # each hop of every chain is decided by both engines in test_engines.py
    paths = sorted(EXAMPLES.glob("chain-*.json"), key=lambda path: path.stat().st_size)
    assert len(paths) >= 6
    names = [path.name for path in paths[: size(2, len(paths))]]
    jobs = [check.job(n, (EXAMPLES / n).read_bytes(), "json", None) for n in names]
    assert len(list(check.run(jobs, "both"))) == len(names)
