"""Answers to what could not be read as a request, as problems, and their lines in the log.

Gunicorn repeats in its answers and its log what it cannot read; a malformed line may hold the name
of a taxpayer (security.md, A40), so both are written here.
"""

import logging
import uuid
from typing import NamedTuple

from gunicorn.http import errors

from api.operate import LOG
from api.problems import RETRY, described


class Late(Exception):  # a state of a client, as the errors of gunicorn are named
    """A client took too long over its head or its body."""


class Busy(Exception):  # as above
    """Too much is waiting to be answered."""


class _Answer(NamedTuple):
    status: int
    reason: str
    code: str
    detail: str


_FAILED = _Answer(500, "Internal Server Error", "internal_error", "The answer could not be made.")
_HEADERS = "Request Header Fields Too Large"
_BUSY = "Too many requests are being answered. Try again soon."
#: What is answered, by the kind of fault; the first that fits.
_ANSWERS = (
    (errors.InvalidResponseHeader, _FAILED),
    (errors.InvalidResponseHeaderName, _FAILED),
    (
        errors.LimitRequestLine,
        _Answer(414, "URI Too Long", "uri_too_long", "Send a long query by POST."),
    ),
    (
        errors.LimitRequestHeaders,
        _Answer(431, _HEADERS, "headers_too_large", "Send fewer or shorter headers."),
    ),
    (
        errors.ExpectationFailed,
        _Answer(417, "Expectation Failed", "expectation_failed", "Leave out the header Expect."),
    ),
    (
        errors.UnsupportedTransferCoding,
        _Answer(501, "Not Implemented", "encoding_not_supported", "Send a Content-Length."),
    ),
    (
        errors.ParseException,
        _Answer(400, "Bad Request", "bad_request", "This is no request of HTTP/1.1."),
    ),
    (
        errors.NoMoreData,
        _Answer(400, "Bad Request", "bad_request", "The request ends before its end."),
    ),
    (
        Late,
        _Answer(408, "Request Timeout", "request_timeout", "Send the whole request without pause."),
    ),
    (Busy, _Answer(503, "Service Unavailable", "busy", _BUSY)),
)


def refusal(fault: BaseException) -> bytes:
    """Return the whole answer to what could not be read or answered; log its kind alone.

    The connection is to be closed after it (RFC 9112, 9.6).
    """
    status, reason, code, detail = next(
        (answer for kind, answer in _ANSWERS if isinstance(fault, kind)), _FAILED
    )
    name = uuid.uuid4().hex
    LOG.log(
        logging.ERROR if status == 500 else logging.INFO,
        "not a request",
        extra={"told": {"requestId": name, "status": status, "kind": type(fault).__name__}},
    )
    body = described(status, code, detail, name).encode()
    again = f"Retry-After: {RETRY}\r\n" if status == 503 else ""
    head = (
        f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nX-Request-Id: {name}\r\n{again}"
        "Content-Type: application/problem+json\r\nCache-Control: no-store\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
