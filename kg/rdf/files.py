"""Where the project's own files lie: in the source tree, or inside the installed wheel."""

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from kg.errors import InputError

_PACKAGE = Path(__file__).parent.parent
#: Folders that decide: a change in one of them is a change of the rule book. The published texts
#: in data/sources decide nothing: data/law holds their words and their SHA-256.
RULE_BOOK = (
    "ontology", "shapes/law", "shapes/classes", "shapes/record", "data/law", "data/norms",
    "data/records", "data/vocabulary",
)  # fmt: skip
#: What tells about the whole; it decides nothing, so it is published and no part of the rule book.
DATASET = "data/dataset.ttl"
#: The words and the order in which pages show terms; it decides nothing and is not published.
DISPLAY = "data/display.ttl"


def share() -> Path:
    """Give the folder that holds ontology, shapes and data."""
    inside = _PACKAGE / "share"
    return inside if inside.is_dir() else _PACKAGE.parent


def turtle_files(*folders: str, aligned: bool = False) -> Iterator[Path]:
    """Give the Turtle files of the folders, sorted by path; alignments only if asked for."""
    for folder in folders:
        for path in sorted((share() / folder).rglob("*.t[tr][lig]*")):
            if (aligned or "align" not in path.parts) and path.suffix in {".ttl", ".trig"}:
                yield path


@cache
def content_hash() -> str:
    """Give the SHA-256 (hex) of everything the rule book is made from."""
    digest = hashlib.sha256()
    for path in turtle_files(*RULE_BOOK):
        digest.update(path.relative_to(share()).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def code_hash() -> str:
    """Give the SHA-256 (hex) of the code that compiles, so that no stale build is used."""
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*.py")) + sorted(_PACKAGE.rglob("*.rq")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def cache_folder() -> Path:
    """Give the folder for built files: ``CLEARANCE_CACHE``, or the user's cache folder."""
    if chosen := os.environ.get("CLEARANCE_CACHE"):
        return Path(chosen)  # before the home is asked for: a service's user may have none
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "clearance"
    except RuntimeError:
        raise InputError(
            "There is no home folder. Name a folder for built files.",
            where="CLEARANCE_CACHE",
            code="no_cache",
        ) from None
