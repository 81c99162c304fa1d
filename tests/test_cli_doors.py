"""Odd arguments, files, streams and settings of the command line: a code, never a crash."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from shell import ROOT, Ran, clearance, process
from support import EXAMPLES

PERMITTED = EXAMPLES / "irs-complete-2019.json"
COLUMNS = "file,asOf,outcome,citations\n"
_CODE = re.compile(r" \[([a-z_]+)\]$")


def code(run: Ran) -> str:
    """Return the code at the end of the only line of the error, held to its form."""
    told = run.stderr
    assert run.returncode == 2, told
    assert run.stdout == ""
    assert told.count("\n") == 1
    assert "Traceback" not in told
    found = _CODE.search(told.rstrip())
    assert found, told
    return found[1]


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        ("x", "usage"),
        ("=v", "bad_variable"),
        ("?=v", "bad_variable"),
        ("a-b=v", "bad_variable"),
        ("s{=v", "bad_variable"),
        ("s t=v", "bad_variable"),
        (b"\xff=v", "bad_variable"),
        ("s=https://<>", "invalid_iri"),
        ("s=http://a b", "invalid_iri"),
        ('s=http://a"b', "invalid_iri"),
        ("s=http://a\nb", "invalid_iri"),
        (b"s=\xff", "invalid_iri"),
        (b"s=http://\xed\xa0\x80", "invalid_iri"),
    ],
)
def test_a_variable_or_value_that_is_none_is_refused(pair: str | bytes, expected: str) -> None:
    assert code(clearance("query", "agencies", "--set", pair)) == expected


def test_a_query_in_no_file_or_no_utf_8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.rq"
    file.write_bytes(b"ASK { ?s ?p '\xff' }")
    assert code(clearance("query", str(file))) == "bad_encoding"
    assert code(clearance("query", "-", stdin=b"\xfe\xff")) == "bad_encoding"
    for name in (str(tmp_path), "a" * 5000, b"\xff", str(tmp_path / "none.rq"), ""):
        assert code(clearance("query", name)) == "unknown_query"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe",
        b"file,asOf\n",
        COLUMNS.encode() + b"x\n",
        COLUMNS.encode() + b"x,2020-01-01\n",
        COLUMNS.encode() + b'"' + b"a" * 200_000 + b'",b,c,d\n',
        COLUMNS.encode() + b",2020-01-01,permitted,\n",
    ],
)
def test_a_manifest_that_is_none_is_refused(text: bytes, tmp_path: Path) -> None:
    file = tmp_path / "manifest.csv"
    file.write_bytes(text)
    assert code(clearance("check", "--manifest", str(file))) == "bad_manifest"


@pytest.mark.parametrize(
    "name", [b"a\0b.json", b"none.json", b"..", b"\xff.json", b"a" * 5000 + b".json"]
)
def test_a_manifest_that_names_no_file_is_refused(name: bytes, tmp_path: Path) -> None:
    file = tmp_path / "manifest.csv"
    file.write_bytes(COLUMNS.encode() + name + b",2020-01-01,permitted,\n")
    # a name with a character that cannot be seen is refused before a file is looked for
    expected = "bad_manifest" if b"\0" in name else "unreadable"
    assert code(clearance("check", "--manifest", str(file))) == expected


def test_a_file_whose_name_is_no_text_is_decided(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xff.json"
    Path(os.fsdecode(name)).write_bytes(PERMITTED.read_bytes())
    for form in ("text", "json", "jsonl", "csv", "md", "ttl"):
        run = clearance("check", "--format", form, name)
        assert (run.returncode, run.stderr) == (0, ""), form
    assert json.loads(clearance("check", "--format", "json", name).stdout)["outcome"] == "permitted"


@pytest.mark.parametrize("place", ["file", "file/inside", "/proc/none", "/dev/null"])
def test_a_cache_in_an_odd_place_is_told(place: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = str(tmp_path / place)
    assert code(process("check", str(PERMITTED), CLEARANCE_CACHE=folder)) == "no_io"
    assert code(process("query", "agencies", CLEARANCE_CACHE=folder)) == "no_io"
    assert code(process("serve", "--port", "0", CLEARANCE_CACHE=folder)) == "no_cache"


def shell(line: str) -> Ran:
    """Run a line of the shell in which PROGRAM stands for our command."""
    told = line.replace("PROGRAM", f"{sys.executable} -m kg").replace("FILE", str(PERMITTED))
    done = subprocess.run(["sh", "-c", told], cwd=ROOT, capture_output=True, check=False)
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_closed_and_full_streams_are_told() -> None:
    assert code(shell("PROGRAM check FILE >/dev/full")) == "no_io"
    assert code(shell("PROGRAM check --input-format json - <&-")) == "unreadable"
    assert code(shell("PROGRAM query - <&-")) == "unreadable"
    assert shell("PROGRAM check FILE >&-").returncode == 0
    assert shell("PYTHONIOENCODING=ascii PROGRAM law '19 USC 1628'").returncode == 0


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("--store", "http://", "usage"),
        ("--store", "http://[", "usage"),
        ("--store", "http://a b/", "usage"),
        ("--store", "http://h:99999/", "usage"),
        ("--store", "file:///etc/passwd", "usage"),
        ("--public-url", "https://[::1", "usage"),
        ("--public-url", "https://x?y", "usage"),
        ("--public-url", "https://x#y", "usage"),
        ("--public-url", "https://\u00e9.example", "usage"),
        ("--seconds", "9" * 30, "usage"),
        ("--workers", "0", "usage"),
        ("--memory", "-1", "usage"),
        ("--rows", str(10**20), "usage"),
        ("--proxies", "1000", "usage"),
        ("--port", "70000", "port_taken"),
        ("--port", "-1", "port_taken"),
        ("--port", "x", "usage"),
        ("--port", "1" * 5000, "usage"),
    ],
)
def test_a_setting_of_the_server_that_cannot_be_is_refused(
    option: str, value: str, expected: str
) -> None:
    assert code(clearance("serve", "--quiet", f"{option}={value}")) == expected


@pytest.mark.parametrize("host", ["\u00e9" * 70, "a b", "no.such.host.invalid", "999.1.1.1"])
def test_an_address_that_no_machine_has_is_refused(host: str) -> None:
    run = clearance("serve", "--quiet", "--host", host, "--public-url", "https://x.example")
    assert code(run) == "port_taken"
