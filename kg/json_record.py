"""Read the things of a JSON or JSON-LD record, strictly: what is not understood is refused.

JSON and JSON-LD are one input language. A thing is an object with ``id`` and ``type`` (or ``@id``
and ``@type``) and the fields of ``shapes/record`` by their short names or IRIs; a value is native
JSON, a short name, a citation, or an object with ``@value`` or ``@id`` (JSON-LD 1.1, 9.1 to 9.5).
A general JSON-LD processor drops a key or an id that does not become an IRI; here it is an error.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from kg import titles
from kg.citation import parse as parse_citation
from kg.draft import LOCAL_NAME, UNNAMED, Draft, check_iri
from kg.errors import InputError
from kg.namespaces import BASE, CLR, RDF, RECORD, TITLE, XSD, local_name
from kg.rulebook import Field, RuleBook
from kg.terms import Lit, Value, parse_literal

_ID, _TYPE = ("id", "@id"), ("type", "@type", RDF.type)
#: How a reference begins that is relative to the base of our context, and is no plain name.
_RELATIVE = ("/", "../")
_PATH = re.compile(r"(?!//)[A-Za-z0-9._~%/-]{1,500}")
Object = Mapping[str, Any]


class Reader:
    """Collects the statements of one document in :attr:`draft`."""

    def __init__(self, book: RuleBook, document: object, *, short: bool, coerced: bool) -> None:
        """Take the document, whether keys may be short names, and whether text may be a literal.

        ``coerced`` is for documents with our context: it gives the datatype of each field, so
        that JSON-LD writers put booleans and integers in quotation marks (JSON-LD 1.1, 4.2.3).
        """
        self.book, self.short, self.coerced = book, short, coerced
        self.draft = Draft()
        self._declared: dict[str, str] = {}  # the class that a thing is said to have, wherever
        self._mentioned: dict[str, tuple[str, str]] = {}  # only referred to: class wanted, place
        self._declare(document)

    def finish(self) -> Draft:
        """Return the draft; a thing that is nowhere described is of the class wanted of it."""
        for iri, (cls, where) in self._mentioned.items():
            if iri not in self.draft.types:
                self.draft.types[iri] = cls
                self.draft.places.setdefault(iri, where)
        return self.draft

    def _declare(self, value: object) -> None:
        """Note which class each thing with an id is said to have; faults are reported later."""
        if isinstance(value, list):
            for inner in value:
                self._declare(inner)
        elif isinstance(value, dict):
            try:
                iri, cls = self._id(value, ""), self._class(value, None, "")
            except InputError:
                iri = cls = None  # `thing` meets the same object and raises it with the place
            if iri and cls:
                self._declared.setdefault(iri, cls)
            for inner in value.values():
                self._declare(inner)

    def thing(self, value: Object, expected: str | None, where: str) -> str:
        """Read an object that describes a thing; return its IRI, or its key if it has no name."""
        given = self._id(value, where)
        iri = given or UNNAMED + "submitted" + re.sub(r"[^A-Za-z0-9]+", ".", where)
        if given and expected and not value.keys() - set(_ID):
            self._mentioned.setdefault(iri, (expected, where))
            return iri
        declared = self._declared.get(iri)
        cls = self._class(value, expected, where) or declared or expected
        if cls is None:
            kinds = ", ".join(map(local_name, self.book.submittable))
            raise InputError(
                f"The record has no “type”. Use one of: {kinds}.",
                where=f"{where}/type",
                code="untyped",
            )
        if cls != (declared or self.draft.types.get(iri, cls)):
            raise InputError(
                "Two things with this id are of different types.",
                where=f"{where}/id",
                code="bad_value",
            )
        self.draft.types[iri] = cls
        self.draft.places.setdefault(iri, where or "/")
        for key, inner in value.items():
            if key not in (*_ID, *_TYPE):
                field, place = self._field(cls, key, where)
                self._values(iri, field, inner, place)
        return iri

    def _key(self, value: Object, keys: tuple[str, ...], where: str) -> Any:
        """Return what stands under a key or another of its names, None if none is there."""
        present = [key for key in keys if key in value]
        if len(present) > 1:
            raise InputError(
                f"Give “{present[0]}” or “{present[1]}”, not both.",
                where=f"{where}/{keys[1]}",
                code="bad_value",
            )
        if present and present[0] == keys[0] and not self.short:
            raise _no_context()
        return value[present[0]] if present else None

    def _id(self, value: Object, where: str) -> str | None:
        name = self._key(value, _ID, where)
        if name is None and not any(key in value for key in _ID):
            return None
        return self._reference(name, f"{where}/id")

    def _reference(self, name: object, where: str) -> str:
        """Return the IRI of a name, or the key of a blank node (JSON-LD 1.1, 9.5)."""
        text = name if isinstance(name, str) else ""
        if LOCAL_NAME.fullmatch(text):
            return RECORD[text]
        if text.startswith("_:") and LOCAL_NAME.fullmatch(text[2:]):
            return f"{UNNAMED}blank.{text[2:]}"
        return _absolute(text, where)

    def _class(self, value: Object, expected: str | None, where: str) -> str | None:
        name = self._key(value, _TYPE, where)
        if isinstance(name, list) and len(name) == 1:
            name = name[0]
        if isinstance(name, dict) and name.keys() == {"@id"}:
            name = name["@id"]
        if name is None and not any(key in value for key in _TYPE):
            return None
        fields = self.book.fields
        cls = name if isinstance(name, str) and ":" in name else CLR[str(name)]
        fits = isinstance(name, str) and cls in fields
        if fits and expected:
            fits = expected in self.book.supers.get(cls, (cls,))
        if not fits:
            allowed = self.book.submittable
            if expected:
                allowed = tuple(c for c in fields if expected in self.book.supers.get(c, (c,)))
            raise InputError(
                f"Wrong type here. Use: {', '.join(map(local_name, allowed))}.",
                where=f"{where}/type",
                code="unknown_class",
            )
        return cls

    def _field(self, cls: str, key: str, where: str) -> tuple[Field, str]:
        """Return the field that a key names and the place of its value."""
        place = f"{where}/{key[:60]}"
        if key.startswith("@"):
            raise InputError(f"“{key[:60]}” is not allowed here.", where=place, code=_FOREIGN)
        fields = self.book.fields[cls]
        full = ":" in key
        if not full and not self.short:
            raise _no_context()
        field = fields.get(local_name(key) if full else key)
        if field is None or (full and field.prop != key):
            raise InputError(
                f"{local_name(cls)} has no field “{key[:60]}”. "
                f"Its fields are: {', '.join(fields)}.",
                where=place,
                code="unknown_field",
            )
        return field, f"{where}/{local_name(field.prop)}"

    def _values(self, node: str, field: Field, value: Any, where: str) -> None:
        if not isinstance(value, list):
            self.draft.say(node, field.prop, self._value(field, value, where), where)
            return
        if not value:
            raise InputError(
                "This list is empty. Give a value, or leave the field out.",
                where=where,
                code="bad_value",
            )
        if not field.many and len(value) > 1:
            raise InputError(
                "This field takes only one value, not a list.", where=where, code="too_many"
            )
        for number, inner in enumerate(value):
            place = f"{where}/{number}"
            self.draft.say(node, field.prop, self._value(field, inner, place), place)

    def _value(self, field: Field, value: Any, where: str) -> Value:
        if isinstance(value, dict):
            if field.kind == "literal":
                return _typed(field, value, where)
            if field.kind == "node" and "@value" not in value:
                return self.thing(value, field.range, where)
            return self._named(field, value, where)
        if field.kind == "literal":
            text = self.coerced and isinstance(value, str)
            literal = parse_literal(value, field.range) if text else None
            return literal or _literal(field, value, where)
        if not isinstance(value, str):
            raise _bad(field, where)
        if field.kind == "node":
            return self._reference(value, where)
        if field.kind == "title" and not value.startswith((TITLE.base, *_RELATIVE)):
            return titles.iri_of(value, where)
        if value.startswith((BASE, "urn:", *_RELATIVE)):
            return _absolute(value, where)
        if field.kind == "provision":
            return _cited(value, where)
        return self._concept(field, value, where)

    def _named(self, field: Field, value: Object, where: str) -> str:
        """Return the IRI in an object that only names a thing of a vocabulary or of the law."""
        iri = self._key(value, _ID, where)
        if len(value) != 1 or not isinstance(iri, str):
            raise _bad(field, where)
        return _absolute(iri, where)

    def _concept(self, field: Field, value: str, where: str) -> str:
        types = self.book.background_types
        concept = self.book.notations.get(value)
        if concept is None or field.range not in types.get(concept, ()):
            known = self.book.notations.items()
            names = sorted(name for name, iri in known if field.range in types.get(iri, ()))
            raise InputError(
                f"Unknown value for this field. Use one of: {', '.join(names)}.",
                where=where,
                code="bad_value",
            )
        return concept


_FOREIGN = "foreign_context"


def _no_context() -> InputError:
    return InputError(
        "The record uses short names without their context. Add our “@context”.",
        where="/@context",
        code=_FOREIGN,
    )


def _absolute(reference: str, where: str) -> str:
    """Return the IRI of a reference, by the base of our context (RFC 3986, 5.2)."""
    if reference.startswith(TITLE.base):
        return reference  # longer than other IRIs; checked as a title
    if reference.startswith(_RELATIVE) and _PATH.fullmatch(reference):
        reference = urljoin(RECORD.base, reference)
    return check_iri(reference, where)


def _cited(text: str, where: str) -> str:
    try:
        return parse_citation(text)
    except InputError as error:
        raise InputError(error.text, where=where, code=error.code) from None


def _typed(field: Field, value: Object, where: str) -> Lit:
    """Return the literal of a value object (JSON-LD 1.1, 9.5); its type has to be the field's."""
    inner, kind = value.get("@value"), value.get("@type")
    if "@value" not in value or value.keys() - {"@value", "@type"}:
        raise _bad(field, where)
    native = {bool: XSD.boolean, int: XSD.integer, str: XSD.string}.get(type(inner))
    datatype = native if "@type" not in value else kind
    if isinstance(datatype, str) and datatype.startswith("xsd:"):
        datatype = XSD[datatype.removeprefix("xsd:")]
    if datatype != field.range or native is None:
        raise _bad(field, where)
    literal = parse_literal(inner, field.range) if isinstance(inner, str) else None
    if literal is None:
        return _literal(field, inner, where)
    return literal


def _literal(field: Field, value: Any, where: str) -> Lit:
    python = {XSD.string: str, XSD.date: str, XSD.boolean: bool, XSD.integer: int}[field.range]
    literal = None
    if type(value) is python:
        form = str(value).lower() if python is bool else str(value)
        literal = parse_literal(form, field.range)
    if literal is None:
        raise _bad(field, where)
    return literal


def _bad(field: Field, where: str) -> InputError:
    wanted = {
        XSD.string: "words",
        XSD.date: "a date written as year-month-day, such as 2019-04-02",
        XSD.boolean: "true or false, without quotation marks",
        XSD.integer: "a whole number of at most nine digits, without quotation marks",
    }.get(field.range, "a name, or an object that describes the thing")
    return InputError(f"This field takes {wanted}.", where=where, code="bad_value")
