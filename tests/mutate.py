"""A seeded generator of records: examples with facts dropped, changed, swapped, moved and added.

Every record given has passed the check of submitted records, so each is one that could come in.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from support import LIBRARY, Example, prune, recheck

from kg.engine.decide import decide
from kg.epochs import books
from kg.errors import InputError
from kg.rdf.namespaces import CLR, RECORD, TITLE, XSD
from kg.rulebook.model import Field, RuleBook
from kg.rulebook.values import Lit, Record, Value

_TITLES = tuple(
    TITLE[name] for name in ("import-specialist", "regulatory-auditor", "port-director", "clerk")
)
_TEXTS = ("Ottoline Vantongeren", "taxable year 2018", "another explanation")


@dataclass
class Editor:
    """One record in the making; each step is a small change drawn from ``rng``."""

    rng: random.Random
    book: RuleBook
    donors: Sequence[Record]
    root: str
    types: dict[str, str]
    facts: dict[str, dict[str, list[Value]]]
    log: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Number the things to be made."""
        self._made = 0

    def told(self, node: str, prop: str) -> Field:
        """Give the field that a stated property is."""
        return self.book.fields[self.types[node]][prop.removeprefix(CLR.base)]

    def pick(self) -> tuple[str, str, int]:
        """Choose a stated fact."""
        stated = [
            (n, p, i) for n, t in self.facts.items() for p, v in t.items() for i in range(len(v))
        ]
        return self.rng.choice(stated)

    def value(self, told: Field) -> Value:
        """Give some value that the field takes."""
        rng, book = self.rng, self.book
        if told.kind == "literal":
            return self.literal(told)
        if told.kind == "title":
            return rng.choice(_TITLES)
        if told.kind in {"concept", "provision"}:
            return rng.choice(
                [i for i, types in book.background_types.items() if told.range in types]
            )
        known = [n for n, cls in self.types.items() if told.range in book.supers[cls]]
        return rng.choice(known) if known and rng.random() < 0.6 else self.graft(told.range)

    def literal(self, told: Field) -> Lit:
        """Give some literal of the field's datatype; dates stay near those of the record."""
        rng = self.rng
        if told.range == XSD.date:
            days = [
                v.value
                for t in self.facts.values()
                for vs in t.values()
                for v in vs
                if isinstance(v, Lit)
            ]
            known = sorted(d for d in days if isinstance(d, date)) or [date(2019, 6, 14)]
            day = rng.choice(known) + timedelta(days=rng.choice((-400, -30, -1, 0, 1, 30)))
            return Lit(day, told.range)
        if told.range == XSD.boolean:
            return Lit(rng.random() < 0.5, told.range)
        if told.range == XSD.integer:
            return Lit(rng.choice((0, 1, 2, 6, 11)), told.range)
        return Lit(rng.choice(_TEXTS), told.range)

    def graft(self, cls: str) -> str:
        """Copy a thing of a class and all it points to from another example, or make a bare one."""
        donor = self.rng.choice(self.donors)
        found = [n for n, c in donor.types.items() if c == cls]
        self._made += 1
        if not found or self.rng.random() < 0.2:
            name = RECORD[f"made-{self._made}"]
            self.types[name], self.facts[name] = cls, {}
            return name
        start = self.rng.choice(found)
        part = prune(start, donor.types, donor.facts)
        # Things of one name stay one thing if the record has them, so that audits can be shared.
        share = self.rng.random() < 0.5
        names = {
            n: n if n != start and share and self.types.get(n) == c else f"{n}.{self._made}"
            for n, c in part.types.items()
        }
        for node, told in part.facts.items():
            if names[node] in self.types:
                continue
            self.types[names[node]] = part.types[node]
            self.facts[names[node]] = {
                p: [names.get(v, v) if isinstance(v, str) else v for v in vs]
                for p, vs in told.items()
            }
        for node in part.types:
            self.types.setdefault(names[node], part.types[node])
            self.facts.setdefault(names[node], {})
        return names[start]

    def drop(self) -> None:
        """Leave a fact out."""
        node, prop, place = self.pick()
        del self.facts[node][prop][place]

    def change(self) -> None:
        """Give a fact another value that its field takes."""
        node, prop, place = self.pick()
        self.facts[node][prop][place] = self.value(self.told(node, prop))

    def swap(self) -> None:
        """Let two facts of one property exchange their values."""
        node, prop, place = self.pick()
        others = [
            (n, i) for n, t in self.facts.items() for i in range(len(t.get(prop, ()))) if n != node
        ]
        if others:
            other, there = self.rng.choice(others)
            mine, theirs = self.facts[node][prop], self.facts[other][prop]
            mine[place], theirs[there] = theirs[there], mine[place]

    def move(self) -> None:
        """Say of another thing what is said of one, or say it of both."""
        node, prop, place = self.pick()
        others = [n for n, c in self.types.items() if c == self.types[node] and n != node]
        if others:
            value = self.facts[node][prop][place]
            if self.rng.random() < 0.5:
                del self.facts[node][prop][place]
            self.put(self.rng.choice(others), self.told(node, prop), value)

    def add(self) -> None:
        """State something more of a thing."""
        node = self.rng.choice(list(self.types))
        told = self.rng.choice(list(self.book.fields[self.types[node]].values()))
        self.put(node, told, self.value(told))

    def put(self, node: str, told: Field, value: Value) -> None:
        """Add a value, in place of the old one if the field takes only one."""
        values = self.facts.setdefault(node, {}).setdefault(told.prop, [])
        if told.max_count == 1:
            values.clear()
        if value not in values:
            values.append(value)

    def step(self) -> None:
        """Make one change."""
        steps: tuple[Callable[[], None], ...] = (
            self.drop, self.change, self.change, self.swap, self.move, self.add, self.add,
        )  # fmt: skip
        chosen = self.rng.choice(steps)
        self.log.append(chosen.__name__)
        chosen()

    def result(self) -> Record:
        """Give the record, less what is no longer connected with its root."""
        facts = {n: {p: tuple(v) for p, v in told.items()} for n, told in self.facts.items()}
        return prune(self.root, self.types, facts)


