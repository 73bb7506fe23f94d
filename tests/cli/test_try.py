"""`casepath try`: a case played at a prompt, whatever is typed, and kept as a scenario that passes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as some

from engine.cli import main
from engine.testing.databases import scenario_database
from engine.testing.stage import Release, Stage
from engine.testing.trying import Play, given_in
from tests.checks.corpus import CORPUS, changed
from tests.testing.small import small, write_small

SCENARIO = "\n  opened:\n    - open: {by: amy}\n    - expect: {state: planned}\n"


@pytest.fixture
def council(tmp_path: Path) -> Path:
    write_small(tmp_path, SCENARIO)
    return tmp_path


def typed(council: Path, *lines: str, options: Iterable[str] = ()) -> tuple[int, str]:
    """Return how the play ends and what it shows, when *lines* are typed."""
    result = CliRunner().invoke(main, ["try", str(council), *options], input="".join(f"{line}\n" for line in lines))
    return result.exit_code, result.output


def test_a_play_is_kept_as_a_scenario_that_passes(council: Path) -> None:
    kept = council / "workflow_definitions/scenarios/played.scenarios.yaml"

    code, told = typed(
        council, "1", "", "", "yes", "2", "", "be max", "decide", "2", "be amy", "decide", "wait 3 working days",
        f"save {kept}", "quit",
    )  # fmt: skip

    assert code == 0
    assert "Written: " in told
    assert "Played again, it goes the same." in told
    result = CliRunner().invoke(main, ["test", str(council), "-k", "as_it_was_played"])
    assert result.exit_code == 0, result.output
    text = kept.read_text("utf-8")
    assert "record_visit:" in text
    assert "decide:" in text
    assert "wait_until: 2026-03-18T10:00" in text


def test_each_person_sees_what_they_may_do_and_why_not(council: Path) -> None:
    _, told = typed(council, "1", "", "", "no", "", "be sol", "be amy", "close")

    assert '   -  Decide     "Decide" is for: Manager, Allocated worker.' in told
    assert told.count('"Close" is for: Manager.') >= 2


def test_what_somebody_may_not_do_is_kept_as_a_refusal(council: Path) -> None:
    kept = council / "workflow_definitions/scenarios/played.scenarios.yaml"

    typed(council, "1", "", "", "no", "", "close", f"save {kept}")

    assert "- cannot:\n      close:\n        by: amy\n" in kept.read_text("utf-8")


def test_time_passes_through_a_weekend_and_a_bank_holiday_and_says_what_fell_due(council: Path) -> None:
    _, told = typed(council, "wait until 2026-03-17T09:00", "next", "wait until 2026-04-08T09:00")

    assert "Days off on the way: Friday 3 April 2026, Monday 6 April 2026." in told
    assert "Visit made" in told or "visit_made" in told


def test_a_form_is_asked_question_by_question_and_says_at_once_what_is_wrong(council: Path) -> None:
    _, told = typed(council, "1", "", "many", "3", "7", "yes", "1,3", "", "look")

    assert "Was the child seen?  (must be answered)" in told
    assert "Type a number from 1 to 2." in told
    assert told.index("Was the child seen?") < told.index("Where was the child seen?")


def test_examples_answer_all_that_must_be(council: Path) -> None:
    _, told = typed(council, "1", "..", "history")

    assert "Was the child seen?: Yes" in told
    assert '"Visit" submitted' in told


def test_going_back_keeps_the_draft_and_submits_nothing(council: Path) -> None:
    _, told = typed(council, "1", "", "", "yes", "<", "history", "1", "", "", "<")

    assert "Kept as a draft; nothing was submitted." in told
    assert '"Visit" submitted' not in told
    assert "Now: Yes" in told


def test_a_file_that_is_there_is_never_written_over(council: Path) -> None:
    mine = council / "mine.yaml"
    mine.write_text("mine\n", "utf-8")

    _, told = typed(council, f"save {mine}", "save", "save mine.txt", f"save {council}/no/such/folder.yaml")

    assert "is there already. Name another." in told
    assert "Name the file: " in told
    assert "Name a file that ends in .scenarios.yaml." in told
    assert "cannot be written. Name another." in told
    assert mine.read_text("utf-8") == "mine\n"


WORDS = (
    "1", "2", "3", "9", "look", "be max", "be sol", "be nobody", "be", "next", "wait", "wait 3 days", "wait -1 weeks",
    "wait 2 working days", "wait 99999999 working days", "wait until 9999-12-31", "wait until never", "show visit",
    "show", "history", "do", "do close", "close", "decide", "people", "help", "..", ".", "-", "<", "", "yes", "1,2",
    "record_visit", "save", "\x00", "ﬁ", "'; drop table", "x" * 500,
)  # fmt: skip


@given(lines=some.lists(some.one_of(some.sampled_from(WORDS), some.text(max_size=20)), max_size=25))
@settings(max_examples=25, derandomize=True)
def test_nothing_that_is_typed_ends_the_play(lines: list[str]) -> None:
    loaded = small(SCENARIO)
    assert loaded.definition is not None
    assert loaded.assembled.configuration is not None
    left, told = [one for one in lines if one.strip() not in ("quit", "exit")], list[str]()

    def ask(words: str) -> str | None:
        return left.pop(0) if left else None

    release = Release(loaded.definition, loaded.files, loaded.assembled.configuration.manifest.teams)
    with scenario_database() as database, database.pool.connect() as connection, connection.begin() as everything:
        stage = Stage(release, given_in(loaded, "visits"), connection)
        Play(stage, "visits", ask, told.append, lambda file, text: "").run()
        everything.rollback()

    assert not left
    assert not any(word in line for line in told for word in ("Traceback", "NoneType", "sqlalchemy", "Exception"))


def test_several_workflows_are_chosen_from_by_number() -> None:
    base = CORPUS.parent / "base"

    code, told = typed(base, "2", "quit")

    assert code == 0
    assert "  2  Pathway  [pathway]" in told
    assert "Now: Referral" in told


def test_a_workflow_is_asked_for_until_there_is_one() -> None:
    code, told = typed(CORPUS.parent / "base", "help", "99", "pathway", "quit")

    assert code == 0
    assert told.count("Type a number from 1 to 2") == 2
    assert "Now: Referral" in told
    assert typed(CORPUS.parent / "base", "help")[0] == 0


def test_a_script_is_shown_as_it_goes(council: Path) -> None:
    script = council / "play.txt"
    script.write_text("people\nquit\n", "utf-8")

    code, told = typed(council, options=["visits", "--script", str(script)])

    assert code == 0
    assert "amy > people" in told


def test_what_cannot_be_played_is_told(tmp_path: Path, council: Path) -> None:
    assert typed(council, options=["visit"])[0] == 2
    assert 'Did you mean "visits"?' in typed(council, options=["visit"])[1]
    for name, content in changed(CORPUS / "case_that_never_ends").items():
        (tmp_path / "bad" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "bad" / name).write_bytes(content)
    code, told = typed(tmp_path / "bad")
    assert code == 1
    assert "There is nothing to play with: put this right first." in told
