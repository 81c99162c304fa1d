"""Decide a record: a pure function of evidence and rule book (semantics.md, Outcome of an act)."""

from dataclasses import replace
from functools import partial

from kg import fast
from kg.cure import cures
from kg.decision import Decision, Finding, Reason, Rejection
from kg.evidence import Evidence, open_question, value, value_at
from kg.logic import Truth, all_of, any_of, negate
from kg.namespaces import CLR, local_name
from kg.rulebook import Condition, Norm, Path, RuleBook
from kg.terms import Record
from kg.view import View

STATUS = {True: "met", False: "unmet", None: "undetermined"}


class Weighing:
    """Truth of every norm on one record, each worked out once."""

    def __init__(self, book: RuleBook, evidence: Evidence) -> None:
        """Take rule book and evidence."""
        self.book, self.evidence = book, evidence
        self.beaten_by: dict[str, list[Norm]] = {}
        for norm in book.norms.values():
            for below in norm.overrides:
                self.beaten_by.setdefault(below, []).append(norm)
        self._conditions: dict[str, Truth] = {}
        self._permissions: dict[str, Truth] = {}

    def condition(self, iri: str) -> Truth:
        """Give the value of a condition on the record."""
        if iri not in self._conditions:
            condition = self.book.conditions[iri]
            self._conditions[iri] = value(self.book, self.evidence, condition)
        return self._conditions[iri]

    def causes(self, iri: str) -> set[str]:
        """Give the shapes whose failure leaves a condition open: those that wait for no other."""
        condition = self.book.conditions[iri]
        failed = {shape for shape, _ in self.evidence.failed}
        before = [p for p in condition.presupposes if p in failed and p in self.book.conditions]
        return {cause for p in before for cause in self.causes(p)} or {iri}

    def coverage(self, norm: Norm) -> Truth:
        """Say whether the record falls under a class that the norm covers."""
        return any_of(self.evidence.covered(cls) for cls in norm.covers)

    def permission(self, norm: Norm) -> Truth:
        """Give the value of a permission: it covers the act and all it requires is met."""
        if norm.iri not in self._permissions:
            parts = [self.coverage(norm), *map(self.condition, norm.requires)]
            if norm.specifies:
                parts.append(any_of(self.permission(above) for above in self.above(norm)))
            self._permissions[norm.iri] = all_of(parts)
        return self._permissions[norm.iri]

    def reach(self, norm: Norm) -> Truth:
        """Say whether the negative words of a prohibition reach the act, before overrides."""
        parts = [self.coverage(norm)]
        if norm.enforced_by:
            parts.append(negate(all_of(map(self.condition, norm.enforced_by))))
        if norm.specifies:
            parts.append(any_of(map(self.reach, self.above(norm))))
        return all_of(parts)

    def above(self, norm: Norm) -> list[Norm]:
        """Give the more general norms of which a norm is a limb."""
        return [self.book.norms[iri] for iri in norm.specifies if iri in self.book.norms]

    def lifters(self, norm: Norm) -> list[Norm]:
        """Give the permissions that lift a prohibition, or one of which it is a limb, where they hold."""
        bans = (norm.iri, *norm.specifies)
        return [
            over for iri in bans for over in self.beaten_by.get(iri, ()) if over.kind == "Permission"
        ]

    def prohibition(self, norm: Norm) -> Truth:
        """Give the value of a prohibition: it reaches the act and nothing lifts it."""
        lifted = any_of(map(self.permission, self.lifters(norm)))
        return all_of([self.reach(norm), negate(lifted)])


def _of(book: RuleBook, kind: str) -> list[Norm]:
    return [norm for norm in book.norms.values() if norm.kind == kind]


def _top(norms: list[Norm]) -> list[Norm]:
    return [norm for norm in norms if not norm.specifies]


def reason(book: RuleBook, norm: Norm) -> Reason:
    """Give a norm with its citation and its words in force."""
    start, end = norm.in_force[0][0], norm.in_force[-1][1]
    return Reason(
        norm=norm.iri,
        kind=norm.kind,
        label=norm.label,
        citation=book.label(norm.source),
        provision=norm.source,
        quote=book.quotes.get(norm.source, ""),
        in_force=(start, end),
        overrides=norm.overrides,
        overriding_reason=norm.overriding[1] if norm.overriding else None,
    )


def path_text(path: Path) -> str:
    """Give a property path in words of the ontology, such as ``request/receivedOn``."""
    kind, body = path
    if kind == "p":
        return local_name(body)
    if kind in "/|":
        return kind.join(path_text(part) for part in body)
    inner = path_text(body)
    return f"^{inner}" if kind == "^" else f"{inner}{kind}"


