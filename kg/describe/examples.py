"""The saved questions as data, in the ``sparql-examples`` convention, so that editors find them.

A question is its file: comment lines at the head say what it asks and gives, and end with
``Bind ?name.`` where it answers nothing before a variable is bound; then it is no example.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.describe.terms import into, said, words
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
#: What each form of query is, and by which properties tools ask for its text.
_FORMS = {
    "SELECT": (SH.SPARQLSelectExecutable, (SH.select,)),
    "ASK": (SH.SPARQLAskExecutable, (SH.ask,)),
    "CONSTRUCT": (SH.SPARQLConstructExecutable, (SH.construct,)),
    "DESCRIBE": (SPEX.SPARQLDescribeExecutable, (SH.describe, SPEX.describe)),
}


@dataclass(frozen=True)
class Question:
    """A saved question: its name, what it asks, its form, full text, and what must be bound."""

    name: str
    asks: str
    form: str
    text: str
    bind: tuple[str, ...]


def question(name: str) -> Question:
    """Read a saved question; the text has the PREFIX lines without which no other tool runs it."""
    text = saved(name)
    head = _HEAD.match(text)
    told = " ".join(line.lstrip("# ") for line in head[0].splitlines()) if head else ""
    body = text[head.end() :] if head else text
    form = re.search(rf"\b(?:{'|'.join(_FORMS)})\b", body)
    if not told or not form:
        raise ValueError(f"{name}.rq has no comment at its head, or is no query.")
    used = sorted(set(re.findall(r"(?<![\w:<-])([a-z]+):(?=\w)", body)) & PREFIXES.keys())
    lines = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in used)
    return Question(name, told, form[0], f"{lines}{body}", tuple(_BIND.findall(told)))


def published() -> list[Question]:
    """Give the questions that anyone can ask as they are, sorted by name."""
    return [found for found in map(question, names()) if not found.bind]


def examples() -> Iterator[ox.Quad]:
    """Give the questions and the prefixes as quads of the graph where tools look for them."""
    return into(EXAMPLES_GRAPH, _described())


def _described() -> Iterator[ox.Triple]:
    yield from _prefixes()
    for found in published():
        kind, texts = _FORMS[found.form]
        yield from said(
            QUESTION[found.name],
            (RDF.type, SH.SPARQLExecutable),
            (RDF.type, kind),
            (RDFS.comment, words(found.asks)),
            (DCTERMS.identifier, ox.Literal(found.name)),
            (SH.prefixes, DATASET),
            *((prop, ox.Literal(found.text)) for prop in texts),
            (SCHEMA.keywords, ox.Literal(_NUMBER.sub("", found.name).replace("-", " "))),
            (SCHEMA.target, ENDPOINT),
        )


def _prefixes() -> Iterator[ox.Triple]:
    """Declare the prefixes of queries and descriptions (SHACL 5.2.1)."""
    for prefix, base in sorted({**PREFIXES, **DESCRIPTION_PREFIXES}.items()):
        yield from said(DATASET, (SH.declare, PREFIX[prefix]))
        yield from said(
            PREFIX[prefix],
            (RDF.type, SH.PrefixDeclaration),
            (SH.prefix, ox.Literal(prefix)),
            (SH.namespace, ox.Literal(base, datatype=ox.NamedNode(XSD.anyURI))),
        )
