"""What every confined process does: take messages from one socket, and answer them.

A message is a line of JSON and a body; the first one holds the settings. The process ends when
the socket is closed.
"""

import json
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from kg.errors import InputError
from kg.workers import sandbox

Head = dict[str, Any]
Answered = tuple[Head, bytes]


def pack(head: Head, body: bytes = b"") -> bytes:
    """Return one message."""
    return json.dumps(head).encode() + b"\n" + body


def unpack(message: bytes) -> Answered:
    """Return head and body of a message."""
    head, _, body = message.partition(b"\n")
    told: Head = json.loads(head)
    return told, body


def serve(
    line: Connection, settings: Head, hello: Head, done: Callable[[Head, bytes], Answered]
) -> None:
    """Say that all is loaded, then answer messages with ``done`` until the socket is closed.

    ``settings`` bound the memory of the process (bytes), and the seconds of each answer.
    """
    sandbox.limit(settings["memory"])
    line.send_bytes(pack(hello))
    while True:
        try:
            head, body = unpack(line.recv_bytes())
        except EOFError:
            return
        sandbox.limit_time(settings["seconds"])
        try:
            told, answer = done(head, body)
        except InputError as error:
            told, answer = {"code": error.code, "detail": error.text, "where": error.where}, b""
        except MemoryError:
            told, answer = {"code": "out_of_memory"}, b""
        line.send_bytes(pack(told, answer))
