"""Look up vocabulary terms as users name them: by short name, label or IRI."""

from collections.abc import Iterable
from difflib import get_close_matches

from kg.errors import InputError
from kg.rulebook.model import RuleBook


def term(book: RuleBook, word: str | None, cls: str, option: str) -> str | None:
    """Return the IRI of the term of class ``cls`` that a user's word names; None for no word.

    The word is a short name, a label or an IRI in any letter case, or part of exactly one short
    name. Raise InputError ``unknown_term`` with the known names for any other; ``option`` is what
    the user calls the parameter.
    """
    if word is None:
        return None
    known = {n: i for n, i in book.notations.items() if cls in book.background_types.get(i, ())}
    low = word.strip().lower()
    for name, iri in known.items():
        if low in {name, iri.lower(), book.label(iri).lower()}:
            return iri
    near = [name for name in known if low.replace(" ", "-") in name]
    if len(near) == 1:
        return known[near[0]]
    raise InputError(
        f"Unknown value for {option}. {_suggestion(low, known)}Use one of: "
        f"{', '.join(sorted(known))}.",
        where=option,
        code="unknown_term",
    )


def _suggestion(word: str, known: Iterable[str]) -> str:
    """Return a question that suggests the most similar name, empty if none is similar."""
    similar = get_close_matches(word.replace(" ", "-"), list(known), 1, 0.7)
    return f"Did you mean “{similar[0]}”? " if similar else ""
