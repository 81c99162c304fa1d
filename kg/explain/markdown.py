"""Text that has to stay text in Markdown (CommonMark 0.31, and the extensions of GitHub)."""

import re

_BREAKS = re.compile(r"[ \t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
#: What can begin or end something inside a line: code, emphasis, links, images, HTML, entities
#: (CommonMark, 6), and tables, strikethrough, mathematics, mentions of other readers.
_INSIDE = re.compile(r"[\\`*_{}\[\]<>&#|~$@^]")
#: What is made a link without any mark (GitHub Flavored Markdown, 6.9).
_LINK = re.compile(r":(?=//)|(?<=\bwww)\.", re.IGNORECASE)
#: What makes a line a list item, an underline, a rule or a definition when it begins so.
_FIRST = re.compile(r"^(?=[-+=:])|^[0-9]+(?=[.)])")


def one_line(text: str) -> str:
    """Return a text in one line: every run of blanks and line breaks is one blank."""
    return _BREAKS.sub(" ", text).strip(" ")


def escaped(text: str) -> str:
    """Return a text as one line of Markdown that shows it and nothing else.

    A backslash before ASCII punctuation takes its meaning away (CommonMark, 2.4).
    """
    line = _INSIDE.sub(r"\\\g<0>", one_line(text))
    return _FIRST.sub(r"\g<0>\\", _LINK.sub(r"\\\g<0>", line))
