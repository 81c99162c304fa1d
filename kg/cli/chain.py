"""The command ``chain``: how far information may travel."""

import argparse
import json
from collections.abc import Iterator, Mapping
from typing import Any

from kg.cli.options import (
    add_assume_unchanged,
    add_reading,
    opened,
    progress,
    remark_lines,
    say_dormant,
    wrapped,
)
from kg.epochs import books
from kg.questions import asking


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the command to the parser."""
    told = commands.add_parser(
        "chain",
        parents=[common],
        help="every lawful path from a holder to a recipient, or what closes each",
        epilog="example: clearance chain --from irs-officer --to special-expert "
        "--information intercompany-transactions",
    )
    told.add_argument("--from", dest="holder", metavar="HOLDER", required=True, help="role")
    told.add_argument("--to", dest="recipient", metavar="RECIPIENT", required=True, help="role")
    told.add_argument("--information", metavar="X", required=True, help="category of information")
    told.add_argument("--purpose", metavar="Y", help="purpose of the last hop; blank for any")
    told.add_argument("--as-of", metavar="DATE", help="law of this day (default: today)")
    add_assume_unchanged(told)
    add_reading(told)
    told.add_argument("--format", choices=["text", "json"], default="text")
    told.set_defaults(run=_chain)


def _chain(options: argparse.Namespace) -> int:
    library = opened(options)
    books.index(library, progress(options.quiet))
    assume = options.assume_unchanged
    law = asking.law(library, options.as_of, options.reading, _option, assume_unchanged=assume)
    say_dormant(law.book, law.day)
    words = {
        "from": options.holder,
        "to": options.recipient,
        "information": options.information,
        "purpose": options.purpose,
    }
    told = asking.how_far(law, asking.wanted(law, words, _option, asking.PATH))
    if options.format == "json":
        print(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        print("\n".join([*_text(told), *remark_lines(told)]))
    return 0


def _option(name: str) -> str:
    return {"asOf": "--as-of"}.get(name, f"--{name}")


def _labels(things: list[Mapping[str, str]]) -> str:
    return "; ".join(thing["label"] for thing in things)


def _text(told: Mapping[str, Any]) -> Iterator[str]:
    what = f"{told['information']['label']}, {told['from']['label']} → {told['to']['label']}"
    if told["purpose"]:
        what += f", to {told['purpose']['label']}"
    if not told["paths"]:
        yield f"No lawful path at the law of {told['asOf']}: {what}."
        yield "Every way is closed:"
    for closed in told["cut"]:
        yield ""
        yield f"{closed['from']['label']}  ⇥  {closed['to']['label']}: {closed['outcome']}"
        yield from wrapped("for: ", _labels(closed["purposes"]), 2)
        for reason in closed["closedBy"]:
            yield from wrapped("", f"{reason['citation']}: {reason['label']}", 2)
    for number, path in enumerate(told["paths"], 1):
        if number > 1:
            yield ""
        yield f"Path {number} of {len(told['paths'])} at the law of {told['asOf']}: {what}"
        for place, hop in enumerate(path, 1):
            yield f" {place}. {hop['from']['label']}  →  {hop['to']['label']}"
            for way in hop["ways"]:
                yield from _way(way)


def _way(way: Mapping[str, Any]) -> Iterator[str]:
    yield from wrapped("purpose: ", _labels(way["purposes"]), 4)
    yield from wrapped("because ", "; ".join(r["citation"] for r in way["because"]), 4)
    if way["conditions"]:
        yield "    on condition:"
    for condition in way["conditions"]:
        yield from wrapped("- ", condition["message"], 6)
    if way["restrictions"]:
        yield "    what goes with it:"
    for duty in way["restrictions"]:
        yield from wrapped("- ", f"{duty['label']} [{duty['citation']}]", 6)
    for question in way["interpretation"]:
        text = f"{question['asks']} Taken here: {question['takenSays']}."
        yield from wrapped(f"open question {question['question']}: ", text, 4)
