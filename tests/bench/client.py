"""Ask one address again and again over connections that are kept, and tell how long it took.

A process of its own, so that the client waits for no lock of what is measured. It writes prepared
bytes and reads no more of an answer than where it ends: a closed loop, each connection asks again
as soon as it has its answer. ``@@`` in the bytes becomes another number each time, so that no
answer was kept.
"""

import itertools
import json
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field


@dataclass
class _Asker:
    """One connection: what is read of the answer so far, and when it was asked for."""

    line: socket.socket
    begun: float = 0.0
    got: bytearray = field(default_factory=bytearray)


def length(got: bytearray) -> int | None:
    """Give the bytes of the whole answer, None while that cannot be told (RFC 9112, 6.3)."""
    end = got.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = bytes(got[:end]).lower()
    if head.split(b" ", 2)[1] == b"304":
        return end + 4
    if b"transfer-encoding: chunked" in head:
        return len(got) if got.endswith(b"\r\n0\r\n\r\n") else None
    return end + 4 + int(head.partition(b"content-length:")[2].split(b"\r\n")[0])


def ask(port: int, request: bytes, status: bytes, clients: int, seconds: float) -> list[float]:
    """Give the seconds that each answer took; ValueError if one has another status."""
    waiting = selectors.DefaultSelector()
    numbers = itertools.count()

    def send(line: socket.socket) -> None:
        line.sendall(request.replace(b"@@", b"%d" % next(numbers)))

    for _ in range(clients):
        line = socket.create_connection(("127.0.0.1", port))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        asker = _Asker(line, time.perf_counter())
        waiting.register(line, selectors.EVENT_READ, asker)
        send(line)
    took = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        for key, _ in waiting.select(1):
            asker = key.data
            more = asker.line.recv(1 << 18)
            asker.got += more
            whole = length(asker.got)
            if not more or (whole is not None and len(asker.got) > whole):
                raise ValueError("the connection broke, or more came than was asked for")
            if whole is None or len(asker.got) < whole:
                continue
            if asker.got.split(b" ", 2)[1] != status:
                raise ValueError(bytes(asker.got[:300]).decode("latin-1"))
            now = time.perf_counter()
            took.append(now - asker.begun)
            asker.got.clear()
            asker.begun = now
            send(asker.line)
    return took


def main() -> None:
    """Read what to do as JSON from stdin; write the seconds of each answer as JSON to stdout."""
    told = json.load(sys.stdin)
    request = told["request"].encode("latin-1")
    took = ask(told["port"], request, told["status"].encode(), told["clients"], told["seconds"])
    json.dump(took, sys.stdout)


if __name__ == "__main__":
    main()
