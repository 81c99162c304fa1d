"""The form in which two checkouts' answers are compared, and what runs a checkout's commands.

This file is run by the Python of each checkout (``python -P answer.py``). It imports nothing of
the project: it calls the installed command ``clearance`` by its entry point, again and again in one
process, with one JSON request a line on stdin and one JSON reply a line on stdout.
"""

import hashlib
import io
import json
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import entry_points
from typing import Any

#: Public keys of JSON that were renamed: "kind:parent.key" → new key, such as
#: "check:conditions.from". The kind is the command, "book" or "*"; lists and keys that are IRIs do
#: not count as parents; a key at the top has an empty parent ("check:.kind"); "*.key" is that key
#: under any parent.
RENAMED: dict[str, str] = {
    "check:conditions.from": "curableBy",
    "check:missing.from": "curableBy",
    "check:cure.from": "curableBy",
    "check:changes.from": "firstDay",
    "check:changes.to": "secondDay",
    "diff:.from": "before",
    "diff:.to": "after",
}

#: What differs whenever a byte of the Turtle or of the code does, and says nothing more.
MASKED = {".ruleBook", "earlier.ruleBook", "decisions.ruleBook"}
MASKED_IN_BOOKS = {".version"}
#: Sentences that the code writes, by "parent.key" ("*" for any parent).
CODE_WORDS = {
    "rejected.because", "remarks.text", "flippedBy.change", "flippedBy.inForce", ".errorText",
}  # fmt: skip
#: Sentences and names that stand in the Turtle. Quotes and citations of the law are no wording.
DATA_WORDS = {
    "*.message", "*.label", "*.overridingReason", "*.asks", "*.issue", "*.says", "*.takenSays",
    "*.otherSays", "*.note", "*.lastCheckedNote", "*.reason", "*.gained", "*.lost",
}  # fmt: skip
SCHEMA_WORDS = {"*.description", "*.title"}
CITATION_BASE = "https://w3id.org/clearance/law/"
_CODE = re.compile(r" \[([a-z_]+)\]$")
LISTS = ("rows", "paths", "cut", "provisions", "conditions", "norms", "words")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in three parts, each hashed by itself: content, code's words, Turtle's words."""

    content: Any
    code_words: list[tuple[str, str]] = field(default_factory=list)
    data_words: list[tuple[str, str]] = field(default_factory=list)

    def digests(self) -> list[str]:
        """Return the SHA-256 (hex) of the content, of the code's words and of the Turtle's."""
        parts = (self.content, self.code_words, self.data_words)
        return [hashlib.sha256(canonical(part).encode()).hexdigest() for part in parts]


def canonical(value: Any) -> str:
    """Return JSON with sorted keys and no blanks."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@cache
def old_name(kind: str, parent: str, key: str) -> str:
    """Return the name that a key had before it was renamed, the key itself if it was not."""
    for place, new in RENAMED.items():
        where, _, path = place.partition(":")
        above, _, old = path.rpartition(".")
        if new == key and where in {kind, "*"} and above in {parent, "*"}:
            return old
    return key


@cache
def sort_of(kind: str, parent: str, key: str) -> str:
    """Return what a value is: content, code (words), data (words) or masked."""
    names = {f"{parent}.{key}", f"*.{key}"}
    if names & (MASKED_IN_BOOKS if kind == "book" else MASKED):
        return "masked"
    if kind == "book" and (parent == "labels" or key == "labels"):
        return "content" if key.startswith(CITATION_BASE) or key == "labels" else "data"
    if names & CODE_WORDS:
        return "code"
    wording = DATA_WORDS | SCHEMA_WORDS if kind == "schema" else DATA_WORDS
    return "data" if names & wording else "content"


