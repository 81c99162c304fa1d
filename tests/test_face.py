"""``import kg`` as a program uses it: every form of a record, each question, and what it costs."""

import doctest
import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph
from support import EXAMPLES

import kg
from kg import face

ROOT = Path(__file__).parent.parent
TUTORIAL = ROOT / "docs" / "tutorial" / "python.md"
#: The same act in JSON and in Turtle: Customs gives return information to its contractor.
PROHIBITED = EXAMPLES / "customs-to-contractor.ttl"
PERMITTED = EXAMPLES / "irs-complete-2019.json"


@pytest.mark.parametrize(
    "form",
    [
        lambda path: json.loads(path.read_text(encoding="utf-8")),
        lambda path: path.read_text(encoding="utf-8"),
        lambda path: path.read_bytes(),
        lambda path: path,
    ],
    ids=["values", "text", "bytes", "file"],
)
def test_a_record_is_decided_in_every_form(
    library: kg.Library, form: Callable[[Path], Any]
) -> None:
    told = kg.decide(library, form(PERMITTED))
    assert told["outcome"] == "permitted"
    assert told["citations"] == kg.decide(library, PERMITTED)["citations"] != []


def test_a_graph_and_turtle_are_decided_like_the_file(library: kg.Library) -> None:
    text = PROHIBITED.read_text(encoding="utf-8")
    for record, fmt in ((Graph().parse(PROHIBITED), None), (text, "turtle"), (PROHIBITED, None)):
        told = kg.decide(library, record, format=fmt)
        assert told["outcome"] == "prohibited"
        assert "26 CFR 301.6103(l)(14)-1(j) sentence 2" in told["citations"]


def test_values_with_a_context_are_json_ld_and_days_are_days(library: kg.Library) -> None:
    values = json.loads(PERMITTED.read_text(encoding="utf-8"))
    values["date"] = date.fromisoformat(values["date"])
    assert kg.decide(library, values)["outcome"] == "permitted"
    with pytest.raises(TypeError, match="bytes"):
        kg.decide(library, values | {"date": b"2019-06-14"})
    with pytest.raises(kg.InputError) as refused:
        kg.decide(library, values | {"@context": "https://example.org/other"})
    assert "context" in refused.value.where


def test_the_law_of_a_day_to_come_is_not_guessed(library: kg.Library) -> None:
    far = date(2099, 6, 14)
    for ask in (
        lambda **more: kg.decide(library, PERMITTED, as_of=far, **more),
        lambda **more: kg.who_may(library, holder="irs-officer", as_of=far, **more),
        lambda **more: kg.provision(library, "19 CFR 163.13(a)", far, **more),
    ):
        with pytest.raises(kg.InputError) as refused:
            ask()
        assert refused.value.code == "future_day"
        told = ask(assume_unchanged=True)
        assert told["asOf"] == "2099-06-14"


def test_errors_name_the_parameters_of_the_functions(library: kg.Library) -> None:
    with pytest.raises(kg.InputError) as refused:
        kg.who_may(library, holder="nobody")
    assert refused.value.where == "holder"
    with pytest.raises(kg.InputError) as refused:
        kg.provision(library, "19 CFR 163.13(a)", "June")
    assert refused.value.where == "as_of"
    with pytest.raises(kg.InputError) as refused:
        kg.chains(library, "irs-officer", "", "irs-adjustment")
    assert refused.value.where == "recipient"


def test_a_folder_without_law_is_refused(tmp_path: Path) -> None:
    with pytest.raises(kg.InputError, match="no law"):
        kg.load(tmp_path)


def test_a_library_is_over_the_folders_that_are_given(library: kg.Library, tmp_path: Path) -> None:
    found = kg.load(library.share, tmp_path)
    assert (found.share, found.cache) == (library.share, tmp_path)
    assert kg.load().share == library.share


def test_import_kg_loads_next_to_nothing() -> None:
    code = "import sys, kg; print(*sorted(n for n in sys.modules if n.startswith('kg')))"
    heavy = "; print([n for n in ('rdflib', 'pyoxigraph', 'json') if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-I", "-c", code + heavy], capture_output=True, text=True, check=True
    )
    assert done.stdout == "kg\n[]\n"


def test_the_names_of_the_face_stand_in_kg_and_no_others() -> None:
    assert set(kg.__all__) == set(face.__all__)
    assert all(getattr(kg, name) is getattr(face, name) for name in kg.__all__)
    assert set(kg.__all__) <= set(dir(kg))
    with pytest.raises(AttributeError, match="kg"):
        _ = kg.permit  # type: ignore[attr-defined]  # the test


def test_no_name_of_the_face_is_that_of_a_package_or_module_beside_it() -> None:
    beside = {path.stem for path in Path(kg.__file__).parent.iterdir()}
    assert beside.isdisjoint(kg.__all__)


def examples(text: str, name: str) -> doctest.DocTest:
    return doctest.DocTestParser().get_doctest(text, {"kg": kg}, name, name, 0)


def failed(test: doctest.DocTest) -> list[str]:
    said: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=said.append)
    return said


def test_the_examples_of_the_tutorial_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    page = TUTORIAL.read_text(encoding="utf-8")
    test = examples("\n".join(re.findall(r"^```pycon\n(.*?)^```$", page, re.M | re.S)), page[:20])
    assert len(test.examples) > 10
    assert failed(test) == []


def test_the_examples_of_the_functions_run() -> None:
    finder = doctest.DocTestFinder()
    found = [test for module in (kg, face) for test in finder.find(module) if test.examples]
    assert len(found) == 6  # the package and its functions
    assert [said for test in found for said in failed(test)] == []


def test_an_example_that_is_wrong_would_be_noticed() -> None:
    assert failed(examples(">>> 1 + 1\n3\n", "wrong"))
