"""Markdown made from text that may hold signs of Markdown: cells, tables, anchors."""

import re
from collections.abc import Iterable, Sequence

_SIGNS = re.compile(r"([\\`*_\[\]<>|])")


def escaped(text: str) -> str:
    """Return a text in one line that Markdown shows as it is (CommonMark 2.4)."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """Return a text as code; in a table a bar is escaped even there (GFM, Tables)."""
    return f"`{' '.join(text.split())}`".replace("|", "\\|") if text else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of cells that are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def anchor(heading: str) -> str:
    """Return the anchor of a heading, as GitHub and MyST make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
