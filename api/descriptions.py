"""Descriptions for machines: the service, the dataset, the saved questions, the JSON-LD context."""

import json

from flask import Flask, Response

from api import exchange
from kg import build
from kg.describe_service import service as described
from kg.execute import serialized
from kg.media import TRIPLES
from kg.namespaces import EXAMPLES_GRAPH, VOID_GRAPH


def register(app: Flask) -> None:
    """Add the routes."""
    app.add_url_rule("/.well-known/void", view_func=void)
    app.add_url_rule("/.well-known/sparql-examples", view_func=examples)
    app.add_url_rule("/context.jsonld", view_func=context)
    app.add_url_rule("/record.schema.json", view_func=record_schema)


def service() -> Response:
    """Describe the SPARQL service at its own absolute address."""
    site = exchange.site()
    media = exchange.chosen(TRIPLES)
    endpoint = f"{exchange.base_url()}/sparql"
    told = described(endpoint, site.backend.graphs(), writable=site.settings.writable)
    body = serialized(told, media, site.settings.limits.whole)
    version = site.backend.version
    tag = exchange.etag(version, endpoint, media, "service") if version else ""
    return exchange.known(tag) or exchange.answer(body, media, tag)


def void() -> Response:
    """Give the VoID description of the dataset."""
    return exchange.graph(VOID_GRAPH)


def examples() -> Response:
    """Give the saved questions."""
    return exchange.graph(EXAMPLES_GRAPH)


def context() -> Response:
    """Give the JSON-LD context of records."""
    from kg.schema import context as made

    return _json(made(build.latest()), "application/ld+json")


def record_schema() -> Response:
    """Give the JSON Schema of records."""
    from kg.schema import schema as made

    return _json(made(build.latest()), "application/schema+json")


def _json(value: object, media: str) -> Response:
    body = json.dumps(value, ensure_ascii=False)
    tag = exchange.etag(build.latest().version, media)
    return exchange.known(tag) or exchange.answer(body, media, tag)
