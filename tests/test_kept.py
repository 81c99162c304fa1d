"""What is kept to be quicker has a bound, on disk and in memory, whatever strangers ask for."""

import gc
import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from support import LIBRARY

from kg.engine.index import plan_of
from kg.epochs import books, kept_files, tables
from kg.rdf.library import Library
from kg.rulebook.model import RuleBook, restore
from kg.rulebook.readings import BOOKS, alternatives, under
from kg.who.cells import space
from kg.who.chain import closing

DAY = date(2020, 8, 1)
#: A process that writes files one after the other and puts out what is too much, as tables are.
WRITER = """
import sys
from pathlib import Path
from kg.epochs import books, kept_files
folder, name = Path(sys.argv[1]), sys.argv[2]
for number in range(40):
    books.write_json(folder / f"x-who-{name}-{number}.json", "x" * 100)
    kept_files.prune(folder.glob("*-who-*.json"), 10, 10_000)
"""


def file(folder: Path, name: str, size: int, age: int) -> Path:
    path = folder / name
    path.write_bytes(b"x" * size)
    when = time.time() - age
    os.utime(path, (when, when))
    return path


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_the_oldest_files_go_first_when_there_are_too_many(tmp_path: Path) -> None:
    paths = [file(tmp_path, f"{n}.json", 10, age=n) for n in range(6)]
    kept_files.prune(paths, 4, 1_000)
    assert names(tmp_path) == {f"{n}.json" for n in range(4)}


def test_the_oldest_files_go_first_when_they_are_too_large(tmp_path: Path) -> None:
    paths = [file(tmp_path, f"{n}.json", 400, age=n) for n in range(6)]
    kept_files.prune(paths, 100, 1_000)
    assert names(tmp_path) == {"0.json", "1.json"}


def test_a_file_that_another_process_removed_is_passed_over(tmp_path: Path) -> None:
    paths = [file(tmp_path, f"{n}.json", 10, age=n) for n in range(3)]
    paths[1].unlink()
    kept_files.prune(paths, 1, 1_000)
    assert names(tmp_path) == {"0.json"}


def test_what_a_process_left_unfinished_is_removed_when_it_is_old(tmp_path: Path) -> None:
    file(tmp_path, f"old{kept_files.PART}", 10, age=100_000)
    file(tmp_path, f"new{kept_files.PART}", 10, age=1)
    file(tmp_path, "table.json", 10, age=100_000)
    kept_files.clear(tmp_path)
    assert names(tmp_path) == {f"new{kept_files.PART}", "table.json"}


def test_several_processes_together_keep_to_the_bound(tmp_path: Path) -> None:
    line = [sys.executable, "-c", WRITER, str(tmp_path)]
    writers = [subprocess.Popen([*line, name]) for name in "abcd"]
    assert [writer.wait(120) for writer in writers] == [0] * 4
    assert 0 < len(names(tmp_path)) <= 10


@pytest.mark.slow
def test_a_table_under_another_reading_is_kept_in_the_place_of_an_old_one(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = replace(library, tables=tmp_path)
    monkeypatch.setattr(tables, "PATIENCE", 240)  # on a busy machine it takes longer to make
    for n in range(books.KEPT):
        file(tmp_path, f"2020-07-01-who-{n}.json", 10, age=1000 + n)
    reading = frozenset(list(alternatives(books.book_for(library, DAY)))[:1])
    with pytest.raises(tables.NotMade):
        tables.rows(library, DAY, reading)
    tables.Tables(library).make(DAY, reading)
    made = books.who_path(library, DAY, reading)
    assert made.parent == tmp_path
    # the one that is there longest made room
    assert names(tmp_path) == {
        made.name,
        *(f"2020-07-01-who-{n}.json" for n in range(books.KEPT - 1)),
    }
    assert tables.rows(library, DAY, reading) == books.who_table(library, DAY, reading)


@pytest.mark.slow
def test_questions_under_many_readings_do_not_keep_their_rule_books() -> None:
    whole = restore(
        json.loads((books.folder(LIBRARY) / books.entry_for(LIBRARY, DAY)["book"]).read_bytes())
    )
    readings = sorted(alternatives(under(whole)))
    wanted = [frozenset(some) for n in (2, 3) for some in combinations(readings, n)]
    assert len(wanted) > BOOKS
    for taken in wanted:
        book = under(whole, taken)
        told = space(book)
        plan_of(book)
        ends = next(iter(told.holders)), next(iter(told.recipients))
        closing(book, *ends, told.information[0], told.purposes[0])
    gc.collect()
    alive = sum(isinstance(thing, RuleBook) for thing in gc.get_objects())
    epochs = len(books.index(LIBRARY))
    # those of this whole book, those that other tests use, and the whole book of each epoch
    assert alive <= BOOKS + 5 + epochs * (1 + BOOKS)


def test_the_books_of_an_epoch_under_single_readings_fit_its_table() -> None:
    days = [date.fromisoformat(entry["start"]) for entry in books.index(LIBRARY)]
    assert max(1 + len(books.others_for(LIBRARY, day)) for day in days) <= BOOKS
