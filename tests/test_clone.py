"""A clone alone tests everything: nothing outside of it is read, and nothing is skipped."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = (".ci", "api", "data", "docs", "kg", "ontology", "shapes", "tests")
BINARY = {".pyc", ".png", ".gz", ".nq"}
#: A relative path that begins by going up. One behind a slash is a path of a URL.
UPWARD = re.compile(r"(?<![\w/.%])(?:\.\./)+(?:[\w.-]+/)*[\w.-]*")
#: Going up from the module itself.
PARENTS = re.compile(r"__file__\)(?:\.resolve\(\))?((?:\.parent)+)")
#: Going up from the root of the checkout.
BESIDE = re.compile(r"\b(?:ROOT|files\.share\(\))\.parent\b")
#: All that a test may lack: what an operating system does not have.
SYSTEM = re.compile(r"\bthis system\b")


def texts() -> Iterator[Path]:
    """Return the text files of the checkout."""
    yield from (path for path in ROOT.iterdir() if path.is_file())
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix not in BINARY:
                yield path


def outside(path: Path, text: str) -> list[str]:
    """Return what in a text leads out of the checkout."""
    here = path.parent
    found = [up for up in UPWARD.findall(text) if not (here / up).resolve().is_relative_to(ROOT)]
    if path.suffix == ".py":
        depth = len(path.relative_to(ROOT).parts)
        found += [up for up in PARENTS.findall(text) if up.count(".parent") > depth]
        found += BESIDE.findall(text)
    return found


def test_no_file_names_a_path_outside_of_the_checkout() -> None:
    seen = 0
    for path in texts():
        if path != Path(__file__):
            seen += 1
            assert outside(path, path.read_text(encoding="utf-8", errors="replace")) == [], path
    assert seen > 500


@pytest.mark.parametrize(
    "text",
    [
        'SUITE = "../../beside/suites"',
        "see `../../sources`",
        "Path(__file__).parent.parent.parent",
        "Path(__file__).resolve().parent.parent.parent",
        'ROOT.parent / "beside"',
        'files.share().parent / "beside"',
    ],
)
def test_a_path_that_leads_out_would_be_noticed(text: str) -> None:
    assert outside(ROOT / "tests" / "test_x.py", text)


def test_a_path_that_stays_inside_is_none_of_them() -> None:
    text = '"../kg" Path(__file__).parent.parent "/def/../../../etc/passwd" [x](../Makefile)'
    assert outside(ROOT / "tests" / "test_x.py", text) == []


def skips(text: str) -> list[tuple[int, str]]:
    """Return line and words of each call or mark by which a test does not run, or may fail."""
    return [
        (node.lineno, ast.unparse(node))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and re.search(r"(^|\.)(skip|skipif|xfail|importorskip)$", ast.unparse(node.func))
    ]


def test_a_test_is_skipped_only_where_the_operating_system_lacks_something() -> None:
    for path in sorted((ROOT / "tests").glob("*.py")):
        for line, words in skips(path.read_text(encoding="utf-8")):
            assert SYSTEM.search(words), f"{path.name}:{line}: {words}"


def test_a_skip_for_another_reason_would_be_noticed() -> None:
    ((_, words),) = skips('pytest.skip(f"the sources are not here: {path}")')
    assert not SYSTEM.search(words)
    assert skips("@pytest.mark.xfail(reason='flaky')\ndef test(): ...")
