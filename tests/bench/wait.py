"""Ports for servers that are measured."""

import socket
import time

#: Seconds that a server may take to load the data.
START = 120


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def await_port(port: int) -> None:
    """Wait until somebody listens on a port; OSError where nobody does in time."""
    until = time.monotonic() + START
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
