"""Conditions written under the norms expand into the shapes that docs/howto/read-a-norm.md says."""

from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node
from support import LIBRARY, copy_of

from kg.authoring import __main__ as command
from kg.authoring import authored, law
from kg.errors import RuleBookError
from kg.rdf import turtle
from kg.rdf.library import Library
from kg.rdf.namespaces import CLR, DCTERMS, RDF, SH, SHAPE

HEAD = """
@prefix agency: <https://w3id.org/clearance/id/agency/> .
@prefix clr: <https://w3id.org/clearance/def/> .
@prefix condition: <https://w3id.org/clearance/condition/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix norm: <https://w3id.org/clearance/norm/> .
@prefix purpose: <https://w3id.org/clearance/id/purpose/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shape: <https://w3id.org/clearance/shape/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

norm:t-1 a clr:Permission ; clr:covers clr:Sale ; clr:requires shape:t-day, shape:t-found ;
    dcterms:source <https://w3id.org/clearance/law/9-cfr/7.5/a/2> .
norm:t-2 a clr:Condition ; dcterms:source <https://w3id.org/clearance/law/9-cfr/7.5/b> .

condition:by-office a clr:Finder ; skos:prefLabel "the office"@en ;
    clr:supplier agency:office ; clr:maker clr:madeBy ; clr:mustInclude agency:office ;
    clr:whenUnmet "Record the finding of the office"@en ;
    clr:whenNotDated "Record its day: {}"@en ; clr:whenLate "Rest on it in time: {}"@en .
"""
DAY = """
condition:t-day a clr:Statement ; clr:conditionOf norm:t-2 ; clr:fact clr:date ;
    clr:whenNotStated "State the day"@en .
"""
PURPOSE = """
condition:t-use a clr:Test ; clr:conditionOf norm:t-1 ; clr:fact ( clr:purpose skos:broader ) ;
    clr:mustInclude purpose:trade ; clr:whenNotStated "State the purpose"@en ;
    clr:whenUnmet "Sell for trade only"@en ; clr:waitsFor ( shape:t-day ) .
"""
FOUND = """
condition:t-found a clr:FindingTest ; clr:conditionOf norm:t-2 ; clr:finding clr:safetyFinding ;
    clr:mustBe true ; clr:whenNotStated "Record whether it is safe"@en ;
    clr:whenUnmet "Do not sell it, for it is not safe"@en ; clr:foundBy condition:by-office ;
    clr:day shape:t-day ; clr:forEach clr:item .
"""


def shapes(text: str) -> Graph:
    graph = Graph().parse(data=HEAD + text, format="turtle")
    return law.shapes(graph, authored.read(graph, graph), law.forms(LIBRARY))


def term(graph: Graph, node: Node) -> object:
    """Give a list or negation as nested tuples, anything else as its last name or its value."""
    if (node, URIRef(RDF.first), None) in graph:
        return tuple(term(graph, part) for part in Collection(graph, node))
    if isinstance(node, Literal):
        return node.toPython()
    return str(node).rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def said(graph: Graph, name: str) -> dict[str, object]:
    """Give what is said of a shape by the local names of the properties; several values sorted."""
    found: dict[str, list[object]] = {}
    for prop, value in graph.predicate_objects(URIRef(SHAPE[name])):
        found.setdefault(str(term(graph, prop)), []).append(term(graph, value))
    return {prop: v[0] if len(v) == 1 else sorted(map(str, v)) for prop, v in found.items()}


def test_a_statement_becomes_one_shape_that_asks_the_requester() -> None:
    assert said(shapes(DAY), "t-day") == {
        "type": "PropertyShape",
        "path": "date",
        "severity": "Warning",
        "asks": True,
        "message": "State the day [9 CFR 7.5(b)].",
        "source": "b",
        "enforces": "t-2",
        "curedBy": "requester",
        "minCount": 1,
    }


def test_a_test_becomes_one_shape_that_decides_and_one_that_asks_what_a_record_states() -> None:
    graph = shapes(PURPOSE)
    common = {"type": "PropertyShape", "source": "2", "enforces": "t-1"}
    assert said(graph, "t-use") == common | {
        "path": ("purpose", "broader"),
        "severity": "Violation",
        "message": "Sell for trade only [9 CFR 7.5(a)(2)].",
        "curedBy": "nobody",
        "hasValue": "trade",
        "presupposes": ["t-day", "t-use-stated"],
    }
    assert said(graph, "t-use-stated") == common | {
        "path": "purpose",
        "severity": "Warning",
        "asks": True,
        "message": "State the purpose [9 CFR 7.5(a)(2)].",
        "curedBy": "requester",
        "minCount": 1,
        "presupposes": "t-day",
    }


