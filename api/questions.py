"""The three questions over HTTP as JSON: /who, /chain and /check (http.md, Routes).

What the command line answers, these answer: days, readings, sections left out. A question has a
permalink, under which it gives the same answer for as long as the rule book is the same.
"""

import json
from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Flask, Response, request

from api import negotiation
from api.params import Values, flag, once, only, sent
from kg.epochs import books
from kg.errors import InputError
from kg.questions import asking
from kg.rulebook import days

#: Media type of a submitted record -> its format.
RECORDS = {
    "application/json": "json",
    "application/ld+json": "jsonld",
    "text/turtle": "turtle",
    "application/n-triples": "ntriples",
}
ASKED = ("from", "to", "recipient", "information", "purpose", "asOf", "assumeUnchanged", "reading")
PAGE = ("limit", "offset")
#: The parameters that go with a record.
OF_RECORD = ("asOf", "assumeUnchanged", "reading")
#: No answer has as many rows: a larger number is a mistake.
MOST = 1_000_000
#: The one form that answers have; pages for people come by their own routes.
JSON = {"application/json": None}
#: Names the form of an answer in its ETag; change it with the form.
_FORM = "2"


def register(app: Flask) -> None:
    """Add the routes of the three questions."""
    app.add_url_rule("/who", view_func=who_may, methods=["GET", "POST"])
    app.add_url_rule("/chain", view_func=how_far, methods=["GET", "POST"])
    app.add_url_rule("/check", view_func=check_record, methods=["POST"])


def who_may() -> Response:
    """Answer who may receive which information from whom, for which purpose.

    Every row that fits comes at once unless ``limit`` asks for a page: an answer cut short unasked
    would read as if nobody else may receive.
    """
    negotiation.chosen(JSON)
    found = sent([*ASKED, *PAGE])
    limit, offset = (_number(found, name) for name in PAGE)

    shown = {n: str(v) for n, v in zip(PAGE, (limit, offset), strict=True) if v is not None}
    return _answered(found, "who", (), shown, {"limit": limit, "offset": offset})


def how_far() -> Response:
    """Answer how far information may travel: every lawful path, or what closes each."""
    negotiation.chosen(JSON)
    return _answered(sent(ASKED), "chain", asking.PATH, {}, {})


def _answered(
    found: Values,
    do: str,
    needed: tuple[str, ...],
    shown: Mapping[str, str],
    more: Mapping[str, int | None],
) -> Response:
    """Return the answer with its permalink, or 304 to a client that has it (RFC 9110, 13.1.2)."""
    assume = flag(found, "assumeUnchanged")
    library, day = negotiation.site().library, once(found, "asOf")
    law = asking.law(library, day, _readings(found), str, assume_unchanged=assume)
    words = {axis: once(found, axis) for axis in ("from", "information", "purpose")}
    words["to"] = once(found, "to", "recipient")
    places = asking.wanted(law, words, str, needed)
    permalink = _permalink(law, places)
    tag = negotiation.etag(books.folder(library).name, _FORM, _with(permalink, shown))
    if unchanged := negotiation.known(tag):
        return unchanged
    asks = {"do": do, "permalink": permalink, "places": places}
    under = {"day": law.day.isoformat(), "taken": sorted(law.taken)}
    head = {**asks, **under, **more}
    told = negotiation.site().answers.ask(head, client=negotiation.client())
    return negotiation.answer(told, "application/json", tag)


def _permalink(law: asking.Law, places: Mapping[str, str | None]) -> str:
    """Return the path of a question, with every parameter that it rests on, in one order."""
    short = {iri: name for name, iri in law.book.notations.items()}
    told = [(axis, short[iri]) for axis, iri in places.items() if iri]
    told.append(("asOf", law.day.isoformat()))
    if law.day > days.today():  # without it the same question is refused
        told.append(("assumeUnchanged", "true"))
    told += [("reading", reading) for reading in law.readings()]
    return f"{request.script_root}{request.path}?{urlencode(told)}"


def _with(path: str, more: Mapping[str, str]) -> str:
    return f"{path}&{urlencode(more)}" if more else path


def _readings(found: Values) -> list[str]:
    return [word for word in found.getlist("reading") if word.strip()]


def _number(found: Values, name: str) -> int | None:
    text = once(found, name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 8 and int(text) <= MOST):
        raise InputError(
            f"Give a whole number from 0 to {MOST:,}.", where=name, code="bad_parameter"
        )
    return int(text)


def check_record() -> Response:
    """Decide the record in the body, at the law of each ``asOf``; nothing of it is kept."""
    negotiation.chosen(JSON)
    sent_with = negotiation.parameters()
    only(sent_with, OF_RECORD)
    fmt = RECORDS.get(request.mimetype)
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if fmt is None or charset not in {"utf-8", "utf8"}:
        raise InputError(f"Send one of: {', '.join(RECORDS)}, as UTF-8.", code="bad_format")
    on = [day.strip() for day in sent_with.getlist("asOf") if day.strip()]
    more = {"assume_unchanged": flag(sent_with, "assumeUnchanged")}
    head = {"do": "check", "fmt": fmt, "days": on, "readings": _readings(sent_with), "more": more}
    data = request.get_data(cache=False)
    told = negotiation.site().answers.ask(head, data, negotiation.client())
    response = Response(told, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def as_json(value: object) -> Response:
    """Return a JSON response."""
    return Response(written(value), mimetype="application/json")


def written(value: object) -> str:
    """Return a JSON text, with words as they are and not as escapes."""
    return json.dumps(value, ensure_ascii=False)
