"""Every norm, shape and provision is joined to the others: nothing is idle, nothing is left out."""

import re

import pytest
from rdflib import Graph, URIRef
from rdflib.term import Node
from statute import parse
from support import LIBRARY

from kg.rdf import load
from kg.rdf.namespaces import CLR, DCTERMS, LAW, NORM, OWL, RDF, SH, SHAPE

A = URIRef(RDF.type)
BRACKET = re.compile(r" \[([^\[\]]+)\]\.$")
SECTION = LAW["26-cfr/301.6103-l-14-1"]


def law_shapes() -> Graph:
    return load.union(LIBRARY, "shapes/law")


def whole() -> Graph:
    return load.union(LIBRARY, "ontology", "shapes/law", "data/")


def clr(name: str) -> URIRef:
    return URIRef(CLR[name])


def of_type(graph: Graph, *kinds: str) -> list[Node]:
    return sorted({iri for kind in kinds for iri in graph.subjects(A, clr(kind))}, key=str)


def messages(folder: str) -> list[tuple[str, str, str]]:
    """Give shape, message and source of every shape of a folder that has a message."""
    graph = load.union(LIBRARY, folder)
    return sorted(
        (str(shape), str(message), str(graph.value(shape, URIRef(DCTERMS.source))))
        for shape, message in graph.subject_objects(URIRef(SH.message))
    )


def bracket(message: str) -> str:
    found = BRACKET.search(message)
    assert found, f"no citation in brackets at the end of: {message}"
    return found[1]


def wrongly_cited(told: list[tuple[str, str, str]]) -> list[str]:
    return [shape for shape, text, source in told if parse(bracket(text)) != source]


def test_the_bracket_of_each_law_message_is_the_source_of_its_shape() -> None:
    told = messages("shapes/law")
    assert len(told) > 100
    assert wrongly_cited(told) == []


def test_a_bracket_that_cites_another_provision_would_be_noticed() -> None:
    shape, message, source = messages("shapes/law")[0]
    assert wrongly_cited([(shape, message, source + "/9")]) == [shape]
    with pytest.raises(AssertionError, match="no citation"):
        wrongly_cited([(shape, "Do it.", source)])


def test_record_messages_end_with_the_rule_on_fields_or_that_on_orders_of_days() -> None:
    told = messages("shapes/record")
    cited = {(bracket(message), "/order-" in shape) for shape, message, _ in told}
    assert cited == {("R-1", False), ("R-2", True)}


def test_every_shape_with_a_message_cites_words_that_we_have() -> None:
    graph = whole()
    with_words = {str(iri) for iri in graph.objects(None, clr("wordsOf"))}
    assert {source for _, _, source in messages("shapes/law")} <= with_words


def test_every_law_property_shape_carries_out_a_norm_or_only_leads_to_others() -> None:
    graph = law_shapes()
    for shape in graph.subjects(A, URIRef(SH.PropertyShape)):
        leads = (shape, A, clr("Scope")) in graph
        assert leads != ((shape, clr("enforces"), None) in graph), shape


def norms(graph: Graph) -> list[Node]:
    return of_type(graph, "Permission", "Prohibition", "Condition", "Obligation", "Definition")


def idle(graph: Graph) -> list[str]:
    """Give the norms that neither cover a class, nor are carried out, nor fix a meaning."""
    found = []
    for norm in norms(graph):
        kinds = {str(kind).removeprefix(CLR.base) for kind in graph.objects(norm, A)}
        covers = any(
            (each, A, URIRef(OWL.Class)) in graph for each in graph.objects(norm, clr("covers"))
        )
        if kinds & {"Permission", "Prohibition"}:
            used = covers
        elif "Definition" in kinds:
            construed = list(graph.objects(norm, clr("construes")))
            used = bool(construed) and set(construed) <= set(norms(graph))
        else:
            used = covers or (None, clr("enforces"), norm) in graph
        if not used:
            found.append(str(norm))
    return found


def test_every_norm_covers_is_carried_out_or_construes() -> None:
    assert len(norms(whole())) > 50
    assert idle(whole()) == []


@pytest.mark.parametrize(
    ("norm", "prop"),
    [("l14-a-1", "covers"), ("l14-a-extent", "enforces")],
)
def test_a_norm_that_does_nothing_would_be_noticed(norm: str, prop: str) -> None:
    graph = Graph() + whole()
    iri = URIRef(NORM[norm])
    graph.remove((iri, clr(prop), None))
    graph.remove((None, clr(prop), iri))
    assert idle(graph) == [str(iri)]


