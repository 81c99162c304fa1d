"""The words of a provision with its versions, norms and conditions; answers ``clearance law``."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kg.errors import CoverageError, InputError
from kg.memo import kept
from kg.queries import saved
from kg.rdf.library import Library
from kg.rulebook import days, remarks
from kg.rulebook.citation import cite, parse
from kg.rulebook.citation_forms import Form, read
from kg.rulebook.periods import span, within
from kg.sparql import query

_UNIT = ("provision", "citation", "number", "heading", "text", "fragment", "footnote", "after")


def find(library: Library, text: str) -> str:
    """Return the IRI of a cited provision whose words are held, in any letter case that fits one.

    InputError if the text is no citation or the words of the provision are not held.
    """
    forms = citation_forms(library)
    iri = parse(text, forms)
    known = {row["provision"]: row for row in query.rows(library, query.saved("provisions"))}
    if iri not in known:
        fits = [other for other in known if other.casefold() == iri.casefold()]
        iri = fits[0] if len(fits) == 1 else iri
    if iri not in known:
        raise InputError(
            f"{cite(iri, forms)} is not among the provisions of this rule book. "
            f"It holds the sections {', '.join(sections(library))}.",
            code="unknown_provision",
        )
    if not any(version["stands"] for version in versions(library, iri)):
        note = known[iri].get("note", "")
        raise InputError(
            f"The sources refer to {cite(iri, forms)} and do not print it. {note}".strip(),
            code="not_printed",
        )
    return iri


@kept()
def citation_forms(library: Library) -> tuple[Form, ...]:
    """Return the forms in which provisions are cited."""
    rows = query.rows(library, saved.own("citation-forms"))
    return read((row["thing"], row["property"], row["value"]) for row in rows)


@kept()
def citations(library: Library) -> Mapping[str, str]:
    """Return the citation of each provision that the graph knows, by its IRI."""
    rows = query.rows(library, query.saved("provisions"))
    return {row["provision"]: row["citation"] for row in rows}


def sections(library: Library) -> list[str]:
    """Return the citations of the sections whose words the rule book holds."""
    return [row["citation"] for row in query.rows(library, query.saved("sections"))]


def versions(library: Library, iri: str) -> list[dict[str, Any]]:
    """Return the versions of the section that a provision is in, the earliest first."""
    return [
        {
            "version": row["version"],
            "title": row["title"],
            "instrument": row.get("instrument"),
            "inForce": [row["from"], row.get("until")],
            "provenance": row["provenance"],
            "confidence": row["confidence"],
            "note": row["note"],
            "history": row.get("history"),
            "stands": row["stands"] == "true",
        }
        for row in query.rows(library, query.saved("provision-versions"), {"provision": iri})
    ]


def version_of(library: Library, iri: str, day: date) -> dict[str, Any]:
    """Return the version of the section in force on a day; CoverageError if none is held."""
    ordered = versions(library, iri)
    for version in ordered:
        if within([version["inForce"]], day):
            return version
    raise CoverageError(
        f"{day} lies outside the versions that this rule book holds of {citations(library)[iri]}: "
        f"it holds them {span([ordered[0]['inForce'][0], ordered[-1]['inForce'][1]])}.",
        code="outside_coverage",
    )


def _standing(library: Library, iri: str, day: date | None) -> dict[str, Any]:
    """Return the version of a day, or the latest, in which the provision has words."""
    stands = [version for version in versions(library, iri) if version["stands"]]
    if day is None:
        return stands[-1]
    chosen = version_of(library, iri, day)
    if not chosen["stands"]:
        there = ", ".join(span(version["inForce"]) for version in stands)
        raise CoverageError(
            f"{citations(library)[iri]} does not stand in the version in force "
            f"{span(chosen['inForce'])}; it stands in that in force {there}. "
            "Ask for a day in that time.",
            code="not_in_version",
        )
    return chosen


def units(library: Library, iri: str, version: str) -> list[dict[str, str]]:
    """Return the words of a provision and of what stands inside it, in a version, in order."""
    rows = query.rows(library, query.saved("provision"), {"top": iri})
    return [row for row in rows if row["version"] == version]


def checks(library: Library, iri: str, day: date) -> dict[str, Any]:
    """Return when the words of the section that a provision is in were last checked.

    ``lastChecked``, ``lastCheckedNote`` and the ``remarks`` on a day (:mod:`kg.rulebook.remarks`).
    """
    row = query.rows(library, query.saved("provision-checked"), {"provision": iri})[0]
    told = remarks.of_sections(day, {row["citation"]: row["day"]})
    return {"lastChecked": row["day"], "lastCheckedNote": row["note"], "remarks": told["remarks"]}


def lookup(
    library: Library, text: str, day: date | None, *, assume_unchanged: bool = False
) -> dict[str, Any]:
    """Return all that is known of a cited provision on a day, or in its latest version.

    InputError ``future_day`` for a day still to come, unless ``assume_unchanged``.
    """
    if day is not None:
        days.require_past(day, assume_unchanged=assume_unchanged)
    iri = find(library, text)
    chosen = _standing(library, iri, day)
    printed = units(library, iri, chosen["version"])
    own = next(row for row in printed if row["provision"] == iri)
    return {
        "provision": iri,
        "citation": own["citation"],
        "identifier": own["identifier"],
        "asOf": day.isoformat() if day else None,
        **checks(library, iri, day or days.today()),
        "version": {**chosen, "file": own.get("file")},
        "versions": versions(library, iri),
        "text": [{key: row[key] for key in _UNIT if key in row} for row in printed],
        "notPrinted": [
            {"citation": row["citation"], "note": row["note"]}
            for row in query.rows(library, query.saved("provision-not-printed"), {"top": iri})
        ],
        "norms": [norm for row in printed for norm in _norms(library, row, chosen["version"])],
        "coverage": query.rows(library, query.saved("provision-coverage"), {"provision": iri}),
    }


def _norms(library: Library, unit: dict[str, str], version: str) -> list[dict[str, Any]]:
    provision = unit["provision"]
    found: dict[str, dict[str, Any]] = {}
    bound = {"provision": provision, "version": version}
    for row in query.rows(library, query.saved("provision-norms"), bound):
        norm = found.setdefault(
            row["norm"],
            {
                "norm": row["norm"],
                "citation": unit["citation"],
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
    for row in query.rows(library, query.saved("provision-conditions"), {"provision": provision}):
        if row["norm"] in found:
            shape = {"shape": row["shape"], "message": row["message"]}
            found[row["norm"]]["conditions"].append(shape)
    return list(found.values())
