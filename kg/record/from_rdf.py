"""Parse records in Turtle and N-Triples with pyoxigraph: every triple is kept or refused.

pyoxigraph reports line numbers and never fetches, but deeply nested triple terms crash its parser
(security.md, A20), so they are counted first.
"""

import pyoxigraph as ox

from kg.errors import InputError
from kg.rdf.namespaces import RDF, RECORD, local_name
from kg.record.draft import MAX_NODES, UNNAMED, Draft
from kg.rulebook.values import Value, parse_literal

#: Most triple terms that are parsed at all; some thousands were seen to crash the parser.
MAX_QUOTED = 100
MAX_TRIPLES = 20 * MAX_NODES
_FORMATS = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES}


def parse(text: str, fmt: str) -> Draft:
    """Return the statements of an RDF record; ``fmt`` is turtle or ntriples.

    Raise InputError ``bad_syntax`` where the syntax is wrong, and ``bad_value`` for a statement
    that is not about a thing of the record. The place is a line, or a thing by its number.
    """
    if text.count("<<") > MAX_QUOTED:
        raise InputError(
            f"The record contains “<<” more than {MAX_QUOTED} times. A record may not contain "
            "triples about triples; in text, write < as \\u003C.",
            code="bad_syntax",
        )
    things = _Things()
    draft = Draft()
    base = None if fmt == "ntriples" else RECORD.base
    try:
        triples = ox.parse(
            text.encode(), format=_FORMATS[fmt], base_iri=base, without_named_graphs=True
        )
        for count, triple in enumerate(triples):
            if count > MAX_TRIPLES:
                raise InputError(
                    f"The record has more than {MAX_TRIPLES:,} statements. Leave out what the "
                    "decision does not need.",
                    code="too_large",
                )
            _add(draft, things, triple)
    except SyntaxError as error:
        line = f"line {error.lineno}" if error.lineno else ""
        raise InputError(
            f"This is not {fmt}: the syntax is wrong here.", where=line, code="bad_syntax"
        ) from None
    except (ValueError, OSError):  # named graphs, and documents that the parser refuses to load
        raise InputError(
            "Submit triples only, without named graphs and without anything to be fetched.",
            code="bad_syntax",
        ) from None
    draft.places |= things.places()
    return draft


class _Things:
    """The things of a record, numbered in order of appearance: places must not show names."""

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}

    def number(self, term: object) -> int:
        return self._numbers.setdefault(term, len(self._numbers) + 1)

    def key(self, term: object, where: str = "") -> str:
        """Return the IRI of a thing, or the key of a blank node."""
        if isinstance(term, ox.NamedNode):
            return term.value
        if isinstance(term, ox.BlankNode):
            return f"{UNNAMED}thing.{self.number(term)}"
        raise InputError(
            "A record may state facts about things only, not about statements.",
            where=where,
            code="bad_value",
        )

    def places(self) -> dict[str, str]:
        return {self.key(term): f"thing {number}" for term, number in self._numbers.items()}


def _add(draft: Draft, things: _Things, triple: ox.Triple) -> None:
    """Add one triple to the draft: the type of a thing, or a statement about it."""
    subject, prop, value = triple.subject, triple.predicate.value, triple.object
    node, number = things.key(subject), things.number(subject)
    where = _place(number, prop)
    if prop != RDF.type:
        if isinstance(value, ox.Literal):
            draft.add(node, prop, _literal(value, where), where)
        else:
            draft.add(node, prop, things.key(value, where), where)
        return
    if not isinstance(value, ox.NamedNode):
        raise InputError("A type must be an IRI.", where=where, code="bad_value")
    if draft.types.setdefault(node, value.value) != value.value:
        raise InputError(
            "This thing has several types. Give it one.",
            where=_place(number, ""),
            code="bad_value",
        )


def _place(number: int, prop: str) -> str:
    """Return the place of a statement without the name of the thing, which may name a person."""
    return " ".join(part for part in (f"thing {number}", local_name(prop)[:60]) if part)


def _literal(term: ox.Literal, where: str) -> Value:
    literal = parse_literal(term.value, term.datatype.value) if not term.language else None
    if literal is None:
        raise InputError(
            "This literal is malformed or has a datatype that records do not use. Use xsd:string "
            "without a language tag, xsd:boolean, xsd:integer, or xsd:date as year-month-day.",
            where=where,
            code="bad_value",
        )
    return literal
