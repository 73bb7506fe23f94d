"""The benchmark measures the work that it says: its council is sound, and both sides write the same rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import permutations
from pathlib import Path

import pytest

from benchmarks import checking, councils, explore, forms, machine, pages, run, timers, worklist, workshop
from benchmarks.stores import Bare, BareSqlite, Sqlite, database
from benchmarks.work import (
    ANSWERS,
    COUNCIL,
    STEPS,
    Side,
    Stored,
    casepath_side,
    limit_side,
    load,
    sample,
    stored,
)
from engine import CaseChanged, Cases, Database, Engine, Refused
from engine.cases.values import Json
from engine.checks import check
from engine.definitions.read import read_folder
from tests.support import LITTLE

ROUND_OF_ONE = Stored(cases=1, moves=5, submissions=5, steps=6, closed=1)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return load()


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Database]:
    made = database(tmp_path / "ours.db", "NORMAL")
    yield made
    made.close()


@pytest.fixture
def beside(tmp_path: Path, ours: Database) -> Iterator[Bare]:
    made = BareSqlite(tmp_path / "ours.db", "NORMAL")
    yield made
    made.close()


@pytest.fixture
def cases(engine: Engine, ours: Database) -> Cases:
    return engine.cases(ours)


def test_the_council_of_the_benchmark_has_no_errors() -> None:
    assert [finding for finding in check(read_folder(COUNCIL)).findings if finding.is_error] == []


def test_its_form_asks_thirty_questions_of_which_eight_are_conditional_and_has_four_rules(engine: Engine) -> None:
    form = engine.definition.forms["application"]

    assert len(form.fields) == 30
    assert len([one for one in form.fields if one.show]) == 8
    assert len(form.rules) == 4


def test_its_workflow_has_eight_states_and_a_role_and_a_guard_at_every_step(engine: Engine) -> None:
    flow = engine.definition.workflows["household_support"]

    assert len(flow.states) == 8
    for action, state, _, role in STEPS:
        taken = flow.states[state].actions[action]
        assert role in taken.by
        assert taken.require
        assert taken.definition.submits == "application"


def test_a_case_goes_through_all_five_steps(beside: Bare, cases: Cases) -> None:
    take_through(casepath_side(cases))

    assert stored(beside) == ROUND_OF_ONE


def test_the_limit_writes_the_same_rows_as_casepath(engine: Engine, beside: Bare, cases: Cases, tmp_path: Path) -> None:
    like = sample(beside, casepath_side(cases))
    kept = Sqlite(tmp_path, "NORMAL")
    theirs, bare = kept.database("theirs"), kept.bare("theirs")
    sample(bare, casepath_side(engine.cases(theirs)))  # brings the release that rows point at
    before = stored(bare)

    case = take_through(limit_side(bare, like))

    assert before == stored(beside) == ROUND_OF_ONE
    assert stored(bare) == Stored(cases=2, moves=10, submissions=10, steps=12, closed=2)
    assert documents(theirs, case)["steps"] == list(like.events)
    assert documents(theirs, case)["folded"] == [like.folded[-1]]
    assert [json.loads(one) for one in documents(theirs, case)["submissions"]] == [dict(ANSWERS)] * 5
    bare.close()
    theirs.close()


def test_an_answer_out_of_place_is_refused_by_a_step(cases: Cases) -> None:
    side = casepath_side(cases)

    with pytest.raises(Refused) as refusal:
        side.step(
            side.open(), 0, {**ANSWERS, "postcode": "nowhere", "end_date": "2025-01-01", "tenure_other": "a boat"}
        )

    assert {one.path for one in refusal.value.reasons} == {
        "application.postcode",
        "application.end_date",
        "application.tenure_other",
    }


def test_a_guard_that_does_not_hold_stops_its_step(cases: Cases) -> None:
    side = casepath_side(cases)

    with pytest.raises(Refused, match="declaration is missing"):
        side.step(side.open(), 0, {**ANSWERS, "declaration": "no"})


def test_a_step_compares_the_version(cases: Cases) -> None:
    side = casepath_side(cases)
    case = side.open()
    side.step(case, 0, ANSWERS)

    with pytest.raises(CaseChanged):
        side.step(case, 0, ANSWERS)


@pytest.mark.parametrize("kind", ["sqlite-normal", "postgresql"])
def test_a_run_prints_one_table_with_all_sides(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    # A run compares what both sides left, row by row counted, and ends with an error where it differs.
    answer = run.main(["--rounds", "1", "--cases", "1", "--db", kind])

    printed = capsys.readouterr().out
    assert answer == 0
    assert f"Case step on {kind}" in printed
    assert [line.split("|")[1].strip() for line in printed.splitlines() if line.startswith("| ")][1:] in [
        list(each) for each in permutations(("bare SQL (limit)", "Casepath", "Casepath, encrypted"))
    ]
    assert "fdatasync" in printed


def test_a_side_that_wrote_less_is_called_nonsense() -> None:
    lacking = Stored(cases=1, moves=5, submissions=4, steps=6, closed=1)

    with pytest.raises(run.Nonsense, match="Casepath left"):
        run.judge(lacking, ROUND_OF_ONE, 1)


@pytest.mark.parametrize("option", [["--rounds", "0"], ["--cases", "-1"], ["--cases", "many"], ["--db", "memory"]])
def test_an_option_that_makes_no_sense_ends_with_an_error(option: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run.main(option)

    assert ended.value.code == 2


def test_a_ratio_is_taken_round_by_round() -> None:
    figures = {
        "Casepath": run.Figures(steps=[0.1], openings=[0.1], rates=[5.0, 50.0, 500.0], cpu=[0.1]),
        "limit": run.Figures(steps=[0.1], openings=[0.1], rates=[10.0, 100.0, 1000.0], cpu=[0.1]),
    }

    line = next(one for one in run.table(figures, "limit").splitlines() if "Casepath" in one)

    assert line.split("|")[3].strip() == "0.50"


def take_through(side: Side, answers: Mapping[str, Json] = ANSWERS) -> str:
    """Open a case, take it through all steps, and return its id."""
    case = side.open()
    for number in range(len(STEPS)):
        side.step(case, number, answers)
    return case


def documents(db: Database, case: str) -> dict[str, list[str]]:
    """Return the documents that a case left, in order."""
    queries = {
        "folded": "SELECT folded FROM casepath_case WHERE id = ?",
        "steps": "SELECT events FROM casepath_step WHERE case_id = ? ORDER BY version",
        "submissions": "SELECT answers FROM casepath_submission WHERE case_id = ? ORDER BY at",
    }
    with db.pool.begin() as connection:
        return {
            name: [str(row[0]) for row in connection.exec_driver_sql(sql, (case,))] for name, sql in queries.items()
        }


def test_the_forms_benchmark_does_the_work_that_it_says_and_tells_it_in_a_table(
    capsys: pytest.CaptureFixture[str],
) -> None:
    # `all_works` does each work once on both sides, and asserts that they found the same.
    assert forms.main(["--rounds", "1"]) == 0

    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("|")]
    assert len(lines) == 2 + 5
    assert len({len(line) for line in lines}) == 1


@pytest.mark.parametrize(("kind", "goal"), [("sqlite-normal", "2"), ("postgresql", "4")])
def test_all_sides_of_the_timers_fire_the_same_and_leave_the_same_rows(
    kind: str, goal: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert timers.main(["--rounds", "1", "--due", "7", "--waiting", "5", "--db", kind]) == 0

    told = [line.split("|")[1:-1] for line in capsys.readouterr().out.splitlines() if line.startswith("| ")]
    assert [(line[0].strip(), line[-1].strip()) for line in told[1:]] == [
        ("Casepath", goal),
        ("set-based SQL (limit)", ""),
    ]


def test_every_way_to_look_at_work_finds_some_and_is_told_in_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    # Each look asserts that it found something.
    assert worklist.main(["--rounds", "1", "--cases", "2000"]) == 0

    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| ")]
    assert [line.split("|")[1].strip().partition(",")[0] for line in told[1:]] == ["Casepath"] * 5 + ["by hand"] * 3


def test_the_pages_are_measured_one_by_one_and_by_several_people_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    # Each page asserts that it is the one that was asked for, and what people typed is looked for afterwards.
    assert pages.main(["--rounds", "1", "--cases", "2000", "--users", "3", "--visits", "2"]) == 0

    told = capsys.readouterr().out
    assert len([line for line in told.splitlines() if line.startswith(("| A ", "| Check "))]) == 6
    assert "3 people at once" in told
    assert "0 errors" in told


def test_the_benchmark_of_the_machine_tells_each_way_of_stepping_and_how_an_old_case_compares(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert machine.main(["--rounds", "1", "--times", "2", "--age", "30"]) == 0

    told = capsys.readouterr().out
    assert told.count("through the library") == told.count("known from before") == 2
    assert "The last 20 steps of 30 take" in told


def test_the_benchmark_of_many_councils_loads_every_kind_and_tells_both_ways(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert councils.main(["--rounds", "1", "--councils", "4"]) == 0

    told = capsys.readouterr().out
    assert "4 councils on one template" in told
    assert "shared where untouched" in told
    assert "each its own" in told


def test_the_benchmark_of_exploring_looks_at_as_much_as_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert explore.main(["--rounds", "1", "--most", "150"]) == 0

    assert "wide: 150 configurations, " in capsys.readouterr().out


def test_the_benchmark_of_checking_checks_both_large_definitions_without_an_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    # `checked` ends with an error where a definition has one.
    assert checking.main(["--rounds", "1", "--scale", "0.1"]) == 0

    told = capsys.readouterr().out
    assert "30 states, 150 actions" in told
    assert "a form of 100 questions" in told
    assert "a form of 50 questions" in told


# --- a workshop ------------------------------------------------------------------------------------------------------

LITTLE_EDITS = (
    workshop.Edit("a label", "form_schemas/referral.yaml", "label: Which park?", " now", "desk/now"),
    workshop.Edit("a slip", "form_schemas/referral.yaml", "title: ", "[", "desk/now"),
)


def test_the_benchmark_of_a_workshop_edits_what_the_template_has() -> None:
    template = workshop.copied_files()

    assert all(one.behind.encode() in template[one.file] for one in workshop.EDITS)


def test_the_benchmark_of_a_workshop_waits_for_what_every_browser_is_shown(tmp_path: Path) -> None:
    for path, content in LITTLE.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    with workshop.served(tmp_path) as (port, key):
        took = workshop.measured(port, key, 2, 1, LITTLE_EDITS[1:])
        with pytest.raises(workshop.Nonsense):
            workshop.measured(port, key, 1, 1, LITTLE_EDITS[:1])

    assert [len(one) for one in took.values()] == [4]
    assert all(one > 0 for one in took["a slip"])


def test_a_percentile_is_a_time_that_was_measured() -> None:
    assert workshop.percentile([0.5], 0.95) == 0.5
    assert workshop.percentile([float(one) for one in range(1, 101)], 0.95) == 95.0
