"""Read literals of a JSON or JSON-LD record: a native value, or an object with ``@value``."""

from collections.abc import Mapping
from typing import Any

from kg.errors import InputError
from kg.rdf.namespaces import XSD
from kg.rulebook.model import Field
from kg.rulebook.values import Lit, parse_literal


def typed(field: Field, value: Mapping[str, Any], where: str, *, short: bool) -> Lit:
    """Return the literal of a value object (JSON-LD 1.1, 9.5), of the field's datatype.

    ``short`` allows ``xsd:`` as a prefix of the datatype. Raise InputError ``bad_value`` where the
    object has other keys, another datatype or a malformed value.
    """
    inner, datatype = value.get("@value"), value.get("@type")
    if "@value" not in value or value.keys() - {"@value", "@type"}:
        raise wrong_kind(field, where)
    if "@type" not in value:
        return native(field, inner, where)
    if short and isinstance(datatype, str) and datatype.startswith("xsd:"):
        datatype = XSD[datatype.removeprefix("xsd:")]
    if datatype != field.range:
        raise wrong_kind(field, where)
    parsed = parse_literal(inner, field.range) if isinstance(inner, str) else None
    return parsed or literal(field, inner, where)


def native(field: Field, value: Any, where: str) -> Lit:
    """Return the literal that a JSON value denotes without a context (JSON-LD 1.1 API, 5.2.2).

    Raise InputError ``bad_value`` where its datatype is not that of the field.
    """
    datatype = {bool: XSD.boolean, int: XSD.integer, str: XSD.string}.get(type(value))
    if field.kind != "literal" or datatype != field.range:
        raise InputError(
            "A value under an IRI as key must be written out: as an object with “@id”, or with "
            "“@value” and “@type”.",
            where=where,
            code="bad_value",
        )
    return literal(field, value, where)


def literal(field: Field, value: Any, where: str) -> Lit:
    """Return the literal that a JSON value under a short name denotes, by the field's datatype.

    Raise InputError ``bad_value`` for another JSON type or a malformed value.
    """
    expected = {XSD.string: str, XSD.date: str, XSD.boolean: bool, XSD.integer: int}[field.range]
    form = str(value).lower() if expected is bool else str(value)
    parsed = parse_literal(form, field.range) if type(value) is expected else None
    if parsed is None:
        raise wrong_kind(field, where)
    return parsed


def wrong_kind(field: Field, where: str) -> InputError:
    """Return the error for a value of the wrong kind, which says what the field takes."""
    by_kind = {
        "title": "the title of a post in words",
        "concept": "a short name or an IRI",
        "provision": "a citation or an IRI",
        "node": "a name, or an object that describes the thing",
    }
    by_datatype = {
        XSD.string: "text",
        XSD.date: "a date written as year-month-day, such as 2019-04-02",
        XSD.boolean: "true or false, without quotation marks",
        XSD.integer: "a whole number of at most nine digits, without quotation marks",
    }
    accepted = by_kind.get(field.kind) or by_datatype[field.range]
    return InputError(f"This field takes {accepted}.", where=where, code="bad_value")
