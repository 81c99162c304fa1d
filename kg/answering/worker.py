"""A process that answers the questions on the law and on submitted records, and nothing else.

Started by :mod:`kg.workers.pool` with one open socket. What a record says stays in it until the
next one.
"""

import gc
import sys
from multiprocessing.connection import Connection

from kg.workers import sandbox
from kg.workers.messages import Answered, Head, serve, unpack


def main(descriptor: int) -> None:
    """Serve the socket until it is closed."""
    alone = sandbox.leave_network()  # before anything starts a thread
    sandbox.process_group()
    sys.dont_write_bytecode = True
    from kg.answering import answers
    from kg.rdf.library import Library

    line = Connection(descriptor)
    settings, _ = unpack(line.recv_bytes())
    library = Library.opened(settings["library"])
    answers.preload(library)
    gc.freeze()  # the rule books stay: no need to look for garbage in them

    def done(head: Head, body: bytes) -> Answered:
        return answers.answer(library, head, body, settings["size"])

    serve(line, settings, {"networkless": alone}, done)


if __name__ == "__main__":
    main(int(sys.argv[1]))
