"""The ways between configurations: what is left, what is entered, what stays, and when strands are done."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from engine import Actor
from engine.cases.chart import Chart, active_in, around, chart_of, innermost
from engine.cases.commands import OpenCase, TakeAction
from engine.cases.compiled import Definition
from engine.cases.decide import Accepted, decide
from engine.cases.events import StateEntered, StateLeft
from engine.cases.snapshot import CaseFile
from engine.cases.state import Case
from engine.checks.graph import graph_of
from engine.definitions.workflows import Workflow
from tests.cases.random_flows import drawn
from tests.support import LITTLE, MANAGER, NOON, OFFICER, definition_of

ENQUIRY = """\
workflow: path
title: Path
subject: child
opened_by: officer
view: [officer, worker]
start: new
states:
  new:
    title: New
    actions:
      enquire: {title: Enquire, by: officer, goes: enquiry}
      rest: {title: Rest, by: officer, goes: at_rest}
  enquiry:
    title: Enquiry
    resume: last
    when_done: new
    actions:
      pause: {title: Pause, by: manager, goes: paused}
      again: {title: Again, by: manager, goes: enquiry}
    parallel:
      child:
        start: seeing
        states:
          seeing:
            title: Seeing
            actions:
              see: {title: See, by: officer, goes: looking}
          looking:
            title: Looking
            when_done: seen
            parallel:
              school:
                start: asking
                states:
                  asking:
                    title: Asking
                    actions:
                      ask: {title: Ask, by: officer, goes: asked}
                  asked: {title: Asked, finished: true}
              home:
                start: visiting
                states:
                  visiting:
                    title: Visiting
                    actions:
                      visit: {title: Visit, by: officer, goes: visited}
                  visited: {title: Visited, finished: true}
          seen: {title: Seen, finished: true}
      place:
        start: mapping
        states:
          mapping:
            title: Mapping
            actions:
              map: {title: Map, by: officer, goes: mapped}
          mapped: {title: Mapped, finished: true}
  paused:
    title: Paused
    actions:
      go_on: {title: Go on, by: manager, goes: enquiry}
      stop: {title: Stop, by: manager, goes: closed}
  at_rest:
    title: At rest
    actions:
      stop: {title: Stop, by: manager, goes: closed}
  closed:
    title: Closed
    ending: true
    reopen: {by: manager, to: new}
