"""Things of the vocabulary as a user names them: by short name, label or IRI."""

from collections.abc import Iterable
from difflib import get_close_matches

from kg.errors import InputError
from kg.rulebook.model import RuleBook


def term(book: RuleBook, word: str | None, cls: str, option: str) -> str | None:
    """Give the IRI that a user's word names among things of a class: short name, label or IRI."""
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
        f"This is none of the values of {option}. {_near(low, known)}Use one of: "
        f"{', '.join(sorted(known))}.",
        where=option,
        code="unknown_term",
    )


def _near(word: str, known: Iterable[str]) -> str:
    """Ask whether the name that is spelt most like a word is meant; nothing if none is."""
    found = get_close_matches(word.replace(" ", "-"), list(known), 1, 0.7)
    return f"Did you mean “{found[0]}”? " if found else ""
