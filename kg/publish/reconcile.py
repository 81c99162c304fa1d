"""Match names of others with ours: agencies, roles, categories, purposes and provisions.

Names are compared as they are spelt (rapidfuzz); nothing of a query reaches SPARQL. A candidate
is a certain match only if one of its names is the name asked for and it is the only one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from kg.memo import kept
from kg.queries import saved
from kg.rdf.library import Library
from kg.rulebook.citation import normal
from kg.rulebook.citation_forms import Form, read
from kg.sparql import query

#: Candidates with a lower score have little in common with the name asked for.
LEAST = 60.0
_EXACT, _NEARLY = 100.0, 99.0
_WITHIN = fuzz.token_set_ratio
_ARTICLE = 3


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
    plain: tuple[str, ...]  # the names as they are compared
    description: str
    type: Type


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity with its likeness to the name asked for, from 0 to 100."""

    entity: Entity
    score: float
    match: bool


@kept()
def _read(library: Library) -> tuple[tuple[Entity, ...], tuple[Form, ...]]:
    """Return what can be matched and how provisions are cited.

    Both at once: the graph takes 30 MB, and is not asked again, so it is not kept.
    """
    graph = query.load(library)
    told = query.rows_in(graph, saved.own("citation-forms"))
    forms = read((row["thing"], row["property"], row["value"]) for row in told)
    return _entities(query.rows_in(graph, saved.own("reconcile"))), forms


def entities(library: Library) -> tuple[Entity, ...]:
    """Return every entity of the public graph that can be matched, read once."""
    return _read(library)[0]


def _entities(rows: Iterable[Mapping[str, str]]) -> tuple[Entity, ...]:
    found: dict[str, dict[str, dict[str, None]]] = {}
    kinds: dict[str, Type] = {}
    for row in rows:
        told = found.setdefault(row["entity"], {"names": {}, "descriptions": {}})
        told["names"][row["name"]] = None
        told["descriptions"][row.get("description", "")] = None
        kinds.setdefault(row["entity"], Type(row["type"], row["typeName"]))
    return tuple(
        Entity(
            iri,
            tuple(told["names"]),
            tuple(dict.fromkeys(map(_plain, told["names"]))),
            max(told["descriptions"]),
            kinds[iri],
        )
        for iri, told in found.items()
    )


def types(library: Library) -> list[Type]:
    """Return the types of the entities, by name."""
    return sorted({entity.type for entity in entities(library)}, key=lambda kind: kind.name)


def find(library: Library, iri: str) -> Entity | None:
    """Return the entity with an IRI, if there is one."""
    return next((entity for entity in entities(library) if entity.id == iri), None)


def candidates(library: Library, text: str, kinds: Sequence[str], limit: int) -> list[Candidate]:
    """Return the entities most like a name or IRI, the likest first, of these types if given.

    The score is 100 for a name that is the same but for case, punctuation and spaces.
    """
    among = [entity for entity in entities(library) if not kinds or entity.type.id in kinds]
    best: dict[Entity, float] = {entity: _EXACT for entity in among if entity.id == text.strip()}
    names = [(name, entity) for entity in among for name in entity.plain]
    for word in {_plain(text), _plain(normal(text, _read(library)[1]))} - {""}:
        for place, score in _likeness(word, [name for name, _ in names]):
            entity = names[place][1]
            best[entity] = max(score, best.get(entity, 0.0))
    exact = [entity for entity, score in best.items() if score == _EXACT]
    ranked = sorted(best.items(), key=lambda told: (-told[1], told[0].names[0]))
    return [
        Candidate(entity, round(score, 2), exact == [entity]) for entity, score in ranked[:limit]
    ]


def beginning(library: Library, text: str) -> list[Entity]:
    """Return the entities of which a name, or a word in it, begins so; or that has this IRI."""
    start = _plain(text)
    found = [
        (not any(name.startswith(start) for name in entity.plain), entity.names[0], entity)
        for entity in entities(library)
        if entity.id == text.strip() or any(_begins(name, start) for name in entity.plain)
    ]
    return [entity for _, _, entity in sorted(found, key=lambda told: told[:2])]


def types_beginning(library: Library, text: str) -> list[Type]:
    """Return the types whose label, or a word in it, begins so; or that have this IRI."""
    start = _plain(text)
    return [
        kind
        for kind in types(library)
        if kind.id == text.strip() or _begins(_plain(kind.name), start)
    ]


def _begins(name: str, start: str) -> bool:
    return name.startswith(start) or f" {start}" in name


def _plain(text: str) -> str:
    """Return a name in lower case, with single spaces, and with bracketed units kept apart."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _likeness(word: str, names: Sequence[str]) -> Iterator[tuple[int, float]]:
    """Return the places of names like a word with their scores: 100 only where they are the same.

    The same words in another order count a little less; a name that lies whole in the other one
    counts less still, and not at all if it is as short as an article.
    """
    for scorer, weight in ((fuzz.ratio, 1), (fuzz.token_sort_ratio, 0.97), (_WITHIN, 0.85)):
        near = process.extract(word, names, scorer=scorer, score_cutoff=LEAST / weight, limit=None)
        for name, score, place in near:
            if name == word:
                yield place, _EXACT
            elif scorer is not _WITHIN or min(len(name), len(word)) > _ARTICLE:
                yield place, min(score * weight, _NEARLY)
