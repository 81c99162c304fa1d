"""The public graph in confined processes of this machine, which run strangers' queries."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from kg.sparql.backend import Ask
from kg.workers.pool import Limits, Pool


class GraphPool(Pool):
    """The public graph in processes of this machine: a :class:`kg.sparql.backend.Backend`."""

    def __init__(self, snapshot: Path | None, limits: Limits, version: str = "") -> None:
        """Take the snapshot (None: an empty store that takes updates, in one lasting process)."""
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

    def query(self, asked: Ask) -> bytes:
        """Run a query in one of the processes."""
        return self.call({"do": "query", "ask": asdict(asked)}, client=asked.client)[1]

    def graph(self, name: str, media: str) -> bytes:
        """Return a graph."""
        return self.call({"do": "graph", "name": name, "media": media})[1]

    def graphs(self) -> Mapping[str, int]:
        """Return the named graphs; asked for once where they cannot change."""
        if self._graphs is None or self._settings["writable"]:
            self._graphs = self.call({"do": "graphs"})[0]["graphs"]
        return self._graphs

    def alive(self) -> None:
        """Nothing can be wrong for long: a process that ends is replaced."""
