"""Records as Turtle and N-Triples, parsed by pyoxigraph: triples only, each kept or refused.

pyoxigraph gives line numbers and never fetches, but its parser dies of terms nested within terms
(security.md, A20): they are counted first.
"""

from typing import Any

import pyoxigraph as ox

from kg.errors import InputError
from kg.rdf.namespaces import RDF, RECORD, local_name
from kg.record.draft import MAX_NODES, UNNAMED, Draft
from kg.rulebook.values import Value, parse_literal

#: Terms within terms that are read at all; the parser was seen to die of some thousands.
MAX_QUOTED = 100
_FORMATS = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES}


def parse(text: str, fmt: str) -> Draft:
    """Return the statements of an RDF record; ``fmt`` is turtle or ntriples.

    InputError where the syntax is wrong, and for what is no statement about a thing of a record.
    """
    if text.count("<<") > MAX_QUOTED:
        raise InputError(
            f"“<<” stands in the record more than {MAX_QUOTED} times. A record states no triples "
            "about triples; in text, write < as \\u003C.",
            code="bad_syntax",
        )
    draft = Draft()
    classes: dict[str, str] = {}
    numbers: dict[Any, int] = {}  # things in the order in which they are met

    def number_of(term: Any) -> int:
        return numbers.setdefault(term, len(numbers) + 1)

    def key_of(term: Any, where: str = "") -> str:
        if isinstance(term, ox.NamedNode):
            return term.value
        if isinstance(term, ox.BlankNode):
            return f"{UNNAMED}thing.{number_of(term)}"
        raise InputError(
            "A record states nothing about statements, only about things.",
            where=where,
            code="bad_value",
        )

    base = None if fmt == "ntriples" else RECORD.base
    try:
        triples = ox.parse(
            text.encode(), format=_FORMATS[fmt], base_iri=base, without_named_graphs=True
        )
        for count, triple in enumerate(triples):
            if count > MAX_NODES * 20:
                raise InputError("The record holds too many statements.", code="too_large")
            node, prop = key_of(triple.subject), triple.predicate.value
            where = _place(number_of(triple.subject), prop)
            if prop != RDF.type:
                if isinstance(triple.object, ox.Literal):
                    value: Value = _literal(triple.object, where)
                else:
                    value = key_of(triple.object, where)
                draft.say(node, prop, value, where)
                continue
            if not isinstance(triple.object, ox.NamedNode):
                raise InputError("A type is an IRI.", where=where, code="bad_value")
            if classes.setdefault(node, triple.object.value) != triple.object.value:
                raise InputError(
                    "This thing has several types. Give it one.",
                    where=_place(number_of(triple.subject), ""),
                    code="bad_value",
                )
    except SyntaxError as error:
        line = f"line {error.lineno}" if error.lineno else ""
        raise InputError(
            f"This is not {fmt}: the syntax is wrong here.", where=line, code="bad_syntax"
        ) from None
    except (ValueError, OSError):  # named graphs, and what the parser refuses to load
        raise InputError(
            "Submit triples only, without named graphs and without anything to be fetched.",
            code="bad_syntax",
        ) from None
    draft.types.update(classes)
    draft.places |= {key_of(term): f"thing {number}" for term, number in numbers.items()}
    return draft


def _place(number: int, prop: str) -> str:
    """Return the place of a statement without the name of a thing, which may be a person's."""
    return " ".join(part for part in (f"thing {number}", local_name(prop)[:60]) if part)


def _literal(term: Any, where: str) -> Value:
    literal = parse_literal(term.value, term.datatype.value) if not term.language else None
    if literal is None:
        raise InputError(
            "This literal is malformed or of a datatype that records do not use. Use xsd:string "
            "without language, xsd:boolean, xsd:integer, or xsd:date written as year-month-day.",
            where=where,
            code="bad_value",
        )
    return literal
