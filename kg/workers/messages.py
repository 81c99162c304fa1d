"""Exchange messages with a confined process over one socket.

A message is a line of JSON, its head, and a body; the first message holds the settings. The
process ends when the socket is closed.
"""

import json
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from kg.errors import InputError
from kg.workers import sandbox

Head = dict[str, Any]  # a JSON object
Answered = tuple[Head, bytes]


def pack(head: Head, body: bytes = b"") -> bytes:
    """Return the message with a head and a body."""
    return json.dumps(head).encode() + b"\n" + body


def unpack(message: bytes) -> Answered:
    """Return the head and the body of a message."""
    line, _, body = message.partition(b"\n")
    head: Head = json.loads(line)
    return head, body


def serve(
    line: Connection, settings: Head, hello: Head, handle: Callable[[Head, bytes], Answered]
) -> None:
    """Send ``hello``, then answer each message with ``handle`` until the socket is closed.

    ``settings`` limit the memory of the process (``memory``, bytes) and the processor time of each
    answer (``seconds``). An InputError or a lack of memory is sent back as a ``code``.
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
            result, answer = handle(head, body)
        except InputError as error:
            result, answer = {"code": error.code, "detail": error.text, "where": error.where}, b""
        except MemoryError:
            result, answer = {"code": "out_of_memory"}, b""
        line.send_bytes(pack(result, answer))
