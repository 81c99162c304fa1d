"""One record at the law of two days: the outcomes, and the provision that flips them."""

import json
from typing import Any

from shell import clearance
from support import EXAMPLES

SECTION = "26 CFR 301.6103(n)-1"


def compared(name: str, *days: str, fmt: str = "json") -> tuple[int, Any]:
    asked = [word for day in days for word in ("--as-of", day)]
    done = clearance("check", "--format", fmt, *asked, str(EXAMPLES / name))
    assert not done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout) if fmt == "json" else done.stdout


def test_an_oral_contract_falls_when_the_words_ask_for_a_written_one() -> None:
    code, told = compared("contract-oral-2005.json", "2007-06-04", "2007-06-05")
    assert code == 1
    assert [d["outcome"] for d in told["decisions"]] == ["permitted", "not-authorized"]
    (change,) = told["changes"]
    assert change["changed"] is True
    flips = {flip["citation"]: flip for flip in change["flippedBy"]}
    assert f"{SECTION}(a)(1)" in flips
    assert any("written" in flip["label"].lower() for flip in change["flippedBy"])


def test_a_written_contract_stands_under_both_and_the_answer_says_what_moved() -> None:
    code, told = compared("contract-written-2010.json", "2007-06-04", "2007-06-05")
    assert code == 0
    assert [d["outcome"] for d in told["decisions"]] == ["permitted", "permitted"]
    (change,) = told["changes"]
    assert change["changed"] is False
    assert {flip["citation"] for flip in change["flippedBy"]} >= {f"{SECTION}(a)"}


def test_a_day_without_a_change_of_law_changes_nothing() -> None:
    _, told = compared("contract-written-2010.json", "2010-01-01", "2012-06-01")
    assert told["changes"] == [
        {
            "firstDay": "2010-01-01",
            "secondDay": "2012-06-01",
            "outcomes": ["permitted", "permitted"],
            "changed": False,
            "flippedBy": [],
        }
    ]


def test_a_succession_flips_and_is_named() -> None:
    _, text = compared("irs-complete-2019.json", "2003-02-28", "2003-03-01", fmt="text")
    assert "From 2003-02-28 to 2003-03-01: not-authorized → permitted" in text
    assert "agency of the recipient" in text


def test_a_day_that_is_not_held_is_refused_with_what_is() -> None:
    days = ("--as-of", "2003-01-01", "--as-of", "2010-01-01")
    done = clearance("check", *days, str(EXAMPLES / "contract-written-2010.json"))
    assert done.returncode == 2
    assert f"holds {SECTION}: from 2004-01-06 on" in done.stderr
