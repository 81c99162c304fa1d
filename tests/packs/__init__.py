"""Law for tests, and installations that hold no other law."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKS = Path(__file__).parent
#: The general parts of the project: those of one section are named by its number.
GENERAL = ("ontology/*.ttl", "shapes/record/*.ttl", "data/records/*.ttl", "data/dataset.ttl")


def general() -> list[Path]:
    """Return the files of the project that are not about any one section."""
    found = [path for pattern in GENERAL for path in sorted(ROOT.glob(pattern))]
    return [path for path in found if not any(char.isdigit() for char in path.stem)]


def install(pack: str | None, folder: Path) -> Path:
    """Make a folder from which the code runs with the general modules and the law of a pack."""
    shutil.copytree(
        ROOT / "kg", folder / "kg", ignore=shutil.ignore_patterns("share", "__pycache__")
    )
    for path in general():
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    if pack:
        shutil.copytree(PACKS / pack, folder, dirs_exist_ok=True)
    return folder
