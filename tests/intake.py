"""A record to submit with parts of it changed, and how many things the intake finds in it."""

import json
from typing import Any

from support import EXAMPLES

from kg.record import ingest
from kg.rulebook.model import RuleBook

DEF = "https://w3id.org/clearance/def/"
USE = {"id": "u", "type": "Use"}


def record_with(**more: Any) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((EXAMPLES / "irs-complete-2019.json").read_text("utf-8"))
    return value | more


def things(book: RuleBook, value: Any, fmt: str = "json") -> int:
    return len(ingest.read(book, json.dumps(value).encode(), fmt).types)
