"""All that a workflow says is in its picture: each state, step, role and time limit."""

from __future__ import annotations

import re

import pytest

from engine.interop.picture import picture_of
from engine.interop.table import rows_of
from tests.interop.pictures import WORKFLOWS, child, path, read_all
from tests.support import definition_of, little_with, national


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_each_state_action_role_and_time_limit_is_on_the_picture_and_in_the_table(workflow: str) -> None:
    flow = national().workflows[workflow]
    picture = picture_of(national(), workflow)

    drawn, listed = " | ".join(read_all(picture)), rows_of(picture)

    for state in flow.states.values():
        assert state.definition.title in drawn
        assert any(row.state.startswith(state.definition.title) for row in listed)
        for action in state.actions.values():
            roles = national().roles.titles
            who = ", ".join(title for role, title in roles.items() if role in action.by)
            step = re.escape(action.definition.title) + r"\W+" + re.escape(who)
            assert re.search(step, drawn)
            assert any(row.step == action.definition.title and row.who == who for row in listed)
        for clock in state.deadlines:
            again = f", then {clock.definition.then_every} each time" if clock.definition.then_every else ""
            assert f"{clock.title}: {clock.definition.within}{again}, {clock.definition.kind}" in drawn


@pytest.mark.parametrize("workflow", sorted(national().workflows))
def test_no_condition_stands_in_a_picture_as_it_was_written(workflow: str) -> None:
    picture = picture_of(national(), workflow)

    said = [*read_all(picture), *(row.when for row in rows_of(picture))]

    assert [one for one in said if re.search(r"\b(done|times|entered|in_state)\(|==|>=", one)] == []


def test_a_time_limit_says_how_long_and_whether_the_law_sets_it() -> None:
    assert "Contact received Decision on the contact: 1 working day, statutory" in read_all(child())


def test_what_leaves_the_case_where_it_is_stands_inside_its_box() -> None:
    shown = read_all(path())

    assert "Waiting • Name the worker (Manager)" in shown
    assert not any(one.startswith("Name the worker") for one in shown)


def test_a_decision_may_leave_the_case_where_it_is() -> None:
    files = little_with(workflow=("            to: working", "            to: stay"))
    picture = picture_of(definition_of(files), "path")

    assert [row.leads_to for row in rows_of(picture) if 'If "Outcome" is "Act"' in row.when] == ["stays"]
    assert "Act" in read_all(picture)


def test_what_can_be_done_at_any_time_is_drawn_once() -> None:
    shown = " | ".join(read_all(path()))

    assert shown.count("Record a visit") == 1
    assert "At any time • Record a visit (Officer, Allocated worker)" in shown
