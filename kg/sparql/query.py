"""Run SPARQL queries of the command line on the public graph, which holds no submitted records.

The query is the user's own, so it runs in this process, after the inspection that untrusted
queries get (:mod:`kg.sparql.guard`). The server runs queries in confined processes instead
(:mod:`kg.sparql.pool`).
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pyoxigraph as ox

from kg.errors import InputError
from kg.memo import kept
from kg.queries.saved import names, saved
from kg.rdf.library import Library
from kg.rdf.namespaces import ENDPOINT, PREFIXES
from kg.sparql import snapshot
from kg.sparql.backend import term
from kg.sparql.guard import Look, check_graphs, look_over

_AT = re.compile(r"error at (\d+):(\d+)")
__all__ = ["load", "names", "rows", "rows_in", "run", "saved", "store"]
Answer = Any  # QuerySolutions, QueryBoolean or QueryTriples of pyoxigraph


def load(library: Library) -> ox.Store:
    """Return the public graph, newly loaded: one named graph for each Turtle file."""
    public = ox.Store()
    public.bulk_load(path=str(snapshot.path(library)), format=ox.RdfFormat.N_QUADS)
    return public


@kept()
def store(library: Library) -> ox.Store:
    """Return the public graph of a library; it takes 30 MB, and stays with the library."""
    return load(library)


def run(library: Library, text: str, bound: Mapping[str, str] | None = None) -> Answer:
    """Return the answer to a query; ``bound`` maps variables to IRIs or text.

    Raise InputError for a query that may not or cannot be run, and for variables and values that
    cannot be bound.
    """
    return _run(look_over(text), store(library), text, bound)


def _run(look: Look, public: ox.Store, text: str, bound: Mapping[str, str] | None) -> Answer:
    dataset = look.dataset()
    if dataset:
        check_graphs(dataset, {str(name.value) for name in public.named_graphs()})
    terms = _terms(bound or {})
    with engine_errors():
        return public.query(
            text,
            base_iri=ENDPOINT,
            prefixes=PREFIXES,
            use_default_graph_as_union=not dataset,
            substitutions=terms or None,
        )


_Terms = dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]


def _terms(bound: Mapping[str, str]) -> _Terms:
    """Return the terms for variables (SPARQL 1.1 Query, 19.8, rules VARNAME and IRIREF).

    Raise InputError ``bad_variable`` for a name that no variable can have, and ``invalid_iri`` for
    a value that begins like a web address but is not an IRI, or cannot be a literal.
    """
    terms: _Terms = {}
    for name, value in bound.items():
        where = f"variable {name[:40]}"
        try:
            variable = ox.Variable(name)
        except ValueError:
            raise InputError(
                "Not a name for a variable. Use letters, digits and underscores.",
                where=where,
                code="bad_variable",
            ) from None
        try:
            terms[variable] = term(value)
        except ValueError:
            raise InputError(
                "The value is neither an IRI nor text. Write an IRI without spaces, quotation "
                "marks and brackets, or text in UTF-8.",
                where=where,
                code="invalid_iri",
            ) from None
    return terms


@contextmanager
def engine_errors() -> Iterator[None]:
    """Replace errors of the engine, whose messages may repeat the query, by InputError."""
    try:
        yield
    except SyntaxError as error:
        at = _AT.search(str(error))
        raise InputError(
            "Not a SPARQL query: syntax error.",
            where=f"line {at[1]}, column {at[2]}" if at else "",
            code="syntax_error",
        ) from None
    except (ValueError, RuntimeError, OSError):
        raise InputError(
            "The query cannot be run. Check its variables and functions.", code="query_failed"
        ) from None


def rows(
    library: Library, text: str, bound: Mapping[str, str] | None = None
) -> list[dict[str, str]]:
    """Return the rows of a SELECT query as text, without unbound variables."""
    return rows_in(store(library), text, bound)


def rows_in(
    public: ox.Store, text: str, bound: Mapping[str, str] | None = None
) -> list[dict[str, str]]:
    """Return the rows of a SELECT query on a store that is loaded already."""
    answer = _run(look_over(text), public, text, bound)
    variables = [variable.value for variable in answer.variables]
    return [
        {name: row[name].value for name in variables if row[name] is not None} for row in answer
    ]
