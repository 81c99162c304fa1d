"""Every bound of one request over HTTP: its code beyond it, an answer at it, and others go on."""

import json
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from chains import PREFIXES, chain
from processes import known, tree
from serving import FORM, START, Server, ask, elsewhere, served, wait_until
from support import EXAMPLES

from kg.questions.bounds import MAX_DAYS, MAX_WORK
from kg.record.ingest import MAX_BYTES
from kg.record.lineage import MAX_ACTS

JSON = {"Content-Type": "application/json"}
TURTLE = {"Content-Type": "text/turtle"}
COMPLETE = "irs-complete-2019.json"
#: Bytes of memory that a web process may ever hold (issue 9).
WEB = 300 * 2**20
#: Deciding all its 2,800 things would give 50 MB: it ends when a fifth of them is decided.
HEAVY = chain(14, 200).encode()
Sent = tuple[str, str, bytes, dict[str, str]]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with served("--seconds", "60") as running:  # no bound here is to be one of time
        yield running
        if known():  # after all that the tests of this file sent
            for pid, peak in web_peaks(running).items():
                assert peak < WEB, pid


def web_peaks(server: Server) -> dict[int, int]:
    """Give the most memory that each process held which is none for queries or questions."""
    found = {}
    for pid in tree(server.process.pid):
        if b".worker" not in Path(f"/proc/{pid}/cmdline").read_bytes():
            status = Path(f"/proc/{pid}/status").read_text()
            peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
            found[pid] = int(peak.split()[1]) * 1024
    assert found
    return found


def example() -> dict[str, Any]:
    record: dict[str, Any] = json.loads((EXAMPLES / COMPLETE).read_text(encoding="utf-8"))
    return record


def letter(items: int, *, bare: bool = False) -> dict[str, Any]:
    """Give the complete example with so many items requested and disclosed."""
    record = example()
    text = json.dumps(record["request"]["requestedItem"][0])
    names = [f"item-{n + 1}" for n in range(items)]
    full = [json.loads(text.replace('item-1"', f'{name}"')) for name in names]
    record["item"] = names
    record["request"]["requestedItem"] = [{"id": n} for n in names] if bare else full
    return record


def check(body: object, **days: list[str]) -> Sent:
    return "POST", f"/check?{urlencode(days, doseq=True)}", json.dumps(body).encode(), JSON


def turtle(text: str) -> Sent:
    return "POST", "/check", text.encode(), TURTLE


def crowd(things: int) -> str:
    """Give a record of so many things: a request with items of which nothing is said."""
    names = [f"r:x-{n}" for n in range(things)]
    return f"{PREFIXES} " + " ".join(f"{name} a clr:Person ." for name in names)


def evaluation(record: object = None, **more: object) -> dict[str, Any]:
    context = {} if record is None else {"context": {"record": record}}
    return {
        "subject": {"type": "person", "id": "recipient"},
        "resource": {"type": "information", "id": "intercompany-transactions"},
        "action": {"name": "receive"},
        **context,
        **more,
    }


def evaluations(each: list[dict[str, Any]], **shared: object) -> Sent:
    body = {**shared, "evaluations": each}
    return "POST", "/access/v1/evaluations", json.dumps(body).encode(), JSON


def reconcile(queries: int, length: int = 500) -> Sent:
    text = ("customs officer " * 40)[:length]
    batch = {f"q{n}": {"query": text, "limit": 100} for n in range(queries)}
    return "POST", "/reconcile", urlencode({"queries": json.dumps(batch)}).encode(), FORM


