"""The list of the pages of a folder, with the first sentence of each."""

import re
from pathlib import Path

DOCS = Path(__file__).parent.parent


def of(folder: str) -> str:
    """Return a list of the pages of a folder, sorted by title."""
    found = [_line(path) for path in (DOCS / folder).glob("*.md") if path.stem != "index"]
    return "".join(sorted(found))


def _line(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    title = re.search(r"^# (.+)$", text, re.M)
    if not title:
        raise ValueError(f"{path.name} has no title. Begin it with a line “# Title”.")
    return f"- [{title[1]}]({path.name}){_lead(text[title.end() :])}\n"


def _lead(text: str) -> str:
    """Return the first sentence of the first paragraph, without links; nothing if there is none."""
    for block in re.split(r"\n\n+", text.strip()):
        if block[0].isalpha() or block[0] == "`":
            plain = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", " ".join(block.split()))
            sentence = re.match(r".+?[.?](?= |$)", plain)
            return f": {sentence[0]}" if sentence else ""
    return ""
