"""Records as plain JSON: the fields of ``shapes/record`` by their names (RFC 8259, strict)."""

import json
import re
from typing import Any

from kg.citation import parse as parse_citation
from kg.errors import InputError
from kg.ingest import MAX_DEPTH, Draft, check_iri
from kg.namespaces import BASE, CLR, RECORD, TITLE, XSD
from kg.rulebook import Field, RuleBook
from kg.terms import Lit, Value, parse_literal

_LOCAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"?')


def loads(text: str) -> Any:
    """Give the JSON value of a text; refuses deep nesting, double names and NaN."""
    depth = deepest = 0
    for char in _STRINGS.sub("", text):
        depth += (char in "{[") - (char in "}]")
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        raise InputError(
            f"The JSON is nested {deepest:,} deep; the limit is {MAX_DEPTH}. A "
            "record needs far less.",
            code="too_deep",
        )
    try:
        return json.loads(
            text, object_pairs_hook=_once, parse_constant=_no_constant, parse_int=_int
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InputError(
            f"This is not JSON: {error.msg}.", where=where, code="invalid_json"
        ) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise InputError(
                f"“{name[:60]}” is given twice in one object. Keep one.", code="invalid_json"
            )
        found[name] = value
    return found


def _no_constant(name: str) -> Any:
    raise InputError(f"{name} is not JSON.", code="invalid_json")


def _int(digits: str) -> int:
    if len(digits) > 10:
        raise InputError("A number has more than 10 digits.", code="invalid_json")
    return int(digits)


def parse(book: RuleBook, text: str) -> Draft:
    """Give the statements of a JSON record."""
    value = loads(text)
    if isinstance(value, list):
        raise InputError(
            f"The input is a list of {len(value)} things where one record is "
            "expected. Submit each by itself.",
            code="several_records",
        )
    if not isinstance(value, dict):
        raise InputError("A record is a JSON object in braces.", code="bad_value")
    reader = _Reader(book)
    reader.node(value, None, "")
    return reader.draft


class _Reader:
    def __init__(self, book: RuleBook) -> None:
        self.book, self.draft = book, Draft()

    def node(self, value: dict[str, Any], expected: str | None, where: str) -> str:
        name = value.get("id")
        iri = self._iri(name, f"{where}/id") if name is not None else self._mint(where)
        cls = self._type(value.get("type"), expected, where)
        fields = self.book.fields.get(cls, {})
        known = self.draft.types.get(iri)
        if known and known != cls:
            raise InputError(
                "Two things with this id are of different types.",
                where=f"{where}/id",
                code="bad_value",
            )
        self.draft.types[iri] = cls
        self.draft.places.setdefault(iri, where or "/")
        for key, inner in value.items():
            if key in {"id", "type"}:
                continue
            if key not in fields:
                raise InputError(
                    f"“{key[:60]}” is no field of {cls.removeprefix(CLR.base)}. "
                    f"Its fields are: {', '.join(fields)}.",
                    where=f"{where}/{key[:60]}",
                    code="unknown_field",
                )
            self._field(iri, fields[key], inner, f"{where}/{key}")
        return iri

    def _type(self, name: Any, expected: str | None, where: str) -> str:
        if name is None:
            if expected is None:
                kinds = ", ".join(c.removeprefix(CLR.base) for c in self.book.submittable)
                raise InputError(
                    f"The record has no “type”. Use one of: {kinds}.", where="/type", code="untyped"
                )
            return expected
        cls = CLR[name] if isinstance(name, str) else ""
        if cls not in self.book.fields or (expected and expected != cls):
            allowed = [expected] if expected else self.book.submittable
            kinds = ", ".join(c.removeprefix(CLR.base) for c in allowed)
            raise InputError(
                f"This is no type that fits here. Use: {kinds}.",
                where=f"{where}/type",
                code="unknown_class",
            )
        return cls

    def _iri(self, name: Any, where: str) -> str:
        if isinstance(name, str) and _LOCAL.fullmatch(name):
            return RECORD[name]
        return check_iri(name if isinstance(name, str) else "", where)

    def _mint(self, where: str) -> str:
        return RECORD["submitted" + re.sub(r"[^A-Za-z0-9]+", ".", where)]

    def _field(self, node: str, told: Field, value: Any, where: str) -> None:
        if isinstance(value, list):
            if not told.many and len(value) != 1:
                raise InputError(
                    "This field takes only one value, not a list.", where=where, code="too_many"
                )
            for number, inner in enumerate(value):
                self.draft.say(
                    node,
                    told.prop,
                    self._value(told, inner, f"{where}/{number}"),
                    f"{where}/{number}",
                )
            return
        self.draft.say(node, told.prop, self._value(told, value, where), where)

    def _value(self, told: Field, value: Any, where: str) -> Value:
        if told.kind == "literal":
            return self._literal(told, value, where)
        if told.kind == "node" and isinstance(value, dict):
            return self.node(value, told.range, where)
        if not isinstance(value, str):
            raise self._bad(told, where)
        if value.startswith((BASE, "urn:")):
            return check_iri(value, where)
        if told.kind == "node":
            return self._iri(value, where)
        if told.kind == "provision":
            try:
                return parse_citation(value)
            except InputError as error:
                raise InputError(error.text, where=where, code="bad_citation") from None
        if told.kind == "title":
            return TITLE[re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")]
        concept = self.book.notations.get(value)
        if concept is None or told.range not in self.book.background_types.get(concept, ()):
            names = sorted(
                name
                for name, iri in self.book.notations.items()
                if told.range in self.book.background_types.get(iri, ())
            )
            raise InputError(
                f"This is no value of the field. Use one of: {', '.join(names)}.",
                where=where,
                code="bad_value",
            )
        return concept

    def _literal(self, told: Field, value: Any, where: str) -> Lit:
        python = {XSD.string: str, XSD.date: str, XSD.boolean: bool, XSD.integer: int}[told.range]
        literal = None
        if isinstance(value, python) and not (python is int and isinstance(value, bool)):
            form = str(value).lower() if python is bool else str(value)
            literal = parse_literal(form, told.range)
        if literal is None:
            raise self._bad(told, where)
        return literal

    def _bad(self, told: Field, where: str) -> InputError:
        what = {
            XSD.string: "words", XSD.date: "a date written as year-month-day, such as 2019-04-02",
            XSD.boolean: "true or false", XSD.integer: "a whole number",
        }.get(told.range, "a name, or an object that describes the thing")  # fmt: skip
        return InputError(f"This field takes {what}.", where=where, code="bad_value")
