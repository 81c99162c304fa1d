"""Read a submitted record: bytes in, a checked ``Record`` or an InputError out.

Submitted data is hostile (security.md, A6 to A20): size and depth are limited before anything is
parsed, foreign contexts and graphs are refused, and a record may state only the fields compiled
from ``shapes/record``. No error repeats a submitted value that may name a person.
"""

from collections.abc import Mapping

from kg.errors import InputError
from kg.rdf.namespaces import BASE, CLR, RECORD, XSD, local_name
from kg.record import from_json, from_rdf, titles
from kg.record.characters import check_text, is_shown
from kg.record.draft import MAX_NODES, Draft, check_iri, name_things, too_many
from kg.record.existence import check_lives
from kg.record.orders import check_orders
from kg.record.root import find_root
from kg.rulebook.model import Field, RuleBook
from kg.rulebook.values import Lit, Record, Value

MAX_BYTES = 1_000_000
FORMATS = {".json": "json", ".jsonld": "jsonld", ".ttl": "turtle", ".nt": "ntriples"}


def read(book: RuleBook, data: bytes, fmt: str) -> Record:
    """Return the record in the bytes, at most ``MAX_BYTES`` of UTF-8.

    ``fmt`` is json, jsonld, turtle or ntriples. Raise InputError with the place of the fault where
    the input is not a record; ``bad_format`` for another format.
    """
    text = _text(data)
    if fmt in {"json", "jsonld"}:
        draft = from_json.parse(book, text, linked=fmt == "jsonld")
    elif fmt in {"turtle", "ntriples"}:
        draft = from_rdf.parse(text, fmt)
    else:
        raise InputError(
            f"“{fmt[:20]}” is not a format for records. Use json, jsonld, turtle or ntriples.",
            code="bad_format",
        )
    return check(book, name_things(draft))


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise InputError(
            f"The input is larger than {MAX_BYTES:,} bytes, the limit for a record. "
            "Submit one record at a time, without attachments.",
            code="too_large",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"Byte {error.start} is not UTF-8. Save the file as UTF-8.", code="bad_encoding"
        ) from None
    if not text.strip():
        raise InputError("The input is empty. Submit one record.", code="empty")
    return text


def check(book: RuleBook, draft: Draft) -> Record:
    """Return the draft as a record if it states only what records may state, about one root.

    Raise InputError with the place of the first fault found.
    """
    if not draft.types and not draft.facts:
        raise InputError("The input contains no record. Submit one.", code="empty")
    if len(draft.types) > MAX_NODES:
        raise too_many(len(draft.types))
    for node in draft.facts:
        if node not in draft.types:
            raise InputError(
                "This thing has no type. Add its type, for example Disclosure or Person.",
                where=draft.places.get(node, ""),
                code="untyped",
            )
    facts = {node: _facts(book, draft, node) for node in draft.types}
    record = Record(find_root(book, draft, facts), dict(draft.types), facts)
    check_lives(book, record)
    check_orders(book, record, draft.places)
    return record


def _facts(book: RuleBook, draft: Draft, node: str) -> dict[str, tuple[Value, ...]]:
    """Return the checked values of one thing by property."""
    cls, place = draft.types[node], draft.places.get(node, "")
    check_iri(node, place)
    if node.startswith(BASE) and not node.startswith(RECORD.base):
        raise InputError(
            "This IRI belongs to the law or its vocabulary. Name the things of a record by IRIs of "
            f"your own, or under {RECORD.base}.",
            where=place,
            code="invalid_iri",
        )
    fields = _fields(book, cls, place)
    statements = draft.facts.get(node, {})
    _check_required(fields, cls, set(statements), place)
    return {
        prop: _values(book, draft, fields, cls, prop, values) for prop, values in statements.items()
    }


def _fields(book: RuleBook, cls: str, where: str) -> Mapping[str, Field]:
    fields = book.fields.get(cls)
    if fields is None:
        known = ", ".join(local_name(c) for c in book.fields)
        raise InputError(
            f"A record cannot describe a thing of type “{local_name(cls)[:60]}”. "
            f"Use one of: {known}.",
            where=where,
            code="unknown_class",
        )
    return fields


def _check_required(fields: Mapping[str, Field], cls: str, stated: set[str], where: str) -> None:
    """Raise InputError ``missing_field`` for a thing that says nothing without a missing field.

    An example is a finding without its outcome.
    """
    for name, field in fields.items():
        if field.required and field.prop not in stated:
            raise InputError(
                f"A {local_name(cls)} without “{name}” says nothing. Add “{name}”, or leave the "
                f"{local_name(cls)} out.",
                where=where,
                code="missing_field",
            )


def _values(
    book: RuleBook,
    draft: Draft,
    fields: Mapping[str, Field],
    cls: str,
    prop: str,
    values: list[tuple[Value, str]],
) -> tuple[Value, ...]:
    """Return the distinct values of a property of a thing of class ``cls``, each checked."""
    where = values[0][1]
    name = local_name(prop)
    field = fields.get(name)
    if field is None or field.prop != prop:
        raise InputError(
            f"{local_name(cls)} has no field “{name[:60]}”. Its fields are: {', '.join(fields)}.",
            where=where,
            code="unknown_field",
        )
    distinct = tuple(dict.fromkeys(value for value, _ in values))
    if len(distinct) > field.max_count:
        most = "only one value" if field.max_count == 1 else f"at most {field.max_count} values"
        raise InputError(
            f"“{name}” takes {most}, not {len(distinct)}.", where=where, code="too_many"
        )
    for value, place in values:
        _check_value(book, draft, field, value, place)
    return distinct


def _check_value(book: RuleBook, draft: Draft, field: Field, value: Value, where: str) -> None:
    if isinstance(value, Lit):
        fits = field.kind == "literal" and value.datatype == field.range
        if fits and isinstance(value.value, str):
            check_text(value.value, where)
            fits = is_shown(value.value)
    elif field.kind == "title":
        fits = titles.is_title(value)
    else:
        check_iri(value, where)
        if field.kind == "node":
            if value not in draft.types:
                raise InputError(
                    "This refers to a thing that the record does not describe. "
                    "Describe it with its type, or correct the name.",
                    where=where,
                    code="dangling",
                )
            # a class unknown to the book is reported at the thing itself
            fits = field.range in book.supers.get(draft.types[value], (field.range,))
        else:
            fits = field.range in book.background_types.get(value, ())
    if not fits:
        raise InputError(
            f"“{local_name(field.prop)}” takes {_accepted(book, field)}.",
            where=where,
            code="bad_value",
        )


def _accepted(book: RuleBook, field: Field) -> str:
    """Return a phrase for the values that a field takes."""
    if field.kind == "provision":
        known = sorted(
            book.labels[iri]
            for iri, types in book.background_types.items()
            if CLR.ExternalProvision in types
        )
        return f"a provision of the sections held, or one that they cite: {', '.join(known)}"
    if field.kind == "title":
        return "the title of a post in words, or the IRI made from these words"
    return {
        XSD.string: "text with a letter or digit", XSD.date: "a date written as year-month-day",
        XSD.boolean: "true or false", XSD.integer: "a whole number",
    }.get(field.range, f"a thing of type {local_name(field.range)}")  # fmt: skip
