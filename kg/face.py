"""The questions as functions for programs in Python: what ``import kg`` offers.

Each takes a :class:`Library` first. A program that asks of two folders of law has two libraries.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from kg.errors import InputError
from kg.law import provision as law_provision
from kg.questions import asking
from kg.rdf.library import Library, cache_folder, shipped
from kg.record import sources
from kg.rulebook import days

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["InputError", "Library", "chains", "decide", "load", "provision", "who_may"]

#: A day, or its form YYYY-MM-DD.
Day = date | str
#: A record: as a value of JSON, as text or bytes, as the path of a file, or as an RDF graph.
Submitted: TypeAlias = "Mapping[str, Any] | str | bytes | PathLike[str] | Graph"
#: How the parameters of questions are called here, where that is not their name in an answer.
_NAMES = {"from": "holder", "to": "recipient", "asOf": "as_of", "reading": "readings"}


def load(
    folder: str | PathLike[str] | None = None, cache: str | PathLike[str] | None = None
) -> Library:
    """Return the library of a folder that holds ``ontology``, ``shapes`` and ``data``.

    Without a folder it is the law that comes with this package. Rule books are built at the first
    question, in half a minute, and kept in the folder ``cache`` for the next program; without one,
    in that which ``CLEARANCE_CACHE`` names, or the user's cache folder. Raise InputError
    ``unreadable`` if the folder holds no law, ``no_cache`` if there is no folder for built files.

    >>> load() is not load()
    True
    """
    share = shipped() if folder is None else Path(folder)
    if not (share / "data" / "law").is_dir():
        raise InputError(
            "This folder holds no law. Name one that holds ontology, shapes and data.",
            where=str(share),
            code="unreadable",
        )
    return Library(share, cache_folder() if cache is None else Path(cache))


def decide(
    library: Library,
    record: Submitted,
    *,
    as_of: Day | None = None,
    readings: Sequence[str] = (),
    format: str | None = None,
    assume_unchanged: bool = False,
) -> dict[str, Any]:
    """Return the decision on a record: whether an act is lawful, or a document sufficient.

    The law is that of the day of the record, or of the day ``as_of``; ``readings`` such as
    ``OQ-65=B`` answer open questions otherwise than by default. ``format`` (json, jsonld, turtle
    or ntriples) says how text or bytes are written, JSON if it is left out; of a file its suffix
    says it. Raise InputError with the place of the fault for a record that cannot be taken, and
    for a day still to come unless ``assume_unchanged``.

    >>> letter = {"type": "RequestLetter", "date": "2019-06-14"}
    >>> decide(load(), letter)["outcome"]
    'violates'
    """
    data, fmt = _submitted(record, format)
    on = [] if as_of is None else [_day(as_of)]
    return asking.decided(library, data, fmt, on, readings, assume_unchanged=assume_unchanged)


def who_may(
    library: Library,
    *,
    holder: str | None = None,
    recipient: str | None = None,
    information: str | None = None,
    purpose: str | None = None,
    as_of: Day | None = None,
    readings: Sequence[str] = (),
    assume_unchanged: bool = False,
) -> dict[str, Any]:
    """Return who may receive which information from whom, for which purpose: each way as a row.

    Roles, categories and purposes are named by their short names or labels; what is left out may
    be any. The law is that of ``as_of``, or of today. Raise InputError for a name that no
    vocabulary holds, and for a day as in :func:`decide`.

    >>> told = who_may(load(), recipient="customs-officer", purpose="ascertain-entry-correctness")
    >>> sorted({row["from"]["label"] for row in told["rows"]})[-1]
    'officer or employee of the IRS'
    """
    law = _law(library, as_of, readings, assume_unchanged=assume_unchanged)
    words = {"from": holder, "to": recipient, "information": information, "purpose": purpose}
    return asking.who_may(law, asking.wanted(law, words, _name))


def chains(
    library: Library,
    holder: str,
    recipient: str,
    information: str,
    purpose: str | None = None,
    *,
    as_of: Day | None = None,
    readings: Sequence[str] = (),
    assume_unchanged: bool = False,
) -> dict[str, Any]:
    """Return every lawful path of information from a holder to a recipient, or what closes each.

    ``purpose`` is that of the last hop. Names, day and errors are as in :func:`who_may`.

    >>> told = chains(load(), "irs-officer", "special-expert", "intercompany-transactions")
    >>> told["paths"][0][-1]["to"]["label"]
    'person with special knowledge or skills'
    """
    law = _law(library, as_of, readings, assume_unchanged=assume_unchanged)
    words = {"from": holder, "to": recipient, "information": information, "purpose": purpose}
    return asking.how_far(law, asking.wanted(law, words, _name, asking.PATH))


def provision(
    library: Library, citation: str, as_of: Day | None = None, *, assume_unchanged: bool = False
) -> dict[str, Any]:
    """Return the text of a cited provision, with its versions, norms and conditions.

    In the version of the day ``as_of``, or in the latest. Raise InputError if this is no citation
    or its text is not held, CoverageError if no version of that day is.

    >>> provision(load(), "19 CFR 163.13(a)")["citation"]
    '19 CFR 163.13(a)'
    """
    day = None if as_of is None else days.read(_day(as_of), "as_of")
    return law_provision.lookup(library, citation, day, assume_unchanged=assume_unchanged)


def _law(
    library: Library, as_of: Day | None, readings: Sequence[str], *, assume_unchanged: bool
) -> asking.Law:
    day = None if as_of is None else _day(as_of)
    return asking.law(library, day, readings, _name, assume_unchanged=assume_unchanged)


def _name(name: str) -> str:
    return _NAMES.get(name, name)


def _day(day: Day) -> str:
    return day if isinstance(day, str) else day.isoformat()


def _submitted(record: Submitted, fmt: str | None) -> tuple[bytes, str]:
    """Return the bytes of a record and their format."""
    if isinstance(record, Mapping):
        text = json.dumps(record, ensure_ascii=False, default=_as_text)
        return _bytes(text), fmt or ("jsonld" if "@context" in record else "json")
    if isinstance(record, str):
        return _bytes(record), fmt or "json"
    if isinstance(record, bytes):
        return record, fmt or "json"
    if isinstance(record, PathLike):
        path = Path(fspath(record))
        return sources.read_file(path), fmt or sources.format_of(path)
    return record.serialize(format="nt", encoding="utf-8"), "ntriples"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # half a character is refused with its place


def _as_text(value: object) -> str:
    """Return a day in its form in JSON, which has no days; TypeError for anything else."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"A record holds no values of type {type(value).__name__}")
