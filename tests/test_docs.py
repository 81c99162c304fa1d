"""What the documents say is so: what they show is run, figures are counted, rules exist."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from support import LIBRARY, manifest

from docs.generator import __main__ as generator
from docs.generator import regions, shown
from kg.epochs import books
from kg.record import ingest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
RULES = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
DOCUMENTS = regions.documents(ROOT)
ANSWERED = {0, 1, 3}
REFUSED = 2
#: Words of the dialect that these documents once had, and what to write instead.
DIALECT = {
    r"\bmend(?:s|ed|ing)?\b": "fix",
    r"\bstrangers?\b": "untrusted, others",
    r"\bwhat lacks\b": "what is missing",
    r"\bis no (?:field|decision|type|format|index)\b": "is not a …",
    r"\bnone of the values\b": "unknown value",
    r"\b(?:is|are|be) told\b": "is said, receives, reports",
    r"\bwords of the law\b": "text of the law",
    r"\bcannot be taken\b": "is invalid",
    r"\bdoors?\b": "entry point",
    r"\bbeats?\b": "overrides",
    r"\bhands? over\b|\beach hand\b": "holder",
    r"\bshall be looked\b|\blook over\b": "inspect",
}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def walks() -> list[tuple[str, str, str]]:
    """Return document, command and output of every block that shows a command."""
    return [
        (named(path), command, output)
        for path in DOCUMENTS
        for command, output in shown.blocks(path.read_text(encoding="utf-8"))
    ]


def table_commands() -> list[str]:
    """Return the commands of the table, but for the one that takes a minute and has a test."""
    found = re.findall(r"\| `(clearance .+?)` \|", README)
    return [line.replace("\\|", "|") for line in found if "--engine both" not in line]


def test_the_readme_has_commands_to_try() -> None:
    assert len(table_commands()) >= 6


@pytest.mark.parametrize("line", table_commands())
def test_a_command_of_the_readme_gives_an_answer(line: str) -> None:
    code, said = shown.run(line)
    assert code in ANSWERED, said
    assert said.strip()


def test_the_readme_shows_an_answer_on_its_first_screen() -> None:
    assert [line for name, line, _ in walks() if name == "README.md"]
    assert README.index("```\n$ clearance") < 1500


@pytest.mark.parametrize(("name", "line", "output"), walks())
def test_a_document_shows_what_the_command_says(name: str, line: str, output: str) -> None:
    """What stands between two cuts stands in that order; “make docs-shown” writes it anew."""
    with shown.folder((ROOT / name).read_text(encoding="utf-8")) as place:
        code, said = shown.run(line, place)
    assert code in ANSWERED | {REFUSED}, said
    assert shown.differing(output, said) is None, said


@pytest.mark.parametrize(
    ("output", "same"),
    [
        ("A\nB\nC\n", True),
        ("A\n…\n", True),
        ("A\n…\nC\n", True),
        ("…\nB\n…\n", True),
        ("B\n…\n", False),
        ("A\n", False),
        ("A\n…\nC\n…\nB\n…\n", False),
        ("A\n…\nB\n", False),
    ],
)
def test_an_output_that_is_not_what_the_command_says_would_be_noticed(
    output: str, same: bool
) -> None:
    assert (shown.differing(output, "A\nB\nC\n") is None) == same


def test_an_output_shown_anew_keeps_its_cuts() -> None:
    said = "PERMITTED: a\n\nBecause of:\n  - rule 1 (from 1994)\n  - rule 2\n\nEnd\n"
    old = "PERMITTED: b\n…\n  - rule one (from 1994)\n…\n"
    assert shown._again(old, said) == "PERMITTED: a\n…\n  - rule 1 (from 1994)\n…\n"


def test_every_section_that_we_hold_has_its_walk_through() -> None:
    told = {path.stem for path in (ROOT / "docs" / "sections").glob("*.md")}
    norms = {path.stem for path in (ROOT / "data" / "norms").glob("*.ttl")}
    held = {stem for stem in norms if stem[0].isdigit()}  # the others serve several sections
    assert len(held) >= 7
    assert held <= told


def test_the_links_between_the_documents_lead_to_files() -> None:
    for path in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), (named(path), target)


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_a_document_is_written_in_plain_english(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    text = re.sub(
        r"<!-- generated: .*?<!-- end -->|```.*?```|`[^`\n]+`|“[^”]+”", "", text, flags=re.S
    )
    found = {word: better for word, better in DIALECT.items() if re.search(word, text, re.I)}
    assert found == {}


@pytest.mark.slow
def test_the_generated_parts_are_current() -> None:
    """Generating again (“make docs”) changes nothing, the picture of the packages included."""
    stale = [
        named(path)
        for path, text in generator.written(LIBRARY).items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run make docs"


def test_every_generated_part_has_its_place() -> None:
    used = [name for path in DOCUMENTS for name in regions.names(path.read_text(encoding="utf-8"))]
    assert sorted(used) == sorted(generator.makers(LIBRARY))


def test_a_generated_part_that_is_stale_would_be_noticed() -> None:
    text = "Before\n<!-- generated: one -->\nold\n<!-- end -->\nafter"
    new = "Before\n<!-- generated: one -->\nnew\n<!-- end -->\nafter"
    assert regions.filled(text, {"one": lambda: "new\n"}) == new
    with pytest.raises(KeyError):
        regions.filled(text, {})


def test_the_readme_counts_the_examples_right() -> None:
    assert f"holds {len(manifest())} records" in README


def test_every_rule_that_a_shape_cites_stands_in_the_rules_of_the_house() -> None:
    defined = set(re.findall(r"\*\*([A-Z]-\d+)\*\*", RULES))
    cited = set()
    for path in (ROOT / "shapes").rglob("*.ttl"):
        text = path.read_text(encoding="utf-8")
        cited |= set(re.findall(r"rule:([A-Z]-\d+)", text)) | set(
            re.findall(r"\[([A-Z]-\d+)\]", text)
        )
    assert cited
    assert cited <= defined, sorted(cited - defined)


def test_the_record_of_the_how_to_is_taken_and_means_the_same_without_its_context() -> None:
    page = (ROOT / "docs" / "howto" / "records.md").read_text(encoding="utf-8")
    text = re.search(r"```json\n(.+?)```", page, re.S)
    assert text
    value = json.loads(text[1])
    linked = ingest.read(books.latest(LIBRARY), json.dumps(value).encode(), "jsonld")
    del value["@context"]
    assert ingest.read(books.latest(LIBRARY), json.dumps(value).encode(), "json") == linked
    assert len(linked.types) == 3


def test_the_form_for_a_wrong_reading_is_the_one_that_the_guide_names() -> None:
    form = (ROOT / ".github/ISSUE_TEMPLATE/wrong-reading.md").read_text(encoding="utf-8")
    guide = (ROOT / "docs/howto/report-a-wrong-reading.md").read_text(encoding="utf-8")
    name = re.search(r"^name: (.+)$", form, re.M)
    assert name
    assert f"*{name[1]}*" in guide
    assert "docs/howto/report-a-wrong-reading.md" in form


def test_the_changelog_knows_the_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"## {project['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_lock_has_hashes_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert lock.count("--hash=sha256:") > 100
    assert "//" not in lock
    assert "index" not in lock
