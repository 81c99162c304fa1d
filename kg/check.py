"""Decide submitted files: the work behind ``clearance check``."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kg import build, ingest
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
    """A record to be decided, and the day whose law applies."""

    name: str
    record: Record
    day: date


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


def read_file(path: Path) -> bytes:
    """Give the bytes of a file, without reading more of it than a record may have."""
    try:
        with path.open("rb") as file:
            return file.read(ingest.MAX_BYTES + 1)
    except OSError as error:
        raise InputError(
            f"This file cannot be read: {error.strerror}.", where=str(path), code="unreadable"
        ) from None


def job(name: str, data: bytes, fmt: str, as_of: date | None) -> Job:
    """Give the job for submitted bytes; InputError says where in which file it cannot be taken."""
    try:
        book = build.latest()
        record = ingest.read(book, data, fmt)
        day = as_of or build.record_day(book, record.get(record.root, CLR.date))
        build.entry_for(day)
    except InputError as error:
        where = f"{name} {error.where}".strip()
        raise type(error)(error.text, where=where, code=error.code) from None
    return Job(name, record, day)


def run(
    jobs: Sequence[Job], engine: str, tick: Callable[[int], None] = lambda _: None
) -> Iterator[Decided]:
    """Decide jobs with an engine (fast, reference or both); EngineError where the two differ.

    ``tick`` is told how many more records the slow engine has done.
    """
    if engine == "fast":
        for one in jobs:
            yield _told(one, _fast(one))
        return
    slow: dict[int, Decision] = {}
    for numbers in _batches(jobs):
        from kg import reference  # owlrl and pyshacl: only where they are asked for

        day = jobs[numbers[0]].day
        records = [jobs[n].record for n in numbers]
        days = [jobs[n].day.isoformat() for n in numbers]
        found = reference.decide_many(build.book_for(day), records, days, build.others_for(day))
        slow |= dict(zip(numbers, found, strict=True))
        tick(len(numbers))
    for number, one in enumerate(jobs):
        decision = slow[number]
        if engine == "both" and decision != (other := _fast(one)):
            raise EngineError(
                f"The engines differ: the fast one says {other.outcome}, the "
                f"reference {decision.outcome}. "
                "Please report this with the record.",
                where=one.name,
                code="engines_differ",
            )
        yield _told(one, decision)


def _batches(jobs: Sequence[Job]) -> Iterator[list[int]]:
    by_epoch: dict[str, list[int]] = {}
    for number, one in enumerate(jobs):
        by_epoch.setdefault(build.entry_for(one.day)["start"], []).append(number)
    for numbers in by_epoch.values():
        yield from (numbers[i : i + BATCH] for i in range(0, len(numbers), BATCH))


def _fast(one: Job) -> Decision:
    return decide(
        build.book_for(one.day), one.record, one.day.isoformat(), build.others_for(one.day)
    )


def _told(one: Job, decision: Decision) -> Decided:
    return {"file": one.name} | as_json(build.book_for(one.day), decision)


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
        if not row["file"] or row["outcome"] is None or row["citations"] is None:
            raise InputError(
                "This line is incomplete.", where=f"{path} line {number}", code="bad_manifest"
            )
        citations = tuple(part.strip() for part in row["citations"].split(";") if part.strip())
        lines.append(Expected(row["file"], row["asOf"], row["outcome"], citations))
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
