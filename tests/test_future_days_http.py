"""Days after the last check of the law, and days still to come, over HTTP and by AuthZEN."""

import json
from collections.abc import Iterator

import days_to_come
import pytest
from days_to_come import TO_COME, codes, record
from enforce import ASKED, AUDIT, EVALUATION, EVALUATIONS, RECEIVE, TRANSACTIONS
from talk import ask, get, post, served

checked = pytest.fixture(scope="module")(days_to_come.checked)
today = pytest.fixture(scope="module", autouse=True)(days_to_come.today)


@pytest.fixture(scope="module")
def port(today: str) -> Iterator[int]:
    """Start a server on that day; stop it at the end."""
    with served() as found:
        yield found


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
