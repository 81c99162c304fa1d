"""``clearance diff`` as a user asks it: what changed in the words and the norms."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from shell import clearance
from support import LIBRARY, copy_of

from kg.errors import CoverageError, InputError
from kg.law import diff
from kg.law.diff_words import parts
from kg.rdf.library import Library

N1 = "26 CFR 301.6103(n)-1"
STATUTE = "19 USC 1628"

#: A norm taken over with a changed condition, one that ended and one that is new, on made-up names.
NORMS = """
@prefix clr: <https://w3id.org/clearance/def/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix n: <https://w3id.org/clearance/law/26-cfr/301.6103-n-1/> .
@prefix test: <https://example.org/test/> .

test:old a clr:Permission ; skos:prefLabel "old permission"@en ; dcterms:source n:a ;
    clr:inVersion <https://w3id.org/clearance/law/26-cfr/301.6103-n-1/version/2004-01-06> .
test:new a clr:Permission ; skos:prefLabel "new permission"@en ; dcterms:source <https://w3id.org/clearance/law/26-cfr/301.6103-n-1/a/1> ;
    dcterms:replaces test:old ; clr:requires test:written ;
    clr:inVersion <https://w3id.org/clearance/law/26-cfr/301.6103-n-1/version/2007-06-05> .
test:ended a clr:Prohibition ; skos:prefLabel "ended prohibition"@en ; dcterms:source <https://w3id.org/clearance/law/26-cfr/301.6103-n-1/a/sentence-2> ;
    clr:inVersion <https://w3id.org/clearance/law/26-cfr/301.6103-n-1/version/2004-01-06> .
test:begun a clr:Permission ; skos:prefLabel "begun permission"@en ; dcterms:source <https://w3id.org/clearance/law/26-cfr/301.6103-n-1/a/4> ;
    clr:inVersion <https://w3id.org/clearance/law/26-cfr/301.6103-n-1/version/2007-06-05> .

