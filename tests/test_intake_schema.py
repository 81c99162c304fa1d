"""The JSON Schema and the intake take the same ids, texts and numbers."""

import pytest
from intake import USE, things
from jsonschema import Draft202012Validator

from kg.errors import InputError
from kg.record.schema import schema
from kg.rulebook.model import RuleBook

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
