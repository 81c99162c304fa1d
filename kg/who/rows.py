"""Rows of who may receive: with words for people, quotes of the law, and IRIs for machines."""

from collections.abc import Mapping
from typing import Any

from kg.engine.remedies import ask
from kg.rulebook.model import RuleBook
from kg.rulebook.readings import current


def expand(stored: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a row for each cell in which somebody may receive, from the table as stored."""
    keys = ("from", "to", "information", "purpose")
    answers = stored["answers"]
    return [dict(zip(keys, where, strict=True)) | answers[n] for *where, n in stored["cells"]]


def rows(
    book: RuleBook, whole: list[dict[str, Any]], wanted: Mapping[str, str | None]
) -> list[dict[str, Any]]:
    """Return the rows that fit, with labels, citations and the conditions in words."""
    fit = [row for row in whole if all(v is None or row[k] == v for k, v in wanted.items())]
    return [describe(book, row) for row in fit]


def _question(book: RuleBook, iri: str) -> dict[str, str]:
    """Return an open question with what is taken here and what the other reading says."""
    other = book.readings[iri]
    now = current(book, other.question)
    return {
        "question": other.question,
        "asks": other.asks,
        "taken": now.name,
        "takenSays": now.says,
        "other": other.name,
        "otherSays": other.says,
    }


def describe(book: RuleBook, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with words for people and IRIs for machines."""
    norms = [book.norms[iri] for iri in row["norms"]]
    told: dict[str, Any] = {
        key: {"iri": row[key], "label": book.label(row[key])}
        for key in ("from", "to", "information", "purpose")
    }
    told["because"] = [
        {
            "norm": norm.iri,
            "citation": book.label(norm.source),
            "provision": norm.source,
            "quote": book.quotes.get(norm.source, ""),
        }
        for norm in norms
    ]
    told["conditions"] = [
        {
            "shape": iri,
            "citation": book.label(book.conditions[iri].source),
            "message": ask(book, iri),
        }
        for iri in row["conditions"]
    ]
    told["interpretation"] = [_question(book, iri) for iri in row["readings"]]
    return told
