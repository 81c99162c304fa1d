"""Decisions on access (OpenID AuthZEN Authorization API 1.0) by the law: may it be received?

Two actions. ``may-receive`` asks the law alone: is there a way for somebody in this role to receive
information of this category for this purpose on this day, on whatever conditions? ``receive`` asks
of one act: its whole record has to be submitted, and only a record that is permitted, and that is
about the subject and the resource asked for, gives true. So nothing is granted because a fact was
left out: without a purpose the one, without a record the other is false, and says what is missing.
"""

from collections.abc import Callable, Sequence
from typing import Any

from kg.epochs import tables
from kg.errors import InputError
from kg.questions import asking, bounds
from kg.questions.access_acts import Act, Acts, decided_act, law_of
from kg.questions.access_terms import (
    CLASSES,
    INFORMATION,
    ITEM,
    PERSON,
    ROLE,
    STATED,
    Entity,
    Question,
    entity_of,
    iri_of,
    of_class,
    stated_iri,
    term,
    unknown,
)
from kg.rdf.library import Library
from kg.rdf.namespaces import CLR, local_name
from kg.rulebook.model import RuleBook
from kg.who.cells import space
from kg.who.chain import closing
from kg.who.roles import discloses_as, receives_as
from kg.who.rows import describe

MAY_RECEIVE, RECEIVE = "may-receive", "receive"
ACTIONS = (MAY_RECEIVE, RECEIVE)
_SUBJECTS = (ROLE, PERSON)
_RESOURCES = (INFORMATION, ITEM)
#: Parts of a decision on a record that go into the context of the answer.
_PARTS = ("citations", "because", "missing", "duties", "interpretation")
#: Parts that say how current the law is, which depend on the day of the act too.
_CURRENT = ("lastChecked", "remarks")
Told = dict[str, Any]
Judge = Callable[[str, str], bool]


def evaluate_all(
    library: Library, questions: Sequence[Question], until: bool | None = None
) -> list[Told | InputError]:
    """Return the decisions on several questions, up to the first that is ``until``.

    What cannot be evaluated counts as false and gives its InputError. One record is decided once
    for all questions under the same law. InputError ``too_much_work`` where all the records of the
    request are more than one may ask for.
    """
    acts, found = Acts(library), list[Told | InputError]()
    for question in questions:
        try:
            found.append(evaluate(question, acts))
        except InputError as error:
            if error.code == bounds.TOO_MUCH_WORK:
                raise
            found.append(error)
        last = found[-1]
        if until is (isinstance(last, dict) and last["decision"]):
            break
    return found


def evaluate(question: Question, acts: Acts) -> Told:
    """Return the decision with its context: outcome, reason, citations and the law of which day.

    InputError of code ``unknown_term`` for what no vocabulary holds, of others for what is wrong
    with the day, the readings or the record. ``acts`` are the records of the
    request that were decided before, and say of which library the law is.
    """
    law = law_of(acts.library, question)
    if question.action not in ACTIONS:
        raise unknown("action/name", ACTIONS)
    if question.action == MAY_RECEIVE:
        resource = _meant(law.book, question.resource, "resource", (INFORMATION,))
        subject = _meant(law.book, question.subject, "subject", (ROLE,))
        return _may_receive(question, law, subject, resource)
    resource = iri_of(law.book, question.resource, "resource", _RESOURCES)
    subject = iri_of(law.book, question.subject, "subject", _SUBJECTS)
    return _receive(question, law, subject, resource, acts)


def _meant(book: RuleBook, entity: Entity, where: str, types: Sequence[str]) -> str:
    """Return the IRI of what the law speaks of: the role or category that the properties state."""
    return stated_iri(book, entity, where) or iri_of(book, entity, where, types)


