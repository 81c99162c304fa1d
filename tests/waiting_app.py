"""A server of ours whose requests wait until they are let go: ``/wait``, ``/go``, ``/waiting``.

Run as a program with the number of proxies in front; it writes its address as ``serve`` does.
"""

import socket
import sys
import threading
from types import SimpleNamespace
from typing import Any

from flask import Flask, request

from api.serve import Server, options
from api.settings import Settings


class _Waiting(Server):
    def load(self) -> Any:
        """Return an application with three routes."""
        app = Flask("waiting")
        go = threading.Event()
        waiting: list[int] = []

        def wait() -> str:
            waiting.append(len(request.get_data()))
            go.wait(60)
            return "done"

        def release() -> str:
            go.set()
            return "gone"

        app.add_url_rule("/wait", view_func=wait, methods=["GET", "POST"])
        app.add_url_rule("/go", view_func=release)
        app.add_url_rule("/waiting", view_func=lambda: str(len(waiting)))
        site = SimpleNamespace(settings=self.settings, close=lambda: None)
        app.extensions["clearance"] = site
        return app


if __name__ == "__main__":
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    print(f"http://127.0.0.1:{listener.getsockname()[1]}/healthz", file=sys.stderr, flush=True)
    chosen = Settings(proxies=int(sys.argv[1]))
    _Waiting(chosen, options(chosen, listener)).run()
