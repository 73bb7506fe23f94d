"""The ways through a workflow, drawn without looking at any condition."""

from __future__ import annotations

from engine.checks.graph import MOST_CONFIGURATIONS, MOST_WAYS, graph_of
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


def test_one_action_that_could_move_many_strands_anywhere_is_looked_at_only_so_far() -> None:
    """Eight states in each of nine strands: a hundred million ways, of which nobody could follow a thousand."""
    many = [f"s{number}" for number in range(8)]
    strands = {}
    for number in range(9):
        goes = [*({"if": f"times(all_on) == {rule}", "to": name} for rule, name in enumerate(many)), {"else": "stay"}]
        action = {"title": "All on", "by": "manager", "goes": goes}
        states = {name: {"title": name, "actions": {"all_on": action}} for name in many}
        strands[f"t{number}"] = {"start": "s0", "states": states}
    written = workflow().model_dump(by_alias=True, exclude_defaults=True)
    held = {"title": "Wide", "parallel": strands, "when_done": "end"}
    states = {"wide": held, "end": {"title": "End", "ending": "true"}}
    graph = graph_of(Workflow.model_validate({**base_of(written), "start": "wide", "states": states}))

    assert not graph.whole
    assert sum(map(len, graph.ways.values())) <= MOST_WAYS + MOST_CONFIGURATIONS + 1


def base_of(written: dict[str, object]) -> dict[str, object]:
    return {name: written[name] for name in ("workflow", "title", "subject")}
