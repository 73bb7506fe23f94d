"""What scenarios expect is written as it is now, at its place and nowhere else, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.cli.test import test as command
from engine.testing.scenarios import load, run_scenarios
from engine.testing.telling import told
from tests.testing.small import HEAD, OPEN, RECORDED, SCENARIOS, write_small

WRONG = f"""
  who_may_what:   # decided in March
{RECORDED}\
    # the officer has done her part
    - cannot:
        close:
          by: amy   # not she
          because: Nobody may.
    - can:
        amy: decide
        max:
          - close

    - expect:
        state: [planned, closed]
        values: {{visit.where: home, visit.siblings: 3}}
        clocks: {{visit_made: running}}
    - sees:
        amy:
          visit: []
"""
RIGHT = f"""
  who_may_what:   # decided in March
{RECORDED}\
    # the officer has done her part
    - cannot:
        close:
          by: amy   # not she
          because: '"Close" is for: Manager.'
    - can:
        amy: []
        max:
          - close
          - decide
          - send_back

    - expect:
        state: visited
        values: {{visit.where: school, visit.siblings: 2}}
        clocks: {{visit_made: met}}
    - sees:
        amy:
          visit: [child_name, people, seen, siblings, where]
"""
ROWS = """
  each_row:
    examples:
      - {outcome: close, state: visited}
      - {outcome: again, state: visited}
    steps:
      - open: {by: amy}
      - do:
          record_visit: {by: amy, form: {like: seen_at_school}}
      - do:
          decide: {by: max, form: {outcome: "{{ outcome }}"}}
      - expect: {state: "{{ state }}"}
"""
REFUSED_NO_MORE = f"""
  other:
{OPEN}\
    - expect: {{state: closed}}
    - cannot:
        allocate: {{by: max, because: Nobody may., assigns: {{worker: sol}}}}
"""


def update(folder: Path, scenarios: str, *more: str) -> Result:
    write_small(folder, scenarios)
    return CliRunner().invoke(command, [str(folder), "--update", *more])


def written(folder: Path) -> str:
    return (folder / SCENARIOS).read_text("utf-8").removeprefix(HEAD)


def test_what_is_expected_is_written_as_it_is_and_then_all_holds(tmp_path: Path) -> None:
    answer = update(tmp_path, WRONG)

    assert answer.exit_code == 0, answer.output
    assert written(tmp_path) == RIGHT
    assert [told(one) for one in run_scenarios(load(tmp_path))] == [""]
    assert answer.output.endswith("\n\nWritten: 8. Look through what changed before you keep it.\n")
    changes = answer.output.replace(str(tmp_path / SCENARIOS), "").splitlines()
    assert (changes[0], changes[1].strip()) == (":27:20  was: Nobody may.", 'now: "Close" is for: Manager.')


def test_a_second_time_there_is_nothing_to_write(tmp_path: Path) -> None:
    update(tmp_path, WRONG)
    before = (tmp_path / SCENARIOS).read_bytes()

    again = CliRunner().invoke(command, [str(tmp_path), "--update"])

    assert (again.exit_code, again.output) == (0, "Nothing to write: all of it holds.\n")
    assert (tmp_path / SCENARIOS).read_bytes() == before


def test_only_the_scenarios_that_are_named_are_written(tmp_path: Path) -> None:
    both = WRONG + f"\n  other:\n{OPEN}    - expect: {{state: closed}}\n"

    update(tmp_path, both, "-k", "other")

    assert written(tmp_path) == both.replace("{state: closed}", "{state: planned}")


def test_a_row_of_examples_is_written_where_its_value_stands(tmp_path: Path) -> None:
    answer = update(tmp_path, ROWS)

    assert answer.exit_code == 0, answer.output
    assert "{outcome: close, state: closed}" in written(tmp_path)
    assert "{outcome: again, state: planned}" in written(tmp_path)


LEFT = {
    "a step that cannot be done": (
        WRONG + f"\n  other:\n{OPEN}    - do:\n        close: {{by: max}}\n    - expect: {{state: closed}}\n",
        "could not do",
    ),
    "something that was to be refused and is done": (REFUSED_NO_MORE, "could do"),
    "a question that is shown": (
        f"\n  other:\n{RECORDED}    - expect: {{state: closed, hidden: visit.seen}}\n",
        "is not hidden",
    ),
    "examples that disagree": (
        ROWS.replace('"{{ state }}"', "visited").replace(", state: visited}", "}"),
        "the examples of each_row disagree",
    ),
    "a list with comments among it": (
        f"\n  other:\n{RECORDED}    - can:\n        max:\n          - close   # at once\n          - allocate\n",
        "to be written by hand, for the comments among it: close, decide, send_back",
    ),
}


@pytest.mark.parametrize("what", LEFT)
def test_what_fails_for_something_else_is_left_as_it_is(tmp_path: Path, what: str) -> None:
    scenarios, said = LEFT[what]

    answer = update(tmp_path, scenarios, "-k", "other" if "other:" in scenarios else "each")

    assert answer.exit_code == 1
    assert said in answer.output, answer.output
    assert answer.output.endswith("Left as they are: 1.\n")
    assert written(tmp_path) == scenarios


@pytest.mark.parametrize("more", [("--coverage",), ("--format", "json"), ("--fail-under", "3"), ("-k", "nobody")])
def test_it_only_writes_and_only_what_there_is(tmp_path: Path, more: tuple[str, ...]) -> None:
    answer = update(tmp_path, WRONG, *more)

    assert answer.exit_code == 2
    assert written(tmp_path) == WRONG


def test_a_folder_with_mistakes_is_not_written(tmp_path: Path) -> None:
    wrong = WRONG.replace("record_visit:", "record_vist:")

    answer = update(tmp_path, wrong)

    assert answer.exit_code == 1
    assert "Nothing was run: put this right first." in answer.output
    assert written(tmp_path) == wrong


def test_line_ends_and_a_mark_at_the_beginning_stay(tmp_path: Path) -> None:
    write_small(tmp_path, WRONG)
    text = (HEAD + WRONG).replace("\n", "\r\n")
    (tmp_path / SCENARIOS).write_bytes(b"\xef\xbb\xbf" + text.encode())

    answer = CliRunner().invoke(command, [str(tmp_path), "--update"])
    content = (tmp_path / SCENARIOS).read_bytes()

    assert answer.exit_code == 0, answer.output
    assert content.startswith(b"\xef\xbb\xbfscenarios_of")
    assert [told(one) for one in run_scenarios(load(tmp_path))] == [""]
    assert content.count(b"\n") == content.count(b"\r\n")
