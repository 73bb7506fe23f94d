"""Laws of the core, tried with answers and orders of action that nobody would think of."""

from __future__ import annotations

import json
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from engine.cases.answers import Asking, Papers, form_state
from engine.cases.commands import Assign, Command, OpenCase, TakeAction
from engine.cases.decide import Accepted, Declined, decide
from engine.cases.door import at_the_door
from engine.cases.evolve import evolve, fold
from engine.cases.explain import next_step
from engine.cases.snapshot import CaseFile, time_env
from engine.cases.state import Case, Columns, from_json, to_json
from engine.cases.values import Answers, Json
from engine.store.encoding import events_as_text, events_of_text
from tests.support import MANAGER, NOON, OFFICER, OTHER_MANAGER, REFERRED, WORKER, little

FORM = little().forms["referral"]
FLOW = little().workflows["path"]
PEOPLE = (OFFICER, MANAGER, OTHER_MANAGER, WORKER)

values: some.SearchStrategy[Json] = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.text(max_size=20)
    | some.sampled_from(["home", "park", "high"]),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
answers = some.dictionaries(some.sampled_from([*FORM.by_id, "nonsense", ""]), values, max_size=8)


@given(answers, answers, answers, some.sampled_from(["refer", "decide", None]))
def test_any_answers_give_a_form_state_and_never_an_error(
    sent: Answers, draft: Answers, kept: Answers, action: str
) -> None:
    asking = Asking(action, frozenset({"officer"}), time_env(little(), NOON))

    state = form_state(FORM, asking, Papers(kept, draft, sent))

    assert set(state.answers) <= state.shown
    assert state.required <= state.asked <= state.shown
    json.dumps(state.answers)


@given(answers)
def test_what_a_form_keeps_it_reads_again_as_the_same(sent: Answers) -> None:
    asking = Asking("refer", frozenset({"officer"}), time_env(little(), NOON))
    once = form_state(FORM, asking, Papers(sent=sent))
    asked = {name: value for name, value in once.answers.items() if name in once.asked}

    again = form_state(FORM, asking, Papers(sent=asked))

    assert again.answers == once.answers


@given(some.recursive(some.floats() | some.binary() | values, some.lists, max_leaves=5))
def test_the_door_answers_anything(given: object) -> None:
    assert len(at_the_door({"child_name": given})) <= 1
    assert at_the_door(given) == [] or isinstance(at_the_door(given), list)


commands = some.one_of(
    some.builds(
        TakeAction,
        action=some.sampled_from(
            ["refer", "drop", "decide", "give_back", "name_worker", "finish", "visit", "reopen", "no"]
        ),
        by=some.sampled_from(PEOPLE),
        submission=some.uuids().map(str),
        answers=some.sampled_from([{}, REFERRED, {"outcome": "act"}, {"outcome": "close"}, {"level": "low"}]),
        reason=some.sampled_from([None, "A reason"]),
        assigns=some.sampled_from([{}, {"worker": WORKER.id}]),
    ),
    some.builds(
        Assign,
        role=some.sampled_from(["worker", "none"]),
        person=some.sampled_from([WORKER.id, None]),
        by=some.sampled_from(PEOPLE),
    ),
)


@settings(max_examples=150)
@given(some.lists(commands, max_size=14))
def test_whatever_people_do_the_case_is_what_its_steps_made(done: list[Command]) -> None:
    opened = decide(little(), None, OpenCase("path", "child", "P-1", OFFICER, "case-1", "CH-2026-00001"), NOON)
    assert isinstance(opened, Accepted)
    case, steps, now = opened.case, [opened.step], NOON
    kept: Answers = {}

    for command in done:
        now += timedelta(hours=7)
        file = CaseFile(case, kept=kept if _continues(case, command) else {})
        before = case
        decision = decide(little(), file, command, now)
        if isinstance(decision, Declined):
            assert decision.reasons
            assert case == before
            continue
        assert decision.step.version == case.version + 1
        assert evolve(case, decision.step) == decision.case
        assert len(decision.case.states) == 1
        assert decision.case.state in FLOW.states
        case, kept = decision.case, decision.submission.answers if decision.submission else kept
        steps.append(decision.step)

    assert fold(steps) == case
    assert [events_of_text(events_as_text(step.events)) for step in steps] == [step.events for step in steps]
    columns: Columns = {name: getattr(case, name) for name in Columns.__annotations__}  # type: ignore[assignment]  # the columns that are declared, by name
    assert from_json(columns, json.loads(json.dumps(to_json(case)))) == case
    _nobody_gets_a_traceback_from_looking(case)


def _continues(case: Case, command: Command) -> bool:
    """Whether the shell would hand over the earlier answers: the action continues the form, or it was given back."""
    if not isinstance(command, TakeAction) or "referral" not in case.submissions:
        return False
    return command.action == "decide" or case.submissions["referral"].given_back is not None


def _nobody_gets_a_traceback_from_looking(case: Case) -> None:
    for person in PEOPLE:
        for action in FLOW.states[case.state].actions.values():
            step = next_step(little(), CaseFile(case), action, person, NOON)
            assert step.allowed or step.unmet


@settings(max_examples=25)
@given(some.integers(min_value=20, max_value=120))
def test_the_folded_case_does_not_grow_with_its_age(visits: int) -> None:
    opened = decide(little(), None, OpenCase("path", "child", "P-1", OFFICER, "case-1", "CH-2026-00001"), NOON)
    assert isinstance(opened, Accepted)
    case, sizes = opened.case, []
    for turn in range(visits):
        decision = decide(little(), CaseFile(case), TakeAction("visit", OFFICER, ""), NOON + timedelta(minutes=turn))
        assert isinstance(decision, Accepted)
        case = decision.case
        sizes.append(len(json.dumps(to_json(case))))

    assert sizes[-1] - sizes[0] <= 2  # the number of times has more digits; nothing else grows
