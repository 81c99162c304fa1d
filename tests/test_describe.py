"""What the graph tells about itself is true, complete and found by the tools that look for it."""

import hashlib
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.term import Node

from kg import describe, files, load, query
from kg.describe_examples import examples, question
from kg.describe_rdf import curie
from kg.describe_service import service
from kg.describe_void import void
from kg.load_names import graph_name
from kg.namespaces import (
    BASE,
    CLR,
    DATASET,
    DCAT,
    DCTERMS,
    DESCRIPTION_PREFIXES,
    ENDPOINT,
    EXAMPLES_GRAPH,
    FOAF,
    PREFIXES,
    RDF,
    RDFS,
    SCHEMA,
    SD,
    SH,
    SPEX,
    VOID,
    VOID_GRAPH,
)

ROOT = files.share()
SUITE = ROOT.parent / "shared/suites/w3c-sparql11/service-description/manifest.ttl"
HOST = "http://127.0.0.1:8000/sparql"
A = URIRef(RDF.type)
#: What the SIB's sparql-editor asks an endpoint, without any settings, when it is opened.
FIND_PREFIXES = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?prefix ?namespace WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix }
"""
FIND_EXAMPLES = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?question ?comment ?query WHERE {
  ?question a sh:SPARQLExecutable ; rdfs:comment ?comment ;
    sh:select|sh:ask|sh:construct|sh:describe ?query .
}
"""
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
#: The sense of the suite's third test, which says in prose what a description has to hold.
SCHEMA_OF_SERVICE = """
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
[] sh:targetClass sd:Service ;
  sh:property [ sh:path sd:endpoint ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path sd:supportedLanguage ; sh:minCount 1 ; sh:nodeKind sh:IRI ;
      sh:in ( sd:SPARQL10Query sd:SPARQL11Query sd:SPARQL11Update ) ] ,
    [ sh:path sd:resultFormat ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path sd:feature ; sh:in ( sd:DereferencesURIs sd:UnionDefaultGraph
      sd:RequiresDataset sd:EmptyGraphs sd:BasicFederatedQuery ) ] ,
    [ sh:path sd:availableGraphs ; sh:maxCount 1 ; sh:class sd:GraphCollection ] ,
    [ sh:path sd:defaultDataset ; sh:maxCount 1 ; sh:class sd:Dataset ] .
[] sh:targetClass sd:Dataset ;
  sh:property [ sh:path sd:defaultGraph ; sh:minCount 1 ; sh:maxCount 1 ; sh:class sd:Graph ] ,
    [ sh:path sd:namedGraph ; sh:class sd:NamedGraph ] .
[] sh:targetClass sd:NamedGraph ;
  sh:property [ sh:path sd:name ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path sd:graph ; sh:maxCount 1 ; sh:class sd:Graph ] .
[] sh:targetClass sd:Graph ;
  sh:property [ sh:path void:triples ; sh:maxCount 1 ; sh:datatype xsd:integer ] .
"""


@pytest.fixture(scope="module")
def described() -> list[ox.Quad]:
    return describe.described(query.store())


@pytest.fixture(scope="module")
def snapshot(described: list[ox.Quad]) -> ox.Store:
    """Give what the endpoint serves: the files and the descriptions."""
    whole = ox.Store()
    whole.extend(query.store())
    whole.extend(described)
    return whole


