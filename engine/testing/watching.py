"""Listening to the engine while commands are carried out: how each condition was judged, and who was allowed what.

Conditions are listened to where they were compiled to be (`compile_configuration(..., watch=...)`). What is only looked
at, or tried on the way to something else, is not heard.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.cases.compiling.workshop import Spot
from engine.cases.state import Case
from engine.expressions.evaluate import Expression
from engine.expressions.tree import Env
from engine.expressions.types import UNKNOWN, Unknown, Value

if TYPE_CHECKING:
    from engine.testing.stage import Stage


@dataclass(frozen=True, slots=True)
class Command:
    """One command, done or refused: *action* in *states* of a workflow, and how each condition was judged, in order.

    A judgement is true, false, or nothing for unknown.
    """

    workflow: str
    states: tuple[str, ...]
    action: str
    judged: dict[Expression, list[bool | None]] = field(default_factory=dict)
    done: list[bool] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Right:
    """Somebody in these roles towards a case was seen to be allowed an action or a task, or not."""

    workflow: str
    action: str
    standing: frozenset[str]
    may: bool


@dataclass(slots=True)
class Watching:
    """What was heard so far. It belongs to one run of scenarios, and is handed to whoever is to listen."""

    commands: list[Command] = field(default_factory=list)
    rights: list[Right] = field(default_factory=list)
    spots: dict[Expression, Spot] = field(default_factory=dict)
    """Where each condition stands."""
    _now: list[Command] = field(default_factory=list)

    def watched(self, expression: Expression, spot: Spot) -> Expression:
        """Return *expression* with an ear on it."""

        def run(env: Env, row: Env) -> Value | Unknown:
            value: Value | Unknown = expression.run(env, row)
            if self._now and (value is UNKNOWN or isinstance(value, bool)):
                self._now[-1].judged.setdefault(made, []).append(value if isinstance(value, bool) else None)
            return value

        made = replace(expression, run=run)
        self.spots[made] = spot
        return made

    @contextmanager
    def command(self, case: Case | None, action: str) -> Iterator[None]:
        """Listen while a command is carried out; whatever it raises is that it was refused."""
        heard = Command(case.workflow, case.states, action) if case is not None else Command("", (), action)
        self._now.append(heard)
        try:
            yield
            heard.done.append(True)
        finally:
            self._now.pop()
            self.commands.append(heard)

    def right(self, stage: Stage, case: Case, person: str, action: str, *, may: bool) -> None:
        """Note what somebody was seen to be allowed on *case*, or not."""
        standing = stage.definition.roles.standing_on_tasks(stage.people[person], case)
        self.rights.append(Right(case.workflow, action, standing, may))
