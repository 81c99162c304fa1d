"""Commands that documents show with their output: find them, compare, and show it anew.

In the output “…” on a line of its own stands for lines left out. A document may have its reader
save files first (“Save this as `NAME`:” or “… as `NAME`:” before a block); its commands run in a
folder with these files and with the examples of the repository.
"""

import difflib
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOT = Path(__file__).parent.parent.parent
_BLOCK = re.compile(r"(^```(?:console)?\n\$ (clearance .+)\n)((?:.*\n)+?)(?=^```$)", re.M)
_SAVED = re.compile(r"[Ss]ave [^\n]*as `([\w.-]+)`:\n\n```\w+\n(.+?)^```$", re.M | re.S)
_CUT = "…"
_REFUSED = 2
#: What commands of documents read from the repository.
_SHARED = ("data", "tests")


def blocks(text: str) -> list[tuple[str, str]]:
    """Return command and output of every block of a document that shows a command."""
    return [(command, shown) for _, command, shown in _BLOCK.findall(text)]


@contextmanager
def folder(text: str) -> Iterator[Path]:
    """Make a folder as the reader of a document has it, and remove it at the end."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        for shared in _SHARED:
            (place / shared).symlink_to(_ROOT / shared)
        for file, content in _SAVED.findall(text):
            (place / file).write_text(content, encoding="utf-8")
        yield place


def run(line: str, place: Path = _ROOT) -> tuple[int, str]:
    """Run a command line of ours, with pipes between our own commands: exit code and output."""
    text, code = "", 0
    for part in line.split(" | "):
        command = [sys.executable, "-m", "kg", *shlex.split(part)[1:]]
        done = subprocess.run(
            command, cwd=place, input=text, capture_output=True, text=True, check=False
        )
        code = done.returncode
        text = done.stderr if code == _REFUSED else done.stdout
    return code, text


def parts(shown: str) -> list[str]:
    """Return what stands between the cuts of an output."""
    return [part.strip("\n") for part in re.split(rf"^{_CUT}$", shown, flags=re.M)]


def differing(shown: str, said: str) -> str | None:
    """Return the first part that the output has not in this order; None if all agree.

    What stands before the first cut begins the output; without a cut at the end, so does the
    last part end it.
    """
    first, *rest = parts(shown)
    if not said.startswith(first):
        return first
    left = said[len(first) :]
    for part in filter(None, rest):
        _, found, left = left.partition(part)
        if not found:
            return part
    ends = parts(shown)[-1] == "" or not left.strip()
    return None if ends else parts(shown)[-1]


def refreshed(text: str) -> str:
    """Return a document with the outputs as the commands give them now, cut where they were."""

    with folder(text) as place:

        def anew(found: re.Match[str]) -> str:
            _, said = run(found[2], place)
            shown = found[3] if differing(found[3], said) is None else _again(found[3], said)
            return found[1] + shown

        return _BLOCK.sub(anew, text)


def _again(shown: str, said: str) -> str:
    """Return of an output what is most like what was shown, part by part."""
    lines = said.rstrip("\n").split("\n")
    old = shown.rstrip("\n").split("\n")
    if _CUT not in old:
        return said.rstrip("\n") + "\n"
    result, at = [], 0
    for number, part in enumerate(_runs(old)):
        if part == [_CUT]:
            result.append(_CUT)
            continue
        start, end = _most_like(part, lines, at, first=number == 0)
        result += lines[start:end]
        at = end
    return "\n".join(result) + "\n"


def _runs(lines: list[str]) -> Iterator[list[str]]:
    run: list[str] = []
    for line in lines:
        if line == _CUT:
            if run:
                yield run
            yield [_CUT]
            run = []
        else:
            run.append(line)
    if run:
        yield run


def _most_like(part: list[str], lines: list[str], at: int, *, first: bool) -> tuple[int, int]:
    wanted = "\n".join(part)
    matcher = difflib.SequenceMatcher(b=wanted, autojunk=False)
    best, found = -1.0, (at, at)
    for start in [0] if first else range(at, len(lines)):
        for length in range(max(1, len(part) - 2), len(part) + 3):
            matcher.set_seq1("\n".join(lines[start : start + length]))
            if matcher.real_quick_ratio() > best and matcher.ratio() > best:
                best, found = matcher.ratio(), (start, min(start + length, len(lines)))
    return found
