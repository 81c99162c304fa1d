"""Talk to a server of ours in tests: a real process, real sockets, JSON both ways."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import serving
from shell import clearance


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
    """Run our server and give its port."""
    with serving.served() as running:
        yield running.port


def ask(
    port: int, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Send one request."""
    return Answer(*serving.ask(port, method, path, body, dict(headers or {})))


def get(port: int, path: str, **parameters: Any) -> Answer:
    """Ask by GET; a list gives a parameter several times."""
    query = urlencode(parameters, doseq=True)
    return ask(port, "GET", f"{path}?{query}" if query else path)


def await_table(port: int, reading: str, day: str) -> None:
    """Ask until the answer under a reading has been worked out, coming back when the server says.

    It takes seconds of work, and a machine that has other work may need more than a client waits.
    """
    for _ in range(100):
        told = get(port, "/who", reading=reading, asOf=day, limit=1)
        if told.status == 200:
            return
        assert (told.status, told.code) == (503, "busy")
        time.sleep(int(told.headers["retry-after"]))
    raise AssertionError("the table was not made")


def post(port: int, path: str, value: Any, **headers: str) -> Answer:
    """Post a JSON value."""
    told = {name.replace("_", "-"): text for name, text in headers.items()}
    body = json.dumps(value).encode()
    return ask(port, "POST", path, body, {"Content-Type": "application/json"} | told)


def shell(*arguments: str) -> Any:
    """Give what a command of ours prints, as a JSON value."""
    return json.loads(clearance(*arguments, "--format", "json").stdout)