def _findings(weighing: Weighing, view: View, condition: Condition) -> list[Finding]:
    book, evidence = weighing.book, weighing.evidence
    places = evidence.places.get(condition.iri, ())
    make = partial(
        Finding,
        shape=condition.iri,
        citation=book.label(condition.source),
        path=path_text(condition.path),
        norm=condition.norm,
        curer=local_name(condition.curer),
        supplier=condition.supplier,
    )
    if not places:
        truth = weighing.condition(condition.iri)
        if truth is True:
            return []
        return [make(status=STATUS[truth], message=condition.message, focus=evidence.root, value="")]
    found = []
    for place in places:
        truth = value_at(book, evidence, condition, place)
        if open_question(evidence, condition, place.focus) and truth is True:
            truth = None
        values = ", ".join(sorted(book.label(v) if isinstance(v, str) else str(v) for v in view.path(place.focus, condition.path)))
        found.append(make(status=STATUS[truth], message=condition.message, focus=place.focus, value=values))
    return found


def _looked_at(weighing: Weighing, norms: list[Norm], *, record: bool) -> list[Condition]:
    """Give the conditions that bear on the outcome, in the order of the law."""
    book = weighing.book
    if record:
        wanted = set(weighing.evidence.places)
    else:
        open_norms = [norm for norm in norms if weighing.coverage(norm) is not False]
        wanted = {iri for norm in open_norms for iri in (*norm.requires, *norm.enforced_by)}
        for iri in list(wanted):
            wanted.update(before for before in book.conditions[iri].presupposes if before in book.conditions)
    return [condition for condition in book.conditions.values() if condition.iri in wanted]


def _nearest(weighing: Weighing, permissions: list[Norm]) -> list[Norm]:
    """Give the permissions that come closest to covering the act, for an answer that says why not."""

    def distance(norm: Norm) -> tuple[int, int]:
        truths = [truth for cls in norm.covers for _, truth in weighing.evidence.facets[cls]]
        return truths.count(False), truths.count(None)

    best = min(map(distance, permissions))
    return [norm for norm in permissions if distance(norm) == best]


def _rejection(weighing: Weighing, norm: Norm) -> Rejection:
    book = weighing.book
    why = [
        f"{local_name(facet.prop) or 'kind of act'} is not {book.label(facet.value)}"
        if truth is False
        else f"{local_name(facet.prop)} is not stated"
        for cls in norm.covers
        for facet, truth in weighing.evidence.facets[cls]
        if truth is not True
    ]
    if weighing.coverage(norm) is not False:
        why += [book.conditions[iri].message for iri in norm.requires if weighing.condition(iri) is not True]
    return Rejection(norm.iri, norm.label, book.label(norm.source), tuple(dict.fromkeys(why)))


def _ordered(book: RuleBook, sources: set[str]) -> tuple[str, ...]:
    """Give citations in the order of the law."""
    order = {condition.source: condition.order[0] for condition in book.conditions.values()}
    order |= {norm.source: norm.order[0] for norm in book.norms.values()}
    return tuple(book.label(source) for source in sorted(sources, key=lambda s: (order[s], s)))


def weigh(book: RuleBook, evidence: Evidence, view: View, record: Record, as_of: str) -> Decision:
    """Give the decision that follows from the evidence."""
    weighing = Weighing(book, evidence)
    kind = record.types[record.root]
    is_act = CLR.Act in book.supers[kind]
    if is_act:
        outcome, deciding, sources = _act(weighing)
    else:
        outcome, deciding, sources = _record(weighing)
    permissions = _top(_of(book, "Permission"))
    norms = [*_of(book, "Permission"), *_of(book, "Prohibition")]
    looked = _looked_at(weighing, norms, record=not is_act)
    findings = tuple(f for condition in looked for f in _findings(weighing, view, condition))
    held = [norm for norm in permissions if is_act and weighing.permission(norm) is True]
    entailed = {iri for norm in held for iri in norm.entails} if outcome == "permitted" else set()
    return Decision(
        outcome=outcome,
        record=record.root,
        kind=local_name(kind),
        as_of=as_of,
        rule_book=book.version,
        because=tuple(reason(book, norm) for norm in sorted(deciding, key=lambda n: n.order)),
        conditions=findings,
        missing=_missing(weighing, findings),
        cure=cures(weighing, findings, permissions) if outcome != "permitted" and is_act else (),
        rejected=tuple(
            _rejection(weighing, norm)
            for norm in permissions
            if is_act and outcome != "permitted" and weighing.permission(norm) is not True
        ),
        duties=tuple(reason(book, norm) for norm in book.norms.values() if norm.iri in entailed),
        interpretation=(),
        citations=_ordered(book, sources),
    )


