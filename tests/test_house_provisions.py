"""Provisions have order, numbers, citations and identifiers that agree with each other."""

import pytest
from rdflib import URIRef
from rdflib.term import Node
from statute import cite, law, parse, provisions, sections, words_in

from kg.rdf.namespaces import CLR, DCTERMS, LAW, RDF

PROVISIONS = ("Section", "Paragraph", "Sentence", "ExternalProvision")


def test_provisions_of_a_section_are_numbered_from_the_top_without_a_gap() -> None:
    graph = law()
    assert len(sections(graph)) == 7
    for section in sections(graph):
        units = provisions(graph, section)
        orders = [int(str(graph.value(unit, URIRef(CLR.order)))) for unit in units]
        assert orders == list(range(len(orders))), section
        assert str(units[0]) == section


def test_each_provision_comes_after_the_one_that_contains_it() -> None:
    graph = law()
    for section in sections(graph):
        place = {iri: at for at, iri in enumerate(provisions(graph, section))}
        for iri, at in place.items():
            container = graph.value(iri, URIRef(DCTERMS.isPartOf))
            assert container is not None
            assert place.get(container, -1) < at, iri


def test_each_provision_has_words_and_only_once_in_a_version() -> None:
    graph = law()
    for section in sections(graph):
        held: set[Node | None] = set()
        for version in graph.subjects(URIRef(CLR.versionOf), URIRef(section)):
            words = words_in(graph, str(version))
            assert len(words) == len(list(graph.subjects(URIRef(CLR.inVersion), version)))
            held |= words.keys()
        assert held == set(provisions(graph, section))


def test_words_stand_in_versions_of_the_section_that_their_provision_is_in() -> None:
    graph = law()
    for words, version in graph.subject_objects(URIRef(CLR.inVersion)):
        section = graph.value(version, URIRef(CLR.versionOf))
        assert f"{graph.value(words, URIRef(CLR.wordsOf))}/".startswith(f"{section}/")


def test_the_printed_number_is_the_last_part_of_the_iri() -> None:
    graph = law()
    for words, number in graph.subject_objects(URIRef(CLR.number)):
        iri = str(graph.value(words, URIRef(CLR.wordsOf)))
        assert str(number) == f"({iri.rsplit('/', 1)[-1]})"


def cited() -> list[tuple[str, str]]:
    return sorted((str(i), str(text)) for i, text in law().subject_objects(URIRef(CLR.citation)))


def test_every_provision_has_a_citation() -> None:
    graph = law()
    kinds = [URIRef(CLR[kind]) for kind in PROVISIONS]
    named = {str(iri) for kind in kinds for iri in graph.subjects(URIRef(RDF.type), kind)}
    assert named == {iri for iri, _ in cited()}


@pytest.mark.parametrize(("iri", "text"), cited())
def test_a_citation_and_its_iri_say_the_same(iri: str, text: str) -> None:
    assert parse(text) == iri
    assert cite(iri) == text
    assert cite(parse(text)) == text


@pytest.mark.parametrize(("iri", "text"), cited())
def test_the_identifier_follows_from_the_citation(iri: str, text: str) -> None:
    code, *inside = iri.removeprefix(LAW.base).split("/")
    title, _, name = code.partition("-")
    if inside:
        number = cite(f"{LAW.base}{code}/{inside[0]}").split()[-1]
        is_part = name == "cfr" and "." not in number
        inside[0] = f"{'pt' if is_part else 's'}{number}"
    expected = "/".join([f"/us/{name}/t{title}", *inside])
    identifier = law().value(URIRef(iri), URIRef(DCTERMS.identifier))
    assert str(identifier) == expected.replace("sentence-", "sentence_"), text


def test_a_provision_is_part_of_the_one_that_its_iri_continues() -> None:
    graph = law()
    for iri, _ in cited():
        if len(iri.removeprefix(LAW.base).split("/")) > 2:  # inside a section
            container = graph.value(URIRef(iri), URIRef(DCTERMS.isPartOf))
            assert str(container) == iri.rpartition("/")[0]
