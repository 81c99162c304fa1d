"""Pages of a search (AuthZEN 8.2): a token says where the next one begins, and of which request."""

import base64
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from kg.errors import InputError

#: Characters of a token that are read; one of ours is shorter.
_LONGEST = 200


def cut(
    found: Sequence[Any], page: dict[str, Any], request: object
) -> tuple[dict[str, Any], list[Any]]:
    """Return the page object of the response and the results of this page.

    ``request`` is all that must stay the same from page to page; InputError where it did not,
    where the token is none of ours, or where the limit is no number of results (8.2.1).
    """
    key = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()[:16]
    limit = page.get("limit")
    if limit is not None and not _number(limit, 1):
        # 0 would be in form (8.2.1), but pages without results have no end
        raise InputError("Give a whole number from 1 on.", where="page/limit", code="bad_request")
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
        told = json.loads(base64.urlsafe_b64decode(str(token)[:_LONGEST].encode("ascii")))
    except (ValueError, RecursionError):  # binascii.Error and UnicodeError are ValueErrors
        raise _changed() from None
    match told:
        case [start, limit, asked] if _number(start, 0) and _number(limit, 1) and asked == key:
            return start, limit
    raise _changed()


def _number(value: object, least: int) -> bool:
    """Return whether a JSON value is a whole number that is not less than another."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _changed() -> InputError:
    return InputError(
        "This token does not go with this request. Send the request as it was, with the token "
        "that came with the page before, or begin without a token.",
        where="page/token",
        code="bad_token",
    )
