"""The routes /sparql, /healthz and downloads; other modules add theirs. No law, no SPARQL text."""

import json
from typing import Any

import pyoxigraph as ox
from flask import Flask, Response, request
from werkzeug.datastructures import MultiDict

from api import authzen, problems, questions, reconcile
from kg import build, ingest, query
from kg.errors import InputError
from kg.namespaces import PREFIXES

_ROWS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
_YES_OR_NO = {media: fmt for media, fmt in _ROWS.items() if not media.startswith("text/")}
_TRIPLES = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
_FORM = "application/x-www-form-urlencoded"


def create_app() -> Flask:
    """Give the application; builds the rule books first if need be."""
    app = Flask("clearance", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = ingest.MAX_BYTES + 1
    app.config["MAX_FORM_MEMORY_SIZE"] = ingest.MAX_BYTES + 1
    build.index()
    query.store()
    problems.register(app)
    app.before_request(_refuse_unmeasured)
    app.add_url_rule("/sparql", view_func=sparql, methods=["GET", "POST"])
    questions.register(app)
    reconcile.register(app)
    authzen.register(app)
    app.add_url_rule("/healthz", view_func=health, methods=["GET"])
    app.add_url_rule("/context.jsonld", view_func=context, methods=["GET"])
    app.add_url_rule("/record.schema.json", view_func=record_schema, methods=["GET"])
    return app


def _refuse_unmeasured() -> None:
    """Refuse bodies of unknown length or coding: a cut record could still be well-formed."""
    if request.method in {"POST", "PUT", "PATCH"}:
        if request.content_length is None:
            raise InputError("Send a Content-Length.", code="length_required")
        if request.headers.get("Content-Encoding", "identity") != "identity":
            raise InputError("Send the body without compression.", code="encoding_not_supported")
        if request.content_length > ingest.MAX_BYTES:
            raise InputError(f"The limit is {ingest.MAX_BYTES:,} bytes.", code="too_large")


def _only(values: MultiDict[str, str], name: str) -> str | None:
    found = values.getlist(name)
    if len(found) > 1:
        raise InputError(f"Give “{name}” once.", where=name, code="duplicate_parameter")
    return found[0] if found else None


def _chosen(offered: dict[str, Any]) -> str:
    """Give the media type that the client likes best, or the first offered."""
    if not request.accept_mimetypes:
        return next(iter(offered))
    best = request.accept_mimetypes.best_match(list(offered))
    if best is None:
        raise InputError(f"Accept one of: {', '.join(offered)}.", code="not_acceptable")
    return best


def sparql() -> Response:
    """Answer a query (SPARQL 1.1 Protocol 2.1: GET, and POST with a form)."""
    if request.method == "POST" and request.mimetype != _FORM:
        raise InputError(f"Post the query as {_FORM}.", code="bad_format")
    sent = request.form if request.method == "POST" else request.args
    if "update" in sent:
        raise InputError("Updates are not allowed here.", code="update_not_allowed")
    answer = query.run(_only(sent, "query") or "")
    if isinstance(answer, ox.QueryTriples):
        media = _chosen(_TRIPLES)
        body = ox.serialize(answer, format=_TRIPLES[media], prefixes=PREFIXES) or b""
    else:
        known = _ROWS if isinstance(answer, ox.QuerySolutions) else _YES_OR_NO
        media = _chosen(known)
        body = answer.serialize(format=known[media])
    kind = f"{media}; charset=utf-8" if media.startswith("text/") else media
    return Response(body, content_type=kind, headers={"Vary": "Accept"})


def health() -> Response:
    """Say that the server is up, and with which rule book."""
    return _json({"status": "ok", "ruleBook": build.latest().version})


def context() -> Response:
    """Give the JSON-LD context of records."""
    from kg.schema import context as made

    return _json(made(build.latest()), kind="application/ld+json")


def record_schema() -> Response:
    """Give the JSON Schema of records."""
    from kg.schema import schema as made

    return _json(made(build.latest()), kind="application/schema+json")


def _json(
    value: object, headers: dict[str, str] | None = None, kind: str = "application/json"
) -> Response:
    return Response(json.dumps(value, ensure_ascii=False), mimetype=kind, headers=headers)
