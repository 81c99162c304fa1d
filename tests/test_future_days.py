"""Days after the last check of the law, and days still to come, on the command line."""

import csv
import json
from pathlib import Path
from typing import Any

import days_to_come
import pytest
from days_to_come import DISCLOSURE, TO_COME, codes, record
from rdflib import Graph, Literal, URIRef
from shell import Ran, clearance
from support import EXAMPLES, LIBRARY

from kg.errors import InputError
from kg.law import diff, provision
from kg.questions import check
from kg.rdf.namespaces import CLR
from kg.record import ingest
from kg.rulebook import days
from kg.rulebook.model import RuleBook

SECTION = "26 CFR 301.6103(n)-1"
WHO = ["--from", "irs-officer", "--purpose", "ascertain-entry-correctness"]
CHAIN = ["--from", "irs-officer", "--to", "special-expert", "--information", "irs-adjustment"]
ASSUME = "--assume-unchanged"

checked = pytest.fixture(scope="module")(days_to_come.checked)
today = pytest.fixture(scope="module", autouse=True)(days_to_come.today)


def dated(tmp_path: Path, day: str) -> str:
    """Give a file with the example, dated on a day."""
    path = tmp_path / "record.json"
    path.write_text(json.dumps(record(day)))
    return str(path)


def commands(day: str, tmp_path: Path) -> dict[str, list[str]]:
    """Give each command that takes a day, with the day."""
    listing = tmp_path / "manifest.csv"
    with listing.open("w", newline="") as out:
        csv.writer(out).writerows(
            [
                ["file", "asOf", "outcome", "citations", "note"],
                [str(EXAMPLES / DISCLOSURE), day, "permitted", "26 CFR 301.6103(l)(14)-1(a)", ""],
            ]
        )
    return {
        "check --as-of": ["check", str(EXAMPLES / DISCLOSURE), "--as-of", day],
        "check of a dated record": ["check", dated(tmp_path, day)],
        "check --manifest": ["check", "--manifest", str(listing)],
        "who": ["who", *WHO, "--as-of", day],
        "chain": ["chain", *CHAIN, "--as-of", day],
        "law": ["law", SECTION, "--as-of", day],
        "diff --to": ["diff", SECTION, "--from", "2007-06-04", "--to", day],
        "diff --from": ["diff", SECTION, "--from", day, "--to", "2007-06-04"],
    }


DOORS = [
    "check --as-of", "check of a dated record", "check --manifest", "who", "chain", "law",
    "diff --to", "diff --from",
]  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
def test_the_command_line_refuses_a_day_to_come(door: str, tmp_path: Path) -> None:
    done = clearance(*commands(TO_COME[0], tmp_path)[door])
    assert (done.returncode, done.stdout) == (2, "")
    assert "2099-06-14 is in the future" in done.stderr
    assert ASSUME in done.stderr


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("day", ["2019-W27-2", "20190702", "2019-07-02Z", "٢٠١٩-٠٧-٠٢"])
def test_the_command_line_takes_calendar_dates_only(door: str, day: str, tmp_path: Path) -> None:
    done = clearance(*commands(day, tmp_path)[door])
    assert (done.returncode, done.stdout) == (2, "")
    assert "2019-04-02" in done.stderr  # shows how a date is written


@pytest.mark.parametrize("door", DOORS)
def test_assumed_unchanged_the_last_day_there_is_is_answered_with_the_remark(
    door: str, tmp_path: Path
) -> None:
    done = clearance(*commands(TO_COME[1], tmp_path)[door], ASSUME)
    assert done.returncode in {0, 1}, done.stderr
    told = " ".join((done.stdout + done.stderr).split())
    assert "9999-12-31 is in the future: this answer assumes" in told
    assert "Changes between then and 9999-12-31 are not known here" in told


@pytest.mark.parametrize("door", ["check --as-of", "who", "chain", "law", "diff --to"])
def test_the_day_of_the_last_check_has_no_remark_and_the_day_after_has_one(
    door: str, checked: str, today: str, tmp_path: Path
) -> None:
    found = []
    for day in (checked, today):
        done = clearance(*commands(day, tmp_path)[door], "--format", "json")
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        side = told["after"] if door == "diff --to" else told
        assert side["lastChecked"] <= checked
        found.append(codes(side))
    assert found == [[], ["after_last_check"]]


@pytest.mark.parametrize("command", [["who", *WHO], ["chain", *CHAIN], ["law", SECTION]])
def test_asked_without_a_day_the_answer_is_that_of_today_with_its_remark(
    command: list[str], today: str
) -> None:
    told = json.loads(clearance(*command, "--format", "json").stdout)
    assert told["asOf"] in {today, None}
    assert codes(told) == ["after_last_check"]


def test_a_blank_day_is_no_day_on_the_command_line() -> None:
    for command in (["who", *WHO], ["chain", *CHAIN], ["law", SECTION]):
        assert clearance(*command, "--as-of", "").returncode == 2


def test_a_line_of_a_manifest_without_its_day_is_incomplete(tmp_path: Path) -> None:
    listing = tmp_path / "manifest.csv"
    listing.write_text(f"file,outcome,citations,asOf\n{EXAMPLES / DISCLOSURE},permitted,x\n")
    done = clearance("check", "--manifest", str(listing))
    assert done.returncode == 2
    assert "line 2" in done.stderr


