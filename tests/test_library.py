"""Two libraries in one process, over two folders of law: each gives the answers of its own."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from support import copy_of, data_of

from kg.answering.pool import LIMITS, Answers
from kg.cli.main import main
from kg.epochs import books
from kg.law import provision
from kg.questions import asking, check
from kg.rdf.library import Library

#: A complete disclosure by the IRS to Customs in 2019, permitted by 26 CFR 301.6103(l)(14)-1(a).
COMPLETE = "irs-complete-2019.json"
PERMISSION = "norm:l14-a-disclose\n"
LABEL, NEW = "IRS disclosure of return information to Customs", "disclosure by the IRS"
VERSION = "<https://w3id.org/clearance/law/26-cfr/301.6103-l-14-1/version/1996-12-17>"


@pytest.fixture(scope="module")
def other(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return a library whose law lost the permission of paragraph (a) with its second version."""
    copied = copy_of(library, tmp_path_factory.mktemp("other"))
    norms = copied.share / "data" / "norms" / "26-cfr-301.6103-l-14-1.ttl"
    before, permission, rest = norms.read_text(encoding="utf-8").partition(PERMISSION)
    own, end, after = rest.partition("    .\n")
    changed = own.replace(f" ,\n        {VERSION}", "").replace(LABEL, NEW)
    assert len(own) - len(changed) > len(VERSION)
    norms.write_text(before + permission + changed + end + after, encoding="utf-8")
    return copied


def outcome(library: Library, engine: str) -> str:
    job = check.job(library, COMPLETE, *data_of(COMPLETE), None)
    (told,) = check.run([job], engine)
    return str(told["outcome"])


def labels(library: Library) -> set[str]:
    told = provision.lookup(library, "26 CFR 301.6103(l)(14)-1(a)", date(1995, 1, 1))
    return {norm["label"] for norm in told["norms"]}


def test_each_quotes_the_norms_of_its_own_folder(library: Library, other: Library) -> None:
    assert LABEL in labels(library)
    assert NEW not in labels(library)
    assert NEW in labels(other)
    assert LABEL not in labels(other)


@pytest.mark.slow
def test_each_decides_by_its_own_law_with_either_engine(library: Library, other: Library) -> None:
    assert [outcome(one, "both") for one in (library, other)] == ["permitted", "not-authorized"]
    assert [outcome(one, "fast") for one in (other, library)] == ["not-authorized", "permitted"]


@pytest.mark.slow
def test_the_command_line_takes_a_library(
    library: Library, other: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "record.json"
    file.write_bytes(data_of(COMPLETE)[0])
    assert main(["check", "--quiet", str(file)], other) == 1
    assert "NOT AUTHORIZED" in capsys.readouterr().out
    assert main(["check", "--quiet", str(file)], library) == 0
    assert "PERMITTED" in capsys.readouterr().out


@pytest.fixture
def pools(library: Library, other: Library) -> Iterator[list[Answers]]:
    books.index(other)
    # a busy machine takes its time
    limits = replace(LIMITS, workers=1, seconds=120)
    made = [Answers(one, limits) for one in (library, other)]
    yield made
    for pool in made:
        pool.close()


@pytest.mark.slow
def test_worker_processes_answer_from_the_library_of_their_pool(
    library: Library, other: Library, pools: list[Answers]
) -> None:
    words = {
        "from": "irs-officer",
        "to": "customs-officer",
        "purpose": "ascertain-entry-correctness",
    }
    head = {"do": "who", "permalink": "/who", "day": "2019-06-14", "taken": []}

    def rows(pool: Answers, one: Library) -> int:
        law = asking.law(one, "2019-06-14", [], str)
        head["places"] = asking.wanted(law, words, str)
        return len(json.loads(pool.ask(head | {"limit": None, "offset": None}))["rows"])

    assert rows(pools[0], library) > 0
    assert rows(pools[1], other) == 0
