"""The words of the law in the data are the words of the sources, to the last letter."""

import hashlib
import re
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.term import Node
from statute import cite, law, provisions, told, words_in
from support import LIBRARY

from kg.rdf.namespaces import CLR, DCTERMS, LAW, RDF

SOURCES = LIBRARY.share / "data" / "sources"
LAW_14 = LAW["26-cfr/301.6103-l-14-1"]
WHOLE, PRINTED, EARLIER, STATUTE, CUSTOMS = (
    "26-cfr-301.6103-l-14-1.txt",  # (l)(14)-1 alone
    "26-cfr-301.6103-l-14-1-to-n-1-from-2007.txt",  # printed in columns, from inside (f) on
    "26-cfr-301.6103-l-14-1-to-n-1-from-2004.txt",  # an earlier edition, from (h)(3) on
    "19-usc-1628.txt",  # a section of the statute, from a web page
    "19-cfr-163.11-to-163.13.txt",  # printed in columns, from inside 163.11(d)(5) on
)
NEXT_SECTION = "§ 301.6103(m)"
#: Signs with which words may end before the next unit.
ENDS = re.compile(r"([.;:—]|\b(and|or))$")


class Stretch(NamedTuple):
    """The part of a source in which a version of a section is printed; blank: to its edge."""

    section: str
    version: str
    file: str
    start: str
    end: str


STRETCHES = [
    Stretch("26-cfr/301.6103-l-14-1", "1996-12-17", WHOLE, "# §", ""),
    Stretch("26-cfr/301.6103-m-1", "2004-01-06", EARLIER, "§ 301.6103(m)-1", "§ 301.6103(n)-1"),
    Stretch("26-cfr/301.6103-m-1", "2004-01-06", PRINTED, "§ 301.6103(m)–1", "§ 301.6103(n)–1"),
    Stretch("26-cfr/301.6103-n-1", "2004-01-06", EARLIER, "§ 301.6103(n)-1", ""),
    Stretch("26-cfr/301.6103-n-1", "2007-06-05", PRINTED, "§ 301.6103(n)–1", ""),
    Stretch("19-usc/1628", "2020-07-01", STATUTE, "§\u202f1628.", ""),
    Stretch("19-cfr/163.11", "2011-12-27", CUSTOMS, "", "§ 163.12 Recordkeeping"),
    Stretch("19-cfr/163.12", "2011-12-27", CUSTOMS, "§ 163.12 Recordkeeping", "§ 163.13 Denial"),
    Stretch("19-cfr/163.13", "2011-12-27", CUSTOMS, "§ 163.13 Denial", ""),
]
#: Versions that no source prints as such: the words are those of the later print, up to a place.
UNPRINTED = [
    ("26-cfr/301.6103-l-14-1", "1994-03-11", "1996-12-17", "[T.D. 8527"),
    ("19-usc/1628", "1986-10-27", "2020-07-01", "(c) Government agency"),
    ("19-usc/1628", "1993-12-08", "2020-07-01", "(c) Government agency"),
]


def source(name: str) -> bytes:
    return (SOURCES / name).read_bytes()


def printed(stretch: Stretch) -> str:
    """Give the words of a stretch without layout."""
    text = source(stretch.file).decode()
    assert stretch.start in text
    start = text.index(stretch.start)
    end = text.index(stretch.end, start + 1) if stretch.end else len(text)
    return bare(text[start:end]).replace("§1628.", "§1628")


def bare(text: str) -> str:
    """Give a text without what is not words: white space, line-end hyphens, marks of layout."""
    text = re.sub(r"^(#+ |---\s*$|\[N\] )", "", text, flags=re.M)
    text = re.sub(r"-[ \t]*\n\s*", "", text)
    text = re.sub(r"[\u2010-\u2015]", "-", text.replace("*", ""))
    return re.sub(r"\s+", "", text)


