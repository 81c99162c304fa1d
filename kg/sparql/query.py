"""SPARQL on the public graph: the law, the ontology, the norms and shapes; nothing submitted.

For the command line, where the query is the user's own: it runs in this process, after the same
look (:mod:`kg.sparql.guard`) that strangers' queries get. Those of the server run elsewhere
(:mod:`kg.workers.pool`).
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import pyoxigraph as ox

from kg.errors import InputError
from kg.queries.saved import names, saved
from kg.rdf.namespaces import ENDPOINT, PREFIXES
from kg.sparql import snapshot
from kg.sparql.backend import term
from kg.sparql.guard import check_graphs, look_over

_AT = re.compile(r"error at (\d+):(\d+)")
__all__ = ["names", "rows", "run", "saved", "store"]
Answer = Any  # what pyoxigraph gives: QuerySolutions, QueryBoolean or QueryTriples


@cache
def store() -> ox.Store:
    """Give the public graph: one named graph for each file of the project's Turtle."""
    public = ox.Store()
    public.bulk_load(path=str(snapshot.path()), format=ox.RdfFormat.N_QUADS)
    return public


def run(text: str, bound: Mapping[str, str] | None = None) -> Answer:
    """Give the answer to a query; ``bound`` gives IRIs or words for its variables."""
    look = look_over(text)
    public = store()
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
    """Return the terms for variables (SPARQL 1.1, 19.8, rules VARNAME and IRIREF).

    Raises InputError: ``bad_variable`` for a name that no variable has, ``invalid_iri`` for a
    value that begins like a web address and is no IRI or holds what no literal may.
    """
    terms: _Terms = {}
    for name, value in bound.items():
        where = f"variable {name[:40]}"
        try:
            variable = ox.Variable(name)
        except ValueError:
            raise InputError(
                "This is no name of a variable. Use letters, digits and the low line.",
                where=where,
                code="bad_variable",
            ) from None
        try:
            terms[variable] = term(value)
        except ValueError:
            raise InputError(
                "The value is neither an IRI nor a text: write an IRI without spaces, quotation "
                "marks and brackets, and a text in UTF-8.",
                where=where,
                code="invalid_iri",
            ) from None
    return terms


@contextmanager
def engine_errors() -> Iterator[None]:
    """Tell the errors of the engine in our words: its own may repeat the query."""
    try:
        yield
    except SyntaxError as error:
        at = _AT.search(str(error))
        raise InputError(
            "This is not a SPARQL query: the syntax is wrong.",
            where=f"line {at[1]}, column {at[2]}" if at else "",
            code="syntax_error",
        ) from None
    except (ValueError, RuntimeError, OSError):
        raise InputError(
            "The query cannot be run. Check its variables and functions.", code="query_failed"
        ) from None


def rows(text: str, bound: Mapping[str, str] | None = None) -> list[dict[str, str]]:
    """Give the rows of a SELECT query as words, unbound variables left out."""
    answer = run(text, bound)
    variables = [variable.value for variable in answer.variables]
    return [
        {name: row[name].value for name in variables if row[name] is not None} for row in answer
    ]
