"""Time in a scenario: what falls due while it passes, and what is expected of clocks and of who was told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from engine.cases.events import ClockEnded, Event, PeopleTold
from engine.cases.explain import deadlines
from engine.definitions.nodes import Node
from engine.definitions.scenarios import Expectation
from engine.findings import Finding
from engine.testing.finding import failure
from engine.testing.stage import CaseOnStage, Stage


def pass_time(stage: Stage, until: datetime, node: Node, setting: str) -> list[Finding]:
    """Let time pass *until* a moment: what falls due on the way happens when it does, in order."""
    while (due := stage.runner.next_due()) is not None and due <= until:
        stage.clock.set(max(due, stage.clock.now()))
        with stage.heard():
            ran = stage.runner.run_due()
        if ran.failed or ran.given_up:
            told = [f"at {stage.told(stage.clock.now())} it failed: {stage.runner.faults()}"]
            return [failure("What fell due could not be done.", node, ["done"], told, setting)]
    stage.clock.set(until)
    for track in stage.open.values():
        track.case = stage.looking.case(track.case.id)
    return []


def clock_differences(stage: Stage, track: CaseOnStage, expect: Expectation, node: Node) -> Iterator[Finding]:
    """Yield what is not as *expect* says of clocks, breaches and notifications."""
    views = {one.id: one for one in deadlines(stage.definition, track.case, stage.clock.now())}
    for name, wanted in expect.clocks.items():
        status = views[name].status if name in views else "it has not started"
        if status != wanted:
            message = f'"{name}" is another clock than that.'
            so = status if name in views else None
            yield failure(message, node, [wanted], [status], "expect", "clocks", name, observed=so)
    events = stage.looking.events(track.case)
    for index, name in enumerate(expect.breached):
        if not ((name in views and views[name].status == "breached") or _broken(events, name)):
            status = views[name].status if name in views else "it has not started"
            yield failure(f'"{name}" is not breached.', node, ["breached"], [status], "expect", "breached", index)
    for role, times in expect.told.items():
        found = sum(role in one.roles for one in events if isinstance(one, PeopleTold))
        if found != times:
            message = f'"{role}" was told something else.'
            wanted_times, is_so = [f"{times} times"], [f"{found} times"]
            yield failure(message, node, wanted_times, is_so, "expect", "told", role, observed=str(found))


def _broken(events: list[Event], deadline: str) -> bool:
    """Whether an earlier turn of a clock was broken for good."""
    return any(isinstance(one, ClockEnded) and one.deadline == deadline and one.status == "breached" for one in events)
