"""Why clocks cannot be paused, or go on, by an action: said with everything else that stands in its way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from engine.cases.clock import Clock
from engine.cases.compiled import CompiledAction, CompiledDeadline, CompiledWorkflow, Definition
from engine.cases.decide.clocks import may_pause
from engine.cases.state import Case
from engine.errors import Reason
from engine.sentences.say import listing, say


def clock_reasons(
    definition: Definition, flow: CompiledWorkflow, case: Case, action: CompiledAction, now: datetime
) -> list[Reason]:
    """Return why none of the clocks that *action* pauses can stand still, or none that it resumes can go on."""
    written, language, reasons = action.definition, definition.language, []
    if written.pauses:
        known = _clocks(flow, case, written.pauses)
        if not any(may_pause(deadline, clock, now, written.times) for deadline, clock in known):
            often = [one for one, clock in known if clock.runs and now < clock.expires]
            which = listing(language, (f'"{one.title}"' for one in often or _named(flow, written.pauses)))
            text = (
                say(language, "No more pauses are left for: {deadlines}", deadlines=which)
                if often
                else say(language, "None of these clocks is running: {deadlines}", deadlines=which)
            )
            reasons.append(Reason("no_pause", text, action.id))
    if written.resumes and not any(
        clock.paused is not None and clock.is_open for _, clock in _clocks(flow, case, written.resumes)
    ):
        which = listing(language, (f'"{one.title}"' for one in _named(flow, written.resumes)))
        text = say(language, "None of these clocks is paused: {deadlines}", deadlines=which)
        reasons.append(Reason("not_paused", text, action.id))
    return reasons


def _named(flow: CompiledWorkflow, names: Iterable[str]) -> list[CompiledDeadline]:
    return [flow.deadlines[name] for name in names if name in flow.deadlines]


def _clocks(flow: CompiledWorkflow, case: Case, names: Iterable[str]) -> list[tuple[CompiledDeadline, Clock]]:
    return [(one, case.clocks[one.id]) for one in _named(flow, names) if one.id in case.clocks]
