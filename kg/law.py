"""The words of a provision with its versions, norms and conditions; answers ``clearance law``."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from kg import query
from kg.citation import cite, parse
from kg.errors import CoverageError, InputError


def lookup(text: str, day: date | None) -> dict[str, Any]:
    """Give all that is known of a cited provision on a day, or in the latest version."""
    iri = parse(text)
    words = query.rows(query.saved("provision"), {"top": iri})
    if not words:
        raise InputError(
            f"{cite(iri)} is not among the provisions of this rule book. "
            f"It holds the sections {', '.join(sections())}.",
            code="unknown_provision",
        )
    versions: dict[str, dict[str, Any]] = {
        row["version"]: {
            "version": row["version"],
            "instrument": row["instrument"],
            "inForce": [row["from"], row.get("until")],
            "provenance": row["provenance"],
            "file": row.get("file"),
        }
        for row in words
    }
    ordered = sorted(versions.values(), key=lambda version: str(version["inForce"][0]))
    chosen = _version(ordered, day)
    printed = [row for row in words if row["version"] == chosen["version"]]
    return {
        "provision": iri,
        "citation": cite(iri),
        "identifier": next(row["identifier"] for row in printed if row["provision"] == iri),
        "asOf": day.isoformat() if day else None,
        "version": chosen,
        "versions": ordered,
        "text": [
            {
                key: row[key]
                for key in ("provision", "citation", "number", "heading", "text")
                if key in row
            }
            for row in printed
        ],
        "norms": [norm for row in printed for norm in _norms(row["provision"])],
        "coverage": query.rows(query.saved("provision-coverage"), {"provision": iri}),
    }


def _version(versions: list[dict[str, Any]], day: date | None) -> dict[str, Any]:
    if day is None:
        return versions[-1]
    for version in versions:
        start, end = version["inForce"]
        if start <= day.isoformat() and (end is None or day.isoformat() <= end):
            return version
    raise CoverageError(
        f"{day} lies before the first version that this rule book holds, in force from "
        f"{versions[0]['inForce'][0]}.",
        code="outside_coverage",
    )


def sections() -> list[str]:
    """Give the citations of the sections whose words the rule book holds."""
    return [row["citation"] for row in query.rows(query.saved("sections"))]


def _norms(provision: str) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in query.rows(query.saved("provision-norms"), {"provision": provision}):
        norm = found.setdefault(
            row["norm"],
            {
                "norm": row["norm"],
                "citation": cite(provision),
                "kind": row["kind"],
                "label": row["label"],
                "note": row.get("note"),
                "overrides": [],
                "overridingReason": row.get("why"),
                "conditions": [],
            },
        )
        if "over" in row:
            norm["overrides"].append(row["over"])
    for row in query.rows(query.saved("provision-conditions"), {"provision": provision}):
        if row["norm"] in found:
            shape = {"shape": row["shape"], "message": row["message"]}
            found[row["norm"]]["conditions"].append(shape)
    return list(found.values())


def lines(told: dict[str, Any]) -> Iterator[str]:
    """Give the answer as lines of text."""
    version = told["version"]
    start, end = version["inForce"]
    yield f"{told['citation']}  ({told['identifier']})"
    yield f"In force from {start}" + (f" to {end}" if end else "") + f": {version['instrument']}"
    yield f"Words from {version['provenance']}" + (
        f", file {version['file']}" if version["file"] else ""
    )
    yield ""
    for unit in told["text"]:
        parts = [unit[key] for key in ("number", "heading", "text") if key in unit]
        yield " ".join(parts) if parts else unit["citation"]
    if told["norms"]:
        yield ""
        yield "Norms:"
    for norm in told["norms"]:
        yield f"  {norm['kind']}: {norm['label']} [{norm['citation']}]"
        if norm["note"]:
            yield f"      {norm['note']}"
        if norm["overrides"]:
            yield f"      overrides: {'; '.join(norm['overrides'])}. {norm['overridingReason']}"
        for condition in norm["conditions"]:
            yield f"    - {condition['message']}"
    for entry in told["coverage"]:
        yield f"No norm of its own: {entry['reason']}"
