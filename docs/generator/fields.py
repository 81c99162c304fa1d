"""What a record may say: each class with its fields, and the values of each vocabulary."""

from rdflib import URIRef

from docs.generator.markdown import anchor, code, escaped, table
from kg.epochs import books
from kg.rdf import load
from kg.rdf.library import Library
from kg.rdf.namespaces import SKOS, XSD, local_name
from kg.rulebook.model import Field, RuleBook

_LITERALS = {
    XSD.string: "text",
    XSD.date: "day (`2019-06-14`)",
    XSD.boolean: "`true` or `false`",
    XSD.integer: "whole number",
}


def records(library: Library) -> str:
    """Return a section for each class that can be submitted, then for each other class."""
    book = books.latest(library)
    others = [cls for cls in book.fields if cls not in book.submittable]
    found = ["## Records that can be submitted\n"]
    found += [_class(library, book, cls) for cls in sorted(book.submittable, key=local_name)]
    found += ["## Things inside a record\n"]
    found += [_class(library, book, cls) for cls in sorted(others, key=local_name)]
    return "\n".join(found)


def values(library: Library) -> str:
    """Return a table of short names for each vocabulary that a field takes its value from."""
    book = books.latest(library)
    ranges = {
        field.range
        for fields in book.fields.values()
        for field in fields.values()
        if field.kind == "concept"
    }
    return "\n".join(_vocabulary(book, cls) for cls in sorted(ranges, key=local_name))


def _class(library: Library, book: RuleBook, cls: str) -> str:
    rows = [
        [code(name), _value(field), _count(field), _meaning(library, field.prop)]
        for name, field in sorted(book.fields[cls].items())
    ]
    lead = _meaning(library, cls) or escaped(book.label(cls))
    return f"### {local_name(cls)}\n\n{lead[0].upper()}{lead[1:]}.\n\n" + table(
        ["field", "value", "how many", "meaning"], rows
    )


def _value(field: Field) -> str:
    if field.kind == "literal":
        return _LITERALS[field.range]
    name = local_name(field.range)
    if field.kind == "node":
        return f"[{name}](#{anchor(name)})"
    if field.kind == "concept":
        return f"[{name}](#{anchor(_heading(name))})"
    return "citation" if field.kind == "provision" else "title"


def _count(field: Field) -> str:
    most = f"up to {field.max_count}" if field.many else "one"
    return f"{most}, required" if field.required else most


def _meaning(library: Library, iri: str) -> str:
    text = load.union(library, "ontology", "data").value(URIRef(iri), URIRef(SKOS.definition))
    return escaped(str(text)) if text else ""


def _heading(name: str) -> str:
    return f"Values of {name}"


def _vocabulary(book: RuleBook, cls: str) -> str:
    rows = [
        [code(name), escaped(book.label(iri))]
        for name, iri in sorted(book.notations.items())
        if cls in book.background_types.get(iri, ())
    ]
    return f"### {_heading(local_name(cls))}\n\n" + table(["short name", "meaning"], rows)
