"""Updates and graph-store writes: for the test mode only, where the store starts empty.

The public endpoint never comes here. It exists so that the whole SPARQL 1.1 Protocol and Graph
Store Protocol can be tried on our routes with the suites of the W3C.
"""

from collections.abc import Sequence
from typing import Any

import pyoxigraph as ox

from kg.errors import InputError
from kg.rdf.formats import TRIPLES
from kg.rdf.namespaces import ENDPOINT
from kg.sparql.lexer import tokens


def change(store: ox.Store, head: dict[str, Any], body: bytes) -> dict[str, Any]:
    """Do one change; give what the response needs: whether a graph was there before."""
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
                raise InputError("There is no such graph.", code="no_such_graph")
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
        raise InputError(f"The body is not {media}.", code="syntax_error") from error


def _update(store: ox.Store, text: str, using: Sequence[str], named: Sequence[str]) -> None:
    if using or named:
        text = _with_dataset(text, using, named)
    try:
        store.update(text, base_iri=ENDPOINT)
    except SyntaxError as error:
        raise InputError("This is not a SPARQL update.", code="syntax_error") from error


def _with_dataset(text: str, using: Sequence[str], named: Sequence[str]) -> str:
    """Write the dataset of the request into the update (SPARQL 1.1 Protocol 2.2.3)."""
    found = tokens(text)
    if any(token.kind == "word" and token.text.upper() in {"USING", "WITH"} for token in found):
        raise InputError(
            "Name the dataset in the request or in the update, not in both.", code="two_datasets"
        )
    clauses = [f"USING {ox.NamedNode(name)}" for name in using]
    clauses += [f"USING NAMED {ox.NamedNode(name)}" for name in named]
    depth, cut, pieces = 0, 0, []
    for token in found:
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0 and token.kind == "word" and token.text.upper() == "WHERE":
            pieces += [text[cut : token.start], " ".join(clauses), " "]
            cut = token.start
    return "".join([*pieces, text[cut:]])