def part(kind: str, value: Any, parent: str = "") -> Answer:
    """Return JSON values in three parts, keys under their old names.

    In the content a mark stands for each sentence, so that their number is compared as content.
    ValueError if a key has its old and its new name in one object.
    """
    words: dict[str, list[tuple[str, str]]] = {"code": [], "data": []}

    def walk(node: Any, parent: str) -> Any:
        if isinstance(node, list):
            return [walk(one, parent) for one in node]
        if not isinstance(node, dict):
            return node
        names = sorted((old_name(kind, parent, key), key) for key in node)
        out: dict[str, Any] = {}
        for name, key in names:
            if name in out:
                raise ValueError(f"{kind}: “{name}” stands under {parent!r} by both its names")
            entry, sort = node[key], sort_of(kind, parent, name)
            if sort == "masked":
                out[name] = "…"
            elif sort == "content" or not _is_text(entry):
                out[name] = walk(entry, parent if "://" in name else name)
            else:
                texts = [entry] if isinstance(entry, str) else entry
                words[sort] += [(f"{parent}.{name}", text) for text in texts]
                out[name] = "…" if isinstance(entry, str) else ["…"] * len(texts)
        return out

    content = walk(value, parent)
    return Answer(content, words["code"], words["data"])


def _is_text(value: Any) -> bool:
    several = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return isinstance(value, str) or several


def differences(old: Any, new: Any, where: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield each place in which two JSON values differ, with the old and the new value, cut."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            if key not in new or key not in old:
                yield f"{where}/{key}", _cut(old.get(key, "–")), _cut(new.get(key, "–"))
            else:
                yield from differences(old[key], new[key], f"{where}/{key}")
    elif isinstance(old, list) and isinstance(new, list) and old != new:
        before, after = [canonical(one) for one in old], [canonical(one) for one in new]
        if sorted(before) == sorted(after):
            yield f"{where} (order only)", _cut(old), _cut(new)
        elif len(old) == len(new):
            for number, pair in enumerate(zip(old, new, strict=True)):
                yield from differences(*pair, f"{where}/{number}")
        else:
            yield from ((f"{where} (gone)", _cut(json.loads(x)), "–") for x in _less(before, after))
            yield from ((f"{where} (new)", "–", _cut(json.loads(x))) for x in _less(after, before))
    elif old != new:
        yield where, _cut(old), _cut(new)


def _less(these: Iterable[str], those: Iterable[str]) -> list[str]:
    known = set(those)
    return [one for one in these if one not in known]


def _cut(value: Any) -> str:
    text = value if isinstance(value, str) else canonical(value)
    return text if len(text) <= 200 else f"{text[:197]}…"


def wording(old: Answer, new: Answer) -> Iterator[tuple[str, str, str, str]]:
    """Yield sort, key, old and new text of each sentence that differs, where the content is one."""
    pairs = (("code", old.code_words, new.code_words), ("data", old.data_words, new.data_words))
    for sort, before, after in pairs:
        for (key, was), (_, now) in zip(before, after, strict=True):
            if was != now:
                yield sort, key, was, now


def ask(command: Any, request: dict[str, Any]) -> tuple[Answer, int, str]:
    """Run a command line in its folder; return the answer, how much it holds, and its stdout."""
    os.chdir(request["folder"])
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = command(request["argv"])
        except SystemExit as stop:  # argparse
            code = stop.code
    printed = out.getvalue()
    try:
        parsed = json.loads(printed)
    except ValueError:
        parsed = printed
    found = part(request["kind"], parsed)
    lines = err.getvalue().splitlines()
    codes = [named[1] for line in lines if (named := _CODE.search(line))]
    spoken = [(".errorText", _CODE.sub("", line)) for line in lines]
    content = {"exit": code, "answer": found.content, "errors": codes, "lines": len(lines)}
    held = (
        sum(len(parsed[key]) for key in LISTS if key in parsed) if isinstance(parsed, dict) else 0
    )
    return Answer(content, found.code_words + spoken, found.data_words), held, printed


def main() -> None:
    """Answer requests: ``argv`` to run, with ``full`` for the stdout too, or ``show`` the last."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    command = next(iter(entry_points(group="console_scripts", name="clearance"))).load()
    answer = Answer(None)
    for line in sys.stdin:
        request = json.loads(line)
        if "show" in request:
            reply: dict[str, Any] = {"parts": [*vars_of(answer)]}
        else:
            start = time.perf_counter()
            answer, held, printed = ask(command, request)
            reply = {
                "digests": answer.digests(),
                "held": held,
                "seconds": time.perf_counter() - start,
            }
            reply |= {"stdout": printed} if request.get("full") else {}
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


def vars_of(answer: Answer) -> tuple[Any, list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the three parts of an answer."""
    return answer.content, answer.code_words, answer.data_words


if __name__ == "__main__":
    main()
