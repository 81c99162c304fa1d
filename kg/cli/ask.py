"""Commands that ask: ``who``, ``query``."""

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from kg.cli.options import (
    add_assume_unchanged,
    add_reading,
    from_stdin,
    opened,
    progress,
    remark_lines,
    say_dormant,
    say_remarks,
    wrapped,
)
from kg.epochs import books
from kg.errors import InputError
from kg.queries import saved
from kg.questions import asking
from kg.record.sources import read_file
from kg.sparql import guard


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands to the parser."""
    told = commands.add_parser(
        "who",
        parents=[common],
        help="who may receive which information from whom, for which purpose",
        epilog="example: clearance who --information irs-adjustment --purpose "
        "ascertain-entry-correctness",
    )
    told.add_argument("--information", metavar="X", help="category of information; blank for any")
    told.add_argument("--purpose", metavar="Y", help="purpose; blank for any")
    told.add_argument(
        "--recipient", "--to", metavar="R", help="role of the recipient; blank for any"
    )
    told.add_argument(
        "--from", dest="holder", metavar="D", help="role of the discloser; blank for any"
    )
    told.add_argument("--as-of", metavar="DATE", help="law of this day (default: today)")
    add_assume_unchanged(told)
    add_reading(told)
    told.add_argument("--format", choices=["text", "json", "jsonl", "csv"], default="text")
    told.set_defaults(run=_who)

    told = commands.add_parser(
        "query",
        parents=[common],
        help="run a saved or own SPARQL query on the public graph",
        epilog="example: clearance query provision-norms --set "
        "provision=https://w3id.org/clearance/law/26-cfr/301.6103-l-14-1/e",
    )
    told.add_argument(
        "query", metavar="NAME|FILE|-", nargs="?", help="blank: list the saved queries"
    )
    told.add_argument(
        "--set", action="append", default=[], metavar="VARIABLE=VALUE", help="bind a variable"
    )
    told.add_argument("--format", choices=["text", "json", "csv", "ttl"], default="text")
    told.set_defaults(run=_query)


#: What an axis or parameter is called on the command line, where that is not its own name.
_OPTIONS = {"to": "--recipient", "asOf": "--as-of"}


def _who(options: argparse.Namespace) -> int:
    library = opened(options)
    books.index(library, progress(options.quiet))
    assume = options.assume_unchanged
    law = asking.law(library, options.as_of, options.reading, _option, assume_unchanged=assume)
    say_dormant(law.book, law.day)
    words = {
        "information": options.information,
        "purpose": options.purpose,
        "to": options.recipient,
        "from": options.holder,
    }
    told = asking.who_may(law, asking.wanted(law, words, _option))
    found, day = told["rows"], law.day
    if options.format == "json":
        print(json.dumps(told, indent=2, ensure_ascii=False))
    elif options.format == "jsonl":
        for row in found:
            print(json.dumps(row, ensure_ascii=False))
        say_remarks(told)
    elif options.format == "csv":
        _who_csv(found)
        say_remarks(told)
    else:
        print("\n".join([*_who_text(found, day), *remark_lines(told)]))
    return 0


def _option(name: str) -> str:
    return _OPTIONS.get(name, f"--{name}")


def _who_csv(found: list[dict[str, Any]]) -> None:
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["from", "to", "information", "purpose", "citations", "conditions"])
    for row in found:
        labels = [row[key]["label"] for key in ("from", "to", "information", "purpose")]
        writer.writerow(
            [
                *labels,
                ";".join(reason["citation"] for reason in row["because"]),
                ";".join(condition["message"] for condition in row["conditions"]),
            ]
        )


def _who_text(found: list[dict[str, Any]], day: date) -> Iterable[str]:
    """Return the rows as text, those with the same answer under one heading."""
    if not found:
        yield f"Nobody may receive it, at the law of {day}: no permission covers it."
        return
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in found:
        same = {key: row[key] for key in ("from", "to", "because", "conditions", "interpretation")}
        groups.setdefault(json.dumps(same, sort_keys=True), []).append(row)
    for rows in groups.values():
        first = rows[0]
        yield f"{first['from']['label']}  →  {first['to']['label']}"
        for key in ("information", "purpose"):
            labels = dict.fromkeys(row[key]["label"] for row in rows)
            yield from wrapped(f"{key}: ", "; ".join(labels), 2)
        for reason in first["because"]:
            yield f"  because {reason['citation']}:"
            yield from wrapped("", f"“{reason['quote']}”", 4)
        if first["conditions"]:
            yield "  on condition:"
        for condition in first["conditions"]:
            yield from wrapped("- ", condition["message"], 4)
        for question in first["interpretation"]:
            text = (
                f"{question['asks']} Taken here: {question['takenSays']}. Other "
                f"reading: {question['otherSays']}."
            )
            yield from wrapped(f"open question {question['question']}: ", text, 2)
        yield ""
    ways, parts = len(found), len(groups)
    yield (
        f"{ways} way{'s' * (ways != 1)} at the law of {day}, "
        f"in {parts} group{'s' * (parts != 1)} with the same provision and conditions."
    )


def _query(options: argparse.Namespace) -> int:
    from kg.sparql import query  # loads the public graph: only here
    from kg.sparql.output import write

    if options.query is None:
        print("\n".join(query.names()))
        return 0
    text = _query_text(options.query)
    bound = {}
    for pair in options.set:
        name, equals, value = pair.partition("=")
        if not equals:
            raise InputError(
                "Write it as VARIABLE=VALUE.", where=f"--set {name[:40]}", code="usage"
            )
        bound[name.lstrip("?$")] = value
    answer = query.run(opened(options), text, bound)
    with query.engine_errors():  # what is wrong with a row comes out as it is written
        told = write(answer, options.format)
    print(told, end="")
    return 0


def _query_text(name: str) -> str:
    """Return the text of a query from stdin, of a saved query or from a file."""
    if name in saved.names():
        return saved.saved(name)
    if name == "-":
        data = from_stdin(guard.MAX_QUERY + 1)
    elif _is_file(name):
        data = read_file(Path(name))
    else:
        return saved.saved(name)  # raises, and says which there are
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("Write the query in UTF-8.", where=name, code="bad_encoding") from None


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False
