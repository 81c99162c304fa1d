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
