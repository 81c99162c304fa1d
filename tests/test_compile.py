"""The compiler refuses what it does not know: nothing of the law can be passed over in silence."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from support import LIBRARY

from kg.compile import book as compiler
from kg.compile import conditions, periods
from kg.compile.reasoning import not_in_force
from kg.errors import RuleBookError
from kg.rdf.load import union
from kg.rdf.namespaces import CLR, NORM, OWL, RDF, SH, SHAPE, SKOS, local_name
from kg.rulebook.model import RuleBook

SHAPE_OF_E = URIRef(SHAPE["l14-e-informant"])


def copy() -> Graph:
    graph = Graph()
    graph += union(LIBRARY)
    return graph


def pattern(graph: Graph) -> None:
    graph.add((SHAPE_OF_E, URIRef(SH.pattern), Literal("x")))


def query(graph: Graph) -> None:
    graph.add((SHAPE_OF_E, URIRef(SH.sparql), BNode()))


def warning_without_mark(graph: Graph) -> None:
    graph.set((SHAPE_OF_E, URIRef(SH.severity), URIRef(SH.Warning)))


def violation_with_mark(graph: Graph) -> None:
    graph.add((SHAPE_OF_E, URIRef(CLR.asks), Literal(True)))


def warning_that_denies_the_mark(graph: Graph) -> None:
    graph.set((SHAPE_OF_E, URIRef(SH.severity), URIRef(SH.Warning)))
    graph.add((SHAPE_OF_E, URIRef(CLR.asks), Literal(False)))


def severity_of_our_own(graph: Graph) -> None:
    graph.set((SHAPE_OF_E, URIRef(SH.severity), URIRef(CLR.Undetermined)))
    graph.add((SHAPE_OF_E, URIRef(CLR.asks), Literal(True)))


def two_severities(graph: Graph) -> None:
    graph.add((SHAPE_OF_E, URIRef(SH.severity), URIRef(SH.Info)))


def odd_path(graph: Graph) -> None:
    steps = BNode()
    graph.add((steps, URIRef(SH.oneOrMorePath), URIRef(CLR.item)))
    graph.set((SHAPE_OF_E, URIRef(SH.path), steps))


def two_messages(graph: Graph) -> None:
    graph.add((SHAPE_OF_E, URIRef(SH.message), Literal("and another", lang="en")))


SEVERITIES = [
    warning_without_mark,
    violation_with_mark,
    warning_that_denies_the_mark,
    severity_of_our_own,
    two_severities,
]


@pytest.mark.slow
@pytest.mark.parametrize("fault", [pattern, query, *SEVERITIES, odd_path, two_messages])
def test_a_shape_that_the_fast_engine_would_misread_stops_the_build(
    fault: Callable[[Graph], None],
) -> None:
    conditions.conditions(copy(), frozenset())
    graph = copy()
    fault(graph)
    with pytest.raises(RuleBookError):
        conditions.conditions(graph, frozenset())


def test_a_class_that_is_no_intersection_stops_the_build() -> None:
    graph = copy()
    union_of = BNode()
    graph.add((union_of, URIRef(OWL.unionOf), URIRef(RDF.nil)))
    graph.add((URIRef(CLR.Odd), URIRef(OWL.equivalentClass), union_of))
    with pytest.raises(RuleBookError):
        compiler._definitions(graph)


def test_a_short_name_that_is_used_twice_stops_the_build() -> None:
    graph = copy()
    graph.add((URIRef(CLR.Odd), URIRef(RDF.type), URIRef(SKOS.Concept)))
    graph.add((URIRef(CLR.Odd), URIRef(SKOS.notation), Literal("written")))
    with pytest.raises(RuleBookError):
        conditions.notations(graph)


def test_a_property_that_is_derived_from_itself_stops_the_build(book: RuleBook) -> None:
    compiler._check_cycles(book)
    chains = dict(book.chains) | {CLR.actsFor: ((CLR.employedBy, CLR.actsFor),)}
    with pytest.raises(RuleBookError):
        compiler._check_cycles(replace(book, chains=chains))


def test_a_path_back_along_a_derived_property_stops_the_build(book: RuleBook) -> None:
    compiler._check_inverses(book)
    condition = book.conditions[str(SHAPE_OF_E)]
    back = replace(condition, path=("/", (("p", CLR.item), ("^", ("p", CLR.actsFor)))))
    with pytest.raises(RuleBookError):
        compiler._check_inverses(replace(book, conditions={condition.iri: back}))


def test_the_epochs_follow_each_other_without_gap_and_the_last_is_open() -> None:
    found = periods.epochs(union(LIBRARY))
    assert [start for start, _ in found] == [
        date(1986, 10, 27),
        date(1993, 12, 8),
        date(1994, 3, 11),
        date(1996, 12, 17),
        date(2003, 3, 1),
        date(2004, 1, 6),
        date(2007, 6, 5),
        date(2011, 12, 27),
        date(2020, 7, 1),
    ]
    for (_, end), (start, _) in pairwise(found):
        assert end is not None
        assert (start - end).days == 1
    assert found[-1][1] is None


def test_a_shape_does_not_outlive_the_norm_that_it_carries_out() -> None:
    graph = copy()
    before, later = (not_in_force(graph, date(year, 1, 1)) for year in (1995, 2019))
    assert not any("e-informant" in shape for shape in before | later)
    norm = URIRef(NORM["l14-e-informant"])
    old = next(v for v in graph.objects(norm, URIRef(CLR.inVersion)) if "1994" in str(v))
    graph.set((norm, URIRef(CLR.inVersion), old))
    assert not_in_force(graph, date(1995, 1, 1)) == before
    gone = not_in_force(graph, date(2019, 1, 1)) - later
    assert str(SHAPE_OF_E) in gone
    assert all("e-informant" in shape for shape in gone)
    left, _ = conditions.conditions(graph, gone)
    assert str(SHAPE_OF_E) not in left


def test_norms_of_different_texts_hold_in_their_epochs_only() -> None:
    def shapes(year: int) -> frozenset[str]:
        gone = not_in_force(union(LIBRARY), date(year, 6, 30))
        return frozenset(local_name(shape) for shape in gone)

    assert any(shape.startswith("n-old-") for shape in shapes(2010))
    assert not any(shape.startswith("n-old-") for shape in shapes(2005))
    assert any(shape.startswith("u1628-c") for shape in shapes(2019))
    assert not any(shape.startswith("u1628-") for shape in shapes(2021))
