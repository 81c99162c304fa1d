"""What changed in a provision between two days: words and norms; answers ``clearance diff``."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from kg.law.diff_words import changes, shown
from kg.law.provision import checks, citations, find, units, version_of
from kg.rdf.library import Library
from kg.rulebook import days
from kg.rulebook.periods import span
from kg.sparql import query

_BRACKET = re.compile(r" \[[^\[\]]*\]\.$")


def compare(
    library: Library, text: str, start: date, end: date, *, assume_unchanged: bool = False
) -> dict[str, Any]:
    """Return the changes of a cited provision between the law of one day and that of another.

    InputError if its words are not held or a day is still to come (unless ``assume_unchanged``),
    CoverageError if no version of a day is held.
    """
    for day in (start, end):
        days.require_past(day, assume_unchanged=assume_unchanged)
    iri = find(library, text)
    before, after = version_of(library, iri, start), version_of(library, iri, end)
    same = before["version"] == after["version"]
    return {
        "provision": iri,
        "citation": citations(library)[iri],
        "before": {"day": start.isoformat(), **checks(library, iri, start), **before},
        "after": {"day": end.isoformat(), **checks(library, iri, end), **after},
        "words": []
        if same
        else changes(*(units(library, iri, v["version"]) for v in (before, after))),
        "norms": [] if same else _norms(library, iri, before["version"], after["version"]),
    }


def _norms(library: Library, iri: str, before: str, after: str) -> list[dict[str, Any]]:
    """Return the norms that were added, removed, or changed: taken over by another norm."""
    old, new = _norms_of(library, iri, before), _norms_of(library, iri, after)
    replaced = {was for norm in new.values() for was in norm["replaces"]}
    found = [
        {**_named(norm, "removed"), "conditions": {"gained": [], "lost": _bare(norm)}}
        for norm in old.values()
        if norm["norm"] not in replaced | new.keys()
    ]
    for norm in new.values():
        if norm["norm"] in old:
            continue
        former = [old[was] for was in norm["replaces"] if was in old]
        row = _named(norm, "changed" if former else "added")
        row["replaced"] = [_named(was, "") for was in former]
        held = [message for was in former for message in _bare(was)]
        row["conditions"] = {
            "gained": [message for message in _bare(norm) if message not in held],
            "lost": [message for message in held if message not in _bare(norm)],
        }
        found.append(row)
    return found


def _named(norm: dict[str, Any], change: str) -> dict[str, Any]:
    """Return what names a norm, with its change if there is one."""
    named = {key: norm[key] for key in ("norm", "citation", "kind", "label")}
    return {"change": change, **named} if change else named


def _bare(norm: dict[str, Any]) -> list[str]:
    """Return the conditions of a norm without their citations, which move with the paragraphs."""
    return [_BRACKET.sub(".", message) for message in norm["conditions"]]


def _norms_of(library: Library, iri: str, version: str) -> dict[str, dict[str, Any]]:
    cited = citations(library)
    found: dict[str, dict[str, Any]] = {}
    for row in query.rows(library, query.saved("norms-of-version"), {"version": version}):
        if not f"{row['provision']}/".startswith(f"{iri}/"):
            continue
        norm = found.setdefault(
            row["norm"],
            {
                "norm": row["norm"],
                "citation": cited[row["provision"]],
                "kind": row["kind"],
                "label": row["label"],
                "replaces": [],
                "conditions": [],
            },
        )
        for key, column in (("replaces", "replaces"), ("conditions", "message")):
            if column in row and row[column] not in norm[key]:
                norm[key].append(row[column])
    return found


def lines(told: dict[str, Any]) -> Iterator[str]:
    """Return the changes as lines of text."""
    before, after = told["before"], told["after"]
    yield f"{told['citation']} from {before['day']} to {after['day']}"
    for sign, version in (("-", before), ("+", after)):
        yield (
            f"{sign} version in force {span(version['inForce'])}: {version['title']} "
            f"({version['provenance']}, {version['confidence']} in the dates)"
        )
        yield f"    {version['note']}"
        yield from (f"    {remark['text']}" for remark in version["remarks"])
    if before["version"] == after["version"]:
        yield "No change: both days lie in the same version."
        return
    yield ""
    yield "Words:" if told["words"] else "Words: no change."
    for row in told["words"]:
        yield from shown(row)
    yield ""
    yield "Norms:" if told["norms"] else "Norms: no change."
    for row in told["norms"]:
        yield f"  {row['kind']} {row['change']}: {row['label']} [{row['citation']}]"
        for was in row.get("replaced", []):
            yield f"      in place of: {was['label']} [{was['citation']}]"
        for sign, key in (("-", "lost"), ("+", "gained")):
            for message in row["conditions"][key]:
                yield f"    {sign} {message}"
