"""What goes out to others at the end of a step: messages on entering a state, and what people are told."""

from __future__ import annotations

from collections.abc import Iterable

from engine.cases.compiled import CompiledAction, CompiledWorkflow
from engine.cases.events import Event, MessageSent, PeopleTold


def messages(flow: CompiledWorkflow, entered: Iterable[str]) -> tuple[Event, ...]:
    """Return the messages that go out because the case *entered* these states."""
    return tuple(
        MessageSent(link, message)
        for state in entered
        for link, names in flow.states[state].definition.message.items()
        for message in names
    )


def told_of(action: CompiledAction) -> tuple[Event, ...]:
    """Return who is told that *action* was taken."""
    if not action.tells or action.definition.notify is None:
        return ()
    return (PeopleTold(action.tells, "action", action.id, action.definition.notify.urgent),)
