"""The home page, and the whole ontology and all shapes as one document each."""

import pyoxigraph as ox
from flask import Flask, Response

from api import linked, negotiation, pages
from kg.publish.ontology_page import ontology as read_ontology
from kg.publish.resources import describe
from kg.rdf.namespaces import DATASET, GRAPH
from kg.sparql.backend import rows

_N_TRIPLES = "application/n-triples"


def register(app: Flask) -> None:
    """Add the routes."""
    app.add_url_rule("/", view_func=home)
    app.add_url_rule("/ontology", view_func=ontology)
    app.add_url_rule("/def/", "terms", ontology)
    app.add_url_rule("/shapes", view_func=shapes)


def home() -> Response:
    """Return what is here: a page for people, the description of the dataset for machines."""
    media, _ = linked.wanted()
    backend, url = negotiation.site().backend, negotiation.base_url()

    def make() -> bytes | str:
        if media != pages.HTML:
            told = describe(backend, DATASET, linked.client())
            return linked.written(told.triples if told else (), media)
        return pages.page(
            "home.html",
            about=_about().get(DATASET, {}),
            sections=rows(backend, "contents"),
            url=url,
            formats=linked.formats(),
        )

    return linked.document(media, make, url)


def ontology() -> Response:
    """Return the whole ontology with its alignments, or the page that documents it."""
    media, _ = linked.wanted()
    if media != pages.HTML:
        return _whole("ontology", media)

    def make() -> str:
        site = negotiation.site()
        told = read_ontology(site.library, site.backend, linked.client())
        return pages.page("ontology.html", ontology=told, about=_about(), formats=linked.formats())

    return linked.document(media, make)


def shapes() -> Response:
    """Return all shapes, or the page that lists them."""
    media, _ = linked.wanted()
    if media != pages.HTML:
        return _whole("shapes", media)

    def make() -> str:
        told = rows(negotiation.site().backend, "shapes", client=linked.client())
        return pages.page("shapes.html", shapes=told, about=_about(), formats=linked.formats())

    return linked.document(media, make)


def _about() -> dict[str, dict[str, str]]:
    """Return title, description and licence of each dataset, by its IRI."""
    return {row["dataset"]: row for row in rows(negotiation.site().backend, "about")}


def _whole(part: str, media: str) -> Response:
    """Return the graphs of a folder as one document."""
    backend = negotiation.site().backend

    def make() -> bytes:
        found: dict[ox.Triple, None] = {}
        for name in backend.graphs():
            if name.startswith(GRAPH[f"{part}/"]):
                text = backend.graph(name, _N_TRIPLES)
                # each answer names its blank nodes anew, so that those of two graphs could meet
                read = ox.parse(text, format=ox.RdfFormat.N_TRIPLES, rename_blank_nodes=True)
                found.update((quad.triple, None) for quad in read)
        return linked.written(found, media)

    response = linked.document(media, make, part)
    name = f"clearance-{part}.{linked.ending(media)}"
    response.headers["Content-Disposition"] = f"inline; filename={name}"
    return response
