"""A library: one folder of law, one folder for what is built of it, and what is kept in memory.

Every function that reads the law takes a library. Two libraries in one process give each its own
answers; who lets go of one frees what was loaded for it.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import InputError
from kg.memo import Memo

#: The setting that names the folder for built files.
CACHE = "CLEARANCE_CACHE"
_PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True, eq=False)  # by identity: two libraries share nothing that is kept
class Library:
    """The folder ``share`` with ontology, shapes and data, and the folder ``cache`` for builds.

    The files are taken not to change as long as the library lives. ``tables``, if it is given, is
    another folder for the tables that are made on demand (:mod:`kg.epochs.tables`).
    """

    share: Path
    cache: Path
    tables: Path | None = None
    memo: Memo = field(default_factory=Memo, repr=False)

    @classmethod
    def default(cls) -> "Library":
        """Return a new library of the law that comes with this package.

        Built files go to the folder that ``CLEARANCE_CACHE`` names, else to the user's cache
        folder; InputError ``no_cache`` if there is neither.
        """
        return cls(shipped(), cache_folder())

    def settings(self) -> dict[str, str]:
        """Return what another process needs to open the same library."""
        tables = {"tables": str(self.tables)} if self.tables else {}
        return {"share": str(self.share), "cache": str(self.cache)} | tables

    @classmethod
    def opened(cls, settings: Mapping[str, str]) -> "Library":
        """Return the library that another process described by :meth:`settings`."""
        tables = settings.get("tables")
        return cls(
            Path(settings["share"]), Path(settings["cache"]), Path(tables) if tables else None
        )


def shipped() -> Path:
    """Return the folder of law of this package: in the source tree, or in the installed wheel."""
    inside = _PACKAGE / "share"
    return inside if inside.is_dir() else _PACKAGE.parent


def cache_folder() -> Path:
    """Return the folder for built files: ``CLEARANCE_CACHE``, or the user's cache folder.

    Raise InputError ``no_cache`` if there is neither.
    """
    if chosen := os.environ.get(CACHE):
        return Path(chosen)  # tried first: the user of a service may have no home folder
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "clearance"
    except RuntimeError:
        raise InputError(
            "There is no home folder. Set this variable to a folder for built files.",
            where=CACHE,
            code="no_cache",
        ) from None
