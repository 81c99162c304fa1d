"""Cache the answers to queries for as long as the graph does not change."""

from collections.abc import Mapping

from kg.memo import SizedCache
from kg.sparql.backend import Ask, Backend

#: Bytes of overhead for each entry: objects of the key and of the table.
_ENTRY = 1000


class Cached:
    """A ``Backend`` that caches the answers of another, up to ``size`` bytes."""

    def __init__(self, behind: Backend, size: int) -> None:
        """Take the backend whose answers are cached; its version must not be empty."""
        self.behind = behind
        self.version = behind.version
        self._kept: SizedCache[Ask, bytes] = SizedCache(size, size // 8)

    @property
    def hits(self) -> int:
        """Return how many queries were answered from the cache."""
        return self._kept.hits

    def query(self, request: Ask, /) -> bytes:
        """Return the answer to a query, from the cache if it is there."""
        if not request.repeatable:
            return self.behind.query(request)
        if (known := self._kept.get(request)) is not None:
            return known
        answer = self.behind.query(request)
        # the query counts too: many long queries with short answers would fill the memory
        key = (request.text, *request.default, *request.named)
        size = len(answer) + _ENTRY + 4 * sum(map(len, key))
        self._kept.put(request, answer, size)
        return answer

    def graph(self, name: str, media: str) -> bytes:
        """Return a graph; graphs are not cached."""
        return self.behind.graph(name, media)

    def graphs(self) -> Mapping[str, int]:
        """Return the named graphs with their numbers of triples."""
        return self.behind.graphs()

    def settle(self, seconds: float) -> None:
        """Wait until the wrapped backend is ready, for at most ``seconds``."""
        self.behind.settle(seconds)

    def alive(self) -> None:
        """Raise BackendError if the wrapped backend cannot be queried."""
        self.behind.alive()

    def close(self) -> None:
        """Close the wrapped backend."""
        self.behind.close()
