"""Citations are read and written by forms that are data; another kind of law needs no code."""

import re
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from statute import cite, forms, law, parse
from support import LIBRARY

from kg.compile import citations
from kg.errors import InputError, RuleBookError
from kg.law import provision
from kg.rdf import load
from kg.rdf.namespaces import CLR, ID, LAW, RDF, SKOS
from kg.rulebook import citation, citation_forms
from kg.rulebook.model import RuleBook

PACK = Path(__file__).parent / "packs" / "gdpr-citations"
FORM, PART = ID["citation-form/"], ID["citation-part/"]
L14 = "26 CFR 301.6103(l)(14)-1"


def european() -> Graph:
    """Return our own law and citation forms with those of the pack besides."""
    graph = load.union(LIBRARY, "data/vocabulary") + load.union(LIBRARY, "data/law")
    for path in sorted((PACK / "data").rglob("*.ttl")):
        graph.parse(path)
    return graph


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("26 C.F.R. § 301.6103(l)(14)–1(b)(4), sentence 2", f"{L14}(b)(4) sentence 2"),
        ("26 cfr §301.6103 (l) (14)-1 (b) (4) sent. 2", f"{L14}(b)(4) sentence 2"),
        ("  26 C. F. R. §§ 301.6103(l)(14)\u20111(e)", f"{L14}(e)"),
        ("19 U.S.C. § 1628(b)(1)", "19 USC 1628(b)(1)"),
        ("19 USC§1628", "19 USC 1628"),
        ("19 u.s.c.", "19 USC"),
        ("19 CFR 163.12(a), Sent. 1", "19 CFR 163.12(a) sentence 1"),
    ],
)
def test_a_citation_is_understood_as_editions_print_it(written: str, meant: str) -> None:
    assert cite(parse(written)) == meant


@pytest.mark.parametrize(
    "text",
    [
        "", "the law", "163.12", "CFR 163.12", "19 CFR 163.12(", "19 CFR 163.12()",
        "19 CFR 163.12(a) sentence", "19 CFR163.12", "19 CFR 163.12 and more", "19 U\u017fC 1628",
        "19\u001cUSC 1628", "Article 33(1) GDPR", "1" * 201,
    ],
)  # fmt: skip
def test_what_is_no_citation_is_refused_with_examples_that_the_data_hold(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text)
    assert caught.value.code == "bad_citation"
    shown = re.findall("“([^”]*)”", caught.value.text)
    assert shown == [form.example for form in forms()]
    held = set(map(str, law().objects(None, URIRef(CLR.citation))))
    assert set(shown) <= held


def test_the_rule_book_and_the_public_graph_know_the_same_forms(book: RuleBook) -> None:
    assert book.citation_forms == provision.citation_forms(LIBRARY) == forms()


def test_a_european_article_is_cited_by_data_alone() -> None:
    graph = european()
    known = citations.forms(graph)
    held = citations.citations(graph, known)
    iri = LAW["gdpr/33/1"]
    assert held[iri] == citation.cite(iri, known) == "Article 33(1) GDPR"
    for written in (
        "Article 33(1) GDPR", "article 33 (1) G.D.P.R.", "Art. 33(1) GDPR",
        "Article 33(1) of Regulation (EU) 2016/679",
    ):  # fmt: skip
        assert citation.parse(written, known) == iri
    assert citation.cite(LAW["gdpr/6/1/a"], known) == "Article 6(1)(a) GDPR"
    with pytest.raises(InputError, match=re.escape("“Article 33(1) GDPR”")):
        citation.parse("Article thirty-three", known)


def test_other_law_beside_it_changes_no_citation_of_ours() -> None:
    known = citations.forms(european())
    for iri, text in law().subject_objects(URIRef(CLR.citation)):
        assert citation.parse(str(text), known) == str(iri)
        assert citation.cite(str(iri), known) == str(text)


def changed(thing: str, prop: str, *values: str) -> list[tuple[str, str, str]]:
    """Return the triples of our forms with other values of one property."""
    kept = [
        (str(s), str(p), str(o))
        for s, p, o in load.union(LIBRARY, "data/vocabulary")
        if (str(s), str(p)) != (thing, prop)
    ]
    return [*kept, *((thing, prop, value) for value in values)]


@pytest.mark.parametrize(
    ("thing", "prop", "values", "said"),
    [
        (FORM + "usc", CLR.citedAs, (), "Give one citedAs, not 0"),
        (FORM + "usc", SKOS.example, ("19 USC 1628", "19 USC 1509"), "Give one example, not 2"),
        (FORM + "usc", CLR.inIri, ("{title}-usc",), "Name the same parts"),
        (FORM + "usc-title", CLR.citedAs, ("{volume} USC",), "Name the same parts"),
        (PART + "title", RDF.type, (), "describe it as a CitationPart: title"),
        (PART + "title", CLR.inIri, ("title",), "exactly once in “title”"),
        (PART + "sentence", CLR.alsoCitedAs, ("{}{}",), "exactly once in “{}{}”"),
        (PART + "title", CLR.valuePattern, ("[",), "not a regular expression"),
    ],
)
def test_a_form_that_is_not_fully_described_is_named(
    thing: str, prop: str, values: tuple[str, ...], said: str
) -> None:
    with pytest.raises(RuleBookError, match=re.escape(said)):
        citation_forms.read(changed(thing, prop, *values))


@pytest.mark.parametrize(
    ("iri", "text", "said"),
    [
        (LAW["19-cfr/163.12"], "19 CFR 163.13", "do not lead to each other"),
        (LAW["gdpr/33/1"], "Article 33(1) GDPR", "No citation form fits"),
        (LAW["19-cfr/163.12/a/sentence-x"], "19 CFR 163.12(a)", "No citation form fits"),
        (LAW["19-cfr/163.12"], "section 163.12", "Not a citation"),
    ],
)
def test_a_provision_whose_citation_and_iri_disagree_stops_the_build(
    iri: str, text: str, said: str
) -> None:
    graph = Graph() + law()
    graph.set((URIRef(iri), URIRef(CLR.citation), Literal(text)))
    with pytest.raises(RuleBookError, match=re.escape(said)):
        citations.citations(graph, forms())


def test_an_example_that_cites_nothing_held_stops_the_build() -> None:
    wrong = citation_forms.read(changed(FORM + "cfr", SKOS.example, "26 CFR 163.11(d)"))
    with pytest.raises(RuleBookError, match="cites no provision"):
        citations.citations(law(), wrong)
