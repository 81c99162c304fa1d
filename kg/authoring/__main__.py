"""``python -m kg.authoring`` writes the generated Turtle; ``--check`` names what differs."""

import argparse
import sys
from pathlib import Path

from kg.authoring import law, record_shapes
from kg.errors import RuleBookError
from kg.rdf.library import Library

_GENERATORS = (law, record_shapes)


def main(arguments: list[str] | None = None, library: Library | None = None) -> int:
    """Write or check the files; return 0, 1 if ``--check`` found a difference or 70 on a fault."""
    parser = argparse.ArgumentParser(prog="python -m kg.authoring", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, name what differs")
    options = parser.parse_args(arguments)
    library = library or Library.default()
    try:
        targets = [target for generator in _GENERATORS for target in generator.targets(library)]
    except RuleBookError as error:
        print(error, file=sys.stderr)
        return 70
    differing = [(path, text) for path, text in targets if _held(path) != text]
    for path, text in differing:
        print(path.relative_to(library.share).as_posix())
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return 1 if options.check and differing else 0


def _held(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


if __name__ == "__main__":
    sys.exit(main())
