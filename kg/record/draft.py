"""Hold the statements parsed from a submitted record, with their places, before they are checked.

Unnamed things have keys that begin with ``_:``, as no IRI does, until :func:`name_things` gives
each an IRI that is unique in the record. So a generated name, a blank node and a name used in the
record never denote the same thing.
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
#: Prefix of the key of an unnamed thing.
UNNAMED = "_:"
#: A name that a record may give to a thing, under ``RECORD``.
LOCAL_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
#: An IRI that a record may use, written for both ECMA-262 and Python. Incomplete escapes are
#: excluded, and dot segments, because many programs resolve them and would read another name.
IRI_PATTERN = (
    r"(?!.*%(?![0-9A-Fa-f]{2}))(?!.*/\.{1,2}(?:/|$))"
    r"(?:https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?/|urn:[a-z0-9][a-z0-9-]+:)"
    r"[A-Za-z0-9._~/#@:()+=,%-]*"
)
_IRI = re.compile(IRI_PATTERN)


@dataclass
class Draft:
    """A parsed record: class, statements and place of each thing, by its IRI or key.

    ``facts`` maps thing and property to the values, each with its place in the submitted text.
    """

    types: dict[str, str] = field(default_factory=dict)
    facts: dict[str, dict[str, list[tuple[Value, str]]]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def add(self, node: str, prop: str, value: Value, where: str) -> None:
        """Add a statement; ``where`` is its place for error messages."""
        self.facts.setdefault(node, {}).setdefault(prop, []).append((value, where))


def check_iri(iri: str, where: str) -> str:
    """Return the IRI if records may use it; raise InputError ``invalid_iri`` otherwise."""
    if len(iri) > MAX_IRI or not _IRI.fullmatch(iri):
        raise InputError(
            "This name cannot be used in a record. Use letters, digits, “.”, “_” and “-”, as in "
            "item-2, or an IRI that begins with https:, http: or urn:, of plain characters, "
            f"at most {MAX_IRI}.",
            where=where,
            code="invalid_iri",
        )
    return iri


def too_many(count: int) -> InputError:
    """Return the error for a record that describes more than ``MAX_NODES`` things."""
    return InputError(
        f"The record describes at least {count:,} things; the limit is {MAX_NODES:,}. Leave out "
        "what the decision does not need.",
        code="too_large",
    )


def name_things(draft: Draft) -> Draft:
    """Return the draft with an IRI for each unnamed thing, unique in the record."""
    taken = set(_names(draft))
    names: dict[str, str] = {}
    for key in [name for name in dict.fromkeys(_names(draft)) if name.startswith(UNNAMED)]:
        preferred = iri = RECORD[key.removeprefix(UNNAMED)]
        number = 2
        while iri in taken:
            iri = f"{preferred}.{number}"
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
