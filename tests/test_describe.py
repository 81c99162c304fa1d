"""What the graph tells about itself, its figures and its metadata, is true and complete."""

import hashlib
import subprocess
import sys
import tomllib
from collections import Counter
from itertools import chain
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest
from public_graph import ROOT, asked, descriptions, figure, graph_of, read, undescribed, union
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node
from support import LIBRARY

from kg.describe import graphs as describe
from kg.describe.terms import curie
from kg.describe.void import void
from kg.rdf import files
from kg.rdf.namespaces import (
    BASE,
    CLR,
    DATASET,
    DCAT,
    DCTERMS,
    ENDPOINT,
    EXAMPLES_GRAPH,
    FOAF,
    PREFIXES,
    RDF,
    VOID,
    VOID_GRAPH,
)
from kg.sparql import query

A = URIRef(RDF.type)
#: What the sparql-editor of the SIB asks in order to complete queries.
FIND_PARTITIONS = """
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
SELECT DISTINCT ?class ?property ?to ?datatype WHERE {
  ?part void:class ?class ; void:propertyPartition ?within .
  ?within void:property ?property .
  OPTIONAL {
    { ?within void:classPartition [ void:class ?to ] }
    UNION { ?within void-ext:datatypePartition [ void-ext:datatype ?datatype ] }
  }
}
"""


@pytest.fixture(scope="module")
def figures() -> Graph:
    return graph_of(list(void(undescribed())))


def parts(graph: Graph, partition: str, named: str, count: str) -> dict[str, int]:
    """Give the figure of each part of the dataset by the class or property it is about."""
    found = list(graph.objects(URIRef(DATASET), URIRef(partition)))
    told = {
        str(graph.value(part, URIRef(named))): figure(graph, str(part), count) for part in found
    }
    assert len(told) == len(found)
    return told


@pytest.mark.slow
def test_the_totals_are_those_that_another_library_counts(figures: Graph) -> None:
    whole = union()
    subjects = set(whole.subjects())
    assert figure(figures, DATASET, VOID.triples) == len(whole)
    assert figure(figures, DATASET, VOID.distinctSubjects) == len(subjects)
    entities = {each for each in subjects if isinstance(each, URIRef)}
    assert figure(figures, DATASET, VOID.entities) == len(entities)
    assert figure(figures, DATASET, VOID.distinctObjects) == len(set(whole.objects()))
    assert figure(figures, DATASET, VOID.classes) == len(set(whole.objects(None, A)))
    assert figure(figures, DATASET, VOID.properties) == len(set(whole.predicates()))


def test_each_file_is_a_subset_with_its_figures(figures: Graph) -> None:
    loaded = {str(graph.identifier): graph for graph in read().graphs() if len(graph)}
    assert len(loaded) > 60
    assert set(map(str, figures.objects(URIRef(DATASET), URIRef(VOID.subset)))) == set(loaded)
    for name, graph in loaded.items():
        told = [
            figure(figures, name, each)
            for each in (VOID.triples, VOID.distinctSubjects, VOID.distinctObjects, VOID.properties)
        ]
        counted = [set(graph), set(graph.subjects()), set(graph.objects()), set(graph.predicates())]
        assert told == [len(each) for each in counted], name


def test_classes_and_properties_have_their_figures(figures: Graph) -> None:
    whole = union()
    classes = Counter(str(each) for each in whole.objects(None, A))
    assert parts(figures, VOID.classPartition, VOID["class"], VOID.entities) == classes
    properties = Counter(str(each) for each in whole.predicates())
    assert parts(figures, VOID.propertyPartition, VOID.property, VOID.triples) == properties


Path3 = tuple[str | None, ...]


def led_to() -> Counter[Path3]:
    """Count the triples by class, property and class or datatype of the object; by rdflib."""
    whole = union()
    kinds: dict[Node, list[Node]] = {}
    for thing, kind in whole.subject_objects(A):
        kinds.setdefault(thing, []).append(kind)
    found: Counter[Path3] = Counter()
    for s, p, o in whole:
        for kind in kinds.get(s, []):
            found.update(Counter([(str(kind), str(p), *end) for end in ends(o, kinds)]))
    return found


def ends(value: Node, kinds: dict[Node, list[Node]]) -> list[tuple[str | None, str | None]]:
    """Give the class and the datatype that a triple leads to; none of both for a bare node."""
    if isinstance(value, Literal):
        plain = RDF.langString if value.language else str(PREFIXES["xsd"] + "string")
        return [(None, str(value.datatype or plain))]
    return [(str(kind), None) for kind in kinds.get(value, [])]


def test_an_editor_finds_what_each_property_of_each_class_leads_to() -> None:
    found = asked(FIND_PARTITIONS)
    counted = led_to()
    assert len(counted) > 500
    assert {row for row in found if row[2] or row[3]} == set(counted)
    whole = union()
    assert {row[:2] for row in found} == {
        (str(kind), str(p)) for s, kind in whole.subject_objects(A) for p in whole.predicates(s)
    }


def test_what_a_property_leads_to_has_its_figures() -> None:
    text = FIND_PARTITIONS.replace("?datatype WHERE", "?datatype ?triples WHERE")
    text = text.replace("[ void:class ?to ]", "[ void:class ?to ; void:triples ?triples ]")
    text = text.replace("?datatype ] }", "?datatype ; void:triples ?triples ] }")
    rows = {row for row in asked(text) if row[2] or row[3]}
    assert Counter({row[:4]: int(str(row[4])) for row in rows}) == led_to()


