"""What goes out to others at the end of a step: messages on entering a state, and what people are told."""

from __future__ import annotations

from collections.abc import Iterable

from engine.cases.compiled import CompiledAction, CompiledWorkflow, Definition
from engine.cases.events import Event, LetterDrawn, MessageSent, PeopleTold


def messages(flow: CompiledWorkflow, entered: Iterable[str]) -> tuple[Event, ...]:
    """Return the messages that go out because the case *entered* these states."""
    return tuple(
        MessageSent(link, message)
        for state in entered
        for link, names in flow.states[state].definition.message.items()
        for message in names
    )


def told_of(definition: Definition, action: CompiledAction) -> tuple[Event, ...]:
    """Return who is told that *action* was taken, and which letter is drawn up for whom."""
    notify, said = action.definition.notify, list[Event]()
    if notify is None:
        return ()
    if action.tells:
        said.append(PeopleTold(action.tells, "action", action.id, notify.urgent))
    letter = definition.letters.get(notify.letter or "")
    if letter is not None:
        said.append(LetterDrawn(letter.id, tuple(sorted(letter.audience))))
    return tuple(said)
