"""A section of other law is data alone: the invented Example Act, without any law of ours.

What has to come out is reasoned from the words of the act in tests/packs/example-act/data/sources.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, URIRef

from kg.rdf import turtle
from kg.rdf.namespaces import CLR
from tests.packs import PACKS, install

PACK = PACKS / "example-act"
Run = Callable[..., tuple[int, str, str]]
PERMISSION = (
    "An officer or employee of the Registry may disclose an address to an officer or employee of "
    "the Survey Office for a survey, on a written request."
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an installation that holds the Example Act alone."""
    return install("example-act", tmp_path_factory.mktemp("example-act"))


@pytest.fixture(scope="module")
def clearance(place: Path) -> Run:
    """Return the command line of that installation."""
    environment = os.environ | {"PYTHONPATH": str(place), "CLEARANCE_CACHE": str(place / "cache")}

    def run(*arguments: str) -> tuple[int, str, str]:
        command = [sys.executable, "-m", "kg", *arguments]
        done = subprocess.run(
            command, cwd=place, env=environment, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout, done.stderr

    code, out, err = run("build")
    assert code == 0, err
    assert "2 norms, 11 conditions, 1 ways to receive" in out
    return run


def answer(clearance: Run, *arguments: str) -> Any:
    code, out, err = clearance(*arguments, "--format", "json")
    assert code in {0, 1, 3}, err
    return json.loads(out)


def test_both_engines_decide_every_example_as_the_act_says(clearance: Run) -> None:
    manifest = "data/examples/manifest.csv"
    code, out, _ = clearance("check", "--engine", "both", "--manifest", manifest)
    assert code == 0
    assert "9 as expected, 0 not." in out
    listed = {line.split(",")[0] for line in (PACK / manifest).read_text("utf-8").splitlines()[1:]}
    assert listed == {path.name for path in (PACK / "data/examples").glob("*.json")}


def test_one_may_receive_for_a_survey_and_nobody_else(clearance: Run) -> None:
    rows = answer(clearance, "who")["rows"]
    axes = ("from", "to", "information", "purpose")
    assert [[row[axis]["label"] for axis in axes] for row in rows] == [
        [
            "officer or employee of the Registry",
            "officer or employee of the Survey Office",
            "address",
            "survey",
        ]
    ]
    assert rows[0]["because"][0]["quote"] == PERMISSION
    assert [condition["citation"] for condition in rows[0]["conditions"]] == [
        "Example Act § 1(1)",  # the written request
        "Example Act § 1(2)",  # the finding on danger
    ]


@pytest.mark.parametrize(
    "written", ["Example Act § 1(2)", "example act §1 (2)", "Example Act section 1(2)"]
)
def test_the_law_page_has_the_words_and_the_norm(clearance: Run, written: str) -> None:
    page = answer(clearance, "law", written)
    assert page["citation"] == "Example Act § 1(2)"
    assert [unit["text"] for unit in page["text"]] == [
        "The Registry may not disclose an address if it determines that the disclosure would "
        "endanger a person."
    ]
    assert [(norm["kind"], norm["overrides"]) for norm in page["norms"]] == [
        ("prohibition", ["disclosure of an address to the Survey Office"])
    ]


def test_law_that_is_not_held_is_refused_by_its_own_examples(clearance: Run) -> None:
    code, _, err = clearance("law", "19 USC 1628")
    assert (code, "Write it like “Example Act § 1”." in err) == (2, True)
    code, _, err = clearance("law", "Example Act § 2")
    assert (code, "It holds the sections Example Act § 1." in err) == (2, True)
    code, _, err = clearance("who", "--as-of", "2019-12-31")
    assert (code, "outside_coverage" in err) == (2, True)


def test_a_prohibition_names_the_words_and_no_cure(clearance: Run) -> None:
    told = answer(clearance, "check", "data/examples/survey-danger.json")
    assert told["outcome"] == "prohibited"
    assert told["cure"] == []


def test_what_is_missing_is_asked_of_the_registry(clearance: Run) -> None:
    told = answer(clearance, "check", "data/examples/survey-danger-not-found.json")
    assert told["outcome"] == "undetermined"
    assert [found["message"] for found in told["missing"]] == [
        "Record whether the Registry determines that the disclosure would endanger a person "
        "[Example Act § 1(2)]."
    ]


def test_every_provision_has_a_norm_or_a_reason(clearance: Run) -> None:
    code, out, _ = clearance("law", "--coverage")
    assert (code, "3 provisions, 0 gaps" in out) == (0, True)


def test_the_shapes_are_written_out_of_the_norms_and_fields(place: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(place)}
    command = [sys.executable, "-m", "kg.authoring", "--check"]
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_the_words_are_those_of_the_source() -> None:
    graph = Graph().parse(PACK / "data/law/example-act-1/2020-01-01.ttl")
    name = next(graph.objects(None, URIRef(CLR.sourceFile)))
    source = (PACK / "data" / "sources" / str(name)).read_bytes()
    digest = next(graph.objects(None, URIRef(CLR.sourceSha256)))
    assert str(digest) == hashlib.sha256(source).hexdigest()
    printed = " ".join(source.decode("utf-8").split())
    for prop in (CLR.text, CLR.heading, CLR.historyNote):
        for words in graph.objects(None, URIRef(prop)):
            assert str(words) in printed


@pytest.mark.parametrize("path", sorted(PACKS.rglob("*.ttl")), ids=lambda path: path.name)
def test_the_turtle_of_packs_is_in_the_house_form(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert turtle.canonical(text) == text


def test_the_pack_names_no_law_of_ours() -> None:
    for path in PACK.rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(CFR|USC|IRS|Customs)\b|law/(19|26)-", text), path
