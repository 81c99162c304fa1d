"""What the data say about time: epochs, and for which days the law of each section is held."""

from datetime import date

from rdflib import Graph, URIRef
from rdflib.term import Node

from kg.compile.reasoning import bounds, intervals
from kg.rdf.namespaces import CLR, DCTERMS, RDF
from kg.rulebook.days import eve, morrow, read
from kg.rulebook.periods import Span, within


def epochs(graph: Graph) -> list[tuple[date, date | None]]:
    """Return first and last day of each stretch of time without a change of law."""
    starts: set[date] = set()
    for kind in (CLR.Version, CLR.Succession):
        for thing in graph.subjects(URIRef(RDF.type), URIRef(kind)):
            for bound in (CLR.inForceFrom, CLR.inForceUntil):
                value = graph.value(thing, URIRef(bound))
                if value is not None:
                    day: date = value.toPython()  # type: ignore[attr-defined]  # dated literal
                    first = day if bound == CLR.inForceFrom else morrow(day)
                    starts |= {first} if first else set()
    ordered = sorted(starts)
    ends = [eve(day) for day in ordered[1:]]
    return list(zip(ordered, [*ends, None], strict=True))


def sections(graph: Graph) -> dict[str, tuple[Span, ...]]:
    """Return for each section the stretches of time whose law is held; next to next are one."""
    found = {}
    for section in sorted(graph.subjects(URIRef(RDF.type), URIRef(CLR.Section)), key=str):
        spans: list[Span] = []
        versions = graph.subjects(URIRef(CLR.versionOf), section)
        for start, end in sorted(bounds(graph, version) for version in versions):
            if spans and spans[-1][1] and _next_day(spans[-1][1]) == start:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
        found[str(section)] = tuple(spans)
    return found


def _next_day(iso: str) -> str | None:
    day = morrow(read(iso))
    return day.isoformat() if day else None


def checked(graph: Graph) -> dict[str, str]:
    """Return for each section the day on which its words were last compared with their source."""
    days = graph.subject_objects(URIRef(CLR.lastChecked))
    return {str(section): str(day) for section, day in sorted(days)}


def in_force(graph: Graph, thing: Node, day: date) -> bool:
    """Return whether a norm or words stand in the law of a day."""
    return within(intervals(graph, thing), day)


def missing(graph: Graph) -> dict[str, tuple[Span, ...]]:
    """Return the provisions that a version has without text, with the days of their texts."""
    found = {}
    for words in graph.subjects(URIRef(CLR.fragment), URIRef(CLR.textMissing)):
        provision = graph.value(words, URIRef(CLR.wordsOf))
        held = {
            days
            for other in graph.subjects(URIRef(CLR.wordsOf), provision)
            if (other, URIRef(CLR.fragment), URIRef(CLR.textMissing)) not in graph
            for days in intervals(graph, other)
        }
        if held:
            found[str(provision)] = tuple(sorted(held))
    return found


def dormant(graph: Graph, day: date) -> dict[str, tuple[str, ...]]:
    """Return each provision whose law of a day is not held, with the classes that its norms reach.

    Sections of which no version is held, and provisions whose words are missing in the version
    of the day. Norms that stand under a reading only do not count: no default rests on them.
    """
    known = sections(graph) | missing(graph)
    gone = [provision for provision, spans in known.items() if not within(spans, day)]
    adopted = set(graph.objects(None, URIRef(CLR.adopts)))
    found: dict[str, set[str]] = {provision: set() for provision in gone}
    for norm, source in graph.subject_objects(URIRef(DCTERMS.source)):
        for provision in gone:
            inside = str(source) == provision or str(source).startswith(provision + "/")
            if inside and norm not in adopted:
                found[provision].update(map(str, graph.objects(norm, URIRef(CLR.covers))))
    return {provision: tuple(sorted(classes)) for provision, classes in found.items()}


def ranks(graph: Graph) -> dict[str, int]:
    """Return each provision its place among all, section by section in the order of print."""
    held = sections(graph)
    placed = []
    for provision, order in graph.subject_objects(URIRef(CLR.order)):
        iri = str(provision)
        section = next((s for s in held if iri == s or iri.startswith(s + "/")), "")
        placed.append((section, int(str(order)), iri))
    return {iri: rank for rank, (_, _, iri) in enumerate(sorted(placed))}
