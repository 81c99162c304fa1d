"""Errors as ``application/problem+json`` (RFC 9457): never a trace, never an echo of input."""

import json
import logging
from http import HTTPStatus

from flask import Flask, Response
from werkzeug.exceptions import HTTPException, SecurityError

from api import pages
from api.negotiation import request_id
from kg.errors import BackendError, InputError, KgError

STATUS = {
    "too_large": 413,
    "query_too_large": 413,
    "result_too_large": 413,
    "too_many_acts": 413,
    "too_much_work": 413,
    "bad_format": 415,
    "not_acceptable": 406,
    "length_required": 411,
    "encoding_not_supported": 415,
    "graph_not_allowed": 403,
    "no_such_graph": 404,
    "not_found": 404,
    "unknown_field": 422,
    "unknown_class": 422,
    "untyped": 422,
    "bad_value": 422,
    "forbidden_character": 422,
    "invalid_iri": 422,
    "impossible_order": 422,
    "no_root": 422,
    "missing_field": 422,
    "busy": 503,
}
UNAVAILABLE = {
    "query_timeout": 504,
    "question_timeout": 504,
    "store_unreachable": 502,
    "store_failed": 502,
}
#: Seconds after which a client that met a busy server may ask again.
RETRY = 5


def described(status: int, code: str, detail: str, request: str, title: str = "") -> str:
    """Return the body of a problem response; ``request`` is the name of the request in the log."""
    body = {
        "type": "about:blank",
        "title": title or code.replace("_", " "),
        "status": status,
        "code": code,
        "detail": detail,
        "requestId": request,
    }
    return json.dumps(body, ensure_ascii=False)


def problem(status: int, code: str, detail: str, title: str = "") -> Response:
    """Return a problem response; a page of it to a browser, which has no use for JSON."""
    # who takes nothing but what we do not have gets the one form of a problem that there is
    if status != HTTPStatus.NOT_ACCEPTABLE and pages.wants_page():
        return pages.error(status, title or code.replace("_", " "), detail)
    return Response(
        described(status, code, detail, request_id(), title),
        status,
        mimetype="application/problem+json",
        headers={"Cache-Control": "no-store"},
    )


def register(app: Flask) -> None:
    """Answer every error of the routes with a problem."""

    @app.errorhandler(InputError)
    def bad_input(error: InputError) -> Response:
        answer = problem(STATUS.get(error.code, 400), error.code, str(error))
        if error.code == "busy":
            answer.headers["Retry-After"] = str(RETRY)
        return answer

    @app.errorhandler(BackendError)
    def unavailable(error: BackendError) -> Response:
        answer = problem(UNAVAILABLE.get(error.code, 503), error.code, error.text)
        if error.code == "busy":
            answer.headers["Retry-After"] = str(RETRY)
        return answer

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        name = (error.name or "error").lower().replace(" ", "_")
        detail = error.description or ""
        if isinstance(error, SecurityError):  # its words repeat the name
            detail = "This server is not asked under that name. Its operator sets --public-url."
        answer = problem(error.code or 500, name, detail, error.name)
        for header, value in error.get_headers():
            if header.lower() == "allow":
                answer.headers[header] = value
        return answer

    @app.errorhandler(KgError)
    @app.errorhandler(Exception)
    def internal(error: Exception) -> Response:
        # the kind alone: the text may hold what was submitted
        told = {"kind": type(error).__name__, "requestId": request_id()}
        logging.getLogger("clearance").error("internal error", extra={"told": told})
        return problem(500, "internal_error", "The answer could not be made. The error was logged.")