"""


@cache
def enquiry() -> Definition:
    return definition_of({**LITTLE, "workflow_definitions/path.yaml": ENQUIRY.encode()})


def opened() -> Case:
    made = decide(enquiry(), None, OpenCase("path", "child", "P-1", OFFICER, "case-1", "CH-1"), NOON)
    assert isinstance(made, Accepted)
    return made.case


def after(case: Case, *actions: str, by: Actor = MANAGER) -> Case:
    for action in actions:
        made = decide(
            enquiry(), CaseFile(case), TakeAction(action, by, "", reason="So it is"), NOON + timedelta(hours=1)
        )
        assert isinstance(made, Accepted), made
        case = made.case
    return case


# --- laws ------------------------------------------------------------------------------------------------------------


def charted(seed: int) -> tuple[Workflow, Chart]:
    workflow = drawn(seed)[2].definition
    chart = chart_of(workflow)
    assert chart is not None
    return workflow, chart


seeds = some.integers(0, 2**32 - 1)
places = some.integers(0, 10_000)


def anywhere(chart: Chart, picks: list[int]) -> tuple[str, ...]:
    """Return a configuration that some moves lead to."""
    paths, states = list(chart.places), chart.move((), chart.start).states
    for pick in picks:
        states = chart.move(states, paths[pick % len(paths)]).states
    return states


@settings(max_examples=50)
@given(seeds, some.lists(places, max_size=3), places)
def test_a_way_leaves_inner_before_outer_and_enters_outer_before_inner(seed: int, picks: list[int], to: int) -> None:
    _, chart = charted(seed)
    states, target = anywhere(chart, picks), list(chart.places)[to % len(chart.places)]

    move = chart.move(states, target)

    for number, path in enumerate(move.left):
        assert not any(one in around(path)[1:] for one in move.left[:number])
    for number, path in enumerate(move.entered):
        assert not any(path in around(one)[1:] for one in move.entered[:number])
    assert len(set(move.left)) == len(move.left)
    assert len(set(move.entered)) == len(move.entered)
    assert target in move.entered


@settings(max_examples=50)
@given(seeds, some.lists(places, max_size=3), places)
def test_what_is_active_after_is_what_stayed_and_what_was_entered(seed: int, picks: list[int], to: int) -> None:
    _, chart = charted(seed)
    states, target = anywhere(chart, picks), list(chart.places)[to % len(chart.places)]

    move = chart.move(states, target)

    before = active_in(states) & chart.places.keys()
    assert active_in(move.states) & chart.places.keys() == (before - set(move.left)) | set(move.entered)
    assert set(move.left) <= before
    assert before.isdisjoint(set(move.entered) - set(move.left))


@settings(max_examples=50)
@given(seeds, some.lists(places, max_size=4))
def test_of_states_and_of_each_strand_exactly_one_is_active(seed: int, picks: list[int]) -> None:
    workflow, chart = charted(seed)

    active = active_in(anywhere(chart, picks))

    assert sum(one in active for one in workflow.states) == 1
    for path in active & chart.places.keys():
        state = chart.places[path].state
        if state.states:
            assert sum(f"{path}/{one}" in active for one in state.states) == 1
        for strand, one_of in state.parallel.items():
            assert sum(f"{path}/{strand}/{one}" in active for one in one_of.states) == 1


@settings(max_examples=50)
@given(seeds, some.lists(places, max_size=3), places)
def test_strands_beside_the_target_stay_where_they_are(seed: int, picks: list[int], to: int) -> None:
    _, chart = charted(seed)
    states, target = anywhere(chart, picks), list(chart.places)[to % len(chart.places)]
    strand = next((one for one in around(target) if one in active_in(states) and one not in chart.places), None)

    move = chart.move(states, target)

    beside = [one for one in states if strand is not None and not one.startswith(f"{strand}/")]
    assert set(beside) <= set(move.states)


@settings(max_examples=50)
@given(seeds, some.lists(places, max_size=3), places)
def test_a_state_that_was_left_and_is_entered_again_is_as_it_was(seed: int, picks: list[int], to: int) -> None:
    _, chart = charted(seed)
    states = anywhere(chart, picks)
    outer = states[to % len(states)].partition("/")[0]

    again = chart.move(("given_up",), outer, {outer: states})

    assert again.states == (states if states != (outer,) else chart.move((), outer).states)
    assert set(again.entered) == active_in(states) & chart.places.keys()


@settings(max_examples=15)
@given(seeds)
def test_a_state_is_over_when_each_of_its_strands_is_in_a_finished_state(seed: int) -> None:
    workflow, chart = charted(seed)
    for states in graph_of(workflow).ways:
        active = active_in(states)
        over = {
            path
            for path in chart.joins
            if path in active
            and all(
                any(one.finished and f"{path}/{strand}/{name}" in active for name, one in held.states.items())
                for strand, held in chart.places[path].state.parallel.items()
            )
        }
        first = chart.done(states)
        assert (first in over) if over else first is None
        assert first is None or not any(first in around(one)[1:] for one in over)


# --- joins -----------------------------------------------------------------------------------------------------------


def test_strands_are_joined_only_when_all_have_ended_those_inside_them_too() -> None:
    case = after(opened(), "enquire", "map", "see", "ask")
    assert case.states == (
        "enquiry/child/looking/home/visiting",
        "enquiry/child/looking/school/asked",
        "enquiry/place/mapped",
    )

    case = after(case, "visit")

    assert case.states == ("new",)  # the inner strands ended, with them the child's, and with it the enquiry


def test_inner_strands_that_have_ended_end_their_own_strand_and_no_other() -> None:
    case = after(opened(), "enquire", "see", "ask", "visit")

    assert case.states == ("enquiry/child/seen", "enquiry/place/mapping")


# --- going on where it was left --------------------------------------------------------------------------------------


def test_a_state_goes_on_where_it_was_left_however_deep() -> None:
    case = after(opened(), "enquire", "see", "ask")
    left = case.states

    case = after(case, "pause")
    assert case.states == ("paused",)

    assert after(case, "go_on").states == left


def test_a_state_that_is_left_and_entered_again_at_once_is_where_it_is_now() -> None:
    """Not where it was left the time before."""
    case = after(opened(), "enquire", "pause", "go_on", "see", "ask")

    assert after(case, "again").states == case.states


def test_what_has_ended_is_not_gone_on_with() -> None:
    """Else the case would be led out again in the same step, and nobody could ever enquire a second time."""
    case = after(opened(), "enquire", "map", "pause", "go_on", "see", "ask", "visit")
    assert case.states == ("new",)

    assert after(case, "enquire").states == ("enquiry/child/seeing", "enquiry/place/mapping")


def test_a_new_round_remembers_nothing_of_the_one_before() -> None:
    case = after(opened(), "enquire", "map", "pause", "stop", "reopen")
    assert (case.round, case.left) == (2, {})

    assert after(case, "enquire").states == ("enquiry/child/seeing", "enquiry/place/mapping")


def test_each_step_says_what_it_left_and_entered() -> None:
    made = decide(enquiry(), CaseFile(after(opened(), "enquire", "see")), TakeAction("pause", MANAGER, ""), NOON)
    assert isinstance(made, Accepted)

    told = [(type(one), one.state) for one in made.step.events if isinstance(one, StateLeft | StateEntered)]

    assert told[-2:] == [(StateLeft, "enquiry"), (StateEntered, "paused")]
    assert {state for _, state in told[:2]} == {
        "enquiry/child/looking/school/asking",
        "enquiry/child/looking/home/visiting",
    }


@pytest.mark.parametrize("action", ["see", "ask"])
def test_what_another_state_offers_is_not_offered_here(action: str) -> None:
    assert action not in enquiry().workflows["path"].offers(opened().states)


def test_of_an_action_that_an_outer_state_offers_too_only_the_inner_one_counts() -> None:
    assert innermost(["", "enquiry", "enquiry/child/seeing", "enquiry/place/mapping"]) == [
        "enquiry/child/seeing",
        "enquiry/place/mapping",
    ]
    assert innermost(["", "enquiry"]) == ["enquiry"]
    assert innermost([""]) == [""]