def search(library: Library, question: Question, wanted: str) -> tuple[list[Told], Told]:
    """Return the subjects, resources or actions for which the decision is true, and the context.

    ``wanted`` is what is looked for: “subject”, “resource” or “action”. InputError as above.
    """
    law, acts = law_of(library, question), Acts(library)
    if wanted == "action":
        names = [
            name
            for name in ACTIONS
            if _judge(question, law, name, acts)(
                _end(law.book, question.subject, "subject", name),
                _end(law.book, question.resource, "resource", name),
            )
        ]
        return [{"name": name} for name in names], law.told()
    if question.action not in ACTIONS:
        raise unknown("action/name", ACTIONS)
    judge = _judge(question, law, question.action, acts)
    if wanted == "subject":
        resource = _end(law.book, question.resource, "resource", question.action)
        kind = question.subject.type
        candidates = _candidates(law.book, question.subject, question, acts)
        found = [iri for iri in candidates if judge(iri, resource)]
    else:
        subject = _end(law.book, question.subject, "subject", question.action)
        kind = question.resource.type
        candidates = _candidates(law.book, question.resource, question, acts)
        found = [iri for iri in candidates if judge(subject, iri)]
    return [entity_of(law.book, kind, iri) for iri in found], _context(question, law, acts)


def _context(question: Question, law: asking.Law, acts: Acts) -> Told:
    """Return what a search says of the law by which it decided: that of the record, if it did."""
    if question.action == MAY_RECEIVE or question.record is None:
        return law.told()
    act = decided_act(question, acts)
    return act.law.told() | {name: act.told[name] for name in _CURRENT}


def _end(book: RuleBook, entity: Entity, where: str, action: str) -> str:
    """Return the IRI of an entity that a search is given, as the action takes it."""
    types = _SUBJECTS if where == "subject" else _RESOURCES
    take = _meant if action == MAY_RECEIVE else iri_of
    return take(book, entity, where, types)


def _candidates(book: RuleBook, entity: Entity, question: Question, acts: Acts) -> list[str]:
    """Return everything that a search may find: the people of the record, or a vocabulary."""
    if entity.type in STATED:
        record = decided_act(question, acts).record if question.record is not None else None
        prop = CLR.recipient if entity.type == PERSON else CLR.item
        return [str(thing) for thing in record.get(record.root, prop)] if record else []
    if entity.type not in CLASSES:
        return []  # nothing of that type is ever permitted
    return [iri for _, iri in sorted(of_class(book, CLASSES[entity.type]).items())]


def _judge(question: Question, law: asking.Law, action: str, acts: Acts) -> Judge:
    """Return what says for a subject and a resource whether the decision would be true."""
    if action == MAY_RECEIVE:
        ways = {(row["to"], row["information"]) for row in _ways(question, law)}
        return lambda subject, resource: (subject, resource) in ways
    if question.record is None:
        return lambda subject, resource: False
    act = decided_act(question, acts)
    permitted = act.told["outcome"] == "permitted"
    return lambda subject, resource: (
        permitted and not _differences(question, act, subject, resource)
    )


def _ways(question: Question, law: asking.Law) -> list[dict[str, Any]]:
    """Return the rows of the table that fit; none where the purpose is left out."""
    if question.purpose is None:
        return []
    wanted = {"purpose": term(law.book, question.purpose, CLR.Purpose, "context/purpose")}
    if question.holder is not None:
        wanted["from"] = term(law.book, question.holder, CLR.Role, "context/from")
    table = tables.rows(law.library, law.day, law.taken)
    return [row for row in table if all(row[axis] == iri for axis, iri in wanted.items())]


def _answer(decision: bool, law: asking.Law, outcome: str, reason: str, **more: Any) -> Told:
    context = {"outcome": outcome, "reason": reason, "citations": []} | law.told() | more
    return {"decision": decision, "context": context}


def _may_receive(question: Question, law: asking.Law, subject: str, resource: str) -> Told:
    book = law.book
    if question.purpose is None:
        reason = "Say for which purpose: what the law opens depends on it."
        return _answer(False, law, "undetermined", reason, missing=["context/purpose"])
    rows = [r for r in _ways(question, law) if (r["to"], r["information"]) == (subject, resource)]
    if not rows:
        return _closed(question, law, subject, resource)
    told = [describe(book, row) for row in rows]
    ways = [
        {key: way[key] for key in ("from", "because", "conditions", "interpretation")}
        for way in told
    ]
    cited = dict.fromkeys(r["citation"] for way in told for r in way["because"])
    bare = any(not way["conditions"] for way in told)
    outcome = "open" if bare else "open-on-conditions"
    reason = "The law has a way" + ("." if bare else ", on the conditions told with it.")
    return _answer(True, law, outcome, reason, citations=list(cited), ways=ways)


