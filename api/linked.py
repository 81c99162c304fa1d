"""What all linked data shares: formats by negotiation or name, links, ETags, kept answers."""

from collections.abc import Callable, Collection
from typing import cast

import pyoxigraph as ox
from flask import Flask, Response, current_app, request

from api import negotiation, pages
from kg.errors import InputError
from kg.memo import SizedCache
from kg.publish import resources
from kg.rdf.formats import SHORT, TRIPLES
from kg.rdf.namespaces import BASE
from kg.sparql.execute import serialized

#: What is offered, and what every page and answer links to.
OFFERED = (*TRIPLES, pages.HTML)
LINKED = ("ttl", "jsonld", "nt", "rdf")
#: Bytes of pages and documents kept in memory.
_ROOM = 16 * 2**20
_KEPT = "clearance.documents"


#: The documents made last, by their tags, which name the state of all that they tell.
Documents = SizedCache[str, bytes]


def register(app: Flask) -> None:
    """Make room for documents."""
    app.extensions[_KEPT] = Documents(_ROOM, _ROOM // 4)


def wanted() -> tuple[str, bool]:
    """Return the media type asked for, and whether the address names it by ``?format=``."""
    told = negotiation.only(negotiation.parameters(), "format")
    if told is None:
        return negotiation.chosen(dict.fromkeys(OFFERED)), False
    media = SHORT.get(told)
    if media is None or media not in OFFERED:
        known = ", ".join(name for name, full in SHORT.items() if full in OFFERED)
        raise InputError(f"Ask for one of: {known}.", where="format", code="not_acceptable")
    return media, True


def document(media: str, make: Callable[[], bytes | str], *parts: str) -> Response:
    """Return a document in a media type with its tag and links, or 304 where the client has it.

    ``parts`` are what it depends on besides the graph, the pages, its path and the media type.
    """
    version = negotiation.site().backend.version
    made_of = version, pages.version(negotiation.site().library), request.path, media, *parts
    tag = negotiation.etag(*made_of) if version else ""
    response = negotiation.known(tag)
    if response is None:
        body = _kept(tag, make)
        response = negotiation.answer(body, media, tag)
    if media == pages.HTML:
        pages.guard(response)
    return linked(response, media)


def _kept(tag: str, make: Callable[[], bytes | str]) -> bytes:
    """Return a document, made anew if it is not kept; one without a tag always is."""
    documents = cast(Documents, current_app.extensions[_KEPT])
    if (known := documents.get(tag)) is not None:
        return known
    made = make()
    body = made.encode() if isinstance(made, str) else made
    if tag:
        documents.put(tag, body, len(body))
    return body


def linked(response: Response, media: str = "") -> Response:
    """Set headers: what the answer is about, its other formats, and its own address."""
    links = [f'<{iri()}>; rel="canonical"', f'<{address(SHORT["ttl"])}>; rel="describedby"']
    links += [f'<{place}>; rel="alternate"; type="{kind}"' for _, kind, place in formats()]
    response.headers["Link"] = ", ".join(links)
    response.headers["Vary"] = "Accept"
    if media:
        response.headers["Content-Location"] = address(media)
    return response


def formats() -> list[tuple[str, str, str]]:
    """Return short name, media type and address of each format of what was asked for."""
    return [(name, SHORT[name], address(SHORT[name])) for name in (*LINKED, "html")]


def address(media: str) -> str:
    """Return the address on this server of what was asked for, in one format."""
    return f"{iri().removeprefix(BASE.rstrip('/'))}?format={ending(media)}"


def ending(media: str) -> str:
    """Return the short name of a media type, or of another one of the same format."""
    form = TRIPLES.get(media)
    same = (name for name, full in SHORT.items() if full == media or TRIPLES.get(full, 0) == form)
    return next(same)


def iri() -> str:
    """Return the IRI whose path was asked for."""
    return resources.iri_of(request.path)


def written(triples: Collection[ox.Triple], media: str) -> bytes:
    """Return triples in a media type."""
    return serialized(triples, media, negotiation.site().settings.limits.whole)


def client() -> str:
    """Return who asks, for fair shares."""
    return request.remote_addr or ""


def unknown() -> InputError:
    """Return the error of a path on which nothing is."""
    return InputError("The graph says nothing of this. “/” tells what is here.", code="not_found")
