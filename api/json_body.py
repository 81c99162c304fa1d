"""The body of a request as a JSON object, read strictly and within bounds.

A record inside of such a body is read once more, by the rules for records
(:mod:`kg.record.from_json`).
What is not looked at, such as a time in milliseconds in the context, may have any form that JSON
has (AuthZEN 10.1.1: unknown fields are ignored).
"""

import json
from typing import Any

from flask import request

from kg.errors import InputError
from kg.record.draft import MAX_DEPTH
from kg.record.from_json import depth

#: Levels that an access request puts around a record.
_AROUND = 8
#: Digits up to which a number is read as a whole one: more than 64 bits hold.
_DIGITS = 20


def json_object() -> dict[str, Any]:
    """Return the body of this request as a JSON object (RFC 8259, RFC 7493).

    Raises InputError: ``bad_encoding``, ``too_deep``, ``invalid_json`` or ``bad_request``.
    """
    try:
        text = request.get_data(cache=False).decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("The body is not UTF-8.", code="bad_encoding") from None
    most = MAX_DEPTH + _AROUND
    if depth(text) > most:
        raise InputError(f"The JSON is nested deeper than {most}.", code="too_deep")
    try:
        value = json.loads(
            text, object_pairs_hook=_once, parse_constant=_constant, parse_int=_number
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InputError(
            f"This is not JSON: {error.msg}.", where=where, code="invalid_json"
        ) from None
    if not isinstance(value, dict):
        raise InputError("Send a JSON object.", code="bad_request")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):  # parsers differ in which one counts
        raise InputError("A name is given twice in one object. Keep one.", code="invalid_json")
    return found


def _constant(name: str) -> Any:
    raise InputError(f"{name} is not JSON.", code="invalid_json")


def _number(digits: str) -> int | float:
    return int(digits) if len(digits) <= _DIGITS else float(digits)