def rebuilt(graph: Graph, section: str, day: str) -> str:
    """Give a version as the data have it: number, heading and text of each provision."""
    version = f"{section}/version/{day}"
    words = words_in(graph, version)
    parts = []
    if told(graph, words[URIRef(section)], CLR.heading):
        parts.append(f"§ {cite(section).split()[-1]}")
    for provision in provisions(graph, section):
        if provision in words:
            parts += told(graph, words[provision], CLR.number, CLR.heading)
            parts += [
                noted(graph, words[provision], text) for text in texts(graph, words[provision])
            ]
    return "\n".join([*parts, *told(graph, URIRef(version), CLR.historyNote)])


def texts(graph: Graph, words: Node) -> list[str]:
    return told(graph, words, CLR.text)


def noted(graph: Graph, words: Node, text: str) -> str:
    """Give a text with its footnote where the source prints it: behind its mark, marked again."""
    for note in told(graph, words, CLR.footnote):
        (after,) = told(graph, words, CLR.footnoteAfter)
        assert text.count(after) == 1
        text = text.replace(after, f"{after} 1 1 {note} ")
    return text


def named(stretch: Stretch) -> str:
    return f"{stretch.section} {stretch.version} in {stretch.file}"


@pytest.mark.parametrize("stretch", STRETCHES, ids=named)
def test_the_data_have_the_whole_text_of_the_version_from_edge_to_edge(stretch: Stretch) -> None:
    assert bare(rebuilt(law(), LAW[stretch.section], stretch.version)) == printed(stretch)


def test_every_version_is_compared_with_a_source() -> None:
    held = {str(iri) for iri in law().subjects(URIRef(RDF.type), URIRef(CLR.Version))}
    compared = {(stretch.section, stretch.version) for stretch in STRETCHES}
    compared |= {(section, day) for section, day, *_ in UNPRINTED}
    assert held == {f"{LAW[section]}/version/{day}" for section, day in compared}


@pytest.mark.parametrize(("section", "day", "later", "place"), UNPRINTED)
def test_a_version_that_is_not_printed_has_the_words_of_the_later_one(
    section: str, day: str, later: str, place: str
) -> None:
    whole = bare(rebuilt(law(), LAW[section], later))
    assert whole.count(bare(place)) == 1
    assert bare(rebuilt(law(), LAW[section], day)) == whole.partition(bare(place))[0]


@pytest.mark.parametrize(("name", "length"), [(PRINTED, 3000), (EARLIER, 1300)])
def test_the_data_agree_with_the_other_editions_where_they_overlap(name: str, length: int) -> None:
    overlap, found, _ = source(name).decode().partition(NEXT_SECTION)
    assert found
    assert len(bare(overlap)) > length
    assert bare(rebuilt(law(), LAW_14, "1996-12-17")).endswith(bare(overlap))


@pytest.mark.parametrize("stretch", STRETCHES, ids=named)
def test_one_changed_letter_would_be_noticed_in_every_unit(stretch: Stretch) -> None:
    section, day = LAW[stretch.section], stretch.version
    whole = printed(stretch)
    graph = Graph() + law()
    for words in words_in(graph, f"{section}/version/{day}").values():
        for prop in (CLR.number, CLR.heading, CLR.text):
            for value in list(graph.objects(words, URIRef(prop))):
                letter = re.search(r"\w", str(value))
                assert letter
                other = "x" if letter[0] != "x" else "y"
                changed = str(value).replace(letter[0], other, 1)
                graph.set((words, URIRef(prop), Literal(changed, lang="en")))
                assert bare(rebuilt(graph, section, day)) != whole, (words, prop)
                graph.set((words, URIRef(prop), value))


def test_words_bear_no_marks_of_layout() -> None:
    graph = law()
    for prop in (CLR.heading, CLR.text, CLR.historyNote, CLR.footnote):
        for text in map(str, graph.objects(None, URIRef(prop))):
            assert not re.search(r"^\s|\s$|\s\s|[^\S ]|\w-\s|[*#]", text), text