def asked(store: ox.Store, text: str) -> set[tuple[str | None, ...]]:
    """Give the rows that a tool sees: no prefix is known, the default graph is the union."""
    found = store.query(text, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return {tuple(row[name].value if row[name] else None for name in names) for row in found}


def graph_of(triples: list[ox.Triple] | list[ox.Quad]) -> Graph:
    """Give triples, or quads without their graph, as rdflib reads them."""
    plain = [ox.Triple(each.subject, each.predicate, each.object) for each in triples]
    text = ox.serialize(plain, format=ox.RdfFormat.N_TRIPLES)
    assert text is not None
    return Graph().parse(data=text, format="nt")


# -- saved questions -----------------------------------------------------------------------------


def example_texts() -> list[tuple[str, str]]:
    """Give name and text of each example, as it stands in the data."""
    found = graph_of(list(examples()))
    texts = chain.from_iterable(
        found.subject_objects(URIRef(each))
        for each in (SH.select, SH.ask, SH.construct, SH.describe)
    )
    return sorted((str(subject).rsplit("/", 1)[1], str(text)) for subject, text in texts)


@pytest.mark.parametrize(("name", "text"), example_texts(), ids=lambda text: text[:30])
def test_a_saved_question_runs_as_published_and_has_an_answer(
    name: str, text: str, snapshot: ox.Store
) -> None:
    prepareQuery(text)
    query.look_over(text)
    answer = snapshot.query(text, use_default_graph_as_union=True)
    assert bool(answer) if isinstance(answer, ox.QueryBoolean) else next(iter(answer), None), name


def test_an_editor_finds_every_question_that_needs_nothing_bound(snapshot: ox.Store) -> None:
    found = {row[0]: row[1:] for row in asked(snapshot, FIND_EXAMPLES)}
    texts = {name: query.saved(name) for name in query.names()}
    free = {name for name, text in texts.items() if "Bind ?" not in text}
    assert len(free) > 40
    assert set(found) == {f"{BASE}id/question/{name}" for name in free}
    for name in free:
        comment, text = found[f"{BASE}id/question/{name}"]
        first = texts[name].splitlines()[0].removeprefix("# ")
        assert str(comment).startswith(first)
        assert str(text).endswith(texts[name].splitlines()[-1] + "\n")


def test_an_editor_finds_the_prefixes_of_queries_and_descriptions(snapshot: ox.Store) -> None:
    found = asked(snapshot, FIND_PREFIXES)
    assert found == set((PREFIXES | DESCRIPTION_PREFIXES).items())


def test_a_question_names_its_endpoint_and_its_prefixes() -> None:
    found = graph_of(list(examples()))
    asks = set(found.subjects(A, URIRef(SH.SPARQLExecutable)))
    assert asks
    for each in asks:
        assert list(found.objects(each, URIRef(SCHEMA.target))) == [URIRef(ENDPOINT)]
        (prefixes,) = found.objects(each, URIRef(SH.prefixes))
        assert len(list(found.objects(prefixes, URIRef(SH.declare)))) > 10
        assert str(found.value(each, URIRef(SCHEMA.keywords)))


def test_a_query_to_which_the_code_gives_a_value_says_what_to_bind() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "kg").glob("*.py"))
    bound = set(re.findall(r'query\.saved\("([\w-]+)"\),\s*(?:\{|bound)', code))
    assert len(bound) > 5
    for name in bound:
        found = question(name)
        assert found.bind, f"end the comment of {name}.rq with: Bind ?name."
        assert all(f"?{each}" in found.text for each in found.bind)


@pytest.mark.parametrize(
    ("text", "kind", "properties"),
    [
        ("SELECT * { ?s a clr:Norm }", SH.SPARQLSelectExecutable, [SH.select]),
        ("ASK { ?s a clr:Norm }", SH.SPARQLAskExecutable, [SH.ask]),
        ("CONSTRUCT WHERE { ?s a clr:Norm }", SH.SPARQLConstructExecutable, [SH.construct]),
        ("DESCRIBE clr:Norm", SPEX.SPARQLDescribeExecutable, [SH.describe, SPEX.describe]),
    ],
)
def test_a_question_of_each_form_is_published_where_tools_look(
    text: str,
    kind: str,
    properties: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "one.rq").write_text(f"# Is there a norm?\n{text}\n", encoding="utf-8")
    (tmp_path / "two.rq").write_text(f"# Is it this? Bind ?s.\n{text}\n", encoding="utf-8")
    monkeypatch.setattr(query, "QUERIES", tmp_path)
    found = graph_of(list(examples()))
    (one,) = found.subjects(A, URIRef(SH.SPARQLExecutable))
    assert (one, A, URIRef(kind)) in found
    full = f"PREFIX clr: <{CLR.base}>\n{text}\n"
    assert [str(found.value(one, URIRef(each))) for each in properties] == [full] * len(properties)


def test_a_query_without_a_question_is_no_saved_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.rq").write_text("SELECT * { ?s ?p ?o }\n", encoding="utf-8")
    monkeypatch.setattr(query, "QUERIES", tmp_path)
    with pytest.raises(ValueError, match=r"one\.rq"):
        list(examples())


# -- VoID ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def figures() -> Graph:
    return graph_of(list(void(query.store())))


def figure(graph: Graph, subject: str, predicate: str) -> int:
    (value,) = graph.objects(URIRef(subject), URIRef(predicate))
    assert isinstance(value, Literal)
    return int(value)


def parts(graph: Graph, partition: str, named: str, count: str) -> dict[str, int]:
    """Give the figure of each part of the dataset by the class or property it is about."""
    found = list(graph.objects(URIRef(DATASET), URIRef(partition)))
    told = {
        str(graph.value(part, URIRef(named))): figure(graph, str(part), count) for part in found
    }
    assert len(told) == len(found)
    return told


