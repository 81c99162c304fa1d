"""The command line as users type it: its output and its exit codes."""

import json
from pathlib import Path

import pytest
from rdflib import Graph
from shell import clearance, process
from support import EXAMPLES

from kg.cli.main import parser

SECTION = "26 CFR 301.6103(l)(14)-1"


def of(name: str) -> str:
    return str(EXAMPLES / name)


#: One line for each command, which is run as a process too, with what it reads from stdin.
LINES = {
    "build": (["build"], ""),
    "chain": (
        [
            *("chain", "--from", "irs-officer", "--to", "customs-contractor"),
            *("--information", "irs-adjustment", "--purpose", "ascertain-entry-correctness"),
        ],
        "",
    ),
    "check": (["check", of("customs-to-contractor.ttl"), of("irs-receipt-not-stated.json")], ""),
    "diff": (["diff", "26 CFR 301.6103(n)-1(a)", "--from", "2007-06-04", "--to", "2007-06-05"], ""),
    "explain": (["explain", "-"], "PROHIBITED"),
    "law": (["law", f"{SECTION}(e)"], ""),
    "new-section": (["new-section", "--check"], ""),
    "query": (["query", "-"], "ASK { norm:l14-e-informant a clr:Prohibition }"),
    "schema": (["schema", "--context"], ""),
    "serve": (["serve", "--host", "0.0.0.0", "--port", "0"], ""),
    "who": (["who", "--from", "irs-officer", "--format", "csv"], ""),
}


def test_every_command_has_a_line_that_runs_as_a_process() -> None:
    commands = next(action for action in parser()._actions if action.dest == "command")
    assert set(commands.choices or ()) == LINES.keys()


@pytest.mark.parametrize("command", LINES)
def test_a_process_writes_and_ends_as_the_command_does_in_tests(command: str) -> None:
    line, stdin = LINES[command]
    told = process(*line, stdin=stdin)
    assert told == clearance(*line, stdin=stdin)
    assert told.returncode == {"check": 1, "explain": 2, "serve": 2}.get(command, 0)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("irs-complete-2019.json", 0),
        ("letter-complete.json", 0),
        ("customs-to-expert.json", 1),
        ("irs-before-receipt.json", 1),
        ("letter-several-defects.json", 1),
        ("irs-receipt-not-stated.json", 3),
    ],
)
def test_the_exit_code_tells_the_outcome(name: str, code: int) -> None:
    assert clearance("check", of(name)).returncode == code


def test_of_several_files_the_gravest_exit_code_counts_and_all_others_are_decided() -> None:
    files = [of("irs-complete-2019.json"), of("irs-receipt-not-stated.json")]
    assert clearance("check", *files).returncode == 3
    files.append(of("customs-to-expert.json"))
    assert clearance("check", *files).returncode == 1
    run = clearance("check", "--format", "jsonl", *files, "no-such-file.json")
    assert run.returncode == 2
    assert [json.loads(line)["outcome"] for line in run.stdout.splitlines()] == [
        "permitted",
        "undetermined",
        "prohibited",
    ]
    assert run.stderr.count("\n") == 1
    assert "no-such-file.json" in run.stderr


def test_a_decision_can_be_piped_into_explain_in_every_format() -> None:
    told = clearance("check", "--format", "json", of("customs-to-contractor.ttl")).stdout
    text = clearance("explain", "-", stdin=told)
    assert text.returncode == 0
    assert text.stdout.startswith("PROHIBITED: ")
    assert "including any contractor of the U.S. Customs Service" in " ".join(text.stdout.split())
    assert text.stdout == clearance("check", of("customs-to-contractor.ttl")).stdout
    markdown = clearance("explain", "--format", "md", "-", stdin=told).stdout
    assert markdown.startswith("# PROHIBITED: ")
    turtle = clearance("explain", "--format", "ttl", "-", stdin=told).stdout
    graph = Graph().parse(data=turtle, format="turtle")
    assert any(str(o).endswith("norm/l14-j-contractor") for o in graph.objects())


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"outcome": "permitted"}', "PROHIBITED"])
def test_what_is_no_decision_is_refused_by_explain_in_one_line(text: str) -> None:
    run = clearance("explain", "-", stdin=text)
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    assert "no decision" in run.stderr


def test_a_record_can_come_from_stdin() -> None:
    text = (EXAMPLES / "irs-complete-2019.json").read_text(encoding="utf-8")
    assert clearance("check", "--input-format", "json", "-", stdin=text).returncode == 0
    unnamed = clearance("check", "-", stdin=text)
    assert unnamed.returncode == 2
    assert "--input-format" in unnamed.stderr


def test_the_date_decides_which_law_applies_and_a_date_without_law_is_refused() -> None:
    early = clearance("check", "--as-of", "1994-03-10", of("irs-complete-2019.json"))
    assert early.returncode == 2
    assert "1994-03-11" in early.stderr
    # before the succession nobody at U.S. Customs and Border Protection was meant
    before = clearance(
        "check", "--as-of", "2003-02-28", "--format", "json", of("irs-complete-2019.json")
    )
    assert json.loads(before.stdout)["outcome"] == "not-authorized"
    after = clearance("check", "--as-of", "2003-03-01", of("irs-complete-2019.json"))
    assert after.returncode == 0


