"""The one place that knows `transitions`. It is a table here: our own checks have chosen the target before it is asked.

Strings from YAML never reach it as callbacks: a dotted string would be imported and called. No model is added, no
`to_<state>` shortcut exists, and a throw-away token moves, so nothing is shared between cases.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transitions import EventData, Machine


@dataclass(frozen=True, slots=True)
class Arrow:
    """One way to move: taking *action* in *source* can lead to *target* (None: the case stays where it is)."""

    source: str
    action: str
    target: str | None


class _Token:
    """What moves: a state, and the target that our checks chose."""

    __slots__ = ("chosen", "state")

    def __init__(self, state: str, chosen: str | None) -> None:
        self.state, self.chosen = state, chosen


class NoSuchMove(Exception):
    """A bug of ours, never a user's mistake: the checks chose an arrow that the table does not have."""


class StateMachine:
    """The arrows of one workflow. Built once a thread, on first use."""

    def __init__(self, states: Iterable[str], start: str, arrows: Iterable[Arrow]) -> None:
        self.states, self.start, self.arrows = tuple(states), start, frozenset(arrows)
        self._moves = frozenset((one.source, one.action, one.target) for one in self.arrows)
        self._local = threading.local()

    def step(self, state: str, action: str, target: str | None) -> str:
        """Return where the case is after *action*; raise NoSuchMove when the table has no such arrow."""
        if (state, action, target) not in self._moves:
            raise NoSuchMove(f"{action} from {state} to {target}")
        token = _Token(state, target)
        if not self._machine().events[action].trigger(token):
            raise NoSuchMove(f"{action} from {state} to {target}")
        return token.state

    def _machine(self) -> Machine:
        machine: Machine | None = getattr(self._local, "machine", None)
        if machine is None:
            machine = self._local.machine = self._built()
        return machine

    def _built(self) -> Machine:
        from transitions import Machine  # noqa: PLC0415 - checking definitions moves no case

        moves = [
            {"trigger": one.action, "source": one.source, "dest": one.target, "conditions": self._conditions(one)}
            for one in sorted(self.arrows, key=lambda one: (one.source, one.action, one.target or ""))
        ]
        return Machine(
            model=None,
            states=list(self.states),
            initial=self.start,
            transitions=moves,
            auto_transitions=False,
            send_event=True,
            queued=False,
        )

    def _conditions(self, arrow: Arrow) -> list[_chose]:
        """Return what an arrow asks: nothing where it is the only one, else whether it was the one chosen."""
        same = [one for one in self.arrows if (one.source, one.action) == (arrow.source, arrow.action)]
        return [_chose(arrow.target)] if len(same) > 1 else []


class _chose:  # noqa: N801 - it stands where a function would
    """The condition of an arrow: the token was sent along it."""

    __slots__ = ("target",)

    def __init__(self, target: str | None) -> None:
        self.target = target

    def __call__(self, event: EventData) -> bool:
        token = event.model
        return isinstance(token, _Token) and token.chosen == self.target
