"""Locate the project's own files, in the source tree or inside the installed wheel."""

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from kg.errors import InputError

_PACKAGE = Path(__file__).parent.parent
#: Folders from which the rule book is compiled; a change in one changes the rule book. The
#: published texts in data/sources are not among them: data/law holds their text and SHA-256.
RULE_BOOK = (
    "ontology", "shapes/law", "shapes/classes", "shapes/record", "data/law", "data/norms",
    "data/records", "data/vocabulary",
)  # fmt: skip
#: Metadata of the dataset: published, but not part of the rule book.
DATASET = "data/dataset.ttl"
#: Wording and order of terms on pages: neither published nor part of the rule book.
DISPLAY = "data/display.ttl"


def share() -> Path:
    """Return the folder that holds ontology, shapes and data."""
    inside = _PACKAGE / "share"
    return inside if inside.is_dir() else _PACKAGE.parent


def turtle_files(*folders: str, aligned: bool = False) -> Iterator[Path]:
    """Yield the Turtle and TriG files of the folders, sorted by path within each folder.

    ``aligned`` includes the alignments with other vocabularies.
    """
    for folder in folders:
        for path in sorted((share() / folder).rglob("*.t[tr][lig]*")):
            if (aligned or "align" not in path.parts) and path.suffix in {".ttl", ".trig"}:
                yield path


@cache
def content_hash() -> str:
    """Return the SHA-256 (hex) of all files from which the rule book is compiled."""
    digest = hashlib.sha256()
    for path in turtle_files(*RULE_BOOK):
        digest.update(path.relative_to(share()).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def code_hash() -> str:
    """Return the SHA-256 (hex) of the code, so that no outdated build is used."""
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*.py")) + sorted(_PACKAGE.rglob("*.rq")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def cache_folder() -> Path:
    """Return the folder for built files: ``CLEARANCE_CACHE``, or the user's cache folder.

    Raise InputError ``no_cache`` if there is neither.
    """
    if chosen := os.environ.get("CLEARANCE_CACHE"):
        return Path(chosen)  # tried first: the user of a service may have no home folder
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "clearance"
    except RuntimeError:
        raise InputError(
            "There is no home folder. Set this variable to a folder for built files.",
            where="CLEARANCE_CACHE",
            code="no_cache",
        ) from None
