"""The document at ``/openapi.json`` as tests use it: what it says of an answer, and whether so."""

import json
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from talk import Answer

Document = Mapping[str, Any]


def operations(document: Document) -> dict[tuple[str, str], dict[str, Any]]:
    """Return each operation by its method in capitals and its path."""
    return {
        (method.upper(), path): told
        for path, methods in document["paths"].items()
        for method, told in methods.items()
    }


def faults(document: Document, method: str, path: str, answer: Answer) -> list[str]:
    """Return in what an answer is not as the document describes it; path as in the document."""
    responses = operations(document)[method, path]["responses"]
    told = responses.get(str(answer.status))
    if told is None:
        return [f"status {answer.status} is not described"]
    if "$ref" in told:
        told = document["components"]["responses"][told["$ref"].rsplit("/", 1)[1]]
    content = told.get("content")
    if content is None:
        return [f"{answer.status} has a body"] if answer.body else []
    media = answer.headers["content-type"].split(";")[0]
    if media not in content:
        return [f"media type {media} is not described for {answer.status}"]
    if "json" not in media:
        return []
    schema = {**content[media]["schema"], "components": document["components"]}
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    return [
        f"{error.json_path}: {error.message[:200]}"
        for error in validator.iter_errors(json.loads(answer.body))
    ]
