"""Health, metrics, logs and the rate of requests: what an operator looks at.

No log line holds a query, a parameter or a body: they may name a taxpayer (security.md, A40).
"""

import json
import logging
import math
import sys
import threading
import time

from cachetools import TTLCache
from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest

from api import negotiation, problems
from api.settings import Site
from kg.epochs import books
from kg.errors import KgError
from kg.sparql.cached import Cached
from kg.workers.pool import Pool

_METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"}
WINDOW = 10
#: Clients whose requests are counted at a time; the one seen longest ago is forgotten first.
CLIENTS = 10_000
LOG = logging.getLogger("clearance")


class JsonLines(logging.Formatter):
    """A line of JSON for each record; of an error its kind, for its words may hold a request."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        failed = record.exc_info[0] if record.exc_info else None
        told = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "message": str(record.msg) if failed else record.getMessage(),
            **({"kind": failed.__name__} if failed else {}),
            **getattr(record, "told", {}),
        }
        return json.dumps(told)


class _PoolState:
    """Report the state of the query processes when metrics are read."""

    def __init__(self, site: Site, watch: "Watch") -> None:
        self.site = site
        self.watch = watch

    def collect(self) -> list[Metric]:
        backend = self.site.backend
        found: list[Metric] = []
        if isinstance(backend, Cached):
            found.append(
                _gauge(
                    "clearance_cache_hits", "Answers from memory", backend.hits + self.watch.again
                )
            )
            backend = backend.behind
        if isinstance(backend, Pool):
            found += _pool("queries", backend)
        return found + _pool("questions", self.site.answers)


def _pool(what: str, pool: Pool) -> list[Metric]:
    """Return the state of the processes of a pool."""
    found: list[Metric] = [
        _gauge(f"clearance_{what}_{name}", f"Processes for {what}: {name}", value)
        for name, value in pool.state().items()
    ]
    lost = GaugeMetricFamily(
        f"clearance_{what}_lost", f"Processes for {what} ended before their time", labels=["by"]
    )
    for code, number in pool.lost.items():
        lost.add_metric([code], number)
    return [*found, lost]


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)


def register(app: Flask) -> None:
    """Add the routes, the log and the limit."""
    site: Site = app.extensions["clearance"]
    registry = CollectorRegistry()
    if not LOG.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        LOG.addHandler(handler)
        LOG.setLevel(logging.INFO)
        LOG.propagate = False

    watch = Watch(registry, site.settings.rate)
    registry.register(_PoolState(site, watch))
    app.extensions["clearance.watch"] = watch

    @app.before_request
    def begin() -> Response | None:
        g.begun = time.perf_counter()
        client = request.remote_addr or ""
        return None if watch.admits(client) else _flooded(watch, client)

    @app.after_request
    def note(response: Response) -> Response:
        route = str(request.url_rule) if request.url_rule else "none"
        request.environ["clearance.route"] = route
        begun = g.get("begun", time.perf_counter())
        size = response.content_length or 0
        watch.note(
            route, request.method, response.status_code, begun, size, negotiation.request_id()
        )
        # AuthZEN gives back the name that its client chose
        response.headers.setdefault("X-Request-Id", negotiation.request_id())
        return response

    def metrics() -> Response:
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    app.add_url_rule("/metrics", view_func=metrics)
    app.add_url_rule("/healthz", view_func=health)


def _flooded(watch: "Watch", client: str) -> Response:
    answer = problems.problem(
        429, "too_many_requests", f"One client may send {watch.rate} requests in {WINDOW} s."
    )
    answer.headers["Retry-After"] = str(watch.left(client))
    return answer


class Watch:
    """Count requests: for the metrics, the log, and the rate of each client."""

    def __init__(self, registry: CollectorRegistry, rate: int) -> None:
        """Take where metrics are told, and the requests of one client in a window (0: any)."""
        self.rate = rate
        #: Answers that were given again before the routes were reached.
        self.again = 0
        self._requests = Counter(
            "clearance_requests", "Requests", ["route", "method", "status"], registry=registry
        )
        self._seconds = Histogram(
            "clearance_request_seconds", "Seconds", ["route"], registry=registry
        )
        # fixed windows: how many requests a client sent, and when its window ends
        self._windows: TTLCache[str, list[float]] = TTLCache(CLIENTS, WINDOW)
        self._lock = threading.Lock()

    def give_again(self) -> None:
        """Count an answer that was given again."""
        with self._lock:
            self.again += 1

    def admits(self, client: str) -> bool:
        """Count a request of a client, and tell whether it may be answered."""
        if not self.rate:
            return True
        with self._lock:
            window = self._windows.setdefault(client, [0, time.monotonic() + WINDOW])
            window[0] += 1
            return window[0] <= self.rate

    def left(self, client: str) -> int:
        """Return the seconds until a client's window ends."""
        with self._lock:
            _, until = self._windows.get(client, (0, 0.0))
        return max(1, math.ceil(until - time.monotonic()))

    def note(
        self, route: str, method: str, status: int, begun: float, size: int, name: str
    ) -> None:
        """Note a request that was answered; ``begun`` is its start by ``perf_counter``."""
        took = time.perf_counter() - begun
        # what a client invents as a method is for no log, and would fill the table of metrics
        method = method if method in _METHODS else "other"
        self._requests.labels(route, method, status).inc()
        self._seconds.labels(route).observe(took)
        told = {
            "requestId": name,
            "method": method,
            "route": route,
            "status": status,
            "ms": round(took * 1000, 1),
            "bytes": size,
        }
        LOG.info("request", extra={"told": told})


def health() -> Response:
    """Return that the server is up, its rule book, and whether the graph answers."""
    try:
        negotiation.site().backend.alive()
        graphs = len(negotiation.site().backend.graphs())
    except KgError as error:
        return problems.problem(503, error.code, "The public graph does not answer.")
    told = {
        "status": "ok",
        "ruleBook": books.latest(negotiation.site().library).version,
        "graphs": graphs,
    }
    return Response(json.dumps(told), mimetype="application/json")
