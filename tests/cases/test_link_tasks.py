"""A law of tasks for linked cases: whatever becomes of the links, each has one task and no other has an open one."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.cases.commands import Command, CompleteTask, HearMessage, HearNews, OpenCase, TakeAction
from engine.cases.decide import Accepted, decide
from engine.cases.decide.firing import TIME
from engine.cases.events import LinkFollowed, LinkTaken, Step
from engine.cases.evolve import fold
from engine.cases.links import Linked, handle
from engine.cases.snapshot import CaseFile
from engine.cases.state import Case, from_json, to_json
from engine.store.encoding import folded_of_text, text_of
from tests.places import MASH, PLACES
from tests.support import NOON, definition_of

PATH = "workflow_definitions/child_path.yaml"
TASK = "    tasks: {visit: {title: 'Visit {{ row.place.name }}', by: mash, for_each: links.contexts}}\n"
AGAIN = "      again: {title: Again, by: mash, goes: working}\n      close:"
TEXT = (
    PLACES[PATH].decode().replace("    title: Working\n", f"    title: Working\n{TASK}").replace("      close:", AGAIN)
)
TEXT = TEXT.replace("        require: has_place\n", "")
DEFINITION = definition_of({**PLACES, PATH: TEXT.encode()})

others = st.sampled_from(["one", "two", "three", "four"])
happenings = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["linked", "taken"]), others, others),
        st.tuples(st.sampled_from(["followed", "gone"]), others, others),
        st.tuples(st.sampled_from(["plan", "again", "visit"]), others, others),
    ),
    min_size=3,
    max_size=20,
)


@given(happenings)
def test_each_linked_case_has_one_task_and_no_other_has_an_open_one(happened: list[tuple[str, str, str]]) -> None:
    now = NOON
    made = decide(DEFINITION, None, OpenCase("child_path", "child", "P-1", MASH, "case-1", "CH-1"), now)
    assert isinstance(made, Accepted)
    steps, case, linked = [made.step], made.case, list[str]()
    for what, other, another in [("screen", "", ""), *happened]:
        now += timedelta(hours=1)
        command = _command(case, linked, what, other, another)
        if command is None:
            continue
        rows = [Linked("contexts", one, NOON.date()) for one in linked]
        decision = decide(DEFINITION, CaseFile(case, links={"contexts": rows}), command, now)
        if isinstance(decision, Accepted):
            case = decision.case
            steps.append(decision.step)
        obeys(case, linked)
    assert "working" in case.active or "planned" in case.active
    the_same_again(case, steps)


def _command(case: Case, linked: list[str], what: str, other: str, another: str) -> Command | None:
    """Return what tells the case of *what* happened, which is done to *linked* here; nothing where it cannot happen."""
    match what:
        case "screen":
            return TakeAction("screen", MASH, "made", {"level": "low"})
        case "plan" | "again":
            return TakeAction(what, MASH, "")
        case "visit":
            key = next((key for key, one in case.tasks.items() if one.is_open and one.about == about(other)), None)
            return None if key is None else CompleteTask(key, MASH, "")
        case "linked" | "taken" if other not in linked:
            linked.append(other)
            taken = HearNews((LinkTaken("contexts", other),))
            return taken if what == "taken" else HearMessage("contexts", "", other, TIME)
        case "followed" | "gone" if other in linked and other != another:
            kept = what == "followed" and another not in linked
            linked[:] = [another if kept and one == other else one for one in linked if kept or one != other]
            return HearNews((LinkFollowed("contexts", other, another, merged=True, kept=kept),))
    return None


def about(other: str) -> str:
    return handle("case-1", "contexts", other)


def obeys(case: Case, linked: list[str]) -> None:
    tasks = Counter(one.about for one in case.tasks.values())
    assert set(tasks.values()) <= {1}
    here = {about(one) for one in linked}
    assert {one.about for one in case.tasks.values() if one.is_open} <= here
    if "working" in case.active:
        assert here <= set(tasks)
    numbers = [one.number for one in case.tasks.values()]
    assert len(set(numbers)) == len(numbers)


def the_same_again(case: Case, steps: list[Step]) -> None:
    assert fold(steps) == case
    columns = ("id", "council", "workflow", "release", "reference", "subject_kind", "subject", "team", "version")
    kept = {name: getattr(case, name) for name in (*columns, "states")}
    assert from_json(kept, folded_of_text(text_of(to_json(case)))) == case  # type: ignore[arg-type]  # the columns, by name
