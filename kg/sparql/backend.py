"""What the web side asks of the public graph, wherever the graph is.

Two kinds answer: the confined processes of this machine (:mod:`kg.workers.pool`) and any SPARQL 1.1
server (:mod:`kg.sparql.remote`).
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

    ``chosen`` says that the request or the query names the dataset: then ``default`` and ``named``
    are all of it. ``repeatable`` says that the answer is the same as long as the graph is.
    ``client`` is who asks, for fair shares.
    """

    text: str
    media: str
    chosen: bool = False
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    repeatable: bool = True
    client: str = field(default="", compare=False, repr=False)


class Backend(Protocol):
    """The public graph as a service. Raises InputError and BackendError."""

    @property
    def version(self) -> str:
        """Name the state of the graph; empty where it can change unseen."""

    def query(self, asked: Ask) -> bytes:
        """Give the answer to a query that was looked over."""

    def graph(self, name: str, media: str) -> bytes:
        """Give the triples of a named graph, or of the default graph for an empty name."""

    def graphs(self) -> Mapping[str, int]:
        """Give the named graphs with their numbers of triples."""

    def settle(self, seconds: float) -> None:
        """Wait until it is ready, for so many seconds at most."""

    def alive(self) -> None:
        """Raise BackendError where the graph cannot be asked at all."""

    def close(self) -> None:
        """Give back what it holds."""


def _bound(text: str, terms: Mapping[str, str]) -> str:
    """Give a saved query with terms for its variables, written safely (10.2).

    A term stands where the query says ``VALUES ?name { UNDEF }``, which inside a sub-query or a
    branch is quicker by far than a table at the end; else in such a table (10.2.2).
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
    """Give the IRI or the words that a text stands for in a query."""
    return ox.NamedNode(value) if value.startswith(WEB) else ox.Literal(value)


def rows(backend: Backend, name: str, client: str = "", **terms: str) -> list[dict[str, str]]:
    """Give the rows of a query of the server's own as words, unbound variables left out."""
    media = "application/sparql-results+json"
    told = backend.query(Ask(_bound(own(name), terms), media, client=client))
    with understood():
        return [
            _Row((str(variable), str(cell["value"])) for variable, cell in row.items())
            for row in json.loads(told)["results"]["bindings"]
        ]


class _Row(dict[str, str]):
    """The values of a row by their variables; one that the store left out is a fault of it."""

    def __missing__(self, name: str) -> str:
        raise strange()


def strange() -> BackendError:
    """Return the error for an answer of a store that cannot be what was asked for."""
    return BackendError("The store gave an answer that is none.", code="store_failed")


@contextmanager
def understood() -> Iterator[None]:
    """Tell what cannot be read in a store's answer as a fault of the store."""
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError, SyntaxError, RecursionError):
        raise strange() from None


def triples(backend: Backend, name: str, media: str, client: str = "", **terms: str) -> bytes:
    """Give what a query of the server's own makes, in a media type."""
    return backend.query(Ask(_bound(own(name), terms), media, client=client))
