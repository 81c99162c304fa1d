"""What a test starts is read from its code, so that make quick leaves it out."""

import subprocess
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import serving
import shell
import talk
from kinds import few, kinds
from serving import served
from siege import besieged
from sizes import CASES
from support import EXAMPLES


def by_a_server() -> None:
    with served() as running:
        assert running.port


def by_a_server_of_another_module() -> None:
    with talk.served() as port:
        assert port


def by_a_siege() -> Iterator[object]:
    with besieged() as site:
        yield site


def by_a_module() -> None:
    assert serving.running(["x"])


def by_a_process() -> None:
    assert shell.process("law").stdout


def by_a_helper() -> None:
    def inner() -> None:
        by_a_process()

    inner()


def by_itself() -> None:
    subprocess.run(["true"], check=True)


def in_process() -> None:
    assert shell.clearance("law").stdout
    assert EXAMPLES.is_dir()


def item(function: Any, *fixtures: Any) -> Any:
    """Return a test as pytest hands it on, with the functions of its fixtures."""
    told = {fixture.__name__: [SimpleNamespace(func=fixture)] for fixture in fixtures}
    return SimpleNamespace(obj=function, _fixtureinfo=SimpleNamespace(name2fixturedefs=told))


@pytest.mark.parametrize(
    ("function", "found"),
    [
        (by_a_server, {"served"}),
        (by_a_server_of_another_module, {"served"}),
        (by_a_siege, {"served"}),
        (by_a_module, {"served"}),
        (by_a_process, {"shell"}),
        (by_a_helper, {"shell"}),
        (by_itself, {"shell"}),
        (in_process, set()),
    ],
)
def test_what_a_test_starts_is_known_by_its_code_or_its_fixtures(
    function: Any, found: set[str]
) -> None:
    assert kinds(item(function)) == found
    assert kinds(item(in_process, function)) == found


def test_no_file_sets_by_hand_what_is_read_from_the_code() -> None:
    for path in EXAMPLES.parent.parent.joinpath("tests").glob("test_*.py"):
        text = path.read_text(encoding="utf-8")
        assert "mark." + "served" not in text, path.name
        assert "mark." + "shell" not in text, path.name


def test_of_a_test_with_many_cases_some_are_kept_from_the_first_to_the_last() -> None:
    def case(name: str, number: int) -> Any:
        return SimpleNamespace(path=EXAMPLES, name=name, originalname=name, number=number)

    many, two = [case("many", n) for n in range(100)], [case("two", n) for n in range(2)]
    kept = few([*many, *two])
    numbers = [one.number for one in kept if one.originalname == "many"]
    assert (numbers[0], numbers[-1], len(numbers)) == (0, 99, CASES)
    assert numbers == sorted(numbers)
    assert [one.number for one in kept if one.originalname == "two"] == [0, 1]
