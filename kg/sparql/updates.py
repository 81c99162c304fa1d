"""Run updates and graph-store writes, in test mode only, where the store starts empty.

The public endpoint never uses this module. It makes it possible to run the W3C test suites of the
SPARQL 1.1 Protocol and the Graph Store HTTP Protocol against our routes.
"""

from collections.abc import Sequence
from typing import Any

import pyoxigraph as ox

from kg.errors import InputError
from kg.rdf.formats import TRIPLES
from kg.rdf.namespaces import ENDPOINT
from kg.sparql.lexer import tokens


def change(store: ox.Store, head: dict[str, Any], body: bytes) -> dict[str, Any]:
    """Make one change, and return what the response needs: whether the graph existed before.

    ``head["do"]`` is update, put, post or delete. Raise InputError ``no_such_graph``,
    ``syntax_error`` or ``two_datasets``.
    """
    if head["do"] == "update":
        _update(store, body.decode(), head["using"], head["using_named"])
        return {}
    place = ox.NamedNode(head["name"]) if head["name"] else ox.DefaultGraph()
    existed = not head["name"] or store.contains_named_graph(place)
    match head["do"]:
        case "put" | "post":
            triples = _parsed(body, head["media"], head["name"])
            if head["do"] == "put":
                store.clear_graph(place)
            if head["name"]:
                store.add_graph(place)
            store.extend(ox.Quad(t.subject, t.predicate, t.object, place) for t in triples)
        case "delete":
            if not existed:
                raise InputError("Unknown graph.", code="no_such_graph")
            store.remove_graph(place)
    return {"existed": existed}


def _parsed(body: bytes, media: str, base: str) -> list[ox.Quad]:
    try:
        return list(
            ox.parse(
                body,
                format=TRIPLES[media],
                base_iri=base or ENDPOINT,
                without_named_graphs=True,
                rename_blank_nodes=True,
            )
        )
    except (SyntaxError, ValueError) as error:
        raise InputError(
            f"The body is not {media}. Correct its syntax, or the Content-Type.",
            code="syntax_error",
        ) from error


def _update(store: ox.Store, text: str, using: Sequence[str], named: Sequence[str]) -> None:
    if using or named:
        text = _with_dataset(text, using, named)
    try:
        store.update(text, base_iri=ENDPOINT)
    except SyntaxError as error:
        raise InputError("Not a SPARQL update: syntax error.", code="syntax_error") from error


def _with_dataset(text: str, using: Sequence[str], named: Sequence[str]) -> str:
    """Return the update with the dataset of the request (SPARQL 1.1 Protocol, 2.2.3)."""
    sequence = tokens(text)
    if any(token.kind == "word" and token.text.upper() in {"USING", "WITH"} for token in sequence):
        raise InputError(
            "Name the dataset in the request or in the update, not in both.", code="two_datasets"
        )
    clauses = [f"USING {ox.NamedNode(name)}" for name in using]
    clauses += [f"USING NAMED {ox.NamedNode(name)}" for name in named]
    depth, cut, pieces = 0, 0, []
    for token in sequence:
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0 and token.kind == "word" and token.text.upper() == "WHERE":
            pieces += [text[cut : token.start], " ".join(clauses), " "]
            cut = token.start
    return "".join([*pieces, text[cut:]])
