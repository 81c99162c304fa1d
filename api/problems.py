"""Errors as ``application/problem+json`` (RFC 9457): never a trace, never an echo of input."""

import json
import uuid

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from kg.errors import InputError, KgError

#: Seconds after which to ask again what could not be worked out now.
RETRY_AFTER = 10
_STATUS = {
    "too_large": 413,
    "query_too_large": 413,
    "bad_format": 415,
    "not_acceptable": 406,
    "length_required": 411,
    "encoding_not_supported": 415,
    "unknown_field": 422,
    "unknown_class": 422,
    "untyped": 422,
    "bad_value": 422,
    "forbidden_character": 422,
    "invalid_iri": 422,
    "no_root": 422,
    "busy": 503,
}


def problem(status: int, code: str, detail: str, title: str = "") -> Response:
    """Give a problem response."""
    body = {
        "type": "about:blank",
        "title": title or code.replace("_", " "),
        "status": status,
        "code": code,
        "detail": detail,
        "requestId": uuid.uuid4().hex,
    }
    return Response(
        json.dumps(body, ensure_ascii=False),
        status,
        mimetype="application/problem+json",
        headers={"Cache-Control": "no-store"},
    )


def register(app: Flask) -> None:
    """Answer every error of the routes with a problem."""

    @app.errorhandler(InputError)
    def bad_input(error: InputError) -> Response:
        answer = problem(_STATUS.get(error.code, 400), error.code, str(error))
        if error.code == "busy":
            answer.headers["Retry-After"] = str(RETRY_AFTER)
        return answer

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        name = (error.name or "error").lower().replace(" ", "_")
        answer = problem(error.code or 500, name, error.description or "", error.name)
        for header, value in error.get_headers():
            if header.lower() == "allow":
                answer.headers[header] = value
        return answer

    @app.errorhandler(KgError)
    @app.errorhandler(Exception)
    def internal(error: Exception) -> Response:
        # the kind alone: the text may hold what was submitted
        app.logger.error("internal error of kind %s", type(error).__name__)
        return problem(500, "internal_error", "The answer could not be made. The error was logged.")
