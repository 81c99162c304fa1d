"""The public graph on any SPARQL 1.1 server, asked over HTTP.

The server is the operator's choice (``--store URL``), not a stranger's: the queries that go there
were looked over, and name no other graph than its own.
"""

from collections.abc import Mapping
from importlib.metadata import version as installed

import httpx

from kg.backend import Ask, BackendError
from kg.errors import InputError
from kg.lexer import tokens
from kg.media import TRIPLES
from kg.namespaces import PREFIXES, SPARQL
from kg.pool import Limits
from kg.query import saved

_ROWS = "application/sparql-results+json"


class Remote:
    """A SPARQL 1.1 Protocol endpoint: a :class:`kg.backend.Backend`."""

    #: What the server holds may change unseen, so nothing is kept.
    version = ""

    def __init__(self, endpoint: str, limits: Limits) -> None:
        """Take the address of the endpoint, and the bounds of time and size."""
        self.endpoint = endpoint
        self.limits = limits
        self._client = httpx.Client(
            timeout=limits.seconds,
            headers={"User-Agent": f"clearance/{installed('clearance')}"},
            follow_redirects=False,
            trust_env=False,
        )
        self._union = ""

    def query(self, asked: Ask) -> bytes:
        """Ask the server, in its own dataset or in the one that the request names."""
        sent = [("query", self._whole(asked))]
        sent += [("default-graph-uri", name) for name in asked.default]
        sent += [("named-graph-uri", name) for name in asked.named]
        return self._post(sent, asked.media, self.limits.size)

    def graph(self, name: str, media: str) -> bytes:
        """Give a graph by a query, for few servers have a graph store at a known address."""
        sent = [("query", saved("graph-triples"))]
        if name:
            sent.append(("default-graph-uri", name))
        else:
            sent = [("query", saved("graph-union"))]
        return self._post(sent, media, self.limits.whole)

    def graphs(self) -> Mapping[str, int]:
        """Ask for the named graphs with their numbers of triples."""
        import json

        told = json.loads(
            self._post([("query", saved("graph-names"))], _ROWS, self.limits.size)
        )
        return {
            row["graph"]["value"]: int(row["triples"]["value"])
            for row in told["results"]["bindings"]
        }

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _whole(self, asked: Ask) -> str:
        """Give the query with the prefixes that it takes for granted, in front of its first line.

        The first line stays the first, so that a place in an error stays true but for its column.
        """
        names = {t.text.split(":")[0] for t in tokens(asked.text) if t.kind == "name"}
        words = [f"PREFIX {name}: <{PREFIXES[name]}>" for name in sorted(names & PREFIXES.keys())]
        return " ".join([f"BASE <{SPARQL}>", *words, asked.text])
