"""Run untrusted queries on a copy of the public graph, in a confined process.

:mod:`kg.workers.pool` starts the process with one open socket.
"""

import sys
from multiprocessing.connection import Connection

from kg.workers import sandbox
from kg.workers.messages import Answered, Head, serve, unpack


def main(descriptor: int) -> None:
    """Answer messages on the socket with this file descriptor until it is closed."""
    networkless = sandbox.leave_network()
    sandbox.process_group()
    # imported only now: pyoxigraph may start threads, and the network is left before any starts
    import pyoxigraph as ox

    from kg.errors import InputError
    from kg.sparql import execute, updates
    from kg.sparql.backend import Ask

    line = Connection(descriptor)
    settings, _ = unpack(line.recv_bytes())
    bounds = execute.Bounds(settings["rows"], settings["size"])
    writes = settings["writable"]
    store = ox.Store()
    if settings["snapshot"]:
        store.bulk_load(path=settings["snapshot"], format=ox.RdfFormat.N_QUADS)

    def handle(head: Head, body: bytes) -> Answered:
        match head["do"]:
            case "query":
                request = Ask(**head["ask"])
                return {}, execute.answer(store, request, bounds, union=not writes)
            case "graph":
                name, media, size = head["name"], head["media"], settings["whole"]
                return {}, execute.graph(store, name, media, size, union=not writes)
            case "graphs":
                return {"graphs": execute.names(store)}, b""
        if not writes:
            raise InputError(
                "Updates are not allowed: this graph is read-only.", code="update_not_allowed"
            )
        return updates.change(store, head, body), b""

    serve(line, settings, {"networkless": networkless}, handle)


if __name__ == "__main__":
    main(int(sys.argv[1]))
