"""Query the public graph on any SPARQL 1.1 server over HTTP.

The operator chooses the server (``--store URL``). Queries are inspected before they are sent, and
can name only graphs of that server.
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

#: Seconds for which the list of the server's graphs is reused.
FRESH = 60.0
_ROWS = "application/sparql-results+json"


class Remote:
    """A SPARQL 1.1 Protocol endpoint: a :class:`kg.sparql.backend.Backend`."""

    #: The server's graphs may change unnoticed, so no answer is cached.
    version = ""

    def __init__(self, endpoint: str, limits: Limits) -> None:
        """Take the URL of the endpoint, and the limits of time and size."""
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
        self._graphs_read = self._union_read = -FRESH  # monotonic time of the last answer

    def query(self, request: Ask, /) -> bytes:
        """Return the server's answer, on the union of its graphs or on the dataset requested."""
        default, named = request.default, request.named
        if not (request.chosen or self._is_union()):
            default = named = tuple(self.graphs())
        return self._post(self._whole(request), default, named, request.media, self.limits.size)

    def graph(self, name: str, media: str) -> bytes:
        """Return a graph by a query, since few servers have a graph store at a known URL."""
        default = (name,) if name else () if self._is_union() else tuple(self.graphs())
        return self._post(own("triples"), default, (), media, self.limits.whole)

    def graphs(self) -> Mapping[str, int]:
        """Return the named graphs with their numbers of triples, read at most once a minute."""
        if self._graphs_read + FRESH < time.monotonic():
            with understood():
                # NamedNode refuses names that are not IRIs: RDF and queries cannot use them
                self._graphs = {
                    ox.NamedNode(row["graph"]["value"]).value: int(row["triples"]["value"])
                    for row in self._own_answer("named-graphs")["results"]["bindings"]
                }
            self._graphs_read = time.monotonic()
        return self._graphs

    def settle(self, seconds: float) -> None:
        """Return at once: there is nothing to load."""

    def alive(self) -> None:
        """Raise BackendError if the server does not answer the simplest query."""
        self._own_answer("alive")

    def _is_union(self) -> bool:
        """Return whether the server's default graph is already the union of its named ones."""
        if self._union_read + FRESH < time.monotonic():
            with understood():
                self._union = not self._own_answer("outside-default")["boolean"]
            self._union_read = time.monotonic()
        return self._union

    def _own_answer(self, name: str) -> Any:
        """Return the answer to one of our own queries as JSON."""
        with understood():
            return json.loads(self._post(own(name), (), (), _ROWS, self.limits.size))

    def _post(
        self, text: str, default: Iterable[str], named: Iterable[str], media: str, size: int
    ) -> bytes:
        """Return the answer to a query, in ``media`` and of at most ``size`` bytes.

        Send it by POST with URL-encoded parameters (SPARQL 1.1 Protocol, 2.1.2). Raise InputError
        if the query is at fault, BackendError if the server is.
        """
        form: dict[str, str | list[str]] = {"query": text}
        form["default-graph-uri"] = list(default)
        form["named-graph-uri"] = list(named)
        until = time.monotonic() + self.limits.seconds
        try:
            with self._client.stream(
                "POST", self.endpoint, data=form, headers={"Accept": media}
            ) as response:
                _check_response(response, media)
                answer = _body(response, size, until)
        except httpx.TimeoutException:
            raise BackendError(
                f"The query was stopped after {self.limits.seconds} s. Ask for less.",
                code="query_timeout",
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL):
            raise BackendError(
                "The store behind this server cannot be reached. Try again later.",
                code="store_unreachable",
            ) from None
        with understood():
            readable(answer, media)
            check_rows(answer, media, self.limits.rows)
        return answer

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _whole(self, request: Ask) -> str:
        """Return the query with declarations of the known prefixes that it uses.

        They go in front of its first line, so that line numbers in errors stay right.
        """
        names = {t.text.split(":")[0] for t in tokens(request.text) if t.kind == "name"}
        words = [f"PREFIX {name}: <{PREFIXES[name]}>" for name in sorted(names & PREFIXES.keys())]
        return " ".join([f"BASE <{ENDPOINT}>", *words, request.text])


def _check_response(response: httpx.Response, media: str) -> None:
    """Raise the error for a response that is not an answer in the media type requested."""
    if response.status_code == httpx.codes.BAD_REQUEST:
        raise InputError(
            "The store behind this server rejects the query. Check its syntax, variables and "
            "functions.",
            code="syntax_error",
        )
    if response.status_code != httpx.codes.OK:
        raise _fault(response.status_code)
    if response.headers.get("content-type", "").split(";")[0].strip() != media:
        raise strange()


def _body(response: httpx.Response, size: int, until: float) -> bytes:
    """Return the body of a response, which must end by the monotonic time ``until``.

    The client's time limit is for each read, which a trickling body never exceeds.
    """
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > size:
            raise too_large(f"{size:,} bytes")
        if time.monotonic() > until:
            raise httpx.ReadTimeout("the answer does not end")
    return bytes(body)


def _fault(status: int) -> BackendError:
    if status in {httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.TOO_MANY_REQUESTS}:
        return BackendError("The store behind this server is busy. Try again soon.", code="busy")
    if status in {httpx.codes.REQUEST_TIMEOUT, httpx.codes.GATEWAY_TIMEOUT}:
        return BackendError(
            "The store behind this server took too long. Ask for less.", code="query_timeout"
        )
    return BackendError(
        f"The store behind this server failed with status {status}. Try again later.",
        code="store_failed",
    )
