"""What the documents say is so: commands run, figures are counted, rules exist."""

import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest
from shell import Ran, clearance
from support import manifest

from kg.epochs import books
from kg.record import ingest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
RULES = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
ANSWERED = {0, 1, 3}
REFUSED = 2
CUT = "…"


def walks() -> list[tuple[str, str, str]]:
    """Give document, command and output of every block in ``docs`` that shows a command."""
    return [
        (path.name, command, shown)
        for path in sorted((ROOT / "docs").glob("*.md"))
        for command, shown in re.findall(
            r"^```\n\$ (clearance .+)\n((?:.*\n)+?)```$", path.read_text(encoding="utf-8"), re.M
        )
    ]


def table_commands() -> list[str]:
    """Give the commands of the table, but for the one that takes a minute and has a test."""
    found = re.findall(r"\| `(clearance .+?)` \|", README)
    return [line.replace("\\|", "|") for line in found if "--engine both" not in line]


def run(line: str, answered: frozenset[int] = frozenset(ANSWERED)) -> Ran:
    """Run a command line of ours, with pipes between our own commands."""
    done = Ran(0, "", "")
    for part in line.split(" | "):
        done = clearance(*shlex.split(part)[1:], stdin=done.stdout)
        assert done.returncode in answered, (part, done.stderr)
    return done


def test_the_readme_has_commands_to_try() -> None:
    assert len(table_commands()) >= 6


@pytest.mark.parametrize("line", table_commands())
def test_a_command_of_the_readme_gives_an_answer(line: str) -> None:
    assert run(line).stdout.strip()


def test_the_answer_on_the_first_screen_is_the_answer_that_the_command_gives() -> None:
    block = re.search(r"```\n\$ (clearance .+)\n((?:.+\n|\n)+?)```", README)
    assert block
    shown = block[2].rstrip()
    assert run(block[1]).stdout.startswith(shown)


@pytest.mark.parametrize(("name", "line", "shown"), walks())
def test_a_walk_through_shows_what_the_command_says(name: str, line: str, shown: str) -> None:
    """The first line is the first line; what stands between two cuts stands in that order."""
    done = run(line, frozenset(ANSWERED | {REFUSED}))
    said = done.stderr if done.returncode == REFUSED else done.stdout
    parts = [part.strip("\n") for part in re.split(rf"^{CUT}$", shown, flags=re.M)]
    assert said.startswith(parts[0]), (name, line)
    for part in filter(None, parts):
        _, found, said = said.partition(part)
        assert found == part, (name, line, part)


def test_every_section_that_we_hold_has_its_walk_through() -> None:
    told = {path.name for path in (ROOT / "docs").glob("*.md")}
    norms = {path.stem for path in (ROOT / "data" / "norms").glob("*.ttl")}
    held = {stem for stem in norms if not stem.startswith("coverage")}
    assert len(held) >= 7
    assert {f"{stem}.md" for stem in held} <= told


def test_the_links_between_the_documents_lead_to_files() -> None:
    for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), (path.name, target)


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
    page = (ROOT / "docs" / "records.md").read_text(encoding="utf-8")
    text = re.search(r"```json\n(.+?)```", page, re.S)
    assert text
    value = json.loads(text[1])
    linked = ingest.read(books.latest(), json.dumps(value).encode(), "jsonld")
    del value["@context"]
    assert ingest.read(books.latest(), json.dumps(value).encode(), "json") == linked
    assert len(linked.types) == 3


def test_the_changelog_knows_the_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"## {project['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_lock_has_hashes_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert lock.count("--hash=sha256:") > 100
    assert "//" not in lock
    assert "index" not in lock
