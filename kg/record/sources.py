"""Files that users give: records by their names, and manifests of records with their outcomes."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import InputError
from kg.record import csv_cells, ingest


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
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        why = getattr(error, "strerror", None) or "no file has such a name"
        raise InputError(
            f"This file cannot be read: {why}.", where=str(path), code="unreadable"
        ) from None


@dataclass(frozen=True, slots=True)
class Expected:
    """A line of a manifest."""

    file: str
    as_of: str
    outcome: str
    citations: tuple[str, ...]


def manifest(path: Path) -> list[Expected]:
    """Read a manifest (answers.md, Examples); InputError names the line that is wrong."""
    text = read_file(path).decode("utf-8-sig", errors="replace")
    wanted = {"file", "asOf", "outcome", "citations"}
    try:
        reader = csv.DictReader(text.splitlines())
        columns, rows = set(reader.fieldnames or ()), list(reader)
    except csv.Error as error:
        raise InputError(
            f"This is no CSV: {error}.", where=str(path), code="bad_manifest"
        ) from None
    if not wanted <= columns:
        raise InputError(
            f"A manifest has the columns {', '.join(sorted(wanted))}.",
            where=str(path),
            code="bad_manifest",
        )
    lines = []
    for number, row in enumerate(rows, 2):
        if not row["file"] or any(row[name] is None for name in wanted):
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
        lines.append(Expected(csv_cells.text(row["file"]), row["asOf"], row["outcome"], citations))
    return lines


def differences(expected: Expected, told: Mapping[str, Any]) -> str:
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
