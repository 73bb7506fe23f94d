"""Laws of tasks, over whatever people do in whatever order: nothing doubles, nobody waits for what is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine import Actor
from engine.cases.commands import (
    CancelTask,
    Command,
    CompleteTask,
    HandTask,
    OnBehalf,
    OpenCase,
    OpenTask,
    TakeAction,
)
from engine.cases.decide import Accepted, decide
from engine.cases.events import Step
from engine.cases.evolve import fold
from engine.cases.snapshot import CaseFile
from engine.cases.state import Case, from_json, to_json
from engine.cases.tasks import task_id
from engine.cases.values import Answers
from engine.store.encoding import folded_of_text, text_of
from tests.support import MANAGER, NOON, OFFICER, definition_of
from tests.tasks import HAL, KNOWN, PAT, TASKS, UNKNOWN_THERE

DEFINITION = definition_of(TASKS)
FLOW = DEFINITION.workflows["path"]
PEOPLE = (OFFICER, MANAGER, PAT, HAL)

FRIEND: Answers = {"name": "Kit Example", "young": "yes"}

people = st.sampled_from(PEOPLE)
tasks = st.sampled_from([*FLOW.work.tasks, "meet/r1", "meet/r2", "nonsense", ""])
reasons = st.sampled_from([None, "", "They moved"])
rows = st.lists(
    st.fixed_dictionaries({"name": st.just("Robin Example")}, optional={"young": st.sampled_from(["yes", "no"])}),
    max_size=3,
)
concerns = st.fixed_dictionaries(
    {"what": st.just("Out late")}, optional={"in_school": st.sampled_from(["yes", "no"]), "friends": rows}
)
returns: st.SearchStrategy[Answers] = st.sampled_from([KNOWN, UNKNOWN_THERE, {}, {"nonsense": 1}])
said = st.none() | st.just(OnBehalf("Officer Example", "phone", NOON))


def likely(made: str) -> st.SearchStrategy[Command]:
    """Return what leads somewhere: asked by the officer, answered by those who are asked, moved on by a manager."""
    answered = [("police_return", PAT), ("health_return", HAL), ("school_return", OFFICER)]
    return st.sampled_from(
        [
            *(CompleteTask(task, by, made, UNKNOWN_THERE) for task, by in answered),
            *(CompleteTask(f"meet/r{row}", OFFICER, made) for row in (1, 2, 3)),
            *(OpenTask(task, MANAGER) for task in ("call_home", "home_visit")),
            TakeAction(
                "ask", OFFICER, made, {"what": "Out late", "friends": [{"name": "Kit Example", "young": "yes"}]}
            ),
            TakeAction("back", OFFICER, made),
            TakeAction("override_information", MANAGER, made, reason="They never answer"),
        ]
    )


@st.composite
def commands(draw: st.DrawFn) -> Command:
    """Return something that somebody tries, allowed or not."""
    by: Actor = draw(people)
    made = f"submission-{draw(st.integers(0, 10**6))}"
    moves = ["back", "some", "named", "close", "override_information", "reopen", "drop"]
    command: Command = draw(
        st.one_of(
            st.builds(CompleteTask, tasks, st.just(by), st.just(made), returns, said),
            st.builds(OpenTask, tasks, st.just(by), reasons),
            st.builds(CancelTask, tasks, st.just(by), reasons),
            st.builds(HandTask, tasks, st.sampled_from([None, "pat", "olive"]), st.just(by), reasons),
            st.builds(TakeAction, st.sampled_from(moves), st.just(by), st.just(made), st.just({}), reasons),
            st.builds(TakeAction, st.just("ask"), st.just(by), st.just(made), concerns),
            likely(made),
        )
    )
    return command


def opened(now: datetime) -> Accepted:
    made = decide(DEFINITION, None, OpenCase("path", "child", "P-1", OFFICER, "case-1", "CH-2026-00001"), now)
    assert isinstance(made, Accepted)
    return made


def obeys(case: Case) -> None:
    """Assert what is so of the tasks of every case."""
    for key, one in case.tasks.items():
        assert task_id(key) in FLOW.work.tasks
        assert not (one.required and one.state and one.state not in case.active)
        assert (one.done_at is None) == one.is_open
    here = [one for one in case.tasks.values() if one.state == "information"]
    if "information" in case.states:
        assert any(one.required and one.is_open for one in here), "a state that waits for nothing goes on"
    assert len(case.tasks) <= len(FLOW.work.tasks) + 3


@given(st.lists(commands(), min_size=5, max_size=25))
def test_tasks_never_double_and_nobody_waits_for_what_is_over(tried: list[Command]) -> None:
    made, now = opened(NOON), NOON
    steps: list[Step] = [made.step]
    case = made.case
    for command in tried:
        now += timedelta(hours=7)
        decision = decide(DEFINITION, CaseFile(case), command, now)
        if isinstance(decision, Accepted):
            case = decision.case
            steps.append(decision.step)
        obeys(case)
    assert fold(steps) == case
    columns = ("id", "council", "workflow", "release", "reference", "subject_kind", "subject", "team", "version")
    kept = {name: getattr(case, name) for name in (*columns, "states")}
    assert from_json(kept, folded_of_text(text_of(to_json(case)))) == case  # type: ignore[arg-type]  # the columns, by name
