"""Titles compare as text, and a name that shows nothing on paper names nobody."""

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import EXAMPLES, LIBRARY

from kg.engine.decide import decide
from kg.epochs import books
from kg.errors import InputError
from kg.record import ingest, titles
from kg.rulebook import days
from kg.rulebook.model import RuleBook

DAY = "2019-06-14"
BASE: dict[str, Any] = json.loads((EXAMPLES / "irs-complete-2019.json").read_text("utf-8"))
TITLES = "26 CFR 301.6103(l)(14)-1(b)(4) sentence 2"


def decided(value: Any) -> tuple[str, tuple[str, ...]]:
    book = books.book_for(LIBRARY, days.read(DAY))
    decision = decide(book, ingest.read(book, json.dumps(value).encode(), "json"), DAY, {})
    return decision.outcome, decision.citations


def designated(title: str, letter: str) -> bool:
    """Say whether a recipient of this title is one whom the letter designates by that one."""
    value = json.loads(json.dumps(BASE))
    value["recipient"]["title"] = title
    value["request"]["designatesTitle"] = [letter]
    outcome, citations = decided(value)
    assert outcome == "permitted" or citations == (TITLES,)
    return outcome == "permitted"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Import Specialist", "import  specialist"),
        (" Import\tSpecialist ", "IMPORT SPECIALIST"),
        ("Chef de Bureau É", "chef de bureau e\u0301"),
        ("Straßenwärter", "STRASSENWÄRTER"),
        ("輸入専門官", "輸入専門官"),
        ("Import\u00a0Specialist", "import specialist"),
        ("import-specialist", "https://w3id.org/clearance/id/title/import-specialist"),
    ],
)
def test_titles_that_are_the_same_text_designate(one: str, other: str):
    assert designated(one, other)
    assert designated(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Chef Ö", "Chef Ü"),
        ("Chef Ö", "Chef O"),
        ("Chef Ö", "Chef"),
        ("Inspector (Class 1)", "Inspector Class 1"),
        ("Auditor I/II", "Auditor I II"),
        ("Auditor #2", "Auditor 2"),
        ("C++ Specialist", "C Specialist"),
        ("import specialist", "import-specialist"),
        ("輸入専門官", "輸出専門官"),
        ("Директор", "Инспектор"),
        ("50% Specialist", "50 Specialist"),
        ("a/b", "a%2fb"),
        ("İmport", "Import"),
        ("Ⅳ", "IV"),
    ],
)
def test_titles_that_differ_in_a_letter_or_sign_do_not_designate(one: str, other: str):
    assert not designated(one, other)
    assert not designated(other, one)


@given(st.text(max_size=30), st.text(max_size=30))
def test_two_titles_share_an_iri_only_where_they_are_the_same_text(one: str, other: str):
    iris = []
    for text in (one, other):
        try:
            iris.append(titles.iri_of(text, ""))
        except InputError:
            return
        assert titles.is_title(iris[-1])
    folded = [
        " ".join(unicodedata.normalize("NFC", text).casefold().split()) for text in (one, other)
    ]
    if iris[0] == iris[1]:
        assert unicodedata.normalize("NFC", folded[0]) == unicodedata.normalize("NFC", folded[1])


@pytest.mark.parametrize(
    "iri", ["Import-Specialist", "import%2Dspecialist", "chef%20%c3%b6", "", "%20", "a%", "a/b"]
)
def test_an_iri_of_a_title_is_taken_in_one_form_only(iri: str):
    value = BASE | {"recipient": BASE["recipient"] | {"title": titles.TITLE[iri]}}
    with pytest.raises(InputError):
        decided(value)


@pytest.mark.parametrize(
    "title", ["", " ", "-", "!!!", "\u3164", "a" * 101, "ﬃ" * 40, "\u0301", "a\u200bb"]
)
def test_what_is_no_title_is_refused(title: str):
    with pytest.raises(InputError):
        decided(BASE | {"recipient": BASE["recipient"] | {"title": title}})


