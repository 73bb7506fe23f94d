"""Traps of `transitions`: what the library does, each seen here, and that a case never falls into it."""

from __future__ import annotations

import gc
import logging
import threading
from typing import Any

import pytest
from transitions import Machine, MachineError
from transitions.extensions import HierarchicalMachine

from engine.cases.machine import Arrow, NoSuchMove, StateMachine, _Token
from engine.definitions.workflows import State
from tests.cases.test_chart import after, enquiry, opened

logging.getLogger("transitions").setLevel(logging.CRITICAL)

STATES = {name: State(title=name) for name in ("open", "closed")}
ARROWS = [Arrow("open", "close", "closed")]
STRANDS = enquiry().workflows["path"].machine
SEEING = ("enquiry/child/seeing", "enquiry/place/mapping")


class Model:
    """What the library would move, with a guard that is true and no boolean."""

    state: Any = "open"

    def some(self) -> list[int]:
        return [1]


def test_a_dotted_string_is_called_by_the_library_and_never_reaches_it_from_here() -> None:
    machine = Machine(model=None, states=["open", "closed"], initial="open", auto_transitions=False)
    machine.add_transition("close", "open", "closed", conditions="tests.cases.test_traps.called")
    with pytest.raises(RuntimeError, match="imported and called"):
        machine.events["close"].trigger(Model())

    name = "tests.cases.test_traps.called"
    ours = StateMachine({"open": STATES["open"], name: STATES["closed"]}, "open", [Arrow("open", name, name)])

    assert ours.step(("open",), name, {"open": name}) == (name,)


def called(*_: object) -> bool:
    raise RuntimeError("imported and called")


def test_there_is_no_shortcut_to_any_state() -> None:
    assert "to_closed" in Machine(model=None, states=["open", "closed"], initial="open").events

    with pytest.raises(NoSuchMove):
        StateMachine(STATES, "open", ARROWS).step(("open",), "to_closed", {"open": "closed"})
    assert not any(one.startswith("to") for one in STRANDS._nested().events)


def test_a_truthy_guard_refuses_silently_in_the_library_and_ours_answers_with_a_boolean() -> None:
    machine = Machine(model=None, states=["open", "closed"], initial="open", auto_transitions=False)
    machine.add_transition("close", "open", "closed", conditions="some")
    assert machine.events["close"].trigger(Model()) is False

    asked = [one for arrow in STRANDS.arrows for one in STRANDS._conditions(arrow)]
    token = _Token("new", {"new": "enquiry"})
    events: list[Any] = [type("Event", (), {"model": model}) for model in (token, Model())]
    assert {type(one(event)) for one in asked for event in events} == {bool}


def test_a_misspelt_target_is_taken_by_the_library_and_refused_here_before_it_is_asked() -> None:
    machine = Machine(model=None, states=["open"], initial="open", auto_transitions=False)
    machine.add_transition("close", "open", "clsoed")  # nobody complains until a case is lost there

    with pytest.raises(NoSuchMove):
        StateMachine(STATES, "open", ARROWS).step(("open",), "close", {"open": "clsoed"})


def test_what_a_move_among_strands_returns_is_the_last_strands_answer_and_is_not_asked() -> None:
    states: list[Any] = ["start", {"name": "p", "parallel": [strand("a"), strand("b")]}]
    machine = HierarchicalMachine(model=None, states=states, initial="start", auto_transitions=False)
    machine.add_transition("go", "p_a_1", "p_a_2")
    machine.add_transition("go", "p_b_1", "p_b_2", conditions=lambda: False)
    model = Model()
    model.state = ["p_a_1", "p_b_1"]

    assert machine.trigger_event(model, "go") is False
    assert model.state == ["p_a_2", "p_b_1"]  # it moved, and said that it did not

    moved = STRANDS.step(SEEING, "map", {"enquiry/place/mapping": "enquiry/place/mapped"})
    assert set(moved) == {"enquiry/child/seeing", "enquiry/place/mapped"}


def strand(name: str) -> dict[str, object]:
    return {"name": name, "children": ["1", "2"], "initial": "1"}


def test_nested_strands_are_joined_too_early_by_the_library_and_not_here() -> None:
    """Issue 715 of the library: the outer strands were called done while an inner one was open."""
    told: list[str] = []
    inner = [{"name": one, "children": ["1", {"name": "2", "final": True}], "initial": "1"} for one in ("x", "y")]
    outer = [
        {"name": "a", "children": [{"name": "deep", "parallel": inner}], "initial": "deep"},
        {"name": "b", "children": ["1", {"name": "2", "final": True}], "initial": "1"},
    ]
    states: list[Any] = ["start", {"name": "p", "parallel": outer, "on_final": lambda: told.append("done")}]
    machine = HierarchicalMachine(model=None, states=states, initial="start", auto_transitions=False)
    for name, path in (("x", "p_a_deep_x"), ("y", "p_a_deep_y"), ("b", "p_b")):
        machine.add_transition(name, f"{path}_1", f"{path}_2")
    model = Model()
    model.state = [["p_a_deep_x_1", "p_a_deep_y_1"], "p_b_1"]
    for trigger in EARLY:
        machine.trigger_event(model, trigger)
    assert told == ["done"]
    assert any(one.endswith("_1") for one in flat(model.state))  # and yet something is open

    case = after(opened(), "enquire", "see", "map", "ask")
    assert enquiry().workflows["path"].chart.done(case.states) is None
    assert case.states[0].startswith("enquiry/child/looking/")


EARLY = ("b", "y")


def flat(state: Any) -> list[str]:
    return [state] if isinstance(state, str) else [leaf for one in state for leaf in flat(one)]


def test_threads_that_share_a_workflow_do_not_share_its_machine() -> None:
    made: dict[int, int] = {}
    wrong: list[object] = []

    def work(number: int) -> None:
        try:
            for _ in range(100):
                moved = STRANDS._moved(SEEING, "see", {"enquiry/child/seeing": "enquiry/child/looking"})
                if "enquiry/place/mapping" not in moved:
                    wrong.append(moved)
        except (KeyError, ValueError, MachineError) as trouble:
            wrong.append(trouble)
        made[number] = id(STRANDS._nested())

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert wrong == []
    assert id(STRANDS._nested()) not in made.values()


def test_nothing_is_queued_and_nothing_of_a_case_is_kept() -> None:
    flat_machine = StateMachine(STATES, "open", ARROWS)
    for machine in (flat_machine._flat(), STRANDS._nested()):
        assert not machine.has_queue

    for _ in range(50):
        flat_machine._moved(("open",), "close", {"open": "closed"})
        STRANDS._moved(("new",), "enquire", {"new": "enquiry"})

    gc.collect()
    assert not any(isinstance(one, _Token) for one in gc.get_objects())
    assert flat_machine._flat().models == STRANDS._nested().models == []


def test_a_move_that_fails_half_way_changes_nothing_of_the_case() -> None:
    """The library sets the new state before callbacks run, and leaves it set when one fails: a token is thrown away."""
    case = after(opened(), "enquire")
    before = case.states

    with pytest.raises((NoSuchMove, MachineError)):
        STRANDS.step(case.states, "ask", {"enquiry/child/looking/school/asking": "enquiry/child/looking/school/asked"})

    assert case.states == before
    again = STRANDS._moved(case.states, "see", {"enquiry/child/seeing": "enquiry/child/looking"})
    assert "enquiry/place/mapping" in again
