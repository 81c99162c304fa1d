"""Take a submitted record: bytes in, a checked :class:`~kg.terms.Record` or an InputError out.

Submitted data is hostile (security.md, A6 to A20): size and depth are limited before anything
is parsed, contexts and graphs of others are refused, and what a record may say is the list of
fields compiled from ``shapes/record``. No error repeats a submitted value that may name a person.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.errors import InputError
from kg.lives import check_lives
from kg.namespaces import BASE, CLR, RECORD, XSD, local_name
from kg.orders import check_orders
from kg.rulebook import Field, RuleBook
from kg.terms import Lit, Record, Value

MAX_BYTES = 1_000_000
MAX_DEPTH = 32
MAX_NODES = 2_000
MAX_TEXT = 10_000
FORMATS = {".json": "json", ".jsonld": "jsonld", ".ttl": "turtle", ".nt": "ntriples"}
#: Characters that change how text reads without being seen (Unicode TR 36, bidi and invisible).
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_IRI = re.compile(
    r"(?:https?://[A-Za-z0-9.-]+(?::\d+)?/|urn:[a-z0-9][a-z0-9-]+:)[A-Za-z0-9._~/#@:()+=,-]*"
)


@dataclass
class Draft:
    """What a parser found: statements with the place of each, for messages."""

    types: dict[str, str] = field(default_factory=dict)
    facts: dict[str, dict[str, list[tuple[Value, str]]]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def say(self, node: str, prop: str, value: Value, where: str) -> None:
        """Add a statement."""
        self.facts.setdefault(node, {}).setdefault(prop, []).append((value, where))


def read(book: RuleBook, data: bytes, fmt: str) -> Record:
    """Give the record in the bytes; ``fmt`` is json, jsonld, turtle or ntriples."""
    from kg import json_input, rdf_input  # both need this module's limits

    text = _text(data)
    if fmt == "json":
        draft = json_input.parse(book, text)
    elif fmt in {"jsonld", "turtle", "ntriples"}:
        draft = rdf_input.parse(book, text, fmt)
    else:
        raise InputError(
            f"“{fmt[:20]}” is not a format for records. Use json, jsonld, turtle or ntriples.",
            code="bad_format",
        )
    return check(book, draft)


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


def check_text(text: str, where: str) -> None:
    """Refuse control, invisible and direction-changing characters and overlong text."""
    if len(text) > MAX_TEXT:
        raise InputError(
            f"This text has {len(text):,} characters; the limit is {MAX_TEXT:,}. Shorten it.",
            where=where,
            code="too_long",
        )
    for char in text:
        if _HIDDEN.match(char) or (
            unicodedata.category(char) in {"Cc", "Cs", "Cn"} and char not in "\n\t"
        ):
            raise InputError(
                f"The character U+{ord(char):04X} cannot be seen and is not allowed. Remove it.",
                where=where,
                code="forbidden_character",
            )


def check_iri(iri: str, where: str) -> str:
    """Give an IRI back if it is of a kind that records may use."""
    if not _IRI.fullmatch(iri) or len(iri) > 500:
        raise InputError(
            "This is not an IRI that a record may use. Use https:, http: or urn: "
            "and plain characters.",
            where=where,
            code="invalid_iri",
        )
    return iri


def check(book: RuleBook, draft: Draft) -> Record:
    """Give the draft as a record if it says only what records may say, about one root."""
    if not draft.types and not draft.facts:
        raise InputError("There is no record in the input. Submit one.", code="empty")
    if len(draft.types) > MAX_NODES:
        raise InputError(
            f"The record describes {len(draft.types):,} things; the limit is {MAX_NODES:,}.",
            code="too_large",
        )
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
            fits = bool(value.value.strip())
    else:
        check_iri(value, where)
        if told.kind == "node":
            if value not in draft.types:
                raise InputError(
                    "This refers to a thing that the record does not describe. "
                    "Describe it, or mend the name.",
                    where=where,
                    code="dangling",
                )
            fits = (
                told.range in book.supers[draft.types[value]]
                if draft.types[value] in book.supers
                else True
            )
        elif told.kind == "title":
            fits = bool(told.pattern and re.fullmatch(told.pattern, value))
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
    return {
        XSD.string: "words", XSD.date: "a date written as year-month-day",
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
