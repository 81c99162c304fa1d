"""Servers for tests: real processes on free ports of the loopback, stopped and looked at."""

import http.client
import http.server
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from processes import tree

ROOT = Path(__file__).parent.parent
HOST = "127.0.0.1"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
#: Seconds that a first start may take: it builds the rule books and the public snapshot.
START = 600
#: Seconds that a server may take to stop when asked to; a query may run for ten of them.
STOP = 60
#: Seconds within which what must come soon has come, on a machine with much other work too.
#: Who waits by :func:`wait_until` waits no longer than it takes.
SOON = 60
#: Seconds without a byte after which an answer is over.
SILENCE = 5
#: Seconds for which a client waits for a byte of its answer.
WAIT = 120
_ADDRESS = re.compile(rb"http://127\.0\.0\.1:(\d+)\b")


@dataclass(frozen=True)
class Server:
    """A running server: its process, its port and the file with all that it writes."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def url(self, path: str) -> str:
        """Give the address of a path."""
        return f"http://{HOST}:{self.port}{path}"


def command(*options: str) -> list[str]:
    """Give the command that serves on a free port."""
    return [sys.executable, "-m", "kg", "serve", "--port", "0", "--quiet", *options]


@contextmanager
def served(*options: str, rate: int = 0) -> Iterator[Server]:
    """Run our server with these options; the limit of requests per client is off unless given."""
    with running(command(*options, "--rate", str(rate))) as server:
        yield server


@contextmanager
def running(line: Sequence[str]) -> Iterator[Server]:
    """Run one of our servers, wait for its address, and hold it to a clean stop.

    A clean stop: exit code 0 soon after SIGTERM, no trace in what it wrote, no process left.
    """
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("wb") as out:
            process = subprocess.Popen(line, cwd=ROOT, stdout=out, stderr=out)
        try:
            yield Server(process, _port(process, log), log)
            family = tree(process.pid)
            process.terminate()
            assert process.wait(STOP) == 0, log.read_text(errors="replace")[-2000:]
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        assert "Traceback" not in log.read_text(encoding="utf-8", errors="replace")
        assert wait_until(lambda: not any(map(alive, family)), SOON), "it left processes behind"


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    def told() -> bool:
        written = log.read_bytes()  # the health of the server is the last address that is told
        return process.poll() is not None or b"/healthz" in written

    wait_until(told, START)
    found = _ADDRESS.search(log.read_bytes())
    assert found, f"no address told: {log.read_text(errors='replace')[-2000:]}"
    return int(found[1])


def wait_until(done: Any, seconds: float) -> bool:
    """Say whether something became true within some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if done():
            return True
        time.sleep(0.05)
    return bool(done())


def alive(pid: int) -> bool:
    """Say whether a process runs; one that ended and was not yet buried does not."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat")
        return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def ask(
    port: int,
    method: str,
    path: str,
    body: Any = None,
    headers: dict[str, str] | None = None,
    source: str = HOST,
) -> tuple[int, dict[str, str], bytes]:
    """Send one request and give status, headers (names in lower case) and body.

    ``source`` is the address it comes from: the server takes another one for another client.
    """
    connection = http.client.HTTPConnection(HOST, port, timeout=WAIT, source_address=(source, 0))
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def elsewhere() -> bool:
    """Say whether this system lets a client come from another address of the loopback."""
    try:
        with socket.socket() as one:
            one.bind(("127.0.0.2", 0))
    except OSError:
        return False
    return True


def answers(port: int) -> bool:
    """Say whether a query is answered that no cache can hold."""
    query = quote(f"ASK {{ FILTER('{uuid.uuid4()}' != '') }}")
    status, _, body = ask(port, "GET", f"/sparql?query={query}")
    return status == 200 and json.loads(body)["boolean"] is True


def head(port: int, line: str, *headers: str) -> bytes:
    """Give the head of a request as bytes."""
    lines = (f"{line} HTTP/1.1", f"Host: {HOST}:{port}", *headers, "", "")
    return "\r\n".join(lines).encode("latin-1")


def raw(port: int, *pieces: bytes, half_close: bool = False) -> bytes:
    """Send bytes and give all that comes back until the server closes or stays silent."""
    got = b""
    # what came before a silence or a reset is the answer
    over = suppress(TimeoutError, ConnectionResetError, BrokenPipeError)
    with socket.create_connection((HOST, port), timeout=SILENCE) as connection, over:
        for piece in pieces:
            connection.sendall(piece)
        if half_close:
            connection.shutdown(socket.SHUT_WR)
        connection.settimeout(SILENCE)
        while more := connection.recv(65536):
            got += more
    return got


def status(answer: bytes) -> int:
    assert answer.startswith(b"HTTP/1."), answer[:200]
    return int(answer.split(b" ", 2)[1])


class _Canary(http.server.BaseHTTPRequestHandler):
    def _hit(self) -> None:
        self.server.hits.append(self.path)  # type: ignore[attr-defined]  # set in canary()
        self.send_response(200)
        self.send_header("Content-Type", "application/n-triples")
        self.end_headers()
        self.wfile.write(b"<x:canary> <x:canary> <x:canary> .\n")

    do_GET = do_POST = do_HEAD = do_PUT = _hit

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def canary() -> Iterator[tuple[str, list[str]]]:
    """Run a server that nobody should call; give its address and the list of its calls."""
    server = http.server.ThreadingHTTPServer((HOST, 0), _Canary)
    server.hits = []  # type: ignore[attr-defined]  # read in _Canary
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}/", server.hits  # type: ignore[attr-defined]  # set by canary() on its server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def get(server: Server, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Get a path; ``If_None_Match`` names the header If-None-Match."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return ask(server.port, "GET", path, headers=named)


def sparql(query: str, **more: str) -> str:
    """Give the path that asks a query."""
    return f"/sparql?{urlencode({'query': query, **more})}"