def test_a_finding_test_asks_for_outcome_day_time_and_maker_and_then_decides() -> None:
    graph = shapes(DAY + FOUND)
    common = {
        **{"type": "PropertyShape", "source": "b", "enforces": "t-2"},
        **{"curedBy": "official", "suppliedBy": "office"},
    }
    asking = common | {"severity": "Warning", "asks": True}
    assert said(graph, "t-found-stated") == asking | {
        "path": ("safetyFinding", "outcome"),
        "message": "Record whether it is safe [9 CFR 7.5(b)].",
        "minCount": 1,
    }
    assert said(graph, "t-found-dated") == asking | {
        "path": ("safetyFinding", "madeOn"),
        "message": "Record its day: record whether it is safe [9 CFR 7.5(b)].",
        "minCount": 1,
        "presupposes": "t-found-stated",
    }
    assert said(graph, "t-found-in-time") == asking | {
        "path": ("item", "safetyFinding", "madeOn"),
        "message": "Rest on it in time: record whether it is safe [9 CFR 7.5(b)].",
        "lessThanOrEquals": "date",
        "presupposes": ["t-day", "t-found-dated"],
    }
    assert said(graph, "t-found-by") == asking | {
        "path": ("safetyFinding", "madeBy"),
        "message": "Record the finding of the office [9 CFR 7.5(b)].",
        "hasValue": "office",
        "presupposes": "t-found-stated",
    }
    assert said(graph, "t-found") == common | {
        "path": ("safetyFinding", "outcome"),
        "severity": "Violation",
        "message": "Do not sell it, for it is not safe [9 CFR 7.5(b)].",
        "in": (True,),
        "presupposes": [
            *("t-day", "t-found-by", "t-found-dated", "t-found-in-time", "t-found-stated"),
        ],
    }


def test_a_condition_looks_at_the_acts_of_the_norms_that_require_it_and_at_each_thing() -> None:
    graph = shapes(DAY + FOUND)
    place = said(graph, "t-on-sale")
    assert place["targetClass"] == "Sale"
    assert place["source"] == "7.5"
    assert place["property"] == ["t-day", "t-found-in-time", "t-on-sale-item"]
    scope = said(graph, "t-on-sale-item")
    assert scope["path"] == "item"
    assert scope["property"] == ["t-found", "t-found-by", "t-found-dated", "t-found-stated"]


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("clr:mustBe true", {"in": (True,)}),
        ("clr:mustBeOneOf ( 1 6 )", {"in": (1, 6)}),
        ("clr:mustBeA clr:Audit", {"class": "Audit"}),
        ("clr:notAfter clr:date ; clr:day shape:t-day", {"lessThanOrEquals": "date"}),
        ("clr:atMost 0", {"maxCount": 0}),
        ("clr:mustBe true ; clr:atLeast 1", {"in": (True,), "minCount": 1}),
    ],
)
def test_what_a_value_must_be_becomes_the_shacl_constraint_of_that_meaning(
    written: str, form: dict[str, object]
) -> None:
    text = PURPOSE.replace("clr:mustInclude purpose:trade", written)
    told = said(shapes(text), "t-use")
    names = ("in", "class", "lessThanOrEquals", "maxCount", "minCount", "hasValue", "not")
    assert {name: told[name] for name in names if name in told} == form


