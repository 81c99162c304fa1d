"""A process that runs strangers' queries on a copy of the public graph, and nothing else.

Started by :mod:`kg.workers.pool` with one open socket.
"""

import sys
from multiprocessing.connection import Connection
from typing import Any

from kg.workers import sandbox
from kg.workers.messages import serve, unpack


def main(descriptor: int) -> None:
    """Serve the socket until it is closed."""
    alone = sandbox.leave_network()  # before anything starts a thread
    sandbox.process_group()
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
        return updates.change(store, head, body), b""

    serve(line, settings, {"networkless": alone}, done)


if __name__ == "__main__":
    main(int(sys.argv[1]))
