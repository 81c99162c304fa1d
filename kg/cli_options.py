"""What several commands share: the option for readings, stdin, and the wrapping of lines."""

import argparse
import sys
import textwrap

from kg.errors import InputError


def add_reading(command: argparse.ArgumentParser) -> None:
    """Give a command the option that takes readings of open questions."""
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
    """Give a text as lines of at most 96 characters, with a lead and an indent in spaces."""
    space = " " * indent
    return textwrap.wrap(lead + text, 96, initial_indent=space, subsequent_indent=space + "  ")