test:was clr:enforces test:old ; sh:severity sh:Violation ; sh:message "Procure [26 CFR 301.6103(n)-1(a)]."@en .
test:kept-before clr:enforces test:old ; sh:severity sh:Violation ; sh:message "Be one of four [26 CFR 301.6103(n)-1(a)]."@en .
test:kept-after clr:enforces test:new ; sh:severity sh:Violation ; sh:message "Be one of four [26 CFR 301.6103(n)-1(a)(1)]."@en .
test:written sh:severity sh:Violation ; sh:message "Write the contract [26 CFR 301.6103(n)-1(a)(1)]."@en .
"""  # noqa: E501  # Turtle, which has long IRIs


def compared(citation: str, start: str, end: str) -> dict[str, Any]:
    return diff.compare(LIBRARY, citation, date.fromisoformat(start), date.fromisoformat(end))


def word(told: dict[str, Any], citation: str) -> dict[str, Any]:
    return next(
        row for row in told["words"] if row["citation"] == citation and row["part"] == "text"
    )


def test_the_later_version_asks_for_a_written_contract() -> None:
    row = word(compared(N1, "2007-06-04", "2007-06-05"), f"{N1}(a)(1)")
    assert (row["change"], row["formerly"]) == ("moved", f"{N1}(a)")
    assert ("-", "contractual procurement") in [tuple(part) for part in row["parts"]]
    assert ("+", "a written contract or agreement for the acquisition") in row["parts"]
    put_in = " ".join(text for sign, text in row["parts"] if sign == "+")
    assert "for purposes of tax administration" in put_in


def test_a_paragraph_that_is_new_or_gone_is_told_so() -> None:
    told = compared(N1, "2005-01-01", "2010-01-01")
    assert word(told, f"{N1}(a)(3)")["change"] == "added"
    assert word(told, f"{N1}(a)(3)")["before"] is None
    assert word(told, f"{N1}(a)(4)")["change"] == "added"
    assert word(told, f"{N1}(a) sentence 2")["change"] == "removed"
    assert word(told, f"{N1}(a)(1)(i)")["formerly"] == f"{N1}(a)(1)"


def test_a_change_back_in_time_is_the_same_the_other_way_round() -> None:
    told = compared(N1, "2010-01-01", "2005-01-01")
    assert word(told, f"{N1}(a) sentence 2")["change"] == "added"
    assert word(told, f"{N1}(a)(4)")["change"] == "removed"


def test_where_the_source_leaves_words_out_the_reader_is_warned() -> None:
    told = compared(N1, "2005-01-01", "2010-01-01")
    assert "leaves words out" in word(told, f"{N1}(b)(1)")["warning"]
    assert word(told, f"{N1}(a)(1)")["warning"] is None
    shown = " ".join(diff.lines(compared(f"{STATUTE}(c)", "2000-01-01", "2021-01-01")))
    assert "[text not in the source]" in shown


def test_only_what_was_asked_for_is_compared() -> None:
    told = compared(f"{N1}(a)(4)", "2005-01-01", "2010-01-01")
    assert [row["citation"] for row in told["words"]] == [f"{N1}(a)(4)"]


def test_the_statute_kept_a_and_b_and_got_a_new_c() -> None:
    told = compared(STATUTE, "1990-01-01", "2021-01-01")
    assert {row["citation"][:14] for row in told["words"]} == {f"{STATUTE}(c)"}
    assert compared(f"{STATUTE}(b)", "1990-01-01", "2021-01-01")["words"] == []
    assert "Words: no change." in list(
        diff.lines(compared(f"{STATUTE}(b)", "1990-01-01", "2021-01-01"))
    )


@pytest.mark.parametrize(
    ("citation", "start", "end"),
    [
        (N1, "2007-06-05", "2020-01-01"),
        ("26 CFR 301.6103(l)(14)-1", "1997-01-01", "2024-01-01"),
        ("19 CFR 163.12", "2012-01-01", "2012-01-01"),
    ],
)
def test_two_days_of_the_same_version_have_no_change(citation: str, start: str, end: str) -> None:
    told = compared(citation, start, end)
    assert (told["words"], told["norms"]) == ([], [])
    assert list(diff.lines(told))[-1].startswith("No change")


def test_the_final_regulation_changed_neither_words_nor_norms() -> None:
    told = compared("26 CFR 301.6103(l)(14)-1", "1995-01-01", "2000-01-01")
    assert (told["words"], told["norms"]) == ([], [])


@pytest.mark.parametrize(
    ("citation", "start", "end", "held"),
    [
        (N1, "2004-01-05", "2010-01-01", "from 2004-01-06 on"),
        (STATUTE, "1986-10-26", "2010-01-01", "from 1986-10-27 on"),
        ("19 CFR 163.13", "2012-01-01", "2011-12-26", "from 2011-12-27 on"),
    ],
)
def test_a_day_outside_the_coverage_is_refused_with_the_coverage(
    citation: str, start: str, end: str, held: str
) -> None:
    with pytest.raises(CoverageError) as refused:
        compared(citation, start, end)
    assert held in str(refused.value)


def test_a_provision_that_is_not_held_is_refused() -> None:
    with pytest.raises(InputError):
        compared("26 USC 6103(c)", "2005-01-01", "2010-01-01")


def test_norms_are_compared_with_what_they_take_the_place_of(
    library: Library, tmp_path: Path
) -> None:
    extended = copy_of(library, tmp_path)
    (extended.share / "data" / "norms" / "made-up.ttl").write_text(NORMS, encoding="utf-8")
    told = diff.compare(extended, N1, date(2007, 6, 4), date(2007, 6, 5))
    rows = {row["label"]: row for row in told["norms"] if "example.org" in row["norm"]}
    assert {label: row["change"] for label, row in rows.items()} == {
        "new permission": "changed",
        "ended prohibition": "removed",
        "begun permission": "added",
    }
    changed = rows["new permission"]
    assert [was["label"] for was in changed["replaced"]] == ["old permission"]
    # the condition that only moved to another paragraph is neither gained nor lost
    assert changed["conditions"] == {"gained": ["Write the contract."], "lost": ["Procure."]}
    shown = list(diff.lines(told))
    assert f"  permission changed: new permission [{N1}(a)(1)]" in shown
    assert f"      in place of: old permission [{N1}(a)]" in shown
    assert "    + Write the contract." in shown
    assert "    - Procure." in shown


def test_the_parts_of_a_change_make_up_both_texts() -> None:
    was, now = "one two three four", "one 2 three four five"
    told = parts(was, now)
    assert " ".join(text for sign, text in told if sign != "+") == was
    assert " ".join(text for sign, text in told if sign != "-") == now


def test_diff_in_a_shell_gives_marked_words_and_json() -> None:
    ask = ("diff", f"{N1}(a)", "--from", "2007-06-04", "--to", "2007-06-05")
    run = clearance(*ask)
    assert run.returncode == 0
    assert "{+a written contract or agreement for the acquisition+}" in " ".join(run.stdout.split())
    told = json.loads(clearance(*ask, "--format", "json").stdout)
    assert told["before"]["inForce"] == ["2004-01-06", "2007-06-04"]
    assert told["after"]["confidence"] == "medium confidence"


@pytest.mark.parametrize(
    "arguments",
    [
        (N1, "--from", "2005-01-01"),
        (N1, "--from", "2005-01-01", "--to", "yesterday"),
        (N1, "--from", "1900-01-01", "--to", "2010-01-01"),
        ("the law", "--from", "2005-01-01", "--to", "2010-01-01"),
    ],
)
def test_diff_asked_wrongly_gives_exit_code_2_and_one_line(arguments: tuple[str, ...]) -> None:
    run = clearance("diff", *arguments)
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)
