"""Slow clients: connections that send nothing, and some that send a byte now and then.

A process of its own, so that the clients that are measured wait for no lock of these. It takes
the port as its argument, writes a line when all are connected, and ends when its input is closed.
A client whose connection the server ends comes back with the next byte.
"""

import selectors
import socket
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass

HOST = "127.0.0.1"
SILENT = 300
TRICKLING = 40
#: Seconds between two bytes of a client.
PAUSE = 0.3
HEAD = f"POST /check HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n".encode()
#: Half of them are slow with a head that has no end, half with a body of 100,000 bytes.
SENT = (HEAD + b"X-Slow: ", HEAD + b"Content-Length: 100000\r\n\r\n{")


@dataclass
class Slow:
    """A client: what it sends at once, and its connection while the server keeps it."""

    first: bytes
    line: socket.socket | None = None

    def connect(self, port: int) -> None:
        """Connect, and send the beginning; without a connection where the server takes none."""
        with suppress(OSError):
            self.line = socket.create_connection((HOST, port), timeout=1)
            self.line.sendall(self.first)

    def trickle(self, port: int) -> None:
        """Send a byte more, or come back where the server has ended the connection."""
        if self.line is None or _ended(self.line):
            if self.line is not None:
                self.line.close()
                self.line = None
            self.connect(port)
        elif self.first:
            with suppress(OSError):
                self.line.sendall(b"a")


def _ended(line: socket.socket) -> bool:
    """Tell whether the server has ended a connection; what it sent before is left aside."""
    with selectors.DefaultSelector() as waiting:
        waiting.register(line, selectors.EVENT_READ)
        try:
            while waiting.select(0):
                if not line.recv(65536):
                    return True
        except OSError:
            return True
    return False


def main(port: int) -> None:
    """Keep the clients connected until the input is closed."""
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    clients = [Slow(b"") for _ in range(SILENT)]
    clients += [Slow(SENT[number % 2]) for number in range(TRICKLING)]
    for client in clients:
        client.connect(port)
    print("connected", flush=True)
    while not ended.is_set():
        time.sleep(PAUSE)
        for client in clients:
            client.trickle(port)


if __name__ == "__main__":
    main(int(sys.argv[1]))
