"""What the documents say is so: commands run, figures are counted, rules exist."""

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from support import manifest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
RULES = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
ANSWERED = {0, 1, 3}


def table_commands() -> list[str]:
    """Give the commands of the table, but for the one that takes a minute and has a test."""
    found = re.findall(r"\| `(clearance .+?)` \|", README)
    return [line.replace("\\|", "|") for line in found if "--engine both" not in line]


def run(line: str) -> subprocess.CompletedProcess[str]:
    """Run a command line of ours, with pipes between our own commands."""
    text = ""
    done = subprocess.CompletedProcess[str]([], 0, "", "")
    for part in line.split(" | "):
        command = [sys.executable, "-m", "kg", *shlex.split(part)[1:]]
        done = subprocess.run(
            command, cwd=ROOT, input=text, capture_output=True, text=True, check=False
        )
        assert done.returncode in ANSWERED, (part, done.stderr)
        text = done.stdout
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


def test_the_changelog_knows_the_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"## {project['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_lock_has_hashes_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert lock.count("--hash=sha256:") > 100
    assert "//" not in lock
    assert "index" not in lock