def test_the_totals_are_those_that_another_library_counts(figures: Graph) -> None:
    whole = load.union()
    subjects = set(whole.subjects())
    assert figure(figures, DATASET, VOID.triples) == len(whole)
    assert figure(figures, DATASET, VOID.distinctSubjects) == len(subjects)
    entities = {each for each in subjects if isinstance(each, URIRef)}
    assert figure(figures, DATASET, VOID.entities) == len(entities)
    assert figure(figures, DATASET, VOID.distinctObjects) == len(set(whole.objects()))
    assert figure(figures, DATASET, VOID.classes) == len(set(whole.objects(None, A)))
    assert figure(figures, DATASET, VOID.properties) == len(set(whole.predicates()))


def test_each_file_is_a_subset_with_its_figures(figures: Graph) -> None:
    loaded = {str(graph.identifier): graph for graph in load.dataset().graphs() if len(graph)}
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
    whole = load.union()
    classes = Counter(str(each) for each in whole.objects(None, A))
    assert parts(figures, VOID.classPartition, VOID["class"], VOID.entities) == classes
    properties = Counter(str(each) for each in whole.predicates())
    assert parts(figures, VOID.propertyPartition, VOID.property, VOID.triples) == properties


Path3 = tuple[str | None, ...]


def led_to() -> Counter[Path3]:
    """Count the triples by class, property and class or datatype of the object; by rdflib."""
    whole = load.union()
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


def test_an_editor_finds_what_each_property_of_each_class_leads_to(snapshot: ox.Store) -> None:
    found = asked(snapshot, FIND_PARTITIONS)
    counted = led_to()
    assert len(counted) > 500
    assert {row for row in found if row[2] or row[3]} == set(counted)
    whole = load.union()
    assert {row[:2] for row in found} == {
        (str(kind), str(p)) for s, kind in whole.subject_objects(A) for p in whole.predicates(s)
    }


def test_what_a_property_leads_to_has_its_figures(snapshot: ox.Store) -> None:
    text = FIND_PARTITIONS.replace("?datatype WHERE", "?datatype ?triples WHERE")
    text = text.replace("[ void:class ?to ]", "[ void:class ?to ; void:triples ?triples ]")
    text = text.replace("?datatype ] }", "?datatype ; void:triples ?triples ] }")
    rows = {row for row in asked(snapshot, text) if row[2] or row[3]}
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
    names = {str(each) for each in chain(*load.union()) if isinstance(each, URIRef)}
    short = {curie(name) for name in names}
    assert len(short) == len(names) > 1000
    assert not any(set("/#?") & set(each) for each in short)


# -- DCAT and the whole --------------------------------------------------------------------------


def test_the_metadata_has_what_catalogues_ask_for() -> None:
    graph = graph_of(describe.metadata())
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
    graph, whole = graph_of(describe.metadata()), load.union()
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
    graph = graph_of(describe.metadata())
    routes = {BASE, ENDPOINT, *(BASE + each for each in ("graphs?default", "ontology", "shapes"))}
    known = set(map(str, chain(graph.subjects(), load.union().subjects()))) | routes
    ours = {str(each) for each in graph.objects() if isinstance(each, URIRef)}
    assert {each for each in ours if each.startswith(BASE)} <= known


def test_the_metadata_decides_nothing() -> None:
    path = files.share() / files.DATASET
    assert path.is_file()
    assert path not in set(files.turtle_files(*files.RULE_BOOK))


def test_the_descriptions_are_in_their_graphs_and_no_triple_is_in_two(
    described: list[ox.Quad], snapshot: ox.Store
) -> None:
    graphs = {quad.graph_name.value for quad in described}
    assert graphs == {graph_name("data/dataset.ttl"), VOID_GRAPH, EXAMPLES_GRAPH}
    assert graphs == set(describe.GRAPHS)
    often = Counter((quad.subject, quad.predicate, quad.object) for quad in snapshot)
    assert [triple for triple, times in often.items() if times > 1] == []


def test_every_name_that_a_description_mints_is_one_that_the_server_can_answer(
    described: list[ox.Quad],
) -> None:
    minted = {quad.subject.value for quad in described}
    assert all(isinstance(quad.subject, ox.NamedNode) for quad in described)
    for name in minted:
        assert name.startswith(BASE), name
        first = urlsplit(name.removeprefix(BASE)).path.split("/")[0]
        assert first in {"id", "graph", ".well-known"}, name


