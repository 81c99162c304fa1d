"""What tests/same found: hashes by kind and answer, what differs, and both as text and as JSON."""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.same.answer import Answer, differences, wording

#: Bytes of the digests of content, code's words and Turtle's words that --save keeps per answer.
KEPT = (4, 2, 2)
SORTS = ("content", "code", "data")


@dataclass
class Tally:
    """What was found for one kind of question, answer by answer; ``hashes`` by side and sort."""

    names: list[str] = field(default_factory=list)
    digests: list[list[list[str]]] = field(default_factory=list)  # answer, side, sort
    held: int = 0

    def add(self, name: str, digests: list[list[str]], held: int) -> None:
        """Count an answer, with its three digests from each side."""
        self.names.append(name)
        self.digests.append(digests)
        self.held += held

    def hash(self, side: int, sort: int = 0) -> str:
        """Return the SHA-256 (hex) of all answers' digests with their names."""
        lines = (f"{n} {d[side][sort]}\n" for n, d in zip(self.names, self.digests, strict=True))
        return hashlib.sha256("".join(lines).encode()).hexdigest()


@dataclass
class Found:
    """All kinds, and the differences to show: by kind, and sentences by sort with their number."""

    kinds: dict[str, Tally] = field(default_factory=dict)
    #: kind -> what differs -> the answers in which it does
    content: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    words: dict[str, Counter[tuple[str, str, str]]] = field(
        default_factory=lambda: {"code": Counter(), "data": Counter()}
    )

    def note(self, kind: str, what: str, name: str) -> None:
        """Keep that something differs in the answer of a name."""
        self.content.setdefault(kind, {}).setdefault(what, []).append(name)

    def differ(self, kind: str, name: str, old: Answer, new: Answer) -> None:
        """Keep what differs between two answers."""
        rows = list(differences(old.content, new.content))
        for where, was, now in rows:
            self.note(kind, f"{where}: {was} → {now}", name)
        for sort, key, was, now in wording(old, new) if not rows else ():
            self.words[sort][key, was, now] += 1


def saved(found: Found, side: int) -> dict[str, Any]:
    """Return the hashes of a side: of each kind whole, and of each answer the first bytes."""
    out: dict[str, Any] = {}
    for kind, tally in found.kinds.items():
        packed = b"".join(
            bytes.fromhex(digest[side][sort])[:count].ljust(count, b"\0")
            for digest in tally.digests
            for sort, count in enumerate(KEPT)
        )
        names = hashlib.sha256("\n".join(tally.names).encode()).hexdigest()
        out[kind] = {"answers": len(tally.names), "names": names, "holding": tally.held}
        out[kind] |= {name: tally.hash(side, sort) for sort, name in enumerate(SORTS)}
        out[kind]["each"] = base64.b64encode(packed).decode()
    return out


def against(found: Found, before: dict[str, Any]) -> Found:
    """Return what was found with saved hashes as the first side; they are cut to what was kept."""
    out = Found()
    for kind, tally in found.kinds.items():
        new, old = Tally(held=tally.held), before["kinds"].get(kind)
        names = hashlib.sha256("\n".join(tally.names).encode()).hexdigest()
        if old is None or old["names"] != names:
            out.note(kind, "other questions were asked: compare both checkouts at once", "all")
            out.kinds[kind] = Tally(["all"], [[["other"] * 3, ["questions"] * 3]], tally.held)
            continue
        packed, at = base64.b64decode(old["each"]), 0
        for name, digests in zip(tally.names, tally.digests, strict=True):
            pair: list[list[str]] = [[], []]
            for sort, count in enumerate(KEPT):
                pair[0].append(packed[at : at + count].hex())
                pair[1].append(digests[-1][sort][: 2 * count].ljust(2 * count, "0"))
                at += count
            new.add(name, pair, 0)
            if pair[0][0] != pair[1][0]:
                out.note(kind, "another hash", name)
        out.kinds[kind] = new
    return out


def table(found: Found) -> Iterator[str]:
    """Yield the result as lines: for each kind what was compared, and the hash of each side."""
    heads = ("answers", "holding", "equal", "content", "code's", "Turtle's")
    yield f"{'':<20}" + "".join(f"{head:>10}" for head in heads) + "  hash A            hash B"
    for kind, tally in found.kinds.items():
        count = Counter(first(d) for d in tally.digests)
        cells = (
            len(tally.names), tally.held, count["equal"], count["content"], count["code"],
            count["data"],
        )  # fmt: skip
        hashes = f"  {tally.hash(0)[:16]}  {tally.hash(-1)[:16]}"
        yield f"{kind:<20}" + "".join(f"{cell:>10,}" for cell in cells) + hashes


def first(digests: list[list[str]]) -> str:
    """Return how two sides' digests differ: content before code's words before Turtle's."""
    pairs = zip(SORTS, digests[0], digests[-1], strict=True)
    return next((sort for sort, old, new in pairs if old != new), "equal")


def shown(found: Found, most: int) -> Iterator[str]:
    """Yield the differences as lines, at most so many of each kind."""
    for kind, whats in found.content.items():
        yield f"\n{kind}: {len(whats)} differences in content"
        for what, names in sorted(whats.items(), key=lambda one: -len(one[1]))[:most]:
            yield f"  {what}\n    in {len(names)}: {', '.join(names[:9])}"
    titles = {"code": "Sentences of the code", "data": "Sentences and names of the Turtle"}
    for sort, title in titles.items():
        if counted := found.words[sort]:
            yield f"\n{title}: {len(counted)} differ, {sum(counted.values())} times"
            for (key, was, now), count in counted.most_common(most):
                yield f"  {key} ({count} times)\n    - {was}\n    + {now}"
