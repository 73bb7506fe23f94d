"""How a running clock goes on under another release: as it was, counted anew from where it began, or from now on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from engine.cases.clock import Clock
from engine.cases.compiled import CompiledWorkflow, Definition
from engine.cases.deadlines import Due
from engine.cases.ladder import first_rung, rungs
from engine.cases.reckoning import Reckoning
from engine.cases.state import Case
from engine.definitions.changes import ClockRule


def moved_clock(
    definition: Definition,
    flow: CompiledWorkflow,
    old: CompiledWorkflow,
    case: Case,
    names: tuple[str, str],
    clock: Clock,
    rule: ClockRule,
    now: datetime,
) -> Clock:
    """Return *clock*, by its *names* of before and now, as it goes on. One that was met or broken stays as it is."""
    if not clock.runs and clock.paused is None:
        return clock
    deadline = flow.deadlines[names[1]]
    found = Due(clock.expires, clock.day)
    if rule != "carry":
        start: date | datetime = clock.started if rule == "recount" else definition.counting.local_day(now)
        reckoned = Reckoning(definition, flow, case)
        counted = reckoned.limit(
            deadline, start, again=bool(clock.again), added=clock.added if rule == "recount" else 0
        )
        found = counted or found
        clock = replace(clock, started=reckoned.as_day(start), expires=found.expires, day=found.day)
        if rule == "restart":
            clock = replace(clock, turn=clock.turn + 1, added=0, pauses=0)
    if clock.paused is not None:
        return clock  # its next moment is the end of the pause, which is as it was
    was = old.deadlines.get(names[0])
    same = was is not None and was.definition.remind == deadline.definition.remind and rule != "restart"
    rung = first_rung(rungs(deadline, found, definition.counting), now, clock.fired if same else ())
    return replace(clock, rung=rung.name, fires=rung.at, fired=clock.fired if same else ())
