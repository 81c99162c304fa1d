"""Start the production server: one web process, and the query processes beside it."""

import ipaddress
import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

from api.app import create_app
from api.settings import Settings
from kg.epochs import books
from kg.errors import EngineError, InputError
from kg.rdf.library import CACHE, Library
from kg.sparql import snapshot

#: Seconds that running requests have to end when the server is stopped.
GRACE = 20
_MEMORY = "/dev/shm"
ROUTES = ("/", "/sparql", "/who", "/check", "/healthz")


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn publishes no types
    """The application under gunicorn; ``options`` are gunicorn's settings."""

    def __init__(
        self, settings: Settings, options: dict[str, Any], library: Library | None = None
    ) -> None:
        self.library = library
        self.settings = settings
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Take the options."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the application."""
        return create_app(self.settings, self.library)


def _close(_: Any, worker: Any) -> None:
    """End the processes beside the web process when it ends."""
    app = getattr(worker, "wsgi", None)
    if app is not None:
        app.extensions["clearance"].close()


def serve(settings: Settings, library: Library | None = None, *, quiet: bool = False) -> int:
    """Serve until stopped; InputError for settings that are unsafe or cannot be had.

    Without a library the server answers from the law of this package.
    """
    _check(settings)
    library = library or Library.default()
    listener = _listener(settings.host, settings.port)
    address = f"{settings.host}:{listener.getsockname()[1]}"
    _prepare(library, quiet)
    for base in dict.fromkeys((f"http://{address}", settings.public_url or f"http://{address}")):
        for route in ROUTES:
            print(f"{base}{route}", file=sys.stderr)
    Server(settings, options(settings, listener), library).run()
    return 0


def options(settings: Settings, listener: socket.socket) -> dict[str, Any]:
    """Return gunicorn's settings for a server on a socket that listens."""
    return {
        "bind": f"fd://{listener.fileno()}",
        "workers": 1,
        "worker_class": "api.worker.Worker",
        "logger_class": "api.worker.Log",
        "threads": settings.threads,
        "graceful_timeout": GRACE,
        "timeout": 60,
        # the sign of life of the web process is a file: in memory, as the disk may be read-only
        "worker_tmp_dir": _MEMORY if os.access(_MEMORY, os.W_OK) else None,
        # bytes; the most that gunicorn takes, and what proxies let pass
        "limit_request_line": 8190,
        "loglevel": "warning",
        "worker_exit": _close,
        "control_socket_disable": True,
        # X-Forwarded-For is believed only as far as --proxies says, and by the application
        "forwarded_allow_ips": "",
    }


def _check(settings: Settings) -> None:
    if settings.writable and not loopback(settings.host):
        raise InputError(
            "The writable test mode takes loopback addresses only, such as 127.0.0.1.",
            where="--writable",
            code="not_loopback",
        )
    if not (settings.public_url or loopback(settings.host)):
        raise InputError(
            "To serve others, give with --public-url the address by which they ask: requests "
            "under other names are refused.",
            where="--host",
            code="no_public_url",
        )


def _prepare(library: Library, quiet: bool) -> None:
    """Make the rule books and the public graph if need be, in a process of its own.

    What a build needs of memory goes back with that process; a server lives for months.
    """
    if books.ready(library) and snapshot.ready(library):
        return
    if not _writable(library.cache):
        raise InputError(
            f"The rule books must be built, and {library.cache} cannot be written. Run "
            "“clearance build” once with CLEARANCE_CACHE set to a folder that can, and keep it "
            "set.",
            where=CACHE,
            code="no_cache",
        )
    opened = json.dumps(library.settings())
    line = [sys.executable, "-m", "kg.cli.apart", opened, "build", *(["--quiet"] if quiet else [])]
    if subprocess.run(line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL).returncode:
        raise EngineError("The rule books could not be built.", code="no_rule_book")


def _writable(folder: Path) -> bool:
    """Return whether files can be made in a folder, by making one: permissions do not say all."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def loopback(host: str) -> bool:
    """Return whether only this machine can reach an address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listener(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=512)
    except (OSError, OverflowError, TypeError, ValueError) as error:  # no name of a host, no port
        why = getattr(error, "strerror", None) or "no such address"
        raise InputError(
            f"Port {port} cannot be used: {why}. Choose another with --port.",
            where="--port",
            code="port_taken",
        ) from None
