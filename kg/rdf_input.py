"""Records as JSON-LD, Turtle and N-Triples, parsed by pyoxigraph, triples only.

pyoxigraph gives line numbers and never fetches, but its JSON-LD parser dies of deep nesting, and
its Turtle parser of terms within terms (security.md, A20): depth is counted first. Only our own
context is allowed, put in place of its address.
"""

import json
from typing import Any

import pyoxigraph as ox

from kg.errors import InputError
from kg.ingest import MAX_DEPTH, MAX_NODES, Draft
from kg.json_input import loads
from kg.namespaces import CONTEXT, RDF, RECORD, local_name
from kg.rulebook import RuleBook
from kg.schema import context
from kg.terms import Value, parse_literal

_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def parse(book: RuleBook, text: str, fmt: str) -> Draft:
    """Give the statements of an RDF record; nodes without IRI get one from their label."""
    if fmt == "jsonld":
        text = _with_own_context(book, text)
    elif text.count("<<(") > MAX_DEPTH:
        raise InputError("A record states no triples about triples.", code="bad_syntax")
    draft = Draft()
    types: dict[str, list[str]] = {}
    numbers: dict[str, int] = {}  # things in the order in which they are met
    base = None if fmt == "ntriples" else RECORD.base
    try:
        for count, quad in enumerate(
            ox.parse(text.encode(), format=_FORMATS[fmt], base_iri=base, without_named_graphs=True)
        ):
            if count > MAX_NODES * 20:
                raise InputError("The record holds too many statements.", code="too_large")
            subject, prop = _node(quad.subject), quad.predicate.value
            number = numbers.setdefault(subject, len(numbers) + 1)
            if prop == RDF.type:
                types.setdefault(subject, []).append(_node(quad.object))
            else:
                draft.say(subject, prop, _value(quad.object, prop), _place(number, prop))
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
    for node, classes in types.items():
        if len(set(classes)) > 1:
            raise InputError(
                "This thing has several types. Give it one.",
                where=_place(numbers[node], ""),
                code="bad_value",
            )
        draft.types[node] = classes[0]
    draft.places |= {node: f"thing {number}" for node, number in numbers.items()}
    return draft


def _place(number: int, prop: str) -> str:
    """Give the place of a statement without the name of a thing, which may be a person's."""
    return " ".join(part for part in (f"thing {number}", local_name(prop)[:60]) if part)


def _node(term: Any) -> str:
    if isinstance(term, ox.NamedNode):
        return term.value
    if isinstance(term, ox.BlankNode):
        return RECORD["blank." + term.value]
    raise InputError(
        "A statement is made about something that is no thing of the record.", code="bad_value"
    )


def _value(term: Any, prop: str) -> Value:
    if not isinstance(term, ox.Literal):
        return _node(term)
    literal = parse_literal(term.value, term.datatype.value) if not term.language else None
    if literal is None:
        raise InputError(
            "This literal is malformed or of a datatype that records do not use. Use xsd:string "
            "without language, xsd:boolean, xsd:integer, or xsd:date written as year-month-day.",
            where=local_name(prop)[:60],
            code="bad_value",
        )
    return literal


def _with_own_context(book: RuleBook, text: str) -> str:
    """Put our context in place of its address; refuse every other context, wherever it stands."""
    value = loads(text)
    if not isinstance(value, dict):
        raise InputError("A JSON-LD record is one object in braces.", code="several_records")
    if value.get("@context") != CONTEXT:
        raise InputError(
            f"Use the context “{CONTEXT}” and no other. No context is ever fetched.",
            where="/@context",
            code="foreign_context",
        )
    _refuse_contexts({k: v for k, v in value.items() if k != "@context"}, "")
    return json.dumps(value | {"@context": context(book)["@context"]})


def _refuse_contexts(value: Any, where: str) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in {"@context", "@graph", "@included", "@import", "@reverse"}:
                raise InputError(
                    f"“{key}” is not allowed in a record.",
                    where=f"{where}/{key}",
                    code="foreign_context",
                )
            _refuse_contexts(inner, f"{where}/{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            _refuse_contexts(inner, f"{where}/{number}")
