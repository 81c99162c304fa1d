"""The ontology as a page shows it: modules, classes in their hierarchy, properties with fields."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kg.publish.resource_page import Value, href, short
from kg.publish.term_order import wording
from kg.rdf.library import Library
from kg.rdf.namespaces import BASE
from kg.sparql.backend import Backend, rows


@dataclass(frozen=True)
class Term:
    """A class, property or individual; ``below`` are the terms right under it."""

    iri: str
    kinds: tuple[str, ...]
    name: str
    definition: str
    module: str
    notes: tuple[str, ...] = ()
    above: tuple[Value, ...] = ()
    fields: tuple[Value, ...] = ()
    ranges: tuple[Value, ...] = ()
    below: tuple["Term", ...] = ()


@dataclass(frozen=True)
class Ontology:
    """All of it: modules as rows of the query, the tops of the classes, the other terms."""

    modules: tuple[Mapping[str, str], ...]
    classes: tuple[Term, ...]
    properties: tuple[Term, ...]
    individuals: tuple[Term, ...]


def ontology(library: Library, backend: Backend, client: str = "") -> Ontology:
    """Return the ontology from the graph."""
    fields = rows(backend, "ontology-fields", client=client)
    terms = _terms(library, rows(backend, "ontology-terms", client=client), fields)
    by_kind: dict[str, list[Term]] = defaultdict(list)
    for group, term in terms.values():
        by_kind[group].append(term)
    return Ontology(
        tuple(rows(backend, "ontology-modules", client=client)),
        _tops(by_kind["class"]),
        tuple(by_kind["property"]),
        tuple(by_kind["individual"]),
    )


def _terms(
    library: Library, told: Sequence[Mapping[str, str]], fields: Sequence[Mapping[str, str]]
) -> dict[str, tuple[str, Term]]:
    found: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in told:
        found[row["term"]].append(row)
    names = {iri: same[0]["name"] for iri, same in found.items()}
    used: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in fields:
        used[row["property"]].append(row)
    return {
        iri: (same[0]["group"], _term(library, iri, same, names, used[iri]))
        for iri, same in found.items()
    }


def _term(
    library: Library,
    iri: str,
    same: Sequence[Mapping[str, str]],
    names: Mapping[str, str],
    used: Sequence[Mapping[str, str]],
) -> Term:
    above = {row["above"] for row in same if "above" in row}
    return Term(
        iri,
        tuple(
            dict.fromkeys(wording(library, row["kind"]).label or short(row["kind"]) for row in same)
        ),
        names[iri],
        same[0]["definition"],
        same[0]["module"],
        tuple(dict.fromkeys(row["note"] for row in same if "note" in row)),
        tuple(_link(library, each, names.get(each, "")) for each in sorted(above)),
        tuple(dict.fromkeys(_link(library, row["class"], row["className"]) for row in used)),
        tuple(
            dict.fromkeys(
                _link(library, row["range"], row.get("rangeName", ""))
                for row in used
                if "range" in row
            )
        ),
    )


def _link(library: Library, iri: str, name: str) -> Value:
    return Value(name or wording(library, iri).label or short(iri), href(iri))


def _tops(classes: Sequence[Term]) -> tuple[Term, ...]:
    """Return the classes that are under no other one of ours, each with what is below it."""
    children: dict[str, list[Term]] = defaultdict(list)
    ours = {href(term.iri) for term in classes}
    tops = []
    for term in classes:
        parents = [value.href for value in term.above if value.href in ours]
        for parent in parents:
            children[parent].append(term)
        if not parents:
            tops.append(term)

    def grown(term: Term, over: frozenset[str]) -> Term:
        place = href(term.iri)
        if place in over:  # a circle would be an error of the ontology, and no reason to hang
            return term
        below = (grown(child, over | {place}) for child in children[place])
        return replace(term, below=tuple(below))

    return tuple(grown(term, frozenset()) for term in tops)


def anchor(iri: str) -> str:
    """Return the name of a term's place on the page."""
    return iri.removeprefix(BASE).rsplit("/", 1)[-1]
