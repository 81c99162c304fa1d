"""Linked data: every IRI that we mint answers on its path (Cool URIs for the Semantic Web, 4.2).

What is a document answers itself; what is not, such as a norm or a class, answers 303 See Other
with a document about it. ``?format=`` names a document in one format.
"""

from collections.abc import Mapping

import pyoxigraph as ox
from flask import Flask, Response, request

from api import exchange, pages
from kg import files, resources
from kg.backend import rows
from kg.errors import InputError
from kg.load_names import graph_name
from kg.media import SHORT, TRIPLES
from kg.namespaces import BASE, DATASET, DESCRIPTION_PREFIXES, GRAPH, PREFIXES
from kg.ontology_page import ontology as read_ontology
from kg.resource_page import page

#: The first part of the path of what is a document, and of what is not.
_DOCUMENTS = ("law",)
_THINGS = ("def", "id", "norm", "rule", "shape")
_N_TRIPLES = "application/n-triples"
#: What is offered, and what a page links to.
OFFERED = (*TRIPLES, pages.HTML)
LINKED = ("ttl", "jsonld", "nt", "rdf")


def register(app: Flask) -> None:
    """Add the routes."""
    for space in (*_DOCUMENTS, *_THINGS):
        app.add_url_rule(f"/{space}/<path:name>", "resource", resource)
    app.add_url_rule("/module/<path:name>", view_func=module)
    app.add_url_rule("/graph/<path:name>", view_func=graph)
    app.add_url_rule("/ontology", view_func=ontology)
    app.add_url_rule("/def/", view_func=ontology, endpoint="terms")
    app.add_url_rule("/shapes", view_func=shapes)
    app.add_url_rule("/", view_func=home)


def resource(name: str) -> Response:
    """Describe a thing, or see other; 404 where the graph says nothing of it."""
    media, told = _wanted()
    iri = resources.iri_of(request.path)
    space = request.path.split("/")[1]
    if told or space in _DOCUMENTS:
        return _linked(_description(iri, media), media)
    if resources.describe(exchange.site().backend, iri, _client()) is None:
        raise _unknown()
    response = Response(status=303, headers={"Location": _local(media)})
    response.headers["Vary"] = "Accept"
    return _links(response)


def module(name: str) -> Response:
    """Give a module of the ontology: all its triples, or the page about it."""
    media, _ = _wanted()
    iri = resources.iri_of(request.path)
    if media == pages.HTML:
        return _linked(_description(iri, media), media)
    backend = exchange.site().backend
    found = rows(backend, "module-graph", client=_client(), thing=iri)
    if not found:
        raise _unknown()
    return _linked(exchange.graph(found[0]["graph"], media), media)


def graph(name: str) -> Response:
    """Give a graph: all its triples, or the page about it."""
    media, _ = _wanted()
    iri = resources.iri_of(request.path)
    if iri not in exchange.site().backend.graphs():
        raise _unknown()
    if media == pages.HTML:
        return _linked(_description(iri, media), media)
    return _linked(exchange.graph(iri, media), media)


def ontology() -> Response:
    """Give the whole ontology with its alignments, or the page that documents it."""
    media, _ = _wanted()
    if media != pages.HTML:
        return _whole("ontology", media)
    tag = _tag(media)
    known = exchange.known(tag)
    if known:
        return known
    backend = exchange.site().backend
    told = read_ontology(backend, _client())
    about = {row["dataset"]: row for row in rows(backend, "about")}
    return _linked(
        pages.render("ontology.html", tag, ontology=told, about=about, formats=_formats()), media
    )


def shapes() -> Response:
    """Give all shapes."""
    media, _ = _wanted(TRIPLES)
    return _whole("shapes", media)


def home() -> Response:
    """Tell what is here: a page for people, the metadata of the dataset for machines."""
    media, _ = _wanted()
    if media != pages.HTML:
        return _linked(exchange.graph(graph_name(files.DATASET), media), media)
    tag = _tag(media, exchange.base_url())
    known = exchange.known(tag)
    if known:
        return known
    backend = exchange.site().backend
    about = {row["dataset"]: row for row in rows(backend, "about")}
    sections = rows(backend, "contents")
    return _linked(
        pages.render(
            "home.html",
            tag,
            about=about.get(DATASET, {}),
            sections=sections,
            url=exchange.base_url(),
            formats=_formats(),
        ),
        media,
    )


