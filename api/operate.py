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

from api import exchange, problems
from api.settings import Site
from kg import build
from kg.cached import Cached
from kg.errors import KgError
from kg.pool import Pool

_METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"}
WINDOW = 10
#: Clients whose requests are counted at a time; the one seen longest ago is forgotten first.
CLIENTS = 10_000
LOG = logging.getLogger("clearance")


class JsonLines(logging.Formatter):
    """A line of JSON for each record; of an error its kind, for its words may hold a request."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line, without its end."""
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
    """Tell the state of the query processes when metrics are read."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def collect(self) -> list[Metric]:
        backend = self.site.backend
        found: list[Metric] = []
        if isinstance(backend, Cached):
            found.append(_gauge("clearance_cache_hits", "Answers from memory", backend.hits))
            backend = backend.behind
        if isinstance(backend, Pool):
            for name, value in backend.state().items():
                found.append(_gauge(f"clearance_queries_{name}", f"Query processes: {name}", value))
            lost = GaugeMetricFamily(
                "clearance_queries_lost", "Query processes ended by a query", labels=["by"]
            )
            for code, number in backend.lost.items():
                lost.add_metric([code], number)
            found.append(lost)
        return found


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)


def register(app: Flask) -> None:
    """Add the routes, the log and the limit."""
    site: Site = app.extensions["clearance"]
    registry = CollectorRegistry()
    registry.register(_PoolState(site))
    requests = Counter(
        "clearance_requests", "Requests", ["route", "method", "status"], registry=registry
    )
    seconds = Histogram("clearance_request_seconds", "Seconds", ["route"], registry=registry)
    if not LOG.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        LOG.addHandler(handler)
        LOG.setLevel(logging.INFO)
        LOG.propagate = False

    @app.before_request
    def begin() -> None:
        g.begun = time.perf_counter()

    @app.after_request
    def note(response: Response) -> Response:
        route = str(request.url_rule) if request.url_rule else "none"
        took = time.perf_counter() - g.get("begun", time.perf_counter())
        # what a client invents as a method is for no log, and would fill the table of metrics
        method = request.method if request.method in _METHODS else "other"
        requests.labels(route, method, response.status_code).inc()
        seconds.labels(route).observe(took)
        told = {
            "requestId": exchange.request_id(),
            "method": method,
            "route": route,
            "status": response.status_code,
            "ms": round(took * 1000, 1),
            "bytes": response.content_length,
        }
        # AuthZEN gives back the name that its client chose
        response.headers.setdefault("X-Request-Id", exchange.request_id())
        LOG.info("request", extra={"told": told})
        return response

    def metrics() -> Response:
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    app.add_url_rule("/metrics", view_func=metrics)
    app.add_url_rule("/healthz", view_func=health)
    if site.settings.rate:
        _limit_rate(app, site.settings.rate)


def _limit_rate(app: Flask, rate: int) -> None:
    # fixed windows: how many requests a client sent, and when its window ends
    windows: TTLCache[str, list[float]] = TTLCache(CLIENTS, WINDOW)
    lock = threading.Lock()

    @app.before_request
    def refuse_flood() -> Response | None:
        with lock:
            window = windows.setdefault(request.remote_addr or "", [0, time.monotonic() + WINDOW])
            window[0] += 1
        if window[0] <= rate:
            return None
        answer = problems.problem(
            429, "too_many_requests", f"One client may send {rate} requests in {WINDOW} s."
        )
        left = window[1] - time.monotonic()
        answer.headers["Retry-After"] = str(max(1, math.ceil(left)))
        return answer


def health() -> Response:
    """Say that the server is up, with which rule book, and that the graph answers."""
    try:
        exchange.site().backend.alive()
        graphs = len(exchange.site().backend.graphs())
    except KgError as error:
        return problems.problem(503, error.code, "The public graph does not answer.")
    told = {"status": "ok", "ruleBook": build.latest().version, "graphs": graphs}
    return Response(json.dumps(told), mimetype="application/json")
