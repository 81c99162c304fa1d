"""The command ``new-section``: the files of a new section of law, to be filled in."""

import argparse
import sys
from pathlib import Path
from typing import Any

from kg.errors import InputError

_EPILOG = """examples:
  clearance new-section "19 CFR 163.14" --from 2025-01-01 --paragraphs a b c
  clearance new-section "Example Act § 1" --iri example-act/1 --from 2020-01-01 --paragraphs 1 2
  clearance new-section --check

docs/howto/add-a-section.md describes all steps."""


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "new-section",
        parents=[common],
        help="create the files of a new section of law, to be filled in",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("citation", metavar="CITATION", nargs="?", help="the section")
    command.add_argument(
        "--from", dest="start", metavar="DATE", help="day from which it is in force"
    )
    command.add_argument("--paragraphs", metavar="P", nargs="+", help="its paragraphs (default: a)")
    command.add_argument(
        "--iri", metavar="LAW/NUMBER", help="end of its IRI, where no citation form fits yet"
    )
    command.add_argument("--prefix", metavar="NAME", help="how the names of its norms begin")
    command.add_argument("--into", metavar="FOLDER", default=".", type=Path, help="the checkout")
    command.add_argument(
        "--check",
        action="store_true",
        help="list what is still to be filled in; exit code 1 if there is anything",
    )
    command.set_defaults(run=_new_section)


def _new_section(options: argparse.Namespace) -> int:
    from kg.authoring import new_section  # loads rdflib

    if options.check:
        left = list(new_section.unfinished(options.into))
        print("\n".join(left) if left else "Nothing is left to be filled in.")
        return 1 if left else 0
    if options.citation is None or options.start is None:
        raise InputError(
            "Name the section and the day from which it is in force, or ask for --check.",
            where="CITATION, --from",
            code="usage",
        )
    new = new_section.section(
        options.into,
        options.citation,
        options.start,
        tuple(options.paragraphs or "a"),
        path=options.iri,
        prefix=options.prefix,
    )
    for path in new_section.write(new, options.into):
        print(path.as_posix())
    if not options.quiet:
        print(
            "Replace what is marked FILL IN, fill-in or FillIn (clearance new-section --check "
            "lists it). docs/howto/add-a-section.md says how.",
            file=sys.stderr,
        )
    return 0
