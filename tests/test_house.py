"""The ontology, the norms and the shapes keep the house rules, and a broken rule is noticed."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyshacl
import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node
from support import LIBRARY

from kg.rdf import load, namespaces, turtle
from kg.rdf.namespaces import CLR, DCTERMS, NORM, OWL, RDF, RDFS, RULE, SH, SHAPE, SKOS

HOUSE = LIBRARY.share / "shapes" / "house" / "house.ttl"
ROOT = LIBRARY.share
SECTION = namespaces.LAW["26-cfr/301.6103-l-14-1"]
ANYWHERE = BNode("shapeWithoutName")
NOWHERE = BNode("provisionWithoutName")

#: House shapes that only bind others together or serve inside an ``sh:or``.
FRAMES = {
    *("anonymous", "condition", "coverage", "external-provision"),
    *("in-module", "in-module-one", "law-shape"),
    *("law-shape-asking", "law-shape-asking-mark", "law-shape-asking-severity"),
    *("law-shape-deciding", "law-shape-deciding-mark", "law-shape-deciding-severity"),
    *("module", "norm", "overriding", "property-shape", "record-shape", "section", "term", "words"),
}


class Fault(NamedTuple):
    """All values of one property of one thing, replaced, and the house shape that must see it."""

    shape: str
    focus: Node
    prop: str
    values: tuple[Node, ...] = ()


def en(text: str) -> Literal:
    return Literal(text, lang="en")


def de(text: str) -> Literal:
    return Literal(text, lang="de")


def iris(*texts: str) -> tuple[URIRef, ...]:
    return tuple(URIRef(text) for text in texts)


def term(name: str) -> URIRef:
    return URIRef(CLR[name])


def law_shape(name: str) -> URIRef:
    return URIRef(SHAPE["l14-" + name])


def norm(name: str) -> URIRef:
    return URIRef(NORM["l14-" + name])


def unit(name: str) -> URIRef:
    return URIRef(f"{SECTION}/{name}")


MODULE = URIRef(namespaces.BASE + "module/time")
ENTRY = URIRef(namespaces.ID["coverage/l14-c"])
OTHER_ENTRY = URIRef(namespaces.ID["coverage/l14-f"])
RECORD_AUDIT = URIRef(SHAPE["record-audit"])
RECORD_FIELD = URIRef(SHAPE["record-audit-subject"])
GOOD_MESSAGE = de("Nenne die Sache [26 CFR 301.6103(l)(14)-1(a)].")

CONDITION = URIRef(namespaces.CONDITION["l14-e-informant"])
OTHER_CONDITION = URIRef(namespaces.CONDITION["l14-a-chapter"])

FAULTS = [
    Fault("condition-norm", CONDITION, CLR.conditionOf, (term("Act"),)),
    Fault("condition-language", OTHER_CONDITION, CLR.whenUnmet, (de("Nenne die Sache"),)),
    Fault("term-label", term("Act"), SKOS.prefLabel),
    Fault("term-label", term("Agency"), SKOS.prefLabel, (en("agency"), en("bureau"))),
    Fault("term-label-language", term("Use"), SKOS.prefLabel, (de("Nutzung"),)),
    Fault("term-definition", term("Agent"), SKOS.definition),
    Fault("term-definition-language", term("Audit"), SKOS.definition, (Literal("look"),)),
    Fault("term-definition-stop", term("Norm"), SKOS.definition, (en("what is said."),)),
    Fault("term-comment", term("Person"), RDFS.comment, (en("someone"),)),
    Fault("declared", term("Disclosure"), RDFS.isDefinedBy),
    Fault("module-label", MODULE, SKOS.prefLabel),
    Fault("module-definition", MODULE, SKOS.definition),
    Fault("module-licence", MODULE, DCTERMS.license, (Literal("Apache"),)),
    Fault("module-version", MODULE, OWL.versionIRI),
    Fault("shape", ANYWHERE, DCTERMS.source, iris(RULE["S-1"])),
    Fault("shape-source", law_shape("a-chapter"), DCTERMS.source),
    Fault("property-shape-path", law_shape("a-chapter"), SH.path),
    Fault("law-shape-pattern", law_shape("a-chapter"), SH.severity),
    Fault("law-shape-pattern", law_shape("a-necessity"), SH.severity, iris(SH.Info)),
    Fault("law-shape-pattern", law_shape("a-2-amounts"), SH.severity, iris(SH.Warning)),
    Fault("law-shape-pattern", law_shape("e-informant"), CLR.asks, (Literal(True),)),
    Fault("law-shape-pattern", law_shape("e-informant-by"), CLR.asks),
    Fault("law-shape-pattern", law_shape("e-informant-dated"), CLR.asks, (Literal(False),)),
    Fault("law-shape-pattern", law_shape("e-informant-in-time"), SH.severity, iris(SH.Violation)),
    Fault("law-shape-pattern", law_shape("e-informant-stated"), SH.severity, iris(SH.Debug)),
    Fault("law-shape-pattern", law_shape("a-item-stated"), SH.severity, iris(SH.Warning, SH.Info)),
    Fault("law-shape-pattern", law_shape("on-customs-disclosure"), CLR.asks, (Literal(True),)),
    Fault("law-shape-message", law_shape("a-chapter"), SH.message),
    Fault("law-shape-message-language", law_shape("a-necessity"), SH.message, (GOOD_MESSAGE,)),
    Fault("law-shape-message-citation", law_shape("a-item-stated"), SH.message, (en("Do."),)),
    Fault("law-shape-enforces", law_shape("a-chapter"), CLR.enforces, (norm("a-1"), norm("a-2"))),
    Fault("law-shape-enforces-norm", law_shape("a-necessity"), CLR.enforces, (term("Act"),)),
    Fault("law-shape-source", law_shape("a-item-stated"), DCTERMS.source, iris(RULE["S-1"])),
    Fault("law-shape-cured-by", law_shape("a-chapter"), CLR.curedBy),
    Fault("law-shape-cured-by-kind", law_shape("a-necessity"), CLR.curedBy, (term("Act"),)),
    Fault("record-shape-message", RECORD_AUDIT, SH.message),
    Fault("record-shape-severity", RECORD_AUDIT, SH.severity, iris(SH.Info)),
    Fault("record-shape-source", RECORD_AUDIT, DCTERMS.source, iris(RULE["R-9"])),
    Fault("record-shape-fields", URIRef(SHAPE["record-holding"]), SH.property),
    Fault("field-message", RECORD_FIELD, SH.message),
    Fault("field-severity", RECORD_FIELD, SH.severity, iris(SH.Info)),
    Fault("field-source", RECORD_FIELD, DCTERMS.source, iris(RULE["R-9"])),
    Fault("norm-label", norm("a-1"), SKOS.prefLabel, (de("Zweck"),)),
    Fault("norm-source", norm("a-1"), DCTERMS.source),
    Fault("norm-source-provision", norm("a-2"), DCTERMS.source, (term("Act"),)),
    Fault("norm-version", norm("a-1"), CLR.inVersion),
    Fault("norm-version-kind", norm("a-2"), CLR.inVersion, (term("Act"),)),
    Fault("overriding-norm", norm("a-1"), CLR.overrides, (term("Act"),)),
    Fault("overriding-source", norm("a-1"), CLR.overridingSource),
    Fault("overriding-reason", norm("a-1"), CLR.overridingReason),
    Fault("provision", NOWHERE, CLR.citation, (Literal("1 CFR 1(a)"),)),
    Fault("provision-citation", unit("a"), CLR.citation),
    Fault("provision-order", unit("a"), CLR.order, (Literal("1"),)),
    Fault("provision-identifier", unit("c/sentence-1"), DCTERMS.identifier),
    Fault("provision-part", unit("a"), DCTERMS.isPartOf),
    Fault("provision-part-kind", unit("b"), DCTERMS.isPartOf, (term("Act"),)),
    Fault("section-checked", URIRef(SECTION), CLR.lastChecked, (Literal("2026-11-21"),)),
    Fault("section-checked-note", URIRef(SECTION), CLR.lastCheckedNote, (Literal("none"),)),
    Fault("words-of", unit("a@1996-12-17"), CLR.wordsOf),
    Fault("words-version", unit("a@1996-12-17"), CLR.inVersion),
    Fault("words-text", unit("a@1996-12-17"), CLR.text, (en("One."), en("Two."))),
    Fault("coverage-concerns", ENTRY, CLR.concerns),
    Fault("coverage-reason", OTHER_ENTRY, CLR.reason, (Literal("none"),)),
]


def house() -> Graph:
    return Graph().parse(HOUSE, format="turtle")


def everything() -> Graph:
    """Give ontology, shapes, data and the house shapes themselves; a copy."""
    return load.union(LIBRARY, "ontology", "shapes/", "data/") + house()


def reported(graph: Graph) -> set[tuple[str, str]]:
    """Give shape (short name) and focus of every result."""
    _, report, _ = pyshacl.validate(graph, shacl_graph=house(), inference="none")
    assert isinstance(report, Graph)
    return {
        (
            str(report.value(result, URIRef(SH.sourceShape))).removeprefix(SHAPE["house-"]),
            str(report.value(result, URIRef(SH.focusNode))),
        )
        for result in report.subjects(URIRef(RDF.type), URIRef(SH.ValidationResult))
    }


def broken() -> Graph:
    """Give everything with all the faults in it."""
    graph = everything()
    a = URIRef(RDF.type)
    graph.add((ANYWHERE, a, URIRef(SH.PropertyShape)))
    graph.add((ANYWHERE, URIRef(SH.path), term("item")))
    graph.add((NOWHERE, a, term("Paragraph")))
    graph.add((NOWHERE, term("order"), Literal(99)))
    graph.add((NOWHERE, URIRef(DCTERMS.identifier), Literal("/x")))
    graph.add((NOWHERE, URIRef(DCTERMS.isPartOf), unit("a")))
    for fault in FAULTS:
        graph.remove((fault.focus, URIRef(fault.prop), None))
        for value in fault.values:
            graph.add((fault.focus, URIRef(fault.prop), value))
    return graph


@pytest.fixture(scope="module")
def found() -> set[tuple[str, str]]:
    return reported(broken())


def test_everything_keeps_the_house_rules() -> None:
    assert reported(everything()) == set()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.shape}")
def test_each_house_shape_reports_a_fault_put_in_on_purpose(
    fault: Fault, found: set[tuple[str, str]]
) -> None:
    assert (fault.shape, str(fault.focus)) in found


def test_house_shapes_report_nothing_but_the_faults(found: set[tuple[str, str]]) -> None:
    assert found == {(fault.shape, str(fault.focus)) for fault in FAULTS}


def test_every_house_shape_has_a_fault_that_it_reports() -> None:
    names = {str(shape).removeprefix(SHAPE["house-"]) for shape in house().subjects()}
    shapes = {name for name in names if "/" not in name and re.fullmatch(r"[a-z-]+", name)}
    assert shapes - FRAMES == {fault.shape for fault in FAULTS}


def test_every_house_shape_says_its_rule_in_its_message() -> None:
    graph = house()
    for shape, rule in graph.subject_objects(URIRef(DCTERMS.source)):
        message = str(graph.value(shape, URIRef(SH.message)))
        assert message.endswith(f" [{str(rule).removeprefix(RULE.base)}]."), shape


def turtle_texts() -> Iterator[tuple[str, str]]:
    """Give path and text of every Turtle file of ours but the examples, alignments included."""
    for folder in ("ontology", "shapes", "data"):
        for path in sorted((ROOT / folder).rglob("*.ttl")):
            if "examples" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def declared(text: str) -> dict[str, str]:
    return dict(re.findall(r"^@prefix ([\w-]*): <([^>]*)>", text, flags=re.M))


@pytest.mark.parametrize("path", [path for path, _ in turtle_texts()])
def test_every_turtle_file_is_in_the_house_form(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert turtle.canonical(text) == text, f"run: python -m kg.rdf.turtle {path}"


def test_a_file_in_another_form_is_noticed() -> None:
    path, text = next(iter(turtle_texts()))
    assert turtle.canonical(text.replace("    ", "  ")) != text.replace("    ", "  "), path


def test_a_prefix_means_the_same_in_every_file() -> None:
    meanings = {name: {iri} for name, iri in namespaces.PREFIXES.items()}
    examples = sorted((ROOT / "data" / "examples").glob("*.ttl"))
    texts = [text for _, text in turtle_texts()]
    for text in [*texts, *(Path(path).read_text(encoding="utf-8") for path in examples)]:
        for name, iri in declared(text).items():
            meanings.setdefault(name, set()).add(iri)
    assert {name: found for name, found in meanings.items() if len(found) > 1} == {}


def test_no_file_declares_a_prefix_that_it_does_not_use() -> None:
    for path, text in turtle_texts():
        body = "\n".join(line for line in text.splitlines() if not line.startswith("@prefix"))
        body = re.sub(r'"(?:[^"\\]|\\.)*"|<[^>]*>', "", body)
        used = set(re.findall(r"(?<![\w-])([\w-]*):(?=[\w])", body))
        assert set(declared(text)) <= used, path
