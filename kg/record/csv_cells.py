"""Cells of CSV that hold text of others, for people who open the file in a spreadsheet.

Spreadsheets run a cell that begins with certain characters as a formula, quoted or not
(OWASP, CSV Injection). Such a cell gets an apostrophe in front, which makes it text. A text that
already has apostrophes before such a character gets one more, so that each can be undone.
"""

import re

#: A lone "-", our name for stdin, is no formula. The wide forms count in some spreadsheets.
_FORMULA = re.compile(r"'*(?:[=+@\t\r\n\uff1d\uff0b\uff0d\uff20]|-.)", re.DOTALL)


def cell(text: str) -> str:
    """Return a text as a cell that no spreadsheet runs."""
    return f"'{text}" if _FORMULA.match(text) else text


def text(cell: str) -> str:
    """Return the text from which :func:`cell` made a cell."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
