"""The routes: those that answer in JSON from the OpenAPI document, all by their rules."""

from collections.abc import Mapping
from typing import Any

from api.app import create_app
from api.openapi import document
from docs.generator.markdown import code, escaped, table
from kg.epochs import books
from kg.rdf.library import Library

_BASE = "http://127.0.0.1:8000"
_METHODS = ("get", "post")


def reference(library: Library) -> str:
    """Return a section for each path of ``/openapi.json``."""
    paths = document(books.latest(library), _BASE)["paths"]
    return "\n".join(
        f"### `{method.upper()} {path}`\n\n{_operation(told[method])}"
        for path, told in paths.items()
        for method in _METHODS
        if method in told
    )


def rules(library: Library) -> str:
    """Return every rule of the application with its methods."""
    rows: dict[str, set[str]] = {}
    app = create_app(library=library)
    app.extensions["clearance"].close()  # its processes; the rules alone are wanted
    for rule in app.url_map.iter_rules():
        rows.setdefault(str(rule), set()).update((rule.methods or set()) - {"HEAD", "OPTIONS"})
    return table(
        ["route", "methods"],
        ([code(rule), ", ".join(sorted(methods))] for rule, methods in sorted(rows.items())),
    )


def _operation(told: Mapping[str, Any]) -> str:
    found = f"{escaped(told['summary'])}\n\n"
    if parameters := told.get("parameters"):
        rows = (
            [code(one["name"]), "yes" if one["required"] else "", escaped(one["description"])]
            for one in parameters
        )
        found += table(["parameter", "required", "meaning"], rows) + "\n"
    if body := told.get("requestBody"):
        found += f"Body: {', '.join(map(code, body['content']))}.\n\n"
    statuses = ", ".join(sorted(told["responses"]))
    return f"{found}Statuses: {statuses}.\n"
