"""Results kept with the object from which they were worked out, and answers kept up to a size.

No module keeps results of its own: two rule books, or two libraries, in one process cannot mix
theirs, and whoever lets go of one frees what was worked out of it.
"""

from collections.abc import Callable, Hashable, MutableMapping
from functools import wraps
from threading import Lock
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar

from cachetools import LRUCache

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
Key = TypeVar("Key", bound=Hashable)


class Memo:
    """Tables of results, one for each function; a bounded table drops what was used longest ago."""

    def __init__(self) -> None:
        self._tables: dict[object, MutableMapping[Hashable, Any]] = {}
        self._lock = Lock()

    def once(
        self,
        function: object,
        key: Hashable,
        make: Callable[[], Result],
        most: int | None = None,
    ) -> Result:
        """Return the result of ``function`` for a key, made by ``make`` where it is not kept.

        ``most`` bounds the number of results of this function. Two threads that ask for the same
        at the same time may both make it.
        """
        table = self._tables.get(function)
        if table is None:
            fresh: MutableMapping[Hashable, Any] = {} if most is None else LRUCache(most)
            table = self._tables.setdefault(function, fresh)
        try:
            if most is None:
                known: Result = table[key]
                return known
            with self._lock:
                known = table[key]
                return known
        except KeyError:
            pass  # made below, outside of the lock: it may take seconds
        result = make()
        with self._lock:
            table[key] = result
        return result


class Owner(Protocol):
    """An object that keeps results: it does not change as long as it lives."""

    @property
    def memo(self) -> Memo:
        """Return the results that it keeps."""
        ...


Owning = TypeVar("Owning", bound=Owner)


def kept(
    most: int | None = None,
) -> Callable[
    [Callable[Concatenate[Owning, Parameters], Result]],
    Callable[Concatenate[Owning, Parameters], Result],
]:
    """Keep the results of a function with its first argument, ``most`` of them if it is given.

    The other arguments are the key, and have to be hashable.
    """

    def decorate(
        function: Callable[Concatenate[Owning, Parameters], Result],
    ) -> Callable[Concatenate[Owning, Parameters], Result]:
        @wraps(function)
        def call(owner: Owning, /, *args: Parameters.args, **named: Parameters.kwargs) -> Result:
            key = (args, tuple(sorted(named.items()))) if named else args
            return owner.memo.once(call, key, lambda: function(owner, *args, **named), most)

        return call

    return decorate


class SizedCache(Generic[Key, Result]):
    """Results by key up to a number of bytes in all; what was used longest ago makes room.

    Several threads may use it at the same time.
    """

    def __init__(self, size: int, largest: int) -> None:
        """Take the bytes of all results, and the most that one of them may have."""
        self.largest = largest
        self._kept: LRUCache[Key, tuple[Result, int]] = LRUCache(
            size, getsizeof=lambda entry: entry[1]
        )
        self._lock = Lock()
        #: How many times a result was found.
        self.hits = 0

    def get(self, key: Key) -> Result | None:
        """Return the result for a key, None if it is not kept."""
        with self._lock:
            entry = self._kept.get(key)
            if entry is None:
                return None
            self.hits += 1
            return entry[0]

    def put(self, key: Key, result: Result, size: int) -> None:
        """Keep a result of so many bytes, unless it is larger than one may be."""
        if size <= self.largest:
            with self._lock:
                self._kept[key] = result, size
