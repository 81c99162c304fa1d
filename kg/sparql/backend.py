"""Define what the web application needs of the public graph, wherever the graph is.

There are two implementations: confined processes on this machine (:mod:`kg.sparql.pool`), and any
SPARQL 1.1 server (:mod:`kg.sparql.remote`).
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

import pyoxigraph as ox

from kg.errors import BackendError
from kg.queries.saved import own
from kg.rdf.namespaces import WEB


@dataclass(frozen=True)
class Ask:
    """A query, the media type of its answer, and its dataset (SPARQL 1.1 Protocol 2.1.4).

    ``chosen`` means that the request or the query names the dataset, which then consists of the
    graphs in ``default`` and ``named``. ``repeatable`` means that the answer only changes if the
    graph does. ``client`` identifies who asks, for fair shares.
    """

    text: str
    media: str
    chosen: bool = False
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    repeatable: bool = True
    client: str = field(default="", compare=False, repr=False)


class Backend(Protocol):
    """The public graph as a service.

    Every method may raise BackendError; ``query`` and ``graph`` also InputError.
    """

    @property
    def version(self) -> str:
        """Return an identifier of the state of the graph; empty if it can change unnoticed."""

    def query(self, request: Ask, /) -> bytes:
        """Return the answer to a query that was inspected, in the media type requested."""

    def graph(self, name: str, media: str) -> bytes:
        """Return the triples of a named graph, or of the default graph for an empty name."""

    def graphs(self) -> Mapping[str, int]:
        """Return the named graphs with their numbers of triples."""

    def settle(self, seconds: float) -> None:
        """Wait until the graph is ready, for at most ``seconds``."""

    def alive(self) -> None:
        """Raise BackendError if the graph cannot be queried at all."""

    def close(self) -> None:
        """Release processes and connections."""


def _bound(text: str, terms: Mapping[str, str]) -> str:
    """Return a saved query with terms bound to variables by VALUES (SPARQL 1.1 Query, 10.2).

    A term replaces the UNDEF of ``VALUES ?name { UNDEF }`` where the query has that, which in a
    sub-query or a branch is far faster than a table at the end; otherwise it goes into such a
    table (10.2.2).
    """
    rest = dict(terms)
    for name, value in terms.items():
        place = f"VALUES ?{name} {{ UNDEF }}"
        if place in text:
            text = text.replace(place, f"VALUES ?{name} {{ {term(value)} }}")
            del rest[name]
    if not rest:
        return text
    values = " ".join(str(term(value)) for value in rest.values())
    return f"{text}\nVALUES ({' '.join(f'?{name}' for name in rest)}) {{ ({values}) }}"


def term(value: str) -> ox.NamedNode | ox.Literal:
    """Return the IRI or the literal that a text denotes in a query; ValueError for neither."""
    return ox.NamedNode(value) if value.startswith(WEB) else ox.Literal(value)


def rows(backend: Backend, name: str, client: str = "", **terms: str) -> list[dict[str, str]]:
    """Return the rows of one of the server's own queries as text, without unbound variables.

    ``terms`` are bound to the variables of the same names. Raise BackendError ``store_failed`` for
    a malformed answer.
    """
    media = "application/sparql-results+json"
    answer = backend.query(Ask(_bound(own(name), terms), media, client=client))
    with understood():
        return [
            _Row((str(variable), str(cell["value"])) for variable, cell in row.items())
            for row in json.loads(answer)["results"]["bindings"]
        ]


class _Row(dict[str, str]):
    """The values of a row by variable; a variable that the store omits is the store's error."""

    def __missing__(self, name: str) -> str:
        raise strange()


def strange() -> BackendError:
    """Return the error for an answer that does not fit the query."""
    return BackendError(
        "The store behind this server gave a malformed answer. Try again later.",
        code="store_failed",
    )


@contextmanager
def understood() -> Iterator[None]:
    """Raise BackendError ``store_failed`` where the store's answer cannot be read."""
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError, SyntaxError, RecursionError):
        raise strange() from None


def triples(backend: Backend, name: str, media: str, client: str = "", **terms: str) -> bytes:
    """Return the triples that one of the server's own queries constructs, in a media type.

    ``terms`` are bound to the variables of the same names.
    """
    return backend.query(Ask(_bound(own(name), terms), media, client=client))
