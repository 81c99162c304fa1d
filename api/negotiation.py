"""Read parameters and write answers as HTTP wants it: strict text, media types, ETags.

Content negotiation follows RFC 9110, 12.5.1: the most specific range that matches a media type
gives its weight; parameters of a range, such as a charset, do not keep it from matching.
"""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from typing import cast
from urllib.parse import parse_qsl

from flask import Response, current_app, g, request
from werkzeug.datastructures import MultiDict

from api.settings import Site
from kg.errors import InputError
from kg.rdf.formats import TRIPLES

FORM = "application/x-www-form-urlencoded"
MAX_FIELDS = 200


def site() -> Site:
    """Return what the routes of this application share."""
    return cast(Site, current_app.extensions["clearance"])


def base_url() -> str:
    """Return the address of this server as others see it, without a slash at its end."""
    return site().settings.public_url or request.host_url.rstrip("/")


def request_id() -> str:
    """Return the name of this request in logs and problems."""
    if "request_id" not in g:
        g.request_id = uuid.uuid4().hex
    return str(g.request_id)


def fields(raw: bytes) -> MultiDict[str, str]:
    """Return the fields of a query string or form; InputError where they are not UTF-8."""
    try:
        pairs = parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS
        )
    except UnicodeError:
        raise InputError("Write the parameters in UTF-8.", code="bad_encoding") from None
    except ValueError:
        raise InputError(f"Give at most {MAX_FIELDS} parameters.", code="too_many_fields") from None
    if any("\0" in part for pair in pairs for part in pair):
        raise InputError("Leave out the character U+0000.", code="bad_encoding")
    return MultiDict(pairs)


def parameters() -> MultiDict[str, str]:
    """Return the parameters in the address of the request."""
    return fields(request.query_string)


def body_text() -> str:
    """Return the body as text; InputError where it is not UTF-8, whatever the header says."""
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in {"utf-8", "utf8", "us-ascii"}:
        raise InputError("Send the body in UTF-8.", code="encoding_not_supported")
    try:
        return request.get_data(cache=False).decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("Send the body in UTF-8.", code="bad_encoding") from None


def only(values: MultiDict[str, str], name: str) -> str | None:
    """Return the one value of a parameter, None without; InputError where it is given twice."""
    found = values.getlist(name)
    if len(found) > 1:
        raise InputError(f"Give “{name}” once.", where=name, code="duplicate_parameter")
    return found[0] if found else None


def best(offered: Iterable[str]) -> str | None:
    """Return the media type that the client likes best, the first of equals, or None."""
    weighed = [(weight(media), media) for media in offered]
    top, media = max(weighed, key=lambda pair: pair[0])
    return media if top > 0 else None


def weight(media: str) -> float:
    """Return how much the client likes a media type, from 0 to 1."""
    # a list without a member says as little as no header at all (RFC 9110, 5.6.1 and 12.5.1)
    if not request.headers.get("Accept", "").strip(" \t,"):
        return 1.0
    kind = media.split("/")[0]
    found: dict[int, float] = {}
    for told, quality in request.accept_mimetypes:
        asked = told.split(";")[0].strip().lower()
        for rank, pattern in enumerate(("*/*", f"{kind}/*", media)):
            if asked == pattern:
                found[rank] = max(quality, found.get(rank, 0))
    return float(found[max(found)]) if found else 0.0


def chosen(offered: Mapping[str, object]) -> str:
    """Return the media type that the client likes best; InputError if none will do."""
    media = best(offered)
    if media is None:
        raise InputError(f"Accept one of: {', '.join(offered)}.", code="not_acceptable")
    return media


def etag(*parts: object) -> str:
    """Return an ETag for an answer that is made of these, the version of the graph among them."""
    return hashlib.sha256("\0".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()[:32]


def known(tag: str) -> Response | None:
    """Return the answer 304 if the client holds what the tag names."""
    if tag and request.method in {"GET", "HEAD"} and request.if_none_match.contains_weak(tag):
        return _with_tag(Response(status=304), tag)
    return None


def answer(body: bytes | str, media: str, tag: str = "") -> Response:
    """Return an answer in a media type that was negotiated, with its ETag if it has one."""
    kind = f"{media}; charset=utf-8" if media.startswith("text/") else media
    return _with_tag(Response(body, content_type=kind), tag)


def client() -> str:
    """Return who asks, for fair shares."""
    return request.remote_addr or ""


def graph(name: str, media: str = "") -> Response:
    """Return a graph of the dataset, in the media type negotiated if none is told.

    An empty name is the default graph.
    """
    backend = site().backend
    if name and name not in backend.graphs():
        raise InputError("There is no such graph. /sparql lists the graphs.", code="no_such_graph")
    media = media or chosen(TRIPLES)
    tag = etag(backend.version, name, media) if backend.version else ""
    return known(tag) or answer(backend.graph(name, media), media, tag)


def _with_tag(response: Response, tag: str) -> Response:
    response.headers["Vary"] = "Accept"
    if tag:
        # weak: the store may write the same triples in another order
        response.set_etag(tag, weak=True)
        # kept by the client, and asked about: the graph may be built anew at any time
        response.headers["Cache-Control"] = "public, no-cache"
    return response
