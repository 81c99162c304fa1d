"""Define the values of a record: IRIs are ``str``, literals :class:`Lit` (RDF 1.1 Concepts, 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from kg.rdf.namespaces import XSD
from kg.rulebook import days

LitValue: TypeAlias = str | int | bool | date


@dataclass(frozen=True, slots=True)
class Lit:
    """A literal: its Python value and its datatype IRI."""

    value: LitValue
    datatype: str

    def __str__(self) -> str:
        """Return the lexical form."""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        return self.value.isoformat() if isinstance(self.value, date) else str(self.value)


Value: TypeAlias = str | Lit
Facts: TypeAlias = Mapping[str, Mapping[str, tuple[Value, ...]]]


@dataclass(frozen=True, slots=True)
class Record:
    """A checked record: its root node, the type of each node, and its facts."""

    root: str
    types: Mapping[str, str]
    facts: Facts

    def get(self, node: str, prop: str) -> tuple[Value, ...]:
        """Return the stated values of a property, empty if none is stated."""
        return self.facts.get(node, {}).get(prop, ())


def parse_literal(lexical: str, datatype: str) -> Lit | None:
    """Return the literal with a lexical form and a datatype, or None if records may not use it.

    Records may use xsd:string, boolean, integer and date (XML Schema 1.1 Part 2, 3.3). An integer
    has at most nine digits in canonical form; for dates see :func:`kg.rulebook.days.parse`.
    """
    if datatype == XSD.string:
        return Lit(lexical, datatype)
    if datatype == XSD.boolean:
        return {"true": Lit(True, datatype), "false": Lit(False, datatype)}.get(lexical)
    if datatype == XSD.integer:
        digits = lexical.removeprefix("-")
        fits = digits.isascii() and digits.isdigit() and len(digits) <= 9
        fits = fits and str(int(lexical)) == lexical  # one form for each value, so none are merged
        return Lit(int(lexical), datatype) if fits else None
    day = days.parse(lexical) if datatype == XSD.date else None
    return None if day is None else Lit(day, datatype)
