"""A section of other law is data alone: the invented Example Act, without any law of ours.

What has to come out is reasoned from the words of the act in tests/packs/example-act/data/sources.
"""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shell
from rdflib import Graph, URIRef

import kg
from kg.authoring import __main__ as generate
from kg.authoring import class_shapes
from kg.rdf import turtle
from kg.rdf.library import Library
from kg.rdf.namespaces import CLR
from tests import packs
from tests.packs import PACKS

PACK = PACKS / "example-act"
Run = Callable[..., shell.Ran]
PERMISSION = (
    "An officer or employee of the Registry may disclose an address to an officer or employee of "
    "the Survey Office for a survey, on a written request."
)


@pytest.fixture(scope="module")
def act(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return a library that holds the Example Act alone."""
    return packs.library("example-act", tmp_path_factory.mktemp("example-act"))


@pytest.fixture(scope="module")
def clearance(act: Library) -> Run:
    """Return the command line on that library."""

    def run(*arguments: str) -> shell.Ran:
        return shell.clearance(*arguments, cwd=act.share, library=act)

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


def test_the_shapes_are_written_out_of_the_norms_and_fields(
    act: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generate.main(["--check"], act) == 0, capsys.readouterr()
    assert class_shapes.text(act) == (act.share / class_shapes.FILE).read_text("utf-8")


def test_it_stands_beside_our_own_law_and_neither_knows_the_other(act: Library) -> None:
    ours, theirs = kg.load(), act
    for _ in range(2):
        assert kg.provision(theirs, "Example Act § 1(2)")["citation"] == "Example Act § 1(2)"
        assert kg.provision(ours, "19 USC 1628(a)")["citation"] == "19 USC 1628(a)"
        for library, cited in ((ours, "Example Act § 1(2)"), (theirs, "19 USC 1628(a)")):
            with pytest.raises(kg.InputError, match="Not a citation"):
                kg.provision(library, cited)


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