YEARS = [f"20{year}-06-01" for year in range(12, 21)]
BEYOND: dict[str, tuple[Sent, int, str]] = {
    "bytes of a record": (("POST", "/check", b" " * (MAX_BYTES + 1), JSON), 413, "too_large"),
    "bytes of a batch": (evaluations([], pad="x" * MAX_BYTES), 413, "too_large"),
    "things in a record": (turtle(crowd(2_001)), 413, "too_large"),
    "acts of a chain": (turtle(chain(MAX_ACTS + 1)), 413, "too_many_acts"),
    "days": (check(example(), asOf=["2019-06-01"] * (MAX_DAYS + 1)), 400, "too_many_days"),
    "things on all days": (check(letter(200), asOf=YEARS[-4:]), 413, "too_much_work"),
    "things in all acts": (turtle(chain(1 + MAX_WORK // 200, 200)), 413, "too_much_work"),
    "evaluations": (evaluations([evaluation()] * 51), 400, "too_many_evaluations"),
    "things in all evaluations": (
        evaluations([evaluation(letter(18) | {"id": f"d-{n}"}) for n in range(50)]),
        413,
        "too_much_work",
    ),
    "bytes of an answer": (check(letter(200, bare=True), asOf=YEARS[-3:]), 413, "result_too_large"),
    "queries of a batch": (reconcile(101, 50), 413, "too_large"),
    "parameters": (("GET", "/who?" + "reading=x&" * 201, b"", {}), 400, "too_many_fields"),
    "length of a parameter": (("GET", f"/who?from={'x' * 301}", b"", {}), 400, "bad_parameter"),
}


@pytest.mark.parametrize("kind", BEYOND)
def test_beyond_a_bound_there_is_a_problem_with_a_code(server: Server, kind: str) -> None:
    sent, status, code = BEYOND[kind]
    got, headers, body = ask(server.port, *sent)
    assert headers["content-type"] == "application/problem+json", (got, body[:300])
    problem = json.loads(body)
    assert (got, problem["code"]) == (status, code)
    assert problem["detail"]
    assert ask(server.port, *check(example()))[0] == 200


AT: dict[str, Sent] = {
    "items": check(letter(200)),
    "acts": turtle(chain(MAX_ACTS)),
    "days": check(example(), asOf=["2019-06-01"] * MAX_DAYS),
    "work": check(letter(200), asOf=["2019-06-01", "2019-07-01"]),
    "one record for all evaluations": evaluations([{}] * 50, **evaluation(letter(200))),
    "a record for each evaluation": evaluations(
        [evaluation(example() | {"id": f"d-{n}"}) for n in range(50)]
    ),
    "queries": reconcile(100),
    "every row": ("GET", "/who", b"", {}),
    "a path": (
        "GET",
        "/chain?from=irs-officer&to=special-expert&information=irs-adjustment",
        b"",
        {},
    ),
}


@pytest.mark.parametrize("kind", AT)
def test_at_a_bound_there_is_a_whole_answer(server: Server, kind: str) -> None:
    status, headers, body = ask(server.port, *AT[kind])
    assert status == 200, body[:300]
    assert int(headers["content-length"]) == len(body)
    json.loads(body)


def test_evaluations_on_one_record_say_what_the_record_alone_gets(server: Server) -> None:
    whole = letter(200)
    _, _, alone = ask(server.port, *check(whole))
    _, _, body = ask(server.port, *evaluations([{}] * 50, **evaluation(whole)))
    found = json.loads(body)["evaluations"]
    assert len(found) == 50
    assert all(one == found[0] for one in found)
    assert found[0]["decision"] is (json.loads(alone)["outcome"] == "permitted") is True


def test_a_batch_with_a_bad_record_says_so_for_that_evaluation_only(server: Server) -> None:
    each = [evaluation(example()), evaluation({"type": "Nothing"}), evaluation(example())]
    status, _, body = ask(server.port, *evaluations(each))
    found = json.loads(body)["evaluations"]
    assert status == 200
    assert [one["decision"] for one in found] == [True, False, True]
    assert found[1]["context"]["error"]["code"] == "unknown_class"


@pytest.mark.skipif(not known(), reason="this system does not tell about processes")
def test_a_question_that_takes_too_long_ends_with_504_and_the_next_is_answered() -> None:
    with served("--seconds", "3") as server:
        assert ask(server.port, "GET", "/healthz")[0] == 200  # it is up
        for pid in answering(server):
            os.kill(pid, signal.SIGSTOP)  # whatever it is asked takes too long now
        status, _, body = ask(server.port, *check(example()))
        assert (status, json.loads(body)["code"]) == (504, "question_timeout")
        lost = ask(server.port, "GET", "/metrics")[2]
        assert b'clearance_questions_lost{by="question_timeout"} 1.0' in lost
        assert ask(server.port, "GET", "/healthz")[0] == 200

        # each of the others ends in the same way, and what replaces it takes a while to load
        def again() -> bool:
            return ask(server.port, *check(example()))[0] == 200

        assert wait_until(again, START)


def answering(server: Server) -> list[int]:
    """Give the processes that answer questions."""
    lines = {p: Path(f"/proc/{p}/cmdline").read_bytes() for p in tree(server.process.pid)}
    found = [pid for pid, line in lines.items() if b"kg.answering.worker" in line]
    assert found
    return found


def test_a_question_that_takes_too_much_memory_ends_with_503_and_the_next_is_answered() -> None:
    with served("--question-memory", "110", "--seconds", "60") as server:
        status, _, body = ask(server.port, *turtle(chain(MAX_ACTS)))
        assert (status, json.loads(body)["code"]) == (503, "question_out_of_memory")
        assert ask(server.port, *check(example()))[0] == 200


@pytest.mark.skipif(not elsewhere(), reason="this system has one loopback address only")
def test_one_client_with_long_questions_does_not_keep_others_waiting(server: Server) -> None:
    done: list[int] = []

    def long_one() -> None:
        done.append(ask(server.port, "POST", "/check", HEAVY, TURTLE)[0])

    clients = [threading.Thread(target=long_one) for _ in range(20)]
    for one in clients:
        one.start()
    others = []
    while any(one.is_alive() for one in clients) and len(others) < 20:
        for sent in (check(example()), ("GET", "/healthz", b"", {}), ("GET", "/who", b"", {})):
            others.append(ask(server.port, *sent, source="127.0.0.2")[0])
    for one in clients:
        one.join()
    assert others
    assert set(others) == {200}
    assert set(done) <= {413, 503, 504}
    assert 503 in done  # the queue holds less than one client sent


def test_what_is_wrong_with_a_question_in_a_process_comes_back_with_its_place(
    server: Server,
) -> None:
    record = example() | {"purpose": ["nothing known"]}
    status, _, body = ask(server.port, *check(record))
    problem = json.loads(body)
    assert status in {400, 422}
    assert "/purpose" in problem["detail"]
    assert "nothing known" not in problem["detail"]