def _description(iri: str, media: str) -> Response:
    tag = _tag(media, iri)
    known = exchange.known(tag)
    if known:
        return known
    backend = exchange.site().backend
    told = resources.describe(backend, iri, _client())
    if told is None and iri in backend.graphs():
        told = resources.Description(iri, (), more=False)  # a graph of which no other one tells
    if told is None:
        raise _unknown()
    if media == pages.HTML:
        users = resources.users(backend, iri, _client())
        words = resources.printed(backend, iri, _client())
        shown = page(told, users)
        return pages.render("resource.html", tag, page=shown, words=words, formats=_formats())
    return exchange.answer(_written(told.triples, media), media, tag)


def _whole(part: str, media: str) -> Response:
    """Give the graphs of a folder as one document."""
    tag = _tag(media, part)
    known = exchange.known(tag)
    if known:
        return known
    backend = exchange.site().backend
    found: dict[ox.Triple, None] = {}
    for name in backend.graphs():
        if name.startswith(GRAPH[f"{part}/"]):
            text = backend.graph(name, _N_TRIPLES)
            # each answer names its blank nodes anew, so that those of two graphs could meet
            parsed = ox.parse(text, format=ox.RdfFormat.N_TRIPLES, rename_blank_nodes=True)
            found.update((quad.triple, None) for quad in parsed)
    response = exchange.answer(_written(found, media), media, tag)
    ending = next(short for short, full in SHORT.items() if TRIPLES.get(full) == TRIPLES[media])
    response.headers["Content-Disposition"] = f"inline; filename=clearance-{part}.{ending}"
    return _linked(response, media)


def _written(triples: Mapping[ox.Triple, None] | tuple[ox.Triple, ...], media: str) -> bytes:
    prefixes = {**PREFIXES, **DESCRIPTION_PREFIXES}
    return ox.serialize(triples, format=TRIPLES[media], prefixes=prefixes) or b""


def _wanted(offered: Mapping[str, object] | tuple[str, ...] = OFFERED) -> tuple[str, bool]:
    """Give the media type asked for, and whether the address names it."""
    told = exchange.only(exchange.parameters(), "format")
    if told is None:
        return exchange.chosen(dict.fromkeys(offered)), False
    media = SHORT.get(told)
    if media is None or media not in offered:
        known = ", ".join(short for short, full in SHORT.items() if full in offered)
        raise InputError(f"Ask for one of: {known}.", where="format", code="not_acceptable")
    return media, True


def _linked(response: Response, media: str) -> Response:
    """Say where the document is by itself, what else there is, and of what it is about."""
    response.headers["Content-Location"] = _local(media)
    return _links(response)


def _links(response: Response) -> Response:
    links = [f'<{resources.iri_of(request.path)}>; rel="canonical"']
    links += [f'<{link}>; rel="alternate"; type="{media}"' for _, media, link in _formats()]
    links.append(f'<{_path()}?format=ttl>; rel="describedby"; type="{SHORT["ttl"]}"')
    response.headers["Link"] = ", ".join(links)
    return response


def _formats() -> list[tuple[str, str, str]]:
    """Give short name, media type and address of each format of what was asked for."""
    return [(short, SHORT[short], _local(SHORT[short])) for short in (*LINKED, "html")]


def _local(media: str) -> str:
    """Give the address of the document in one format, on this server."""
    form = TRIPLES.get(media)
    ending = next(
        s for s, full in SHORT.items() if full == media or (form and TRIPLES.get(full) == form)
    )
    return f"{_path()}?format={ending}"


def _path() -> str:
    return "/" + resources.iri_of(request.path).removeprefix(BASE)


def _tag(media: str, *parts: str) -> str:
    version = exchange.site().backend.version
    return exchange.etag(version, pages.version(), request.path, media, *parts) if version else ""


def _client() -> str:
    return request.remote_addr or ""


def _unknown() -> InputError:
    return InputError("The graph says nothing of this. “/” tells what is here.", code="not_found")
