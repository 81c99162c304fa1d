"""Build the rule books of all epochs once, keep them as JSON, and give the right one for a date."""

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from kg.epochs import kept_files
from kg.errors import CoverageError, InputError
from kg.memo import kept
from kg.rdf import files
from kg.rdf.library import Library
from kg.record.law_held import held
from kg.rulebook.model import RuleBook, dump, restore, store_value
from kg.rulebook.periods import within
from kg.rulebook.readings import alternatives, under
from kg.who.rows import expand
from kg.who.table import table

Progress = Callable[[str, int, int], None]
#: How many such tables are kept, and their bytes; one takes about 0.4 MB.
KEPT, KEPT_BYTES = 64, 32 * 2**20


def folder(library: Library) -> Path:
    """Return the folder of this build, named by what it was made from."""
    key = f"{files.content_hash(library)[:24]}-{files.code_hash(library)[:16]}"
    return library.cache / key


def _encode(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted((store_value(v) for v in value), key=str)
    raise TypeError(f"{type(value).__name__} is no value of a rule book")


def write_json(path: Path, value: Any) -> None:
    """Write JSON so that a reader sees all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, suffix=kept_files.PART, delete=False, encoding="utf-8"
    ) as out:
        json.dump(value, out, default=_encode, ensure_ascii=False, separators=(",", ":"))
    Path(out.name).replace(path)


def ready(library: Library) -> bool:
    """Return whether the rule books of this law and this code are built already."""
    return (folder(library) / "index.json").is_file()


def index(library: Library, progress: Progress | None = None) -> list[dict[str, Any]]:
    """Return the epochs of the build with the names of their files; builds first if need be."""
    listing = folder(library) / "index.json"
    if not ready(library):
        _build(library, progress)
    found: list[dict[str, Any]] = _read_json(listing)
    return found


def _read_json(path: Path) -> Any:
    """Return what a built file holds; InputError where somebody else has written into it."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise InputError(
            "This file is not as it was built. Delete its folder, or name another one with "
            "CLEARANCE_CACHE.",
            where=str(path),
            code="no_cache",
        ) from None


def _build(library: Library, progress: Progress | None) -> None:
    from kg.compile import soundness
    from kg.compile.book import compile_book  # needs rdflib and owlrl: only here
    from kg.compile.periods import epochs
    from kg.rdf.load import union

    stretches = epochs(union(library))
    total, done = 2 * len(stretches), 0

    def step(what: str) -> None:
        nonlocal done
        done += 1
        if progress:
            progress(what, done, total)

    entries = []
    tables: list[tuple[dict[str, Any], str]] = []
    memory: dict[object, Any] = {}
    for start, end in stretches:
        entry: dict[str, Any] = {
            "start": start.isoformat(),
            "end": end.isoformat() if end else None,
        }
        whole = compile_book(library, start, end)
        soundness.check(whole)
        entry["book"] = f"{start}.json"
        write_json(folder(library) / entry["book"], dump(whole))
        step(f"rule book from {start}")
        # the answer changes only where norms, conditions or vocabulary do
        same = dump(replace(whole, start="", end=None, quotes={}, dormant={}))
        entry["who"] = next((name for known, name in tables if known == same), f"{start}-who.json")
        if (same, entry["who"]) not in tables:
            write_json(folder(library) / entry["who"], table(whole, (), memory))
            tables.append((same, entry["who"]))
        step(f"who may receive from {start}")
        entries.append(entry)
    write_json(folder(library) / "index.json", entries)


def entry_for(library: Library, day: date) -> dict[str, Any]:
    """Return the entry of the epoch that holds a day; CoverageError outside the coverage."""
    iso = day.isoformat()
    for entry in index(library):
        if within([(entry["start"], entry["end"])], day):
            return entry
    raise CoverageError(
        f"{iso} lies outside the law that this rule book holds: {held(latest(library))}. "
        "Ask for a date in that time.",
        code="outside_coverage",
    )


@kept()
def _restored(library: Library, name: str) -> RuleBook:
    return restore(_read_json(folder(library) / name))


def book_for(library: Library, day: date, taken: Iterable[str] = ()) -> RuleBook:
    """Return the rule book in force on a day, under the defaults but for the readings taken."""
    return under(_restored(library, entry_for(library, day)["book"]), taken)


def others_for(library: Library, day: date, taken: Iterable[str] = ()) -> dict[str, RuleBook]:
    """Return the rule books under one other reading each, by that reading."""
    whole = _restored(library, entry_for(library, day)["book"])
    book = under(whole, taken)
    return {reading: under(whole, other) for reading, other in alternatives(book).items()}


def who_path(library: Library, day: date, taken: frozenset[str] = frozenset()) -> Path:
    """Return where the table of who may receive what on a day is kept, made or not."""
    path: Path = folder(library) / entry_for(library, day)["who"]
    if not taken:
        return path
    names = hashlib.sha256("\n".join(sorted(taken)).encode()).hexdigest()[:16]
    return tables_folder(library) / f"{path.stem}-{names}.json"


def tables_folder(library: Library) -> Path:
    """Return the folder of tables under other readings than the default ones."""
    return library.tables or folder(library)


def read_table(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a table that is kept; FileNotFoundError if it is not."""
    return expand(_read_json(path))


def who_table(
    library: Library, day: date, taken: frozenset[str] = frozenset()
) -> list[dict[str, Any]]:
    """Return the rows of who may receive what on a day; made and kept when first asked for."""
    path = who_path(library, day, taken)
    if not taken or path.is_file():
        try:
            return read_table(path)
        except FileNotFoundError:
            if not taken:
                raise
            # else it was put out to make room for another
    rows = table(_restored(library, entry_for(library, day)["book"]), taken)
    try:
        kept_files.clear(path.parent)
        write_json(path, rows)
        kept_files.prune(path.parent.glob("*-who-*.json"), KEPT, KEPT_BYTES)
    except OSError:
        pass  # there may be no disk to write on: then it is made each time
    return expand(json.loads(json.dumps(rows, default=_encode)))


def latest(library: Library) -> RuleBook:
    """Return the newest rule book: for parsing records and listing short names."""
    return under(_restored(library, index(library)[-1]["book"]))
