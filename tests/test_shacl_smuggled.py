"""A record states facts: what it says about shapes, classes or validation itself is refused.

``sh:incomplete`` and ``sh:incompleteURIStart`` (SHACL 1.2 vocabulary, incomplete data) excuse what
is missing; ``sh:shape``, ``sh:shapesGraph`` and ``sh:deactivated`` choose the shapes; an axiom
of OWL or RDFS would classify the act; a reifier (RDF 1.2) hangs statements on statements.
"""

import json

import pytest
from support import LIBRARY, data_of

from kg.epochs import books
from kg.errors import InputError
from kg.rdf.namespaces import CLR, OWL, RDF, RDFS, RECORD, SH, SHAPE, XSD
from kg.record import ingest

ACT = f"<{RECORD['disclosure-1']}>"
OTHER = f"<{RECORD['r']}>"
LAW = f"<{SHAPE['l14-j-derived']}>"
TRUE = f'"true"^^<{XSD.boolean}>'
TRIPLE = f"{ACT} <{SH.incomplete}> {TRUE}"

STATEMENTS = {
    "the act is incomplete": f"{TRIPLE} .",
    "the act is complete": f'{ACT} <{SH.incomplete}> "false"^^<{XSD.boolean}> .',
    "another thing is incomplete": f"{OTHER} <{SH.incomplete}> {TRUE} .",
    "all that begins so is incomplete": f"<{RECORD.base}> <{SH.incompleteURIStart}> {TRUE} .",
    "a shape is switched off": f"{LAW} <{SH.deactivated}> {TRUE} .",
    "the act is switched off": f"{ACT} <{SH.deactivated}> {TRUE} .",
    "the act chooses its shape": f"{ACT} <{SH.shape}> {LAW} .",
    "the act chooses its shapes": f"{ACT} <{SH.shapesGraph}> <https://example.org/lax> .",
    "a report is brought along": f"{OTHER} <{SH.conforms}> {TRUE} .",
    "a severity is lowered": f"{LAW} <{SH.severity}> <{SH.Debug}> .",
    "a shape only asks": f"{LAW} <{CLR.asks}> {TRUE} .",
    "the act asks": f"{ACT} <{CLR.asks}> {TRUE} .",
    "a shape is brought along": f"{OTHER} <{RDF.type}> <{SH.NodeShape}> .",
    "a blank shape is brought along": f"_:s <{RDF.type}> <{SH.PropertyShape}> .",
    "the act is a shape, too": f"{ACT} <{RDF.type}> <{SH.NodeShape}> .",
    "a class is put under another": (
        f"<{CLR.Disclosure}> <{RDFS.subClassOf}> <{CLR.ContractDisclosure}> ."
    ),
    "a property is put under another": (
        f"<{CLR.actor}> <{RDFS.subPropertyOf}> <{CLR.recipient}> ."
    ),
    "two things are one": f"{ACT} <{OWL.sameAs}> {OTHER} .",
    "a class is equivalent to another": (
        f"<{CLR.Disclosure}> <{OWL.equivalentClass}> <{CLR.ContractDisclosure}> ."
    ),
    "an ontology is imported": f"{ACT} <{OWL.imports}> <https://example.org/lax> .",
    "a statement is described as of old": f"{OTHER} <{RDF.type}> <{RDF.Statement}> .",
    "a subject is described as of old": f"{OTHER} <{RDF.subject}> {ACT} .",
    "a thing is reified": f"{OTHER} <{RDF.reifies}> {ACT} .",
    "a statement is reified": f"{OTHER} <{RDF.reifies}> <<( {TRIPLE} )>> .",
}
#: Annotations are Turtle's own (RDF 1.2 Turtle, 2.10).
ANNOTATIONS = {
    "annotated": f"{TRIPLE} {{| <{SH.deactivated}> true |}} .",
    "a date is annotated": (
        f'{ACT} <{CLR.date}> "2020-03-16"^^<{XSD.date}> {{| <{SH.incomplete}> true |}} .'
    ),
    "a reifier is named": f'{ACT} <{CLR.date}> "2020-03-16"^^<{XSD.date}> ~ {OTHER} .',
    "a reified triple": f"<< {TRIPLE} >> <{SH.deactivated}> true .",
}
KEYS = [
    "sh:incomplete",
    "incomplete",
    "deactivated",
    "asks",
    "@annotation",
    *(SH.incomplete, SH.incompleteURIStart, SH.deactivated, SH.shapesGraph, SH.shape, SH.severity),
    *(OWL.sameAs, RDFS.subClassOf, RDF.reifies, CLR.asks),
]
VALUES = [True, False, {"@id": RECORD["disclosure-1"]}, SH.NodeShape]


def refused(data: str, fmt: str) -> InputError:
    with pytest.raises(InputError) as caught:
        ingest.read(books.latest(LIBRARY), data.encode(), fmt)
    assert caught.value.code
    assert caught.value.where
    return caught.value


def base(name: str) -> str:
    """Return the text of an example, which is taken as it is."""
    data, fmt = data_of(name)
    ingest.read(books.latest(LIBRARY), data, fmt)
    return data.decode()


@pytest.mark.parametrize("said", [*STATEMENTS, *ANNOTATIONS])
def test_turtle_that_talks_about_validation_is_refused(said: str) -> None:
    more = (STATEMENTS | ANNOTATIONS)[said]
    refused(f"{base('customs-to-contractor.ttl')}\n{more}\n", "turtle")


@pytest.mark.parametrize("said", STATEMENTS)
def test_ntriples_that_talk_about_validation_are_refused(said: str) -> None:
    refused(f"{base('contract-item-necessity-not-stated.nt')}\n{STATEMENTS[said]}\n", "ntriples")


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("value", VALUES, ids=str)
@pytest.mark.parametrize(
    ("name", "fmt"),
    [("irs-complete-2019.json", "json"), ("exchange-use-not-assured.jsonld", "jsonld")],
)
@pytest.mark.parametrize("inside", [False, True], ids=["at the act", "inside"])
def test_json_that_talks_about_validation_is_refused(
    key: str, value: object, name: str, fmt: str, *, inside: bool
) -> None:
    record = json.loads(base(name))
    place = record["actor"] if inside else record
    assert isinstance(place, dict)
    place[key] = value
    refused(json.dumps(record), fmt)


@pytest.mark.parametrize("cls", [SH.NodeShape, SH.PropertyShape, OWL.Class, RDFS.Class, RDF.List])
@pytest.mark.parametrize(
    ("name", "fmt"),
    [("irs-complete-2019.json", "json"), ("exchange-use-not-assured.jsonld", "jsonld")],
)
def test_json_whose_act_is_a_shape_or_a_class_is_refused(cls: str, name: str, fmt: str) -> None:
    record = json.loads(base(name))
    key = "@type" if "@type" in record else "type"
    record[key] = [record[key], cls]
    refused(json.dumps(record), fmt)
