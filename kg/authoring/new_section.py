"""Create the files of a new section, to be filled in; answers ``clearance new-section``.

Together they are a rule book that can be built, with one permission and two examples. What an
author has to replace is marked, in texts and in names (:data:`MARK`); a test refuses every mark
that is left (docs/howto/add-a-section.md).
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from rdflib import Graph, URIRef

from kg.compile import citations
from kg.errors import InputError
from kg.rdf import turtle
from kg.rdf.namespaces import LAW, RDF
from kg.rulebook import days
from kg.rulebook.citation import cite, parse
from kg.rulebook.citation_forms import Form

#: What stands where an author has to write: in texts, in names and in names of classes.
MARK = re.compile(r"FILL IN|fill-in|FillIn")
_SKELETON = Path(__file__).parent / "skeleton"
_FOLDERS = ("data", "ontology", "shapes")
_VOCABULARY, _MANIFEST = Path("data/vocabulary"), Path("data/examples/manifest.csv")
_PATH = re.compile(r"(?P<law>[a-z0-9-]+)/(?P<number>[A-Za-z0-9.-]+)")
_CITATION = re.compile(r"[\w §().,–-]+")
_UNIT = re.compile(r"[A-Za-z0-9]+")
_PREFIX = re.compile(r"[a-z][a-z0-9]*")


@dataclass(frozen=True, slots=True)
class Section:
    """A section to be written, with the values for the templates of :data:`_SKELETON`."""

    name: str
    own_form: bool
    values: dict[str, str]
    cited: Mapping[str, str]  # paragraph -> its citation


def section(
    folder: Path,
    citation: str,
    day: str,
    paragraphs: tuple[str, ...],
    *,
    path: str | None = None,
    prefix: str | None = None,
) -> Section:
    """Return the section that a user describes, for the law in a folder.

    ``day`` is the first day of its version, ``path`` the end of its IRI where no form of the
    folder fits the citation. InputError ``usage`` for what cannot be a section.
    """
    if not folder.is_dir():
        raise _usage("--into", "This folder does not exist. Name the one with data/ and ontology/.")
    if not _CITATION.fullmatch(citation):
        raise _usage(
            "CITATION", "Write it in letters, digits, spaces and the signs § ( ) . , - only."
        )
    for unit in paragraphs:
        if not _UNIT.fullmatch(unit):
            raise _usage("--paragraphs", "Name paragraphs by letters and digits, such as: a b.")
    known = citations.forms(vocabulary(folder))
    iri, own = _iri(citation, path, known)
    found = _PATH.fullmatch(iri)
    if not found:
        raise _usage("CITATION", "Cite a section, not a part of one or the law as a whole.")
    values = {
        "citation": citation if own else cite(LAW[iri], known),
        "path": iri,
        "name": iri.replace("/", "-"),
        "law": found["law"],
        "before": citation.removesuffix(found["number"]),
        "day": days.read(day, "--from").isoformat(),
        "today": days.today().isoformat(),
        "unit": paragraphs[0],
        "prefix": prefix or _initials(iri),
    }
    if not _PREFIX.fullmatch(values["prefix"]):
        raise _usage("--prefix", "Use lower-case letters and digits, a letter first.")
    for file in sorted((folder / "data" / "norms").glob("*.ttl")):
        if f"norm:{values['prefix']}-" in file.read_text(encoding="utf-8"):
            raise _usage(
                "--prefix", f"The names of norms in {file.name} begin so. Choose another prefix."
            )
    if own:
        known = citations.forms(_graph(_filled("citation-form.ttl", values)))
    cited = {unit: cite(LAW[f"{iri}/{unit}"], known) for unit in paragraphs}
    return Section(values["name"], own, values | {"unit_citation": cited[paragraphs[0]]}, cited)


def vocabulary(folder: Path) -> Graph:
    """Return the vocabularies of a folder of law as one graph, empty if there are none."""
    graph = Graph()
    for file in sorted((folder / _VOCABULARY).glob("*.ttl")):
        graph.parse(file)
    return graph


def _iri(citation: str, path: str | None, known: tuple[Form, ...]) -> tuple[str, bool]:
    """Return the end of the IRI of a section, and whether its law needs a citation form."""
    try:
        return parse(citation, known).removeprefix(LAW.base), False
    except InputError:
        if path is None:
            raise _usage(
                "CITATION",
                "No citation form fits. Correct the citation, or give the end of the IRI with "
                "--iri to have a form written: the law, a slash, and the number of the section.",
            ) from None
    found = _PATH.fullmatch(path)
    if not found or not citation.endswith(found["number"]) or citation == found["number"]:
        raise _usage(
            "--iri",
            "Write the law in lower-case letters, digits and hyphens, a slash, and the number of "
            "the section, with which the citation has to end.",
        )
    return path, True


def _initials(path: str) -> str:
    """Return a short name: the first letters of the words of a path, and its last number."""
    words = re.findall(r"[A-Za-z]+", path)
    numbers = re.findall(r"[0-9]+", path)
    return "".join(word[0].lower() for word in words) + (numbers[-1] if numbers else "")


def files_of(new: Section, folder: Path) -> dict[Path, str]:
    """Return the text of each file to be written, by its path in the folder."""
    name, values = new.name, new.values
    paragraphs = [
        values | {"unit": unit, "unit_citation": cited, "order": str(order)}
        for order, (unit, cited) in enumerate(new.cited.items(), 1)
    ]
    others = [(unit, f"/{unit}") for unit in list(new.cited)[1:]]
    concerned = [
        values | {"covered": covered, "concerned": values["path"] + end}
        for covered, end in [("section", ""), *others]
    ]
    texts = {
        f"data/sources/{name}.txt": _filled("source.txt", values),
        f"data/vocabulary/cells-{name}.trig": _filled("cells.trig", values),
    }
    category = {"category": ', "category": "fill-in-information"'}
    for outcome, more in (("permitted", category), ("category-not-stated", {"category": ""})):
        texts[f"data/examples/{name}-{outcome}.json"] = _filled("example.json", {**values, **more})
    law = _turtle("law.ttl", values) + _turtle("paragraph.ttl", *paragraphs)
    graphs = {
        f"data/law/{name}/{values['day']}.ttl": law,
        f"data/norms/{name}.ttl": _turtle("norms.ttl", values),
        f"data/norms/coverage-{name}.ttl": _turtle("coverage.ttl", *concerned),
        f"data/vocabulary/{name}.ttl": _without(_turtle("vocabulary.ttl", values), folder),
        f"ontology/act-{name}.ttl": _turtle("act.ttl", values),
    }
    if new.own_form:
        form = f"data/vocabulary/citation-form-{values['law']}.ttl"
        graphs[form] = _turtle("citation-form.ttl", values)
    formed = {path: turtle.canonical(graph.serialize()) for path, graph in graphs.items()}
    return {Path(path): text for path, text in sorted((texts | formed).items())}


def _filled(template: str, values: Mapping[str, str]) -> str:
    return Template((_SKELETON / template).read_text(encoding="utf-8")).substitute(values)


def _graph(text: str) -> Graph:
    return Graph(bind_namespaces="none").parse(data=text, format="turtle")


def _turtle(template: str, *values: Mapping[str, str]) -> Graph:
    """Return a template as a graph, filled in with each set of values."""
    made = Graph(bind_namespaces="none")
    for each in values:
        made.parse(data=_filled(template, each), format="turtle")
    return made


def _without(made: Graph, folder: Path) -> Graph:
    """Return a vocabulary less what the vocabularies of a folder describe already."""
    known = set(vocabulary(folder).subjects(URIRef(RDF.type)))
    for subject in known:
        made.remove((subject, None, None))
    return made


def manifest_lines(new: Section) -> str:
    """Return the lines of the manifest for the two examples."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    why = "FILL IN: what in the text of the law gives this outcome"
    outcomes = (("permitted", "permitted"), ("category-not-stated", "undetermined"))
    for end, outcome in outcomes:
        file = f"{new.name}-{end}.json"
        writer.writerow([file, new.values["day"], outcome, new.values["unit_citation"], why])
    return lines.getvalue()


def write(new: Section, folder: Path) -> list[Path]:
    """Write the files and return their paths in the folder, the manifest last.

    InputError, before anything is written, if one of them exists; the manifest is added to.
    """
    texts = files_of(new, folder)
    there = [path.as_posix() for path in texts if (folder / path).exists()]
    if there:
        raise _usage(
            there[0], f"{len(there)} of the files exist already. Remove them, or edit them by hand."
        )
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    manifest = folder / _MANIFEST
    with manifest.open("a", encoding="utf-8") as out:
        if not manifest.stat().st_size:
            out.write("file,asOf,outcome,citations,note\n")
        out.write(manifest_lines(new))
    return [*texts, _MANIFEST]


def unfinished(folder: Path) -> Iterator[str]:
    """Yield each line with a mark, as path, line and text, in the folders of the law."""
    for path in sorted(path for name in _FOLDERS for path in (folder / name).rglob("*")):
        if path.is_file():
            where = path.relative_to(folder).as_posix()
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                if MARK.search(line):
                    yield f"{where}:{number}: {line.strip()}"


def _usage(where: str, text: str) -> InputError:
    return InputError(text, where=where, code="usage")
