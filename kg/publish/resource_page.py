"""A description as a page shows it: names instead of IRIs, in the order that people read."""

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pyoxigraph as ox

from kg.publish.resources import Description
from kg.publish.term_order import wording
from kg.rdf.library import Library
from kg.rdf.namespaces import (
    BASE,
    CLR,
    DCTERMS,
    DESCRIPTION_PREFIXES,
    FOAF,
    PREFIXES,
    RDF,
    RDFS,
    SH,
    SKOS,
    WEB,
    XSD,
    local_name,
)

#: What may name a thing, best first.
NAMES = (
    SKOS.prefLabel, CLR.citation, DCTERMS.title, RDFS.label, FOAF.name, SH.message, SH.prefix,
    RDFS.comment,
)  # fmt: skip
#: What tells a thing that has no name of its own from others of its kind.
_NAMED_BY = (CLR.wordsOf, CLR.concerns, SH.targetClass)
#: The formatter of our Turtle writes rdf:type as "a" even as a subject, so its words stand here.
_INSTANCES = "things of this kind"
_USERS = "used in the definition or path of"
_DEEPEST = 12
_PLAIN = {XSD.string, XSD.integer, XSD.boolean, XSD.date, RDF.langString}


@dataclass(frozen=True)
class Value:
    """A value: words with their language, a link, items in order, or rows about a nameless node."""

    text: str = ""
    href: str = ""
    lang: str = ""
    note: str = ""
    items: tuple["Value", ...] = ()
    rows: tuple["Row", ...] = ()


@dataclass(frozen=True)
class Row:
    """A property with its values, both in the words for people."""

    label: str
    href: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Page:
    """What the page of a thing shows; ``more`` where not all that points to it is told."""

    iri: str
    label: Value
    kinds: tuple[Value, ...]
    definitions: tuple[Value, ...]
    rows: tuple[Row, ...]
    incoming: tuple[Row, ...]
    more: bool


def href(iri: str) -> str:
    """Return where a page links for an IRI: the path on this server if it is ours; may be empty."""
    if iri.startswith(BASE):
        return "/" + iri.removeprefix(BASE)
    return iri if iri.startswith(WEB) else ""


def short(iri: str) -> str:
    """Return an IRI as prefix and name, as a path under our base, or as it is."""
    if iri.startswith(BASE):
        return iri.removeprefix(BASE) or iri
    for prefix, base in {**PREFIXES, **DESCRIPTION_PREFIXES}.items():
        if iri.startswith(base):
            return f"{prefix}:{iri.removeprefix(base)}"
    return iri


