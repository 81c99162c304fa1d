"""What a parser of a submitted record found, before it is checked: statements with their places.

Things without a name of their own are kept under keys that begin with ``_:``, which no IRI does,
until :func:`name_things` gives each of them an IRI that nothing else in the record has. So a name
made here, a blank node and a name that the record gives can never become one thing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.errors import InputError
from kg.rdf.namespaces import RECORD
from kg.rulebook.values import Value

MAX_DEPTH = 32
MAX_NODES = 2_000
MAX_IRI = 500
#: How the key of a thing without a name of its own begins.
UNNAMED = "_:"
#: A name that a record may give to a thing, under ``RECORD``.
LOCAL_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
#: An IRI that a record may use, for ECMA-262 as for Python: no escape without its two digits, and
#: no dot segments, which many programs resolve, so that they would read another name.
IRI_PATTERN = (
    r"(?!.*%(?![0-9A-Fa-f]{2}))(?!.*/\.{1,2}(?:/|$))"
    r"(?:https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?/|urn:[a-z0-9][a-z0-9-]+:)"
    r"[A-Za-z0-9._~/#@:()+=,%-]*"
)
_IRI = re.compile(IRI_PATTERN)


@dataclass
class Draft:
    """Statements by thing and property, the class of each thing, and places for messages."""

    types: dict[str, str] = field(default_factory=dict)
    facts: dict[str, dict[str, list[tuple[Value, str]]]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def say(self, node: str, prop: str, value: Value, where: str) -> None:
        """Add a statement."""
        self.facts.setdefault(node, {}).setdefault(prop, []).append((value, where))


def check_iri(iri: str, where: str) -> str:
    """Return an IRI if it is of a kind that records may use; InputError otherwise."""
    if len(iri) > MAX_IRI or not _IRI.fullmatch(iri):
        raise InputError(
            "A record cannot use this name. Use letters, digits, “.”, “_” and “-”, as in item-2, "
            "or an IRI that begins with https:, http: or urn:, of plain characters, "
            f"{MAX_IRI} at most.",
            where=where,
            code="invalid_iri",
        )
    return iri


def too_many(count: int) -> InputError:
    """Return the error for a record of more things than one may describe."""
    return InputError(
        f"The record describes {count:,} things or more; the limit is {MAX_NODES:,}.",
        code="too_large",
    )


def name_things(draft: Draft) -> Draft:
    """Return the draft with an IRI for each thing that has no name, one that nothing else has."""
    taken = set(_names(draft))
    names: dict[str, str] = {}
    for key in [name for name in dict.fromkeys(_names(draft)) if name.startswith(UNNAMED)]:
        wanted = iri = RECORD[key.removeprefix(UNNAMED)]
        number = 2
        while iri in taken:
            iri = f"{wanted}.{number}"
            number += 1
        taken.add(iri)
        names[key] = iri
    return Draft(
        {names.get(node, node): cls for node, cls in draft.types.items()},
        {
            names.get(node, node): {
                prop: [
                    (names.get(value, value) if isinstance(value, str) else value, where)
                    for value, where in values
                ]
                for prop, values in stated.items()
            }
            for node, stated in draft.facts.items()
        },
        {names.get(node, node): where for node, where in draft.places.items()},
    )


def _names(draft: Draft) -> Iterable[str]:
    yield from draft.types
    for node, stated in draft.facts.items():
        yield node
        for values in stated.values():
            yield from (value for value, _ in values if isinstance(value, str))
