"""What several commands share: options for readings and days to come, stdin, remarks, lines."""

import argparse
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from kg.epochs.books import Progress
from kg.errors import InputError
from kg.rdf.library import Library
from kg.rulebook.model import RuleBook
from kg.rulebook.periods import in_words


def opened(options: argparse.Namespace) -> Library:
    """Return the library that the command line was started with, else that of this package."""
    return options.library or Library.default()


def add_reading(command: argparse.ArgumentParser) -> None:
    """Add to a command the option that takes readings of open questions."""
    command.add_argument(
        "--reading",
        action="append",
        default=[],
        metavar="OQ-nn=B",
        help="take this reading of an open question; can be repeated",
    )


def from_stdin(most: int) -> bytes:
    """Return at most so many bytes from stdin; InputError where the caller closed it."""
    if sys.stdin is None:
        raise InputError("Nothing can be read from stdin.", where="-", code="unreadable")
    return sys.stdin.buffer.read(most)


def wrapped(lead: str, text: str, indent: int) -> list[str]:
    """Return a text as lines of at most 96 characters, with a lead and an indent in spaces."""
    space = " " * indent
    return textwrap.wrap(lead + text, 96, initial_indent=space, subsequent_indent=space + "  ")


def add_assume_unchanged(command: argparse.ArgumentParser) -> None:
    """Add to a command the option that takes days to come."""
    command.add_argument(
        "--assume-unchanged",
        action="store_true",
        help="take a day to come too, and assume that the law stays as it was last checked",
    )


def remark_lines(told: Mapping[str, Any], indent: int = 0) -> Iterator[str]:
    """Return the remarks of an answer as lines of text."""
    for remark in told["remarks"]:
        yield from wrapped("", remark["text"], indent)


def say_remarks(told: Mapping[str, Any], where: str = "") -> None:
    """Print the remarks of an answer on stderr, where its format has no place for them."""
    for remark in told["remarks"]:
        text = f"{where}: {remark['text']}" if where else remark["text"]
        print(f"clearance: {text}", file=sys.stderr)


def say_dormant(book: RuleBook, day: date) -> None:
    """Print on stderr which sections an answer leaves out: their law of the day is not held."""
    for section in book.dormant:
        print(
            f"clearance: not held for {day}, so left out: {book.label(section)}, which is held "
            f"{in_words(book.sections[section])}.",
            file=sys.stderr,
        )


def progress(quiet: bool) -> Progress | None:
    """Return a progress bar on stderr for the first build, or nothing where nobody would see it."""
    if quiet or not sys.stderr.isatty():
        return None
    from tqdm import tqdm

    bar: Any = None

    def step(what: str, done: int, total: int) -> None:
        nonlocal bar
        bar = bar or tqdm(total=total, unit="part", leave=False, file=sys.stderr)
        bar.set_description(f"building: {what}")
        bar.update(1)
        if done == total:
            bar.close()

    return step


def ticker(total: int, quiet: bool) -> Callable[[int], None]:
    """Return a progress bar on stderr for the slow engine, or nothing where nobody would see it."""
    if quiet or not sys.stderr.isatty():
        return lambda _: None
    from tqdm import tqdm

    bar = tqdm(total=total, unit="record", leave=False, file=sys.stderr)
    bar.set_description("reference engine")

    def step(count: int) -> None:
        bar.update(count)
        if bar.n >= total:
            bar.close()

    return step
