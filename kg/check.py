"""Decide submitted files: the work behind ``clearance check``."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kg import build, cells, days, held, ingest, lineage
from kg.decide import decide
from kg.decision import Decision
from kg.errors import EngineError, InputError
from kg.explain import as_json
from kg.namespaces import CLR
from kg.terms import Record

#: How many records the reference engine takes at once.
BATCH = 20
Decided = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Job:
    """An act or document to be decided, and the day whose law applies."""

    name: str
    record: Record
    day: date
    taken: frozenset[str] = frozenset()  # readings that are not the default
    before: "Job | None" = None  # the earlier act on which this one rests
    whole: Record | None = None  # the record as submitted, if it holds several acts


def format_of(path: Path) -> str:
    """Give the format of a file from its name."""
    fmt = ingest.FORMATS.get(path.suffix.lower())
    if fmt is None:
        kinds = ", ".join(ingest.FORMATS)
        raise InputError(
            f"Its name does not tell a format for records ({kinds}). Rename it or "
            "use --input-format.",
            where=str(path),
            code="bad_format",
        )
    return fmt


def read_file(path: Path, most: int = ingest.MAX_BYTES) -> bytes:
    """Return the bytes of a file, and not more than one above the limit, that of a record."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise InputError(
            f"This file cannot be read: {error.strerror}.", where=str(path), code="unreadable"
        ) from None


def job(
    name: str,
    data: bytes,
    fmt: str,
    as_of: date | None,
    taken: frozenset[str] = frozenset(),
    *,
    assume_unchanged: bool = False,
) -> Job:
    """Give the job for submitted bytes; InputError says where in which file it cannot be taken."""
    try:
        record = ingest.read(build.latest(), data, fmt)
        planned = plan(name, record, as_of, taken, assume_unchanged=assume_unchanged)
        if planned.before:
            decided(planned, others=False)  # tells whether the acts hang together
        return planned
    except InputError as error:
        where = f"{name} {error.where}".strip()
        raise type(error)(error.text, where=where, code=error.code) from None


def plan(
    name: str,
    record: Record,
    as_of: date | None,
    taken: frozenset[str] = frozenset(),
    *,
    assume_unchanged: bool = False,
) -> Job:
    """Give the job for a checked record: the act itself, and before it those on which it rests.

    ``as_of`` is for the act itself; an earlier act is judged by the law of its own day.
    InputError ``future_day`` if the day of the law or of an act is still to come, unless
    ``assume_unchanged``.
    """
    for asked_for, where in ((as_of, ""), (_own_day(record), "/date")):
        if asked_for is not None:  # an earlier act is not later: lineage sees to it
            days.require_past(asked_for, where, assume_unchanged=assume_unchanged)
    book, last = build.latest(), None
    for act in lineage.hops(book, record):
        asked = as_of if act.root == record.root else None
        day = asked or build.record_day(book, act.get(act.root, CLR.date))
        held.require(build.book_for(day, taken), book, act, day)
        last = Job(name, act, day, taken, last, record)
    assert last is not None  # there is always the act itself
    return last


def _own_day(record: Record) -> date | None:
    return build.stated_day(record.get(record.root, CLR.date))


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
        book = build.book_for(one.day, one.taken)
        name = one.name.encode(errors="backslashreplace").decode()  # its bytes may be no UTF-8
        yield {"file": name} | as_json(book, decision, _own_day(one.record))


def chain(one: Job) -> list[Job]:
    """Give a job and those on which it rests, the first one first."""
    return [*(chain(one.before) if one.before else []), one]


def decided(one: Job, *, others: bool = True) -> Decision:
    """Give the decision of the fast engine, earlier acts included, and other readings if wanted."""
    found = [
        decide(
            build.book_for(hop.day, hop.taken),
            hop.record,
            hop.day.isoformat(),
            build.others_for(hop.day, hop.taken) if others else {},
        )
        for hop in chain(one)
    ]
    return _joined(one, found)


def _joined(one: Job, found: list[Decision]) -> Decision:
    whole = one.whole or one.record
    return lineage.combine(build.book_for(one.day, one.taken), whole, found)


def _slow(jobs: Sequence[Job], tick: Callable[[int], None]) -> dict[int, Decision]:
    """Give the decisions of the reference engine by job, made in batches of one epoch."""
    from kg import reference  # owlrl and pyshacl: only where they are asked for

    every = [hop for one in jobs for hop in chain(one)]
    told: dict[int, Decision] = {}
    for numbers in _batches(every):
        first = every[numbers[0]]
        records = [every[n].record for n in numbers]
        on = [every[n].day.isoformat() for n in numbers]
        found = reference.decide_many(
            build.book_for(first.day, first.taken),
            records,
            on,
            build.others_for(first.day, first.taken),
        )
        told |= {id(every[n]): decision for n, decision in zip(numbers, found, strict=True)}
        tick(len(numbers))
    return {id(one): _joined(one, [told[id(hop)] for hop in chain(one)]) for one in jobs}


def _batches(jobs: Sequence[Job]) -> Iterator[list[int]]:
    """Give the numbers of jobs by law and kind: records of one kind need the fewest axioms."""
    alike: dict[tuple[str, frozenset[str], str], list[int]] = {}
    for number, one in enumerate(jobs):
        kind = one.record.types[one.record.root]
        alike.setdefault((build.entry_for(one.day)["start"], one.taken, kind), []).append(number)
    for numbers in alike.values():
        yield from (numbers[i : i + BATCH] for i in range(0, len(numbers), BATCH))


@dataclass(frozen=True, slots=True)
class Expected:
    """A line of a manifest."""

    file: str
    as_of: str
    outcome: str
    citations: tuple[str, ...]


def manifest(path: Path) -> list[Expected]:
    """Read a manifest (contracts.md, Examples); InputError names the line that is wrong."""
    text = read_file(path).decode("utf-8-sig", errors="replace")
    wanted = {"file", "asOf", "outcome", "citations"}
    reader = csv.DictReader(text.splitlines())
    if not wanted <= set(reader.fieldnames or ()):
        raise InputError(
            f"A manifest has the columns {', '.join(sorted(wanted))}.",
            where=str(path),
            code="bad_manifest",
        )
    lines = []
    for number, row in enumerate(reader, 2):
        if not row["file"] or None in (row["asOf"], row["outcome"], row["citations"]):
            raise InputError(
                "This line is incomplete.", where=f"{path} line {number}", code="bad_manifest"
            )
        if not row["file"].isprintable():
            raise InputError(
                "The name of the file has characters that cannot be seen. Rename it.",
                where=f"{path} line {number}",
                code="bad_manifest",
            )
        citations = tuple(part.strip() for part in row["citations"].split(";") if part.strip())
        lines.append(Expected(cells.text(row["file"]), row["asOf"], row["outcome"], citations))
    return lines


def differences(expected: Expected, told: Decided) -> str:
    """Give in words how a decision differs from what is expected, or nothing."""
    found = []
    if told["outcome"] != expected.outcome:
        found.append(f"outcome is {told['outcome']}, expected {expected.outcome}")
    if tuple(told["citations"]) != expected.citations:
        found.append(
            f"citations are {'; '.join(told['citations']) or 'none'}, "
            f"expected {'; '.join(expected.citations) or 'none'}"
        )
    return "; ".join(found)
