"""Nothing is lost, merged or invented on the way in, whatever the format (semantics.md)."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from jsonschema import Draft202012Validator
from rdflib import BNode, Graph, URIRef
from second_reading import THING, of_json, of_rdf, of_record, same
from support import EXAMPLES

from kg import ingest
from kg.errors import InputError
from kg.namespaces import CONTEXT
from kg.rulebook import RuleBook
from kg.schema import context, schema

FILES = sorted(path for path in EXAMPLES.iterdir() if path.suffix in ingest.FORMATS)
JSON = [path for path in FILES if path.suffix in {".json", ".jsonld"}]


def second_reading(path: Path) -> Graph:
    data = path.read_bytes()
    if path in JSON:
        return of_json(data.decode())
    return of_rdf(data, ingest.FORMATS[path.suffix])


def differing(
    paths: list[Path], read: Callable[[Path], tuple[bytes, str, Graph]], book: RuleBook
) -> list[str]:
    """Name the files whose record does not hold the very statements of the second reading."""
    wrong = []
    for path in paths:
        data, fmt, expected = read(path)
        try:
            record = ingest.read(book, data, fmt)
        except InputError as error:
            wrong.append(f"{path.name}: {error}")
            continue
        if not same(of_record(record), expected):
            wrong.append(path.name)
    return wrong


def test_every_example_holds_what_a_second_reading_finds(book: RuleBook):
    def as_it_is(path: Path) -> tuple[bytes, str, Graph]:
        return path.read_bytes(), ingest.FORMATS[path.suffix], second_reading(path)

    assert len(FILES) > 500
    assert differing(FILES, as_it_is, book) == []


def test_the_same_json_with_our_context_means_the_same(book: RuleBook):
    def with_context(path: Path) -> tuple[bytes, str, Graph]:
        value = json.loads(path.read_text(encoding="utf-8"))
        return json.dumps({"@context": CONTEXT} | value).encode(), "jsonld", second_reading(path)

    assert differing(JSON, with_context, book) == []


def triples(graph: Graph) -> bytes:
    text: str = graph.serialize(format="nt")
    return text.encode()


def expanded(graph: Graph, _: RuleBook) -> bytes:
    text: str = graph.serialize(format="json-ld", auto_compact=False)
    return text.encode()


def streamed(graph: Graph, _: RuleBook) -> bytes:
    """Write expanded JSON-LD as Oxigraph does: a thing may come in several objects."""
    data = ox.serialize(
        ox.parse(triples(graph), format=ox.RdfFormat.N_TRIPLES), format=ox.RdfFormat.JSON_LD
    )
    assert data is not None
    return data


def flattened(graph: Graph, book: RuleBook) -> bytes:
    """Write flattened JSON-LD, compacted with our context (rdflib leaves blank nodes out of it)."""
    inner = context(book)["@context"]
    text = graph.serialize(format="json-ld", context=inner, use_native_types=True)
    value = json.loads(text) | {"@context": CONTEXT}
    assert "@graph" in value
    return json.dumps(value).encode()


def named(graph: Graph) -> Graph:
    """Give each blank node an IRI."""
    numbers: dict[BNode, URIRef] = {}

    def term(node: Any) -> Any:
        if isinstance(node, BNode):
            return numbers.setdefault(node, URIRef(f"{THING}unnamed-{len(numbers)}"))
        return node

    out = Graph()
    for triple in sorted(graph):
        out.add((term(triple[0]), triple[1], term(triple[2])))
    return out


FORMS: dict[str, tuple[str, Callable[[Graph, RuleBook], bytes]]] = {
    "turtle": ("turtle", lambda graph, _: graph.serialize(format="turtle").encode()),
    "ntriples": ("ntriples", lambda graph, _: triples(graph)),
    "expanded": ("jsonld", expanded),
    "expanded as JSON": ("json", expanded),
    "streamed": ("jsonld", streamed),
    "flattened": ("jsonld", flattened),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_example_as_other_tools_write_it_holds_the_same_statements(book: RuleBook, form: str):
    fmt, write = FORMS[form]

    def written(path: Path) -> tuple[bytes, str, Graph]:
        graph = second_reading(path)
        graph = named(graph) if form == "flattened" else graph
        return write(graph, book), fmt, graph

    assert differing(FILES, written, book) == []


def record_with(**more: Any) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((EXAMPLES / "irs-complete-2019.json").read_text("utf-8"))
    return value | more


def things(book: RuleBook, value: Any, fmt: str = "json") -> int:
    return len(ingest.read(book, json.dumps(value).encode(), fmt).types)


def made_names(book: RuleBook) -> Iterator[str]:
    """Give the names that the intake makes for the things of a record that have none."""
    record = ingest.read(book, json.dumps(record_with()).encode(), "json")
    yield from (name.removeprefix(THING) for name in record.types if "submitted" in name)


def test_a_name_that_the_intake_makes_is_no_name_that_the_record_gives(book: RuleBook):
    before = things(book, record_with())
    names = list(made_names(book))
    assert names
    for name in names:
        for given in (name, THING + name):
            extra = {"id": given, "type": "InformationItem", "category": "return"}
            value = record_with()
            value["item"].append(extra)
            assert things(book, value) == before + 1, given


def test_a_blank_node_is_no_thing_with_a_name(book: RuleBook):
    head = (
        f"@prefix r: <{THING}> . @prefix clr: <https://w3id.org/clearance/def/> . "
        "r:d a clr:Disclosure ; clr:item [ a clr:InformationItem ] , _:b , "
    )
    for name in ("thing.2", "thing.3", "blank.b", "b", "_b", "thing.2.2"):
        data = f"{head} r:{name} . _:b a clr:InformationItem . r:{name} a clr:InformationItem ."
        assert len(ingest.read(book, data.encode(), "turtle").types) == 4, name
    items = [{"id": name, "type": "InformationItem"} for name in ("_:b", "blank.b", "b")]
    value = record_with()
    value["item"] += items
    assert things(book, value) == things(book, record_with()) + 3


def test_a_blank_node_of_json_can_be_referred_to(book: RuleBook):
    value = record_with()
    value["actor"]["id"] = "_:officer"
    assert things(book, value | {"recipient": "_:officer"}) == things(book, record_with()) - 1


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


DEF = "https://w3id.org/clearance/def/"
LAW = "https://w3id.org/clearance/law/"
USE = {"id": "u", "type": "Use"}


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


GIVEN = [
    "item-1", "a.b_c", "_:b", "https://example.org/a", "https://example.org/a/b#c", "urn:ab:c",
    "http://localhost:8080/x", "https://example.org/%20", "https://example.org/a..b",
    # and what is no name
    "", "a b", "a\n", "-a", "x" * 101, "urn:", "urn:x", "http://a b/", "http://example.org",
    "http://a/%zz", "https://a/%", "https://a/é", "https://a/x?y=1", "https://a/../b",
    "https://a/b/.", "https://a/b/..", "https://a/./b", "ftp://a/b", "mailto:a", "é", "@id",
    "_:", "_:é", "https://a/" + "b" * 500, "/a", "a/b", "//a/b",
]  # fmt: skip


@pytest.mark.parametrize("name", GIVEN)
def test_schema_and_intake_take_the_same_ids(book: RuleBook, name: str):
    value = USE | {"item": {"id": name, "category": "return"}}
    try:
        taken = bool(things(book, value))
    except InputError:
        taken = False
    assert Draft202012Validator(schema(book)).is_valid(value) is taken


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("name", ["Ann", "é", "3", " ", "-", "", "***", "x" * 10_000, "x" * 10_001]),
        ("title", ["clerk", "輸入", "-", "", "x" * 100, "x" * 101]),
    ],
)
def test_schema_and_intake_take_the_same_text(book: RuleBook, field: str, values: list[str]):
    for text in values:
        value = USE | {"actor": {field: text}}
        try:
            taken = bool(things(book, value))
        except InputError:
            taken = False
        assert Draft202012Validator(schema(book)).is_valid(value) is taken, text[:20]


def test_schema_and_intake_take_the_same_numbers(book: RuleBook):
    for number in (0, 1, -1, 999_999_999, 1_000_000_000, -1_000_000_000, 1.5, True):
        value = USE | {"item": {"category": "return", "taxChapter": number}}
        try:
            taken = bool(things(book, value))
        except InputError:
            taken = False
        assert Draft202012Validator(schema(book)).is_valid(value) is taken, number
