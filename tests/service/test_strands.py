"""Strands worked side by side, through the doors that everyone uses, on each kind of database."""

from __future__ import annotations

import pytest

from engine import Case, Database, Refused
from tests.support import LITTLE, MANAGER, OFFICER, Office

ENQUIRY = b"""\
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
  enquiry:
    title: Enquiry
    resume: last
    when_done: conference
    actions:
      note: {title: Note, by: officer, goes: stay}
      pause: {title: Pause, by: manager, goes: paused}
    parallel:
      child:
        start: seeing
        states:
          seeing:
            title: Seeing the child
            actions:
              see: {title: See the child, by: officer, goes: seen}
              agree: {title: Agree the findings, by: manager, goes: seen}
          seen: {title: Child seen, finished: true}
      place:
        start: mapping
        states:
          mapping:
            title: Mapping places
            actions:
              map: {title: Finish the map, by: officer, goes: checking}
          checking:
            title: Checking the map
            actions:
              agree: {title: Agree the findings, by: manager, goes: mapped}
          mapped: {title: Map finished, finished: true}
  paused:
    title: Paused
    actions:
      go_on: {title: Go on, by: manager, goes: enquiry}
      skip: {title: Skip, by: manager, goes: closed}
  conference:
    title: Conference
    actions:
      close: {title: Close, by: manager, goes: closed}
  closed:
    title: Closed
    ending: true
    reopen: {by: manager, to: new}
always:
  - never: in_state(closed) and times(close) > 0 and times(note) == 0
    say: An enquiry that was held has a note.
"""


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database, files={**LITTLE, "workflow_definitions/path.yaml": ENQUIRY})


def opened(office: Office) -> Case:
    return office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case


def done(office: Office, case: Case, *actions: str) -> Case:
    for action in actions:
        case = office.cases.act(case, action, by=MANAGER, seen=case.version, reason="So it is").case
    assert office.cases.get(case.id, by=MANAGER) == case
    return case


def test_strands_are_worked_in_any_order_and_joined_when_all_have_ended(office: Office) -> None:
    case = done(office, opened(office), "enquire")
    assert case.states == ("enquiry/child/seeing", "enquiry/place/mapping")
    assert {one.action for one in office.cases.next(case, by=MANAGER)} == {"see", "agree", "map", "note", "pause"}

    case = done(office, case, "map", "see")
    assert case.states == ("enquiry/child/seen", "enquiry/place/checking")
    assert case.state == "enquiry"

    case = done(office, case, "agree")
    assert case.states == ("conference",)


def test_an_action_of_the_outer_state_leaves_both_strands_where_they_are(office: Office) -> None:
    case = done(office, opened(office), "enquire", "map")

    assert done(office, case, "note").states == case.states


def test_one_action_moves_two_strands_and_each_within_itself(office: Office) -> None:
    case = done(office, opened(office), "enquire", "map")
    steps = {one.action: one for one in office.cases.next(case, by=OFFICER)}
    assert steps["agree"].leads_to == ("Child seen", "Map finished")
    assert [one.title for one in office.cases.next(case, by=MANAGER)].count("Agree the findings") == 1

    case = done(office, case, "agree")

    assert case.states == ("conference",)
    assert case.done["agree"].times == 1


def test_leaving_the_outer_state_leaves_all_strands_and_coming_back_goes_on_there(office: Office) -> None:
    case = done(office, opened(office), "enquire", "map", "see")

    case = done(office, case, "pause")
    assert case.states == ("paused",)

    assert done(office, case, "go_on").states == ("enquiry/child/seen", "enquiry/place/checking")


def test_reopening_starts_a_round_in_which_nothing_was_left(office: Office) -> None:
    case = done(office, opened(office), "enquire", "map", "pause", "skip", "reopen", "enquire")

    assert case.round == 2
    assert case.states == ("enquiry/child/seeing", "enquiry/place/mapping")


def test_a_step_after_which_what_must_never_be_would_be_is_refused_in_its_words(office: Office) -> None:
    case = done(office, opened(office), "enquire", "map", "agree")

    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "close", by=MANAGER, seen=case.version)

    assert "An enquiry that was held has a note." in refusal.value.reasons[0].text
    assert office.cases.get(case.id, by=MANAGER) == case
