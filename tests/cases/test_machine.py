"""The state machine: a table, and nothing that a definition could call."""

from __future__ import annotations

import threading

import pytest

from engine.cases.machine import Arrow, NoSuchMove, StateMachine
from engine.definitions.workflows import State

STATES = {name: State(title=name) for name in ("open", "waiting", "closed")}
MACHINE = StateMachine(
    STATES,
    "open",
    [Arrow("open", "send", "waiting"), Arrow("open", "send", "closed"), Arrow("open", "visit", None)],
)


def test_a_step_goes_where_the_checks_chose() -> None:
    assert MACHINE.step(("open",), "send", {"open": "waiting"}) == ("waiting",)
    assert MACHINE.step(("open",), "send", {"open": "closed"}) == ("closed",)


def test_staying_leaves_the_state_as_it_is() -> None:
    assert MACHINE.step(("open",), "visit", {"open": None}) == ("open",)


@pytest.mark.parametrize(
    ("state", "action", "target"),
    [
        ("waiting", "send", "closed"),
        ("open", "send", "open"),
        ("open", "to_closed", None),
        ("open", "nothing", "closed"),
        ("nowhere", "send", "closed"),
    ],
)
def test_a_move_that_is_not_in_the_table_is_refused(state: str, action: str, target: str | None) -> None:
    with pytest.raises(NoSuchMove):
        MACHINE.step((state,), action, {state: target})


def test_dotted_names_are_only_names() -> None:
    machine = StateMachine(
        {"a": STATES["open"], "os.system": STATES["closed"]}, "a", [Arrow("a", "os.abort", "os.system")]
    )

    assert machine.step(("a",), "os.abort", {"a": "os.system"}) == ("os.system",)


def test_threads_do_not_disturb_each_other() -> None:
    wrong: list[str] = []

    def work() -> None:
        for turn in range(300):
            target = ("waiting", "closed")[turn % 2]
            if MACHINE.step(("open",), "send", {"open": target}) != (target,):
                wrong.append(target)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert wrong == []


def test_a_step_is_worked_out_once_and_a_refusal_every_time() -> None:
    machine = StateMachine(STATES, "open", [Arrow("open", "close", "closed")])

    assert machine.step(("open",), "close", {"open": "closed"}) is machine.step(("open",), "close", {"open": "closed"})
    for _ in range(2):
        with pytest.raises(NoSuchMove):
            machine.step(("open",), "close", {"open": "waiting"})
