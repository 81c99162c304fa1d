"""Read the things of a JSON or JSON-LD record strictly: anything not understood is an error.

JSON and JSON-LD are one input language. A thing is an object with ``id`` and ``type`` (or ``@id``
and ``@type``) and the fields of ``shapes/record`` by short name or IRI; a value is native JSON, a
short name, a citation, or an object with ``@value`` or ``@id`` (JSON-LD 1.1, 9.1 to 9.5). A
general JSON-LD processor drops keys and ids that do not expand to IRIs; here they are errors.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from kg.errors import InputError
from kg.rdf.namespaces import BASE, CLR, RDF, RECORD, TITLE, local_name
from kg.record import json_values, titles
from kg.record.draft import LOCAL_NAME, MAX_NODES, UNNAMED, Draft, check_iri, too_many
from kg.rulebook.citation import parse as parse_citation
from kg.rulebook.model import Field, RuleBook
from kg.rulebook.values import Value, parse_literal

_ID, _TYPE = ("id", "@id"), ("type", "@type", RDF.type)
#: Beginnings of a reference relative to the base of our context, other than a plain name.
_RELATIVE = ("/", "../")
_PATH = re.compile(r"(?:/|(?:\.\./){1,3})[A-Za-z0-9._~%-]+(?:/[A-Za-z0-9._~%-]+){0,20}")
_FOREIGN = "foreign_context"
#: Most objects in one document, value objects included.
MAX_OBJECTS = 20 * MAX_NODES
Object = Mapping[str, Any]


class Reader:
    """Collect the statements of one document in :attr:`draft`."""

    def __init__(self, book: RuleBook, document: object, *, short: bool, compacted: bool) -> None:
        """Prepare to read a document; InputError ``too_large`` if it has too many objects.

        ``short`` allows keys to be short names. ``compacted`` is for documents that a JSON-LD tool
        compacted with our context: it puts booleans and integers in quotation marks, and makes
        IRIs relative to the base (JSON-LD 1.1 API, 6.2 and 7.2).
        """
        self.book, self.short, self.compacted = book, short, compacted
        self.draft = Draft()
        self._declared: dict[str, str] = {}  # thing -> class, declared anywhere in the document
        self._mentioned: dict[str, tuple[str, str]] = {}  # thing given by “id” alone: class, place
        self._objects = 0
        self._declare(document)

    def finish(self) -> Draft:
        """Return the draft; a thing given by “id” alone gets the class that its field expects."""
        for iri, (cls, where) in self._mentioned.items():
            if iri not in self.draft.types:
                self.draft.types[iri] = cls
                self.draft.places.setdefault(iri, where)
        return self.draft

    def _declare(self, value: object) -> None:
        """Record the declared class of each thing with an id; faults are reported later."""
        if isinstance(value, list):
            for inner in value:
                self._declare(inner)
        elif isinstance(value, dict):
            self._objects += 1
            if self._objects > MAX_OBJECTS:
                raise InputError(
                    f"The record has more than {MAX_OBJECTS:,} objects in braces. Leave out what "
                    "the decision does not need.",
                    code="too_large",
                )
            try:
                iri, cls = self._id(value, ""), self._class(value, None, "")
            except InputError:
                iri = cls = None  # `thing` reads the same object and raises this with its place
            if iri and cls:
                self._declared.setdefault(iri, cls)
            for inner in value.values():
                self._declare(inner)

    def thing(self, value: Object, expected: str | None, where: str) -> str:
        """Read an object that describes a thing; return its IRI, or its key if it is unnamed.

        ``expected`` is the class that the field requires, None at the top. Raise InputError with
        the place, a JSON pointer (RFC 6901).
        """
        given = self._id(value, where)
        iri = given or UNNAMED + "submitted" + re.sub(r"[^A-Za-z0-9]+", ".", where)
        if given and expected and value.keys() == {"@id"}:
            return given  # a reference, as text is (JSON-LD 1.1, 9.5)
        if given and expected and len(value) == 1:
            self._mentioned.setdefault(given, (expected, where))
            return given
        declared = self._declared.get(iri)
        cls = self._class(value, expected, where) or declared or expected
        if cls is None:
            types = ", ".join(map(local_name, self.book.submittable))
            raise InputError(
                f"The record has no “type”. Use one of: {types}.",
                where=f"{where}/type",
                code="untyped",
            )
        if cls != (declared or self.draft.types.get(iri, cls)):
            raise InputError(
                "This id is given two different types. Use one type, or another id.",
                where=f"{where}/id",
                code="bad_value",
            )
        self.draft.types[iri] = cls
        if len(self.draft.types) > MAX_NODES:
            raise too_many(len(self.draft.types))
        self.draft.places.setdefault(iri, where or "/")
        seen: set[str] = set()
        for key, inner in value.items():
            if key not in (*_ID, *_TYPE):
                field, place = self._field(cls, key, where)
                if field.prop in seen:
                    raise InputError(
                        "This field occurs twice in one object, by its name and by its IRI. "
                        "Keep one.",
                        where=place,
                        code="bad_value",
                    )
                seen.add(field.prop)
                self._values(iri, field, inner, place, expanded=key == field.prop)
        return iri

    def _key(self, value: Object, keys: tuple[str, ...], where: str) -> Any:
        """Return the value of a key that has several names, None if the object has none of them."""
        present = [key for key in keys if key in value]
        if len(present) > 1:
            raise InputError(
                f"Use either “{present[0]}” or “{present[1]}”, not both.",
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
        if self.short and LOCAL_NAME.fullmatch(text):
            return RECORD[text]
        if text.startswith("_:") and LOCAL_NAME.fullmatch(text[2:]):
            return f"{UNNAMED}blank.{text[2:]}"
        return self._absolute(text, where)

    def _absolute(self, reference: str, where: str) -> str:
        """Return the IRI of a reference, resolved by the base of our context (RFC 3986, 5.2)."""
        if reference.startswith(TITLE.base):
            return reference  # may be longer than other IRIs, and is checked as a title
        if self.compacted and _PATH.fullmatch(reference):
            segments = reference.replace("../", "").split("/")
            if not {".", ".."} & set(segments):
                reference = urljoin(RECORD.base, reference)
        return check_iri(reference, where)

    def _class(self, value: Object, expected: str | None, where: str) -> str | None:
        name = self._key(value, _TYPE, where)
        if isinstance(name, list) and len(name) == 1:
            name = name[0]
        if isinstance(name, dict) and name.keys() == {"@id"}:
            name = name["@id"]
        if name is None and not any(key in value for key in _TYPE):
            return None
        fields = self.book.fields
        full = isinstance(name, str) and ":" in name
        cls = str(name) if full else CLR[str(name)]
        fits = isinstance(name, str) and cls in fields and (full or self.short)
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
        """Return the field of a class that a key names, and the place of its value."""
        place = f"{where}/{key[:60].replace('~', '~0').replace('/', '~1')}"  # RFC 6901, 3
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

    def _values(self, node: str, field: Field, value: Any, where: str, *, expanded: bool) -> None:
        """Add the values of a field; ``expanded`` where its key is an IRI.

        Our context coerces text under a short name only; under an IRI a value must be written out
        (JSON-LD 1.1, 4.2.3).
        """
        listed = value if isinstance(value, list) else [value]
        if not listed:
            raise InputError(
                "This list is empty. Add a value, or leave the field out.",
                where=where,
                code="bad_value",
            )
        if len(listed) > field.max_count:
            raise InputError(
                f"This field takes at most {field.max_count:,} values."
                if field.many
                else "This field takes only one value, not a list.",
                where=where,
                code="too_many",
            )
        for number, inner in enumerate(listed):
            place = f"{where}/{number}" if listed is value else where
            self.draft.add(node, field.prop, self._value(field, inner, place, expanded), place)

    def _value(self, field: Field, value: Any, where: str, expanded: bool) -> Value:
        if isinstance(value, dict):
            if field.kind == "literal":
                return json_values.typed(field, value, where, short=self.short)
            if field.kind == "node" and "@value" not in value:
                return self.thing(value, field.range, where)
            return self._named(field, value, where)
        if expanded:
            return json_values.native(field, value, where)
        if field.kind == "literal":
            text = self.compacted and isinstance(value, str)
            literal = parse_literal(value, field.range) if text else None
            return literal or json_values.literal(field, value, where)
        if not isinstance(value, str):
            raise json_values.wrong_kind(field, where)
        if field.kind == "node":
            return self._reference(value, where)
        if field.kind == "concept":
            full = value.startswith((BASE, "urn:"))
            return check_iri(value, where) if full else self._concept(field, value, where)
        if value.startswith(BASE) or (self.compacted and value.startswith(_RELATIVE)):
            return self._absolute(value, where)
        if field.kind == "title":
            return titles.iri_of(value, where)
        return self._cited(value, where)

    def _named(self, field: Field, value: Object, where: str) -> str:
        """Return the IRI of an object that only names a vocabulary term or a provision."""
        iri = self._key(value, _ID, where)
        if len(value) != 1 or not isinstance(iri, str):
            raise json_values.wrong_kind(field, where)
        return self._absolute(iri, where)

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

    def _cited(self, text: str, where: str) -> str:
        try:
            return parse_citation(text, self.book.citation_forms)
        except InputError as error:
            raise InputError(error.text, where=where, code=error.code) from None


def _no_context() -> InputError:
    return InputError(
        "The record uses short names without the context that defines them. Add our “@context”.",
        where="/@context",
        code=_FOREIGN,
    )
