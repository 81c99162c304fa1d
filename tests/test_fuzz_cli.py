"""Random arguments, files and stdin for every command: never exit 70, never a trace.

Run in this process, for a start of Python takes longer than most commands; a few run as processes.
``make fuzz`` tries many more, from another seed each time.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path

import odd
import pytest
from hypothesis import given, seed
from hypothesis import strategies as st
from shell import ROOT, clearance, process

from kg.cli.main import parser

MANIFEST = (odd.EXAMPLES / "manifest.csv").read_bytes()[:300]
EXITS = {0, 1, 2, 3}
_CODE = re.compile(r" \[[a-z_]+\]$")
#: The server and the build have no input but settings, which test_cli_doors.py has.
APART = {"serve", "build"}


@pytest.fixture(autouse=True)
def _told(record_property: Callable[[str, object], None]) -> None:
    record_property("generated", f"{odd.COUNT} inputs for a door, seed {odd.SEED}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the records that the first lines of the manifest name."""
    made = tmp_path_factory.mktemp("manifest")
    for path in odd.FILES[:3]:
        (made / path.name).write_bytes(path.read_bytes())
    return made


def run(arguments: list[str], stdin: bytes = b"") -> int:
    """Run a command in this process, hold it to its form and return its exit code."""
    code, told, wrong = clearance(*arguments, stdin=stdin)
    assert code in EXITS, (code, wrong)
    assert "Traceback" not in told + wrong
    if code == 2:
        assert _CODE.search(wrong.rstrip()), wrong
    return code


def choices(command: str) -> dict[str, list[str]]:
    """Return the options of a command that take a value, with the values that they choose from."""
    commands = next(a for a in parser()._actions if a.dest == "command")
    assert isinstance(commands.choices, dict)
    return {
        max(action.option_strings, key=len): [str(one) for one in action.choices or ()]
        for action in commands.choices[command]._actions
        if action.option_strings and action.nargs != 0 and action.dest not in {"help", "engine"}
    }


def commands() -> list[str]:
    found = next(a for a in parser()._actions if a.dest == "command")
    return sorted(set(found.choices or ()) - APART)


@st.composite
def lines(draw: st.DrawFn) -> list[str]:
    """Return a command line: a command with some of its options and operands, all odd."""
    command = draw(st.sampled_from(commands()))
    line = [command]
    for name, values in choices(command).items():
        needed = name in {"--from", "--to"} and command in {"chain", "diff"}
        if needed or draw(st.integers(0, 2)) == 0:
            value = st.sampled_from(values) if values else odd.arguments
            line.append(f"{name}={draw(value | value | odd.arguments)}")
    line += draw(st.lists(odd.arguments | st.just("-"), max_size=2))
    return line


@seed(odd.SEED)
@odd.PROFILE
@given(
    line=lines(),
    stdin=st.binary(max_size=20) | odd.texts.map(lambda t: t.encode("utf-8", "replace")),
)
def test_no_odd_command_line_is_an_internal_error(line: list[str], stdin: bytes) -> None:
    run(line, stdin)


@seed(odd.SEED)
@odd.PROFILE
@given(record=odd.records(), form=st.sampled_from(["text", "json", "jsonl", "ttl", "md", "csv"]))
def test_no_odd_record_is_an_internal_error(record: tuple[bytes, str], form: str) -> None:
    data, told = record
    run(["check", "--quiet", "--input-format", told, "--format", form, "-"], data)


@seed(odd.SEED)
@odd.PROFILE
@given(text=odd.spoilt(MANIFEST))
def test_no_odd_manifest_is_an_internal_error(
    text: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "manifest"
    folder.mkdir(exist_ok=True)
    for path in odd.FILES[:3]:
        (folder / path.name).write_bytes(path.read_bytes())
    file = folder / "manifest.csv"
    file.write_bytes(text)
    run(["check", "--quiet", "--manifest", str(file)])


@seed(odd.SEED)
@odd.PROFILE
@given(
    text=st.sampled_from(sorted((ROOT / "kg" / "queries").glob("*.rq"))).flatmap(
        lambda path: odd.spoilt(path.read_bytes())
    ),
    pairs=st.lists(st.tuples(odd.arguments | st.just("thing"), odd.arguments), max_size=2),
    form=st.sampled_from(["text", "json", "csv", "ttl"]),
)
def test_no_odd_query_is_an_internal_error(
    text: bytes, pairs: list[tuple[str, str]], form: str
) -> None:
    options = [f"--set={name}={value}" for name, value in pairs]
    run(["query", "--format", form, *options, "-"], text)


def decision(path: Path) -> object:
    return json.loads(clearance("check", "--quiet", "--format", "json", str(path)).stdout)


@seed(odd.SEED)
@odd.PROFILE
@given(data=st.data(), form=st.sampled_from(["text", "json", "ttl", "md"]))
def test_no_odd_decision_is_an_internal_error(data: st.DataObject, form: str) -> None:
    told = decision(data.draw(st.sampled_from(odd.FILES[::40])))
    text = odd.written(data.draw(odd.changed(told)))
    text = data.draw(st.just(text) | st.just(text) | odd.spoilt(text))
    run(["explain", "--format", form, "-"], text)


@pytest.mark.parametrize(
    ("line", "stdin"),
    [
        (["check", "--input-format", "json", "-"], b"[" * 100_000),
        (["check", "--input-format", "json", "-"], b'{"type": "Disclosure", "date": "\\ud800"}'),
        (["check", "--input-format", "jsonld", "-"], b'{"@id": "\xff"}'),
        (["check", "--input-format", "turtle", "-"], b"<a> <b> " + b"(" * 50_000),
        (["query", "-"], b"SELECT * {" + b"{" * 5_000),
        (["query", "-"], b"\x00"),
    ],
)
def test_a_process_ends_with_a_code_and_no_trace(line: list[str], stdin: bytes) -> None:
    done = process(*line, stdin=stdin)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert _CODE.search(done.stderr.rstrip())
