"""AuthZEN with a record: what is granted is what the record shows."""

import re
from typing import Any

import pytest
from enforce import (
    EVALUATION,
    OFFICER,
    RECEIVE,
    TRANSACTIONS,
    receives,
    record,
)
from support import manifest
from talk import post


def test_receive_is_granted_on_a_permitted_record_only(port: int) -> None:
    outcomes = {
        row["file"]: row["outcome"]
        for row in manifest()
        if re.fullmatch(r"justice-to-expert[a-z-]*\.json", row["file"])
    }
    assert {"permitted", "prohibited"} <= set(outcomes.values())
    for name, outcome in outcomes.items():
        told = receives(port, record(name))
        assert told["context"]["outcome"] == outcome, name
        assert told["decision"] is (outcome == "permitted"), name
        assert told["context"]["reason"].startswith(f"{outcome}: ")
        assert told["context"]["citations"]


def test_a_fact_left_out_of_the_record_takes_the_grant_away(port: int) -> None:
    whole = record("justice-to-expert.json")
    assert receives(port, whole)["decision"] is True
    decided = 0
    for field in sorted(whole.keys() - {"id", "type", "date"}):
        less = {name: value for name, value in whole.items() if name != field}
        got = post(
            port,
            EVALUATION,
            {
                "subject": {"type": "role", "id": "special-expert"},
                "resource": TRANSACTIONS,
                "action": RECEIVE,
                "context": {"record": less},
            },
        )
        assert got.status == 400 or got.json["decision"] is False, field
        decided += got.status == 200
    assert decided > 3


@pytest.mark.parametrize(
    ("parts", "place"),
    [
        ({"subject": {"type": "role", "id": "settlement-party"}}, "subject"),
        ({"subject": {"type": "person", "id": "somebody-else"}}, "subject"),
        ({"resource": {"type": "information", "id": "irs-adjustment"}}, "resource"),
        ({"purpose": "civil-penalty"}, "context/purpose"),
        ({"from": "customs-officer"}, "context/from"),
    ],
)
def test_a_record_about_another_matter_grants_nothing(
    port: int, parts: dict[str, Any], place: str
) -> None:
    told = record("justice-to-expert.json")
    extra = {name: parts[name] for name in parts.keys() & {"purpose", "from"}}
    rest = {name: parts[name] for name in parts.keys() & {"subject", "resource"}}
    answer = receives(port, told, **rest, context={"record": told, **extra})
    assert answer["decision"] is False
    assert answer["context"]["outcome"] == "mismatch"
    assert [text.split(":")[0] for text in answer["context"]["differences"]] == [place]


def test_the_recipient_may_be_named_as_in_the_record(port: int) -> None:
    told = record("justice-to-expert.json")
    person = {"type": "person", "id": told["recipient"]["id"]}
    context = {"record": told, "purpose": told["purpose"][0], "from": "justice-officer"}
    assert receives(port, told, subject=person, context=context)["decision"] is True


@pytest.mark.parametrize(
    ("who", "what", "places"),
    [
        (("expert", "special-expert"), ("item-1", "intercompany-transactions"), []),
        (("expert", None), ("item-1", None), []),
        (("expert", "customs-officer"), ("item-1", None), ["subject/properties/role"]),
        (
            ("somebody-else", "special-expert"),
            ("item-1", None),
            ["subject", "subject/properties/role"],
        ),
        (("expert", None), ("item-1", "irs-adjustment"), ["resource/properties/category"]),
        (("expert", None), ("item-2", None), ["resource"]),
        (("expert", None), ("halcyon", None), ["resource"]),
    ],
)
def test_what_a_client_states_of_a_person_and_an_item_has_to_agree_with_the_record(
    port: int, who: tuple[str, str | None], what: tuple[str, str | None], places: list[str]
) -> None:
    person, item = (
        {"type": kind, "id": name, "properties": {part: stated} if stated else {}}
        for kind, part, (name, stated) in (("person", "role", who), ("item", "category", what))
    )
    told = receives(port, record("justice-to-expert.json"), subject=person, resource=item)
    assert told["decision"] is (not places)
    found = [text.split(":")[0] for text in told["context"].get("differences", [])]
    assert found == places


def test_the_items_of_a_permitted_record_are_found(port: int) -> None:
    told = record("justice-to-expert.json")
    asked = {
        "subject": {"type": "person", "id": "expert"},
        "resource": {"type": "item"},
        "action": RECEIVE,
        "context": {"record": told},
    }
    got = post(port, "/access/v1/search/resource", asked)
    assert got.json["results"] == [{"type": "item", "id": "item-1"}]


def test_a_record_by_which_nobody_receives_grants_nothing(port: int) -> None:
    told = receives(port, record("removal-tax-felony.json"))
    assert (told["decision"], told["context"]["outcome"]) == (False, "mismatch")


def test_the_day_asked_for_goes_before_that_of_the_record(port: int) -> None:
    told = record("irs-complete-2019.json")
    parts = {
        "subject": OFFICER,
        "resource": TRANSACTIONS,
    }
    then = receives(port, told, **parts)
    assert (then["decision"], then["context"]["asOf"]) == (True, told["date"])
    before = receives(port, told, **parts, context={"record": told, "asOf": "1995-06-01"})
    assert before["decision"] is False
    assert before["context"]["asOf"] == "1995-06-01"
