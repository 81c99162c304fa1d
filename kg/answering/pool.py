"""The questions on the law and on submitted records, answered in confined processes.

Deciding is work of the processor: in the web process one long question would hold up everybody.
Here it has a process of its own for so long, with bounds of time, memory and size.
"""

from collections.abc import Sequence
from typing import Any

from kg.epochs import tables
from kg.questions.access_terms import Question, packed
from kg.rdf.library import Library
from kg.rulebook import days
from kg.workers.child import busy
from kg.workers.messages import Head
from kg.workers.pool import Limits, Pool

#: Bounds of these processes. A process takes some 60 MB when it has loaded the rule books; it is
#: renewed after 2,000 questions.
LIMITS = Limits(recycle=2_000)
#: Tables that one question may need one after the other, with room for one that was put out.
_TABLES = 3


class Answers(Pool):
    """Processes that answer questions."""

    def __init__(self, library: Library, limits: Limits = LIMITS) -> None:
        """Take the library whose law they answer from, and the bounds of the processes."""
        library = tables.placed(library)
        self._tables = tables.Tables(library)
        super().__init__("kg.answering.worker", "question", limits, library=library.settings())

    def ask(self, head: Head, body: bytes = b"", client: str = "") -> bytes:
        """Return the answer to one message of :mod:`.answers`; InputError or BackendError.

        A table that the answer needs and that is not kept is made first.
        """
        for _ in range(_TABLES):
            told, answer = self.call(head, body, client)
            if "make" not in told:
                return answer
            day, taken = told["make"]
            self._tables.make(days.read(day), frozenset(taken), client)
        raise busy()

    def close(self) -> None:
        """End the processes, and those that make tables."""
        super().close()
        self._tables.stop()

    def access(self, questions: Sequence[Question], client: str, **head: Any) -> bytes:
        """Return the answer to questions about access; each record is sent once."""
        return self.ask({"do": "access", **head}, packed(questions), client)
