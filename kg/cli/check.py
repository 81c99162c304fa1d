"""Commands that decide or build: ``check``, ``explain``, ``build``."""

import argparse
import json
import os
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
    say_remarks,
    ticker,
)
from kg.epochs import books
from kg.errors import EngineError, InputError, with_code
from kg.explain import compare, stored
from kg.explain.answer import as_markdown, as_text, hop_line
from kg.questions import bounds, check
from kg.rdf.library import Library
from kg.record import ingest, schema, sources
from kg.record.csv_cells import cell
from kg.rulebook import days
from kg.rulebook.readings import chosen

_EXIT = {"permitted": 0, "conforms": 0, "prohibited": 1, "not-authorized": 1, "violates": 1}
_ORDER = {2: 3, 1: 2, 3: 1, 0: 0}  # of several files the highest in this order


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands to the parser."""
    told = commands.add_parser(
        "check",
        parents=[common],
        help="decide each submitted record",
        epilog="example: clearance check --as-of 2019-06-01 data/examples/irs-complete-2019.json",
    )
    told.add_argument(
        "files", nargs="*", metavar="FILE", help=".json, .jsonld, .ttl or .nt; - for stdin"
    )
    told.add_argument(
        "--input-format", choices=sorted(ingest.FORMATS.values()), help="of stdin or every FILE"
    )
    told.add_argument(
        "--as-of",
        action="append",
        default=[],
        metavar="DATE",
        help="apply the law of this day, not that of the record; twice: compare the two days",
    )
    add_assume_unchanged(told)
    add_reading(told)
    told.add_argument(
        "--format", choices=["text", "json", "jsonl", "ttl", "md", "csv"], default="text"
    )
    told.add_argument("--engine", choices=["fast", "reference", "both"], default="fast")
    told.add_argument(
        "--manifest", type=Path, metavar="CSV", help="decide and compare every record listed"
    )
    told.set_defaults(run=_check)

    told = commands.add_parser(
        "explain",
        parents=[common],
        help="give a decision (JSON of check) as text, Markdown or RDF",
        epilog="example: clearance check --format json FILE | clearance explain --format md -",
    )
    told.add_argument("decision", metavar="DECISION", help="file with a decision as JSON, or -")
    told.add_argument("--format", choices=["text", "json", "ttl", "md"], default="text")
    told.set_defaults(run=_explain)

    told = commands.add_parser(
        "build",
        parents=[common],
        help="build and check the rule books of all dates, and the public graph",
    )
    told.set_defaults(run=_build)

    told = commands.add_parser("schema", parents=[common], help="print the JSON Schema of records")
    told.add_argument("--context", action="store_true", help="print the JSON-LD context instead")
    told.set_defaults(run=_schema)


def _check(options: argparse.Namespace) -> int:
    library = opened(options)
    books.index(library, progress(options.quiet))
    if options.manifest:
        if options.files or options.as_of or options.reading:
            raise InputError(
                "A manifest names its files and days, and holds what the default readings give. "
                "Leave out FILE, --as-of and --reading.",
                where="--manifest",
                code="usage",
            )
        return _manifest(library, options)
    if not options.files:
        raise InputError("Name at least one file, or - for stdin.", code="usage")
    bounds.check_days(len(options.as_of), "--as-of")
    assume = options.assume_unchanged
    asked = [days.read(text, "--as-of") for text in options.as_of]
    for day in asked:
        days.require_past(day, "--as-of", assume_unchanged=assume)
    each: list[date | None] = [*asked] or [None]
    taken = chosen(books.latest(library), options.reading)
    jobs, code = [], 0
    for name in options.files:
        try:
            data, fmt = _source(name, options.input_format)
            # the name of a file may be no text, and goes into answers that are
            shown = os.fsencode(name).decode("utf-8", "replace")
            jobs += check.jobs(library, shown, data, fmt, each, taken, assume_unchanged=assume)
        except InputError as error:
            print(f"clearance: {with_code(error)}", file=sys.stderr)
            code = 2
    decided = list(check.run(jobs, options.engine))
    for told in decided:
        code = max(code, _EXIT.get(told["outcome"], 3), key=lambda c: _ORDER[c])
    if len(each) > 1 and options.format in {"text", "json"}:
        _print_compared(library, decided, len(each), taken, options.format)
    else:
        _print(decided, options.format)
    return code


def _print_compared(
    library: Library, decided: list[dict[str, Any]], count: int, taken: frozenset[str], fmt: str
) -> None:
    """Print the decisions on each record at several days, and what makes the difference."""
    out = []
    for at in range(0, len(decided), count):
        same = decided[at : at + count]
        under = [books.book_for(library, days.read(told["asOf"]), taken) for told in same]
        changes = [
            compare.between(same[n], same[n + 1], (under[n], under[n + 1]))
            for n in range(count - 1)
        ]
        out.append({"file": same[0]["file"], "decisions": same, "changes": changes})
    if fmt == "json":
        print(json.dumps(out[0] if len(out) == 1 else out, indent=2, ensure_ascii=False))
        return
    for told in out:
        text = [as_text(decision) for decision in told["decisions"]]
        text += ["\n".join(compare.lines(change)) for change in told["changes"]]
        print("\n\n".join(text))


def _source(name: str, fmt: str | None, most: int = ingest.MAX_BYTES) -> tuple[bytes, str]:
    if name != "-":
        path = Path(name)
        return sources.read_file(path, most), fmt or sources.format_of(path)
    if fmt is None:
        raise InputError("Say with --input-format what comes from stdin.", where="-", code="usage")
    return from_stdin(most + 1), fmt


def _print(decided: list[dict[str, Any]], fmt: str) -> None:
    if fmt == "json":
        out: Any = decided[0] if len(decided) == 1 else decided
        if decided:
            print(json.dumps(out, indent=2, ensure_ascii=False))
    elif fmt == "csv":
        import csv

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(["file", "asOf", "outcome", "citations", "earlier"])
        for told in decided:
            earlier = ";".join(hop_line(hop) for hop in told["earlier"])
            cited = ";".join(told["citations"])
            row = [cell(told["file"]), told["asOf"], told["outcome"], cited, earlier]
            writer.writerow(row)
            say_remarks(told, told["file"])
    else:
        separator = "\n\n" if fmt == "text" else "\n"
        if decided:
            print(separator.join(_written(decided, fmt)))


def _written(decided: Iterable[dict[str, Any]], fmt: str) -> Iterable[str]:
    for told in decided:
        if fmt == "jsonl":
            yield json.dumps(told, ensure_ascii=False)
        elif fmt == "md":
            yield as_markdown(told)
        elif fmt == "ttl":
            from kg.explain.rdf import turtle  # loads rdflib: only here

            yield turtle(told)
        else:
            yield as_text(told)


def _manifest(library: Library, options: argparse.Namespace) -> int:
    folder = options.manifest.parent
    expected = sources.manifest(options.manifest)
    jobs = []
    for line in expected:
        path = folder / line.file
        where, assume = f"{options.manifest} {line.file}", options.assume_unchanged
        day = days.read(line.as_of, where)
        days.require_past(day, where, assume_unchanged=assume)
        data, fmt = sources.read_file(path), sources.format_of(path)
        jobs.append(check.job(library, line.file, data, fmt, day, assume_unchanged=assume))
    wrong = 0
    counts: dict[str, int] = {}
    tick = ticker(len(jobs), options.quiet or options.engine == "fast")
    for line, told in zip(expected, check.run(jobs, options.engine, tick), strict=True):
        counts[told["outcome"]] = counts.get(told["outcome"], 0) + 1
        say_remarks(told, line.file)
        if differs := sources.differences(line, told):
            wrong += 1
            print(f"{line.file}: {differs}")
        elif not options.quiet:
            print(f"{line.file}: {told['outcome']}: {'; '.join(told['citations'])}")
    told_counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items()))
    engines = (
        "both engines, which agree" if options.engine == "both" else f"the {options.engine} engine"
    )
    print(
        f"{len(expected)} records decided by {engines}: {told_counts}. "
        f"{len(expected) - wrong} as expected, {wrong} not."
    )
    return 1 if wrong else 0


def _explain(options: argparse.Namespace) -> int:
    data, _ = _source(options.decision, "json", stored.MAX_BYTES)
    told = stored.read(data, options.decision)
    if options.format == "json":
        print(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        print("\n".join(_written([told], options.format)))
    return 0


def _build(options: argparse.Namespace) -> int:
    from kg.sparql import snapshot  # loads the store: only here

    library = opened(options)
    entries = books.index(library, progress(options.quiet))
    if not entries:
        raise EngineError("The build gave no rule book.", code="no_rule_book")
    for entry in entries:
        day = days.read(entry["start"])
        book = books.book_for(library, day)
        ways = len(books.who_table(library, day))
        print(
            f"{entry['start']} to {entry['end'] or 'now'}: {len(book.norms)} norms, "
            f"{len(book.conditions)} conditions, {ways} ways to receive"
        )
    print(f"rule book {books.latest(library).version}")
    snapshot.path(library)
    print(f"public graph sha256:{snapshot.version(library)}")
    return 0


def _schema(options: argparse.Namespace) -> int:
    book = books.latest(opened(options))
    made = schema.context if options.context else schema.schema
    print(json.dumps(made(book), indent=2, ensure_ascii=False))
    return 0
