"""Orders of days that cannot be are refused; orders that break the law are decided.

Two days are in an impossible order by the meaning of their fields (ontology/record.ttl): a letter
is received after it is written, and what is held for an act was obtained before it.
"""

import json
from collections.abc import Callable
from typing import Any

import pyshacl
import pytest
from rdflib import Graph, Literal, URIRef
from support import EXAMPLES, LIBRARY, Example, read_example

from kg.compile.orders import orders
from kg.errors import InputError, RuleBookError
from kg.questions import check
from kg.rdf.namespaces import CLR, SH, XSD
from kg.record import ingest
from kg.reference.engine import graph_of
from kg.rulebook.model import RuleBook
from kg.rulebook.values import Record

Edit = Callable[[dict[str, Any]], None]
ORDERS = EXAMPLES.parent.parent / "shapes" / "record" / "orders.ttl"


def edited(name: str, *edits: Edit) -> bytes:
    record = json.loads((EXAMPLES / name).read_text(encoding="utf-8"))
    for edit in edits:
        edit(record)
    return json.dumps(record).encode()


def letter(**values: str) -> Edit:
    """Give an edit of the letter on which an act rests, wherever it stands in the record."""

    def edit(record: dict[str, Any]) -> None:
        found = record
        for key in ("request", "holding", "obtainedOnRequest"):
            found = found.get(key, found)
        found.update(values)

    return edit


def act(day: str) -> Edit:
    def edit(record: dict[str, Any]) -> None:
        record["date"] = day

    return edit


def refused(data: bytes, book: RuleBook) -> InputError:
    with pytest.raises(InputError) as caught:
        ingest.read(book, data, "json")
    assert caught.value.code == "impossible_order"
    return caught.value


def outcome(data: bytes) -> str:
    (told,) = check.run([check.job(LIBRARY, "x", data, "json", None)], "fast")
    return str(told["outcome"])


@pytest.mark.parametrize(
    ("name", "place"),
    [("letter-complete.json", "/"), ("irs-complete-2019.json", "/request")],
)
def test_a_letter_dated_after_its_receipt_is_refused_with_both_fields_and_days(
    name: str, place: str, book: RuleBook
) -> None:
    late = letter(date="2019-05-10", receivedOn="2019-05-09")
    error = refused(edited(name, late), book)
    assert error.where == place
    for part in (
        "“date” is 2019-05-10",
        "“receivedOn”, which is 2019-05-09",
        "before it is written",
    ):
        assert part in error.text


def test_a_letter_received_on_the_day_on_which_it_is_dated_is_taken(book: RuleBook) -> None:
    same = letter(date="2019-05-09", receivedOn="2019-05-09")
    assert outcome(edited("irs-complete-2019.json", same)) == "permitted"


@pytest.mark.parametrize("left_out", ["date", "receivedOn"])
def test_a_day_that_is_not_stated_is_in_no_order(left_out: str, book: RuleBook) -> None:
    def drop(record: dict[str, Any]) -> None:
        del record["request"][left_out]

    late = letter(date="2019-05-10", receivedOn="2019-05-09")
    assert ingest.read(book, edited("irs-complete-2019.json", late, drop), "json")


def test_a_disclosure_before_the_receipt_of_the_request_is_a_breach_and_decided() -> None:
    # (b): disclosure only following receipt; the order is possible, and unlawful
    late = letter(date="2019-06-01", receivedOn="2019-07-01")
    assert outcome(edited("irs-complete-2019.json", late)) == "not-authorized"


@pytest.mark.parametrize("name", ["customs-use-administrative-collection.json", "justice-use.json"])
def test_information_obtained_on_a_letter_written_after_its_use_is_refused(
    name: str, book: RuleBook
) -> None:
    day = json.loads((EXAMPLES / name).read_text(encoding="utf-8"))["date"]
    before, after = "2000-01-01", "2030-01-01"
    assert ingest.read(book, edited(name, letter(date=before, receivedOn=after)), "json")
    assert ingest.read(book, edited(name, letter(date=day, receivedOn=after)), "json")
    error = refused(edited(name, letter(date=after, receivedOn=after)), book)
    assert "“holding/obtainedOnRequest/date” is 2030-01-01" in error.text
    assert f"“date”, which is {day}" in error.text


