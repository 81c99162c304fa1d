"""``/graphs``: Graph Store HTTP Protocol. Read only, but for the test mode.

A graph is named by ``?graph=IRI`` or ``?default`` (4.2), or is the one whose IRI is the address
asked (4.1), such as ``/graphs/mine`` in the test mode.
"""

import uuid

from flask import Flask, Response, request

from api import negotiation
from kg.errors import InputError
from kg.rdf.formats import TRIPLES
from kg.workers.pool import Pool

_READ = ["GET", "HEAD"]
_WRITE = [*_READ, "PUT", "POST", "DELETE"]


def register(app: Flask) -> None:
    """Add the routes; those that write only in the test mode."""
    writable = app.extensions["clearance"].settings.writable
    for rule in ("/graphs", "/graphs/<path:rest>"):
        app.add_url_rule(rule, view_func=graphs, methods=_WRITE if writable else _READ)


def graphs(rest: str = "") -> Response:
    """Read or, in the test mode, write one graph."""
    name = _name(rest)
    if request.method in _READ:
        return negotiation.graph(name)
    return _write(name)


def _name(rest: str) -> str:
    """Return the IRI of the graph asked for; empty for the default graph."""
    sent = negotiation.parameters()
    graph = negotiation.only(sent, "graph")
    if graph is not None and ("default" in sent or rest):
        raise InputError("Name one graph.", where="graph", code="duplicate_parameter")
    if graph is not None:
        if ":" not in graph:
            raise InputError("Name the graph by its whole IRI.", where="graph", code="invalid_iri")
        return graph
    if rest:
        return request.base_url
    if "default" in sent:
        return ""
    if request.method == "POST":
        return f"{request.base_url}/{uuid.uuid4()}"
    raise InputError(
        "Name a graph with ?graph=IRI, or ask for ?default. The service description at /sparql "
        "lists the graphs.",
        code="graph_missing",
    )


def _write(name: str) -> Response:
    backend = negotiation.site().backend
    if not isinstance(backend, Pool):
        raise InputError("This graph can only be read.", code="update_not_allowed")
    do = request.method.lower()
    parts = [] if do == "delete" else _parts()
    existed = True
    for media, body in parts or [("", b"")]:
        if do != "delete" and media not in TRIPLES:
            raise InputError(f"Send one of: {', '.join(TRIPLES)}.", code="bad_format")
        told, _ = backend.call({"do": do, "name": name, "media": media}, body)
        existed = existed and told["existed"]
    if existed:
        return Response(status=204)
    return Response(status=201, headers={"Location": name})


def _parts() -> list[tuple[str, bytes]]:
    """Return the media type and bytes of each graph in the body (5.5: multipart, too)."""
    if request.mimetype == "multipart/form-data":
        return [(part.mimetype, part.read()) for part in request.files.values()]
    return [(request.mimetype, request.get_data(cache=False))]
