"""How far information may travel: lawful paths with what each hop needs, or the whole cut."""

import json
from datetime import date
from typing import Any

import pytest
from shell import clearance

from kg.epochs import books
from kg.rdf.namespaces import CLR, local_name
from kg.rulebook.vocabulary import term
from kg.who import chain

TODAY = date(2026, 1, 1)
L14 = "26 CFR 301.6103(l)(14)-1"


def ask(
    holder: str,
    recipient: str,
    information: str = "intercompany-transactions",
    purpose: str | None = None,
    day: date = TODAY,
) -> dict[str, Any]:
    book = books.book_for(day)

    def iri(word: str, cls: str) -> str:
        found = term(book, word, cls, "test")
        assert found
        return found

    asked = chain.Question(
        iri(holder, CLR.Role),
        iri(recipient, CLR.Role),
        iri(information, CLR.InformationCategory),
        iri(purpose, CLR.Purpose) if purpose else None,
    )
    return chain.answer(book, books.who_table(day), asked)


def hops(path: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(local_name(hop["from"]["iri"]), local_name(hop["to"]["iri"])) for hop in path]


def citations(hop: dict[str, Any]) -> set[str]:
    return {reason["citation"] for way in hop["ways"] for reason in way["because"]}


def test_the_irs_reaches_an_expert_through_customs_and_justice_only() -> None:
    told = ask("irs-officer", "special-expert", purpose="obtain-expert-services")
    assert [hops(path) for path in told["paths"]] == [
        [
            ("irs-officer", "customs-officer"),
            ("customs-officer", "justice-officer"),
            ("justice-officer", "special-expert"),
        ]
    ]
    (path,) = told["paths"]
    assert {f"{L14}(a)"} <= citations(path[0])
    assert citations(path[1]) == {f"{L14}(g)"}
    assert citations(path[2]) == {f"{L14}(h) sentence 1", f"{L14}(h)(1)"}
    assert told["cut"] == []


def test_each_hop_has_its_conditions_and_what_goes_with_the_information() -> None:
    (path,) = ask("irs-officer", "special-expert", purpose="obtain-expert-services")["paths"]
    for hop in path:
        assert all(way["conditions"] for way in hop["ways"])
    bound = {duty["citation"] for way in path[0]["ways"] for duty in way["restrictions"]}
    assert bound == {f"{L14}(j) sentence 1", f"{L14}(j) sentence 2"}
    last = {c["citation"] for way in path[2]["ways"] for c in way["conditions"]}
    assert f"{L14}(h) sentence 2" in last  # the last resort


def test_only_the_last_hop_is_held_to_the_purpose() -> None:
    (path,) = ask("irs-officer", "special-expert", purpose="obtain-expert-services")["paths"]
    first = {local_name(p["iri"]) for way in path[0]["ways"] for p in way["purposes"]}
    assert "ascertain-entry-correctness" in first
    last = {local_name(p["iri"]) for way in path[2]["ways"] for p in way["purposes"]}
    assert last == {"obtain-expert-services"}


def test_where_no_path_is_lawful_each_closed_hop_is_told_with_what_closes_it() -> None:
    told = ask("irs-officer", "foreign-officer", purpose="foreign-cooperation")
    assert told["paths"] == []
    closed = {
        (local_name(c["from"]["iri"]), c["outcome"]): {r["citation"] for r in c["closedBy"]}
        for c in told["cut"]
        if local_name(c["to"]["iri"]) == "foreign-officer"
    }
    bans = {f"{L14}(j) sentence 1", f"{L14}(j) sentence 2"}
    assert closed["customs-officer", "prohibited"] == bans
    assert closed["justice-officer", "prohibited"] == bans
    assert ("irs-officer", "not-authorized") in closed


def test_what_customs_holds_itself_goes_abroad_and_what_the_irs_gave_does_not() -> None:
    purpose = "comply-with-customs-laws"
    book = books.latest()
    known = [n for n, iri in book.notations.items() if CLR.Purpose in book.background_types[iri]]
    purpose = next(n for n in known if "customs" in n and "compl" in n)
    own = ask("customs-officer-own-information", "foreign-officer", "audit-finding", purpose)
    assert [hops(path) for path in own["paths"]] == [
        [("customs-officer-own-information", "foreign-officer")]
    ]
    assert citations(own["paths"][0][0]) >= {"19 USC 1628(a)"}
    given = ask("customs-officer", "foreign-officer", "audit-finding", purpose)
    assert given["paths"] == []


def test_tiers_of_contractors_differ_between_the_two_texts() -> None:
    def ways(day: date) -> set[tuple[tuple[str, str], ...]]:
        told = ask("treasury-officer", "subcontractor-employee", day=day,
                   information="return-information", purpose="tax-administration")  # fmt: skip
        return {tuple(hops(path)) for path in told["paths"]}

    assert ways(date(2003, 6, 1)) == set()
    assert ways(date(2005, 1, 1)) != ways(TODAY)


def test_nobody_holds_twice_on_a_path() -> None:
    told = ask("treasury-officer", "subcontractor-employee", "return-information")
    assert told["paths"]
    for path in told["paths"]:
        holders = [holder for holder, _ in hops(path)]
        assert len(holders) == len(set(holders))


@pytest.mark.parametrize("fmt", ["text", "json"])
def test_the_command_answers_paths_and_cuts(fmt: str) -> None:
    def run(*arguments: str) -> str:
        done = clearance("chain", *arguments, "--format", fmt)
        assert done.returncode == 0, done.stderr
        return done.stdout

    given = ("--from", "irs-officer", "--information", "irs-adjustment")
    path, cut = run(*given, "--to", "special-expert"), run(*given, "--to", "customs-contractor",
                    "--purpose", "ascertain-entry-correctness")  # fmt: skip
    if fmt == "json":
        assert json.loads(path)["paths"]
        assert not json.loads(path)["cut"]
        assert json.loads(cut)["cut"]
        assert not json.loads(cut)["paths"]
    else:
        assert path.startswith("Path 1 of ")
        assert cut.startswith("No lawful path")


def test_the_command_says_what_is_missing_or_unknown() -> None:
    asked = ["chain", "--from", "irs-officer", "--to", "nobody"]
    done = clearance(*asked)
    assert done.returncode == 2
    assert "--information" in done.stderr
    done = clearance(*asked, "--information", "return")
    assert done.returncode == 2
    assert "special-expert" in done.stderr
