"""What the page of a workshop does with a played case: begun, gone on with, kept as a file, whatever is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.testing.scenarios import load, run_scenarios
from engine.web.wire import Sent
from engine.web.workshop.desk import Desk
from engine.web.workshop.doors import Declined, Show
from engine.web.workshop.play_doors import PLAY_DOORS
from engine.web.workshop.play_table import table_of
from engine.web.workshop.rendering import Looking, rendered
from engine.web.workshop.screen import viewed
from tests.testing.small import FILES


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    made = Desk(tmp_path)
    yield made
    PLAY_DOORS["play_end"](made, Sent())
    PLAY_DOORS["trials_stop"](made, Sent())
    made.end()


def do(desk: Desk, door: str, **sent: str) -> str:
    """Return the page that comes of a door, with the turns that there are seen."""
    room = table_of(desk.snapshot).room
    seen = {"turns": str(len(room.turns)) if room is not None else "0", "as": "officer", **sent}
    answer = PLAY_DOORS[door](desk, Sent(tuple((name.replace("__", "."), text) for name, text in seen.items())))
    if isinstance(answer, Declined):
        return answer.sentence
    assert isinstance(answer, Show)
    return shown(desk, answer.view, **answer.asked)


def shown(desk: Desk, view: str, **asked: str) -> str:
    looking = Looking("en", "token")
    return rendered(looking, viewed(desk.snapshot, looking, view, asked))


def test_a_case_is_played_through_easter_and_kept_as_a_scenario_that_passes(desk: Desk) -> None:
    page = do(desk, "play_begin", workflow="visits", day="2026-04-02")
    assert "Thursday 9 April 2026" in page
    assert "Good Friday" in page
    page = do(desk, "play_wait", how="working_day")
    assert "on Tuesday 7 April 2026" in page
    assert "Days off on the way: Friday 3 April 2026, Saturday 4 April 2026" in page
    page = do(desk, "play_act", step="record_visit", answer__seen="yes")
    assert "Visited" in page

    assert "It is among the scenarios now" in do(desk, "play_keep", name="through_easter")

    path = "workflow_definitions/scenarios/through_easter.scenarios.yaml"
    file = desk.folder / path
    file.parent.mkdir(parents=True)
    file.write_text(desk.papers()[path].text, "utf-8")
    folder = load(desk.folder)
    assert folder.can_run
    (result,) = run_scenarios(folder)
    assert (result.title, result.passed) == ("through_easter", True)


def test_what_is_typed_is_escaped_and_letters_that_cannot_be_shown_are_refused(desk: Desk) -> None:
    do(desk, "play_begin", workflow="visits")
    assert "letters that cannot be shown" in do(desk, "play_act", step="record_visit", answer__child_name="A\x07b")
    assert "letters that cannot be shown" in do(desk, "play_act", step="record_visit", answer__child_name="a" * 20_001)

    page = do(desk, "play_act", step="record_visit", answer__child_name="<script>alert(1)</script> Example")

    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Example" in page


def test_markup_in_labels_stays_text(desk: Desk) -> None:
    path = "workflow_definitions/visits.yaml"
    desk.become(path, FILES[path].replace("title: Planned", "title: <b onclick=x>Planned</b>"))
    desk._look()

    page = do(desk, "play_begin", workflow="visits")

    assert "<b onclick" not in page
    assert "&lt;b onclick=x&gt;Planned&lt;/b&gt;" in page


@pytest.mark.parametrize(
    ("door", "sent"),
    [
        ("play_begin", {"workflow": "nowhere"}),
        ("play_begin", {"workflow": "visits", "day": "yesterday"}),
        ("play_begin", {"scenario": "../../etc/passwd#x"}),
        ("play_begin", {"example": "99"}),
        ("play_begin", {"example": "-1"}),
        ("play_act", {"step": "record_visit"}),
        ("play_wait", {"how": "due"}),
        ("play_back", {}),
        ("play_keep", {"name": "x"}),
    ],
)
def test_what_makes_no_sense_is_declined_in_a_sentence(desk: Desk, door: str, sent: dict[str, str]) -> None:
    said = do(desk, door, **sent)

    assert said.endswith(".")
    assert "<" not in said


@pytest.mark.parametrize("until", ["", "never", "1999-01-01", "9999-12-31", "2026-13-01", "2026-04-02T25:00"])
def test_time_is_not_moved_by_what_is_no_later_day(desk: Desk, until: str) -> None:
    do(desk, "play_begin", workflow="visits", day="2026-04-02")

    page = do(desk, "play_wait", until=until)

    assert 'role="alert"' in page
    assert "10:00 on Thursday 2 April 2026" in page


def test_nothing_outside_the_scenarios_is_written_by_a_name(desk: Desk) -> None:
    do(desk, "play_begin", workflow="visits")
    before = set(desk.papers())

    for name in ("../out", "a/b", "", "visits.yaml", "x" * 65):
        assert 'role="alert"' in do(desk, "play_keep", name=name)

    assert set(desk.papers()) == before


def test_a_definition_with_mistakes_leaves_the_case_as_it_was(desk: Desk) -> None:
    do(desk, "play_begin", workflow="visits", day="2026-04-02")
    desk.become("workflow_definitions/visits.yaml", "workflow: visits\nstates: [\n")
    desk._look()

    page = shown(desk, "play")

    assert "As at the last version without errors" in page
    assert "Planned" in page


def test_a_case_goes_on_under_what_is_typed_and_says_what_no_longer_goes(desk: Desk) -> None:
    path = "workflow_definitions/visits.yaml"
    do(desk, "play_begin", workflow="visits")
    do(desk, "play_act", step="record_visit")
    desk.become(path, FILES[path].replace("by: officer\n        form: visit", "by: worker\n        form: visit"))
    desk._look()

    page = shown(desk, "play")

    assert "turn 1 does not go any more" in page
    assert "Record the visit&#34; is for: Allocated worker." in page
    desk.become(path, FILES[path])
    desk._look()
    assert "does not go any more" not in shown(desk, "play")


def test_all_scenarios_are_run_from_the_page_with_what_none_comes_past(desk: Desk) -> None:
    do(desk, "play_begin", workflow="visits")
    do(desk, "play_keep", name="opened")
    desk._look()

    do(desk, "trials_run", workflow="visits")
    work = table_of(desk.snapshot).background
    assert work is not None
    work.wait()
    page = shown(desk, "trials", workflow="visits")

    assert "1 of 1 played, 0 do not hold." in page
    assert "No case came to &#34;Closed&#34; (closed)." in page
    assert "not covered" in page


def test_everything_is_looked_at_from_the_page(desk: Desk) -> None:
    do(desk, "trials_explore", workflow="visits")
    work = table_of(desk.snapshot).background
    assert work is not None
    work.wait()

    assert "Nothing was found." in shown(desk, "trials")
