"""The words of the law in the data are the words of the sources, to the last letter."""

import hashlib
import re

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from kg import citation, files, load
from kg.namespaces import CLR, DCTERMS, LAW, RDF

SOURCES = files.share().parent / "shared" / "sources"
SECTION = LAW["26-cfr/301.6103-l-14-1"]
VERSION = SECTION + "/version/1996-12-17"
WHOLE, PRINTED, EARLIER = (
    "000_3fe7aa31b57cb48e.txt",  # this section, alone
    "001_07495acd34a04f71.txt",  # the printed edition in columns, from the middle of (f)
    "002_29789ea920b33f67.txt",  # an edition with the next sections, from (h)(3)
)
NEXT_SECTION = "§ 301.6103(m)"
PROVISIONS = ("Section", "Paragraph", "Sentence", "ExternalProvision")


def law() -> Graph:
    return load.union("data/law")


def source(name: str) -> bytes:
    path = SOURCES / name
    if not path.is_file():
        pytest.skip(f"the sources of the project are not here: {path}")
    return path.read_bytes()


def bare(text: str) -> str:
    """Give a text without what is not words: white space, line-end hyphens, marks of layout."""
    text = re.sub(r"^(#+ |---\s*$|\[N\] )", "", text, flags=re.M)
    text = re.sub(r"-[ \t]*\n\s*", "", text)
    text = re.sub(r"[\u2010-\u2015]", "-", text.replace("*", ""))
    return re.sub(r"\s+", "", text)


def told(graph: Graph, subject: Node, *properties: str) -> list[str]:
    """Give the values of some properties, in that order, leaving out what is not stated."""
    values = (graph.value(subject, URIRef(prop)) for prop in properties)
    return [str(value) for value in values if value is not None]


def provisions(graph: Graph) -> list[Node]:
    """Give the provisions of the section in the order in which they are printed."""
    placed = [(int(str(order)), iri) for iri, order in graph.subject_objects(URIRef(CLR.order))]
    return [iri for _, iri in sorted(placed)]


def rebuilt(graph: Graph, version: str = VERSION) -> str:
    """Give the section as the data have it: number, heading and text of each provision."""
    words = {
        graph.value(each, URIRef(CLR.wordsOf)): each
        for each in graph.subjects(URIRef(CLR.inVersion), URIRef(version))
    }
    number = citation.cite(SECTION).split()[-1]
    parts = [f"§ {number}"]
    for provision in provisions(graph):
        parts += told(graph, words[provision], CLR.number, CLR.heading, CLR.text)
    return "\n".join([*parts, *told(graph, URIRef(version), CLR.historyNote)])


def test_the_data_have_the_whole_text_of_the_section() -> None:
    assert bare(rebuilt(law())) == bare(source(WHOLE).decode())


@pytest.mark.parametrize(("name", "length"), [(PRINTED, 3000), (EARLIER, 1300)])
def test_the_data_agree_with_the_other_editions_where_they_overlap(name: str, length: int) -> None:
    overlap, found, _ = source(name).decode().partition(NEXT_SECTION)
    assert found
    assert len(bare(overlap)) > length
    assert bare(rebuilt(law())).endswith(bare(overlap))


def test_one_changed_letter_would_be_noticed() -> None:
    graph = Graph() + law()
    words = URIRef(SECTION + "/d@1996-12-17")
    text = graph.value(words, URIRef(CLR.text))
    changed = Literal(str(text).replace("may not", "may"), lang="en")
    graph.set((words, URIRef(CLR.text), changed))
    assert bare(rebuilt(graph)) != bare(rebuilt(law()))
    assert bare(rebuilt(graph)) != bare(source(WHOLE).decode())


def test_two_paragraphs_in_the_wrong_order_would_be_noticed() -> None:
    graph = Graph() + law()
    for unit, place in (("d", "e"), ("e", "d")):
        order = law().value(URIRef(f"{SECTION}/{place}"), URIRef(CLR.order))
        assert order is not None
        graph.set((URIRef(f"{SECTION}/{unit}"), URIRef(CLR.order), order))
    assert bare(rebuilt(graph)) != bare(rebuilt(law()))


def test_the_recorded_hash_is_that_of_the_source_file() -> None:
    graph = law()
    recorded = list(graph.subject_objects(URIRef(CLR.sourceFile)))
    assert recorded
    for version, name in recorded:
        digest = hashlib.sha256(source(str(name))).hexdigest()
        assert digest == str(graph.value(version, URIRef(CLR.sourceSha256))), name


def test_provisions_are_numbered_from_the_top_without_a_gap() -> None:
    orders = [int(str(order)) for order in law().objects(None, URIRef(CLR.order))]
    assert sorted(orders) == list(range(len(orders)))


def test_each_provision_comes_after_the_one_that_contains_it() -> None:
    graph = law()
    place = {iri: at for at, iri in enumerate(provisions(graph))}
    for iri, at in place.items():
        container = graph.value(iri, URIRef(DCTERMS.isPartOf))
        assert container is not None
        assert place.get(container, -1) < at, iri


def test_each_provision_has_words_once_in_the_version_of_the_source() -> None:
    graph = law()
    owners = [
        graph.value(words, URIRef(CLR.wordsOf))
        for words in graph.subjects(URIRef(CLR.inVersion), URIRef(VERSION))
    ]
    assert sorted(map(str, owners)) == sorted(map(str, provisions(graph)))


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
    assert citation.parse(text) == iri
    assert citation.cite(iri) == text
    assert citation.cite(citation.parse(text)) == text


@pytest.mark.parametrize(("iri", "text"), cited())
def test_the_identifier_follows_from_the_citation(iri: str, text: str) -> None:
    code, section, *units = iri.removeprefix(LAW.base).split("/")
    title, _, name = code.partition("-")
    number = citation.cite(f"{LAW.base}{code}/{section}").split()[-1]
    is_part = name == "cfr" and "." not in number
    expected = "/".join([f"/us/{name}/t{title}", f"{'pt' if is_part else 's'}{number}", *units])
    identifier = law().value(URIRef(iri), URIRef(DCTERMS.identifier))
    assert str(identifier) == expected.replace("sentence-", "sentence_"), text


def test_a_provision_is_part_of_the_one_that_its_iri_continues() -> None:
    graph = law()
    for kind in ("Paragraph", "Sentence"):
        for iri in graph.subjects(URIRef(RDF.type), URIRef(CLR[kind])):
            container = graph.value(iri, URIRef(DCTERMS.isPartOf))
            assert str(container) == str(iri).rpartition("/")[0]
