"""What a question about access names: entities of AuthZEN and the vocabularies they come from."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from typing import Any

from kg.errors import InputError
from kg.rdf.namespaces import CLR, RECORD
from kg.rulebook.model import RuleBook

ROLE, PERSON, INFORMATION, ITEM = "role", "person", "information", "item"
#: Type of an entity -> class of its values; people and items are those of a record.
CLASSES = {ROLE: CLR.Role, INFORMATION: CLR.InformationCategory}
#: What a client may state of a person or an item: the property, and the type that it stands for.
STATED = {PERSON: ("role", ROLE), ITEM: ("category", INFORMATION)}


@dataclass(frozen=True, slots=True)
class Entity:
    """A subject or resource: its type, and its id unless it is what a search looks for.

    ``stated`` is the role of a person or the category of an item, as its properties state it.
    """

    type: str
    id: str = ""
    stated: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: AuthZEN's four entities, with the keys of the context that bear on it."""

    subject: Entity
    resource: Entity
    action: str = ""
    purpose: str | None = None
    holder: str | None = None
    as_of: str | None = None
    assume_unchanged: bool = False
    readings: Sequence[str] = ()
    record: Mapping[str, Any] | None = None


def packed(questions: Sequence[Question]) -> bytes:
    """Return questions for another process, a record that several share only once."""
    records = list({id(q.record): q.record for q in questions}.values())
    places = {id(record): place for place, record in enumerate(records)}
    told = []
    for question in questions:
        values = {field.name: getattr(question, field.name) for field in fields(Question)}
        for key in ("subject", "resource"):
            values[key] = astuple(values[key])
        told.append(values | {"record": places[id(question.record)]})
    return json.dumps([records, told]).encode()


def unpacked(data: bytes) -> list[Question]:
    """Return the questions that another process packed."""
    records, told = json.loads(data)
    return [
        Question(
            **values
            | {key: Entity(*values[key]) for key in ("subject", "resource")}
            | {"record": records[values["record"]]}
        )
        for values in told
    ]


def unknown(where: str, known: Iterable[str]) -> InputError:
    """Return the error that tells what a name may be, and not what was given."""
    return InputError(
        f"This is none of what is known here: {', '.join(sorted(known))}.",
        where=where,
        code="unknown_term",
    )


def of_class(book: RuleBook, cls: str) -> dict[str, str]:
    """Return the things of a class by their short names."""
    kinds = book.background_types
    return {name: iri for name, iri in book.notations.items() if cls in kinds.get(iri, ())}


def term(book: RuleBook, word: str, cls: str, where: str) -> str:
    """Return the IRI of a short name or IRI; exactly so, for an access decision guesses nothing."""
    known = of_class(book, cls)
    if word in known:
        return known[word]
    if word in known.values():
        return word
    raise unknown(where, known)


def iri_of(book: RuleBook, entity: Entity, where: str, types: Sequence[str]) -> str:
    """Return the IRI of an entity of one of these types; InputError “unknown_term” for none."""
    if entity.type not in types:
        raise unknown(f"{where}/type", types)
    if entity.type in STATED:
        return _of_record(entity.id)
    return term(book, entity.id, CLASSES[entity.type], f"{where}/id")


def stated_iri(book: RuleBook, entity: Entity, where: str) -> str | None:
    """Return the IRI of the role or category that the properties of an entity state, if any.

    Raises InputError (``unknown_term``) for one that no vocabulary has.
    """
    if entity.stated is None:
        return None
    name, kind = STATED[entity.type]
    return term(book, entity.stated, CLASSES[kind], f"{where}/properties/{name}")


def _of_record(name: str) -> str:
    """Return the IRI of a person or an item that a record names by its own id."""
    return name if ":" in name else RECORD[name]


def entity_of(book: RuleBook, kind: str, iri: str) -> dict[str, Any]:
    """Return the entity of an IRI as a search tells it."""
    if kind in STATED:
        return {"type": kind, "id": iri.removeprefix(RECORD.base)}
    short = next(name for name, known in book.notations.items() if known == iri)
    return {"type": kind, "id": short, "properties": {"iri": iri, "label": book.label(iri)}}