def test_the_descriptions_are_the_same_in_every_build(described: list[ox.Quad]) -> None:
    code = (
        "import hashlib, pyoxigraph as ox; from kg import describe, query; "
        "made = describe.described(query.store()); "
        "print(hashlib.sha256(ox.serialize(made, format=ox.RdfFormat.N_QUADS)).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    text = ox.serialize(described, format=ox.RdfFormat.N_QUADS)
    assert text is not None
    assert done.stdout.strip() == hashlib.sha256(text).hexdigest()


# -- service description: the three tests of the suite -------------------------------------------


def offered(*, writable: bool = False) -> list[ox.Triple]:
    return service(HOST, {"urn:x:a": 3, "urn:x:b": 4}, writable=writable)


def suite() -> Iterator[str]:
    """Give the names of the suite's tests."""
    tests = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
    for test in Graph().parse(SUITE).subjects(A, URIRef(tests + "ServiceDescriptionTest")):
        yield str(test).rsplit("#", 1)[1]


def test_the_suite_has_the_three_tests_that_follow() -> None:
    assert set(suite()) == {"returns-rdf", "has-endpoint-triple", "conforms-to-schema"}


@pytest.mark.parametrize(
    ("form", "parser"),
    [
        (ox.RdfFormat.TURTLE, "turtle"),
        (ox.RdfFormat.N_TRIPLES, "nt"),
        (ox.RdfFormat.RDF_XML, "xml"),
        (ox.RdfFormat.JSON_LD, "json-ld"),
    ],
)
@pytest.mark.parametrize("writable", [False, True])
def test_returns_rdf(form: ox.RdfFormat, parser: str, writable: bool) -> None:
    made = offered(writable=writable)
    text = ox.serialize(made, format=form, prefixes=PREFIXES)
    assert text is not None
    assert len(Graph().parse(data=text, format=parser)) == len(set(made)) == len(made)


@pytest.mark.parametrize("writable", [False, True])
def test_has_endpoint_triple(writable: bool) -> None:
    graph = graph_of(offered(writable=writable))
    (node,) = graph.subjects(A, URIRef(SD.Service))
    assert list(graph.objects(node, URIRef(SD.endpoint))) == [URIRef(HOST)]


@pytest.mark.parametrize("writable", [False, True])
def test_conforms_to_schema(writable: bool) -> None:
    graph = graph_of(offered(writable=writable))
    conforms, _, text = conformance(graph)
    assert conforms, text
    assert (None, URIRef(SD.defaultDataset), None) in graph
    assert (None, URIRef(SD.feature), URIRef(SD.BasicFederatedQuery)) not in graph


def conformance(graph: Graph) -> tuple[bool, object, str]:
    shapes = Graph().parse(data=SCHEMA_OF_SERVICE, format="turtle")
    return pyshacl.validate(graph, shacl_graph=shapes, inference="none")


@pytest.mark.parametrize("term", ["endpoint", "supportedLanguage", "resultFormat", "defaultGraph"])
def test_a_description_that_lacks_a_part_is_noticed(term: str) -> None:
    graph = graph_of(offered())
    graph.remove((None, URIRef(SD[term]), None))
    assert not conformance(graph)[0]


def test_the_public_endpoint_offers_a_union_of_its_graphs_and_no_updates() -> None:
    graph = graph_of(offered())
    languages = set(graph.objects(None, URIRef(SD.supportedLanguage)))
    assert languages == {URIRef(SD.SPARQL11Query)}
    assert (None, URIRef(SD.feature), URIRef(SD.UnionDefaultGraph)) in graph
    (default,) = graph.objects(URIRef(DATASET), URIRef(SD.defaultGraph))
    assert figure(graph, str(default), VOID.triples) == 7
    named = list(graph.objects(URIRef(DATASET), URIRef(SD.namedGraph)))
    names = {str(graph.value(each, URIRef(SD.name))) for each in named}
    assert names == {"urn:x:a", "urn:x:b"}
    assert [figure(graph, name, VOID.triples) for name in sorted(names)] == [3, 4]
    seen = set(map(str, graph.objects(None, URIRef(RDFS.seeAlso))))
    assert seen == {"http://127.0.0.1:8000/.well-known/void"}


def test_a_writable_store_offers_updates_and_claims_nothing_of_the_public_graph() -> None:
    graph = graph_of(offered(writable=True))
    languages = set(graph.objects(None, URIRef(SD.supportedLanguage)))
    assert languages == {URIRef(SD.SPARQL11Query), URIRef(SD.SPARQL11Update)}
    assert (None, URIRef(SD.inputFormat), None) in graph
    assert (None, URIRef(SD.feature), None) not in graph
    assert BASE not in graph.serialize(format="nt")


@pytest.mark.parametrize("endpoint", ["", "/sparql", "sparql", "file:///sparql", "http:sparql"])
def test_an_endpoint_without_a_host_is_refused(endpoint: str) -> None:
    with pytest.raises(ValueError, match="absolute"):
        service(endpoint, {})


def test_the_order_of_the_graphs_does_not_matter() -> None:
    assert service(HOST, {"urn:x:b": 4, "urn:x:a": 3}) == offered()
