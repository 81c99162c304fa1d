"""The comparison of two checkouts sees what it must, and the figures of the house count truly."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests import figures
from tests.same import answer, report
from tests.same.__main__ import arguments

DECISION = {
    "outcome": "permitted",
    "ruleBook": "sha256:1",
    "conditions": [{"shape": "s", "status": "met", "message": "State it.", "from": "requester"}],
    "rejected": [{"norm": "n", "because": ["kind of act is not offset"]}],
}


def changed(**parts: object) -> answer.Answer:
    return answer.part("check", json.loads(json.dumps(DECISION)) | parts)


OLD = changed()


def test_another_version_of_the_rule_book_is_no_difference():
    assert changed(ruleBook="sha256:2").digests() == OLD.digests()


@pytest.mark.parametrize(
    "parts",
    [
        {"outcome": "prohibited"},
        {"conditions": []},
        {"conditions": [{**DECISION["conditions"][0], "status": "unmet"}]},
        {"rejected": [{"norm": "n", "because": []}]},
        {"duties": []},
    ],
)
def test_another_answer_differs_in_content(parts: dict[str, object]):
    new = changed(**parts)
    assert new.digests()[0] != OLD.digests()[0]
    assert list(answer.differences(OLD.content, new.content))


@pytest.mark.parametrize(
    ("parts", "sort"),
    [
        ({"rejected": [{"norm": "n", "because": ["the act is not an offset"]}]}, "code"),
        ({"conditions": [{**DECISION["conditions"][0], "message": "Say it."}]}, "data"),
    ],
)
def test_another_sentence_differs_in_wording_only(parts: dict[str, object], sort: str):
    new = changed(**parts)
    assert new.content == OLD.content
    ((found, *_),) = answer.wording(OLD, new)
    assert found == sort


def test_a_renamed_key_is_no_difference_and_a_renamed_value_is_one(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(answer, "RENAMED", {"check:conditions.from": "curableBy"})
    answer.old_name.cache_clear()
    try:
        first = DECISION["conditions"][0]
        kept = {key: value for key, value in first.items() if key != "from"}
        assert changed(conditions=[kept | {"curableBy": "requester"}]) == OLD
        assert changed(conditions=[kept | {"curableBy": "nobody"}]) != OLD
        with pytest.raises(ValueError, match="both its names"):
            changed(conditions=[first | {"curableBy": "requester"}])
    finally:
        answer.old_name.cache_clear()


def test_the_order_of_a_list_is_said_to_be_all_that_differs():
    found = list(answer.differences({"a": [1, 2]}, {"a": [2, 1]}))
    assert [where for where, *_ in found] == ["/a (order only)"]


def test_saved_hashes_tell_which_answer_differs():
    first, second = OLD.digests(), changed(outcome="violates").digests()
    before, now = report.Found(), report.Found()
    for found, digests in ((before, first), (now, second)):
        tally = found.kinds.setdefault("check: examples", report.Tally())
        tally.add("a.json", [first], 0)
        tally.add("b.json", [digests], 0)
    kept = {"kinds": report.saved(before, -1)}
    assert report.against(before, kept).content == {}
    assert report.against(now, kept).content["check: examples"] == {"another hash": ["b.json"]}


def test_a_part_of_the_comparison_can_be_asked_for_by_name():
    assert arguments(["a", "b", "--only", "who"]).only == ["who"]


def house(root: Path, **files: str) -> Path:
    (root / "api").mkdir()
    for name, text in {"kg.__init__": "", **files}.items():
        path = root / Path(*name.split(".")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def test_figures_see_circles_that_imports_in_functions_and_for_types_make(tmp_path: Path):
    late = "def f():\n    from kg.b import two\n    return two\n"
    types = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ..a import one\n"
    files = {"kg.a.__init__": "", "kg.a.one": late, "kg.b.__init__": "", "kg.b.two": types}
    measured = figures.figures(house(tmp_path, **files))
    assert measured["circles of modules"] == [["kg.a.one", "kg.b.two"]]
    assert measured["circles of packages"] == [["kg.a", "kg.b"]]
    assert (measured["packages below kg"], measured["arrows between packages"]) == (2, 2)
    assert measured["floors of modules"] == 1


def test_figures_count_floors_functions_and_words(tmp_path: Path):
    files = {
        "kg.low": 'def f(told):\n    """Give it."""\n    return told\n',
        "kg.middle": "from kg.low import f\n",
        "kg.high": "from kg import low, middle\n",
    }
    measured = figures.figures(house(tmp_path, **files))
    assert (measured["floors of modules"], measured["arrows between modules"]) == (3, 3)
    assert (measured["largest function"], measured["largest function, lines"]) == ("kg.low.f", 3)
    assert measured["lines with the word told"] == 2
    assert measured["docstrings that begin with Give, Tell or Say"] == 1
    assert measured["highest complexity"] == 1


def test_figures_tell_turtle_that_people_write_from_what_programs_write(tmp_path: Path):
    root = house(tmp_path)
    mark = (
        'x dcterms:description "Written out of data/norms/a.ttl by python -m kg.authoring: …"@en .'
    )
    for name, text in {"data/norms/a.ttl": "a\nb\nc\n", "shapes/law/a.ttl": f"d\n{mark}\n"}.items():
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text(text, encoding="utf-8")
    measured = figures.figures(root)
    assert measured["lines of Turtle to write, conditions and norms"] == 3
    assert measured["Turtle"]["shapes/law"]["generated"] == 2


@pytest.mark.parametrize("module", ["tests.same", "tests.figures"])
def test_both_explain_themselves(module: str):
    root = Path(__file__).parent.parent
    command = [sys.executable, "-m", module, "--help"]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert "CHECKOUT" in ran.stdout
