"""Write the generated parts: ``python -m docs.generator``; ``--shown`` runs the examples anew."""

import argparse
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from docs.generator import (
    commands,
    errors,
    fields,
    packages,
    pages,
    picture,
    readings,
    regions,
    routes,
    saved,
    shown,
)
from kg.rdf.library import Library

ROOT = Path(__file__).parent.parent.parent
PICTURE = ROOT / "docs" / "explanation" / "packages.svg"


def makers(library: Library) -> Mapping[str, Callable[[], str]]:
    """Return what makes each generated part, by its name."""
    return {
        "commands": commands.reference,
        "record-fields": partial(fields.records, library),
        "record-values": partial(fields.values, library),
        "routes": partial(routes.reference, library),
        "rules": partial(routes.rules, library),
        "saved-questions": saved.reference,
        "open-questions": partial(readings.modelled, library),
        "fixed-questions": partial(readings.fixed, library),
        "error-codes": errors.reference,
        "packages": packages.reference,
        **{
            f"pages-{folder}": partial(pages.of, folder)
            for folder in ("tutorial", "howto", "reference", "explanation", "sections")
        },
    }


def written(library: Library) -> dict[Path, str]:
    """Return every generated file and every document with regions, as they should be."""
    found = {PICTURE: picture.svg(packages.imports())}
    for path in regions.documents(ROOT):
        text = path.read_text(encoding="utf-8")
        if regions.names(text):
            found[path] = regions.filled(text, makers(library))
    return found


def main() -> None:
    """Write what has changed, and name it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--shown", action="store_true", help="also run the commands shown, anew")
    if options.parse_args().shown:
        for path in regions.documents(ROOT):
            text = path.read_text(encoding="utf-8")
            _write(path, shown.refreshed(text))
    for path, text in written(Library.default()).items():
        _write(path, text)


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
