"""What `casepath explore` prints, writes and ends with; what it saves is played by `casepath test`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli import main
from tests.checks.corpus import BASE, CORPUS, changed

BREAKS = "promise_that_a_case_breaks"


def ran(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(args))
    return result.exit_code, result.output


def folder(path: Path, example: str) -> Path:
    for name, content in changed(CORPUS / example).items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    (path / "workflow_definitions/scenarios").mkdir(exist_ok=True)
    return path


@pytest.mark.parametrize(
    ("example", "said"),
    [
        (BREAKS, 'But: visit_at_once reaches "visiting" without one.'),
        ("case_that_is_stuck", 'A case in "waiting" is stuck: record > decide leads there'),
        ("promise_that_every_case_ends", 'But: record > decide leads to "waiting"'),
        ("case_that_goes_round_from_there", 'A case in "waiting" can never end: record > decide leads there'),
        ("promise_lost_once_reopened", 'no case can come to "visiting"'),
    ],
)
def test_what_is_found_is_saved_as_a_scenario_that_passes(tmp_path: Path, example: str, said: str) -> None:
    council = folder(tmp_path, example)
    found = council / "workflow_definitions/scenarios/found.scenarios.yaml"

    code, told = ran("explore", str(council), "--save", str(found))

    assert code == 1
    assert said in told
    assert said in found.read_text("utf-8").replace("\n# ", " ")
    assert ran("test", str(council)) == (0, ran("test", str(council))[1])
    assert "1 passed, 0 failed" in ran("test", str(council))[1]


def test_a_promise_that_every_case_keeps_is_proved() -> None:
    code, told = ran("explore", str(BASE), "pathway")

    assert code == 0
    assert told == "pathway: looked at 5 configurations; all of them.\n\n"


def test_where_not_everything_is_looked_at_that_is_said_and_a_walk_goes_on_the_same_each_time(tmp_path: Path) -> None:
    council = str(folder(tmp_path, "required_task_left_behind"))

    first, again = (ran("explore", council, "pathway", "--most", "3", "--seed", "7") for _ in range(2))

    assert first == again
    assert "looked at 3 configurations; not everything, then 3 steps by chance, seed 7." in first[1]


def test_a_program_reads_the_same(tmp_path: Path) -> None:
    code, told = ran("explore", str(folder(tmp_path, BREAKS)), "pathway", "--json")

    (one,) = json.loads(told)
    assert code == 1
    assert (one["everything"], one["looked_at"]) == (True, 5)
    (found,) = one["found"]
    assert (found["code"], found["path"], found["states"]) == ("F560", ["visit_at_once"], ["visiting"])
    assert found["played"]
    assert found["scenario"].startswith("# You said:")


def test_what_cannot_be_explored_is_told(tmp_path: Path) -> None:
    council = str(folder(tmp_path, BREAKS))
    there = tmp_path / "there.yaml"
    there.write_text("mine\n", "utf-8")

    assert ran("explore", council, "pathwy")[0] == 2
    assert 'Did you mean "pathway"?' in ran("explore", council, "pathwy")[1]
    assert ran("explore", council, "--most", "0")[0] == 2
    assert ran("explore", council, "--save", str(there))[0] == 2
    assert there.read_text("utf-8") == "mine\n"
    (tmp_path / "casepath.yaml").write_text("casepath: [\n", "utf-8")
    code, told = ran("explore", council)
    assert code == 1
    assert "Nothing was explored: put this right first." in told
