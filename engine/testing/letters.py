"""The letters of a scenario: who each is for, what the latest says, and what it must never say."""

from __future__ import annotations

from collections.abc import Iterator

from engine.cases.access import Actor
from engine.definitions.nodes import Node
from engine.definitions.scenarios import LetterExpected
from engine.documents.process import NotDrawn
from engine.errors import NotFound
from engine.findings import Finding
from engine.service.letters import LetterView
from engine.testing.finding import failure
from engine.testing.stage import CaseOnStage, Stage


def letter_differences(
    stage: Stage, track: CaseOnStage, name: str, expected: LetterExpected, node: Node
) -> Iterator[Finding]:
    """Yield where the latest letter *name* is for other people, or says something else, than is *expected*."""
    here = ("letters", name)
    found = _latest(stage, track, name)
    if found is None:
        yield failure(f'The letter "{name}" was not drawn up.', node, ["drawn up"], ["not drawn up"], *here, key=True)
        return
    reader, view = found
    for index, one in enumerate(expected.to):
        if not _is_for(stage, track, one, view):
            yield failure(f'The letter "{name}" is not for {one}.', node, [one], [view.to], *here, "to", index)
    try:
        letter = stage.cases.letter(track.case, view.id, by=reader, as_="text")
    except NotDrawn as wrong:
        yield failure(f'The letter "{name}" cannot be drawn.', node, ["drawn"], [str(wrong)], *here, key=True)
        return
    text = _plain(letter.content.decode())
    for index, said in enumerate(expected.says):
        if _plain(said) not in text:
            yield failure(f'The letter "{name}" does not say this.', node, [said], [text], *here, "says", index)
    for index, said in enumerate(expected.never_says):
        if _plain(said).casefold() in text.casefold():
            message = f'The letter "{name}" says what it must never say.'
            yield failure(message, node, [f'without "{said}"'], [text], *here, "never_says", index)


def _latest(stage: Stage, track: CaseOnStage, name: str) -> tuple[Actor, LetterView] | None:
    """Return the last letter *name* on the case, with somebody in the scenario who may read it."""
    for by in stage.people_from(track):
        try:
            views = [one for one in stage.cases.letters(track.case, by=by) if one.letter == name]
        except NotFound:
            continue
        if views:
            return by, views[-1]
    return None


def _is_for(stage: Stage, track: CaseOnStage, one: str, view: LetterView) -> bool:
    """Whether a letter is for the person, or the role, that is called *one*."""
    if one not in stage.people:
        return one in view.roles
    person, roles = stage.people[one], stage.definition.roles
    held = {role for role, holder in track.case.holders.items() if holder in person.people}
    return not held.union(*(roles.powers[role] for role in person.roles)).isdisjoint(view.roles)


def _plain(text: str) -> str:
    """Return *text* on one line: where a line of a letter breaks says nothing."""
    return " ".join(text.split())
