"""Check the characters of a submitted text, and whether it has anything visible.

Invisible characters make two texts look alike or a name look empty. They are refused, except those
that some scripts need: the joiners U+200C and U+200D beside a virama or after an Arabic letter
(Persian, Urdu and Indic names; compare RFC 5892, A.1 and A.2), and variation selectors after a
letter (Japanese names, Mongolian).
"""

import re
import unicodedata

from kg.errors import InputError

MAX_TEXT = 10_000
#: Default_Ignorable_Code_Point (Unicode, DerivedCoreProperties.txt), and blanks with a width.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U00013441\U00013442"
    "\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_JOINERS = "\u200c\u200d"
_SELECTED = {"Lo", "Lm"}
#: Scripts other than Arabic and Syriac in which joiners change the form of a letter.
_JOINING = ("NKO ", "ADLAM ", "MONGOLIAN ", "KHMER ")
_SEPARATOR = "\u180e"  # before a final vowel in Mongolian
_SELECTORS = re.compile("[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_VIRAMA = 9  # canonical combining class (Unicode Standard, 4.3)
_FORBIDDEN = {"Cc", "Cs"}
_ALLOWED_CONTROLS = "\n\t"


def check_text(text: str, where: str, most: int = MAX_TEXT) -> None:
    """Raise InputError for a text of more than ``most`` characters or with a forbidden one.

    The codes are ``too_long``, and ``forbidden_character`` for control, invisible and unassigned
    characters. ``where`` is the place of the text in the record.
    """
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
            raise _forbidden(char, where, f"is unassigned in Unicode {unicodedata.unidata_version}")
        forbidden = category in _FORBIDDEN and char not in _ALLOWED_CONTROLS
        if forbidden or (_UNSEEN.match(char) and not _is_needed(text, number)):
            raise _forbidden(char, where, "is invisible")


def _forbidden(char: str, where: str, why: str) -> InputError:
    return InputError(
        f"The character U+{ord(char):04X} {why} and is not allowed. Remove it.",
        where=where,
        code="forbidden_character",
    )


def is_shown(text: str) -> bool:
    """Return whether a text has at least one visible letter or digit, and so can be a name."""
    return any(unicodedata.category(char)[0] in "LN" and not _UNSEEN.match(char) for char in text)


def _is_needed(text: str, number: int) -> bool:
    """Return whether an invisible character changes the form of its neighbours."""
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
    """Return the base character before a position, skipping the combining marks on it."""
    nearest = reversed(text[max(0, number - 8) : number])
    return next((char for char in nearest if not unicodedata.category(char).startswith("M")), "")


def _joins(char: str) -> bool:
    """Return whether a character belongs to a script whose letters change form when joined."""
    name = unicodedata.name(char, "") if char else ""
    return bool(name) and (unicodedata.bidirectional(char) == "AL" or name.startswith(_JOINING))
