"""Run a query or a graph-store operation on an open store, within limits of rows and bytes.

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
    """Limits of an answer: ``rows`` or triples, and ``size`` in bytes."""

    rows: int
    size: int


class _Bounded(io.BytesIO):
    """A buffer of at most ``size`` bytes; more is an error, never a truncated answer."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def write(self, data: "Buffer", /) -> int:
        if self.tell() + len(memoryview(data)) > self.size:
            raise too_large(f"{self.size:,} bytes")
        return super().write(data)


def too_large(bound: str) -> InputError:
    """Return the error for an answer above a limit, given as a phrase such as “10,000 rows”."""
    return InputError(
        f"The answer is larger than {bound}. Narrow the query, or ask in parts with ORDER BY, "
        "LIMIT and OFFSET; /graphs serves whole graphs.",
        code="result_too_large",
    )


def answer(store: ox.Store, request: Ask, bounds: Bounds, *, union: bool) -> bytes:
    """Return the answer to a query in the media type requested.

    ``union`` makes the default graph the union of all graphs where no dataset is chosen. Raise
    InputError ``syntax_error`` or ``query_failed`` for a query that cannot be run, and
    ``result_too_large`` for an answer beyond the limits.
    """
    chosen = request.chosen
    with engine_errors():
        results = store.query(
            request.text,
            base_iri=ENDPOINT,
            prefixes=PREFIXES,
            use_default_graph_as_union=union and not chosen,
            default_graph=[ox.NamedNode(name) for name in request.default] if chosen else None,
            named_graphs=[ox.NamedNode(name) for name in request.named] if chosen else None,
        )
        if isinstance(results, ox.QueryTriples):
            return serialized(list(_counted(results, bounds.rows)), request.media, bounds.size)
        if isinstance(results, ox.QueryBoolean):
            return results.serialize(format=ROWS[request.media]) or b""
        out = _Bounded(bounds.size)
        results.serialize(out, format=ROWS[request.media])
    body = out.getvalue()
    check_rows(body, request.media, bounds.rows)
    return body


def _counted(triples: Iterable[ox.Triple], most: int) -> Iterator[ox.Triple]:
    source = iter(triples)
    yield from islice(source, most)
    if next(source, None) is not None:
        raise too_large(f"{most:,} triples")


def serialized(triples: Collection[ox.Triple], media: str, size: int) -> bytes:
    """Return triples in a media type, with the prefixes that they use.

    Raise InputError ``result_too_large`` beyond ``size`` bytes.
    """
    terms = {term.value for triple in triples for term in triple if isinstance(term, ox.NamedNode)}
    bases = {term[: max(term.rfind("/"), term.rfind("#")) + 1] for term in terms}
    out = _Bounded(size)
    prefixes = {name: base for name, base in _PREFIXES.items() if base in bases}
    ox.serialize(triples, out, format=TRIPLES[media], prefixes=prefixes)
    return out.getvalue()


def check_rows(body: bytes, media: str, most: int) -> None:
    """Raise InputError ``result_too_large`` for a table of more than ``most`` rows.

    Triples are counted as they are written.
    """
    # a row takes at least one byte; the store does not count rows as it writes them
    if len(body) <= most or media not in ROWS:
        return
    if media == "text/csv":  # pyoxigraph cannot parse CSV; a quoted line break is part of a cell
        rows = sum(part.count(b"\n") for part in body.split(b'"')[::2]) - 1
    else:
        results = ox.parse_query_results(body, format=ROWS[media])
        table = results if isinstance(results, ox.QuerySolutions) else ()
        rows = sum(1 for _ in islice(table, most + 1))
    if rows > most:
        raise too_large(f"{most:,} rows")


def readable(body: bytes, media: str) -> None:
    """Parse an answer to its end; ValueError or SyntaxError if it is not of its media type."""
    if media in ROWS and ROWS[media] in {ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML}:
        results = ox.parse_query_results(body, format=ROWS[media])
        if isinstance(results, ox.QuerySolutions):
            deque(results, maxlen=0)
    elif media in TRIPLES and media not in ROWS:
        deque(ox.parse(body, format=TRIPLES[media]), maxlen=0)


def names(store: ox.Store) -> dict[str, int]:
    """Return the named graphs of a store with their numbers of triples, sorted by name."""
    return {
        name.value: sum(1 for _ in store.quads_for_pattern(None, None, None, name))
        for name in sorted(store.named_graphs(), key=str)
        if isinstance(name, ox.NamedNode)
    }


def graph(store: ox.Store, name: str, media: str, size: int, *, union: bool) -> bytes:
    """Return the triples of a graph in a media type; the name is empty for the default graph.

    ``union`` makes the default graph the union of all graphs. Raise InputError ``no_such_graph``
    for an unknown graph, and ``result_too_large`` beyond ``size`` bytes.
    """
    place = ox.NamedNode(name) if name else ox.DefaultGraph()
    if name and not store.contains_named_graph(place):
        raise InputError(
            "Unknown graph. The service description at /sparql lists the graphs.",
            code="no_such_graph",
        )
    pattern = None if union and not name else place
    quads = store.quads_for_pattern(None, None, None, pattern)
    triples = dict.fromkeys(quad.triple for quad in quads)
    return serialized(triples, media, size)
