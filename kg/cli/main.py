"""The command line ``clearance``: stdout is the result, stderr everything else (commands.md)."""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import entry_points

from kg.cli import ask, chain, check, law, new_section
from kg.errors import InputError, KgError, with_code
from kg.rdf.library import Library

#: Entry points by which other packages add commands.
COMMANDS = "clearance.commands"
_EXAMPLES = """examples:
  clearance check data/examples/irs-complete-2019.json
  clearance check --format json --as-of 2019-06-01 request.ttl
  clearance check --engine both --manifest data/examples/manifest.csv
  clearance who --from irs-officer --purpose ascertain-entry-correctness
  clearance chain --from irs-officer --to special-expert --information intercompany-transactions
  clearance law "26 CFR 301.6103(l)(14)-1(e)"
  clearance diff "26 CFR 301.6103(n)-1(a)" --from 2007-06-04 --to 2007-06-05
  clearance query agencies

exit codes: 0 permitted, conforms or answered; 1 prohibited, not authorized or violates;
2 usage or input error; 3 undetermined; 70 internal error. Of several files, the highest of
2, 1, 3, 0 in that order."""


class _Parser(argparse.ArgumentParser):
    """A parser whose errors name the way out; argparse already exits with 2."""

    def error(self, message: str) -> None:  # type: ignore[override]  # argparse says NoReturn; exit() does not return
        """Print the error with a hint."""
        self.exit(2, f"{self.prog}: {message}. Try “{self.prog} --help”. [usage]\n")


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands and options."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--quiet", action="store_true", help="print the result only, no progress")
    common.add_argument(
        "--debug", action="store_true", help="print the whole trace of an internal error"
    )
    top = _Parser(
        prog="clearance",
        description="Who may receive which information from whom, for which purpose, on what "
        "conditions, on which date, with the words of the law.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(
        dest="command", required=True, metavar="COMMAND", parser_class=_Parser
    )
    check.add(commands, common)
    ask.add(commands, common)
    chain.add(commands, common)
    law.add(commands, common)
    new_section.add(commands, common)
    for entry in sorted(entry_points(group=COMMANDS), key=lambda entry: entry.name):
        entry.load()(commands, common)  # serve, which belongs to the server
    return top


def main(arguments: Sequence[str] | None = None, library: Library | None = None) -> int:
    """Run a command and return its exit code.

    ``library`` is that of this package if it is left out.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):  # a name of a file may hold what is no text
        sys.stdout.reconfigure(errors="backslashreplace")
    options = parser().parse_args(arguments, argparse.Namespace(library=library))
    try:
        code: int = options.run(options)
        if sys.stdout:  # None where the caller closed it
            sys.stdout.flush()
        return code
    except InputError as error:
        print(f"clearance: {with_code(error)}", file=sys.stderr)
        return 2
    except KgError as error:
        print(f"clearance: internal error: {with_code(error)}", file=sys.stderr)
        if options.debug:
            raise
        return 70
    except BrokenPipeError:  # the reader, such as head, has had enough
        _drop_output()
        return 0
    except OSError as error:  # the machine's fault or the caller's: a disk, a folder, a permission
        if options.debug:
            raise
        _drop_output()
        place = error.filename or "stdout"
        why = error.strerror or type(error).__name__
        told = InputError(f"This cannot be read or written: {why}.", where=str(place), code="no_io")
        print(f"clearance: {with_code(told)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # the last line of defence: no trace for users
        if options.debug:
            raise
        kind = type(error).__name__
        print(
            f"clearance: internal error ({kind}). Run again with --debug to see where.",
            file=sys.stderr,
        )
        return 70


def _drop_output() -> None:
    """Let nothing more be written to stdout: what is left of it would fail again at the end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
