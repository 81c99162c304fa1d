"""``/who`` and ``/check`` as JSON."""

import json
from datetime import date

from flask import Flask, Response, request

from api import exchange
from kg import build, check, who
from kg.errors import InputError
from kg.namespaces import CLR

_RECORDS = {
    "application/json": "json",
    "application/ld+json": "jsonld",
    "text/turtle": "turtle",
    "application/n-triples": "ntriples",
}


def register(app: Flask) -> None:
    """Add the routes."""
    app.add_url_rule("/who", view_func=who_may, methods=["GET"])
    app.add_url_rule("/check", view_func=check_record, methods=["POST"])


def _day(text: str | None) -> date:
    return build.parse_day(text, "asOf") if text else date.today()


def who_may() -> Response:
    """Answer who may receive which information from whom, for which purpose."""
    day = _day(exchange.only(request.args, "asOf"))
    book = build.book_for(day)
    axes = {
        "information": CLR.InformationCategory,
        "purpose": CLR.Purpose,
        "recipient": CLR.Role,
        "from": CLR.Role,
    }
    wanted = {
        {"recipient": "to"}.get(name, name): who.term(
            book, exchange.only(request.args, name), cls, name
        )
        for name, cls in axes.items()
    }
    rows = who.rows(book, build.who_table(day), wanted)
    return _json({"asOf": day.isoformat(), "ruleBook": book.version, "rows": rows})


def check_record() -> Response:
    """Decide the record in the body; nothing of it is kept."""
    fmt = _RECORDS.get(request.mimetype)
    if fmt is None:
        raise InputError(f"Send one of: {', '.join(_RECORDS)}.", code="bad_format")
    text = exchange.only(request.args, "asOf")
    one = check.job("record", request.get_data(cache=False), fmt, _day(text) if text else None)
    told = next(iter(check.run([one], "fast")))
    del told["file"]
    return _json(told, {"Cache-Control": "no-store"})


def _json(
    value: object, headers: dict[str, str] | None = None, kind: str = "application/json"
) -> Response:
    return Response(json.dumps(value, ensure_ascii=False), mimetype=kind, headers=headers)
