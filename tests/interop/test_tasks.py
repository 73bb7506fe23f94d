"""Tasks in pictures, tables and on paper: who does them, and what a state waits for."""

from __future__ import annotations

from engine.interop.diagram import as_dot, as_mermaid
from engine.interop.hands import hands
from engine.interop.picture import picture_of
from engine.interop.table import rows_of
from tests.support import definition_of
from tests.tasks import TASKS, tasks_with


def test_a_table_says_who_does_each_task_by_when_and_what_the_state_waits_for() -> None:
    picture = picture_of(definition_of(TASKS), "path")
    rows = {one.step: one for one in rows_of(picture) if one.state == "Gathering information"}

    assert (rows["Task: Police return"].who, rows["Task: Police return"].leads_to) == ("Police", "stays")
    assert rows["Task: Police return"].when == 'Fills in "Agency return". Due in 3 working days.'
    assert rows["Task: Meet Friend"].when == 'Only if "Under 18" is "Yes".'
    assert rows["Goes on by itself"].when == "When all required tasks are done."
    assert rows["Goes on by itself"].leads_to == "Strategy discussion"
    assert rows["Go on with the police"].when == 'Only if these are done: "Police return".'


def test_a_condition_on_a_task_is_said_in_words() -> None:
    waits = tasks_with(("when: all_required_done", "when: tasks.police_return.answers.handling == family"))
    rows = {one.step: one for one in rows_of(picture_of(definition_of(waits), "path"))}

    assert rows["Goes on by itself"].when == 'When "Who may see this" is "The family".'


def test_pictures_draw_how_a_state_goes_on_by_itself() -> None:
    picture = picture_of(definition_of(TASKS), "path")

    for drawn in (as_dot(picture), as_mermaid(picture)):
        assert "Goes on by itself" in drawn.replace("<BR/>", " ")
        assert "Task#58; Police return" in drawn or "Task: Police return" in drawn


def test_a_form_that_tasks_ask_names_those_who_fill_it() -> None:
    named = {(one.action, one.title) for one in hands(definition_of(TASKS), "agency_return")}

    assert {("police_return", "Police return"), ("health_return", "Health return")} <= named
