"""``clearance law`` as a user asks it: versions, fragments, footnotes, norms and the coverage."""

import csv
import json
from datetime import date
from typing import Any

import pytest
from shell import clearance

from kg.errors import CoverageError, InputError
from kg.law import coverage, provision
from kg.law import text as law_text

L14 = "26 CFR 301.6103(l)(14)-1"
N1 = "26 CFR 301.6103(n)-1"


def told(citation: str, day: str | None = None) -> dict[str, Any]:
    return provision.lookup(citation, date.fromisoformat(day) if day else None)


def flat(citation: str, day: str | None = None) -> str:
    return " ".join(" ".join(law_text.lines(told(citation, day))).split())


@pytest.mark.parametrize(
    ("citation", "words"),
    [
        ("19 USC 1628(b)(2)", "that has violated any assurances described in paragraph (1)."),
        ("26 CFR 301.6103(m)-1(a)", "the term agent includes a contractor."),
        ("19 CFR 163.11(e)", "is not evidence of reasonable care by a violator"),
        ("19 CFR 163.12(b)(2) sentence 1", "2001 Cross Beam Dr., Charlotte, North Carolina 28217."),
        ("19 CFR 163.12(c)(2)", "the Director of the Miami regulatory audit field office shall"),
        ("19 CFR 163.13(c)(1)(vi)", "theft, smuggling, or any theft-connected crime."),
    ],
)
def test_law_gives_the_words_of_every_section(citation: str, words: str) -> None:
    assert words in flat(citation)


def test_law_in_a_shell_shows_version_provenance_confidence_and_all_versions() -> None:
    run = clearance("law", "19 USC 1628(a)(4)", "--as-of", "2000-01-01")
    assert run.returncode == 0
    shown = " ".join(run.stdout.split())
    assert "In force from 1993-12-08 to 2020-06-30: Pub. L. 103–182" in shown
    assert "Words from secondary account, printed in 19-usc-1628.txt" in shown
    assert "low confidence in the dates" in shown
    assert "from 1986-10-27 to 1993-12-07: section as added in 1986" in shown
    assert "from 2020-07-01 on: section with a subsection (c) on USMCA countries" in shown


def test_a_footnote_of_the_publisher_is_shown_and_not_mixed_with_the_words() -> None:
    (unit,) = told("19 USC 1628(a)(4)")["text"]
    assert "in paragraphs (1) through (4) undertaken by a foreign customs" in unit["text"]
    assert unit["footnote"] == "So in original. Probably should be “(3)”."
    assert "Footnote after “paragraphs (1) through (4)”: So in original." in flat("19 USC 1628")


@pytest.mark.parametrize(
    ("citation", "day", "shown"),
    [
        (
            "19 CFR 163.11(d)(5)",
            None,
            "[the source begins here, mid-sentence] underpayments or under-declarations, provided",
        ),
        (f"{N1}(b)", "2005-01-01", "only if such procurement or the [the source ends here]"),
        (f"{N1}(b)(2)", None, "portions of a return or if [the source ends here]"),
        ("19 USC 1628(c)", None, "(2) Definitions [text not in the source]"),
        ("19 USC 1628(c)", "2000-01-01", "19 USC 1628(c) [text not in the source]"),
        ("19 CFR 163.11(d)", None, "19 CFR 163.11(d)(4) [text not in the source]"),
        ("19 CFR 163.13", None, "19 CFR 163.13(d) [text not in the source]"),
    ],
)
def test_what_the_source_leaves_out_is_marked(citation: str, day: str | None, shown: str) -> None:
    assert shown in flat(citation, day)


def test_whole_words_bear_no_mark_of_a_fragment() -> None:
    assert "source ends" not in flat(L14)
    assert "not in the source]" not in flat("19 CFR 163.12")


def test_the_history_note_is_shown_as_printed() -> None:
    assert "[CBP Dec. 11–20, 76 FR 65961, Oct. 25, 2011]" in flat("19 CFR 163.11")
    assert "(June 17, 1930, ch. 497, title IV, § 628, as added Pub. L. 99–570" in flat(
        "19 USC 1628"
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("26 cfr 301.6103(L)(14)-1(E)", f"{L14}(e)"),
        ("26 C.F.R. § 301.6103(N)–1(A)(2)(II), Sentence 1", f"{N1}(a)(2)(ii) sentence 1"),
        ("19 u.s.c. 1628(C)(1)(a)", "19 USC 1628(c)(1)(A)"),
        ("19 USC 1628(A)", "19 USC 1628(a)"),
    ],
)
def test_a_citation_in_another_letter_case_is_understood(typed: str, meant: str) -> None:
    assert told(typed)["citation"] == meant


