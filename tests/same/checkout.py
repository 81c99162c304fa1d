"""A checkout whose command line is run: its own Python, its own cache, no import of it here."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.same import plan
from tests.same.answer import Answer

HERE = Path(__file__).parent
#: What makes a build another one: the files under these folders.
MADE_OF = ("kg", "api", "ontology", "shapes", "data", "pyproject.toml")


class Checkout:
    """A checkout with its cache, and a process of its own Python that runs its commands."""

    def __init__(self, root: Path, cache: Path | None) -> None:
        self.root = root.resolve()
        self.python = self.root / ".venv" / "bin" / "python"
        if not self.python.is_file():
            raise SystemExit(f"{self.root} has no .venv. Run “make setup” there.")
        self.cache = cache or Path(tempfile.gettempdir()) / "clearance-same" / self._key()
        self.cache.mkdir(parents=True, exist_ok=True)
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("CLEARANCE_")
        } | {"CLEARANCE_CACHE": str(self.cache.resolve()), "LANGUAGE": "C"}

    def _key(self) -> str:
        """Return a name for what the checkout is built from, so that a cache holds one build."""
        digest = hashlib.sha256()
        for path in self._files():
            digest.update(str(path.relative_to(self.root)).encode() + path.read_bytes())
        return digest.hexdigest()[:16]

    def _files(self) -> Iterator[Path]:
        for name in MADE_OF:
            top = self.root / name
            found = [top] if top.is_file() else sorted(top.rglob("*"))
            yield from (p for p in found if p.is_file() and "__pycache__" not in p.parts)

    def start(self, stack: ExitStack) -> None:
        """Start the process; it ends with the stack."""
        self.process = subprocess.Popen(
            [self.python, "-P", HERE / "answer.py"],
            cwd=self.root, env=self.environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        stack.enter_context(self.process)
        assert self.process.stdin
        stack.callback(self.process.stdin.close)

    def build(self) -> None:
        """Build the rule books, in a process of its own."""
        command = [str(self.root / ".venv" / "bin" / "clearance"), "build", "--quiet"]
        ran = subprocess.run(command, cwd=self.root, env=self.environment, check=False, stdout=2)
        if ran.returncode:
            print(f"{self.root} does not build; see above.", file=sys.stderr)
            raise SystemExit(2)

    def send(self, request: dict[str, Any]) -> None:
        """Send a request; ``take`` waits for its reply."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()

    def take(self) -> dict[str, Any]:
        """Return the reply to the request sent first."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.root}: the process ended; see above.")
        reply: dict[str, Any] = json.loads(line)
        return reply

    def run(self, argv: Sequence[str]) -> str:
        """Run a command and return its stdout."""
        request = {"kind": "plan", "argv": list(argv), "folder": str(self.root), "full": True}
        self.send(request)
        return str(self.take()["stdout"])

    def last(self) -> Answer:
        """Return the last answer in its three parts."""
        self.send({"show": True})
        content, code, data = self.take()["parts"]
        return Answer(content, [(k, t) for k, t in code], [(k, t) for k, t in data])

    def built(self) -> Path:
        """Return the folder of the built rule books."""
        found = list(self.cache.rglob("index.json"))
        if len(found) != 1:
            raise SystemExit(f"{self.cache} holds {len(found)} builds. Name an empty folder.")
        return found[0].parent

    def commit(self) -> str:
        """Return the commit, with a mark if files have changes; the folder where there is none."""
        command = ["git", "-C", str(self.root), "describe", "--always", "--abbrev=7", "--dirty"]
        described = subprocess.run(command, capture_output=True, text=True, check=False)
        return described.stdout.strip() or self.root.name


def generated(source: Checkout, folder: Path, number: int) -> str:
    """Write the generated records into a folder unless they are there; return their hash."""
    if not (folder / "days.json").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        command = [str(source.python), "-c", plan.GENERATE, str(folder.resolve()), plan.SEED]
        more = [str(plan.PARTS), str(number)]
        subprocess.run([*command, *more], cwd=source.root, env=source.environment, check=True)
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
