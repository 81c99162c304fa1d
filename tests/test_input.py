"""Bad input is refused with one clear message and a code; good input reads alike in every form."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from bad_input import BAD, BASE, SECRET, changed, turtle
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from shell import Ran, clearance
from support import EXAMPLES, LIBRARY, Example, data_of, facts_of, linked_form, read_example

from kg.epochs import books
from kg.errors import CoverageError, InputError
from kg.rdf.namespaces import CLR, CONTEXT, ID
from kg.record import ingest
from kg.record.day import record_day
from kg.record.schema import schema
from kg.reference import engine
from kg.rulebook.model import RuleBook
from kg.rulebook.values import Record

SUFFIX = {fmt: suffix for suffix, fmt in ingest.FORMATS.items()}


def one_line(text: str) -> bool:
    return len(text.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("data", "fmt", "code", "names"), [c[1:] for c in BAD], ids=[c[0] for c in BAD]
)
def test_bad_input_is_refused_with_a_code_and_the_place(
    book: RuleBook, data: bytes, fmt: str, code: str, names: str
):
    with pytest.raises(InputError) as caught:
        ingest.read(book, data, fmt)
    said = str(caught.value)
    assert caught.value.code == code, said
    assert names in said
    assert one_line(said)
    assert not any(part in said for part in SECRET.split())


def test_a_script_is_no_name_for_the_record_itself(book: RuleBook):
    with pytest.raises(InputError):
        ingest.read(book, turtle("").replace(b"r:d ", b"<javascript:alert(1)> "), "turtle")


def test_a_thing_of_a_record_cannot_take_the_name_of_an_agency(book: RuleBook):
    with pytest.raises(InputError):
        ingest.read(book, changed("/actor/id", f"{ID.base}agency/internal-revenue-service"), "json")


def test_a_name_in_an_iri_is_not_repeated(book: RuleBook):
    with pytest.raises(InputError) as caught:
        ingest.read(book, turtle("r:Vantongeren clr:name 1 ."), "turtle")
    assert "Vantongeren" not in str(caught.value)


def test_what_stands_in_place_of_a_citation_is_not_repeated(book: RuleBook):
    with pytest.raises(InputError) as caught:
        ingest.read(book, changed("/request/forAudit/legalBasis", SECRET), "json")
    assert SECRET not in str(caught.value)


def check(path: Path, *options: str) -> Ran:
    return clearance("check", *options, str(path))


@pytest.mark.parametrize(("data", "fmt", "names"),
[(c[1], c[2], c[4]) for c in BAD if c[2] in SUFFIX],
                         ids=[c[0] for c in BAD if c[2] in SUFFIX])  # fmt: skip
def test_the_command_line_refuses_bad_input_with_one_message_and_exit_2(
    tmp_path: Path, data: bytes, fmt: str, names: str
):
    path = tmp_path / f"record{SUFFIX[fmt]}"
    path.write_bytes(data)
    done = check(path)
    assert (done.returncode, done.stdout) == (2, "")
    assert one_line(done.stderr), done.stderr
    assert path.name in done.stderr
    assert names in done.stderr
    assert "Traceback" not in done.stderr
    assert not any(part in done.stderr for part in SECRET.split())


def test_a_date_before_the_law_is_refused_by_its_coverage(tmp_path: Path):
    with pytest.raises(CoverageError) as caught:
        books.book_for(LIBRARY, date(1980, 10, 12))
    assert caught.value.code == "outside_coverage"
    assert "1980-10-12" in str(caught.value)
    assert "from 1994-03-11" in str(caught.value)
    assert "19 USC 1628 from 1986-10-27" in str(caught.value)
    path = tmp_path / "early.json"  # a day for which 19 USC 1628 is held, and this section is not
    path.write_bytes(data_of("irs-complete-1995.json")[0].replace(b"1995-10-12", b"1990-10-12"))
    done = check(path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "from 1994-03-11" in done.stderr


def test_a_record_without_date_is_refused_unless_a_date_is_asked_for(
    book: RuleBook, tmp_path: Path
):
    whole = {name: value for name, value in BASE.items() if name != "date"}
    record = ingest.read(book, json.dumps(whole).encode(), "json")
    with pytest.raises(InputError) as caught:
        record_day(record.get(record.root, CLR.date))
    assert (caught.value.code, caught.value.where) == ("no_date", "/date")
    path = tmp_path / "undated.json"
    path.write_text(json.dumps(whole), encoding="utf-8")
    assert check(path).returncode == 2
    assert check(path, "--as-of", "2019-06-14").returncode == 3


def test_a_byte_order_mark_is_no_fault(book: RuleBook):
    assert ingest.read(book, b"\xef\xbb\xbf" + json.dumps(BASE).encode(), "json").types


def same(one: Record, other: Record) -> bool:
    """Say whether two records state the same, in whatever order."""
    return (one.root, one.types, set(facts_of(one))) == (
        other.root,
        other.types,
        set(facts_of(other)),
    )


FORMS: dict[str, Callable[[Record], str]] = {
    "turtle": lambda record: engine.graph_of(record).serialize(format="turtle"),
    "ntriples": lambda record: engine.graph_of(record).serialize(format="nt"),
    "jsonld": lambda record: json.dumps(linked_form(record)),
    "json": lambda record: json.dumps(
        {k: v for k, v in linked_form(record).items() if k != "@context"}
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("fmt", FORMS)
def test_every_example_says_the_same_in_every_form(
    examples: tuple[Example, ...], book: RuleBook, fmt: str
):
    wrong = []
    for name in (found.name for found in examples):
        record = read_example(name, book)
        if not same(ingest.read(book, FORMS[fmt](record).encode(), fmt), record):
            wrong.append(name)
    assert wrong == []


def test_the_schema_takes_every_example_and_refuses_what_is_refused(book: RuleBook):
    judge = Draft202012Validator(schema(book))
    Draft202012Validator.check_schema(judge.schema)
    for path in sorted(EXAMPLES.glob("*.json")):
        assert not list(judge.iter_errors(json.loads(path.read_text(encoding="utf-8")))), path.name
    shaped = {"list of two records", "string", "null", "untyped root", "unknown class",
    "unknown class inside",
              "unknown field", "unknown field inside", "year of five digits", "word for a date",
              "unknown purpose",
              "word for a boolean", "number for a boolean", "value of another list",
              "list for one value"}  # fmt: skip
    refused = {
        c[0]
        for c in BAD
        if c[2] == "json" and c[0] in shaped and not judge.is_valid(json.loads(c[1]))
    }
    assert refused == shaped


class Canary(BaseHTTPRequestHandler):
    """Notes that somebody came."""

    hits = 0

    def do_GET(self) -> None:
        """Count a request."""
        Canary.hits += 1
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), Canary)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_nothing_that_a_record_names_is_ever_fetched(book: RuleBook, port: int):
    Canary.hits = 0
    cases = [(c[1].replace(b"{port}", str(port).encode()), c[2]) for c in BAD if b"{port}" in c[1]]
    there = f"http://127.0.0.1:{port}/x"
    cases.append(
        (
            turtle(
                f"r:d clr:recipient <{there}> . <{there}> a clr:Person ; owl:imports <{there}> ."
            ),
            "turtle",
        )
    )
    assert len(cases) == 6
    for data, fmt in cases:
        with pytest.raises(InputError):
            ingest.read(book, data, fmt)
    assert Canary.hits == 0


WORDS = st.sampled_from(["id", "type", "Disclosure", "Use", "actor", "item", "date", "purpose",
"request", "@context",
                         "@id", "@type", "@graph", "@value", CONTEXT, "2019-06-14", "d", "\ud800",
                         ""])  # fmt: skip
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(WORDS | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(
    data=st.binary(max_size=200) | ANY_JSON.map(lambda v: json.dumps(v).encode()),
    fmt=st.sampled_from(sorted(SUFFIX)),
)
def test_whatever_the_bytes_are_nothing_but_an_input_error_comes(data: bytes, fmt: str):
    try:
        assert ingest.read(books.latest(LIBRARY), data, fmt).types
    except InputError as error:
        if not one_line(str(error)):
            pytest.fail("the message has several lines")


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(told=st.dictionaries(WORDS, ANY_JSON, max_size=4))
def test_whatever_a_linked_record_says_nothing_but_an_input_error_comes(told: dict[str, Any]):
    try:
        assert ingest.read(
            books.latest(LIBRARY),
            json.dumps(told | {"@context": CONTEXT, "type": "Use"}).encode(),
            "jsonld",
        ).types
    except InputError as error:
        if not one_line(str(error)):
            pytest.fail("the message has several lines")


def test_a_message_is_one_printable_line_whatever_a_field_is_called(book: RuleBook):
    odd = json.dumps({"type": "Use", "a\nb\u2028c\ud800": 1}).encode()
    with pytest.raises(InputError) as caught:
        ingest.read(book, odd, "json")
    assert str(caught.value).isprintable()
