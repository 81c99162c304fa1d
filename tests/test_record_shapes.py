"""The shapes of records follow from the fields that authors list, and a slip of theirs is named."""

import re
from functools import cache
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from support import LIBRARY

from kg.authoring import __main__ as authoring
from kg.authoring import law, record_shapes
from kg.errors import RuleBookError
from kg.rdf import files, load
from kg.rdf.library import Library
from kg.rdf.namespaces import SH, SHAPE

PREFIXES = """
    @prefix : <https://w3id.org/clearance/def/> .
    @prefix dcterms: <http://purl.org/dc/terms/> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix rule: <https://w3id.org/clearance/rule/> .
    @prefix schema: <https://schema.org/> .
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix shape: <https://w3id.org/clearance/shape/> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ONTOLOGY = """
    :OldLetter a owl:Class ; skos:prefLabel "old letter"@en .
    :Sender a owl:Class ; skos:prefLabel "sender"@en .
    :Rank a owl:Class ; skos:prefLabel "rank"@en ; :iriPattern "^https://example.org/rank/" .
    :sentBy a owl:ObjectProperty ; skos:prefLabel "sent by"@en ; schema:rangeIncludes :Sender .
    :rank a owl:ObjectProperty ; skos:prefLabel "rank"@en ; schema:rangeIncludes :Rank .
    :sentOn a owl:DatatypeProperty ; skos:prefLabel "sent on"@en ; schema:rangeIncludes xsd:date .
    :words a owl:DatatypeProperty ; skos:prefLabel "words"@en ; schema:rangeIncludes xsd:string .
    :nameless a owl:ObjectProperty ; schema:rangeIncludes :Sender .
    :shapeless a owl:ObjectProperty ; skos:prefLabel "shapeless"@en .
    :timed a owl:DatatypeProperty ; skos:prefLabel "timed"@en ; schema:rangeIncludes xsd:time .
