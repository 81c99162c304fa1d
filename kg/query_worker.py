"""A process that runs strangers' queries on a copy of the public graph, and nothing else.

Started by :mod:`kg.pool` with one open socket. Messages are a line of JSON and a body; the first
one tells the settings. It ends when the socket is closed.
"""

import json
import sys
from multiprocessing.connection import Connection
from typing import Any

from kg import confine


def pack(head: dict[str, Any], body: bytes = b"") -> bytes:
    """Give one message."""
    return json.dumps(head).encode() + b"\n" + body


def unpack(message: bytes) -> tuple[dict[str, Any], bytes]:
    """Give head and body of a message."""
    head, _, body = message.partition(b"\n")
    told: dict[str, Any] = json.loads(head)
    return told, body


def main(descriptor: int) -> None:
    """Serve the socket until it is closed."""
    alone = confine.leave_network()  # before anything starts a thread
    confine.process_group()
    import pyoxigraph as ox

    from kg import execute, writable
    from kg.backend import Ask
    from kg.errors import InputError

    line = Connection(descriptor)
    settings, _ = unpack(line.recv_bytes())
    bounds = execute.Bounds(settings["rows"], settings["size"])
    writes = settings["writable"]
    store = ox.Store()
    if settings["snapshot"]:
        store.bulk_load(path=settings["snapshot"], format=ox.RdfFormat.N_QUADS)
    confine.limit(settings["memory"])
    line.send_bytes(pack({"networkless": alone, "graphs": execute.names(store)}))

    def done(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        match head["do"]:
            case "query":
                asked = Ask(**head["ask"])
                return {}, execute.answer(store, asked, bounds, union=not writes)
            case "graph":
                wanted = head["name"], head["media"], settings["whole"]
                return {}, execute.graph(store, *wanted, union=not writes)
            case "graphs":
                return {"graphs": execute.names(store)}, b""
        if not writes:
            raise InputError("This graph can only be read.", code="update_not_allowed")
        return writable.change(store, head, body), b""

    while True:
        try:
            head, body = unpack(line.recv_bytes())
        except EOFError:
            return
        confine.limit_time(settings["seconds"])
        try:
            told, answer = done(head, body)
        except InputError as error:
            told, answer = {"code": error.code, "detail": error.text, "where": error.where}, b""
        except MemoryError:
            told, answer = {"code": "query_out_of_memory"}, b""
        line.send_bytes(pack(told, answer))


if __name__ == "__main__":
    main(int(sys.argv[1]))
