"""Take a submitted record: bytes in, a checked ``Record`` or an InputError out.

Submitted data is hostile (security.md, A6 to A20): size and depth are limited before anything
is parsed, contexts and graphs of others are refused, and what a record may say is the list of
fields compiled from ``shapes/record``. No error repeats a submitted value that may name a person.
"""

from collections.abc import Mapping

from kg.errors import InputError
from kg.rdf.namespaces import BASE, CLR, RECORD, XSD, local_name
from kg.record import from_json, from_rdf, titles
from kg.record.characters import check_text, is_shown
from kg.record.draft import MAX_NODES, Draft, check_iri, name_things, too_many
from kg.record.existence import check_lives
from kg.record.orders import check_orders
from kg.rulebook.model import Field, RuleBook
from kg.rulebook.values import Lit, Record, Value

MAX_BYTES = 1_000_000
FORMATS = {".json": "json", ".jsonld": "jsonld", ".ttl": "turtle", ".nt": "ntriples"}


def read(book: RuleBook, data: bytes, fmt: str) -> Record:
    """Give the record in the bytes; ``fmt`` is json, jsonld, turtle or ntriples."""
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
            f"The input is larger than a record may be, which is {MAX_BYTES:,} bytes. "
            "Submit one record at a time and leave attachments out.",
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
    """Give the draft as a record if it says only what records may say, about one root."""
    if not draft.types and not draft.facts:
        raise InputError("There is no record in the input. Submit one.", code="empty")
    if len(draft.types) > MAX_NODES:
        raise too_many(len(draft.types))
    for node in draft.facts:
        if node not in draft.types:
            where = draft.places.get(node, "")
            raise InputError(
                "This thing has no type. Say what it is, for example a Disclosure or a Person.",
                where=where,
                code="untyped",
            )
    facts: dict[str, dict[str, tuple[Value, ...]]] = {}
    for node, cls in draft.types.items():
        check_iri(node, draft.places.get(node, ""))
        if node.startswith(BASE) and not node.startswith(RECORD.base):
            raise InputError(
                "This thing has an IRI that belongs to the law or its vocabulary. "
                f"Name things of a record by an IRI of your own, or under {RECORD.base}.",
                where=draft.places.get(node, ""),
                code="invalid_iri",
            )
        fields = _fields(book, cls, draft.places.get(node, ""))
        told = draft.facts.get(node, {})
        _check_required(fields, cls, set(told), draft.places.get(node, ""))
        facts[node] = {
            prop: _values(book, draft, fields, cls, prop, values) for prop, values in told.items()
        }
    record = Record(_root(book, draft, facts), dict(draft.types), facts)
    check_lives(book, record)
    check_orders(book, record, draft.places)
    return record


def _fields(book: RuleBook, cls: str, where: str) -> Mapping[str, Field]:
    fields = book.fields.get(cls)
    if fields is None:
        known = ", ".join(local_name(c) for c in book.fields)
        raise InputError(
            f"“{local_name(cls)[:60]}” is no class of thing that a record "
            f"describes. Use one of: {known}.",
            where=where,
            code="unknown_class",
        )
    return fields


def _check_required(fields: Mapping[str, Field], cls: str, stated: set[str], where: str) -> None:
    """Refuse a thing without which nothing is said, such as a finding that found nothing."""
    for name, field in fields.items():
        if field.required and field.prop not in stated:
            raise InputError(
                f"A {local_name(cls)} says nothing without “{name}”. Give it, or leave the "
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
    where = values[0][1]
    name = local_name(prop)
    told = fields.get(name)
    if told is None or told.prop != prop:
        raise InputError(
            f"“{name[:60]}” is no field of {local_name(cls)}. Its fields are: {', '.join(fields)}.",
            where=where,
            code="unknown_field",
        )
    found = tuple(dict.fromkeys(value for value, _ in values))
    if len(found) > told.max_count:
        wanted = "only one value" if told.max_count == 1 else f"at most {told.max_count} values"
        raise InputError(
            f"“{name}” takes {wanted}, not {len(found)}.", where=where, code="too_many"
        )
    for value, place in values:
        _check_value(book, draft, told, value, place)
    return found


def _check_value(book: RuleBook, draft: Draft, told: Field, value: Value, where: str) -> None:
    if isinstance(value, Lit):
        fits = told.kind == "literal" and value.datatype == told.range
        if fits and isinstance(value.value, str):
            check_text(value.value, where)
            fits = is_shown(value.value)
    elif told.kind == "title":
        fits = titles.is_title(value)
    else:
        check_iri(value, where)
        if told.kind == "node":
            if value not in draft.types:
                raise InputError(
                    "This refers to a thing that the record does not describe. "
                    "Describe it with its type, or correct the name.",
                    where=where,
                    code="dangling",
                )
            fits = (
                told.range in book.supers[draft.types[value]]
                if draft.types[value] in book.supers
                else True
            )
        else:
            fits = told.range in book.background_types.get(value, ())
    if not fits:
        raise InputError(
            f"“{local_name(told.prop)}” takes {_wanted(book, told)}.", where=where, code="bad_value"
        )


def _wanted(book: RuleBook, told: Field) -> str:
    """Say in words what a field takes."""
    if told.kind == "provision":
        known = sorted(
            book.labels[iri]
            for iri, types in book.background_types.items()
            if CLR.ExternalProvision in types
        )
        return f"a provision of the sections held, or one that they refer to: {', '.join(known)}"
    if told.kind == "title":
        return "the title of a post in words, or its IRI as made from these words"
    return {
        XSD.string: "text with a letter or digit", XSD.date: "a date written as year-month-day",
        XSD.boolean: "true or false", XSD.integer: "a whole number",
    }.get(told.range, f"a thing of the kind {local_name(told.range)}")  # fmt: skip


def _root(
    book: RuleBook, draft: Draft, facts: Mapping[str, Mapping[str, tuple[Value, ...]]]
) -> str:
    """Give the one thing that is submitted and that nothing else points to."""
    pointed = {
        v
        for told in facts.values()
        for values in told.values()
        for v in values
        if isinstance(v, str)
    }
    free = [node for node in draft.types if node not in pointed]
    roots = [node for node in free if draft.types[node] in book.submittable]
    kinds = ", ".join(local_name(cls) for cls in book.submittable)
    if not roots:
        raise InputError(
            f"There is no record to decide: none of its things is one of {kinds}, "
            "standing by itself.",
            code="no_root",
        )
    if len(roots) > 1:
        raise InputError(
            f"There are {len(roots)} records in the input where one is expected. "
            "Submit each by itself.",
            where=draft.places.get(roots[1], ""),
            code="several_records",
        )
    reached, queue = {roots[0]}, [roots[0]]
    for node in queue:
        for values in facts[node].values():
            fresh = [
                v for v in values if isinstance(v, str) and v in draft.types and v not in reached
            ]
            reached.update(fresh)
            queue.extend(fresh)
    loose = [node for node in draft.types if node not in reached]
    if loose:
        raise InputError(
            f"{len(loose)} things have no connection with the record. Connect "
            "them or leave them out.",
            where=draft.places.get(loose[0], ""),
            code="unconnected",
        )
    requests = [node for node, cls in draft.types.items() if cls == CLR.RequestLetter]
    if len(requests) > 1:
        raise InputError(
            "The record holds two request letters. Submit what was obtained on "
            "each as a record of its own.",
            where=draft.places.get(requests[1], ""),
            code="several_requests",
        )
    return roots[0]
