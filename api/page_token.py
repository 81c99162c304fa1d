"""Pages of a search (AuthZEN 8.2): a token says where the next one begins, and of which request."""

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from kg.errors import InputError


def cut(
    found: Sequence[Any], page: dict[str, Any], request: object
) -> tuple[dict[str, Any], list[Any]]:
    """Give the page object of the response and the results of this page.

    ``request`` is all that must stay the same from page to page; InputError where it did not,
    where the token is none of ours, or where the limit is no number of results (8.2.1).
    """
    key = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()[:16]
    limit = page.get("limit")
    if limit is not None and (not isinstance(limit, int) or isinstance(limit, bool) or limit < 0):
        raise InputError("Give a whole number from 0 on.", where="page/limit", code="bad_request")
    start = 0
    token = page.get("token")
    if token is not None and token != "":
        start, first = _read(token, key)
        if limit not in {None, first}:
            raise _changed()
        limit = first
    end = len(found) if limit is None else min(start + limit, len(found))
    following = _write(end, limit, key) if end < len(found) else ""
    results = list(found[start:end])
    return {"next_token": following, "count": len(results), "total": len(found)}, results


def _write(start: int, limit: int | None, key: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([start, limit, key]).encode()).decode()


def _read(token: object, key: str) -> tuple[int, int]:
    try:
        start, limit, told = json.loads(base64.urlsafe_b64decode(str(token).encode("ascii")))
        start, limit = int(start), int(limit)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise _changed() from None
    if told != key or start < 0 or limit < 0:
        raise _changed()
    return start, limit


def _changed() -> InputError:
    return InputError(
        "This token does not go with this request. Send the request as it was, with the token "
        "that came with the page before, or begin without a token.",
        where="page/token",
        code="bad_token",
    )
