"""Talk to a server of ours in tests: a real process, real sockets, JSON both ways."""

import http.client
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).parent.parent
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers by their names in small letters, and the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Give the body as a JSON value."""
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """Give the code of a problem, held to its form: it says what is wrong and is not kept."""
        assert self.headers["content-type"] == "application/problem+json", self.body
        assert self.json["status"] == self.status
        assert self.json["detail"]
        assert self.headers["cache-control"] == "no-store"
        return str(self.json["code"])


@contextmanager
def served() -> Iterator[int]:
    """Run our server on a free port and give the port; it must stop cleanly, without a trace."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "kg", "serve", "--port", "0", "--quiet", "--rate", "0"],
                cwd=ROOT,
                stderr=out,
            )
        try:
            yield _port(process, log)
            process.terminate()
            assert process.wait(20) == 0
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        said = log.read_text(encoding="utf-8")
    assert "Traceback" not in said
    assert "internal error" not in said


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    """Give the port that the server says it listens on, once it has built what it needs."""
    for _ in range(2400):
        if found := re.search(rb"http://127\.0\.0\.1:(\d+)/", log.read_bytes()):
            return int(found[1])
        assert process.poll() is None, log.read_text(encoding="utf-8")[-2000:]
        time.sleep(0.1)
    raise AssertionError("the server did not say where it listens")


def ask(
    port: int, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Send one request."""
    connection = http.client.HTTPConnection(HOST, port, timeout=90)
    connection.request(method, path, body, dict(headers or {}))
    got = connection.getresponse()
    answer = Answer(got.status, {k.lower(): v for k, v in got.getheaders()}, got.read())
    connection.close()
    return answer


def get(port: int, path: str, **parameters: Any) -> Answer:
    """Ask by GET; a list gives a parameter several times."""
    query = urlencode(parameters, doseq=True)
    return ask(port, "GET", f"{path}?{query}" if query else path)


def post(port: int, path: str, value: Any, **headers: str) -> Answer:
    """Post a JSON value."""
    told = {name.replace("_", "-"): text for name, text in headers.items()}
    body = json.dumps(value).encode()
    return ask(port, "POST", path, body, {"Content-Type": "application/json"} | told)


def shell(*arguments: str) -> Any:
    """Give what a command of ours prints, as a JSON value."""
    done = subprocess.run(
        [sys.executable, "-m", "kg", *arguments, "--format", "json"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    return json.loads(done.stdout)