def test_two_paragraphs_in_the_wrong_order_would_be_noticed() -> None:
    graph = Graph() + law()
    for unit, place in (("d", "e"), ("e", "d")):
        order = law().value(URIRef(f"{LAW_14}/{place}"), URIRef(CLR.order))
        assert order is not None
        graph.set((URIRef(f"{LAW_14}/{unit}"), URIRef(CLR.order), order))
    assert rebuilt(graph, LAW_14, "1996-12-17") != rebuilt(law(), LAW_14, "1996-12-17")


def fragments(graph: Graph, kind: str) -> set[str]:
    """Give the citations of the provisions whose words are marked as such fragments."""
    return {
        cite(str(graph.value(words, URIRef(CLR.wordsOf))))
        for words in graph.subjects(URIRef(CLR.fragment), URIRef(CLR[kind]))
    }


def test_words_are_marked_as_fragments_where_the_sources_begin_and_end() -> None:
    assert fragments(law(), "beginningMissing") == {"19 CFR 163.11(d)(5)"}
    assert fragments(law(), "endMissing") == {
        "26 CFR 301.6103(n)-1(b)",
        "26 CFR 301.6103(n)-1(b)(2) sentence 3",
    }
    assert fragments(law(), "textMissing") == {
        "19 CFR 163.11",
        "19 CFR 163.11(d)",
        "19 USC 1628(c)",
        "19 USC 1628(c)(2)",
    }


def test_words_that_stop_short_are_marked_and_no_others() -> None:
    graph = law()
    marked = set(graph.subjects(URIRef(CLR.fragment), URIRef(CLR.endMissing)))
    short = {
        words
        for words, text in graph.subject_objects(URIRef(CLR.text))
        if not ENDS.search(str(text))
    }
    assert short == marked
    for words in graph.subjects(URIRef(CLR.fragment), URIRef(CLR.textMissing)):
        assert (words, URIRef(CLR.text), None) not in graph


def test_a_version_says_what_the_source_leaves_out() -> None:
    graph = law()
    for words in graph.subjects(URIRef(CLR.fragment)):
        for version in graph.objects(words, URIRef(CLR.inVersion)):
            note = str(graph.value(version, URIRef(DCTERMS.description)))
            assert re.search(r"not in the sources|without its text", note), version


def test_every_version_says_where_words_and_dates_come_from_and_how_sure_they_are() -> None:
    graph = law()
    for version in graph.subjects(URIRef(RDF.type), URIRef(CLR.Version)):
        for prop in (CLR.provenance, CLR.confidence, CLR.inForceFrom, DCTERMS.description):
            assert len(list(graph.objects(version, URIRef(prop)))) == 1, (version, prop)


def test_the_versions_of_a_section_follow_each_other_without_gap_or_overlap() -> None:
    graph = law()
    for section in graph.subjects(URIRef(RDF.type), URIRef(CLR.Section)):
        spans = sorted(
            (told(graph, version, CLR.inForceFrom)[0], told(graph, version, CLR.inForceUntil))
            for version in graph.subjects(URIRef(CLR.versionOf), section)
        )
        for (_, until), (start, _) in pairwise(spans):
            assert date.fromisoformat(until[0]) + timedelta(days=1) == date.fromisoformat(start)
        assert spans[-1][1] == []


def test_the_recorded_hash_is_that_of_the_source_file() -> None:
    graph = law()
    recorded = list(graph.subject_objects(URIRef(CLR.sourceFile)))
    assert recorded
    for version, name in recorded:
        digest = hashlib.sha256(source(str(name))).hexdigest()
        assert digest == str(graph.value(version, URIRef(CLR.sourceSha256))), name


def test_every_source_is_described_hashed_and_compared_and_there_is_no_other() -> None:
    held = {path.name for path in SOURCES.glob("*.txt")}
    described = re.findall(
        r"^\| `(.+?\.txt)` \|", (SOURCES / "README.md").read_text(encoding="utf-8"), re.M
    )
    assert sorted(described) == sorted(held)
    assert {str(name) for name in law().objects(None, URIRef(CLR.sourceFile))} == held
    assert {stretch.file for stretch in STRETCHES} == held
