"""Which characters a submitted text may hold, and whether it shows anything on paper.

Characters that cannot be seen make two texts look alike or a name look empty. They are refused,
but for those without which some scripts cannot be written: the joiners U+200C and U+200D beside a
virama or after an Arabic letter (Persian, Urdu and Indic names; compare RFC 5892, A.1 and A.2),
and variation selectors after a letter (Japanese names, Mongolian).
"""

import re
import unicodedata

from kg.errors import InputError

MAX_TEXT = 10_000
#: Default_Ignorable_Code_Point (Unicode, DerivedCoreProperties.txt), and blanks that have a width.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U00013441\U00013442"
    "\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_JOINERS = "\u200c\u200d"
_SELECTED = {"Lo", "Lm"}
#: Scripts beside Arabic and Syriac in which joiners change how a letter is written.
_JOINING = ("NKO ", "ADLAM ", "MONGOLIAN ", "KHMER ")
_SEPARATOR = "\u180e"  # before a final vowel in Mongolian
_SELECTORS = re.compile("[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_VIRAMA = 9  # canonical combining class (Unicode Standard, 4.3)
_FORBIDDEN = {"Cc", "Cs"}
_ALLOWED_CONTROLS = "\n\t"


def check_text(text: str, where: str, most: int = MAX_TEXT) -> None:
    """Raise InputError for an overlong text, for control and unseen characters."""
    if len(text) > most:
        raise InputError(
            f"This text has {len(text):,} characters; the limit is {most:,}. Shorten it.",
            where=where,
            code="too_long",
        )
    if text.isascii() and text.isprintable():
        return
    for number, char in enumerate(text):
        category = unicodedata.category(char)
        if category == "Cn":
            raise _forbidden(char, where, "is not known here")
        forbidden = category in _FORBIDDEN and char not in _ALLOWED_CONTROLS
        if forbidden or (_UNSEEN.match(char) and not _is_needed(text, number)):
            raise _forbidden(char, where, "cannot be seen")


def _forbidden(char: str, where: str, why: str) -> InputError:
    return InputError(
        f"The character U+{ord(char):04X} {why} and is not allowed. Remove it.",
        where=where,
        code="forbidden_character",
    )


def is_shown(text: str) -> bool:
    """Return whether a text has at least one letter or digit, so that it can name somebody."""
    return any(unicodedata.category(char)[0] in "LN" and not _UNSEEN.match(char) for char in text)


def _is_needed(text: str, number: int) -> bool:
    """Return whether an unseen character changes how its neighbours are written."""
    char, before, after = text[number], text[number - 1 : number], text[number + 1 : number + 2]
    if not before:
        return False
    if char in _JOINERS:
        return _VIRAMA in map(unicodedata.combining, before + after) or (
            _joins(_base(text, number)) or (_joins(after) and before.isalnum())
        )
    if char == _SEPARATOR:
        return unicodedata.name(before, "").startswith("MONGOLIAN")
    return bool(_SELECTORS.match(char)) and unicodedata.category(before) in _SELECTED


def _base(text: str, number: int) -> str:
    """Return the character before a place to which the marks before it belong."""
    nearest = reversed(text[max(0, number - 8) : number])
    return next((char for char in nearest if not unicodedata.category(char).startswith("M")), "")


def _joins(char: str) -> bool:
    """Return whether a character is of a script whose letters take other forms when joined."""
    name = unicodedata.name(char, "") if char else ""
    return bool(name) and (unicodedata.bidirectional(char) == "AL" or name.startswith(_JOINING))
