"""Fixtures shared by the tests."""

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))

from support import Example, load_examples

from kg.epochs import books
from kg.rulebook.model import RuleBook

# how long an example takes says how busy the machine is
settings.register_profile("clearance", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("clearance")


@pytest.fixture(scope="session")
def examples() -> tuple[Example, ...]:
    """Give every example of the manifest with its record and rule books."""
    return load_examples()


@pytest.fixture(scope="session")
def book() -> RuleBook:
    """Give the newest rule book, which takes records in."""
    return books.latest()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many records were generated from which seed, however many processes ran."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, told in report.user_properties:
            if name == "generated":
                terminalreporter.write_line(str(told))
