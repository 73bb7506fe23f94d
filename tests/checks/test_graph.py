"""The ways through a workflow, drawn without looking at any condition."""

from __future__ import annotations

from engine.checks.graph import graph_of
from engine.definitions.assemble import assemble
from engine.definitions.workflows import Workflow
from tests.checks.corpus import base


def workflow() -> Workflow:
    configuration = assemble(base()).configuration
    assert configuration is not None
    return configuration.workflows["pathway"]


def test_every_state_of_the_small_workflow_is_reached() -> None:
    flow = workflow()

    assert graph_of(flow).reached() == set(flow.states)


def test_an_action_that_stays_leads_back_to_its_own_state() -> None:
    ways = graph_of(workflow()).ways[("visiting",)]

    assert [(one.action, one.target) for one in ways] == [("name_worker", ("visiting",)), ("record_visit", ("closed",))]


def test_without_reopening_an_ended_case_goes_nowhere() -> None:
    assert graph_of(workflow()).of_one_round().reached("closed") == {"closed"}
    assert "screening" in graph_of(workflow()).reached("closed")


def test_the_path_on_which_nobody_fills_in_a_form_is_the_shortest() -> None:
    assert graph_of(workflow()).path_without("visit", "closed") == ("referral", "screening", "closed")


def test_there_is_no_path_past_a_form_that_everyone_fills_in() -> None:
    assert graph_of(workflow()).path_without("contact", "screening") == ()
