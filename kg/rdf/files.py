"""List the files of a library, and compute the hashes that name a build of them."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from kg.memo import kept
from kg.rdf.library import Library

_PACKAGE = Path(__file__).parent.parent
#: Folders from which the rule book is compiled; a change in one changes the rule book. The
#: published texts in data/sources are not among them: data/law holds their text and SHA-256.
RULE_BOOK = (
    "ontology", "shapes/law", "shapes/classes", "shapes/record", "data/law", "data/norms",
    "data/records", "data/vocabulary",
)  # fmt: skip
#: Metadata of the dataset: published, but not part of the rule book.
DATASET = "data/dataset.ttl"
#: The vocabularies; its TriG files say what the parts of a cell of who-may-receive state.
VOCABULARY = "data/vocabulary"
#: Wording and order of terms on pages: neither published nor part of the rule book.
DISPLAY = "data/display.ttl"


def turtle_files(library: Library, *folders: str, aligned: bool = False) -> Iterator[Path]:
    """Yield the Turtle and TriG files of the folders, sorted by path within each folder.

    ``aligned`` includes the alignments with other vocabularies.
    """
    for folder in folders:
        for path in sorted((library.share / folder).rglob("*.t[tr][lig]*")):
            if (aligned or "align" not in path.parts) and path.suffix in {".ttl", ".trig"}:
                yield path


@kept()
def content_hash(library: Library) -> str:
    """Return the SHA-256 (hex) of all files from which the rule book is compiled."""
    digest = hashlib.sha256()
    for path in turtle_files(library, *RULE_BOOK):
        digest.update(path.relative_to(library.share).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


@kept()
def code_hash(library: Library) -> str:
    """Return the SHA-256 (hex) of the code, so that no outdated build is used.

    It is the same for every library.
    """
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*.py")) + sorted(_PACKAGE.rglob("*.rq")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
