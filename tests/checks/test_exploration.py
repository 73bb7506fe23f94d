"""Exploring agrees with the engine: what it says no case comes to is never reached, and every way it names is real."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from engine import Actor
from engine.cases.commands import OpenCase, TakeAction
from engine.cases.compiled import CompiledWorkflow, Definition
from engine.cases.decide import Accepted, decide
from engine.cases.snapshot import CaseFile
from engine.cases.state import Case
from engine.checks import check
from engine.checks.exploring.model import Model, Step
from engine.checks.exploring.verdicts import Verdict, verdicts
from engine.checks.exploring.walk import Seen, explore
from engine.checks.graph import graph_of
from engine.definitions.assemble import assemble
from tests.cases.random_flows import drawn
from tests.checks.corpus import base, with_changes
from tests.dice import Dice
from tests.support import NOON, OFFICER

MOST = 150
"""Cases that the engine itself is asked about, of one workflow."""

ROLES = (frozenset({"officer"}), frozenset({"manager", "officer"}))


def found_in(definition: Definition, flow: CompiledWorkflow, most: int = 1_500) -> Seen:
    return explore(Model(definition, flow, graph_of(flow.definition)), most)


# --- agreeing with the engine ----------------------------------------------------------------------------------------


@given(seed=some.integers(0, 2**32 - 1))
@settings(max_examples=15, derandomize=True)
def test_what_is_said_to_be_out_of_reach_is_never_reached(seed: int) -> None:
    _, definition, flow = drawn(seed)
    seen = found_in(definition, flow)
    if not seen.whole:
        return
    reached = {states for states, _, _ in seen.configurations}
    for case, action in everything_done(definition, flow):
        assert case.states in reached
        assert action is None or action in seen.taken


@given(seed=some.integers(0, 2**32 - 1))
@settings(max_examples=15, derandomize=True)
def test_every_way_that_is_named_can_be_gone(seed: int) -> None:
    _, definition, flow = drawn(seed)
    seen = found_in(definition, flow, 300)
    dice = Dice(seed)
    for number in {dice.below(len(seen.configurations)) for _ in range(20)}:
        if number not in seen.sure:
            continue  # a way on which something is a guess
        case = gone(definition, seen.path(number))
        assert case is None or case.states == seen.configurations[number][0]


@given(seed=some.integers(0, 2**32 - 1))
@settings(max_examples=15, derandomize=True)
def test_where_nobody_is_said_to_go_on_nobody_can(seed: int) -> None:
    _, definition, flow = drawn(seed)
    for one in verdicts(found_in(definition, flow)):
        case = gone(definition, one.path) if one.kind == "stuck" else None
        assert case is None or not list(steps_from(definition, flow, case, "nobody-before"))


def everything_done(definition: Definition, flow: CompiledWorkflow) -> Iterator[tuple[Case, str | None]]:
    """Yield the cases that the engine itself comes to, nearest first, with the last action; not more than so many."""
    first = opened(definition)
    if first is None:
        return
    waiting, known = deque([first]), {as_seen(first)}
    yield first, None
    while waiting and len(known) < MOST:
        case = waiting.popleft()
        for after, action in steps_from(definition, flow, case, f"person-{case.version}"):
            yield after, action
            if as_seen(after) not in known:
                known.add(as_seen(after))
                waiting.append(after)


def as_seen(case: Case) -> object:
    """Return what tells two cases apart for any condition that a random workflow has."""
    done = sorted((name, min(one.times, 4)) for name, one in case.done.items())
    return case.states, tuple(done), tuple(sorted(case.entered)), tuple(sorted(case.left.items()))


def steps_from(definition: Definition, flow: CompiledWorkflow, case: Case, person: str) -> Iterator[tuple[Case, str]]:
    for action in flow.offered(case.states):
        after = taken(definition, case, action.id, person)
        if after is not None:
            yield after, action.id


def opened(definition: Definition) -> Case | None:
    made = decide(definition, None, OpenCase("path", "child", "P-1", OFFICER, "case-1", "CH-1"), NOON)
    return made.case if isinstance(made, Accepted) else None


def taken(definition: Definition, case: Case, action: str, person: str) -> Case | None:
    """Return the case after somebody who did nothing before took *action*, whoever may; nothing where nobody may."""
    for roles in ROLES:
        command = TakeAction(action, Actor(person, roles), "", reason="Because.")
        made = decide(definition, CaseFile(case), command, NOON + timedelta(minutes=case.version))
        if isinstance(made, Accepted):
            return made.case
    return None


def gone(definition: Definition, path: tuple[Step, ...]) -> Case | None:
    """Return the case that has gone *path*, each step taken by somebody else; nothing where none could be opened."""
    case = opened(definition)
    for number, step in enumerate(path):
        assert step.kind == "action"
        assert case is not None
        case = taken(definition, case, step.name, f"person-{number}")
        assert case is not None, f"{step} cannot be taken after {path[:number]}"
    return case


# --- what it says ----------------------------------------------------------------------------------------------------

PATHWAY = "workflow_definitions/pathway.yaml\n"
REOPENED = f"{PATHWAY}       to: screening\n"


def told(change: str) -> list[str]:
    return [one.message for one in check(assemble(with_changes(change))).findings]


def judged(change: str) -> list[Verdict]:
    report = check(assemble(with_changes(change)))
    assert report.definition is not None
    return list(verdicts(found_in(report.definition, report.definition.workflows["pathway"])))


def test_a_promise_is_proved_where_the_last_step_asks_for_what_it_needs() -> None:
    straight = "+      straight:\n+        title: Straight\n+        by: manager\n{}+        goes: visiting\n\n"
    before = f"{PATHWAY}         until: done(decide)\n     actions:\n"
    promise = f"{REOPENED}+always:\n+  - never: in_state(visiting) and not done(decide)\n+    say: No visit unheard.\n"

    flawed = told(before + straight.format("") + promise)
    sound = told(before + straight.format("+        require: done(decide)\n") + promise)

    assert flawed == ['You said: "No visit unheard." But: straight reaches "visiting" without one.']
    assert [one for one in sound if "You said" in one] == []


def test_two_answers_to_one_question_are_never_put_together() -> None:
    """The rule for a visit leads there, so the promise about another outcome holds: it is one question."""
    promise = "+always:\n+  - never: in_state(visiting) and contact.outcome == advice\n+    say: Closed is closed.\n"

    assert told(f"{REOPENED}{promise}") == []


def test_an_answer_that_is_put_right_later_can_break_a_promise() -> None:
    promise = "+always:\n+  - never: in_state(visiting) and contact.outcome == advice\n+    say: Closed is closed.\n"
    correct = "form_schemas/contact.yaml\n purpose: Decide what the child needs.\n+correct: {by: manager}\n\n"

    assert told(f"{correct}{REOPENED}{promise}") == [
        'You said: "Closed is closed." But: record > decide > contact is corrected reaches "visiting" all the same.'
    ]


def test_a_limit_that_runs_out_is_a_step_like_any_other() -> None:
    breach = "+        breach:\n+          - to: closed\n\n"
    visited = f"{PATHWAY}         within: 5 working days\n         kind: standard\n{breach}"
    seen = "done(decide) and not done(record_visit) and contact.outcome == visit"
    promise = f"+always:\n+  - never: in_state(closed) and {seen}\n+    say: Seen.\n"

    assert [one for one in told(f"{visited}{REOPENED}{promise}") if "You said" in one] == [
        'You said: "Seen." But: record > decide > visited runs out reaches "closed" all the same.'
    ]


def test_what_hangs_on_a_date_is_a_guess_and_no_finding() -> None:
    change = (
        f"{PATHWAY}         until: done(decide)\n     actions:\n"
        "+      straight:\n+        title: Straight\n+        by: manager\n"
        '+        require: "today() > case.opened_on"\n+        goes: visiting\n\n'
        f"{REOPENED}+always:\n+  - never: in_state(visiting) and not done(decide)\n+    say: No visit unheard.\n"
    )

    assert told(change) == []
    (one,) = judged(change)
    assert (one.kind, one.sure) == ("never", False)


def test_a_role_that_nobody_holds_takes_no_step() -> None:
    report = check(assemble(base()))
    assert report.definition is not None
    flow = report.definition.workflows["pathway"]

    def found(*bound: str) -> list[str]:
        model = Model(report.definition, flow, graph_of(flow.definition), frozenset(bound))  # type: ignore[arg-type]  # it is there, asserted above
        return [one.message for one in verdicts(explore(model, 100))]

    assert found("officer", "manager", "social_worker") == []
    assert found("officer") == [
        'A case in "screening" is stuck: record leads there, and nobody can do anything any more.'
    ]