def test_an_earlier_act_is_held_to_the_same_orders(book: RuleBook) -> None:
    def late(record: dict[str, Any]) -> None:
        record["holding"]["obtainedThrough"]["request"] |= {
            "date": "2019-05-10", "receivedOn": "2019-05-09",
        }  # fmt: skip

    error = refused(edited("chain-first-hop-informant-not-found.json", late), book)
    assert error.where == "/holding/obtainedThrough/request"


@pytest.mark.parametrize(
    "name",
    [
        "appeal-before-decision.json", "exchange-assurances-too-late.json",
        "irs-before-receipt.json", "justice-criminal-order-too-late.json",
        "omission-before-disclosure.json", "petition-before-notice.json",
        "response-before-notice.json", "suspension-before-request.json",
    ],
)  # fmt: skip
def test_orders_that_break_the_law_are_decided_as_the_law_says(
    name: str, examples: tuple[Example, ...]
) -> None:
    (found,) = [one for one in examples if one.name == name]
    assert found.decide().outcome == found.outcome
    assert found.outcome in {"not-authorized", "prohibited", "violates"}


def failing(record: Record) -> set[str]:
    """Give the shapes on orders that another SHACL processor finds failing on a record."""
    graph = Graph()
    graph += graph_of(record, "", {})
    _, report, _ = pyshacl.validate(graph, shacl_graph=Graph().parse(ORDERS), inference="none")
    assert isinstance(report, Graph)
    return {str(shape) for shape in report.objects(None, URIRef(SH.sourceShape))}


def test_a_shacl_processor_finds_all_examples_in_order(examples: tuple[Example, ...]) -> None:
    with_letter = [e for e in examples if CLR.RequestLetter in e.record.types.values()]
    assert len(with_letter) > 50
    assert set().union(*(failing(e.record) for e in with_letter[::10])) == set()


def test_a_shacl_processor_reports_what_the_intake_refuses(book: RuleBook) -> None:
    record = read_example("irs-complete-2019.json", book)
    graph = graph_of(record, "", {})
    (request,) = graph.subjects(URIRef(CLR.receivedOn))
    late = Literal("2019-05-10", datatype=URIRef(XSD.date))
    changed = Graph()
    changed += graph
    changed.set((request, URIRef(CLR.date), late))
    conforms, report, text = pyshacl.validate(changed, shacl_graph=Graph().parse(ORDERS))
    assert not conforms
    assert "before it is written" in str(text)
    assert isinstance(report, Graph)


@pytest.mark.parametrize("more", ["sh:minCount 1", "sh:deactivated true", "sh:lessThan c:madeOn"])
def test_a_shape_on_orders_that_says_more_is_refused_at_build(more: str) -> None:
    text = f"""@prefix sh: <{SH.base}> . @prefix c: <{CLR.base}> .
    <urn:x-test:s> a sh:PropertyShape ; sh:targetClass c:Use ; sh:path c:date ;
        sh:message "x"@en ; sh:lessThanOrEquals c:receivedOn ; {more} ."""
    with pytest.raises(RuleBookError):
        orders(Graph().parse(data=text))


def test_a_path_on_orders_that_is_not_one_of_properties_is_refused_at_build() -> None:
    text = f"""@prefix sh: <{SH.base}> . @prefix c: <{CLR.base}> .
    <urn:x-test:s> a sh:PropertyShape ; sh:targetClass c:Use ; sh:message "x"@en ;
        sh:path [ sh:inversePath c:date ] ; sh:lessThanOrEquals c:receivedOn ."""
    with pytest.raises(RuleBookError):
        orders(Graph().parse(data=text))