class _Reader:
    """Read one description."""

    def __init__(self, library: Library, told: Description) -> None:
        self.library = library
        self.told = told
        self.said: dict[str, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]] = {}
        for triple in told.triples:
            subject = self.said.setdefault(_key(triple.subject), defaultdict(list))
            if not isinstance(triple.object, ox.Triple):
                subject[triple.predicate.value].append(triple.object)

    def name(self, iri: str) -> Value:
        """Return the name of a thing: its own, or made from its kind and what it belongs to."""
        said = self.said.get(iri, {})
        for naming in NAMES:
            for term in sorted(said.get(naming, ()), key=_foreign):
                if isinstance(term, ox.Literal):
                    return Value(term.value, href(iri), term.language or "")
        for naming in _NAMED_BY:
            for term in said.get(naming, ()):
                if isinstance(term, ox.NamedNode):
                    kind = self.kind(iri) or "on"
                    tail = local_name(iri).rsplit("@", 1)[-1]  # the date of words, or the slug
                    return Value(f"{kind}: {self.name(term.value).text} ({tail})", href(iri))
        return Value(wording(self.library, iri).label or short(iri), href(iri))

    def kind(self, iri: str) -> str:
        """Return in a word what a thing is; a kind of our own ontology tells most."""
        kinds = [str(term.value) for term in self.said.get(iri, {}).get(RDF.type, ())]
        kinds.sort(key=lambda kind: (not kind.startswith(BASE), kind))
        return self.name(kinds[0]).text if kinds else ""

    def value(self, term: ox.NamedNode | ox.BlankNode | ox.Literal, depth: int = 0) -> Value:
        """Return a term as a page shows it."""
        if isinstance(term, ox.Literal):
            kind = term.datatype.value
            return Value(
                term.value,
                # an address that is written as a value may be followed as well
                href(term.value) if kind == XSD.anyURI else "",
                term.language or "",
                "" if kind in _PLAIN else wording(self.library, kind).label or short(kind),
            )
        if isinstance(term, ox.NamedNode):
            return self.name(term.value)
        if depth > _DEEPEST:
            return Value("…")
        said = self.said.get(_key(term), {})
        if RDF.first in said:
            return Value(items=tuple(self.value(item, depth + 1) for item in self._items(term)))
        return Value(rows=self.rows(_key(term), {RDF.type}, depth + 1))

    def _items(
        self, term: ox.NamedNode | ox.BlankNode | ox.Literal
    ) -> Iterable[ox.NamedNode | ox.BlankNode | ox.Literal]:
        seen = set()
        while isinstance(term, ox.BlankNode) and _key(term) not in seen:
            seen.add(_key(term))
            said = self.said.get(_key(term), {})
            yield from said.get(RDF.first, ())
            following = said.get(RDF.rest, ())
            if not following:
                return
            term = following[0]

    def rows(self, key: str, without: set[str], depth: int = 0) -> tuple[Row, ...]:
        """Return what is said of a node, in the order of the wordings."""
        found = [
            (wording(self.library, prop).order, self._label(prop), prop, terms)
            for prop, terms in self.said.get(key, {}).items()
            if prop not in without
        ]
        return tuple(
            Row(label, href(prop), _sorted(self.value(term, depth) for term in terms))
            for _, label, prop, terms in sorted(found, key=lambda row: row[:3])
        )

    def _label(self, prop: str) -> str:
        return wording(self.library, prop).label or self.name(prop).text

    def _inverse(self, prop: str) -> str:
        if prop == RDF.type:
            return _INSTANCES
        return wording(self.library, prop).inverse or f"“{self._label(prop)}” of"

    def incoming(self) -> tuple[Row, ...]:
        """Return what points to the thing, by the property with which it does."""
        found: dict[str, list[tuple[int, Value]]] = defaultdict(list)
        for triple in self.told.triples:
            if _key(triple.object) == self.told.iri and isinstance(triple.subject, ox.NamedNode):
                iri = triple.subject.value
                kind = "" if triple.predicate.value == RDF.type else self.kind(iri)
                shown = replace(self.name(iri), note=kind)
                found[triple.predicate.value].append((self._place(iri), shown))
        return tuple(
            Row(self._inverse(prop), href(prop), _placed(values))
            for prop, values in sorted(
                found.items(), key=lambda pair: wording(self.library, pair[0]).order
            )
        )

    def _place(self, iri: str) -> int:
        """Return the place of a provision in its section; what has none comes last."""
        told = self.said.get(iri, {}).get(CLR.order, ())
        return next((int(t.value) for t in told if isinstance(t, ox.Literal)), sys.maxsize)

    def page(self, users: Sequence[Mapping[str, str]]) -> Page:
        iri = self.told.iri
        said = self.said.get(iri, {})
        label = self.name(iri)
        # what is the heading of the page need not be told again
        told = {
            prop for prop in NAMES if [str(t.value) for t in said.get(prop, ())] == [label.text]
        }
        incoming = self.incoming()
        if users:
            names = _sorted(Value(user["name"], href(user["owner"])) for user in users)
            incoming += (Row(_USERS, "", names),)
        return Page(
            iri,
            label,
            tuple({kind.text: kind for kind in map(self.value, said.get(RDF.type, ()))}.values()),
            tuple(self.value(term) for term in said.get(SKOS.definition, ())),
            self.rows(iri, {RDF.type, SKOS.definition, *told}),
            incoming,
            self.told.more,
        )


def page(library: Library, told: Description, users: Sequence[Mapping[str, str]] = ()) -> Page:
    """Return the page of a thing from its description and from what uses it in a definition."""
    return _Reader(library, told).page(users)


def _key(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _foreign(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> tuple[bool, str]:
    """Sort English first, then words without a language: the pages are in English."""
    language = term.language if isinstance(term, ox.Literal) else None
    return language not in {"en", None}, language or ""


def _sorted(values: Iterable[Value]) -> tuple[Value, ...]:
    return _placed((0, value) for value in values)


def _placed(values: Iterable[tuple[int, Value]]) -> tuple[Value, ...]:
    def key(pair: tuple[int, Value]) -> tuple[object, ...]:
        place, value = pair
        return place, value.note, _natural(value.text), value.href

    return tuple(value for _, value in sorted(values, key=key))


def _natural(text: str) -> list[tuple[int, str]]:
    """Sort (2) before (10)."""
    parts = re.findall(r"\d+|\D+", text.casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]
