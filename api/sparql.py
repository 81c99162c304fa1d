"""``/sparql``: SPARQL 1.1 Protocol, the query operation; updates in the test mode only."""

from flask import Flask, Response, request
from werkzeug.datastructures import MultiDict

from api import negotiation, pages
from api.descriptions import service
from kg.describe.examples import published
from kg.errors import InputError
from kg.rdf.formats import ROWS, SHORT, SHORT_ROWS, TRIPLES
from kg.rdf.namespaces import PREFIXES
from kg.sparql.backend import Ask
from kg.sparql.guard import MAX_QUERY, Look, check_graphs, look_over
from kg.workers.pool import Pool

_QUERY = "application/sparql-query"


def register(app: Flask) -> None:
    """Add the route."""
    app.add_url_rule("/sparql", view_func=sparql, methods=["GET", "POST"])


def sparql() -> Response:
    """Answer a query (2.1), or describe the service where none is asked (Service Description 2)."""
    if request.method in {"GET", "HEAD"}:
        return _get()
    sent = negotiation.parameters()
    negotiation.only(sent, "version")
    if {"query", "update"} & sent.keys():
        raise InputError("Post the query in the body.", code="duplicate_parameter")
    text = negotiation.body_text()
    match request.mimetype:
        case negotiation.FORM:
            form = negotiation.fields(text.encode())
            if "query" in form and "update" in form:
                raise InputError("Send a query or an update.", code="duplicate_parameter")
            both = MultiDict([*sent.items(multi=True), *form.items(multi=True)])
            if "update" in form:
                return _update(negotiation.only(form, "update") or "", both)
            return _query(negotiation.only(form, "query") or "", both)
        case "application/sparql-query":
            return _query(text, sent)
        case "application/sparql-update":
            return _update(text, sent)
    raise InputError(f"Post the query as {_QUERY} or {negotiation.FORM}.", code="bad_format")


def _get() -> Response:
    sent = negotiation.parameters()
    negotiation.only(sent, "version")
    if "update" in sent:
        raise InputError("An update is never sent by GET.", code="update_not_allowed")
    if "query" not in sent:
        return _form(sent) if pages.preferred(TRIPLES) else service()
    return _query(negotiation.only(sent, "query") or "", sent)


def _query(text: str, sent: MultiDict[str, str]) -> Response:
    backend = negotiation.site().backend
    look = look_over(text)
    triples = look.form == "triples"
    media = _of_form(sent, triples) or negotiation.chosen(TRIPLES if triples else ROWS)
    asked = _ask(text, media, look, sent)
    tag = negotiation.etag(backend.version, asked) if look.repeatable and backend.version else ""
    return negotiation.known(tag) or negotiation.answer(backend.query(asked), media, tag)


def _form(sent: MultiDict[str, str]) -> Response:
    """Return the page on which people ask, with a saved question in it if one is named."""
    questions = published()
    named = negotiation.only(sent, "example")
    texts = [question.text for question in questions if question.name == named]
    if named and not texts:
        raise InputError("There is no such saved question. See /sparql.", code="not_found")
    return pages.render(
        "query.html",
        text=texts[0] if texts else "",
        questions=questions,
        prefixes=sorted(PREFIXES),
        table=SHORT_ROWS,
        triples=("nt", "ttl", "jsonld", "rdf"),
    )


def _of_form(sent: MultiDict[str, str], triples: bool) -> str | None:
    """Return the media type chosen on that page; programs say by ``Accept`` what they take."""
    if pages.HTML not in {media for media, _ in request.accept_mimetypes}:
        return None
    media = (SHORT if triples else SHORT_ROWS).get(sent.get("format", ""))
    return media if media in TRIPLES or media in ROWS else None


def _ask(text: str, media: str, look: Look, sent: MultiDict[str, str]) -> Ask:
    default = tuple(sent.getlist("default-graph-uri"))
    named = tuple(sent.getlist("named-graph-uri"))
    site = negotiation.site()
    if not site.settings.writable and (default or named or look.dataset()):
        check_graphs((*default, *named, *look.dataset()), site.backend.graphs())
    if not (default or named):  # the dataset of the request goes before that of the query (2.1.4)
        default, named = look.default, look.named
    return Ask(
        text,
        media,
        chosen=bool(default or named),
        default=default,
        named=named,
        repeatable=look.repeatable,
        client=request.remote_addr or "",
    )


def _update(text: str, sent: MultiDict[str, str]) -> Response:
    site = negotiation.site()
    if not site.settings.writable or not isinstance(site.backend, Pool):
        raise InputError(
            "Updates are not allowed: this graph can be queried only.", code="update_not_allowed"
        )
    if len(text.encode()) > MAX_QUERY:
        raise InputError(f"The update is longer than {MAX_QUERY:,} bytes.", code="query_too_large")
    look_over(text, update=True)
    using = sent.getlist("using-graph-uri"), sent.getlist("using-named-graph-uri")
    site.backend.call({"do": "update", "using": using[0], "using_named": using[1]}, text.encode())
    return Response(status=204)
