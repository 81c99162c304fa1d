"""Fixtures shared by the tests."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from support import Example, load_examples

from kg import build
from kg.rulebook import RuleBook


@pytest.fixture(scope="session")
def examples() -> tuple[Example, ...]:
    """Give every example of the manifest with its record and rule books."""
    return load_examples()


@pytest.fixture(scope="session")
def book() -> RuleBook:
    """Give the newest rule book, which takes records in."""
    return build.latest()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many records were generated from which seed, however many processes ran."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, told in report.user_properties:
            if name == "generated":
                terminalreporter.write_line(str(told))
