"""What a process that answers questions does with one message: the bytes of an answer.

A message names what to do; words of a question were read by the web process, which knows how the
client wrote them, and a submitted record comes as its bytes. Nothing is kept of a record.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from kg.engine.index import plan_of
from kg.epochs import books, tables
from kg.errors import InputError
from kg.publish import reconcile
from kg.questions import access, asking
from kg.questions.access_terms import unpacked
from kg.rdf.library import Library
from kg.rulebook import days
from kg.workers.messages import Answered, Head

#: Bytes of an answer that the web process reads again.
MOST_READ = 5_000_000
Answer = dict[str, Any]


def preload(library: Library) -> None:
    """Load what questions need: the rule books of all epochs, what reads a record, the names.

    Before memory is bounded: the graph from which the names come takes much for a moment.
    """
    for entry in books.index(library):
        plan_of(books.book_for(library, days.read(entry["start"])))
    reconcile.entities(library)


def answer(library: Library, head: Head, body: bytes, size: int) -> Answered:
    """Return what comes back for a message: its head, and the JSON of the answer.

    InputError ``result_too_large`` for an answer of more than ``size`` bytes. Where a table has to
    be made first, the head names it under ``make``.
    """
    try:
        text = json.dumps(_DO[head["do"]](library, head, body), ensure_ascii=head["do"] in _ESCAPED)
    except tables.NotMade as missing:
        return {"make": [missing.day.isoformat(), sorted(missing.taken)]}, b""
    except RecursionError:
        raise InputError("This is nested too deep.", code="too_deep") from None
    except (InputError, MemoryError):
        raise
    except Exception as error:  # the last line of defence: the kind is logged, never the words
        return {"code": "internal_error", "kind": type(error).__name__}, b""
    found = text.encode("utf-8", "replace")
    size = min(size, MOST_READ) if head["do"] in _ESCAPED else size
    if len(found) > size:
        raise InputError(
            f"The answer has more than {size:,} bytes. Ask in parts: fewer days, acts, items or "
            "evaluations at a time.",
            code="result_too_large",
        )
    return {}, found


def _check(library: Library, head: Head, body: bytes) -> Answer:
    return asking.decided(
        library, body, head["fmt"], head["days"], head["readings"], **head["more"]
    )


def _law(library: Library, head: Head) -> asking.Law:
    return asking.law_on(library, days.read(head["day"]), frozenset(head["taken"]))


def _who(library: Library, head: Head, _: bytes) -> Answer:
    """Answer who may receive; a page of the rows where ``limit`` asks for one."""
    law, link = _law(library, head), head["permalink"]
    told = law.told() | {"permalink": link} | asking.who_may(law, head["places"], tables.rows)
    rows, limit, start = told.pop("rows"), head["limit"], head["offset"] or 0
    end = len(rows) if limit is None else start + limit
    more = urlencode({"limit": limit, "offset": end})
    told |= {"total": len(rows), "offset": start}
    told["next"] = f"{link}&{more}" if limit and end < len(rows) else None
    return told | {"rows": rows[start:end]}


def _chain(library: Library, head: Head, _: bytes) -> Answer:
    law = _law(library, head)
    link = {"permalink": head["permalink"]}
    return law.told() | link | asking.how_far(law, head["places"], tables.rows)


def _access(library: Library, head: Head, body: bytes) -> list[Answer]:
    """Answer evaluations in their order, an error in the place of what cannot be evaluated."""
    found = access.evaluate_all(library, unpacked(body), head["until"])
    return [one if isinstance(one, dict) else _error(one) for one in found]


def _error(error: InputError) -> Answer:
    return {"error": {"code": error.code, "text": error.text, "where": error.where}}


def _search(library: Library, head: Head, body: bytes) -> Answer:
    (question,) = unpacked(body)
    found, context = access.search(library, question, head["wanted"])
    return {"found": found, "context": context}


def _reconcile(library: Library, head: Head, body: bytes) -> list[list[Answer]]:
    return [
        [asdict(one) for one in reconcile.candidates(library, text, kinds, limit)]
        for text, kinds, limit in json.loads(body)
    ]


_DO: Mapping[str, Callable[[Library, Head, bytes], object]] = {
    "check": _check,
    "who": _who,
    "chain": _chain,
    "access": _access,
    "search": _search,
    "reconcile": _reconcile,
}
#: Read again by the web process, and may repeat half characters of what was asked.
_ESCAPED = frozenset({"access", "search", "reconcile"})
