"""What could be lost, or read in two ways, is refused with its place."""

import json
from typing import Any

import pytest
from intake import DEF, USE, record_with, things
from second_reading import THING
from support import EXAMPLES

from kg.errors import InputError
from kg.rdf.namespaces import CONTEXT
from kg.record import ingest
from kg.rulebook.model import RuleBook

LOST = {
    "id with a blank": ("/item/0", {"id": "item 2", "category": "return"}),
    "id with a line break": ("/item/0", {"id": "item\n2", "category": "return"}),
    "empty id": ("/item/0", {"id": "", "category": "return"}),
    "id that is a number": ("/item/0", {"id": 2, "category": "return"}),
    "id that is null": ("/item/0", {"id": None, "category": "return"}),
    "id that is a list": ("/item/0", {"id": ["a"], "category": "return"}),
    "two ids": ("/item/0", {"id": "a", "@id": "b", "category": "return"}),
    "id of a keyword": ("/item/0", {"id": "@prohibited", "category": "return"}),
    "unknown scheme": ("/item/0", {"id": "item:2", "category": "return"}),
    "dot segments": ("/item/0", {"id": f"{THING}../record/a", "category": "return"}),
    "bad escape": ("/item/0", {"id": f"{THING}%zz", "category": "return"}),
    "two types": ("/item/0", {"type": ["InformationItem", "Audit"], "category": "return"}),
    "type and @type": ("/item/0", {"type": "InformationItem", "@type": "InformationItem"}),
    "type that is null": ("/item/0", {"type": None, "category": "return"}),
    "value with a blank": ("/purpose/0", "criminal investigation"),
    "value of a keyword": ("/purpose/0", "@prohibited"),
    "null value": ("/purpose/0", None),
    "empty list": ("/purpose", []),
    "list in a list": ("/purpose/0", ["ascertain-entry-correctness"]),
    "language": ("/actor/name", {"@value": "A", "@language": "en"}),
    "direction": ("/actor/name", {"@value": "A", "@direction": "rtl"}),
    "index": ("/actor/name", {"@value": "A", "@index": "1"}),
    "value of another datatype": ("/date", {"@value": "2019-06-14", "@type": "xsd:string"}),
    "value without datatype": ("/date", {"@value": "2019-06-14"}),
    "value with an id": ("/actor/name", {"@value": "A", "@id": "b"}),
    "list object": ("/purpose/0", {"@list": ["ascertain-entry-correctness"]}),
    "set object": ("/purpose/0", {"@set": ["ascertain-entry-correctness"]}),
    "reverse": ("/actor/@reverse", {"recipient": "a"}),
    "nested properties": ("/actor/@nest", {"name": "A"}),
    "key with a blank": ("/actor/criminal finding", True),
    "key that is empty": ("/actor/", "x"),
    "key of another vocabulary": ("/actor/https://schema.org/name", "x"),
    "key as a compact IRI": ("/actor/clr:name", "x"),
    "thing in place of a concept": ("/purpose/0", {"id": "p", "type": "Person"}),
    "short name in place of an IRI": ("/purpose/0", {"id": "ascertain-entry-correctness"}),
}


@pytest.mark.parametrize("with_context", [False, True])
@pytest.mark.parametrize("case", LOST)
def test_what_a_json_ld_processor_drops_is_refused_with_its_place(
    book: RuleBook, case: str, with_context: bool
):
    pointer, put = LOST[case]
    value: Any = record_with()
    value["item"] = [{"id": "item-9", "category": "return"}]
    _, *steps = pointer.split("/", 2) if pointer.startswith("/actor") else pointer.split("/")
    place: Any = value
    for step in steps[:-1]:
        place = place[int(step)] if isinstance(place, list) else place[step]
    last: Any = int(steps[-1]) if isinstance(place, list) else steps[-1]
    place[last] = put
    value = {"@context": CONTEXT} | value if with_context else value
    with pytest.raises(InputError) as caught:
        things(book, value, "jsonld" if with_context else "json")
    assert caught.value.where.startswith("/" + steps[0])


@pytest.mark.parametrize(
    ("name", "datatype", "literal", "why"),
    [
        ("date", "date", "2019-W24-5", "week date"),
        ("date", "date", "20190614", "basic form"),
        ("date", "date", "2019-06-14Z", "zone"),
        ("date", "date", " 2019-06-14", "blank before it"),
        ("date", "string", "2019-06-14", "another datatype"),
        ("date", "gYear", "2019", "another datatype"),
    ],
)
def test_a_literal_that_no_field_takes_is_refused_and_not_rewritten(
    book: RuleBook, name: str, datatype: str, literal: str, why: str
):
    xsd = "http://www.w3.org/2001/XMLSchema#"
    data = (
        f"<{THING}d> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        f"<https://w3id.org/clearance/def/Use> .\n"
        f'<{THING}d> <https://w3id.org/clearance/def/{name}> "{literal}"^^<{xsd}{datatype}> .'
    )
    for fmt in ("turtle", "ntriples"):
        with pytest.raises(InputError, match="thing 1"):
            ingest.read(book, data.encode(), fmt)
    value = record_with() | {name: {"@value": literal, "@type": xsd + datatype}}
    with pytest.raises(InputError, match=f"/{name}"):
        things(book, value)


