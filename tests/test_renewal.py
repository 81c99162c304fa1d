"""Query processes are renewed while others answer: no query waits for one that is loading."""

import itertools
import threading
import time
from dataclasses import replace
from os import getpid
from pathlib import Path

import pytest
from processes import known, tree
from serving import wait_until
from support import LIBRARY

from kg.sparql import snapshot
from kg.sparql.backend import Ask
from kg.sparql.pool import GraphPool
from kg.workers.pool import Limits

MEDIA = "application/sparql-results+json"
pytestmark = pytest.mark.skipif(
    not known(), reason="processes are read from /proc, which this system lacks"
)


@pytest.fixture
def others() -> frozenset[int]:
    """Give what stood before, such as a server that other tests share."""
    return tree(getpid())


def query_processes(others: frozenset[int]) -> frozenset[int]:
    """Give the query processes that this process has started since."""
    found = set()
    for pid in tree(getpid()) - others:
        try:
            if b"kg.sparql.worker" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.add(pid)
        except FileNotFoundError:
            continue  # it ended meanwhile
    return frozenset(found)


def asked(number: int) -> Ask:
    return Ask(f"ASK {{}} # {number}", MEDIA)


@pytest.mark.slow
def test_a_query_process_is_retired_when_another_has_loaded_the_graph(
    others: frozenset[int],
) -> None:
    pool = GraphPool(snapshot.path(LIBRARY), replace(Limits(), workers=1, recycle=5))
    seen: list[frozenset[int]] = []
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            seen.append(query_processes(others))

    watching = threading.Thread(target=watch)
    try:
        first = query_processes(others)
        watching.start()
        number = 0
        while len(frozenset().union(*seen)) < 3:  # renewed twice
            assert number < 100_000
            number += 1
            assert b"true" in pool.query(asked(number))
            # what stands ready for the next query has loaded the graph
            assert all(worker.hello for worker in pool._idle)
            time.sleep(0.001)
    finally:
        over.set()
        watching.join()
        pool.close()
    assert len(first) == 1
    # at each moment one of the processes of the moment before was there still
    for before, after in itertools.pairwise(seen):
        assert before & after, (before, after)
    assert wait_until(lambda: not query_processes(others), 10)


def test_a_process_that_is_loading_is_left_aside_while_another_is_ready() -> None:
    pool = GraphPool(snapshot.path(LIBRARY), replace(Limits(), workers=2))
    try:
        for number in range(20):
            pool.query(asked(number))
        ready = pool._ready()
        # the other has never been asked; it is taken once it is ready, and only then
        assert ready.hello
        pool._give_back(ready, "")
        assert b"true" in pool.query(asked(21))
    finally:
        pool.close()
