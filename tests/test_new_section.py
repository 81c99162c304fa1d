"""``clearance new-section`` writes a rule book to be filled in, and nothing unfinished is kept."""

import csv
import shlex
from pathlib import Path

import pytest

from kg.authoring import __main__ as generate
from kg.authoring import new_section
from kg.cli.main import main
from kg.rdf import turtle
from tests import packs
from tests.packs import ROOT

#: The command that the how-to shows.
EXAMPLE = tuple(
    next(
        shlex.split(line)[1:]
        for line in (ROOT / "docs" / "howto" / "add-a-section.md").read_text("utf-8").splitlines()
        if line.startswith("clearance new-section ")
    )
)


def test_nothing_in_the_project_is_left_to_be_filled_in() -> None:
    assert list(new_section.unfinished(ROOT)) == []


def test_what_is_left_to_be_filled_in_is_listed_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new-section", "--check", "--into", str(tmp_path)]) == 0
    assert main([*EXAMPLE, "--into", str(tmp_path)]) == 0
    capsys.readouterr()
    assert main(["new-section", "--check", "--into", str(tmp_path)]) == 1
    listed = capsys.readouterr().out
    assert "data/sources/example-act-1.txt:1: FILL IN: the section as published" in listed
    assert "ontology/act-example-act-1.ttl:11: clr:FillInDisclosure\n" in listed
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}
    assert {line.partition(":")[0] for line in listed.splitlines()} == written


def test_the_skeleton_builds_and_decides_its_examples(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = packs.library(None, tmp_path)
    assert main([*EXAMPLE, "--into", str(library.share)]) == 0
    assert generate.main([], library) == 0
    capsys.readouterr()
    assert main(["build"], library) == 0
    assert "1 norms, 4 conditions, 1 ways to receive" in capsys.readouterr().out
    manifest = str(library.share / "data" / "examples" / "manifest.csv")
    assert main(["check", "--engine", "both", "--manifest", manifest], library) == 0
    assert "2 as expected, 0 not." in capsys.readouterr().out
    for path in library.share.glob("data/*/*.ttl"):
        text = path.read_text(encoding="utf-8")
        assert turtle.canonical(text) == text, path


def test_a_section_of_the_code_needs_no_new_form_and_no_vocabulary_twice(tmp_path: Path) -> None:
    vocabulary = tmp_path / "data" / "vocabulary"
    vocabulary.mkdir(parents=True)
    for name in ("citation-forms.ttl", "capacities.ttl"):
        (vocabulary / name).write_bytes((ROOT / "data" / "vocabulary" / name).read_bytes())
    arguments = ["--from", "2025-01-01", "--paragraphs", "a", "b", "--into", str(tmp_path)]
    assert main(["new-section", "19 C.F.R. § 163.14", *arguments]) == 0
    law = (tmp_path / "data/law/19-cfr-163.14/2025-01-01.ttl").read_text("utf-8")
    assert 'clr:citation "19 CFR 163.14" ;' in law
    assert 'clr:citation "19 CFR 163.14(b)" ;' in law
    assert "norm:c14-a\n" in (tmp_path / "data/norms/19-cfr-163.14.ttl").read_text("utf-8")
    assert not list(vocabulary.glob("citation-form-*"))
    new = (vocabulary / "19-cfr-163.14.ttl").read_text("utf-8")
    assert "agency:fill-in-discloser\n" in new
    assert "\ncapacity:" not in new


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = tmp_path / "ontology" / "act-example-act-1.ttl"
    there.parent.mkdir()
    there.write_text("mine", encoding="utf-8")
    assert main([*EXAMPLE, "--into", str(tmp_path)]) == 2
    assert "ontology/act-example-act-1.ttl: 1 of the files exist already" in capsys.readouterr().err
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [there]
    assert there.read_text("utf-8") == "mine"


def test_the_manifest_is_added_to(tmp_path: Path) -> None:
    manifest = tmp_path / "data" / "examples" / "manifest.csv"
    manifest.parent.mkdir(parents=True)
    manifest.write_text("file,asOf,outcome,citations,note\nmine.json,2020-01-01,permitted,x,y\n")
    assert main([*EXAMPLE, "--into", str(tmp_path)]) == 0
    with manifest.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [(row["file"], row["outcome"], row["citations"]) for row in rows] == [
        ("mine.json", "permitted", "x"),
        ("example-act-1-permitted.json", "permitted", "Example Act § 1(1)"),
        ("example-act-1-category-not-stated.json", "undetermined", "Example Act § 1(1)"),
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "CITATION, --from: Name the section"),
        (("Example Act § 1",), "Name the section and the day"),
        (("Example Act § 1", "--from", "2020-01-01"), "give the end of the IRI with --iri"),
        (("Example Act § 1", "--from", "1.1.2020", "--iri", "example-act/1"), "--from: "),
        (("Example Act § 1", "--from", "2020-01-01", "--iri", "example-act/2"), "--iri: Write"),
        (("Example Act § 1", "--from", "2020-01-01", "--iri", "../act/1"), "--iri: Write"),
        ((*EXAMPLE[1:], "--paragraphs", "(1)"), "--paragraphs: Name paragraphs"),
        (('Act "1', "--from", "2020-01-01", "--iri", "act/1"), "CITATION: Write it in letters"),
        ((*EXAMPLE[1:], "--prefix", "Ex-1"), "--prefix: Use lower-case"),
        ((*EXAMPLE[1:], "--into", "nowhere"), "--into: This folder does not exist"),
    ],
)
def test_what_is_no_section_is_refused_with_the_way_out(
    arguments: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new-section", "--into", str(tmp_path), *arguments]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_names_of_norms_that_are_taken_are_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = ["--from", "2025-01-01", "--prefix", "c13", "--into", str(ROOT)]
    assert main(["new-section", "19 CFR 163.14", *arguments]) == 2
    assert "--prefix: The names of norms in 19-cfr-163.13.ttl begin so." in capsys.readouterr().err


@pytest.mark.parametrize("cited", ["19 CFR 163.14(a)", "19 USC"])
def test_only_a_whole_section_is_begun(cited: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new-section", cited, "--from", "2025-01-01", "--into", str(ROOT)]) == 2
    assert "Cite a section, not a part of one" in capsys.readouterr().err


def test_help_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["new-section", "--help"])
    assert 'clearance new-section "Example Act § 1" --iri example-act/1' in capsys.readouterr().out
