"""The questions over HTTP: what the command line answers, and what a client can rely on."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from support import EXAMPLES, LIBRARY
from talk import Answer, ask, await_table, get, post, shell

from kg.epochs import books
from kg.rulebook.readings import chosen

JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CLOSED = {
    "from": "customs-officer",
    "to": "customs-contractor",
    "information": "irs-adjustment",
    "purpose": "ascertain-entry-correctness",
}
AUDIT = {"from": "irs-officer", "purpose": "ascertain-entry-correctness"}
FELONY = EXAMPLES / "removal-tax-felony.json"
AUDITED = EXAMPLES / "irs-complete-2019.json"


def less(told: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name not in names}


def test_who_answers_as_the_command_line_does(port: int) -> None:
    asked = ["--from", "justice-officer", "--as-of", "1995-06-01"]
    told = get(port, "/who", **{"from": "justice-officer", "asOf": "1995-06-01"}).json
    assert less(told, "permalink", "total", "offset", "next") == shell("who", *asked)
    assert told["total"] == len(told["rows"]) > 0


def test_chain_answers_as_the_command_line_does(port: int) -> None:
    options = [part for name, word in CLOSED.items() for part in (f"--{name}", word)]
    told = get(port, "/chain", **CLOSED, asOf="2020-06-01").json
    assert less(told, "permalink") == shell("chain", *options, "--as-of", "2020-06-01")
    assert told["paths"] == []
    assert "26 CFR 301.6103(l)(14)-1(j) sentence 2" in {
        reason["citation"] for cut in told["cut"] for reason in cut["closedBy"]
    }


def test_a_blank_axis_is_any(port: int) -> None:
    blank = get(port, "/who", **AUDIT, information="", recipient=" ").json
    assert blank["rows"] == get(port, "/who", **AUDIT).json["rows"]


def test_recipient_is_another_name_of_to(port: int) -> None:
    one, other = (get(port, "/who", **{n: "special-expert"}).json for n in ("to", "recipient"))
    assert one == other
    assert {row["to"]["iri"].rsplit("/", 1)[1] for row in one["rows"]} == {"special-expert"}


def test_a_form_asks_the_same_as_an_address(port: int) -> None:
    posted = ask(port, "POST", "/who", urlencode(AUDIT), FORM)
    assert posted.status == 200
    assert posted.json == get(port, "/who", **AUDIT).json


def test_sections_not_held_on_the_day_are_named(port: int) -> None:
    told = get(port, "/chain", **CLOSED, asOf="1995-06-01").json["notHeld"]
    assert {"19 CFR 163.11", "26 CFR 301.6103(n)-1"} <= {section["citation"] for section in told}
    held = {section["citation"]: section["held"] for section in told}
    assert held["19 CFR 163.11"] == [["2011-12-27", None]]
    assert get(port, "/who", **AUDIT, asOf="2021-01-01").json["notHeld"] == []


def test_a_reading_changes_the_answer_and_the_permalink_says_so(port: int) -> None:
    # OQ-02=B: the power ended with the Customs Service, so nobody at CBP may receive
    await_table(port, "OQ-02=B", "2020-06-01")
    taken = get(port, "/who", **AUDIT, to="customs-officer", reading="OQ-02=B", asOf="2020-06-01")
    plain = get(port, "/who", **AUDIT, to="customs-officer", asOf="2020-06-01")
    assert plain.json["rows"]
    assert taken.json["rows"] == []
    assert taken.json["readings"] == ["OQ-02=B"]
    assert "reading=OQ-02%3DB" in taken.json["permalink"]
    assert get(port, taken.json["permalink"]).json == taken.json
    default = get(port, "/who", **AUDIT, to="customs-officer", reading="OQ-02=A", asOf="2020-06-01")
    assert default.json == plain.json


@pytest.mark.parametrize(("path", "asked"), [("/who", AUDIT), ("/chain", CLOSED)])
def test_a_permalink_gives_the_same_answer_and_304_to_who_has_it(
    port: int, path: str, asked: dict[str, str]
) -> None:
    first = get(port, path, **asked)
    link = first.json["permalink"]
    assert "asOf=" in link
    again = ask(port, "GET", link)
    assert (again.json, again.headers["etag"]) == (first.json, first.headers["etag"])
    known = ask(port, "GET", link, headers={"If-None-Match": first.headers["etag"]})
    assert (known.status, known.body) == (304, b"")
    assert known.headers["etag"] == first.headers["etag"]
    other = get(port, path, **{**asked, "asOf": "2020-06-01"})
    assert other.headers["etag"] != first.headers["etag"]
    head = ask(port, "HEAD", link)
    assert (head.status, head.body, head.headers["etag"]) == (200, b"", first.headers["etag"])


def test_while_one_reading_is_worked_out_others_are_told_to_come_back(port: int) -> None:
    day, book = date(2020, 6, 1), books.latest(LIBRARY)
    readings = ("OQ-23=B", "OQ-28=B", "OQ-31=B")
    for reading in readings:  # as on a server that was never asked for them
        books.who_path(LIBRARY, day, chosen(book, [reading])).unlink(missing_ok=True)

    def asked(reading: str) -> Answer:
        return get(port, "/who", **AUDIT, reading=reading, asOf=day.isoformat())

    with ThreadPoolExecutor(len(readings)) as clients:
        waiting = [clients.submit(asked, reading) for reading in readings]
        health = [ask(port, "GET", "/healthz").status for _ in range(20)]
        told = [one.result() for one in waiting]
    assert health == [200] * 20
    # one is worked out, and on a slow machine may take longer than a client is let wait
    busy = [one for one in told if one.status == 503]
    assert len(busy) in {2, 3}
    for one in busy:
        assert one.code == "busy"
    waits = int(busy[0].headers["retry-after"])
    assert waits > 0
    for _ in range(100):
        again = asked(readings[0])
        if again.status == 200:
            break
        time.sleep(waits)
    assert again.json["readings"] == [readings[0]]


def test_words_and_iris_lead_to_one_permalink(port: int) -> None:
    label = get(port, "/who", **{"from": "officer or employee of the IRS"}).json
    short = get(port, "/who", **{"from": "irs-officer"}).json
    assert label["permalink"] == short["permalink"]
    iri = short["rows"][0]["from"]["iri"]
    assert get(port, "/who", **{"from": iri}).json == short


def test_pages_put_together_are_the_whole_answer(port: int) -> None:
    whole = get(port, "/who", **{"from": "irs-officer"}).json
    assert whole["next"] is None
    rows, link, pages = [], f"{whole['permalink']}&limit=20", 0
    while link:
        told = ask(port, "GET", link).json
        assert told["total"] == whole["total"] == len(whole["rows"])
        rows += told["rows"]
        link, pages = told["next"], pages + 1
    assert rows == whole["rows"]
    assert pages == -(-len(rows) // 20) > 1


@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "application/json;q=0, */*"])
def test_who_takes_no_json_gets_406(port: int, accept: str) -> None:
    for path in ("/who", f"/chain?{urlencode(CLOSED)}"):
        got = ask(port, "GET", path, headers={"Accept": accept})
        assert (got.status, got.code) == (406, "not_acceptable")


@pytest.mark.parametrize(
    "accept", ["application/json; charset=utf-8", "text/html, */*;q=0.1", "application/*"]
)
def test_a_client_that_takes_json_among_others_gets_it(port: int, accept: str) -> None:
    got = ask(port, "GET", f"/who?{urlencode(AUDIT)}", headers={"Accept": accept})
    assert (got.status, got.headers["content-type"]) == (200, "application/json")


@pytest.mark.parametrize(
    ("path", "code", "says"),
    [
        ("/who?form=irs-officer", "unknown_parameter", "Did you mean “from”?"),
        ("/who?asof=2020-01-01", "unknown_parameter", "Did you mean “asOf”?"),
        ("/chain?limit=3", "unknown_parameter", "There are: from, to"),
        ("/who?from=irs-oficer", "unknown_term", "Did you mean “irs-officer”?"),
        ("/who?from=irs-officer&from=customs-officer", "duplicate_parameter", "Give “from” once"),
        ("/who?to=special-expert&recipient=other-importer", "duplicate_parameter", "“to” once"),
        ("/who?asOf=2020-02-30", "bad_date", "year-month-day"),
        ("/who?asOf=1980-01-01", "outside_coverage", "outside the law"),
        ("/who?reading=OQ-99=B", "unknown_reading", "OQ-02=B"),
        ("/who?reading=OQ-02=A&reading=OQ-02=B", "unknown_reading", "Two readings of OQ-02"),
        ("/who?limit=-1", "bad_parameter", "whole number"),
        ("/who?offset=two", "bad_parameter", "whole number"),
        (f"/who?purpose={'x' * 301}", "bad_parameter", "300 characters"),
        ("/chain?from=irs-officer&information=irs-adjustment", "parameter_missing", "to: Give"),
        ("/chain?from=special-expert&to=irs-officer&information=irs-adjustment",
         "no_such_place", "says nothing of person with special knowledge"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_taken_is_told_why(
    port: int, path: str, code: str, says: str
) -> None:
    got = ask(port, "GET", path)
    assert (got.status, got.code) == (400, code)
    assert says in got.json["detail"]


def test_a_problem_does_not_repeat_what_was_asked(port: int) -> None:
    for name in ("from", "to", "information", "purpose", "asOf", "reading", "limit"):
        got = get(port, "/who", **{name: "Zebulon Quirk"})
        assert got.status == 400
        assert b"Quirk" not in got.body, name


def test_check_decides_at_two_days_as_the_command_line_does(port: int) -> None:
    days = ["1995-06-01", "2019-06-01"]
    got = ask(port, "POST", f"/check?asOf={days[0]}&asOf={days[1]}", AUDITED.read_bytes(), JSON)
    expected = shell("check", "--as-of", days[0], "--as-of", days[1], str(AUDITED))
    del expected["file"]
    for decision in expected["decisions"]:
        del decision["file"]
    assert got.json == expected
    assert got.json["changes"][0]["outcomes"] == ["not-authorized", "permitted"]
    assert got.headers["cache-control"] == "no-store"
    assert "etag" not in got.headers


def test_check_takes_readings(port: int) -> None:
    # OQ-65=B: the felony must involve theft or smuggling; a tax felony does not
    plain = ask(port, "POST", "/check", FELONY.read_bytes(), JSON).json
    taken = ask(port, "POST", "/check?reading=OQ-65=B", FELONY.read_bytes(), JSON).json
    assert (plain["outcome"], taken["outcome"]) == ("permitted", "not-authorized")


@pytest.mark.parametrize(
    ("query", "headers", "status", "code"),
    [
        ("?as-of=2019-06-01", JSON, 400, "unknown_parameter"),
        ("?asOf=yesterday", JSON, 400, "bad_date"),
        ("?asOf=1990-01-01", JSON, 400, "outside_coverage"),
        ("?reading=none", JSON, 400, "unknown_reading"),
        ("?" + "&".join(["asOf=2019-06-01"] * 11), JSON, 400, "too_many_days"),
        ("", FORM, 415, "bad_format"),
        ("", {"Content-Type": "application/json; charset=latin-1"}, 415, "bad_format"),
        ("", JSON | {"Accept": "text/html"}, 406, "not_acceptable"),
    ],
)
def test_check_says_why_it_cannot_decide(
    port: int, query: str, headers: dict[str, str], status: int, code: str
) -> None:
    got = ask(port, "POST", f"/check{query}", AUDITED.read_bytes(), headers)
    assert (got.status, got.code) == (status, code)


def test_a_record_that_is_no_json_object_is_told_so(port: int) -> None:
    assert post(port, "/check", ["x"]).code == "several_records"
    assert json.loads(ask(port, "POST", "/check", "{", JSON).body)["code"] == "invalid_json"
