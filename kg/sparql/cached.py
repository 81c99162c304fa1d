"""Keep the answers to queries as long as the graph stays the same."""

import threading
from collections.abc import Mapping

from cachetools import LRUCache

from kg.sparql.backend import Ask, Backend

#: Bytes that an entry takes beside its words: the key, its parts and the table's own.
_ENTRY = 1000


class Cached:
    """A ``Backend`` that remembers answers of another, up to a number of bytes."""

    def __init__(self, behind: Backend, size: int) -> None:
        """Take the backend whose answers are kept; its version must not be empty."""
        self.behind = behind
        self.version = behind.version
        self._kept: LRUCache[Ask, tuple[bytes, int]] = LRUCache(size, getsizeof=_size)
        self._lock = threading.Lock()
        self.hits = 0

    def query(self, asked: Ask) -> bytes:
        """Give the answer, from memory if it was given before."""
        if not asked.repeatable:
            return self.behind.query(asked)
        with self._lock:
            known = self._kept.get(asked)
            self.hits += known is not None
        if known is not None:
            return known[0]
        answer = self.behind.query(asked)
        # the question counts, too: many long ones with short answers would fill the memory
        size = len(answer) + _ENTRY + 4 * sum(map(len, (asked.text, *asked.default, *asked.named)))
        if size <= self._kept.maxsize // 8:
            with self._lock:
                self._kept[asked] = answer, size
        return answer

    def graph(self, name: str, media: str) -> bytes:
        """Give a graph; not kept."""
        return self.behind.graph(name, media)

    def graphs(self) -> Mapping[str, int]:
        """Give the named graphs."""
        return self.behind.graphs()

    def settle(self, seconds: float) -> None:
        """Wait for the backend behind."""
        self.behind.settle(seconds)

    def alive(self) -> None:
        """Ask the backend behind."""
        self.behind.alive()

    def close(self) -> None:
        """Close the backend behind."""
        self.behind.close()


def _size(entry: tuple[bytes, int]) -> int:
    return entry[1]
