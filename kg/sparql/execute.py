"""Run a query or a graph-store operation on an open store, within bounds of rows and bytes.

This runs in the confined process only (:mod:`kg.sparql.worker`).
"""

import io
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import InputError
from kg.rdf.formats import ROWS, TRIPLES
from kg.rdf.namespaces import DESCRIPTION_PREFIXES, ENDPOINT, PREFIXES
from kg.sparql.backend import Ask
from kg.sparql.query import engine_errors

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer


_PREFIXES = {**PREFIXES, **DESCRIPTION_PREFIXES}


@dataclass(frozen=True)
class Bounds:
    """What an answer may hold: rows or triples, and bytes."""

    rows: int
    size: int


class _Bounded(io.BytesIO):
    """Take what is written up to a number of bytes; more is an error, never a cut answer."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def write(self, data: "Buffer", /) -> int:
        if self.tell() + len(memoryview(data)) > self.size:
            raise too_large(f"{self.size:,} bytes")
        return super().write(data)


def too_large(bound: str) -> InputError:
    """Give the error for an answer that is larger than a bound, told in words."""
    return InputError(
        f"The answer is larger than {bound}. Ask for less, or in parts with ORDER BY, LIMIT and "
        "OFFSET; /graphs gives whole graphs.",
        code="result_too_large",
    )


def answer(store: ox.Store, asked: Ask, bounds: Bounds, *, union: bool) -> bytes:
    """Give the answer to a query in the media type that was asked for.

    ``union`` makes the default graph the union of all graphs where no dataset is chosen. Raises
    InputError for what cannot be run or told.
    """
    with engine_errors():
        found = store.query(
            asked.text,
            base_iri=ENDPOINT,
            prefixes=PREFIXES,
            use_default_graph_as_union=union and not asked.chosen,
            default_graph=[ox.NamedNode(name) for name in asked.default] if asked.chosen else None,
            named_graphs=[ox.NamedNode(name) for name in asked.named] if asked.chosen else None,
        )
        if isinstance(found, ox.QueryTriples):
            return serialized(list(_counted(found, bounds.rows)), asked.media, bounds.size)
        if isinstance(found, ox.QueryBoolean):
            return found.serialize(format=ROWS[asked.media]) or b""
        out = _Bounded(bounds.size)
        found.serialize(out, format=ROWS[asked.media])
    body = out.getvalue()
    check_rows(body, asked.media, bounds.rows)
    return body


def _counted(triples: Iterable[ox.Triple], most: int) -> Iterator[ox.Triple]:
    source = iter(triples)
    yield from islice(source, most)
    if next(source, None) is not None:
        raise too_large(f"{most:,} triples")


def serialized(triples: Collection[ox.Triple], media: str, size: int) -> bytes:
    """Give triples in a media type with the prefixes that they use; InputError beyond ``size``."""
    terms = {term.value for triple in triples for term in triple if isinstance(term, ox.NamedNode)}
    bases = {term[: max(term.rfind("/"), term.rfind("#")) + 1] for term in terms}
    out = _Bounded(size)
    prefixes = {name: base for name, base in _PREFIXES.items() if base in bases}
    ox.serialize(triples, out, format=TRIPLES[media], prefixes=prefixes)
    return out.getvalue()


def check_rows(body: bytes, media: str, most: int) -> None:
    """Refuse a table of more rows than allowed; triples are counted as they are written."""
    # a row takes a byte at the least; the store does not count rows as it writes them
    if len(body) <= most or media not in ROWS:
        return
    if media == "text/csv":  # which the store does not read; a line in quotes is part of a cell
        rows = sum(part.count(b"\n") for part in body.split(b'"')[::2]) - 1
    else:
        told = ox.parse_query_results(body, format=ROWS[media])
        rows = sum(1 for _ in islice(told, most + 1)) if isinstance(told, ox.QuerySolutions) else 0
    if rows > most:
        raise too_large(f"{most:,} rows")


def readable(body: bytes, media: str) -> None:
    """Read an answer through; ValueError or SyntaxError where it is not what it is said to be."""
    if media in ROWS and ROWS[media] in {ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML}:
        told = ox.parse_query_results(body, format=ROWS[media])
        if isinstance(told, ox.QuerySolutions):
            deque(told, maxlen=0)
    elif media in TRIPLES and media not in ROWS:
        deque(ox.parse(body, format=TRIPLES[media]), maxlen=0)


def names(store: ox.Store) -> dict[str, int]:
    """Give the named graphs with their numbers of triples."""
    return {
        name.value: sum(1 for _ in store.quads_for_pattern(None, None, None, name))
        for name in sorted(store.named_graphs(), key=str)
        if isinstance(name, ox.NamedNode)
    }


def graph(store: ox.Store, name: str, media: str, size: int, *, union: bool) -> bytes:
    """Give the triples of a graph; the name is empty for the default graph.

    Raises InputError (``no_such_graph``) for a graph that is not there.
    """
    place = ox.NamedNode(name) if name else ox.DefaultGraph()
    if name and not store.contains_named_graph(place):
        raise InputError("There is no such graph.", code="no_such_graph")
    every = None if union and not name else place
    quads = store.quads_for_pattern(None, None, None, every)
    triples = dict.fromkeys(quad.triple for quad in quads)
    return serialized(triples, media, size)
