"""The parameters of a question, from the address and, if posted, from a form."""

from collections.abc import Sequence
from difflib import get_close_matches

from flask import request
from werkzeug.datastructures import MultiDict

from api import negotiation
from kg.errors import InputError

#: No parameter of a question is longer: a name, an IRI or a date.
MAX_LENGTH = 300
Values = MultiDict[str, str]


def sent(known: Sequence[str]) -> Values:
    """Return the parameters of the address and of a posted form.

    InputError for one that is not known: a misspelt name left aside would answer another question.
    """
    found = negotiation.parameters()
    if request.method == "POST":
        if request.mimetype != negotiation.FORM:
            raise InputError(f"Post the question as {negotiation.FORM}.", code="bad_format")
        found.update(negotiation.fields(request.get_data(cache=False)))
    only(found, known)
    return found


def only(found: Values, known: Sequence[str]) -> None:
    """Refuse parameters that are not known, and values that are too long for any."""
    lower = {name.lower(): name for name in known}
    for name in found:
        if name not in known:
            near = get_close_matches(name.lower(), list(lower), 1, 0.6)
            meant = f"Did you mean “{lower[near[0]]}”? " if near else ""
            raise InputError(
                f"There is no such parameter here. {meant}There are: {', '.join(known)}.",
                where=name[:40],
                code="unknown_parameter",
            )
        if any(len(value) > MAX_LENGTH for value in found.getlist(name)):
            raise InputError(
                f"The value is longer than {MAX_LENGTH} characters.",
                where=name,
                code="bad_parameter",
            )


def once(found: Values, *names: str) -> str | None:
    """Return the value of a parameter that may be given once, by any of its names, or None."""
    values = [value for name in names for value in found.getlist(name)]
    if len(values) > 1:
        raise InputError(f"Give “{names[0]}” once.", where=names[0], code="duplicate_parameter")
    return values[0].strip() or None if values else None


def flag(found: Values, name: str) -> bool:
    """Return a parameter that is true or false; blank or left out is false."""
    text = once(found, name)
    if text not in {None, "true", "false"}:
        raise InputError("Give true or false.", where=name, code="bad_parameter")
    return text == "true"
