"""Records that once came out permitted because a fact was lost or two things became one.

Each goes in by the command line, over HTTP and by AuthZEN. Beside each stands a control that is
decided, so that no door refuses everything.
"""

import json
from pathlib import Path

import pytest
from enforce import EVALUATION, RECEIVE, TRANSACTIONS
from shell import Ran, clearance
from talk import ask, post

from kg.record import ingest

CASES = Path(__file__).parent / "cases"
MEDIA = {".json": "application/json", ".jsonld": "application/ld+json"}
#: file -> code of the refusal, and the field that it names
REFUSED = {
    "jsonld-barred-item-dropped.jsonld": ("invalid_iri", "/item/1/id"),
    "jsonld-offset-knowing-dropped.jsonld": ("invalid_iri", "/underpayment/0/knowingFinding/0/id"),
    "redos-citation-60k.json": ("bad_citation", "/request/forAudit/legalBasis"),
    "isoweek-date.json": ("bad_value", "/date"),
    "taxpayer-name-invisible.json": ("forbidden_character", "/request/forAudit/subject/name"),
}
#: file -> outcome, and a provision that decides
DECIDED = {
    "jsonld-base.jsonld": ("permitted", "26 CFR 301.6103(l)(14)-1(a)"),
    # a return is no information of the kinds that (a) lets the IRS disclose on this letter
    "jsonld-barred-item-control.jsonld": ("not-authorized", "26 CFR 301.6103(l)(14)-1"),
    "jsonld-offset-control.jsonld": ("prohibited", "19 CFR 163.11(d)"),
    # the recipient is not the importer who is audited: (j) lets nobody else have it
    "minted-id-control.json": ("prohibited", "26 CFR 301.6103(l)(14)-1(j)"),
    "minted-id-collision.json": ("prohibited", "26 CFR 301.6103(l)(14)-1(j)"),
    # “Chef Ö” holds no title that the letter designates, which is “Chef Ü”
    "title-collapse.json": ("not-authorized", "26 CFR 301.6103(l)(14)-1(b)(4) sentence 2"),
}


def on_paper(name: str) -> Ran:
    return clearance("check", "--format", "json", str(CASES / name))


def decision(port: int, name: str) -> bool:
    """Ask AuthZEN whether a customs officer may receive what the record is about."""
    record = json.loads((CASES / name).read_text(encoding="utf-8"))
    answer = post(
        port,
        EVALUATION,
        {
            "subject": {"type": "role", "id": "customs-officer"},
            "resource": TRANSACTIONS,
            "action": RECEIVE,
            "context": {"record": record},
        },
    )
    return answer.status == 200 and answer.json["decision"] is True


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_whole_is_refused_by_every_door(port: int, name: str):
    code, place = REFUSED[name]
    done = on_paper(name)
    assert (done.returncode, done.stdout) == (2, "")
    assert place in done.stderr
    got = ask(
        port, "POST", "/check", (CASES / name).read_bytes(),
        {"Content-Type": MEDIA[Path(name).suffix]},
    )  # fmt: skip
    assert got.status in {400, 422}
    assert got.code == code
    assert place in got.json["detail"]
    assert decision(port, name) is False


@pytest.mark.parametrize("name", DECIDED)
def test_what_can_be_read_is_decided_alike_by_every_door(port: int, name: str):
    outcome, provision = DECIDED[name]
    done = on_paper(name)
    assert done.returncode == {"permitted": 0}.get(outcome, 1)
    got = ask(
        port, "POST", "/check", (CASES / name).read_bytes(),
        {"Content-Type": MEDIA[Path(name).suffix]},
    )  # fmt: skip
    for answer in (json.loads(done.stdout), got.json):
        assert answer["outcome"] == outcome
        assert any(cited.startswith(provision) for cited in answer["citations"])
    assert decision(port, name) is (outcome == "permitted")


def test_every_case_is_tried():
    files = {path.name for path in CASES.iterdir() if path.suffix in ingest.FORMATS}
    assert set(REFUSED) | set(DECIDED) <= files
