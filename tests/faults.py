"""Make one fault after the other in a copy of the checkout: ``make faults``.

The tests are there to find faults, so now and then it is looked whether they do: when tests are
taken away or made quicker, above all. Each fault is one that somebody could make. The tests that
have to find it are some of those of ``make test``; before, they pass in the copy as it is.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
#: Exit codes of pytest: all passed; some failed; collection was interrupted.
PASSED, FOUND = 0, {1, 2}
_ENGINES = "tests/test_engines.py::"
MANIFEST = f"{_ENGINES}test_outcome_and_citations_of_every_example_are_those_of_the_manifest"
BOTH = f"{_ENGINES}test_both_engines_decide_one_record_of_each_outcome_alike"
L14 = "26-cfr-301.6103-l-14-1"


@dataclass(frozen=True)
class Fault:
    """A fault: where it is made (a glob), what is found there first (a pattern) and replaced."""

    name: str
    place: str
    old: str
    new: str
    tests: tuple[str, ...]

    def make(self, folder: Path) -> None:
        """Make the fault in a copy; ValueError where what it changes is no longer there."""
        changed = 0
        for path in sorted(folder.glob(self.place)):
            text = path.read_text(encoding="utf-8")
            made, count = re.subn(self.old, self.new, text, count=1)
            if count:
                path.write_text(made, encoding="utf-8")
                changed += 1
        if not changed:
            raise ValueError(f"{self.name}: nothing in {self.place} fits {self.old!r}; rewrite it")


FAULTS = (
    Fault(
        "a purpose is missing in a list",  # in the norm and in the shape written out from it
        f"[ds]*/*/{L14}.ttl",
        r"\n +purpose:recover-loss-of-revenue(?=\s)",
        "",
        (MANIFEST, "tests/test_competency_cases.py"),
    ),
    Fault(
        "a prohibition no longer overrides",
        f"data/norms/{L14}.ttl",
        r"(norm:l14-e-informant\n(?:.+\n)+?)    clr:overrides .+\n(?:    clr:overriding.+\n)*",
        r"\1",
        ("tests/test_soundness.py",),
    ),
    Fault(
        "a version begins a day late",
        "data/law/301.6103-n-1/2007-06-05.ttl",
        'inForceFrom "2007-06-05"',
        'inForceFrom "2007-06-06"',
        ("tests/test_compare.py", "tests/test_diff.py"),
    ),
    Fault(
        "a word of the law is another",
        "data/law/301.6103-l-14-1/*.ttl",
        "including any contractor of",
        "including a contractor of",
        ("tests/test_house_words.py",),
    ),
    Fault(
        "the compiler passes over sh:in",
        "kg/**/*.py",
        r'( +)elif name == "in":\n',
        r'\1elif name == "in":\n\1    continue\n',
        (MANIFEST,),
    ),
    Fault(
        "epochs end a day late",
        "kg/**/*.py",
        r"ends = \[eve\(day\) for day in ordered\[1:\]\]",
        "ends = ordered[1:]",
        ("tests/test_compile.py", "tests/test_compare.py", "tests/test_diff.py"),
    ),
    Fault(
        "what is not stated counts as true",
        "kg/engine/truth.py",
        r"            result = None\n",
        "            result = True\n",
        (MANIFEST,),
    ),
    Fault(
        "what a condition presupposes is passed over",
        "kg/engine/*.py",
        r"return not evidence\.failed_shapes\.isdisjoint\(condition\.presupposes\)",
        "return False",
        (MANIFEST,),
    ),
    Fault(
        "the reference engine reasons without property chains",
        "kg/reference/*.py",
        r"in \(OWL\.propertyChainAxiom, ",
        "in (",
        (BOTH,),
    ),
    Fault(
        "a table is kept without its readings",
        "kg/epochs/*.py",
        r"    if not taken:\n        return path\n",
        "    return path\n",
        ("tests/test_readings.py",),
    ),
    Fault(
        "an answer is kept without its question",
        "api/*.py",
        r'"PATH_INFO", "QUERY_STRING", ',
        '"PATH_INFO", ',
        ("tests/test_front.py",),
    ),
    Fault(
        "the limit of rows is not applied",
        "kg/sparql/*.py",
        r"    if rows > most:\n",
        "    if rows > most * most:\n",
        ("tests/test_server.py",),
    ),
    Fault(
        "an error repeats the name that was submitted",
        "kg/record/draft.py",
        r'(def check_iri\((?:.*\n)+?.*raise InputError\(\n +)"',
        r'\1f"{iri}: " "',
        ("tests/test_input.py", "tests/test_intake_strict.py", "tests/test_cases.py"),
    ),
)


def files() -> list[str]:
    """Return the files of the checkout, as they are in the working tree."""
    line = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    told = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in told.splitlines() if (ROOT / name).is_file()]


def copy(folder: Path) -> None:
    """Copy the checkout."""
    for name in files():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)


def run(folder: Path, tests: Iterable[str]) -> tuple[int, str]:
    """Run tests in a copy; return pytest's exit code and the first test that failed, and why."""
    line = [sys.executable, "-m", "pytest", "-x", "-q", "--tb=no", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*line, *tests],
        cwd=folder,
        env={"CLEARANCE_CACHE": str(folder.parent / "cache")}
        | os.environ
        | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    failed = re.search(r"^(?:FAILED|ERROR) (.+)$", done.stdout, re.M)
    return done.returncode, failed[1] if failed else done.stdout[-500:] + done.stderr[-500:]


def found_by(fault: Fault, folder: Path) -> str:
    """Return the first test that finds a fault, or an empty text."""
    shutil.rmtree(folder, ignore_errors=True)
    copy(folder)
    fault.make(folder)
    code, told = run(folder, fault.tests)
    if code not in {PASSED, *FOUND}:
        raise RuntimeError(f"{fault.name}: the tests did not run: {told}")
    return told if code in FOUND else ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Make each fault, or those whose names hold a word, and say which test found it."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("word", nargs="?", default="", help="only faults whose names hold it")
    word = parser.parse_args(arguments).word
    chosen = [fault for fault in FAULTS if word in fault.name]
    missed = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "copy"
        copy(folder)
        code, told = run(folder, dict.fromkeys(test for fault in chosen for test in fault.tests))
        if code != PASSED:
            print(f"Without any fault a test fails: {told}")
            return 2
        for fault in chosen:
            finder = found_by(fault, folder)
            print(f"{fault.name}: {finder or 'NOT FOUND'}", flush=True)
            missed += [] if finder else [fault.name]
    print(f"{len(chosen) - len(missed)} of {len(chosen)} faults found")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
