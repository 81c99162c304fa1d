"""The application: the routes of all parts, what holds for every request, and the backend."""

from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.sansio.utils import host_is_trusted

from api import (
    authzen,
    descriptions,
    documents,
    graphs,
    linked,
    openapi,
    operate,
    pages,
    problems,
    questions,
    reconcile,
    resources,
    sparql,
)
from api.answer_cache import AT_ONCE, Front
from api.settings import Settings, Site
from kg.answering.pool import Answers
from kg.epochs import books
from kg.errors import InputError
from kg.rdf.library import Library
from kg.record import ingest
from kg.sparql import snapshot
from kg.sparql.backend import Backend
from kg.sparql.cached import Cached
from kg.sparql.pool import GraphPool

#: What a page of another host may send and read. Authorization is for what stands before us:
#: nothing here depends on it, and a browser sends it only where it is named.
_ALLOWED_HEADERS = "Accept, Authorization, Content-Type, If-None-Match, X-Request-ID"
_EXPOSED_HEADERS = "Content-Location, ETag, Link, Retry-After, X-Request-ID"
_LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]


def create_app(settings: Settings | None = None, library: Library | None = None) -> Flask:
    """Return the application with its backend; builds the rule books first if need be.

    Without a library it answers from the law of this package.
    """
    settings, library = settings or Settings(), library or Library.default()
    books.index(library)
    app = Flask("clearance", static_folder=None)
    site = Site(library, settings, backend(library, settings), Answers(library, settings.questions))
    site.settle()
    app.extensions["clearance"] = site
    app.config["MAX_CONTENT_LENGTH"] = ingest.MAX_BYTES + 1
    app.config["MAX_FORM_MEMORY_SIZE"] = ingest.MAX_BYTES + 1
    app.config["TRUSTED_HOSTS"] = trusted_hosts(settings)
    app.url_map.merge_slashes = False  # //evil is no page, and no redirect to one
    problems.register(app)
    operate.register(app)
    if settings.cache:
        watch = app.extensions["clearance.watch"]
        app.wsgi_app = Front(app.wsgi_app, watch, settings.cache // 2)  # type: ignore[method-assign]  # the documented way to add a middleware
        app.config[AT_ONCE] = True
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]  # the documented way to add a middleware
    app.before_request(_refuse_other_hosts)
    app.before_request(_refuse_unmeasured)
    app.after_request(_open_to_all)
    parts = (sparql, graphs, descriptions, questions, reconcile, authzen, openapi)
    for part in (*parts, linked, documents, resources, pages):
        part.register(app)
    return app


def backend(library: Library, settings: Settings) -> Backend:
    """Return the public graph as these settings want it."""
    if settings.store:
        from kg.sparql.remote import Remote

        return Remote(settings.store, settings.limits)
    if settings.writable:
        return GraphPool(None, settings.limits)
    version = str(settings.snapshot) if settings.snapshot else snapshot.version(library)
    pool = GraphPool(settings.snapshot or snapshot.path(library), settings.limits, version)
    return Cached(pool, settings.cache) if settings.cache else pool


def trusted_hosts(settings: Settings) -> list[str]:
    """Return the names under which the server may be asked (security.md, B50)."""
    named = settings.public_url.split("://")[-1].split("/")[0]
    return [*_LOOPBACK, *([named.rsplit(":", 1)[0]] if named else [])]


def _refuse_other_hosts() -> None:
    """Refuse a whole address of another host in the request line (RFC 9112, 3.2.2)."""
    target = request.environ.get("RAW_URI", "")
    if "://" in target.split("?")[0] and not target.startswith("/"):
        host = urlsplit(target).netloc
        if not host_is_trusted(host, current_app.config["TRUSTED_HOSTS"]):
            raise InputError("This host is not served here.", code="bad_request")


def _refuse_unmeasured() -> None:
    """Refuse bodies of unknown length or coding: a cut record could still be well-formed."""
    if request.method in {"POST", "PUT", "PATCH"}:
        if request.content_length is None:
            raise InputError("Send a Content-Length.", code="length_required")
        if request.headers.get("Content-Encoding", "identity") != "identity":
            raise InputError("Send the body without compression.", code="encoding_not_supported")
        if request.content_length > ingest.MAX_BYTES:
            raise InputError(f"The limit is {ingest.MAX_BYTES:,} bytes.", code="too_large")


def _open_to_all(response: Response) -> Response:
    """Let pages of other hosts read what is public (CORS); never with anybody's credentials."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = _EXPOSED_HEADERS
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET")
        response.headers["Access-Control-Allow-Headers"] = _ALLOWED_HEADERS
        response.headers["Access-Control-Max-Age"] = "86400"
    return response
