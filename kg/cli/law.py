"""Commands on the words of the law: ``law``, ``diff``."""

import argparse
import json
import sys
import textwrap
from collections.abc import Iterable
from datetime import date
from typing import Any

from kg.cli.options import add_assume_unchanged, opened
from kg.errors import InputError
from kg.rulebook import days


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands to the parser."""
    told = commands.add_parser(
        "law",
        parents=[common],
        help="words, versions, norms and conditions of a provision",
        epilog='example: clearance law "26 CFR 301.6103(l)(14)-1(j) sentence 2"',
    )
    told.add_argument("citation", metavar="CITATION", nargs="?")
    told.add_argument("--as-of", metavar="DATE", help="version of this day (default: the latest)")
    told.add_argument(
        "--coverage",
        action="store_true",
        help="list every provision with what was made of it, and the gaps",
    )
    add_assume_unchanged(told)
    told.add_argument("--format", choices=["text", "json", "csv"], default="text")
    told.set_defaults(run=_law)

    told = commands.add_parser(
        "diff",
        parents=[common],
        help="what changed in a provision between two days: words and norms",
        epilog='example: clearance diff "26 CFR 301.6103(n)-1" --from 2007-06-04 --to 2007-06-05',
    )
    told.add_argument("citation", metavar="CITATION")
    told.add_argument("--from", dest="start", metavar="DATE", required=True, help="the earlier day")
    told.add_argument("--to", dest="end", metavar="DATE", required=True, help="the later day")
    add_assume_unchanged(told)
    told.add_argument("--format", choices=["text", "json"], default="text")
    told.set_defaults(run=_diff)


def _law(options: argparse.Namespace) -> int:
    from kg.law import provision  # load the public graph
    from kg.law.text import lines

    if options.coverage:
        return _coverage(options)
    if options.citation is None:
        raise InputError("Name a provision, or ask for --coverage.", code="usage")
    if options.format == "csv":
        raise InputError("Only --coverage has a CSV form. Use text or json.", code="bad_format")
    day = _day(options, options.as_of, "--as-of") if options.as_of is not None else None
    assume = options.assume_unchanged
    told = provision.lookup(opened(options), options.citation, day, assume_unchanged=assume)
    _print(told, lines(told), options.format)
    return 0


def _day(options: argparse.Namespace, text: str, where: str) -> date:
    day = days.read(text, where)
    return days.require_past(day, where, assume_unchanged=options.assume_unchanged)


def _coverage(options: argparse.Namespace) -> int:
    from kg.law import coverage

    if options.citation is not None or options.as_of is not None:
        raise InputError(
            "The coverage is that of all provisions and versions: leave out citation and date.",
            where="--coverage",
            code="usage",
        )
    told = coverage.report(opened(options))
    if options.format == "csv":
        import csv

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(coverage.COLUMNS)
        writer.writerows(coverage.cells(row) for row in told["provisions"])
    else:
        _print(told, coverage.lines(told), options.format)
    return 0


def _diff(options: argparse.Namespace) -> int:
    from kg.law import diff

    start, end = _day(options, options.start, "--from"), _day(options, options.end, "--to")
    assume = options.assume_unchanged
    told = diff.compare(opened(options), options.citation, start, end, assume_unchanged=assume)
    _print(told, diff.lines(told), options.format)
    return 0


def _print(told: dict[str, Any], lines: Iterable[str], fmt: str) -> None:
    if fmt == "json":
        print(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        print("\n".join(line for text in lines for line in _paragraph(text)).strip("\n"))


def _paragraph(text: str) -> list[str]:
    indent = " " * (len(text) - len(text.lstrip()))
    return textwrap.wrap(
        text, 96, subsequent_indent=indent + "  ", break_on_hyphens=False, break_long_words=False
    ) or [""]
