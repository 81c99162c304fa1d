"""Start the server on a loopback address. Other addresses wait for isolation of queries."""

import ipaddress
import socket
import sys
from typing import Any

from gunicorn.app.base import BaseApplication

from api.app import create_app
from kg.errors import InputError

#: Seconds that one request may take before its worker is replaced.
TIMEOUT = 30


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn publishes no types
    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return create_app()


def serve(host: str, port: int) -> int:
    """Serve until stopped; InputError for an address that others can reach or that is taken."""
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise InputError(
            "For now the server takes loopback addresses only, such as 127.0.0.1.",
            where="--host",
            code="not_loopback",
        )
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or "no such port"
        raise InputError(
            f"Port {port} cannot be used: {why}. Choose another with --port.",
            where="--port",
            code="port_taken",
        ) from None
    address = f"{host}:{listener.getsockname()[1]}"
    for route in ("/sparql", "/who", "/check", "/healthz"):
        print(f"http://{address}{route}", file=sys.stderr)
    options = {
        "bind": f"fd://{listener.fileno()}",
        "workers": 1,
        "worker_class": "gthread",
        "threads": 4,
        "timeout": TIMEOUT,
        "preload_app": True,
        "loglevel": "warning",
        "control_socket_disable": True,
    }
    _Server(options).run()
    return 0