@pytest.mark.parametrize(
    ("citation", "said"),
    [
        ("19 CFR 163.11(a)", "do not print it. The source begins inside (d)(5)"),
        ("19 CFR 163.13(d)", "do not print it. The source ends after (c)(1)(vi)"),
        ("26 USC 7513(a)", "The sources refer to 26 USC 7513(a) and do not print it."),
        ("26 CFR 301", "do not print it."),
        ("19 CFR 163.14", "is not among the provisions"),
        ("19 USC 1628(b)(3)", "is not among the provisions"),
    ],
)
def test_what_is_not_held_is_refused_with_the_reason(citation: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        told(citation)
    assert said in str(refused.value)


def test_a_provision_of_another_version_is_refused_with_the_dates() -> None:
    run = clearance("law", f"{N1}(a)(4)", "--as-of", "2005-01-01")
    assert (run.returncode, run.stdout) == (2, "")
    assert "from 2004-01-06 to 2007-06-04" in run.stderr
    assert "from 2007-06-05 on" in run.stderr
    with pytest.raises(CoverageError) as refused:
        told("19 USC 1628(c)(1)", "2020-06-30")
    assert refused.value.code == "not_in_version"


def test_without_a_date_the_latest_version_with_the_provision_is_shown() -> None:
    gone = told(f"{N1}(a) sentence 2")
    assert gone["version"]["inForce"] == ["2004-01-06", "2007-06-04"]
    assert "without this provision" in flat(f"{N1}(a) sentence 2")
    assert told(f"{N1}(a)")["version"]["inForce"] == ["2007-06-05", None]


@pytest.mark.parametrize(
    ("citation", "day", "first"),
    [
        (f"{N1}(a)", "2004-01-05", "2004-01-06"),
        ("26 CFR 301.6103(m)-1(a)", "2004-01-05", "2004-01-06"),
        ("19 CFR 163.12(a)", "2011-12-26", "2011-12-27"),
        ("19 USC 1628(a)", "1986-10-26", "1986-10-27"),
    ],
)
def test_there_are_no_words_before_the_first_version(citation: str, day: str, first: str) -> None:
    with pytest.raises(CoverageError) as refused:
        told(citation, day)
    assert f"from {first} on" in str(refused.value)


def test_norms_are_those_of_the_version_shown() -> None:
    for day in ("1995-01-01", None):
        labels = [norm["label"] for norm in told(f"{L14}(a)", day)["norms"]]
        assert "IRS disclosure of return information to Customs" in labels
        assert len(labels) == len(set(labels))


def test_the_json_answer_has_the_same_as_the_text() -> None:
    answer = json.loads(clearance("law", f"{N1}(b)", "--format", "json").stdout)
    assert answer["version"]["confidence"] == "medium confidence"
    assert [version["stands"] for version in answer["versions"]] == [True, True]
    assert answer["text"][-1]["fragment"].endswith("endMissing")


def row(citation: str) -> dict[str, Any]:
    return next(row for row in coverage.report()["provisions"] if row["citation"] == citation)


def test_the_coverage_tells_what_was_made_of_a_provision() -> None:
    informant = row(f"{L14}(e)")
    assert informant["norms"] == ["l14-e-impairment", "l14-e-informant"]
    assert "l14-e-informant-stated" in informant["shapes"]
    assert "irs-informant.json" in informant["examples"]
    assert informant["versions"] == [["1994-03-11", "1996-12-16"], ["1996-12-17", None]]
    assert (informant["reason"], informant["gap"]) == (None, False)
    assert row(f"{L14}(a)")["questions"] == ["OQ-02"]


def test_the_coverage_gives_the_reason_where_there_is_no_norm() -> None:
    assert row(f"{L14}(c)")["reason"].startswith("Heading and frame only")
    assert "not in the sources" in row("19 USC 1628(c)(2)")["reason"]
    unprinted = row("19 CFR 163.11(a)(5)")
    assert (unprinted["versions"], unprinted["gap"]) == ([], False)
    assert "not in the sources" in unprinted["reason"]


def test_the_coverage_has_every_provision_that_the_sources_print_or_a_section_leaves_out() -> None:
    told = coverage.report()
    citations = [row["citation"] for row in told["provisions"]]
    assert len(citations) == len(set(citations)) == told["count"]
    for section in provision.sections():
        held = {unit["citation"] for unit in provision.lookup(section, None)["text"]}
        assert held <= set(citations)


def test_no_provision_of_the_sources_is_a_gap() -> None:
    told = coverage.report()
    assert [row["citation"] for row in told["provisions"] if row["gap"]] == []
    assert list(coverage.lines(told))[-1] == f"{told['count']} provisions, 0 gaps"


def test_the_coverage_comes_as_text_json_and_csv() -> None:
    text = clearance("law", "--coverage").stdout.splitlines()
    answer = json.loads(clearance("law", "--coverage", "--format", "json").stdout)
    rows = list(
        csv.DictReader(clearance("law", "--coverage", "--format", "csv").stdout.splitlines())
    )
    assert text[-1] == f"{answer['count']} provisions, {answer['gaps']} gaps"
    assert len(rows) == len(answer["provisions"]) == answer["count"]
    assert [row["gap"] for row in rows].count("true") == answer["gaps"]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--coverage", "19 USC 1628"),
        ("--coverage", "--as-of", "2019-01-01"),
        ("19 USC 1628", "--format", "csv"),
    ],
)
def test_law_asked_wrongly_gives_exit_code_2_and_one_line(arguments: tuple[str, ...]) -> None:
    run = clearance("law", *arguments)
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)
