"""Decide submitted files: the work behind ``clearance check``."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kg.engine.decide import decide
from kg.engine.decision import Decision
from kg.epochs import books
from kg.errors import EngineError, InputError
from kg.explain.answer import as_json
from kg.questions import bounds
from kg.rdf.library import Library
from kg.rdf.namespaces import CLR
from kg.record import ingest, law_held, lineage
from kg.record.day import record_day, stated_day
from kg.rulebook import days
from kg.rulebook.values import Record

#: How many records the reference engine takes at once.
BATCH = 20
Decided = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Job:
    """An act or document to be decided, and the library and the day whose law applies."""

    library: Library
    name: str
    record: Record
    day: date
    taken: frozenset[str] = frozenset()  # readings that are not the default
    before: "Job | None" = None  # the earlier act on which this one rests
    whole: Record | None = None  # the record as submitted, if it holds several acts
    #: The decision of the fast engine, where it was needed to see whether the acts hang together
    decision: Decision | None = None


def job(
    library: Library,
    name: str,
    data: bytes,
    fmt: str,
    as_of: date | None,
    taken: frozenset[str] = frozenset(),
    *,
    assume_unchanged: bool = False,
) -> Job:
    """Return the job for submitted bytes on one day; see :func:`jobs`."""
    return jobs(library, name, data, fmt, [as_of], taken, assume_unchanged=assume_unchanged)[0]


def jobs(
    library: Library,
    name: str,
    data: bytes,
    fmt: str,
    on: Sequence[date | None],
    taken: frozenset[str] = frozenset(),
    *,
    assume_unchanged: bool = False,
) -> list[Job]:
    """Return a job for each day (None: that of the record) for submitted bytes, read once.

    InputError says where in which file the record cannot be taken, or that it is more work than
    one question may be.
    """
    try:
        record = ingest.read(books.latest(library), data, fmt)
        found = plans(library, name, record, on, taken, assume_unchanged=assume_unchanged)
        bounds.check_work(
            {id(hop): len(hop.record.types) for one in found for hop in chain(one)}.values()
        )
        known: dict[int, Decision] = {}
        return [replace(one, decision=_decided(one, known)) if one.before else one for one in found]
    except InputError as error:
        where = f"{name} {error.where}".strip()
        raise type(error)(error.text, where=where, code=error.code) from None


def plan(
    library: Library,
    name: str,
    record: Record,
    as_of: date | None,
    taken: frozenset[str] = frozenset(),
    *,
    assume_unchanged: bool = False,
) -> Job:
    """Return the job for a checked record on one day; see :func:`plans`."""
    return plans(library, name, record, [as_of], taken, assume_unchanged=assume_unchanged)[0]


def plans(
    library: Library,
    name: str,
    record: Record,
    on: Sequence[date | None],
    taken: frozenset[str] = frozenset(),
    *,
    assume_unchanged: bool = False,
) -> list[Job]:
    """Return a job for each day: the act itself, and before it those on which it rests.

    The days are for the act itself; an earlier act is judged by the law of its own day, so it is
    one job for all days. InputError ``future_day`` if a day of the law or of the act is still to
    come, unless ``assume_unchanged``; an earlier act is not later, lineage sees to it.
    """
    for day, where in [*((day, "") for day in on), (_own_day(record), "/date")]:
        if day is not None:
            days.require_past(day, where, assume_unchanged=assume_unchanged)
    *earlier, act = lineage.hops(books.latest(library), record)
    before = None
    for hop in earlier:
        before = _planned(library, name, hop, None, taken, before, record)
    return [_planned(library, name, act, day, taken, before, record) for day in on]


def _planned(
    library: Library,
    name: str,
    act: Record,
    as_of: date | None,
    taken: frozenset[str],
    before: Job | None,
    whole: Record,
) -> Job:
    book = books.latest(library)
    day = as_of or record_day(act.get(act.root, CLR.date))
    law_held.require(books.book_for(library, day, taken), book, act, day)
    return Job(library, name, act, day, taken, before, whole)


def _own_day(record: Record) -> date | None:
    return stated_day(record.get(record.root, CLR.date))


def run(
    jobs: Sequence[Job], engine: str, tick: Callable[[int], None] = lambda _: None
) -> Iterator[Decided]:
    """Decide jobs with an engine (fast, reference or both); EngineError where the two differ.

    ``tick`` is told how many more records the slow engine has done.
    """
    slow = _slow(jobs, tick) if engine != "fast" else {}
    for one in jobs:
        decision = slow[id(one)] if slow else decided(one)
        if engine == "both" and decision != (other := decided(one)):
            raise EngineError(
                f"The engines differ: the fast one says {other.outcome}, the "
                f"reference {decision.outcome}. "
                "Please report this with the record.",
                where=one.name,
                code="engines_differ",
            )
        book = books.book_for(one.library, one.day, one.taken)
        name = one.name.encode(errors="backslashreplace").decode()  # its bytes may be no UTF-8
        yield {"file": name} | as_json(book, decision, _own_day(one.record))


def chain(one: Job) -> list[Job]:
    """Return a job and those on which it rests, the first one first."""
    found, at = [one], one.before
    while at is not None:
        found.append(at)
        at = at.before
    return found[::-1]


def decided(one: Job, *, others: bool = True) -> Decision:
    """Return the decision of the fast engine, earlier acts included.

    With ``others`` it says where another reading of the law would change the outcome.
    """
    return one.decision or _decided(one, {}, others=others)


def _decided(one: Job, known: dict[int, Decision], *, others: bool = True) -> Decision:
    """Return the decision of the fast engine; ``known`` holds those on acts decided before."""
    found = []
    for hop in chain(one):
        if id(hop) not in known:
            known[id(hop)] = decide(
                books.book_for(hop.library, hop.day, hop.taken),
                hop.record,
                hop.day.isoformat(),
                books.others_for(hop.library, hop.day, hop.taken) if others else {},
            )
            bounds.check_findings(sum(len(one.conditions) for one in known.values()))
        found.append(known[id(hop)])
    return _joined(one, found)


def _joined(one: Job, found: list[Decision]) -> Decision:
    whole = one.whole or one.record
    return lineage.combine(books.book_for(one.library, one.day, one.taken), whole, found)


def _slow(jobs: Sequence[Job], tick: Callable[[int], None]) -> dict[int, Decision]:
    """Return the decisions of the reference engine by job, made in batches of one epoch."""
    from kg.reference.engine import decide_many  # owlrl and pyshacl: only where they are asked for

    every = list({id(hop): hop for one in jobs for hop in chain(one)}.values())
    told: dict[int, Decision] = {}
    for numbers in _batches(every):
        first = every[numbers[0]]
        records = [every[n].record for n in numbers]
        on = [every[n].day.isoformat() for n in numbers]
        found = decide_many(
            first.library,
            books.book_for(first.library, first.day, first.taken),
            records,
            on,
            books.others_for(first.library, first.day, first.taken),
        )
        told |= {id(every[n]): decision for n, decision in zip(numbers, found, strict=True)}
        tick(len(numbers))
    return {id(one): _joined(one, [told[id(hop)] for hop in chain(one)]) for one in jobs}


def _batches(jobs: Sequence[Job]) -> Iterator[list[int]]:
    """Return the numbers of jobs by law and kind: records of one kind need the fewest axioms."""
    alike: dict[tuple[Library, str, frozenset[str], str], list[int]] = {}
    for number, one in enumerate(jobs):
        kind = one.record.types[one.record.root]
        start = books.entry_for(one.library, one.day)["start"]
        alike.setdefault((one.library, start, one.taken, kind), []).append(number)
    for numbers in alike.values():
        yield from (numbers[i : i + BATCH] for i in range(0, len(numbers), BATCH))
