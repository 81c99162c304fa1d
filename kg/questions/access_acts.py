"""The records of one request about access, each decided once under the law that it is asked of."""

import json
from dataclasses import dataclass, field, fields
from typing import Any

from kg.errors import InputError
from kg.questions import asking, bounds, check
from kg.questions.access_terms import Question
from kg.rdf.library import Library
from kg.rulebook.values import Record

#: What decides, beside the record, how it is decided.
_OF_LAW = ("as_of", "readings", "assume_unchanged")


@dataclass(frozen=True, slots=True)
class Act:
    """A submitted act with the decision on it and the law by which it was made."""

    law: asking.Law
    record: Record
    told: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Acts:
    """The records of one request that were decided, each under a law once, or why not."""

    library: Library
    found: dict[object, Act | InputError] = field(default_factory=dict)
    sizes: list[int] = field(default_factory=list)  # things in each of them


def law_of(library: Library, question: Question) -> asking.Law:
    """Return the law that a question is asked of; InputError as :func:`kg.questions.asking.law`."""
    return asking.law(
        library,
        question.as_of,
        question.readings,
        place,
        assume_unchanged=question.assume_unchanged,
    )


def place(name: str) -> str:
    """Return where a parameter stands in a request."""
    return f"context/{name}"


def decided_act(question: Question, acts: Acts) -> Act:
    """Decide the submitted record; InputError says where in it and why it cannot be taken."""
    data = json.dumps(question.record, ensure_ascii=False).encode("utf-8", "surrogatepass")
    others = {f.name: getattr(question, f.name) for f in fields(Question) if f.name in _OF_LAW}
    key = data, json.dumps(others)
    if key not in acts.found:
        try:
            acts.found[key] = _decided(question, data, acts)
        except InputError as error:
            acts.found[key] = error.with_traceback(None)  # whose frames hold the record
    found = acts.found[key]
    if isinstance(found, InputError):
        raise found
    return found


def _decided(question: Question, data: bytes, acts: Acts) -> Act:
    law = law_of(acts.library, question)
    day = law.day if question.as_of else None
    assume = question.assume_unchanged
    job = check.job(
        acts.library, "context/record", data, "json", day, law.taken, assume_unchanged=assume
    )
    acts.sizes.extend(len(hop.record.types) for hop in check.chain(job))
    bounds.check_work(acts.sizes)
    law = asking.law_on(acts.library, job.day, job.taken)
    return Act(law, job.whole or job.record, next(iter(check.run([job], "fast"))))
