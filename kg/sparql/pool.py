"""Serve the public graph from confined processes on this machine, which run untrusted queries."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from kg.sparql.backend import Ask
from kg.workers.pool import Limits, Pool


class GraphPool(Pool):
    """The public graph in confined processes: a :class:`kg.sparql.backend.Backend`."""

    def __init__(self, snapshot: Path | None, limits: Limits, version: str = "") -> None:
        """Take the snapshot to load; None for an empty, writable store in one lasting process."""
        super().__init__(
            "kg.sparql.worker",
            "query",
            limits,
            size=0 if snapshot else 1,
            writable=snapshot is None,
            snapshot=str(snapshot) if snapshot else "",
        )
        self.version = version
        self._graphs: Mapping[str, int] | None = None

    def query(self, request: Ask, /) -> bytes:
        """Return the answer to a query, run in one of the processes."""
        return self.call({"do": "query", "ask": asdict(request)}, client=request.client)[1]

    def graph(self, name: str, media: str) -> bytes:
        """Return the triples of a named graph, or of the default graph for an empty name."""
        return self.call({"do": "graph", "name": name, "media": media})[1]

    def graphs(self) -> Mapping[str, int]:
        """Return the named graphs with their numbers of triples, read once if they are fixed."""
        if self._graphs is None or self._settings["writable"]:
            self._graphs = self.call({"do": "graphs"})[0]["graphs"]
        return self._graphs

    def alive(self) -> None:
        """Return at once: a process that ends is replaced, so no fault lasts."""
