"""Pages for people: templates, their headers, and the one style sheet. No script, no other host."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from flask import Flask, Response, request

from api import negotiation
from kg.memo import kept
from kg.publish.ontology_page import anchor
from kg.publish.resource_page import href, short
from kg.rdf import files
from kg.rdf.library import Library
from kg.rdf.namespaces import BASE
from kg.rulebook.periods import span

HTML = "text/html"
_HERE = Path(__file__).parent
_STYLE = "site.css"
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def register(app: Flask) -> None:
    """Add the route of the style sheet."""
    app.add_url_rule(f"/static/{_STYLE}", view_func=style)


def style() -> Response:
    """Return the style sheet."""
    tag = negotiation.etag(version(negotiation.site().library))
    return negotiation.known(tag) or negotiation.answer(_style(), "text/css", tag)


@cache  # a file of this package: it is the same for every library
def _style() -> str:
    return (_HERE / "static" / _STYLE).read_text(encoding="utf-8")


@kept()
def version(library: Library) -> str:
    """Name the state of all that pages are made with, the graph aside."""
    digest = hashlib.sha256()
    made = sorted(path for folder in ("templates", "static") for path in (_HERE / folder).iterdir())
    for path in (*made, library.share / files.DISPLAY):
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


@cache  # these are the same for every library, too
def _templates() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(href=href, short=short, span=span, anchor=anchor, base=BASE)
    return made


def page(template: str, **values: Any) -> str:
    """Return the text of a page; ``values`` are what the template shows."""
    return _templates().get_template(template).render(values)


def guard(response: Response) -> Response:
    """Keep a page from anything of another place, and from any script."""
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Content-Language"] = "en"
    return response


def render(template: str, status: int = 200, **values: Any) -> Response:
    """Return a page as an answer."""
    response = guard(negotiation.answer(page(template, **values), HTML))
    response.status_code = status
    return response


def preferred(others: Iterable[str]) -> bool:
    """Return whether the client likes a page better than any of the other media types."""
    return negotiation.best((*others, HTML)) == HTML


def error(status: int, title: str, detail: str) -> Response:
    """Return the page of an error."""
    response = render("error.html", status, code=status, title=title, detail=detail)
    response.headers["Cache-Control"] = "no-store"
    return response


def wants_page() -> bool:
    """Return whether an error is to be told as a page: a browser asks, not a program."""
    return bool(request.accept_mimetypes) and preferred(
        ("application/problem+json", "application/json")
    )
