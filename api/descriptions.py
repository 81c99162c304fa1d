"""Descriptions for machines: the service, the dataset, the saved questions, the JSON-LD context."""

import json

from flask import Flask, Response

from api import negotiation
from kg.describe.service import service as described
from kg.epochs import books
from kg.rdf.formats import TRIPLES
from kg.rdf.namespaces import EXAMPLES_GRAPH, VOID_GRAPH
from kg.record import schema
from kg.sparql.execute import serialized


def register(app: Flask) -> None:
    """Add the routes."""
    app.add_url_rule("/.well-known/void", view_func=void)
    app.add_url_rule("/.well-known/sparql-examples", view_func=examples)
    app.add_url_rule("/context.jsonld", view_func=context)
    app.add_url_rule("/record.schema.json", view_func=record_schema)


def service() -> Response:
    """Describe the SPARQL service at its own absolute address."""
    site = negotiation.site()
    media = negotiation.chosen(TRIPLES)
    endpoint = f"{negotiation.base_url()}/sparql"
    told = described(endpoint, site.backend.graphs(), writable=site.settings.writable)
    body = serialized(told, media, site.settings.limits.whole)
    version = site.backend.version
    tag = negotiation.etag(version, endpoint, media, "service") if version else ""
    return negotiation.known(tag) or negotiation.answer(body, media, tag)


def void() -> Response:
    """Return the VoID description of the dataset."""
    return negotiation.graph(VOID_GRAPH)


def examples() -> Response:
    """Return the saved questions."""
    return negotiation.graph(EXAMPLES_GRAPH)


def context() -> Response:
    """Return the JSON-LD context of records."""
    return _json(schema.context(books.latest(negotiation.site().library)), "application/ld+json")


def record_schema() -> Response:
    """Return the JSON Schema of records."""
    return _json(schema.schema(books.latest(negotiation.site().library)), "application/schema+json")


def _json(value: object, media: str) -> Response:
    body = json.dumps(value, ensure_ascii=False)
    tag = negotiation.etag(books.latest(negotiation.site().library).version, media)
    return negotiation.known(tag) or negotiation.answer(body, media, tag)
