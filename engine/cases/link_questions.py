"""What a link asks of whoever links a case along it, beside which case it is."""

from __future__ import annotations

from collections.abc import Mapping

from engine.cases.compiled import CompiledAction, CompiledField, CompiledLink, CompiledWorkflow

TO = "to"
"""What is said of a link beside its own questions: the case that was picked."""


def spoken_of(flow: CompiledWorkflow, action: CompiledAction) -> CompiledLink | None:
    """Return the link of which a person says something when they take *action*: whom to link, or its own questions."""
    if action.definition.link is not None:
        return flow.links[action.definition.link]
    alone = [flow.links[one.link] for one in action.opens if one.each is None]
    return next((one for one in alone if one.asks is not None), None)


def link_questions(flow: CompiledWorkflow, action: CompiledAction) -> Mapping[str, CompiledField]:
    """Return the questions that the link asks of whoever takes *action*, by id; most links ask none."""
    spoken = spoken_of(flow, action)
    return spoken.asks.row.by_id if spoken is not None and spoken.asks is not None and spoken.asks.row else {}
