"""What the operator of a server may choose, with defaults that fit two cores and 1 GB."""

from dataclasses import dataclass, field
from pathlib import Path

from kg.answering.pool import LIMITS, Answers
from kg.rdf.library import Library
from kg.sparql.backend import Backend
from kg.workers.pool import Limits

#: Seconds that each kind of process has to load before requests are taken all the same.
SETTLE = 20


@dataclass(frozen=True)
class Settings:
    """How the server is set up.

    ``public_url`` is the address that others use (empty: the one they asked); ``proxies`` the
    number of proxies in front whose word about the client is believed; ``rate`` the requests of
    one client in 10 seconds (0: no limit); ``cache`` the bytes of answers kept in memory;
    ``limits`` and ``questions`` the bounds of the processes for queries and for questions;
    ``store`` a remote SPARQL endpoint instead of the graph on this machine; ``snapshot`` another
    graph than the built one; ``writable`` the test mode with an empty store.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    proxies: int = 0
    threads: int = 32
    rate: int = 500
    cache: int = 32 * 2**20
    limits: Limits = field(default_factory=Limits)
    questions: Limits = LIMITS
    store: str = ""
    snapshot: Path | None = None
    writable: bool = False


@dataclass(frozen=True)
class Site:
    """What the routes share, in ``app.extensions["clearance"]``."""

    library: Library
    settings: Settings
    backend: Backend
    answers: Answers

    def settle(self) -> None:
        """Wait until the processes beside the web process are ready, for a while at most."""
        for pool in (self.backend, self.answers):
            pool.settle(SETTLE)

    def close(self) -> None:
        """End the processes beside the web process."""
        self.backend.close()
        self.answers.close()
