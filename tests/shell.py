"""Run our commands in tests: in this process, or as a process of their own.

A start of Python takes longer than most commands do, so tests run ``main`` here with streams of
their own. What only a process shows (its exit code, a pipe, a closed stream, the locale, another
cache) is tested with :func:`process`; test_cli.py holds the two against each other once for each
command.
"""

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from support import LIBRARY

from kg.cli.main import main
from kg.rdf.library import Library

ROOT = Path(__file__).parent.parent
Text = str | bytes


class Ran(NamedTuple):
    """What a command left: its exit code and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


@contextlib.contextmanager
def streams(stdin: bytes = b"") -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    """Put streams of bytes in place of stdin, stdout and stderr, as a process has them."""
    out, err = io.BytesIO(), io.BytesIO()
    told = io.TextIOWrapper(out, encoding="utf-8", write_through=True)
    wrong = io.TextIOWrapper(err, encoding="utf-8", errors="backslashreplace", write_through=True)
    given = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    with (
        mock.patch.object(sys, "stdin", given),
        contextlib.redirect_stdout(told),
        contextlib.redirect_stderr(wrong),
    ):
        yield out, err


def clearance(
    *arguments: Text, stdin: Text = b"", cwd: Path = ROOT, library: Library = LIBRARY
) -> Ran:
    """Run a command in this process; a server that would start is a failure (exit code 70)."""
    line = [os.fsdecode(argument) for argument in arguments]
    with contextlib.chdir(cwd), _no_server(line), streams(_bytes(stdin)) as (out, err):
        try:
            code = main(line, library)
        except SystemExit as end:  # argparse: 2, or 0 after --help
            code = int(end.code or 0)
        return Ran(code, out.getvalue().decode(), err.getvalue().decode())


def _no_server(line: list[str]) -> contextlib.AbstractContextManager[object]:
    """Let ``serve`` do all but serve, which would not come back."""
    if line[:1] != ["serve"]:
        return contextlib.nullcontext()
    return mock.patch("api.serve.Server.run", side_effect=AssertionError("it would serve"))


def serve(*options: str) -> Ran:
    """Run ``serve`` with settings that it has to refuse.

    As a process where a host or port is named: where it is none, the socket that Python made for
    it is left to the collector, which warns.
    """
    bound = any(option.startswith(("--host", "--port")) for option in options)
    return (process if bound else clearance)("serve", *options)


def process(
    *arguments: Text, stdin: Text | None = b"", cwd: Path = ROOT, **environment: str
) -> Ran:
    """Run a command as a process of its own, with more in its environment if given."""
    done = subprocess.run(
        [sys.executable, "-m", "kg", *arguments],
        cwd=cwd,
        input=None if stdin is None else _bytes(stdin),
        capture_output=True,
        env=os.environ | environment,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def _bytes(text: Text) -> bytes:
    return text.encode() if isinstance(text, str) else text
