"""Read files that users name: records, and manifests that list records with their outcomes."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import InputError
from kg.record import csv_cells, ingest


def format_of(path: Path) -> str:
    """Return the format of a record by the suffix of its file.

    Raise InputError ``bad_format`` for any other suffix.
    """
    fmt = ingest.FORMATS.get(path.suffix.lower())
    if fmt is None:
        suffixes = ", ".join(ingest.FORMATS)
        raise InputError(
            f"The file name has none of the suffixes of records ({suffixes}). Rename the file or "
            "use --input-format.",
            where=str(path),
            code="bad_format",
        )
    return fmt


def read_file(path: Path, most: int = ingest.MAX_BYTES) -> bytes:
    """Return the bytes of a file, at most ``most`` + 1, so that a larger file can be refused.

    Raise InputError ``unreadable`` with the reason where the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = getattr(error, "strerror", None) or "no file can have this name"
        raise InputError(
            f"This file cannot be read: {reason}.", where=str(path), code="unreadable"
        ) from None


@dataclass(frozen=True, slots=True)
class Expected:
    """A line of a manifest: a record's file, the day, and the expected outcome and citations."""

    file: str
    as_of: str
    outcome: str
    citations: tuple[str, ...]


def manifest(path: Path) -> list[Expected]:
    """Return the lines of a manifest (answers.md, Examples).

    Raise InputError ``bad_manifest``, with the file and the line, for one that is malformed.
    """
    text = read_file(path).decode("utf-8-sig", errors="replace")
    required = {"file", "asOf", "outcome", "citations"}
    try:
        reader = csv.DictReader(text.splitlines())
        columns, rows = set(reader.fieldnames or ()), list(reader)
    except csv.Error as error:
        raise InputError(
            f"This is not CSV: {error}.", where=str(path), code="bad_manifest"
        ) from None
    if not required <= columns:
        raise InputError(
            f"A manifest needs the columns {', '.join(sorted(required))}. Add those that are "
            "missing.",
            where=str(path),
            code="bad_manifest",
        )
    lines = []
    for number, row in enumerate(rows, 2):
        if not row["file"] or any(row[name] is None for name in required):
            raise InputError(
                f"This line is incomplete. Fill in the columns {', '.join(sorted(required))}.",
                where=f"{path} line {number}",
                code="bad_manifest",
            )
        if not row["file"].isprintable():
            raise InputError(
                "The file name contains invisible characters. Rename the file.",
                where=f"{path} line {number}",
                code="bad_manifest",
            )
        citations = tuple(part.strip() for part in row["citations"].split(";") if part.strip())
        lines.append(Expected(csv_cells.text(row["file"]), row["asOf"], row["outcome"], citations))
    return lines


def differences(expected: Expected, answer: Mapping[str, Any]) -> str:
    """Return how an answer (its JSON) differs from the expected one; empty if it does not."""
    differing = []
    if answer["outcome"] != expected.outcome:
        differing.append(f"outcome is {answer['outcome']}, expected {expected.outcome}")
    if tuple(answer["citations"]) != expected.citations:
        differing.append(
            f"citations are {'; '.join(answer['citations']) or 'none'}, "
            f"expected {'; '.join(expected.citations) or 'none'}"
        )
    return "; ".join(differing)