#: Characters that print nothing, by what Unicode says of each.
NOTHING = {
    0x00AD: "soft hyphen",
    0x034F: "combining grapheme joiner",
    0x061C: "Arabic letter mark",
    0x115F: "Hangul choseong filler",
    0x1160: "Hangul jungseong filler",
    0x17B4: "Khmer inherent vowel",
    0x17B5: "Khmer inherent vowel",
    0x180B: "Mongolian variation selector",
    0x180E: "Mongolian vowel separator",
    0x2000: "en quad",
    0x200B: "zero width space",
    0x200C: "zero width non-joiner",
    0x200D: "zero width joiner",
    0x200E: "left-to-right mark",
    0x2028: "line separator",
    0x2029: "paragraph separator",
    0x202E: "right-to-left override",
    0x2060: "word joiner",
    0x2062: "invisible times",
    0x2063: "invisible separator",
    0x2064: "invisible plus",
    0x206A: "inhibit symmetric swapping",
    0x2800: "Braille blank",
    0x3000: "ideographic space",
    0x3164: "Hangul filler",
    0xFE0F: "variation selector",
    0xFEFF: "byte order mark",
    0xFFA0: "halfwidth Hangul filler",
    0xFFF9: "interlinear annotation",
    0x13441: "Egyptian full blank",
    0x1BCA0: "shorthand format letter overlap",
    0x1D159: "musical null notehead",
    0x1D173: "musical begin beam",
    0xE0001: "language tag",
    0xE0020: "tag space",
    0xE0100: "variation selector",
    0x0301: "accent without a letter",
    0x002E: "full stop alone",
}


@pytest.mark.parametrize("code", NOTHING, ids=NOTHING.values())
@pytest.mark.parametrize("times", [1, 3])
def test_a_taxpayer_without_a_name_that_can_be_read_is_refused(code: int, times: int):
    value = json.loads(json.dumps(BASE))
    for text in (chr(code) * times, f" {chr(code)}\n"):
        value["request"]["forAudit"]["subject"]["name"] = text
        with pytest.raises(InputError) as caught:
            decided(value)
        assert caught.value.where == "/request/forAudit/subject/name"


@pytest.mark.parametrize(
    "name",
    [
        "علی‌رضا میرزاخانی",  # Persian, U+200C between letters
        "فرخ‌زاد",
        "क्‍ष",  # Devanagari, U+200D after a virama
        "ශ්‍රී ලංකා",  # Sinhala, virama and U+200D
        "ন্‍",  # Bengali
        "র‍্যাব",  # Bengali, U+200D before the virama
        "辻\U000e0100",  # Japanese, variation of an ideograph
        "ᠮᠣᠩᠭᠣᠯ᠋",  # Mongolian, variation of a letter
        "ᠰᠣᠯᠣᠩᠭ᠎ᠠ",  # Mongolian, separated vowel
        "ប‌៊ី",  # Khmer, U+200C before a register shifter
        "佐々木󠄀",
        "Ångström & Søn A/S",
        "O’Brien-Núñez",
        "株式会社三菱",
        "3M",
    ],
)
def test_names_as_people_write_them_are_taken(name: str):
    value = json.loads(json.dumps(BASE))
    value["request"]["forAudit"]["subject"]["name"] = name
    assert decided(value)[0] == "permitted"


@pytest.mark.parametrize(
    "name", ["Ac\u200cme", "Ac\u200dme", "\u200cAcme", "Acme\ufe0f", "A \u200c B"]
)
def test_joiners_that_change_nothing_are_refused(name: str):
    value = json.loads(json.dumps(BASE))
    value["request"]["forAudit"]["subject"]["name"] = name
    with pytest.raises(InputError, match="U\\+"):
        decided(value)


def test_text_with_nothing_but_signs_says_nothing(book: RuleBook):
    value = json.loads(json.dumps(BASE))
    value["informantFinding"]["reasons"] = "***"
    with pytest.raises(InputError, match="letter or digit"):
        ingest.read(book, json.dumps(value).encode(), "json")
