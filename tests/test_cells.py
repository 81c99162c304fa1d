"""Names of files in CSV and manifests: no formula and no control of a terminal.

What has to come out is from OWASP's page on CSV Injection and answers.md.
"""

import csv
import io
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shell import clearance
from support import EXAMPLES

from kg.record import csv_cells


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(1)", "'@SUM(1)"), ("\tx", "'\tx"),
        ("\rx", "'\rx"), ("'=1", "''=1"), ("\uff1d1", "'\uff1d1"),
        ("2019-06-14", "2019-06-14"), ("26 CFR 301", "26 CFR 301"), ("a=1", "a=1"),
        ("'quoted'", "'quoted'"), ("-", "-"), ("", ""),
    ],
)  # fmt: skip
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str, cell: str) -> None:
    assert csv_cells.cell(text) == cell
    assert csv_cells.text(cell) == text


@given(st.text("'=+-@\t\r\nax\uff1d"))
def test_every_cell_can_be_undone_and_none_begins_a_formula(text: str) -> None:
    made = csv_cells.cell(text)
    assert csv_cells.text(made) == text
    assert made in {"", "-"} or made[0] not in "=+-@\t\r\n\uff1d"


def test_names_of_files_in_csv_are_no_formulas_and_serve_as_a_manifest(tmp_path: Path) -> None:
    names = ["=cmd|x.json", '@SUM(1),"x".json', "+1.json", "plain.json"]
    for name in names:
        shutil.copy(EXAMPLES / "irs-complete-2019.json", tmp_path / name)
    code, out, _ = clearance("check", "--format", "csv", *names, cwd=tmp_path)
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["file"] for row in rows] == ["'" + name for name in names[:3]] + ["plain.json"]
    assert {row["asOf"] for row in rows} == {"2019-06-14"}
    (tmp_path / "manifest.csv").write_text(out, encoding="utf-8")
    code, out, _ = clearance("check", "--manifest", "manifest.csv", cwd=tmp_path)
    assert code == 0
    assert "4 as expected, 0 not." in out


def test_a_name_that_is_no_text_is_written_in_every_format(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff.json")
    shutil.copy(EXAMPLES / "irs-complete-2019.json", tmp_path / name)
    for fmt in ("text", "json", "jsonl", "ttl", "md", "csv"):
        code, _, err = clearance("check", "--format", fmt, name, cwd=tmp_path)
        assert (code, err) == (0, "")


@pytest.mark.parametrize("char", ["\x00", "\x1b[2J", "\u202e", "\x9b"])
def test_a_manifest_names_no_file_by_characters_that_cannot_be_seen(
    char: str, tmp_path: Path
) -> None:
    file = tmp_path / "manifest.csv"
    file.write_text(f"file,asOf,outcome,citations\na{char},2019-06-14,permitted,x\n", "utf-8")
    code, out, err = clearance("check", "--manifest", str(file), cwd=tmp_path)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "line 2: The file name" in err
