"""Bound the bytes of large answers that wait for their clients to take them.

A client that reads slowly keeps its whole answer in the memory of the web process. A few such
answers are let stand; whoever asks for more of them is told to come back.
"""

import threading
from collections import Counter

from flask import Flask, Response

from api import exchange, problems

#: Bytes from which an answer counts.
LARGE = 2**20
#: Bytes of such answers at a time, of all clients and of one. One goes out whatever its size.
TOTAL, SHARE = 60_000_000, 30_000_000


class Outgoing:
    """The large answers that are being sent, by client."""

    def __init__(self) -> None:
        """Begin with none."""
        self._bytes: Counter[str] = Counter()
        self._lock = threading.Lock()

    def admits(self, client: str, size: int) -> bool:
        """Count an answer and return True, or return False where too many are being sent."""
        with self._lock:
            mine, every = self._bytes[client], self._bytes.total()
            if (mine and mine + size > SHARE) or (every and every + size > TOTAL):
                return False
            self._bytes[client] += size
            return True

    def sent(self, client: str, size: int) -> None:
        """Forget an answer that was taken, or given up."""
        with self._lock:
            self._bytes[client] -= size
            self._bytes += Counter()  # forget clients with nothing to take


def register(app: Flask) -> None:
    """Look at every answer before it is sent."""
    outgoing = Outgoing()

    @app.after_request
    def bound(response: Response) -> Response:
        size, client = response.content_length or 0, exchange.client()
        if size < LARGE:
            return response
        if not outgoing.admits(client, size):
            response.close()
            return problems.busy("Too many large answers wait to be taken. Try again soon.")
        response.call_on_close(lambda: outgoing.sent(client, size))
        return response
