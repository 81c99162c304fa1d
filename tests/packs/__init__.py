"""Law for tests, and libraries that hold no other law."""

import shutil
from pathlib import Path

from kg.rdf.library import Library

ROOT = Path(__file__).parent.parent.parent
PACKS = Path(__file__).parent
#: The general parts of the project: those of one section are named by its number.
GENERAL = ("ontology/*.ttl", "shapes/record/*.ttl", "data/records/*.ttl", "data/dataset.ttl")


def general() -> list[Path]:
    """Return the files of the project that are not about any one section."""
    found = [path for pattern in GENERAL for path in sorted(ROOT.glob(pattern))]
    return [path for path in found if not any(char.isdigit() for char in path.stem)]


def library(pack: str | None, folder: Path) -> Library:
    """Make a library in a folder from the general modules and, if one is named, a pack."""
    for path in general():
        target = folder / "share" / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    if pack:
        shutil.copytree(PACKS / pack, folder / "share", dirs_exist_ok=True)
    return Library(folder / "share", folder / "cache")