#: What is changed in a good condition, and what the error has to say.
FAULTS = {
    "unknown property": ("clr:mustInclude", "clr:mustHave", "does not take clr:mustHave"),
    "property of another form": ("clr:fact", "clr:finding", "does not take clr:finding"),
    "no form": ("a clr:Test ;", "", "Write “a” with exactly one of"),
    "two values": ("clr:waitsFor ( shape:t-day )", "clr:fact clr:item", "one value of clr:fact"),
    "two demands": ("clr:waitsFor ( shape:t-day )", "clr:mustBe true", "one duty, one test"),
    "no demand": ("clr:mustInclude purpose:trade ;", "", "Say what the value must be"),
    "no message": ('clr:whenUnmet "Sell for trade only"@en ;', "", "Add clr:whenUnmet"),
    "citation twice": ("trade only", "trade only [9 CFR 7.5]", "without brackets"),
    "no language": ('trade only"@en', 'trade only"', "in English"),
    "no such norm": ("norm:t-1", "norm:t-9", "a norm of data/norms"),
    "departure without reason": (
        "clr:waitsFor ( shape:t-day )",
        "clr:statedAt clr:purpose",
        "Say in skos:scopeNote why it has clr:statedAt",
    ),
    "official or requester": (
        "clr:waitsFor ( shape:t-day )",
        'clr:supplier agency:a ; clr:holder agency:b ; skos:scopeNote "x"@en',
        "Keep clr:supplier or clr:holder",
    ),
    "one value instead of a list": ("( shape:t-day )", "shape:t-day", "as a list"),
    "no list of values": (
        "clr:mustInclude purpose:trade",
        "clr:mustNotBeOneOf purpose:trade",
        "a clr:ValueList",
    ),
    "day without order": ("clr:waitsFor ( shape:t-day )", "clr:day shape:t-day", "Remove clr:day"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_what_cannot_be_meant_is_an_error_with_the_name_of_the_condition_and_the_remedy(
    fault: tuple[str, str, str],
) -> None:
    old, new, remedy = fault
    assert PURPOSE.count(old) >= 1
    with pytest.raises(RuleBookError, match=r"^condition:t-use: ") as raised:
        shapes(PURPOSE.replace(old, new))
    assert remedy in str(raised.value)


def test_a_finding_names_a_finder_that_exists() -> None:
    with pytest.raises(RuleBookError, match=r"condition:t-found: .*a clr:Finder"):
        shapes(DAY + FOUND.replace("by-office", "by-nobody"))


def test_a_condition_waits_only_for_a_shape_that_is_written_out() -> None:
    graph = Graph().parse(data=HEAD + PURPOSE, format="turtle")
    with pytest.raises(RuleBookError, match=r"condition:t-use: It waits for shape:t-day"):
        law.check_waits(graph, authored.read(graph, graph))


def test_a_condition_that_looks_at_nothing_is_an_error() -> None:
    idle = DAY.replace("t-day", "t-idle")
    with pytest.raises(RuleBookError, match=r"condition:t-idle: Say with clr:appliesTo"):
        shapes(idle)


def test_writing_the_shapes_of_the_law_again_changes_no_byte() -> None:
    written = dict(law.targets(LIBRARY))
    held = set((LIBRARY.share / "shapes" / "law").glob("*.ttl"))
    assert written.keys() == held
    for path, text in written.items():
        assert path.read_text(encoding="utf-8") == text, "run: make format"


def test_each_file_says_that_it_is_written_and_out_of_which_file() -> None:
    for path in (LIBRARY.share / "shapes" / "law").glob("*.ttl"):
        told = [str(o) for o in Graph().parse(path).objects(None, URIRef(DCTERMS.description))]
        assert any(f"data/norms/{path.name}" in text for text in told), path


@pytest.mark.slow
def test_check_names_the_file_that_differs_and_writes_nothing(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copied = copy_of(library, tmp_path)
    path = min((copied.share / "shapes" / "law").glob("*.ttl"))
    text = path.read_text(encoding="utf-8") + "# more\n"
    path.write_text(text, encoding="utf-8")
    assert command.main(["--check"], copied) == 1
    assert capsys.readouterr().out == f"shapes/law/{path.name}\n"
    assert path.read_text(encoding="utf-8") == text


def test_the_conditions_of_a_norm_stand_under_it_and_norms_in_the_order_of_the_section() -> None:
    ninth = "<https://w3id.org/clearance/law/9-cfr/7.5/a/9>"
    earlier = f"norm:t-3 a clr:Condition ; dcterms:source {ninth} ."
    text = turtle.canonical(HEAD.replace("a/2", "a/10") + DAY + PURPOSE + earlier)
    subjects = [block.partition("\n")[0] for block in text.split("\n\n")[1:]]
    ordered = ["norm:t-3", "norm:t-1", "condition:t-use", "norm:t-2", "condition:t-day"]
    assert subjects[-5:] == ordered
    assert turtle.canonical(text) == text


def test_an_authored_condition_shares_no_property_with_the_shapes_but_its_type_and_note() -> None:
    conditions = {
        str(p) for g in law.norms(LIBRARY).values() for s, p, _ in g if "/condition/" in str(s)
    }
    written = Graph()
    for path in (LIBRARY.share / "shapes" / "law").glob("*.ttl"):
        written.parse(path)
    shaped = {str(p) for s, p, _ in written if isinstance(s, URIRef)}
    assert conditions & shaped == {RDF.type}
    assert not any(prop.startswith(SH.base) for prop in conditions if prop in shaped)
    assert CLR.whenUnmet in conditions
