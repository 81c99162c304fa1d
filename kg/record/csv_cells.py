"""Escape untrusted text in CSV cells, so that no spreadsheet runs it as a formula.

Spreadsheets evaluate a cell that begins with certain characters, quoted or not (OWASP, CSV
Injection). An apostrophe in front makes it text. A text that already has apostrophes before such a
character gets one more, so that every escape can be reversed.
"""

import re

#: A lone "-", our name for stdin, is not a formula. Some spreadsheets accept full-width signs.
_FORMULA = re.compile(r"'*(?:[=+@\t\r\n\uff1d\uff0b\uff0d\uff20]|-.)", re.DOTALL)


def cell(text: str) -> str:
    """Return the text of a cell that no spreadsheet evaluates."""
    return f"'{text}" if _FORMULA.match(text) else text


def text(cell: str) -> str:
    """Return the text that :func:`cell` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