@dataclass(frozen=True)
class Made:
    """A generated record with its origin, its changes and the law of its day."""

    origin: str
    steps: tuple[str, ...]
    record: Record
    as_of: str
    book: RuleBook


@dataclass
class Count:
    """How many records were refused by the check on the way."""

    refused: int = 0


def _day(record: Record, default: str) -> str:
    for value in record.get(record.root, CLR.date):
        return str(value)
    return default


def _sort_of(found: Example) -> tuple[str, str]:
    """Give the epoch and the kind of an example."""
    return found.book.start, found.record.types[found.record.root]


def generate(examples: Sequence[Example], seed: str, number: int, count: Count) -> Iterator[Made]:
    """Give a number of checked records, the same for the same seed."""
    rng = random.Random(seed)
    donors = [found.record for found in examples]
    counts = Counter(map(_sort_of, examples))  # as many of a rare sort as of a common one, almost
    weights = [counts[_sort_of(found)] ** -0.7 for found in examples]
    made = 0
    while made < number:
        (origin,) = rng.choices(examples, weights)
        source = origin.record
        facts = {n: {p: list(v) for p, v in t.items()} for n, t in source.facts.items()}
        editor = Editor(rng, origin.book, donors, source.root, dict(source.types), facts)
        for _ in range(rng.choice((1, 1, 2, 3, 5))):
            if any(values for told in editor.facts.values() for values in told.values()):
                editor.step()
        try:
            day = _day(editor.result(), origin.as_of)
            if rng.random() < 0.15:  # few examples are of old law: hold some against any epoch
                day = str(rng.choice(books.index(LIBRARY))["start"])
            book = books.book_for(LIBRARY, date.fromisoformat(day))
            record = recheck(book, editor.result())
        except InputError:
            count.refused += 1
            continue
        made += 1
        yield Made(origin.name, tuple(editor.log), record, day, book)


def spread(examples: Sequence[Example], seed: str, number: int) -> dict[str, int]:
    """Count the outcomes of generated records, to see that they reach every outcome."""
    found: dict[str, int] = {}
    for made in generate(examples, seed, number, Count()):
        outcome = decide(made.book, made.record, made.as_of, {}).outcome
        found[outcome] = found.get(outcome, 0) + 1
    return found
