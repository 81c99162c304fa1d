"""Bounds on what clients take of the web process, in all and for each address.

At a bound the connection that has waited longest is ended: of the address that is at its bound, or
of the one that takes most. Thus a client with many slow connections ends its own.
"""

import ipaddress
import resource
from collections import Counter
from collections.abc import Iterable
from typing import Any

from api.connection import Connection

#: Connections in all, and of one address.
CONNECTIONS, PER_ADDRESS = 1000, 100
#: Files that the process needs beside its connections.
_FILES = 200
#: Bytes of requests that are not answered yet; one address may hold half of them.
HELD = 32 * 2**20
#: Bytes of answers that their clients do not take.
UNSENT = 64 * 2**20


class Bounds:
    """The connections of a web process, and the bytes that wait for their clients or an answer."""

    def __init__(self, *, one_address: bool) -> None:
        """Take whether all clients come from one address, which is that of a proxy."""
        self.most = min(CONNECTIONS, _files(CONNECTIONS + _FILES) - _FILES)
        self.per_address = self.most if one_address else min(PER_ADDRESS, self.most)
        self.share = HELD if one_address else HELD // 2
        self.count = 0
        self._by_address: dict[str, dict[Connection, None]] = {}
        self._held: Counter[str] = Counter()
        self._stalled: set[Connection] = set()

    def everyone(self) -> list[Connection]:
        """Return all connections."""
        return [one for by_address in self._by_address.values() for one in by_address]

    def opened(self, connection: Connection) -> None:
        """Take a new connection into account."""
        connection.address = client_of(connection.peer)
        siblings = self._by_address.setdefault(connection.address, {})
        siblings[connection] = None
        self.count += 1
        if len(siblings) > self.per_address:
            self._end_one(siblings)
        elif self.count > self.most:
            crowd = max(self._by_address, key=lambda name: len(self._by_address[name]))
            self._end_one(self._by_address[crowd])

    def closed(self, connection: Connection) -> None:
        """Forget a connection that has ended."""
        siblings = self._by_address.get(connection.address, {})
        if connection in siblings:
            del siblings[connection]
            self.count -= 1
            if not siblings:
                del self._by_address[connection.address]
        self._stalled.discard(connection)
        connection.sent.clear()
        self.holds(connection)

    def _end_one(self, connections: Iterable[Connection]) -> None:
        """End the connection that has waited longest, if one waits; those being answered do not."""
        waiting = [one for one in connections if not one.busy]
        if waiting:
            longest = min(waiting, key=lambda one: one.since)
            longest.transport.abort()
            self.closed(longest)  # the loop tells it later, perhaps after a hundred new ones

    def holds(self, connection: Connection) -> None:
        """Take into account what a client has sent and what is not answered yet."""
        address, size = connection.address, len(connection.sent)
        self.keep(address, size - connection.counted)
        connection.counted = size
        if self._held[address] > self.share:
            self._end_one(one for one in self._by_address.get(address, ()) if one.sent)
        elif self._held.total() > HELD:
            most = max(self._held, key=self._held.__getitem__)
            self._end_one(one for one in self._by_address.get(most, ()) if one.sent)

    def keep(self, address: str, size: int) -> None:
        """Count bytes that an address has sent; negative ones were answered or thrown away."""
        self._held[address] += size
        if not self._held[address]:
            del self._held[address]

    def room(self, address: str, size: int) -> bool:
        """Return whether as many bytes of an address may wait for their answer."""
        return self._held[address] + size <= self.share and self._held.total() + size <= HELD

    def unsent(self, connection: Connection) -> None:
        """Take into account that a client does not take its answer."""
        self._stalled = {one for one in (*self._stalled, connection) if one.full}
        sizes: Counter[str] = Counter()
        for one in self._stalled:
            sizes[one.address] += one.transport.get_write_buffer_size()
        if sizes.total() > UNSENT:
            most = max(sizes, key=sizes.__getitem__)
            self._end_one(one for one in self._stalled if one.address == most)


def client_of(peer: Any) -> str:
    """Return what counts as one address: of IPv6 the part that a network gives to one customer."""
    address = str(peer[0])
    if ":" not in address:
        return address
    return str(ipaddress.ip_network((address.partition("%")[0], 64), strict=False))


def _files(wanted: int) -> int:
    """Return how many files this process may hold open, after asking for as many as are wanted."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    unlimited = resource.RLIM_INFINITY
    if soft != unlimited and soft < wanted:
        soft = wanted if hard == unlimited else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == unlimited else soft
