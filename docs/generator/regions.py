"""Regions of documents that are generated: between two comments, which stay."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

_REGION = re.compile(r"(<!-- generated: ([\w-]+) -->\n).*?(<!-- end -->)", re.S)


def filled(text: str, makers: Mapping[str, Callable[[], str]]) -> str:
    """Return a document with each of its regions written again; KeyError for an unknown name."""
    return _REGION.sub(lambda found: f"{found[1]}{makers[found[2]]()}{found[3]}", text)


def names(text: str) -> list[str]:
    """Return the names of the regions of a document, in order."""
    return [name for _, name, _ in _REGION.findall(text)]


def documents(root: Path) -> list[Path]:
    """Return the Markdown files of the repository, sorted."""
    return sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md")])
