"""Parse records in JSON and JSON-LD (RFC 8259, JSON-LD 1.1).

A document is one object with short names, with or without our ``@context``; or JSON-LD as other
tools write it: expanded or flattened, as a list or under ``@graph``. Contexts are never fetched.
"""

import json
import re
from typing import Any

from kg.errors import InputError
from kg.rdf.namespaces import CONTEXT
from kg.record.draft import MAX_DEPTH, Draft
from kg.record.json_reader import Reader
from kg.record.schema import context
from kg.rulebook.model import RuleBook

_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_MAX_DIGITS = 10


def depth(text: str) -> int:
    """Return the nesting depth of a JSON text without parsing it, which could exhaust the stack."""
    level = deepest = 0
    for char in _STRINGS.sub("", text):
        level += (char in "{[") - (char in "}]")
        deepest = max(deepest, level)
    return deepest


def loads(text: str) -> Any:
    """Return the JSON value of a text.

    Raise InputError ``too_deep`` for nesting beyond ``MAX_DEPTH``, and ``invalid_json`` for wrong
    syntax, repeated names (RFC 8259, 4), NaN, infinities, -0 and overlong integers.
    """
    deepest = depth(text)
    if deepest > MAX_DEPTH:
        raise InputError(
            f"The JSON is nested {deepest:,} levels deep; the limit is {MAX_DEPTH}. Nest less: a "
            "record needs few levels.",
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
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise InputError(
                f"The name “{name[:60]}” occurs twice in one object. Keep one.",
                code="invalid_json",
            )
        members[name] = value
    return members


def _no_constant(name: str) -> Any:
    raise InputError(f"{name} is not a JSON value. Use a number.", code="invalid_json")


def _int(digits: str) -> int:
    if len(digits.lstrip("-")) > _MAX_DIGITS:
        raise InputError(
            f"A number has more than {_MAX_DIGITS} digits. Shorten it.", code="invalid_json"
        )
    if digits == "-0":
        raise InputError("Write 0 instead of -0.", code="invalid_json")
    return int(digits)


def parse(book: RuleBook, text: str, *, linked: bool) -> Draft:
    """Return the statements of a record; if ``linked`` (JSON-LD), short names need our context.

    Raise InputError with the place as a JSON pointer (RFC 6901) where the document is not a record.
    """
    value = loads(text)
    if isinstance(value, list):
        return _graph(book, value, "", short=False, compacted=False)
    if not isinstance(value, dict):
        raise InputError("A record must be a JSON object in braces.", code="bad_value")
    short, compacted = not linked, False
    if "@context" in value:
        sent = value["@context"]
        if sent not in (CONTEXT, [CONTEXT]) and sent != context(book)["@context"]:
            raise InputError(
                f"Use the context “{CONTEXT}” and no other. Contexts are never fetched.",
                where="/@context",
                code="foreign_context",
            )
        value = {key: inner for key, inner in value.items() if key != "@context"}
        short = compacted = True
    elif "@graph" in value:
        short = False
    if "@graph" in value:
        if len(value) > 1:
            raise InputError(
                "Only “@context” may stand beside “@graph”. Remove the other keys.",
                where="/@graph",
                code="foreign_context",
            )
        things = value["@graph"]
        things = things if isinstance(things, list) else [things]
        return _graph(book, things, "/@graph", short=short, compacted=compacted)
    # not compacted: a single object means the same with and without our context
    reader = Reader(book, value, short=short, compacted=False)
    reader.thing(value, None, "")
    return reader.finish()


def _graph(book: RuleBook, things: list[Any], where: str, *, short: bool, compacted: bool) -> Draft:
    """Return the statements of a list of things that together form one record."""
    if not things:
        raise InputError("The input contains no record. Submit one.", code="empty")
    if not all(isinstance(thing, dict) and (short or _is_expanded(thing)) for thing in things):
        several = f"The input is a list of {len(things)} values; one record is expected. "
        raise InputError(
            (several if len(things) > 1 else "")
            + "A record is one object in braces. Submit each record separately, without the list.",
            where=where,
            code="several_records",
        )
    reader = Reader(book, things, short=short, compacted=compacted)
    for number, thing in enumerate(things):
        reader.thing(thing, None, f"{where}/{number}")
    return reader.finish()


def _is_expanded(thing: dict[str, Any]) -> bool:
    """Return whether each key is an IRI or a keyword (JSON-LD 1.1 API, 5.1, expanded form)."""
    return all(key in {"@id", "@type"} or ":" in key for key in thing)
