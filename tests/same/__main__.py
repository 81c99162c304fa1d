"""Compare the answers of two checkouts by content hash: ``python -m tests.same A B``.

Both are asked the same: decisions on all bundled examples and on generated records, every row of
who may receive at every epoch and under every other reading, chains, provisions and differences of
versions; and their built rule books are compared. Each checkout runs its own command from its own
``.venv`` with a cache of its own, so neither is imported here. Content is canonical JSON, keys that
were renamed (``RENAMED`` in tests/same/answer.py) under their old names; sentences that the code or
the Turtle words are compared apart. The exit code is 1 if content differs, and 2 if two runs cannot
be compared.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from tests.same import plan
from tests.same.answer import part
from tests.same.checkout import Checkout, generated
from tests.same.report import Found, Tally, against, first, saved, shown, table


def tell(text: str) -> None:
    """Print progress."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def books(sides: Sequence[Checkout], found: Found) -> list[dict[str, Any]]:
    """Compare the rule books as built, key by key; return the epochs of the first side."""
    folders = [side.built() for side in sides]
    epochs = [json.loads((folder / "index.json").read_text(encoding="utf-8")) for folder in folders]
    tally = found.kinds.setdefault("rule books", Tally())
    listed = [part("index", entries) for entries in epochs]
    tally.add("epochs", [one.digests() for one in listed], len(epochs[0]))
    found.differ("rule books", "epochs", listed[0], listed[-1])
    for entry in epochs[0]:
        whole = [
            json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
            for path in (folder / entry["book"] for folder in folders)
        ]
        for key in sorted(set().union(*(book.keys() for book in whole))):
            cut = [part("book", {key: book[key]} if key in book else {}) for book in whole]
            held = whole[0].get(key)
            count = len(held) if isinstance(held, dict | list) else 1
            tally.add(f"{entry['start']} {key}", [one.digests() for one in cut], count)
            for old, new in _entries(key, whole[0].get(key), whole[-1].get(key)):
                found.differ("rule books", entry["start"], part("book", old), part("book", new))
    return list(epochs[0])


