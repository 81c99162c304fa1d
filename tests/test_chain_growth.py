"""Work and answer grow linearly with the acts of a chain: each is decided once and told once."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from chains import chain
from support import LIBRARY

from kg.cli.main import main
from kg.engine import decide, fast
from kg.errors import InputError
from kg.questions import check
from kg.questions.bounds import MAX_DAYS, MAX_WORK
from kg.rdf.namespaces import RECORD
from kg.record import lineage

SIZES = (5, 10, 20)


def decided(text: str) -> list[check.Decided]:
    return list(check.run([check.job(LIBRARY, "chain", text.encode(), "turtle", None)], "fast"))


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Callable[[], tuple[int, int]]:
    """Count the decisions and the views of records that are really made."""
    calls = {"decisions": 0, "views": 0}
    real_decide, real_view = check.decide, fast.View

    def deciding(*given: object) -> object:
        calls["decisions"] += 1
        return real_decide(*given)  # type: ignore[arg-type]  # handed on as it came

    def viewing(*given: object) -> object:
        calls["views"] += 1
        return real_view(*given)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(check, "decide", deciding)
    for module in (fast, decide, lineage):
        monkeypatch.setattr(module, "View", viewing)

    def taken() -> tuple[int, int]:
        found = calls["decisions"], calls["views"]
        calls.update(decisions=0, views=0)
        return found

    return taken


def test_each_act_of_a_chain_is_decided_once(counted: Callable[[], tuple[int, int]]) -> None:
    views = []
    for acts in SIZES:
        decided(chain(acts))
        decisions, looked = counted()
        assert decisions == acts
        views.append(looked)
    assert views[2] - views[1] == 2 * (views[1] - views[0])


def test_an_earlier_act_is_decided_once_for_all_days_that_are_asked_for(
    counted: Callable[[], tuple[int, int]],
) -> None:
    days = [date(2019, 6, 14), date(2020, 8, 1), date(2021, 6, 14)]
    jobs = check.jobs(LIBRARY, "chain", chain(5).encode(), "turtle", days)
    assert len(list(check.run(jobs, "fast"))) == len(days)
    assert counted()[0] == 4 + len(days)


@pytest.mark.slow
def test_the_engines_agree_on_a_chain_and_each_takes_every_act_once() -> None:
    job = check.job(LIBRARY, "chain", chain(5).encode(), "turtle", None)
    (answer,) = check.run([job], "both")
    assert len(answer["earlier"]) == 4


@pytest.mark.slow
@pytest.mark.parametrize("fmt", ["json", "jsonl", "text", "md", "ttl", "csv"])
def test_the_answer_grows_by_the_same_for_each_act(
    fmt: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sizes = []
    for acts in SIZES:
        file = tmp_path / "chain.ttl"
        file.write_text(chain(acts), encoding="utf-8")
        assert main(["check", "--quiet", "--format", fmt, str(file)]) == 3
        sizes.append(len(capsys.readouterr().out))
    grown, twice = sizes[1] - sizes[0], sizes[2] - sizes[1]
    assert grown > 0
    assert twice <= 2.1 * grown  # names with two digits are longer


def test_every_act_and_what_it_lacks_is_told_once() -> None:
    (answer,) = decided(chain(20))
    told = [hop["record"] for hop in answer["earlier"]] + [answer["record"]]
    assert told == [RECORD[f"act-{n}"] for n in range(19, -1, -1)]
    for hop in answer["earlier"]:
        foci = {fact["focus"] for fact in hop["missing"]}
        others = set(told) - {hop["record"]}
        assert not foci & others
    # what the whole lacks is what its acts lack, in their order and each fact once
    own = [(f["focus"], f["message"]) for hop in answer["earlier"] for f in hop["missing"]]
    whole = [(fact["focus"], fact["message"]) for fact in answer["missing"]]
    assert whole[: len(own)] == own
    assert {focus for focus, _ in whole[len(own) :]} >= {answer["record"]}


def test_the_graph_of_a_decision_holds_one_decision_for_each_act() -> None:
    from kg.explain.rdf import graph

    (answer,) = decided(chain(5))
    out = graph(answer)
    found = out.query(
        "SELECT ?act WHERE { ?d a clr:Decision ; prov:used ?act ; prov:wasInformedBy* ?any }"
        " GROUP BY ?act"
    )
    assert {str(row[0]) for row in found} == {RECORD[f"act-{n}"] for n in range(5)}  # type: ignore[index]  # rows of a SELECT


@pytest.mark.slow
def test_a_longer_chain_than_the_bound_is_refused_with_a_code() -> None:
    (answer,) = decided(chain(lineage.MAX_ACTS))
    assert len(answer["earlier"]) == lineage.MAX_ACTS - 1
    assert len(json.dumps(answer)) < 20_000_000
    with pytest.raises(InputError) as refused:
        decided(chain(lineage.MAX_ACTS + 1))
    assert refused.value.code == "too_many_acts"


def test_more_things_on_more_days_than_the_bound_are_refused_with_a_code(
    counted: Callable[[], tuple[int, int]],
) -> None:
    items, acts = 200, 1 + MAX_WORK // 200
    with pytest.raises(InputError) as refused:
        decided(chain(acts, items))
    assert refused.value.code == "too_much_work"
    assert counted()[0] == 0  # before anything is decided


def test_an_answer_that_would_be_too_large_is_refused_before_all_is_decided(
    counted: Callable[[], tuple[int, int]],
) -> None:
    assert len(decided(chain(3, 200))) == 1
    assert counted()[0] == 3
    with pytest.raises(InputError) as refused:
        decided(chain(14, 200))
    assert refused.value.code == "result_too_large"
    assert counted()[0] < 7


def test_the_command_takes_no_more_days_than_a_request(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "chain.ttl"
    file.write_text(chain(1), encoding="utf-8")
    days = [part for n in range(MAX_DAYS + 1) for part in ("--as-of", f"2019-06-{n + 1:02}")]
    assert main(["check", *days, str(file)]) == 2
    assert f"at most {MAX_DAYS} days" in capsys.readouterr().err