def _missing(weighing: Weighing, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Give the facts to ask for: undetermined findings, not those that only wait for others."""
    waiting = [f for f in findings if f.status == "undetermined"]
    asked = [f for f in waiting if f.shape in weighing.causes(f.shape)]
    return tuple({(f.message, f.focus): f for f in asked}.values())


def _act(weighing: Weighing) -> tuple[str, list[Norm], set[str]]:
    """Give outcome, deciding norms and deciding provisions of an act."""
    book = weighing.book
    permissions, prohibitions = _of(book, "Permission"), _of(book, "Prohibition")
    barred = [norm for norm in prohibitions if weighing.prohibition(norm) is True]
    if barred:
        return "prohibited", barred, {norm.source for norm in barred}
    allowed = any_of(map(weighing.permission, _top(permissions)))
    in_question = [norm for norm in prohibitions if weighing.prohibition(norm) is None]
    if allowed is True and not in_question:
        held = [norm for norm in permissions if weighing.permission(norm) is True]
        return "permitted", held, {norm.source for norm in held}
    if allowed is False:
        near = _nearest(weighing, _top(permissions))
        short = [iri for norm in near for iri in norm.requires if weighing.condition(iri) is False]
        covering = any(weighing.coverage(norm) is not False for norm in near)
        if short and covering:
            norms = {book.conditions[iri].norm for iri in short}
            return "not-authorized", _named(book, norms), {book.conditions[i].source for i in short}
        return "not-authorized", near, {norm.source for norm in near}
    may_hold = [norm for norm in _top(permissions) if weighing.permission(norm) is not False]
    near = _nearest(weighing, may_hold)
    waiting = {
        cause
        for shapes in [*(norm.requires for norm in near), *(norm.enforced_by for norm in in_question)]
        for iri in shapes
        if weighing.condition(iri) is None
        for cause in weighing.causes(iri)
    }
    norms = {book.conditions[iri].norm for iri in waiting}
    if not waiting:
        return "undetermined", near, {norm.source for norm in near}
    return "undetermined", _named(book, norms), {book.conditions[iri].source for iri in waiting}


def _named(book: RuleBook, iris: set[str]) -> list[Norm]:
    return [book.norms[iri] for iri in sorted(iris) if iri in book.norms]


def _record(weighing: Weighing) -> tuple[str, list[Norm], set[str]]:
    """Give outcome, deciding norms and deciding provisions of a record with prescribed content."""
    book = weighing.book
    values = {iri: weighing.condition(iri) for iri in weighing.evidence.places}
    for outcome, wanted in (("violates", False), ("undetermined", None)):
        found = [iri for iri, truth in values.items() if truth is wanted]
        if found:
            norms = _named(book, {book.conditions[iri].norm for iri in found})
            return outcome, norms, {book.conditions[iri].source for iri in found}
    whole = [n for n in _of(book, "Obligation") if n.covers and weighing.coverage(n) is True]
    return "conforms", whole, {norm.source for norm in whole}


def decide(book: RuleBook, record: Record, as_of: str, others: dict[str, RuleBook]) -> Decision:
    """Decide a record with the fast engine, and say where another reading would change it."""
    evidence, view = fast.gather(book, record)
    decision = weigh(book, evidence, view, record, as_of)
    return with_readings(decision, book, record, others)


def with_readings(
    decision: Decision, book: RuleBook, record: Record, others: dict[str, RuleBook]
) -> Decision:
    """Add each open question on which the outcome depends, with both outcomes."""
    depends = []
    for iri, other in others.items():
        evidence, view = fast.gather(other, record)
        if record.types[record.root] and (outcome := _outcome(other, evidence, record)) != decision.outcome:
            told = book.readings[iri]
            depends.append(
                {
                    "question": told["question"],
                    "asks": told["asks"],
                    "issue": told["issue"],
                    "citation": book.label(told["source"]),
                    "readings": [
                        {"reading": told["default"], "says": told["defaultSays"], "outcome": decision.outcome, "default": True},
                        {"reading": told["other"], "says": told["otherSays"], "outcome": outcome, "default": False},
                    ],
                }
            )
    return replace(decision, interpretation=tuple(depends)) if depends else decision


def _outcome(book: RuleBook, evidence: Evidence, record: Record) -> str:
    weighing = Weighing(book, evidence)
    is_act = CLR.Act in book.supers[record.types[record.root]]
    return (_act(weighing) if is_act else _record(weighing))[0]