"""
LETTER = ":OldLetter :standsAlone true ; :optionalField :sentBy ."


def graph(text: str) -> Graph:
    return Graph().parse(data=PREFIXES + text, format="turtle")


def shapes(text: str, elsewhere: str = "") -> Graph:
    """Return the shapes of one file, with the rest of what authors wrote."""
    listed = graph(text)
    return record_shapes.record_shapes(listed, listed + graph(ONTOLOGY + elsewhere))


@cache
def written() -> dict[str, str]:
    return dict(record_shapes.texts(LIBRARY))


def test_writing_the_shapes_of_records_again_changes_nothing() -> None:
    assert len(written()) > 3
    for path, text in written().items():
        held = (LIBRARY.share / path).read_text(encoding="utf-8")
        assert held == text, "run: python -m kg.authoring"


def test_every_file_of_record_shapes_but_the_orders_of_days_is_generated() -> None:
    held = {
        path.relative_to(LIBRARY.share).as_posix()
        for path in files.turtle_files(LIBRARY, "shapes/record")
    }
    assert held - written().keys() == {"shapes/record/orders.ttl"}


def test_a_generated_file_names_its_source() -> None:
    for path, text in written().items():
        source = path.replace("shapes/record", "data/records")
        assert f'"Written out of {source} by python -m kg.authoring' in text


def test_a_class_gets_a_node_shape_and_a_field_a_property_shape() -> None:
    assert set(shapes(LETTER)) == set(
        graph("""
            shape:record-old-letter a sh:NodeShape ;
                sh:targetClass :OldLetter ; sh:severity sh:Violation ; dcterms:source rule:R-1 ;
                sh:message "Use only the fields listed for “old letter” [R-1]."@en ;
                :submittable true ; sh:property shape:record-old-letter-sent-by .
            shape:record-old-letter-sent-by a sh:PropertyShape ;
                sh:path :sentBy ; sh:severity sh:Violation ; dcterms:source rule:R-1 ;
                sh:message "Give at most one value for “sent by”, of the class “sender” [R-1]."@en ;
                sh:class :Sender ; sh:nodeKind sh:IRI ; sh:maxCount 1 .
        """)
    )


FIELDS = {
    ":requiredField :sentOn": (
        "Give exactly one value for “sent on”, a date written as year-month-day [R-1].",
        "sh:datatype xsd:date ; sh:minCount 1 ; sh:maxCount 1",
    ),
    ":repeatableField :sentBy": (
        "Give at most 200 values for “sent by”, each of the class “sender” [R-1].",
        "sh:class :Sender ; sh:nodeKind sh:IRI ; sh:maxCount 200",
    ),
    ":optionalField :words": (
        "Give at most one value for “words”, text of 1 to 10,000 characters [R-1].",
        "sh:datatype xsd:string ; sh:minLength 1 ; sh:maxLength 10000 ; sh:maxCount 1",
    ),
    ":optionalField :rank": (
        "Give at most one value for “rank”, of the class “rank” [R-1].",
        'sh:nodeKind sh:IRI ; sh:pattern "^https://example.org/rank/" ; sh:maxCount 1',
    ),
}


@pytest.mark.parametrize("field", FIELDS)
def test_number_and_kind_of_the_values_of_a_field_are_in_its_shape_and_its_message(
    field: str,
) -> None:
    message, constraints = FIELDS[field]
    made = shapes(f":OldLetter :standsAlone false ; {field} .")
    (shape,) = made.objects(None, URIRef(SH.property))
    expected = graph(f"""
        {shape.n3()} a sh:PropertyShape ; sh:path {field.split()[1]} ;
            sh:severity sh:Violation ; dcterms:source rule:R-1 ; sh:message "{message}"@en ;
            {constraints} .
    """)
    assert set(made.triples((shape, None, None))) == set(expected)


def test_a_section_adds_fields_to_a_class_that_another_file_opens() -> None:
    made = shapes(":OldLetter :optionalField :sentOn .", elsewhere=LETTER)
    shape = URIRef(SHAPE["record-old-letter"])
    assert list(made.predicate_objects(shape)) == [
        (URIRef(SH.property), URIRef(SHAPE["record-old-letter-sent-on"]))
    ]


SLIPS = {
    "unknown property": (
        ":OldLetter :standsAlone true ; :optionalFeild :sentBy .",
        ("clr:OldLetter", "Remove clr:optionalFeild", "clr:optionalField"),
    ),
    "unknown class": (
        ":Lettre :standsAlone true ; :optionalField :sentBy .",
        ("clr:Lettre", "Name a class of the ontology"),
    ),
    "unknown field": (
        ":OldLetter :standsAlone true ; :optionalField :sentBye .",
        ("clr:sentBye", "schema:rangeIncludes"),
    ),
    "field without a label": (
        ":OldLetter :standsAlone true ; :optionalField :nameless .",
        ("clr:nameless", "skos:prefLabel"),
    ),
    "field without a kind of values": (
        ":OldLetter :standsAlone true ; :optionalField :shapeless .",
        ("clr:shapeless", "schema:rangeIncludes"),
    ),
    "datatype that no record can hold": (
        ":OldLetter :standsAlone true ; :optionalField :timed .",
        ("xsd:time", "xsd:boolean, xsd:date"),
    ),
    "field with two numbers of values": (
        ":OldLetter :standsAlone true ; :optionalField :sentBy ; :repeatableField :sentBy .",
        ("clr:OldLetter", "List clr:sentBy once"),
    ),
    "class that nothing opens": (
        ":OldLetter :optionalField :sentBy .",
        ("clr:OldLetter", "clr:standsAlone"),
    ),
    "class opened both ways": (
        ":OldLetter :standsAlone true, false ; :optionalField :sentBy .",
        ("clr:OldLetter", "once with clr:standsAlone"),
    ),
    "other word than true or false": (
        ':OldLetter :standsAlone "yes" ; :optionalField :sentBy .',
        ("clr:OldLetter", "true or false"),
    ),
    "class without fields": (
        ":OldLetter :standsAlone true .",
        ("clr:OldLetter", "at least one field"),
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_refused_with_the_name_and_the_fix(slip: str) -> None:
    text, named = SLIPS[slip]
    with pytest.raises(RuleBookError) as error:
        shapes(text)
    for words in named:
        assert words in str(error.value)


def test_the_same_field_in_two_files_is_refused() -> None:
    with pytest.raises(RuleBookError, match="List clr:sentBy once"):
        shapes(LETTER, elsewhere=":OldLetter :repeatableField :sentBy .")


def test_the_how_to_shows_a_property_of_the_ontology_and_fields_that_can_be_generated() -> None:
    page = (LIBRARY.share / "docs" / "howto" / "add-a-field.md").read_text(encoding="utf-8")
    prefixes = (
        PREFIXES
        + """
        @prefix clr: <https://w3id.org/clearance/def/> .
        @prefix module: <https://w3id.org/clearance/module/> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    """
    )
    stated, listed = (
        Graph().parse(data=prefixes + block, format="turtle")
        for block in re.findall(r"```turtle\n(.+?)```", page, re.S)
    )
    ontology = load.union(LIBRARY, "ontology")
    assert set(stated) <= set(ontology)
    made = record_shapes.record_shapes(listed, listed + ontology)
    assert set(made) <= set(load.union(LIBRARY, "shapes/record"))


def test_what_differs_is_written_and_then_no_longer_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "letters.ttl"
    copied = Library(tmp_path, tmp_path / "cache")
    monkeypatch.setattr(law, "targets", lambda _: iter(()))
    monkeypatch.setattr(record_shapes, "targets", lambda _: iter([(path, "a text")]))
    assert authoring.main(["--check"], copied) == 1
    assert not path.exists()
    assert authoring.main([], copied) == 0
    assert path.read_text(encoding="utf-8") == "a text"
    assert capsys.readouterr().out == "letters.ttl\n" * 2
    assert authoring.main(["--check"], copied) == 0
    assert capsys.readouterr().out == ""