def test_the_manifest_is_compared_line_by_line(tmp_path: Path) -> None:
    good = tmp_path / "good.csv"
    record = of("irs-complete-2019.json")
    good.write_text(
        f"file,asOf,outcome,citations,note\n{record},2019-06-14,permitted,{SECTION}(a);{SECTION}(a)(1),x\n"
    )
    assert clearance("check", "--manifest", str(good)).returncode == 0
    bad = tmp_path / "bad.csv"
    bad.write_text(good.read_text().replace("permitted", "prohibited"))
    run = clearance("check", "--manifest", str(bad))
    assert run.returncode == 1
    assert "outcome is permitted, expected prohibited" in run.stdout
    broken = tmp_path / "broken.csv"
    broken.write_text("name,result\nx,y\n")
    assert clearance("check", "--manifest", str(broken)).returncode == 2
    mixed = clearance("check", "--manifest", str(good), "--as-of", "2019-04-02")
    assert mixed.returncode == 2
    assert "Leave out FILE, --as-of and --reading" in mixed.stderr


@pytest.mark.slow
def test_both_engines_can_be_asked_for_from_the_shell() -> None:
    run = clearance("check", "--engine", "both", "--format", "json", of("justice-to-expert.json"))
    assert run.returncode == 0
    assert json.loads(run.stdout)["citations"] == [f"{SECTION}(h) sentence 1", f"{SECTION}(h)(1)"]


def test_law_gives_words_version_norms_and_conditions_of_a_provision() -> None:
    run = clearance("law", f"{SECTION}(e)")
    assert run.returncode == 0
    flat = " ".join(run.stdout.split())
    assert "would identify a confidential informant or seriously impair any civil" in flat
    assert "In force from 1996-12-17: T.D. 8694" in flat
    assert "prohibition: no disclosure that would identify a confidential informant" in flat
    early = clearance("law", f"{SECTION}(e)", "--as-of", "1995-01-01").stdout
    assert "T.D. 8527" in early
    assert "secondary" in early


@pytest.mark.parametrize(
    "citation",
    ["", "the law", f"{SECTION}(z)", "26 USC 6103(c)", f"{SECTION}(j) sentence 9"],
)
def test_a_citation_that_is_not_held_gives_exit_code_2_and_one_line(citation: str) -> None:
    run = clearance("law", citation)
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)


def test_every_citation_form_that_lawyers_write_finds_the_provision() -> None:
    for form in (
        "26 C.F.R. § 301.6103(l)(14)–1(b)(4), sentence 2",
        "26 CFR 301.6103(l)(14)-1 (b)(4) sentence 2",
    ):
        told = json.loads(clearance("law", form, "--format", "json").stdout)
        assert told["citation"] == f"{SECTION}(b)(4) sentence 2"


def test_query_runs_saved_and_own_queries_and_refuses_what_reaches_out() -> None:
    assert "agencies" in clearance("query").stdout.split()
    assert "U.S. Customs and Border Protection" in clearance("query", "agencies").stdout
    text = "ASK { norm:l14-e-informant a clr:Prohibition }"
    assert clearance("query", "-", stdin=text).stdout == "yes\n"
    made = "CONSTRUCT { ?n a clr:Norm } WHERE { ?n a clr:Prohibition }"
    assert "norm:l14-e-informant" in clearance("query", "--format", "ttl", "-", stdin=made).stdout
    for refused in (
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "INSERT DATA { <urn:a:b> <urn:a:b> <urn:a:b> }",
        "SELECT",
        "{" * 3000,
    ):
        run = clearance("query", "-", stdin=refused)
        assert (run.returncode, run.stdout) == (2, ""), refused[:40]
    inside = 'SELECT ?x { BIND("SERVICE" AS ?x) }'
    assert "SERVICE" in clearance("query", "-", stdin=inside).stdout


def test_wrong_usage_gives_exit_code_2_and_points_to_the_help() -> None:
    for arguments in (("chek",), (), ("who", "--colour", "red"), ("check",)):
        run = clearance(*arguments)
        assert run.returncode == 2, arguments
        assert "Traceback" not in run.stderr


def test_help_has_examples_that_work() -> None:
    lines = clearance("--help").stdout.split("examples:")[1].split("\n\n")[0].splitlines()
    told = [line.strip() for line in lines if line.strip() and "request.ttl" not in line]
    assert len(told) >= 4
    for line in told:
        if "--engine both" in line:
            continue  # the whole manifest by both engines has a test of its own
        import shlex

        assert clearance(*shlex.split(line)[1:]).returncode == 0, line


def test_serve_takes_an_address_that_others_can_reach_only_with_its_name() -> None:
    run = clearance("serve", "--host", "0.0.0.0", "--port", "0")
    assert run.returncode == 2
    assert "give with --public-url the address by which they ask" in run.stderr
