"""Find the one thing that a record is about, and check that all else belongs to it."""

from kg.errors import InputError
from kg.rdf.namespaces import local_name
from kg.record.draft import Draft
from kg.rulebook.model import RuleBook
from kg.rulebook.values import Facts


def find_root(book: RuleBook, draft: Draft, facts: Facts) -> str:
    """Return the IRI of the one submittable thing that no other thing refers to.

    Raise InputError ``no_root`` or ``several_records`` where there is not exactly one,
    ``unconnected`` for a thing that cannot be reached from it, and ``several_requests`` for more
    than one thing of a class of which a record holds one.
    """
    root = _one_root(book, draft, facts)
    _check_connected(draft, facts, root)
    _check_single(book, draft)
    return root


def _one_root(book: RuleBook, draft: Draft, facts: Facts) -> str:
    referenced = {
        value
        for statements in facts.values()
        for values in statements.values()
        for value in values
        if isinstance(value, str)
    }
    free = [node for node in draft.types if node not in referenced]
    roots = [node for node in free if draft.types[node] in book.submittable]
    if not roots:
        types = ", ".join(map(local_name, book.submittable))
        raise InputError(
            f"The input contains no record to decide: nothing in it is of one of the types {types} "
            "without another thing referring to it.",
            code="no_root",
        )
    if len(roots) > 1:
        raise InputError(
            f"The input contains {len(roots)} records; one is expected. Submit each separately.",
            where=draft.places.get(roots[1], ""),
            code="several_records",
        )
    return roots[0]


def _check_connected(draft: Draft, facts: Facts, root: str) -> None:
    reached, queue = {root}, [root]
    for node in queue:
        for values in facts[node].values():
            fresh = [
                value
                for value in values
                if isinstance(value, str) and value in draft.types and value not in reached
            ]
            reached.update(fresh)
            queue.extend(fresh)
    loose = [node for node in draft.types if node not in reached]
    if loose:
        raise InputError(
            f"{len(loose)} things are not connected with the record. Connect them or leave them "
            "out.",
            where=draft.places.get(loose[0], ""),
            code="unconnected",
        )


def _check_single(book: RuleBook, draft: Draft) -> None:
    for cls, message in book.single.items():
        alike = [node for node, kind in draft.types.items() if kind == cls]
        if len(alike) > 1:
            raise InputError(message, where=draft.places.get(alike[1], ""), code="several_requests")
