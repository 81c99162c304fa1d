"""Generate the JSON Schema (2020-12) and the JSON-LD context of records from the record shapes."""

from typing import Any

from kg.rdf.namespaces import BASE, CLR, CONTEXT, RECORD, XSD, local_name
from kg.record.characters import MAX_TEXT
from kg.record.draft import IRI_PATTERN, LOCAL_NAME, MAX_IRI
from kg.record.titles import MAX_TITLE
from kg.rulebook import days
from kg.rulebook.model import Field, RuleBook

#: End of the text. Not ``$``, which in Python also matches before a final line break.
_END = r"(?![\s\S])"
_ID = {
    "type": "string",
    "pattern": f"^(?:(?:_:)?{LOCAL_NAME.pattern}|{IRI_PATTERN}){_END}",
    "maxLength": MAX_IRI,
}
#: At least one character other than ASCII punctuation; the parser requires a letter or digit.
_SHOWN = r"[^\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]"
_TEXT: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT, "pattern": _SHOWN}
_MOST = 999_999_999  # an integer has nine digits at most


def context(book: RuleBook) -> dict[str, Any]:
    """Return the JSON-LD 1.1 context: field names, and short names of the vocabularies."""
    terms: dict[str, Any] = {
        "@version": 1.1,
        "@base": RECORD.base,
        "@vocab": CLR.base,
        "id": "@id",
        "type": "@type",
        "xsd": XSD.base,
    }
    for fields in book.fields.values():
        for name, field in fields.items():
            term: dict[str, str] = {"@id": field.prop}
            if field.kind == "literal":
                if field.range != XSD.string:
                    term["@type"] = field.range
            else:
                term["@type"] = "@vocab" if field.kind == "concept" else "@id"
            terms[name] = term
    return {"@context": terms | dict(sorted(book.notations.items()))}


def _value(book: RuleBook, field: Field) -> dict[str, Any]:
    """Return the schema of one value of a field."""
    if field.kind == "literal":
        text = _TEXT | ({"maxLength": field.max_length} if field.max_length else {})
        return {
            XSD.string: text,
            XSD.date: {"type": "string", "format": "date", "pattern": days.PATTERN},
            XSD.boolean: {"type": "boolean"},
            XSD.integer: {"type": "integer", "minimum": -_MOST, "maximum": _MOST},
        }[field.range]
    if field.kind == "node":
        return {"anyOf": [{"$ref": f"#/$defs/{local_name(field.range)}"}, _ID]}
    if field.kind == "concept":
        names = [
            name
            for name, iri in book.notations.items()
            if field.range in book.background_types.get(iri, ())
        ]
        iris = [book.notations[name] for name in names]
        return {"enum": [*sorted(names), *sorted(iris)]}
    if field.kind == "title":
        return _TEXT | {"maxLength": MAX_TITLE, "examples": ["import specialist"]}
    return _TEXT | {
        "maxLength": MAX_IRI,
        "examples": [form.example for form in book.citation_forms],
    }


def _root(definition: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a whole record, which needs a type and may name our context."""
    properties = {"@context": {"const": CONTEXT}} | definition["properties"]
    return definition | {
        "properties": properties,
        "required": ["type", *definition.get("required", ())],
    }


def schema(book: RuleBook) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a submitted record; it allows no unknown fields."""
    definitions: dict[str, Any] = {}
    for cls, fields in book.fields.items():
        properties: dict[str, Any] = {"id": _ID, "type": {"const": local_name(cls)}}
        for name, field in fields.items():
            value = _value(book, field)
            most = field.max_count if field.many else 1
            listed = {"type": "array", "items": value, "minItems": 1, "maxItems": most}
            description = field.message.rsplit(" [", 1)[0] + "."
            properties[name] = {"anyOf": [value, listed], "description": description}
        required = [name for name, field in fields.items() if field.required]
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
        "description": f"With “@context”: “{CONTEXT}” the record is JSON-LD and means the same. "
        "The other forms of JSON-LD that are accepted, listed in docs/howto/records.md, are not "
        "described here.",
        "anyOf": roots,
        "$defs": definitions,
    }