def _entries(key: str, old: Any, new: Any) -> Iterator[tuple[Any, Any]]:
    """Yield what stands under a key of two rule books, entry by entry where it is a map."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in sorted(old.keys() | new.keys()):
            was, now = ({name: book[name]} if name in book else {} for book in (old, new))
            yield {key: was}, {key: now}
    else:
        yield {key: old}, {key: new}


def compare(questions: Iterable[plan.Question], sides: Sequence[Checkout], found: Found) -> None:
    """Ask the sides at the same time, and keep the hashes and what differs."""
    for kind, group in groupby(questions, key=lambda one: one.kind):
        start, tally = time.perf_counter(), found.kinds.setdefault(kind, Tally())
        for number, one in enumerate(group):
            request = {
                "kind": kind.partition(":")[0], "argv": one.argv, "folder": str(one.folder),
            }  # fmt: skip
            for side in sides:
                side.send(request)
            replies = [side.take() for side in sides]
            digests = [reply["digests"] for reply in replies]
            tally.add(one.name, digests, replies[0]["held"])
            if digests[0] != digests[-1]:
                found.differ(kind, one.name, sides[0].last(), sides[-1].last())
            if number % 500 == 499:
                tell(f"{kind}: {number + 1}")
        counts = Counter(first(digest) for digest in tally.digests)
        tell(f"{kind}: {dict(counts)} in {time.perf_counter() - start:.0f} s")


def files(sides: Sequence[Checkout], found: Found) -> None:
    """Compare the bundled examples and their manifest byte by byte."""
    folders = [side.root / "data" / "examples" for side in sides]
    tally = found.kinds.setdefault("files of examples", Tally())
    for name in sorted({path.name for folder in folders for path in folder.iterdir()}):
        data = [
            path.read_bytes() if path.is_file() else b"" for path in (f / name for f in folders)
        ]
        tally.add(name, [[hashlib.sha256(one).hexdigest(), "", ""] for one in data], 1)
        if data[0] != data[-1]:
            found.note("files of examples", "other bytes", name)


def by_process(sides: Sequence[Checkout]) -> None:
    """Hold the command as a process against the same command by its entry point, once a side."""
    argv = ["who", "--as-of", "2003-03-01", "--format", "json"]
    for side in sides:
        command = [str(side.root / ".venv" / "bin" / "clearance"), *argv]
        ran = subprocess.run(command, cwd=side.root, env=side.environment, capture_output=True)
        if ran.stdout.decode() != side.run(argv):
            raise SystemExit(f"{side.root}: another answer in a process of its own")


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.same", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("checkouts", nargs="+", type=Path, metavar="CHECKOUT")
    parser.add_argument(
        "--cache", action="append", default=[], type=Path, metavar="FOLDER",
        help="cache of a checkout, in their order; else one is kept in the folder for temporary "
        "files, named by what the checkout is built from",
    )  # fmt: skip
    parser.add_argument("--save", type=Path, metavar="FILE", help="write the last one's hashes")
    parser.add_argument(
        "--against", type=Path, metavar="FILE", help="compare with hashes that were saved"
    )
    parser.add_argument(
        "--records", type=Path, metavar="FOLDER",
        help="take the generated records from here, or write them here if there are none",
    )  # fmt: skip
    parser.add_argument("--count", type=int, default=5200, help="generated records (%(default)s)")
    parser.add_argument(
        "--only", action="append", default=[], metavar="KIND",
        choices=["books", "check", "who", "chain", "law", "schema"], help="this only; repeatable",
    )  # fmt: skip
    parser.add_argument(
        "--quick", action="store_true", help="other readings of who may in the newest epoch only"
    )
    parser.add_argument("--every-chain", action="store_true", help="no sampling of chains: slow")
    parser.add_argument("--show", type=int, default=40, help="differences shown (%(default)s)")
    return parser.parse_args(given)


def collect(options: argparse.Namespace, sides: Sequence[Checkout], scratch: Path) -> Found:
    """Ask everything that the options want."""
    found, source = Found(), sides[0]

    def wanted(kind: str) -> bool:
        return not options.only or kind in options.only

    for side in sides:
        tell(f"building {side.root} ({side.commit()})")
        side.build()
    epochs = books(sides, found)
    tell("rule books: compared")
    with ExitStack() as stack:
        for side in sides:
            side.start()
            stack.callback(side.stop)
        by_process(sides)
        root, vocabulary = source.root, plan.terms(source.run, epochs, scratch)
        ask = partial(compare, sides=sides, found=found)
        if wanted("check"):
            files(sides, found)
            ask(
                sorted(
                    plan.examples(root / "data" / "examples", vocabulary.epochs[-1][0]), key=kind_of
                )
            )
            ask(plan.records(options.records))
        if wanted("schema"):
            ask(plan.schemas(root))
        if wanted("law"):
            ask([*plan.law(source.run, root), *plan.diffs(source.run, root)])
        if wanted("who"):
            ask(plan.who(vocabulary, root, quick=options.quick))
        if wanted("chain"):
            ask(list(plan.chains(vocabulary, source.run, root, every=options.every_chain)))
    return found


def kind_of(question: plan.Question) -> str:
    """Return the kind of a question, to sort by."""
    return question.kind


def main(given: Sequence[str] | None = None) -> int:
    """Compare, print the table and what differs, and return the exit code."""
    options = arguments(given)
    alone = len(options.checkouts) == 1 and (options.save or options.against)
    if len(options.checkouts) != 2 and not alone:
        raise SystemExit("Name two checkouts, or one with --save or --against.")
    before: dict[str, Any] = {}
    if options.against:  # the same is asked as then
        before = json.loads(options.against.read_text(encoding="utf-8"))
        vars(options).update(before["asked"])
    caches = [*options.cache, None, None]
    sides = [Checkout(root, caches[n]) for n, root in enumerate(options.checkouts)]
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        options.records = options.records or Path(scratch) / "records"
        records = ""
        if not options.only or "check" in options.only:
            tell("generating records")
            records = generated(sides[0], options.records, options.count)
        found = collect(options, sides, Path(scratch))
    asked = {name: vars(options)[name] for name in ("count", "quick", "every_chain", "only")}
    about = {"commit": sides[-1].commit(), "records": records, "asked": asked}
    if options.save:
        text = json.dumps(about | {"kinds": saved(found, -1)}, indent=1)
        options.save.write_text(text + "\n", encoding="utf-8")
    names = [f"{'AB'[n]}: {side.commit()}" for n, side in enumerate(sides)]
    if options.against:
        if records and before["records"] != records:
            print("The generated records are others than those saved. Give them with --records.")
            return 2
        names = [f"A: {before['commit']} as saved", f"B: {about['commit']}"]
        found = against(found, before)
    print("; ".join(names), f"; generated records sha256:{records[:16]}" if records else "")
    print("\n".join([*table(found), *shown(found, options.show)]))
    tell(f"done in {time.perf_counter() - begun:.0f} s")
    kinds = found.kinds.values()
    return int(any(first(d) == "content" for tally in kinds for d in tally.digests))


if __name__ == "__main__":
    sys.exit(main())
