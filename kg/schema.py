"""The JSON Schema (2020-12) and the JSON-LD context of records, made from the record shapes."""

from typing import Any

from kg import days
from kg.namespaces import BASE, CLR, CONTEXT, RECORD, TITLE, XSD, local_name
from kg.rulebook import Field, RuleBook

_ID = {"type": "string", "pattern": r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$|^(https?|urn):"}


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
        text: dict[str, Any] = {"type": "string", "minLength": 1}
        if told.max_length:
            text["maxLength"] = told.max_length
        return {
            XSD.string: text,
            XSD.date: {"type": "string", "format": "date", "pattern": days.PATTERN},
            XSD.boolean: {"type": "boolean"},
            XSD.integer: {"type": "integer"},
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
    example = TITLE["import-specialist"] if told.kind == "title" else "26 USC 6103(i)(1)"
    return {"type": "string", "minLength": 1, "examples": [example]}


def schema(book: RuleBook) -> dict[str, Any]:
    """Give the JSON Schema of a submitted record; unknown fields are refused."""
    definitions: dict[str, Any] = {}
    for cls, fields in book.fields.items():
        properties: dict[str, Any] = {"id": _ID, "type": {"const": local_name(cls)}}
        for name, told in fields.items():
            value = _value(book, told)
            if told.many:
                listed = {"type": "array", "items": value, "maxItems": told.max_count}
                value = {"anyOf": [value, listed]}
            else:
                single = {"type": "array", "items": value, "minItems": 1, "maxItems": 1}
                value = {"anyOf": [value, single]}
            properties[name] = value | {"description": told.message.rsplit(" [", 1)[0] + "."}
        definitions[local_name(cls)] = {
            "title": book.label(cls),
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
        }
    roots = [
        {"allOf": [{"$ref": f"#/$defs/{local_name(cls)}"}, {"required": ["type"]}]}
        for cls in book.submittable
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": BASE + "record.schema.json",
        "title": "Record submitted to Clearance",
        "description": f"Also JSON-LD, with the context {CONTEXT}.",
        "anyOf": roots,
        "$defs": definitions,
    }
