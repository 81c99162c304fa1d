"""Fixtures shared by the tests."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))

import linked_data
from kinds import few, imports, kinds
from serving import START, Server, answers, ask, served, wait_until
from sizes import QUICK
from support import LIBRARY, Example, load_examples

from kg.epochs import books
from kg.rdf.library import Library
from kg.rulebook.model import RuleBook

# how long an example takes says how busy the machine is
settings.register_profile("clearance", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("clearance")


@pytest.fixture(scope="session")
def examples() -> tuple[Example, ...]:
    """Give every example of the manifest with its record and rule books."""
    return load_examples()


@pytest.fixture(scope="session")
def library() -> Library:
    """Return the library of this checkout, read once for all tests of a process."""
    return LIBRARY


@pytest.fixture(scope="session")
def book() -> RuleBook:
    """Give the newest rule book, which takes records in."""
    return books.latest(LIBRARY)


@pytest.fixture(scope="session")
def shared_server() -> Iterator[Server]:
    """Run one server with its usual settings, its graph loaded; but no answer is one of time.

    A query or question may take a minute, so that a busy machine changes no answer.
    """
    with served("--seconds", "60") as running:
        assert wait_until(lambda: ask(running.port, "GET", "/healthz")[0] == 200, START)
        yield running


@pytest.fixture(scope="module")
def server(shared_server: Server) -> Iterator[Server]:
    """Give the shared server; after each module it has to answer, and its log to be clean.

    A module whose tests need other settings, or look at all that a server did, runs its own.
    """
    before = shared_server.log.stat().st_size
    yield shared_server
    assert answers(shared_server.port)
    assert b"Traceback" not in shared_server.log.read_bytes()[before:]


@pytest.fixture(scope="module")
def port(server: Server) -> int:
    """Give the port of the server."""
    return server.port


@pytest.fixture(scope="session")
def app() -> Iterator[Flask]:
    """Give the application in this process, with real query processes."""
    yield from linked_data.app()


@pytest.fixture(scope="session")
def client(app: Flask) -> FlaskClient:
    """Give a client of the application in this process."""
    return app.test_client()


@pytest.fixture(scope="session")
def every_answer(client: FlaskClient) -> dict[str, bytes]:
    """Give what the path of every IRI of the graph answers in N-Triples: takes a minute."""
    return linked_data.answers(client)


@pytest.hookimpl(tryfirst=True)  # before -m chooses by the markers
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what each test starts, and let the files with slow tests come first.

    A worker that is left with a long test at the end would keep the others waiting.
    """
    for item in items:
        for kind in kinds(item):
            item.add_marker(kind)
        if "every_answer" in getattr(item, "fixturenames", ()):
            item.add_marker("slow")
        if {"sizes", "odd"} & imports(item.path):
            item.add_marker("sized")
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
    if QUICK:
        kept = few(items)
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many records were generated from which seed, however many processes ran."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, told in report.user_properties:
            if name == "generated":
                terminalreporter.write_line(str(told))
