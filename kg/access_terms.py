"""What a question about access names: entities of AuthZEN and the vocabularies they come from."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from kg.errors import InputError
from kg.namespaces import CLR, RECORD
from kg.rulebook import RuleBook

ROLE, PERSON, INFORMATION = "role", "person", "information"
#: Type of an entity -> class of its values; a person is one of the record.
CLASSES = {ROLE: CLR.Role, INFORMATION: CLR.InformationCategory}


@dataclass(frozen=True, slots=True)
class Entity:
    """A subject or resource: its type, and its id unless it is what a search looks for."""

    type: str
    id: str = ""


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
            values[key] = (values[key].type, values[key].id)
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
    """Give the error that tells what a name may be, and not what was given."""
    return InputError(
        f"This is none of what is known here: {', '.join(sorted(known))}.",
        where=where,
        code="unknown_term",
    )


def of_class(book: RuleBook, cls: str) -> dict[str, str]:
    """Give the things of a class by their short names."""
    kinds = book.background_types
    return {name: iri for name, iri in book.notations.items() if cls in kinds.get(iri, ())}


def term(book: RuleBook, word: str, cls: str, where: str) -> str:
    """Give the IRI of a short name or IRI; exactly so, for an access decision guesses nothing."""
    known = of_class(book, cls)
    if word in known:
        return known[word]
    if word in known.values():
        return word
    raise unknown(where, known)


def iri_of(book: RuleBook, entity: Entity, where: str, types: Sequence[str]) -> str:
    """Give the IRI of an entity of one of these types; InputError “unknown_term” for none."""
    if entity.type not in types:
        raise unknown(f"{where}/type", types)
    if entity.type == PERSON:
        return _person(entity.id)
    return term(book, entity.id, CLASSES[entity.type], f"{where}/id")


def _person(name: str) -> str:
    """Give the IRI of a person that a record names by its own id."""
    return name if ":" in name else RECORD[name]


def entity_of(book: RuleBook, kind: str, iri: str) -> dict[str, Any]:
    """Give the entity of an IRI as a search tells it."""
    if kind == PERSON:
        return {"type": kind, "id": iri.removeprefix(RECORD.base)}
    short = next(name for name, known in book.notations.items() if known == iri)
    return {"type": kind, "id": short, "properties": {"iri": iri, "label": book.label(iri)}}