def test_a_server_does_not_start_with_a_clock_that_names_no_day() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(days.CLOCK, "2030-W09-4")
        done = clearance("serve", "--port", "0")
    assert done.returncode == 2
    assert days.CLOCK in done.stderr


@pytest.mark.parametrize("fmt", ["text", "md", "ttl", "json", "jsonl", "csv"])
def test_each_form_of_a_decision_says_the_remarks(fmt: str) -> None:
    asked = ["check", str(EXAMPLES / DISCLOSURE), "--as-of", TO_COME[0], ASSUME, "--format", fmt]
    done = clearance(*asked)
    assert done.returncode == 0
    where = done.stderr if fmt == "csv" else done.stdout
    assert "2099-06-14 is in the future" in where
    if fmt == "ttl":
        graph = Graph().parse(data=done.stdout)
        assert len(list(graph.objects(None, URIRef(CLR.remark)))) == 2
        (day,) = graph.objects(None, URIRef(CLR.lastChecked))
        assert isinstance(day, Literal)
        assert days.parse(str(day))


def test_two_days_are_compared_with_the_remarks_of_each() -> None:
    asked = ["check", str(EXAMPLES / DISCLOSURE), "--as-of", "2019-06-14", "--as-of", TO_COME[0]]
    assert clearance(*asked).returncode == 2
    told = json.loads(clearance(*asked, ASSUME, "--format", "json").stdout)
    assert [codes(one) for one in told["decisions"]] == [
        [], ["after_last_check", "assumed_unchanged"],
    ]  # fmt: skip
    told = json.loads(
        clearance(
            "diff", SECTION, "--from", "2007-06-04", "--to", TO_COME[0], ASSUME, "--format", "json"
        ).stdout
    )
    assert codes(told["before"]) == []
    assert codes(told["after"]) == ["after_last_check", "assumed_unchanged"]


def test_an_act_still_to_come_is_refused_at_the_law_of_a_past_day_too(tmp_path: Path) -> None:
    asked = ["check", dated(tmp_path, TO_COME[0]), "--as-of", "2019-06-14"]
    done = clearance(*asked)
    assert done.returncode == 2
    assert "/date: 2099-06-14 is in the future" in done.stderr
    told = json.loads(clearance(*asked, ASSUME, "--format", "json").stdout)
    assert (told["asOf"], codes(told)) == ("2019-06-14", ["future_act"])


def test_a_stored_decision_is_explained_on_a_calendar_date_only() -> None:
    asked = ["check", str(EXAMPLES / DISCLOSURE), "--format", "json"]
    told = json.loads(clearance(*asked).stdout)

    def explained(**parts: Any) -> Ran:
        return clearance("explain", "-", stdin=json.dumps(told | parts))

    assert explained().returncode == 0
    for day in ("2019-W27-2", "20190702", "2019-06-14\n", "", 20190614, None, ["2019-06-14"]):
        assert explained(asOf=day).returncode == 2, day
    assert "in the future" in explained(asOf=TO_COME[0], remarks=[]).stderr
    for odd in ("2019-W27-2", 20190614, ["2019-06-14"], {}):
        assert explained(lastChecked=odd).returncode == 2, odd
    hop = told | {"asOf": "2019-W27-2"}
    assert explained(earlier=[hop]).returncode == 2
    for odd in ("x", [1], [{"code": 1, "text": 2}], [{"code": "x"}], {"code": "x"}, [None]):
        assert explained(remarks=odd).returncode == 2, odd
    old = {key: value for key, value in told.items() if key not in {"remarks", "lastChecked"}}
    assert clearance("explain", "-", stdin=json.dumps(old)).returncode == 0


def test_a_decision_on_a_day_to_come_is_explained_with_its_remarks() -> None:
    asked = ["check", str(EXAMPLES / DISCLOSURE), "--as-of", TO_COME[0], ASSUME, "--format", "json"]
    done = clearance("explain", "-", stdin=clearance(*asked).stdout)
    assert done.returncode == 0
    assert "2099-06-14 is in the future" in done.stdout


def test_the_functions_of_python_refuse_a_day_to_come_unless_told_to_assume(
    book: RuleBook,
) -> None:
    far = days.read(TO_COME[0])
    data, fmt = json.dumps(record("2019-06-14")).encode(), "json"
    taken = ingest.read(book, data, fmt)
    for refused in (
        lambda: check.plan(LIBRARY, "x", taken, far),
        lambda: check.job(LIBRARY, "x", data, fmt, far),
        lambda: provision.lookup(LIBRARY, SECTION, far),
        lambda: diff.compare(LIBRARY, SECTION, far, far),
    ):
        with pytest.raises(InputError) as caught:
            refused()
        assert caught.value.code == "future_day"
    assert check.plan(LIBRARY, "x", taken, far, assume_unchanged=True).day == far
    assert codes(provision.lookup(LIBRARY, SECTION, far, assume_unchanged=True)) == [
        "after_last_check", "assumed_unchanged",
    ]  # fmt: skip
