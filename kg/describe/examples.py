"""Publish the saved questions as RDF, by the ``sparql-examples`` convention that editors read.

Each question is a file. The comment at its head states the question and the answer, and ends with
``Bind ?name.`` where a variable must be bound first; such a question is not an example.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.describe.terms import english, into, statements
from kg.queries.saved import names, saved
from kg.rdf.namespaces import (
    DATASET,
    DCTERMS,
    DESCRIPTION_PREFIXES,
    ENDPOINT,
    EXAMPLES_GRAPH,
    PREFIX,
    PREFIXES,
    QUESTION,
    RDF,
    RDFS,
    SCHEMA,
    SH,
    SPEX,
    XSD,
)

_HEAD = re.compile(r"(?:#.*\n)+")
_BIND = re.compile(r"\bBind \?(\w+)\.")
_NUMBER = re.compile(r"^cq-\d+-")
#: The class of each form of query, and the properties by which tools look up its text.
_FORMS = {
    "SELECT": (SH.SPARQLSelectExecutable, (SH.select,)),
    "ASK": (SH.SPARQLAskExecutable, (SH.ask,)),
    "CONSTRUCT": (SH.SPARQLConstructExecutable, (SH.construct,)),
    "DESCRIBE": (SPEX.SPARQLDescribeExecutable, (SH.describe, SPEX.describe)),
}


@dataclass(frozen=True)
class Question:
    """A saved question: its name, wording, query form, full text, and variables to be bound."""

    name: str
    asks: str
    form: str
    text: str
    bind: tuple[str, ...]


def question(name: str) -> Question:
    """Return a saved question; its text declares all prefixes, so that any tool can run it.

    Raise InputError ``unknown_query`` for an unknown name, and ValueError for a file without a
    comment or a query.
    """
    text = saved(name)
    head = _HEAD.match(text)
    comment = " ".join(line.lstrip("# ") for line in head[0].splitlines()) if head else ""
    body = text[head.end() :] if head else text
    form = re.search(rf"\b(?:{'|'.join(_FORMS)})\b", body)
    if not comment or not form:
        raise ValueError(f"{name}.rq has no comment at its head, or no query.")
    used = sorted(set(re.findall(r"(?<![\w:<-])([a-z]+):(?=\w)", body)) & PREFIXES.keys())
    lines = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in used)
    return Question(name, comment, form[0], f"{lines}{body}", tuple(_BIND.findall(comment)))


def published() -> list[Question]:
    """Return the questions that need no variable bound, sorted by name."""
    return [each for each in map(question, names()) if not each.bind]


def examples() -> Iterator[ox.Quad]:
    """Return the questions and the prefixes as quads of the graph where tools look for them."""
    return into(EXAMPLES_GRAPH, _described())


def _described() -> Iterator[ox.Triple]:
    yield from _prefixes()
    for example in published():
        kind, texts = _FORMS[example.form]
        yield from statements(
            QUESTION[example.name],
            (RDF.type, SH.SPARQLExecutable),
            (RDF.type, kind),
            (RDFS.comment, english(example.asks)),
            (DCTERMS.identifier, ox.Literal(example.name)),
            (SH.prefixes, DATASET),
            *((prop, ox.Literal(example.text)) for prop in texts),
            (SCHEMA.keywords, ox.Literal(_NUMBER.sub("", example.name).replace("-", " "))),
            (SCHEMA.target, ENDPOINT),
        )


def _prefixes() -> Iterator[ox.Triple]:
    """Declare the prefixes of queries and descriptions (SHACL, 5.2.1)."""
    for prefix, base in sorted({**PREFIXES, **DESCRIPTION_PREFIXES}.items()):
        yield from statements(DATASET, (SH.declare, PREFIX[prefix]))
        yield from statements(
            PREFIX[prefix],
            (RDF.type, SH.PrefixDeclaration),
            (SH.prefix, ox.Literal(prefix)),
            (SH.namespace, ox.Literal(base, datatype=ox.NamedNode(XSD.anyURI))),
        )
