"""Laws of the core, tried with answers and orders of action that nobody would think of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from engine.cases.answers import Asking, Papers
from engine.cases.commands import Assign, Command, CorrectForm, OpenCase, TakeAction, WithdrawForm
from engine.cases.decide import Accepted, Declined, decide
from engine.cases.door import at_the_door
from engine.cases.events import Step
from engine.cases.evolve import evolve, fold
from engine.cases.explain import next_step
from engine.cases.snapshot import CaseFile, time_env
from engine.cases.state import Case, Columns, from_json, to_json
from engine.cases.submissions import Traces, standing
from engine.cases.values import Answers, Json
from engine.cases.working_out import form_state
from engine.store.encoding import events_as_text, events_of_text, folded_of_text, text_of
from tests.support import (
    MANAGER,
    NOON,
    OFFICER,
    OTHER_MANAGER,
    REFERRED,
    WORKER,
    definition_of,
    little,
    little_with,
)

FORM = little().forms["referral"]
FLOW = little().workflows["path"]
SETTINGS = "correct: {by: officer}\nwithdraw: {by: manager}\n"
FORGIVING = definition_of(
    little_with(
        form=("view: [officer, worker]\npages:", f"view: [officer, worker]\n{SETTINGS}pages:"),
        workflow=("        from: opened\n", "        from: [opened, referral.held_on]\n"),
    )
)
"""The little council, where the referral can be corrected and withdrawn and a clock counts from one of its dates."""
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


likely: some.SearchStrategy[Command] = some.sampled_from(
    [
        TakeAction("refer", OFFICER, "", REFERRED),
        TakeAction("decide", MANAGER, "", {"outcome": "act"}),
        TakeAction("decide", OTHER_MANAGER, "", {"outcome": "close"}),
        TakeAction("give_back", MANAGER, "", reason="Name the school"),
        TakeAction("reopen", MANAGER, "", reason="A new worry"),
        CorrectForm("referral", OFFICER, {"level": "middle"}, "Misheard"),
        CorrectForm("referral", MANAGER, {"held_on": "2026-03-10"}, "Typed"),
        WithdrawForm("referral", MANAGER, "Wrong child"),
    ]
)
"""What people do on most days: at random, hardly any case would get anywhere."""
commands = some.one_of(
    some.builds(
        TakeAction,
        action=some.sampled_from(
            ["refer", "drop", "decide", "give_back", "name_worker", "finish", "visit", "reopen", "no"]
        ),
        by=some.sampled_from(PEOPLE),
        submission=some.just(""),
        answers=some.sampled_from([{}, REFERRED, {"outcome": "act"}, {"outcome": "close"}, {"level": "low"}]),
        reason=some.sampled_from([None, "A reason"]),
        assigns=some.sampled_from([{}, {"worker": WORKER.id}]),
    ),
    some.builds(
        CorrectForm,
        form=some.sampled_from(["referral", "no"]),
        by=some.sampled_from(PEOPLE),
        answers=some.sampled_from([{}, {"level": "middle"}, {"held_on": "2026-03-10"}, {"held_on": None}, {"no": 1}]),
        reason=some.sampled_from([None, "Misheard"]),
    ),
    some.builds(
        WithdrawForm,
        form=some.sampled_from(["referral", "no"]),
        by=some.sampled_from(PEOPLE),
        reason=some.sampled_from([None, "Wrong child"]),
    ),
    some.builds(
        Assign,
        role=some.sampled_from(["worker", "none"]),
        person=some.sampled_from([WORKER.id, None]),
        by=some.sampled_from(PEOPLE),
    ),
)


@settings(max_examples=150)
@given(some.lists(likely, max_size=10), some.lists(commands, max_size=8))
def test_whatever_people_do_the_case_is_what_its_steps_made(first: list[Command], done: list[Command]) -> None:
    opened = decide(FORGIVING, None, OpenCase("path", "child", "P-1", OFFICER, "case-1", "CH-2026-00001"), NOON)
    assert isinstance(opened, Accepted)
    case, steps, now = opened.case, [opened.step], NOON
    kept: dict[tuple[str, int], Answers] = {}

    for number, wish in enumerate((*first, *done)):
        now += timedelta(hours=7)
        # The shell gives every submission an id of its own.
        command = replace(wish, submission=f"s-{number}") if isinstance(wish, TakeAction) else wish
        file = _file(case, steps, kept, command)
        before = case
        decision = decide(FORGIVING, file, command, now)
        if isinstance(decision, Declined):
            assert decision.reasons
            assert case == before
            continue
        assert decision.step.version == case.version + 1
        assert evolve(case, decision.step) == decision.case
        assert len(decision.case.states) == 1
        assert decision.case.state in FLOW.states
        if isinstance(command, CorrectForm | WithdrawForm):
            assert decision.case.states == case.states
        case = decision.case
        if (made := decision.submission) is not None:
            again = kept.setdefault((made.id, made.revision), made.answers) is not made.answers
            assert made.again == again
            assert kept[made.id, made.revision] == made.answers
        steps.append(decision.step)
        found = standing(steps, "referral")
        assert [one.submitted.id for one in found[-1:]] == [one.id for one in case.submissions.values()]

    assert fold(steps) == case
    assert [events_of_text(events_as_text(step.events)) for step in steps] == [step.events for step in steps]
    columns: Columns = {name: getattr(case, name) for name in Columns.__annotations__}  # type: ignore[assignment]  # the columns that are declared, by name
    assert from_json(columns, folded_of_text(text_of(to_json(case)))) == case
    _nobody_gets_a_traceback_from_looking(case)


def _file(case: Case, steps: list[Step], kept: Mapping[tuple[str, int], Answers], command: Command) -> CaseFile:
    """Return the papers that the shell would hand over."""
    latest = case.submissions.get("referral")
    if latest is None:
        return CaseFile(case)
    answers = kept[latest.id, latest.revision]
    if isinstance(command, WithdrawForm):
        made = standing(steps, "referral")
        return CaseFile(case, traces=Traces(made[-2].submitted if len(made) > 1 else None))
    if isinstance(command, CorrectForm):
        return CaseFile(case, kept=answers, hands=frozenset({"refer"}))
    continues = isinstance(command, TakeAction) and (command.action == "decide" or latest.given_back is not None)
    return CaseFile(case, kept=answers if continues else {})


def _nobody_gets_a_traceback_from_looking(case: Case) -> None:
    for person in PEOPLE:
        for action in FLOW.offered(case.states):
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
        sizes.append(len(text_of(to_json(case))))

    assert sizes[-1] - sizes[0] <= 2  # the number of times has more digits; nothing else grows
