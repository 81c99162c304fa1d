"""What the rule book has of every provision of the sources; answers ``clearance law --coverage``.

A gap is a provision from which neither a norm was made nor a reason given why there is none.
"""

from collections.abc import Iterator
from typing import Any

from kg.rdf.library import Library
from kg.rdf.namespaces import local_name
from kg.record import sources
from kg.rulebook.periods import span
from kg.sparql import query

_LISTED = ("norms", "shapes", "examples", "questions")
COLUMNS = ("citation", "versions", *_LISTED, "reason", "gap")


def report(library: Library) -> dict[str, Any]:
    """Return a row for each provision, the number of provisions and that of gaps."""
    norms = _by_provision(library, "provision-norms", "norm")
    shapes = _by_provision(library, "coverage-shapes", "shape")
    questions = _by_provision(library, "coverage-questions", "number")
    reasons = _by_provision(library, "provision-coverage", "reason")
    examples = _examples(library)
    rows: dict[str, dict[str, Any]] = {}
    known = query.rows(library, query.saved("coverage-provisions"))
    cited = {told["provision"]: told["citation"] for told in known}
    for told in known:
        iri = told["provision"]
        row = rows.setdefault(
            iri,
            {
                "provision": iri,
                "section": cited[told["section"]],
                "citation": told["citation"],
                "versions": [],
                "norms": norms.get(iri, []),
                "shapes": shapes.get(iri, []),
                "examples": examples.get(told["citation"], []),
                "questions": questions.get(iri, []),
                "reason": told.get("note") or " ".join(reasons.get(iri, [])) or None,
                "gap": not ("note" in told or iri in norms or iri in reasons),
            },
        )
        if "from" in told:
            row["versions"].append([told["from"], told.get("until")])
    found = list(rows.values())
    return {"provisions": found, "count": len(found), "gaps": sum(row["gap"] for row in found)}


def _by_provision(library: Library, name: str, column: str) -> dict[str, list[str]]:
    """Return the values of a column of a saved query by provision, each once."""
    found: dict[str, list[str]] = {}
    for row in query.rows(library, query.saved(name)):
        values = found.setdefault(row["provision"], [])
        value = row[column] if column in {"number", "reason"} else local_name(row[column])
        if value not in values:
            values.append(value)
    return found


def _examples(library: Library) -> dict[str, list[str]]:
    """Return the names of the examples by the citations that are expected of them."""
    found: dict[str, list[str]] = {}
    for line in sources.manifest(library.share / "data" / "examples" / "manifest.csv"):
        for citation in line.citations:
            found.setdefault(citation, []).append(line.file)
    return found


def cells(row: dict[str, Any]) -> list[str]:
    """Return a row as the values of :data:`COLUMNS`."""
    versions = "; ".join(span(days) for days in row["versions"])
    listed = [";".join(row[key]) for key in _LISTED]
    return [row["citation"], versions, *listed, row["reason"] or "", str(row["gap"]).lower()]


def lines(told: dict[str, Any]) -> Iterator[str]:
    """Return the report as lines of text: numbers of norms, shapes and examples, and reasons."""
    section = None
    for row in told["provisions"]:
        if row["section"] != section:
            section = row["section"]
            yield ""
            yield section
        counts = [
            f"{len(row[key])} {key.removesuffix('s') if len(row[key]) == 1 else key}"
            for key in ("norms", "shapes", "examples")
            if row[key]
        ]
        versions = "; ".join(span(days) for days in row["versions"])
        parts = [f"GAP: {_NOTHING}"] if row["gap"] else [row["reason"]] if row["reason"] else []
        if row["norms"] and not row["examples"]:
            counts.append("no example")
        about = [versions, ", ".join(counts), ", ".join(row["questions"]), *parts]
        yield f"  {row['citation']}: " + "; ".join(part for part in about if part)
    yield ""
    yield f"{told['count']} provisions, {told['gaps']} gaps"


_NOTHING = "no norm, and no reason why there is none"
