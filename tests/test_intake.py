"""Nothing is lost, merged or invented on the way in, whatever the format (semantics.md)."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from intake import record_with, things
from rdflib import BNode, Graph, URIRef
from second_reading import THING, of_json, of_rdf, of_record, same
from support import EXAMPLES

from kg.errors import InputError
from kg.rdf.namespaces import CONTEXT
from kg.record import ingest
from kg.record.schema import context
from kg.rulebook.model import RuleBook

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


@pytest.mark.slow
def test_every_example_holds_what_a_second_reading_finds(book: RuleBook):
    def as_it_is(path: Path) -> tuple[bytes, str, Graph]:
        return path.read_bytes(), ingest.FORMATS[path.suffix], second_reading(path)

    assert len(FILES) > 500
    assert differing(FILES, as_it_is, book) == []


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_every_example_as_other_tools_write_it_holds_the_same_statements(book: RuleBook, form: str):
    fmt, write = FORMS[form]

    def written(path: Path) -> tuple[bytes, str, Graph]:
        graph = second_reading(path)
        graph = named(graph) if form == "flattened" else graph
        return write(graph, book), fmt, graph

    assert differing(FILES, written, book) == []


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
