"""What the graph says of one thing: its bounded description, and the words of the law behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

import pyoxigraph as ox

from kg.law.text import FRAGMENTS
from kg.rdf.namespaces import BASE, CLR
from kg.sparql.backend import Backend, rows, triples

#: Things told that point to one; the query asks for one more, to know whether there are more.
MOST = 200
_MEDIA = "application/n-triples"
#: What may stand in the path of an IRI as it is (RFC 3986, 3.3), and the mark of an escape.
_PLAIN = "/:@!$&'()*+,;=-._~"


@dataclass(frozen=True)
class Description:
    """What is said of a thing; ``more`` where more than :data:`MOST` things point to it."""

    iri: str
    triples: tuple[ox.Triple, ...]
    more: bool


@dataclass(frozen=True)
class Unit:
    """Words of one provision, with a remark where the source leaves some out.

    ``runs_on`` says that they stand in the same paragraph as the words before them.
    """

    provision: str
    citation: str
    number: str = ""
    heading: str = ""
    before: str = ""
    text: str = ""
    behind: str = ""
    footnote: str = ""
    after: str = ""
    runs_on: bool = False


@dataclass(frozen=True)
class Edition:
    """A version of the law: its title and the days on which it came into and went out of force."""

    version: str
    title: str
    start: str
    end: str | None


@dataclass(frozen=True)
class Printed:
    """Words in their order, and the versions in which just these words stand."""

    units: tuple[Unit, ...]
    editions: tuple[Edition, ...]


def iri_of(path: str) -> str:
    """Return the IRI whose path on a server is this one, decoded and with its first slash."""
    return BASE + quote(path.removeprefix("/"), safe=_PLAIN)


def describe(backend: Backend, iri: str, client: str = "") -> Description | None:
    """Return all that is said of a thing, and what points to it; None where nothing is said.

    Names of what it points to are there, too. The same graph gives the same order, but for blank
    nodes.
    """
    told = _parsed(triples(backend, "description", _MEDIA, client=client, thing=iri))
    pointing = _parsed(triples(backend, "incoming", _MEDIA, client=client, thing=iri))
    if not (told or pointing):
        return None
    to = sorted((t for t in pointing if str(t.object) == f"<{iri}>"), key=_by)
    every = (told | pointing) - set(to[MOST:])
    own_first = sorted(every, key=lambda t: (str(t.subject) != f"<{iri}>", str(t)))
    return Description(iri, tuple(own_first), len(to) > MOST)


def _parsed(text: bytes) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)}


def _by(triple: ox.Triple) -> tuple[str, str]:
    return triple.predicate.value, str(triple.subject)


def users(backend: Backend, iri: str, client: str = "") -> list[dict[str, str]]:
    """Return the things in whose definition, list or path a thing is used, with their names."""
    return rows(backend, "used-in", client=client, thing=iri)


def printed(backend: Backend, iri: str, client: str = "") -> tuple[Printed, ...]:
    """Return the words of the law behind a thing, those of the latest version first."""
    units: dict[Edition, list[Unit]] = {}
    last: dict[Edition, Mapping[str, str]] = {}
    for row in rows(backend, "words", client=client, thing=iri):
        edition = Edition(row["version"], row["title"], row["from"], row.get("until"))
        found = units.setdefault(edition, [])
        found.append(_unit(row, last.get(edition, {})))
        last[edition] = row
    alike: dict[tuple[Unit, ...], list[Edition]] = {}
    for edition, found in units.items():
        alike.setdefault(tuple(dict.fromkeys(found)), []).append(edition)
    return tuple(Printed(words, tuple(editions)) for words, editions in alike.items())


def _unit(row: Mapping[str, str], before: Mapping[str, str]) -> Unit:
    fragment = row.get("fragment", "")
    remark = FRAGMENTS.get(fragment, "")
    begins = fragment == CLR.beginningMissing
    return Unit(
        row["unit"],
        row["citation"],
        row.get("number", ""),
        row.get("heading", ""),
        remark if begins else "",
        row.get("text", ""),
        "" if begins else remark,
        row.get("footnote", ""),
        row.get("after", ""),
        _same_paragraph(row, before),
    )


def _same_paragraph(row: Mapping[str, str], before: Mapping[str, str]) -> bool:
    """Return whether a unit is a sentence of the paragraph in which the unit before it stands."""
    return "paragraph" in row and row["paragraph"] in {before.get("unit"), before.get("paragraph")}
