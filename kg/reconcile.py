"""Match names of others with ours: agencies, roles, categories, purposes and provisions.

Names are compared as they are spelt (rapidfuzz); nothing of a query reaches SPARQL. A candidate
is a certain match only if one of its names is the name asked for and it is the only one.
"""

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from kg import query
from kg.citation import normal

#: Candidates with a lower score have little in common with the name asked for.
LEAST = 60.0
_EXACT = 100.0


@dataclass(frozen=True, slots=True)
class Type:
    """A class of entities, with its label."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing that can be matched: its IRI, its names, the first of which is the one to show."""

    id: str
    names: tuple[str, ...]
    description: str
    type: Type


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity with its likeness to the name asked for, from 0 to 100."""

    entity: Entity
    score: float
    match: bool


@cache
def entities() -> tuple[Entity, ...]:
    """Give every entity of the public graph that can be matched, read once."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    kinds: dict[str, Type] = {}
    for row in query.rows(query.saved("reconcile")):
        told = found.setdefault(row["entity"], {"names": {}, "descriptions": {}})
        told["names"][row["name"]] = None
        told["descriptions"][row.get("description", "")] = None
        kinds.setdefault(row["entity"], Type(row["type"], row["typeName"]))
    return tuple(
        Entity(iri, tuple(told["names"]), max(told["descriptions"]), kinds[iri])
        for iri, told in found.items()
    )


def types() -> list[Type]:
    """Give the types of the entities, by name."""
    return sorted({entity.type for entity in entities()}, key=lambda kind: kind.name)


def find(iri: str) -> Entity | None:
    """Give the entity with an IRI, if there is one."""
    return next((entity for entity in entities() if entity.id == iri), None)


def candidates(text: str, kinds: Sequence[str], limit: int) -> list[Candidate]:
    """Give the entities most like a name or IRI, the likest first; of these types if any are given.

    The score is 100 for a name that is the same but for case, punctuation and spaces.
    """
    among = [entity for entity in entities() if not kinds or entity.type.id in kinds]
    best: dict[Entity, float] = {entity: _EXACT for entity in among if entity.id == text.strip()}
    plain = [(_plain(name), entity) for entity in among for name in entity.names]
    for word in {_plain(text), _plain(normal(text))} - {""}:
        near = process.extract(
            word, [name for name, _ in plain], scorer=_alike, score_cutoff=LEAST, limit=None
        )
        for _, score, place in near:
            entity = plain[place][1]
            best[entity] = max(score, best.get(entity, 0.0))
    exact = [entity for entity, score in best.items() if score == _EXACT]
    ranked = sorted(best.items(), key=lambda told: (-told[1], told[0].names[0]))
    return [
        Candidate(entity, round(score, 2), exact == [entity]) for entity, score in ranked[:limit]
    ]


def beginning(text: str) -> list[Entity]:
    """Give the entities of which a name, or a word in it, begins so; or that has this IRI."""
    start = _plain(text)
    found = [
        (not any(_plain(name).startswith(start) for name in entity.names), entity.names[0], entity)
        for entity in entities()
        if entity.id == text.strip() or any(_begins(_plain(name), start) for name in entity.names)
    ]
    return [entity for _, _, entity in sorted(found, key=lambda told: told[:2])]


def types_beginning(text: str) -> list[Type]:
    """Give the types whose label, or a word in it, begins so; or that have this IRI."""
    start = _plain(text)
    return [
        kind for kind in types() if kind.id == text.strip() or _begins(_plain(kind.name), start)
    ]


def _begins(name: str, start: str) -> bool:
    return name.startswith(start) or f" {start}" in name


def _plain(text: str) -> str:
    """Give a name in small letters, words with one space between, units in brackets kept apart."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _alike(
    one: Sequence[Hashable], other: Sequence[Hashable], /, *, score_cutoff: float | None = None
) -> float:
    """Give how alike two names are, from 0 to 100, and 100 only where they are the same.

    The same words in another order count a little less; a name that lies whole in the other one
    tells less the shorter it is.
    """
    if one == other:
        return _EXACT
    scores: Iterable[float] = (
        fuzz.ratio(one, other),
        0.97 * fuzz.token_sort_ratio(one, other),
        0.85 * fuzz.token_set_ratio(one, other) if min(len(one), len(other)) > 3 else 0.0,
    )
    found = min(max(scores), 99.0)
    return found if found >= (score_cutoff or 0.0) else 0.0
