"""The JSON Schema (2020-12) and the JSON-LD context of records, made from the record shapes."""

from typing import Any

from kg.rdf.namespaces import BASE, CLR, CONTEXT, RECORD, XSD, local_name
from kg.record.characters import MAX_TEXT
from kg.record.draft import IRI_PATTERN, LOCAL_NAME, MAX_IRI
from kg.record.titles import MAX_TITLE
from kg.rulebook import days
from kg.rulebook.model import Field, RuleBook

#: The end is not ``$``, before which Python lets a line break stand.
_END = r"(?![\s\S])"
_ID = {
    "type": "string",
    "pattern": f"^(?:(?:_:)?{LOCAL_NAME.pattern}|{IRI_PATTERN}){_END}",
    "maxLength": MAX_IRI,
}
#: At least one character that is no sign of ASCII; the intake asks for a letter or digit.
_SHOWN = r"[^\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]"
_TEXT: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT, "pattern": _SHOWN}
_MOST = 999_999_999  # an integer has nine digits at most


def context(book: RuleBook) -> dict[str, Any]:
    """Give the JSON-LD context: field names, and short names of the vocabularies."""
    terms: dict[str, Any] = {
        "@version": 1.1,
        "@base": RECORD.base,
        "@vocab": CLR.base,
        "id": "@id",
        "type": "@type",
        "xsd": XSD.base,
    }
    for fields in book.fields.values():
        for name, told in fields.items():
            term: dict[str, str] = {"@id": told.prop}
            if told.kind == "literal":
                if told.range != XSD.string:
                    term["@type"] = told.range
            else:
                term["@type"] = "@vocab" if told.kind == "concept" else "@id"
            terms[name] = term
    return {"@context": terms | dict(sorted(book.notations.items()))}


def _value(book: RuleBook, told: Field) -> dict[str, Any]:
    if told.kind == "literal":
        text = _TEXT | ({"maxLength": told.max_length} if told.max_length else {})
        return {
            XSD.string: text,
            XSD.date: {"type": "string", "format": "date", "pattern": days.PATTERN},
            XSD.boolean: {"type": "boolean"},
            XSD.integer: {"type": "integer", "minimum": -_MOST, "maximum": _MOST},
        }[told.range]
    if told.kind == "node":
        return {"anyOf": [{"$ref": f"#/$defs/{local_name(told.range)}"}, _ID]}
    if told.kind == "concept":
        names = [
            name
            for name, iri in book.notations.items()
            if told.range in book.background_types.get(iri, ())
        ]
        iris = [book.notations[name] for name in names]
        return {"enum": [*sorted(names), *sorted(iris)]}
    if told.kind == "title":
        return _TEXT | {"maxLength": MAX_TITLE, "examples": ["import specialist"]}
    return _TEXT | {"maxLength": MAX_IRI, "examples": ["26 USC 6103(i)(1)"]}


def _root(definition: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a record itself, which needs a type and may name our context."""
    properties = {"@context": {"const": CONTEXT}} | definition["properties"]
    return definition | {
        "properties": properties,
        "required": ["type", *definition.get("required", ())],
    }


def schema(book: RuleBook) -> dict[str, Any]:
    """Give the JSON Schema of a submitted record; unknown fields are refused."""
    definitions: dict[str, Any] = {}
    for cls, fields in book.fields.items():
        properties: dict[str, Any] = {"id": _ID, "type": {"const": local_name(cls)}}
        for name, told in fields.items():
            value = _value(book, told)
            if told.many:
                listed = {
                    "type": "array",
                    "items": value,
                    "minItems": 1,
                    "maxItems": told.max_count,
                }
                value = {"anyOf": [value, listed]}
            else:
                single = {"type": "array", "items": value, "minItems": 1, "maxItems": 1}
                value = {"anyOf": [value, single]}
            properties[name] = value | {"description": told.message.rsplit(" [", 1)[0] + "."}
        required = [name for name, told in fields.items() if told.required]
        definitions[local_name(cls)] = {
            **({"required": required} if required else {}),
            "title": book.label(cls),
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
        }
    roots = [_root(definitions[local_name(cls)]) for cls in book.submittable]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": BASE + "record.schema.json",
        "title": "Record submitted to Clearance",
        "description": f"With “@context”: “{CONTEXT}” it is JSON-LD and means the same. Other "
        "forms of JSON-LD, which docs/howto/records.md names, are taken and not described here.",
        "anyOf": roots,
        "$defs": definitions,
    }