def test_a_triple_in_two_graphs_is_counted_once_and_odd_names_stay_apart() -> None:
    node = ox.NamedNode("https://example.org/a#b/ä")
    other = ox.NamedNode("https://example.org/a%23b/ä")
    store = ox.Store()
    for graph in ("urn:x:one", "urn:x:two"):
        store.add(ox.Quad(node, ox.NamedNode(RDF.type), node, ox.NamedNode(graph)))
    store.add(ox.Quad(node, ox.NamedNode(RDF.type), other, ox.NamedNode("urn:x:two")))
    found = graph_of(list(void(store)))
    assert figure(found, DATASET, VOID.triples) == 2
    assert figure(found, "urn:x:two", VOID.triples) == 2
    classes = parts(found, VOID.classPartition, VOID["class"], VOID.entities)
    assert classes == {node.value: 1, other.value: 1}


def test_two_names_are_never_shortened_to_the_same_nor_to_a_path() -> None:
    names = {str(each) for each in chain(*union()) if isinstance(each, URIRef)}
    short = {curie(name) for name in names}
    assert len(short) == len(names) > 1000
    assert not any(set("/#?") & set(each) for each in short)


def test_the_metadata_has_what_catalogues_ask_for() -> None:
    graph = graph_of(describe.metadata(LIBRARY))
    asked_for = {
        DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.dataset),
        DCAT.Dataset: (DCTERMS.title, DCTERMS.description, DCTERMS.license, DCAT.distribution),
        DCAT.Distribution: (DCTERMS.title, DCTERMS.license, DCAT.accessURL),
        DCAT.DataService: (DCTERMS.title, DCAT.endpointURL, DCAT.servesDataset),
        VOID.DatasetDescription: (DCTERMS.title, FOAF.primaryTopic),
    }
    for kind, properties in asked_for.items():
        things = list(graph.subjects(A, URIRef(kind)))
        assert things, kind
        for thing in things:
            missing = [each for each in properties if (thing, URIRef(each), None) not in graph]
            assert missing == [], thing
    assert not any(isinstance(term, BNode) for triple in graph for term in triple)


def test_the_metadata_says_of_the_project_what_the_project_says_of_itself() -> None:
    graph, whole = graph_of(describe.metadata(LIBRARY)), union()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert [str(each) for each in graph.objects(None, URIRef(DCAT.version))] == [project["version"]]
    licence = set(graph.objects(None, URIRef(DCTERMS.license)))
    assert licence == set(whole.objects(None, URIRef(DCTERMS.license)))
    shown = set(graph.objects(URIRef(DATASET), URIRef(VOID.exampleResource)))
    assert shown
    assert shown <= set(whole.subjects())
    (told,) = graph.objects(URIRef(DATASET), URIRef(DCTERMS.description))
    assert len(set(whole.subjects(A, URIRef(CLR.Section)))) == 7
    assert " seven sections " in str(told)


def test_the_metadata_links_only_what_it_describes_or_what_others_do() -> None:
    graph = graph_of(describe.metadata(LIBRARY))
    routes = {BASE, ENDPOINT, *(BASE + each for each in ("graphs?default", "ontology", "shapes"))}
    known = set(map(str, chain(graph.subjects(), union().subjects()))) | routes
    ours = {str(each) for each in graph.objects() if isinstance(each, URIRef)}
    assert {each for each in ours if each.startswith(BASE)} <= known


def test_the_metadata_decides_nothing() -> None:
    path = LIBRARY.share / files.DATASET
    assert path.is_file()
    assert path not in set(files.turtle_files(LIBRARY, *files.RULE_BOOK))


def test_the_descriptions_are_in_their_graphs_and_no_triple_is_in_two() -> None:
    graphs = {quad.graph_name.value for quad in descriptions()}
    assert graphs == {VOID_GRAPH, EXAMPLES_GRAPH}
    assert graphs == set(describe.GRAPHS)
    often = Counter((quad.subject, quad.predicate, quad.object) for quad in query.store(LIBRARY))
    assert [triple for triple, times in often.items() if times > 1] == []


def test_every_name_that_a_description_mints_is_one_that_the_server_can_answer() -> None:
    minted = {quad.subject.value for quad in descriptions()}
    assert all(isinstance(quad.subject, ox.NamedNode) for quad in descriptions())
    for name in minted:
        assert name.startswith(BASE), name
        first = urlsplit(name.removeprefix(BASE)).path.split("/")[0]
        assert first in {"id", "graph", "rule", ".well-known"}, name


def test_the_descriptions_are_the_same_in_every_build() -> None:
    code = (
        "import hashlib, sys; sys.path.append('tests'); import pyoxigraph as ox; "
        "from kg.describe.graphs import described; from public_graph import undescribed; "
        "from support import LIBRARY; made = described(LIBRARY, undescribed()); "
        "text = ox.serialize(made, format=ox.RdfFormat.N_QUADS); "
        "print(hashlib.sha256(text).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    made = describe.described(LIBRARY, undescribed())
    assert set(made) == set(descriptions())
    text = ox.serialize(made, format=ox.RdfFormat.N_QUADS)
    assert text is not None
    assert done.stdout.strip() == hashlib.sha256(text).hexdigest()
