"""Odd texts, values, requests and records for the random tests of all doors (hypothesis)."""

import json
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from sizes import QUICK, seed, size
from support import EXAMPLES

#: Another seed gives other inputs; the same seed gives the same. ``make fuzz`` takes the clock.
SEED = int(seed("0"))
#: Inputs for each door.
COUNT = 12 if QUICK else size(60, 3000)
#: A failing input is made small; nothing is kept between runs, so that a seed means one thing.
PROFILE = settings(
    max_examples=COUNT,
    deadline=None,
    database=None,
    derandomize=False,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)

#: Texts that broke something once, here or elsewhere.
KNOWN = (
    *("", " ", "\t", "0", "-1", "1e999", "Infinity", "NaN", "null", "true", "9" * 400, "\u0000"),
    *("\ud800", "\udfff", "\u202e", "\ufeff", "\u200d", "\u2028", "e\u0301", "\U0001f600"),
    *("\x7f", "\x1b[2J", "<", ">", '"', "'", "&", "%", "%00", "%zz", "{}", "[]", "{", "[" * 500),
    *(
        "../" * 2 + "etc/passwd",
        "http://",
        "http://[",
        "https://<>",
        "urn:",
        "urn:x",
        "_:b0",
        "@id",
    ),
    *("@context", "@type", "@graph", "2020-01-01", "2020-W01-1", "0000-00-00", "9999-12-31"),
    *("2020-02-30", "20200101", "soon", "OQ-02=B", "OQ-02", "OQ-99=Z", "=", "=B", "a=b=c"),
    *("customs-officer", "irs-adjustment", "https://w3id.org/clearance/id/role/irs-officer"),
    *("26 CFR 301.6103(l)(14)-1(e)", "1" * 30 + " CFR 1", "SELECT * { ?s ?p ?o } LIMIT 1"),
    *("ASK {}", "DESCRIBE <x:a>", "SERVICE", "?", "$", "?s", "a b", "<script>alert(1)</script>"),
    *("=1+1", "a\nb", "a\r\nB: c", "x" * 400),
)
known = st.sampled_from(KNOWN)
texts = known | st.text(max_size=12) | known.map(lambda text: text + "x")
#: Texts that can stand on a command line: an argument ends at U+0000.
arguments = texts.filter(lambda text: "\0" not in text and not _lone(text))
#: Values of a header as HTTP lets them be.
headers = st.text(
    st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=30
)
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


def _lone(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text)


def written(value: Any) -> bytes:
    """Return JSON as a careless program writes it: numbers without end and half characters, too."""
    return json.dumps(value).encode("utf-8", "surrogatepass")


@st.composite
def changed(draw: st.DrawFn, value: Any) -> Any:
    """Return a JSON value with one to three places changed: left out, replaced, doubled, added."""
    for _ in range(draw(st.integers(1, 3))):
        value = draw(_changed(value))
    return value


@st.composite
def _changed(draw: st.DrawFn, value: Any) -> Any:
    if not isinstance(value, (dict, list)) or not value or draw(st.integers(0, 4)) == 0:
        return draw(values)
    if isinstance(value, list):
        place = draw(st.integers(0, len(value) - 1))
        rest = [*value[:place], *value[place + 1 :]]
        return draw(
            st.sampled_from([rest, [*value, value[place]]])
            | _changed(value[place]).map(lambda new: [*value[:place], new, *value[place + 1 :]])
        )
    key = draw(st.sampled_from(sorted(value)))
    less = {name: inner for name, inner in value.items() if name != key}
    return draw(
        st.just(less)
        | _changed(value[key]).map(lambda new: {**value, key: new})
        | texts.map(lambda name: {**less, name: value[key]})
        | st.tuples(texts, values).map(lambda pair: {**value, pair[0]: pair[1]})
    )


@st.composite
def spoilt(draw: st.DrawFn, data: bytes) -> bytes:
    """Return bytes with a piece cut out, doubled or replaced."""
    start = draw(st.integers(0, len(data)))
    end = min(len(data), start + draw(st.integers(0, 40)))
    new = draw(st.binary(max_size=4) | texts.map(lambda t: t.encode("utf-8", "surrogatepass")))
    return data[:start] + draw(st.sampled_from([b"", new, data[start:end] * 2])) + data[end:]


#: Records of the examples, by the end of the file's name.
_ENDS = {".json": "json", ".jsonld": "jsonld", ".ttl": "turtle", ".nt": "ntriples"}
FILES = [path for path in sorted(EXAMPLES.iterdir()) if path.suffix in _ENDS]


@st.composite
def records(draw: st.DrawFn) -> tuple[bytes, str]:
    """Return a record that is odd in some way, and the format that it is said to have."""
    path = draw(st.sampled_from(FILES))
    data = path.read_bytes()
    if path.suffix in {".json", ".jsonld"} and draw(st.booleans()):
        data = written(draw(changed(json.loads(data))))
    else:
        data = draw(spoilt(data))
    own = st.just(_ENDS[path.suffix])
    return data, draw(own | own | st.sampled_from([*_ENDS.values()]))
