"""Days after the last check of the law, and days still to come, at every door.

Today is named by the tests (CLEARANCE_TODAY), so that they say the same on any day: the day after
the last check of the law. A day up to the last check has no remark, a later one has one, and a
day to come is refused unless the law is assumed to stay unchanged (semantics: outcome of an act).
"""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from enforce import ASKED, AUDIT, EVALUATION, EVALUATIONS, RECEIVE, TRANSACTIONS
from rdflib import Graph, Literal, URIRef
from support import EXAMPLES
from talk import ROOT, ask, get, post, served

from kg.epochs import books
from kg.errors import InputError
from kg.law import diff, provision
from kg.questions import check
from kg.rdf.namespaces import CLR
from kg.record import ingest
from kg.rulebook import days
from kg.rulebook.model import RuleBook

SECTION = "26 CFR 301.6103(n)-1"
DISCLOSURE = "irs-complete-2019.json"
WHO = ["--from", "irs-officer", "--purpose", "ascertain-entry-correctness"]
CHAIN = ["--from", "irs-officer", "--to", "special-expert", "--information", "irs-adjustment"]
#: What stands between the words of a question and its day on the command line.
TO_COME = ["2099-06-14", "9999-12-31"]
ASSUME = "--assume-unchanged"


@pytest.fixture(scope="module")
def checked() -> str:
    """Give the day on which all sections were last checked."""
    return max(books.latest().checked.values())


@pytest.fixture(scope="module", autouse=True)
def today(checked: str) -> Iterator[str]:
    """Let today be the day after the last check, here and in every process started from here."""
    with pytest.MonkeyPatch.context() as patch:
        day = str(days.read(checked) + timedelta(1))
        patch.setenv(days.CLOCK, day)
        yield day


@pytest.fixture(scope="module")
def port(today: str) -> Iterator[int]:
    """Start a server on that day; stop it at the end."""
    with served() as found:
        yield found