def _closed(question: Question, law: asking.Law, subject: str, resource: str) -> Told:
    """Return who might have disclosed, and what closes each way."""
    book, told = law.book, space(law.book)
    purpose = term(book, question.purpose or "", CLR.Purpose, "context/purpose")
    holders = list(told.holders)
    if question.holder is not None:
        asked_for = term(book, question.holder, CLR.Role, "context/from")
        holders = [holder for holder in holders if holder == asked_for]
    if subject not in told.recipients or not holders:
        reason = "The law held for this day says nothing of such a disclosure."
        return _answer(False, law, "not-held", reason)
    closed = []
    for holder in holders:
        outcome, citations, _ = closing(book, holder, subject, resource, purpose)
        who = {"iri": holder, "label": book.label(holder)}
        closed.append({"from": who, "outcome": outcome, "citations": list(citations)})
    cited = dict.fromkeys(citation for way in closed for citation in way["citations"])
    reason = "The law has no way: each is closed by what is told with it."
    return _answer(False, law, "closed", reason, citations=list(cited), closedBy=closed)


def _receive(question: Question, law: asking.Law, subject: str, resource: str, acts: Acts) -> Told:
    if question.record is None:
        reason = "undetermined: submit the record of the disclosure."
        return _answer(False, law, "undetermined", reason, missing=["context/record"])
    act = decided_act(question, acts)
    current = {name: act.told[name] for name in _CURRENT}
    parts = {name: act.told[name] for name in _PARTS} | current
    if other := _differences(question, act, subject, resource):
        reason = "The record is not about what is asked for."
        return _answer(False, act.law, "mismatch", reason, differences=other, **current)
    outcome = act.told["outcome"]
    why = "; ".join(f"{r['label']} [{r['citation']}]" for r in parts["because"])
    asks = "; ".join(missing["message"] for missing in parts["missing"])
    reason = f"{outcome}: {why or asks}".removesuffix(": ")
    return _answer(outcome == "permitted", act.law, outcome, reason, **parts)


def _differences(question: Question, act: Act, subject: str, resource: str) -> list[str]:
    """Return in what a record is not stated to be about the subject, resource and context.

    What the record leaves out counts as a difference: it cannot speak for what is asked.
    """
    book, record = act.law.book, act.record
    if record.types[record.root] != CLR.Disclosure:
        kind = local_name(record.types[record.root])
        return [f"subject: nobody receives by a record of type {kind}"]
    people = record.get(record.root, CLR.recipient)
    items = [str(item) for item in record.get(record.root, CLR.item)]
    stated = {
        "subject": subject in people
        if question.subject.type == PERSON
        else receives_as(book, record, subject),
        "resource": resource in items
        if question.resource.type == ITEM
        else any(resource in record.get(item, CLR.category) for item in items),
    }
    if role := stated_iri(book, question.subject, "subject"):
        stated["subject/properties/role"] = receives_as(book, record, role, [subject])
    if category := stated_iri(book, question.resource, "resource"):
        stated["resource/properties/category"] = category in record.get(resource, CLR.category)
    if question.purpose is not None:
        purpose = term(book, question.purpose, CLR.Purpose, "context/purpose")
        stated["context/purpose"] = purpose in record.get(record.root, CLR.purpose)
    if question.holder is not None:
        holder = term(book, question.holder, CLR.Role, "context/from")
        stated["context/from"] = discloses_as(book, record, holder)
    says = {
        "subject": "no recipient is stated to be this person or in this role",
        "resource": "no item is stated to be this one or of this category",
        "subject/properties/role": "this person is not stated to be in this role",
        "resource/properties/category": "this item is not stated to be of this category",
        "context/purpose": "the act is not stated to have this purpose",
        "context/from": "the actor is not stated to be in this role",
    }
    return [f"{place}: {says[place]}" for place, same in stated.items() if not same]
