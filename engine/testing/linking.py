"""What is said of a link on the way to a state: a new case is started where that may be, else one is picked."""

from __future__ import annotations

from engine.cases.access import Actor
from engine.cases.compiled import CompiledAction
from engine.cases.link_questions import TO, link_questions, spoken_of
from engine.cases.state import Case
from engine.cases.values import Json
from engine.errors import NotFound, Refused
from engine.testing.small_answers import Hand, smallest
from engine.testing.stage import Stage


def link_on_the_way(stage: Stage, case: Case, action: CompiledAction, by: Actor, hand: Hand) -> dict[str, Json] | None:
    """Return what *by* says of the link that *action* makes: the smallest answers that it needs. Most make none."""
    flow = stage.flow(case)
    spoken = spoken_of(flow, action)
    if spoken is None:
        return None
    cells = link_questions(flow, action).values()
    said: dict[str, Json] = {one.id: smallest(one, hand) for one in cells if one.definition.required}
    if any(opens.link == spoken.id and opens.each is None for opens in action.opens):
        return said
    try:
        found = stage.cases.linkable(case, spoken.id, by=by, limit=1)
    except (Refused, NotFound):
        return said
    return {**said, TO: found[0].case} if found else said