def clearance(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kg", *arguments]
    return subprocess.run(
        command, cwd=ROOT, input=stdin, capture_output=True, text=True, check=False,
        env=dict(os.environ),
    )  # fmt: skip


def codes(told: Mapping[str, Any]) -> list[str]:
    return [remark["code"] for remark in told["remarks"]]


def dated(tmp_path: Path, day: str) -> str:
    """Give a file with the example, dated on a day."""
    path = tmp_path / "record.json"
    path.write_text(json.dumps(record(day)))
    return str(path)


def record(day: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((EXAMPLES / DISCLOSURE).read_text(encoding="utf-8"))
    return told | {"date": day}


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
        side = told["to"] if door == "diff --to" else told
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
    assert codes(told["from"]) == []
    assert codes(told["to"]) == ["after_last_check", "assumed_unchanged"]


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

    def explained(**parts: Any) -> subprocess.CompletedProcess[str]:
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
        lambda: check.plan("x", taken, far),
        lambda: check.job("x", data, fmt, far),
        lambda: provision.lookup(SECTION, far),
        lambda: diff.compare(SECTION, far, far),
    ):
        with pytest.raises(InputError) as caught:
            refused()
        assert caught.value.code == "future_day"
    assert check.plan("x", taken, far, assume_unchanged=True).day == far
    assert codes(provision.lookup(SECTION, far, assume_unchanged=True)) == [
        "after_last_check", "assumed_unchanged",
    ]  # fmt: skip


QUESTIONS = {
    "/who": {"from": "irs-officer", "purpose": "ascertain-entry-correctness"},
    "/chain": {"from": "irs-officer", "to": "special-expert", "information": "irs-adjustment"},
}


@pytest.mark.parametrize("path", QUESTIONS)
def test_over_http_a_day_to_come_is_refused_unless_assumed_and_the_permalink_says_so(
    path: str, port: int, today: str, checked: str
) -> None:
    asked = QUESTIONS[path]
    for day in TO_COME:
        refused = get(port, path, **asked, asOf=day)
        assert (refused.status, refused.code) == (400, "future_day")
        told = get(port, path, **asked, asOf=day, assumeUnchanged="true")
        assert codes(told.json) == ["after_last_check", "assumed_unchanged"]
        link = told.json["permalink"]
        assert "assumeUnchanged=true" in link
        assert get(port, link).body == told.body
    now = get(port, path, **asked).json
    assert (now["asOf"], codes(now)) == (today, ["after_last_check"])
    assert "assumeUnchanged" not in now["permalink"]
    same = get(port, path, **asked, asOf=checked, assumeUnchanged="false").json
    assert (same["lastChecked"], codes(same)) == (checked, [])


@pytest.mark.parametrize("path", QUESTIONS)
@pytest.mark.parametrize("word", ["1", "yes", "True", "TRUE", "on", "tru"])
def test_over_http_only_true_assumes_anything(path: str, word: str, port: int) -> None:
    told = get(port, path, **QUESTIONS[path], asOf=TO_COME[0], assumeUnchanged=word)
    assert (told.status, told.code) == (400, "bad_parameter")


@pytest.mark.parametrize("day", ["2019-W27-2", "20190702", "2019-07-02Z", "٢٠١٩-٠٧-٠٢", "2019-7-2"])
def test_over_http_days_are_calendar_dates_only(day: str, port: int) -> None:
    for path, asked in QUESTIONS.items():
        told = get(port, path, **asked, asOf=day)
        assert (told.status, told.code) == (400, "bad_date")
    body = json.dumps(record("2019-06-14")).encode()
    kind = {"Content-Type": "application/json"}
    assert get(port, "/who", asOf=["2019-06-14", "2019-06-15"]).code == "duplicate_parameter"
    told = ask(port, "POST", f"/check?{'asOf=20190702'}", body, kind)
    assert (told.status, told.code) == (400, "bad_date")


def test_over_http_a_record_of_a_day_to_come_is_refused_unless_assumed(port: int) -> None:
    refused = post(port, "/check", record(TO_COME[0]))
    assert (refused.status, refused.code) == (400, "future_day")
    told = post(port, "/check?assumeUnchanged=true", record(TO_COME[0])).json
    assert codes(told) == ["after_last_check", "assumed_unchanged"]
    past = record("2019-06-14")
    assert post(port, f"/check?asOf={TO_COME[1]}", past).code == "future_day"
    told = post(port, f"/check?asOf=2019-06-14&asOf={TO_COME[1]}&assumeUnchanged=true", past).json
    assert [codes(one) for one in told["decisions"]] == [
        [], ["after_last_check", "assumed_unchanged"],
    ]  # fmt: skip


def test_over_http_an_impossible_order_of_days_has_its_code(port: int) -> None:
    told = record("2019-06-14")
    told["request"] |= {"date": "2019-05-10", "receivedOn": "2019-05-09"}
    refused = post(port, "/check", told)
    assert (refused.status, refused.code) == (422, "impossible_order")


def test_authzen_refuses_a_day_to_come_unless_assumed(port: int) -> None:
    far = {**AUDIT, "asOf": TO_COME[0]}
    refused = post(port, EVALUATION, {**ASKED, "context": far})
    assert (refused.status, refused.code) == (400, "future_day")
    told = post(port, EVALUATION, {**ASKED, "context": far | {"assumeUnchanged": True}}).json
    assert codes(told["context"]) == ["after_last_check", "assumed_unchanged"]
    assert told["context"]["lastChecked"]
    for odd in ("true", 1, [], {}):
        assert post(
            port, EVALUATION, {**ASKED, "context": far | {"assumeUnchanged": odd}}
        ).code == ("bad_request")
    assert post(port, EVALUATION, {**ASKED, "context": far | {"assumeUnchanged": None}}).code == (
        "future_day"
    )
    many = {**ASKED, "evaluations": [{}, {"context": far}]}
    first, second = post(port, EVALUATIONS, many).json["evaluations"]
    assert first["decision"] is True
    assert second["decision"] is False
    assert second["context"]["error"]["code"] == "future_day"


def test_authzen_refuses_a_record_of_a_day_to_come_unless_assumed(port: int) -> None:
    asked = {
        "subject": {"type": "role", "id": "customs-officer"},
        "resource": TRANSACTIONS,
        "action": RECEIVE,
        "context": {"record": record(TO_COME[0])},
    }
    assert post(port, EVALUATION, asked).code == "future_day"
    asked["context"] |= {"assumeUnchanged": True}  # type: ignore[operator]  # a dict, by its making
    assert codes(post(port, EVALUATION, asked).json["context"]) == [
        "after_last_check", "assumed_unchanged",
    ]  # fmt: skip


def test_authzen_searches_say_the_remarks_of_their_day(port: int, today: str) -> None:
    asked = {**ASKED, "subject": {"type": "role"}, "context": {"purpose": AUDIT["purpose"]}}
    told = post(port, "/access/v1/search/subject", asked).json["context"]
    assert (told["asOf"], codes(told)) == (today, ["after_last_check"])
    far = {**asked, "context": {**AUDIT, "asOf": TO_COME[0]}}
    assert post(port, "/access/v1/search/subject", far).code == "future_day"


def test_an_access_decision_on_a_record_rests_on_the_law_of_that_record(port: int) -> None:
    asked = {
        "subject": {"type": "role", "id": "customs-officer"},
        "resource": TRANSACTIONS,
        "action": RECEIVE,
        "context": {"record": record("2019-06-14")},
    }
    answer = post(port, EVALUATION, asked).json["context"]
    assert (answer["asOf"], codes(answer)) == ("2019-06-14", [])
    found = post(port, "/access/v1/search/subject", {**asked, "subject": {"type": "role"}}).json
    assert [one["id"] for one in found["results"]] == ["customs-officer"]
    assert (found["context"]["asOf"], codes(found["context"])) == ("2019-06-14", [])


def test_an_access_decision_says_that_an_act_is_still_to_come(port: int) -> None:
    asked = {
        "subject": {"type": "role", "id": "customs-officer"},
        "resource": TRANSACTIONS,
        "action": RECEIVE,
        "context": {
            "record": record(TO_COME[0]), "asOf": "2019-06-14", "assumeUnchanged": True,
        },
    }  # fmt: skip
    assert "future_act" in codes(post(port, EVALUATION, asked).json["context"])
    asked["subject"] = {"type": "role"}
    found = post(port, "/access/v1/search/subject", asked).json
    assert "future_act" in codes(found["context"])
