"""The one place that knows `transitions`. It is a table here: our own checks chose the targets before it is asked.

Strings from YAML never reach it as callbacks: a dotted string would be imported and called. No model is added, no
`to_<state>` shortcut exists, and a throw-away token moves, so nothing is shared between cases. A machine belongs to one
thread: one with states inside states changes itself while it runs.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from engine.definitions.workflows import State

if TYPE_CHECKING:
    from transitions import EventData, Machine
    from transitions.extensions import HierarchicalMachine

Chosen: TypeAlias = Mapping[str, "str | None"]
"""The target that our checks chose, by the state whose action it is (None: it stays)."""

_MOST_REMEMBERED = 10_000
"""Steps that are remembered once taken; a workflow has few."""

_Nested: TypeAlias = "str | list[_Nested]"


@dataclass(frozen=True, slots=True)
class Arrow:
    """One way to move: taking *action* in *source* can lead to *target* (None: the case stays where it is)."""

    source: str
    action: str
    target: str | None


class _Token:
    """What moves: a configuration, and the targets that our checks chose."""

    __slots__ = ("chosen", "state")

    def __init__(self, state: _Nested, chosen: Chosen) -> None:
        self.state, self.chosen = state, chosen


class NoSuchMove(Exception):
    """A bug of ours, never a user's mistake: the checks chose an arrow that the table does not have."""


class StateMachine:
    """The arrows of one workflow. Built once a thread, on first use; a flat one is the faster."""

    def __init__(self, states: Mapping[str, State], start: str, arrows: Iterable[Arrow]) -> None:
        self.start, self.arrows, self._states = start, frozenset(arrows), states
        self._is_flat = not any(state.states or state.parallel for state in states.values())
        self._moves = frozenset((one.source, one.action, one.target) for one in self.arrows)
        self._local = threading.local()
        self._known: dict[tuple[tuple[str, ...], str, tuple[tuple[str, str | None], ...]], tuple[str, ...]] = {}

    def step(self, states: tuple[str, ...], action: str, chosen: Chosen) -> tuple[str, ...]:
        """Return the innermost states after *action*; raise NoSuchMove when the table has no such arrow.

        Of strands that an arrow enters from outside the library enters only the one that is named.
        """
        # The table never changes and no condition reads a case, so the same question has the same answer.
        asked = (states, action, tuple(chosen.items()))
        known = self._known.get(asked)
        if known is None:
            known = self._moved(states, action, chosen)
            if len(self._known) < _MOST_REMEMBERED:
                self._known[asked] = known
        return known

    def _moved(self, states: tuple[str, ...], action: str, chosen: Chosen) -> tuple[str, ...]:
        for source, target in chosen.items():
            if (source, action, target) not in self._moves:
                raise NoSuchMove(f"{action} from {source} to {target}")
        token = _Token(states[0] if len(states) == 1 else list(states), chosen)
        if self._is_flat:
            moved = self._flat().events[action].trigger(token)
        else:
            # What this returns is the last strand's answer, which says nothing about the others.
            self._nested().trigger_event(token, action)
            moved = True
        if not moved:
            raise NoSuchMove(f"{action} from {list(states)}")
        return tuple(_leaves(token.state))

    def _flat(self) -> Machine:
        machine: Machine | None = getattr(self._local, "machine", None)
        if machine is None:
            from transitions import Machine  # noqa: PLC0415 - checking definitions moves no case

            machine = self._local.machine = Machine(
                model=None,
                states=list(self._states),
                initial=self.start,
                transitions=self._transitions(),
                auto_transitions=False,
                send_event=True,
                queued=False,
            )
        return machine

    def _nested(self) -> HierarchicalMachine:
        machine: HierarchicalMachine | None = getattr(self._local, "machine", None)
        if machine is None:
            from transitions.extensions import HierarchicalMachine  # noqa: PLC0415 - as above
            from transitions.extensions.nesting import NestedState  # noqa: PLC0415 - as above

            class PathState(NestedState):
                separator = "/"  # the library's own, an underscore, stands in our ids

            class PathMachine(HierarchicalMachine):
                state_cls = PathState

            machine = self._local.machine = PathMachine(
                model=None,
                states=[_written(name, state) for name, state in self._states.items()],
                initial=self.start,
                transitions=self._transitions(),
                auto_transitions=False,
                send_event=True,
                queued=False,
            )
        return machine

    def _transitions(self) -> list[dict[str, object]]:
        return [
            {"trigger": one.action, "source": one.source, "dest": one.target, "conditions": self._conditions(one)}
            for one in sorted(self.arrows, key=lambda one: (one.source, one.action, one.target or ""))
        ]

    def _conditions(self, arrow: Arrow) -> list[_chose]:
        """Return what an arrow asks: whether it was the one chosen; nothing in a flat table where it is alone."""
        same = [one for one in self.arrows if (one.source, one.action) == (arrow.source, arrow.action)]
        return [_chose(arrow)] if len(same) > 1 or not self._is_flat else []


def _written(name: str, state: State) -> dict[str, object]:
    """Return a state with those inside it, as the library takes them."""
    written: dict[str, object] = {"name": name}
    if state.states:
        written |= {"children": [_written(*one) for one in state.states.items()], "initial": state.start}
    if state.parallel:
        written["parallel"] = [
            {"name": strand, "children": [_written(*inner) for inner in one.states.items()], "initial": one.start}
            for strand, one in state.parallel.items()
        ]
    return written


def _leaves(states: _Nested) -> list[str]:
    return [states] if isinstance(states, str) else [leaf for one in states for leaf in _leaves(one)]


class _chose:  # noqa: N801 - it stands where a function would
    """The condition of an arrow: the token was sent along it."""

    __slots__ = ("source", "target")

    def __init__(self, arrow: Arrow) -> None:
        self.source, self.target = arrow.source, arrow.target

    def __call__(self, event: EventData) -> bool:
        token = event.model
        return isinstance(token, _Token) and self.source in token.chosen and token.chosen[self.source] == self.target