@pytest.mark.parametrize("form", ["01", "+1", "-0", "1.0", "1e0", "１", " 1", "1 "])
def test_an_integer_has_one_form(book: RuleBook, form: str):
    head = "@prefix r: <https://w3id.org/clearance/id/record/> . "
    head += "@prefix clr: <https://w3id.org/clearance/def/> . "
    head += "r:d a clr:Use ; clr:item r:i . r:i a clr:InformationItem ; clr:taxChapter "
    integer = "<http://www.w3.org/2001/XMLSchema#integer>"
    assert ingest.read(book, f'{head} "1"^^{integer} .'.encode(), "turtle").types
    with pytest.raises(InputError):
        ingest.read(book, f'{head} "{form}"^^{integer} .'.encode(), "turtle")


@pytest.mark.parametrize("context", [{}, {"@context": CONTEXT}])
@pytest.mark.parametrize(
    ("value", "code"),
    [
        # one field under its name and its IRI
        ({"item": [{"category": "return"}], DEF + "item": [{"taxChapter": 1}]}, "bad_value"),
        ({"actor": {"name": "Ann"}, DEF + "actor": {"employedBy": "internal-revenue-service"}},
         "bad_value"),
        # under an IRI, text is text and no name, date, citation or title
        ({DEF + "date": "2020-03-16"}, "bad_value"),
        ({DEF + "actor": ["auditor"]}, "bad_value"),
        ({DEF + "purpose": ["ascertain-entry-correctness"]}, "bad_value"),
        ({DEF + "claimsAuthority": ["26 USC 6103(i)(1)"]}, "bad_value"),
        # a reference to nothing
        ({"actor": "ghost"}, "dangling"),
        ({"actor": {"@id": "ghost"}}, "dangling"),
        ({DEF + "actor": [{"@id": "_:ghost"}]}, "dangling"),
        # relative references that a reader may resolve in two ways
        ({"item": {"id": "../record//item-1", "category": "return"}}, "invalid_iri"),
        ({"item": {"id": "../record/./item-1", "category": "return"}}, "invalid_iri"),
        ({"item": {"id": "/..//x", "category": "return"}}, "invalid_iri"),
        ({"item": {"id": "//w3id.org/x", "category": "return"}}, "invalid_iri"),
        ({"purpose": "../purpose/tax-administration"}, "bad_value"),
        # a finding that found nothing
        ({"necessityFinding": {}}, "missing_field"),
        ({"necessityFinding": {"id": "finding"}}, "missing_field"),
        ({"necessityFinding": {"madeOn": "2020-03-16"}}, "missing_field"),
        ({"purpose": ["ascertain-entry-correctness"] * 201}, "too_many"),
        ({"item": [{}] * 201}, "too_many"),
        ({"claimsAuthority": "26\u001cUSC 6103(i)(1)"}, "bad_citation"),
        ({"claimsAuthority": "26 U\u017fC 6103(i)(1)"}, "bad_citation"),
    ],
)  # fmt: skip
def test_what_can_be_read_in_two_ways_is_refused(
    book: RuleBook, value: dict[str, Any], code: str, context: dict[str, str]
):
    with pytest.raises(InputError) as caught:
        things(book, context | USE | value, "jsonld" if context else "json")
    assert caught.value.code == code


def test_a_list_or_graph_without_our_context_has_no_short_names(book: RuleBook):
    for value in (
        [{"@type": ["Use"]}],
        [{"@type": [DEF + "Use"], "@id": "use-1"}],
        {"@graph": [{"type": "Use"}]},
        {"@graph": [USE], "@context": CONTEXT, "id": "x"},
    ):
        with pytest.raises(InputError):
            things(book, value, "jsonld")


def test_many_things_are_refused_before_they_are_built(book: RuleBook):
    many = {"type": "Use", "holding": {"obtainedThrough": {"type": "Disclosure"}}}
    many["item"] = [{"id": f"i{n}", "category": "return"} for n in range(200)]
    assert things(book, many) == 203
    nested: dict[str, Any] = {"type": "Use"}
    nested["@graph"] = [{"type": "Person"}] * 10
    with pytest.raises(InputError):
        things(book, nested)
    objects = json.dumps([{"@id": "urn:ab:c"}] * 60_000).encode()
    with pytest.raises(InputError) as caught:
        ingest.read(book, objects, "jsonld")
    assert caught.value.code == "too_large"


def test_a_message_cannot_turn_the_text_of_a_terminal(book: RuleBook):
    with pytest.raises(InputError) as caught:
        things(book, USE | {"a\u202eb\u200bc": 1})
    assert str(caught.value).isprintable()


def test_a_record_holds_one_request_letter(book: RuleBook):
    value = json.loads((EXAMPLES / "customs-to-importer.json").read_text("utf-8"))
    assert things(book, value)
    letter = {"id": "request-2", "type": "RequestLetter", "date": "2019-05-03"}
    with pytest.raises(InputError, match="more than one request letter") as caught:
        things(book, value | {"request": letter})
    assert (caught.value.code, caught.value.where) == ("several_requests", "/request")
