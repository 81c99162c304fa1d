"""Linked data: every IRI that we mint answers on its path (Cool URIs for the Semantic Web, 4.2).

What is a document answers itself; what is not, such as a norm or a class, answers 303 See Other
with a document about it. ``?format=`` names a document in one format.
"""

from flask import Flask, Response, request

from api import linked, negotiation, pages
from kg.publish import resources
from kg.publish.resource_page import page
from kg.sparql.backend import rows

#: The first part of the path of what is a document, and of what is not.
_DOCUMENTS = ("law",)
_THINGS = ("condition", "def", "id", "norm", "rule", "shape")


def register(app: Flask) -> None:
    """Add the routes."""
    for space in (*_DOCUMENTS, *_THINGS):
        app.add_url_rule(f"/{space}/<path:name>", "resource", resource)
    app.add_url_rule("/module/<path:name>", view_func=module)
    app.add_url_rule("/graph/<path:name>", view_func=graph)


def resource(name: str) -> Response:
    """Describe a thing, or see other; 404 where the graph says nothing of it."""
    media, told = linked.wanted()
    document = _description(media)  # it is kept, and so at hand when it is asked for next
    if told or request.path.split("/")[1] in _DOCUMENTS:
        return document
    return linked.linked(Response(status=303, headers={"Location": linked.address(media)}))


def module(name: str) -> Response:
    """Return a module of the ontology: all its triples, or the page about it."""
    media, _ = linked.wanted()
    if media == pages.HTML:
        return _description(media)
    backend = negotiation.site().backend
    found = rows(backend, "module-graph", client=linked.client(), thing=linked.iri())
    if not found:
        raise linked.unknown()
    return linked.document(media, lambda: backend.graph(found[0]["graph"], media))


def graph(name: str) -> Response:
    """Return a graph: all its triples, or the page about it."""
    media, _ = linked.wanted()
    iri, backend = linked.iri(), negotiation.site().backend
    if iri not in backend.graphs():
        raise linked.unknown()
    if media == pages.HTML:
        return _description(media)
    return linked.document(media, lambda: backend.graph(iri, media))


def _description(media: str) -> Response:
    iri, backend, client = linked.iri(), negotiation.site().backend, linked.client()

    def make() -> bytes | str:
        told = resources.describe(backend, iri, client)
        if told is None and iri in backend.graphs():
            told = resources.Description(iri, (), more=False)  # a graph of which no other one tells
        if told is None:
            raise linked.unknown()
        if media != pages.HTML:
            return linked.written(told.triples, media)
        return pages.page(
            "resource.html",
            page=page(negotiation.site().library, told, resources.users(backend, iri, client)),
            words=resources.printed(backend, iri, client),
            formats=linked.formats(),
        )

    return linked.document(media, make)
