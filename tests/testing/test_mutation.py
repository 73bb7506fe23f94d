"""Mutation: what a scenario notices is told apart from what none does, the same in every run and any number of jobs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner

from engine.cases.access import role_book
from engine.cli import main
from engine.definitions.read import read_folder
from engine.definitions.source import read
from engine.testing.mutation import Score, drawn, mutants_in, score
from engine.testing.noticing import Noticing
from engine.testing.remembering import Remembered
from tests.cli.test_cli import ROOT
from tests.testing.small import EXAMPLES, FILES, HEAD, SCENARIOS, write_small

WORKFLOW = "workflow_definitions/visits.yaml"
PASSING = EXAMPLES.replace("{outcome: again, state: visited}", "{outcome: again, state: planned}")
APART = """
  whoever_wrote_it_does_not_decide:
    - open: {by: max}
    - do:
        record_visit: {by: max, form: {like: seen_at_school}}
    - cannot:
        decide:
          by: max
          because: '"Decide" is not for the person who did "Record the visit".'
"""


def council(scenarios: str = PASSING) -> dict[str, bytes]:
    return {path: text.encode() for path, text in {**FILES, SCENARIOS: HEAD + scenarios}.items()}


def judged(scenarios: str, *operators: str) -> dict[str, str]:
    """Return what became of the changes that *operators* make, by what would have been said of each."""
    files = council(scenarios)
    every = score(files)
    return {one.mutant.sentence: one.outcome for one in every.judged if one.mutant.operator in operators}


def test_a_change_that_a_scenario_notices_is_told_apart_from_one_that_none_does() -> None:
    apart = '"Decide" is not kept apart from anybody'

    assert judged(PASSING, "drop not_by") == {apart: "survived"}
    assert judged(PASSING + APART, "drop not_by") == {apart: "scenario"}


def test_a_scenario_of_another_workflow_notices_what_changes_in_the_case_that_it_opens_beside() -> None:
    beside = APART.replace("open: {by: max}", "open: {by: max, workflow: visits}")
    others = {
        "workflow_definitions/walks.yaml": FILES[WORKFLOW].replace("workflow: visits", "workflow: walks"),
        "workflow_definitions/scenarios/walks.scenarios.yaml": HEAD.replace("_of: visits", "_of: walks") + beside,
    }

    found = score(council() | {path: text.encode() for path, text in others.items()}).judged

    [kept_apart] = [one for one in found if one.mutant.owner == "visits" and one.mutant.operator == "drop not_by"]
    assert (kept_apart.outcome, kept_apart.by) == ("scenario", "whoever_wrote_it_does_not_decide")


def test_a_change_that_the_checks_find_is_noticed() -> None:
    nothing_said = "\n  opened:\n    - open: {by: amy}\n    - expect: {state: planned}\n"

    found = judged(nothing_said, "lead elsewhere")

    assert found['"Record the visit" leads to "closed"'] == "check"
    assert found['"Allocate a worker" leads to "planned"'] == "survived"


def test_each_change_leaves_everything_else_as_it_is() -> None:
    for one in mutants_in(council()):
        before = council()[one.file].decode()
        after = one.made_in(council()[one.file]).decode()
        assert after[: one.start] == before[: one.start]
        assert after[one.start + len(one.text) :] == before[one.end :]
        assert after != before
        assert not read(after, one.file).findings, (one.operator, one.line)


def test_a_change_that_comes_to_the_same_is_not_counted() -> None:
    same = FILES[WORKFLOW].replace("        goes: visited\n", "        goes: visited\n        reason: optional\n", 1)
    files = {**council(), WORKFLOW: same.replace("reason: optional", "not_by: []").encode()}

    found = score(files)

    assert [one.mutant.operator for one in found.of("equivalent")] == ["drop not_by"]
    assert found.counted == len(found.judged) - 1


def test_the_same_changes_are_drawn_for_the_same_seed_and_judged_alike_by_any_number_of_jobs() -> None:
    every = mutants_in(council())

    assert drawn(every, 5, 3) == drawn(every, 5, 3)
    assert drawn(every, 5, 3) != drawn(every, 5, 4)
    alone, together = (score(council(), most=6, seed=1, jobs=jobs) for jobs in (1, 2))
    assert alone == together
    assert alone.left_out == len(every) - 6


def test_a_score_counts_what_was_noticed() -> None:
    assert Score(()).percent == 100
    found = score(council(), most=12)
    assert found.noticed + len(found.of("survived")) == found.counted


def test_every_kind_of_change_stands_in_the_shipped_template() -> None:
    kinds = {one.operator for one in mutants_in(read_folder(ROOT).files)}

    wanted = {"negate a condition", "swap a comparison", "lead elsewhere", "drop a rule", "widen by", "widen view"}
    wanted |= {"drop not_by", "drop require", "drop reason", "a day more or less", "another calendar"}
    assert kinds >= wanted | {"drop required", "drop show_if", "drop until", "drop assigns"}


def test_somebody_who_sees_no_such_case_is_not_let_see_a_form_of_it() -> None:
    roles = role_book(read_folder(ROOT).configuration.manifest)  # type: ignore[union-attr]  # the template has one
    views = [one for one in mutants_in(read_folder(ROOT).files) if one.operator == "widen view"]

    assert views
    for one in views:
        other = one.text.strip(" []\n").rpartition(", ")[2]
        assert roles.reach[other] != "task", one.sentence


def test_a_scenario_that_touches_nothing_of_what_was_changed_would_not_have_noticed_it() -> None:
    others = {
        "workflow_definitions/walks.yaml": FILES[WORKFLOW].replace("workflow: visits", "workflow: walks"),
        "workflow_definitions/scenarios/walks.scenarios.yaml": HEAD.replace("_of: visits", "_of: walks") + PASSING,
    }
    files = council(PASSING + APART) | {path: text.encode() for path, text in others.items()}
    some = Noticing(files, {})
    everything = frozenset().union(*(one.touches for one in some.touching))
    all_of_them = Noticing(files, {}, [replace(one, touches=everything) for one in some.touching])

    assert len({one.touches for one in some.touching}) > 1
    for one in drawn(mutants_in(files), 24, 2):
        assert some.judged(one).outcome == all_of_them.judged(one).outcome, one.sentence


def test_only_what_is_asked_for_is_tried() -> None:
    found = score(council(), only=["reason", "not_by"])

    assert {one.mutant.operator for one in found.judged} <= {"drop reason", "drop not_by"}
    assert found.left_out == len(mutants_in(council())) - len(found.judged)


def test_no_change_is_begun_once_the_time_is_over() -> None:
    found = score(council(), seconds=1e-9)

    assert found.judged == ()
    assert found.left_out == len(mutants_in(council()))


def test_what_was_found_of_the_very_same_files_is_not_tried_again(tmp_path: Path) -> None:
    kept = tmp_path / "found.jsonl"
    first = score(council(), most=5, remembered=Remembered(kept, council()))
    kept.write_text(kept.read_text("utf-8").replace('"survived"', '"too_slow"') + "half a li", "utf-8")

    again = score(council(), most=5, remembered=Remembered(kept, council()))

    assert len(again.of("too_slow")) == len(first.of("survived"))
    assert again.of("scenario") == first.of("scenario")


def test_what_is_remembered_of_other_files_is_found_out_anew(tmp_path: Path) -> None:
    kept = tmp_path / "found.jsonl"
    before = score(council(), only=["drop not_by"], remembered=Remembered(kept, council()))
    stronger = council(PASSING + APART)

    now = score(stronger, only=["drop not_by"], remembered=Remembered(kept, stronger))

    assert (len(before.of("survived")), len(now.of("survived"))) == (1, 0)


# --- the command -----------------------------------------------------------------------------------------------------


def ran(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["mutate", *args, "--jobs", "1"])
    return result.exit_code, result.output


def test_what_nothing_notices_is_told_at_its_line_with_the_score(tmp_path: Path) -> None:
    write_small(tmp_path, PASSING)

    code, told = ran(str(tmp_path), "--fail-under", "100")

    assert code == 1
    line = FILES[WORKFLOW][: FILES[WORKFLOW].index("not_by")].count("\n") + 1
    assert f'{WORKFLOW}:{line}:9  Nothing fails when "Decide" is not kept apart from anybody.' in told
    assert " %: of " in told


def test_a_program_reads_the_score(tmp_path: Path) -> None:
    write_small(tmp_path, PASSING)

    code, told = ran(str(tmp_path), "--most", "3", "--json")

    found = json.loads(told)
    assert code == 0
    assert len(found["changes"]) == 3
    assert 0 <= found["score"] <= 100


def test_nothing_is_changed_while_a_scenario_fails_or_a_file_is_wrong(tmp_path: Path) -> None:
    write_small(tmp_path, "\n  wrong:\n    - open: {by: amy}\n    - expect: {state: closed}\n")
    assert ran(str(tmp_path)) == (1, ran(str(tmp_path))[1])
    assert "Nothing was changed: 1 of the scenarios fail as it is." in ran(str(tmp_path))[1]

    (tmp_path / "casepath.yaml").write_text("casepath: [\n", "utf-8")
    code, told = ran(str(tmp_path))
    assert code == 1
    assert "Nothing was changed: put this right first." in told
