"""The same public graph from another SPARQL server: the real oxigraph process, on loopback."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic
from rdflib.query import Result
from serving import HOST, ROOT, Server, ask, served, wait_until

from kg import query
from kg.namespaces import PREFIXES

OXIGRAPH = Path(sys.executable).parent / "oxigraph"
#: Fill in what a saved question leaves open; those are asked by other commands.
BOUND = {
    path.stem
    for path in (ROOT / "kg" / "queries").rglob("*.rq")
    if path.stem not in query.names()
}


def free_port() -> int:
    with socket.create_server((HOST, 0)) as found:
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def local() -> Iterator[Server]:
    with served() as running:
        yield running


@pytest.fixture
def other(local: Server, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run the other server with the graphs of ours, fetched through the protocol."""
    with other_server(local, tmp_path) as found:
        yield found


def other_server(local: Server, folder: Path):  # type: ignore[no-untyped-def]  # see the fixture
    raise NotImplementedError