@pytest.mark.parametrize(
    "prop",
    ["enforces", "specifies", "overrides", "entails", "construes", "requires", "presupposes"],
)
def test_norms_and_shapes_point_to_norms_and_shapes_that_exist(prop: str) -> None:
    graph = whole()
    shapes = set(graph.subjects(A, URIRef(SH.PropertyShape)))
    known = shapes if prop in {"requires", "presupposes"} else set(norms(graph))
    pointed = set(graph.objects(None, clr(prop)))
    assert pointed
    assert pointed - known == set()


def test_no_norm_overrides_or_specifies_itself_by_a_round_about_way() -> None:
    graph = whole()
    for prop in ("overrides", "specifies"):
        for norm in norms(graph):
            steps = graph.transitive_objects(norm, clr(prop))
            assert all((step, clr(prop), norm) not in graph for step in steps), (
                f"{norm} {prop} itself"
            )


def reached(graph: Graph) -> set[Node]:
    """Give the shapes that a target leads to."""
    found: set[Node] = set()
    for shape in graph.subjects(URIRef(SH.targetClass)):
        found.update(filter(None, graph.transitive_objects(shape, URIRef(SH.property))))
    return found


def test_every_law_property_shape_is_reached_from_a_target() -> None:
    graph = law_shapes()
    assert set(graph.subjects(A, URIRef(SH.PropertyShape))) - reached(graph) == set()


def test_every_required_shape_is_reached_from_a_target() -> None:
    required = set(load.union(LIBRARY, "data/norms").objects(None, clr("requires")))
    assert required
    assert required - reached(law_shapes()) == set()


def test_a_shape_without_a_target_would_be_noticed() -> None:
    graph = Graph() + law_shapes()
    shape = URIRef(SHAPE["l14-a-chapter"])
    graph.remove((None, URIRef(SH.property), shape))
    assert shape not in reached(graph)


def test_every_target_is_a_class_of_the_ontology() -> None:
    classes = {
        iri for iri in load.union(LIBRARY, "ontology").subjects(A) if isinstance(iri, URIRef)
    }
    assert set(law_shapes().objects(None, URIRef(SH.targetClass))) <= classes


def test_every_thing_that_a_value_constraint_names_is_in_the_vocabulary() -> None:
    graph = whole()
    named = set(law_shapes().objects(None, URIRef(SH.hasValue)))
    named |= set(load.union(LIBRARY, "ontology").objects(None, URIRef(OWL.hasValue)))
    assert {
        iri for iri in named if isinstance(iri, URIRef) and (iri, A, None) not in graph
    } == set()


def unaccounted(graph: Graph) -> list[str]:
    """Give the provisions with words that neither a norm nor a coverage entry speaks of."""
    with_words = set(graph.objects(None, clr("wordsOf")))
    spoken_of = set(graph.objects(None, clr("concerns")))
    for norm in norms(graph):
        spoken_of |= set(graph.objects(norm, URIRef(DCTERMS.source)))
    return sorted(str(iri) for iri in with_words - spoken_of)


def test_no_provision_is_left_out() -> None:
    assert unaccounted(whole()) == []


@pytest.mark.parametrize("unit", ["e", "c", "h/1", "j/sentence-2"])
def test_a_provision_that_is_left_out_would_be_noticed(unit: str) -> None:
    graph = Graph() + whole()
    iri = URIRef(f"{SECTION}/{unit}")
    graph.remove((None, URIRef(DCTERMS.source), iri))
    graph.remove((None, clr("concerns"), iri))
    assert set(unaccounted(graph)) - set(unaccounted(whole())) == {str(iri)}


def test_a_coverage_entry_speaks_only_of_a_provision_without_norm_and_text() -> None:
    graph = whole()
    sources = {
        each for norm in norms(graph) for each in graph.objects(norm, URIRef(DCTERMS.source))
    }
    for concerned in graph.objects(None, clr("concerns")):
        assert concerned not in sources
        words = list(graph.subjects(clr("wordsOf"), concerned))
        assert words
        if "Heading and frame only" in str(
            graph.value(graph.value(None, clr("concerns"), concerned), clr("reason"))
        ):
            assert all((each, clr("text"), None) not in graph for each in words), concerned


def test_every_norm_stands_in_versions_of_the_section_that_it_cites() -> None:
    graph = whole()
    for norm in norms(graph):
        source = str(graph.value(norm, URIRef(DCTERMS.source)))
        for version in graph.objects(norm, clr("inVersion")):
            section = str(graph.value(version, clr("versionOf")))
            assert source == section or source.startswith(section + "/"), norm
