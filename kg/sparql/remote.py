"""The public graph on any SPARQL 1.1 server, asked over HTTP.

The server is the operator's choice (``--store URL``), not a stranger's: the queries that go there
were looked over, and name no other graph than its own.
"""

import json
import time
from collections.abc import Iterable, Mapping
from typing import Any

import httpx
import pyoxigraph as ox

from kg.errors import BackendError, InputError
from kg.queries.saved import own
from kg.rdf.namespaces import ENDPOINT, PREFIXES
from kg.sparql.backend import Ask, strange, understood
from kg.sparql.execute import check_rows, readable, too_large
from kg.sparql.lexer import tokens
from kg.workers.pool import Limits

#: Seconds for which what the server holds is taken as known.
FRESH = 60.0
_ROWS = "application/sparql-results+json"


class Remote:
    """A SPARQL 1.1 Protocol endpoint: a :class:`kg.sparql.backend.Backend`."""

    #: What the server holds may change unseen, so nothing is kept.
    version = ""

    def __init__(self, endpoint: str, limits: Limits) -> None:
        """Take the address of the endpoint, and the bounds of time and size."""
        self.endpoint = endpoint
        self.limits = limits
        self._client = httpx.Client(
            timeout=limits.seconds,
            headers={"User-Agent": "clearance"},
            follow_redirects=False,
            trust_env=False,
        )
        self._union = False
        self._graphs: Mapping[str, int] = {}
        self._listed = self._judged = -FRESH

    def query(self, asked: Ask) -> bytes:
        """Ask the server, in the union of its graphs or in the dataset that the request names."""
        default, named = asked.default, asked.named
        if not (asked.chosen or self._is_union()):
            default = named = tuple(self.graphs())
        return self._post(self._whole(asked), default, named, asked.media, self.limits.size)

    def graph(self, name: str, media: str) -> bytes:
        """Give a graph by a query, for few servers have a graph store at a known address."""
        default = (name,) if name else () if self._is_union() else tuple(self.graphs())
        return self._post(own("triples"), default, (), media, self.limits.whole)

    def graphs(self) -> Mapping[str, int]:
        """Ask for the named graphs with their numbers of triples, once a minute."""
        if self._listed + FRESH < time.monotonic():
            with understood():
                # NamedNode refuses what is no IRI: such a name cannot be told in RDF, nor asked for
                self._graphs = {
                    ox.NamedNode(row["graph"]["value"]).value: int(row["triples"]["value"])
                    for row in self._told("named-graphs")["results"]["bindings"]
                }
            self._listed = time.monotonic()
        return self._graphs

    def settle(self, seconds: float) -> None:
        """Nothing has to load here."""

    def alive(self) -> None:
        """Ask the least that can be asked; BackendError where no answer comes."""
        self._told("alive")

    def _is_union(self) -> bool:
        """Tell whether the server's default graph is the union of its named ones already."""
        if self._judged + FRESH < time.monotonic():
            with understood():
                self._union = not self._told("outside-default")["boolean"]
            self._judged = time.monotonic()
        return self._union

    def _told(self, name: str) -> Any:
        """Give the answer to a query of our own as JSON."""
        with understood():
            return json.loads(self._post(own(name), (), (), _ROWS, self.limits.size))

    def _post(
        self, text: str, default: Iterable[str], named: Iterable[str], media: str, size: int
    ) -> bytes:
        """Send a query; InputError where it is at fault, BackendError where the server is."""
        sent: dict[str, str | list[str]] = {"query": text}
        sent["default-graph-uri"] = list(default)
        sent["named-graph-uri"] = list(named)
        body = bytearray()
        until = time.monotonic() + self.limits.seconds
        try:
            with self._client.stream(
                "POST", self.endpoint, data=sent, headers={"Accept": media}
            ) as told:
                if told.status_code == httpx.codes.BAD_REQUEST:
                    raise InputError(
                        "The store does not take this query: look at its syntax, variables and "
                        "functions.",
                        code="syntax_error",
                    )
                if told.status_code != httpx.codes.OK:
                    raise _fault(told.status_code)
                if told.headers.get("content-type", "").split(";")[0].strip() != media:
                    raise strange()
                for piece in told.iter_bytes():
                    body += piece
                    if len(body) > size:
                        raise too_large(f"{size:,} bytes")
                    if time.monotonic() > until:
                        raise httpx.ReadTimeout("the answer does not end")
        except httpx.TimeoutException:
            raise BackendError(
                f"The query was stopped after {self.limits.seconds} s. Ask for less.",
                code="query_timeout",
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL):
            raise BackendError(
                "The store behind this server cannot be reached.", code="store_unreachable"
            ) from None
        answer = bytes(body)
        with understood():
            readable(answer, media)
            check_rows(answer, media, self.limits.rows)
        return answer

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _whole(self, asked: Ask) -> str:
        """Give the query with the prefixes that it takes for granted, in front of its first line.

        The first line stays the first, so that a place in an error stays true but for its column.
        """
        names = {t.text.split(":")[0] for t in tokens(asked.text) if t.kind == "name"}
        words = [f"PREFIX {name}: <{PREFIXES[name]}>" for name in sorted(names & PREFIXES.keys())]
        return " ".join([f"BASE <{ENDPOINT}>", *words, asked.text])


def _fault(status: int) -> BackendError:
    if status in {httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.TOO_MANY_REQUESTS}:
        return BackendError("The store behind this server is busy. Try again soon.", code="busy")
    if status in {httpx.codes.REQUEST_TIMEOUT, httpx.codes.GATEWAY_TIMEOUT}:
        return BackendError("The query took the store too long.", code="query_timeout")
    return BackendError(f"The store answered with status {status}.", code="store_failed")
