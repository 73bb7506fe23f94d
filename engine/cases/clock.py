"""One time limit of one case, running or ended, and what its events change about it."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias

from engine.cases.deadlines import ClockStatus
from engine.cases.events.clocks import (
    ClockBreached,
    ClockEnded,
    ClockEvent,
    ClockPaused,
    ClockReminded,
    ClockResumed,
    ClockStarted,
    ClockUnset,
)
from engine.cases.making import made, remade

BREACH, RESUME = "breach", "resume"
"""The rungs of every clock beside its reminders, which are `remind_1` and so on: its limit, and the end of a pause."""


@dataclass(frozen=True)
class Clock:
    """A time limit that has started. *day* is its last day (none for hours); *expires* the instant it runs out.

    It runs until *ended*, the day on which what ended it happened. *turn* counts its starts: a clock that moved or was
    restarted is another one to its timers. *rung* is what its timer waits for, and *fires* when.
    """

    # No slots: a reminder makes one of these and little else, which `remade` does at once.

    started: date
    expires: datetime
    day: date | None
    status: ClockStatus = "running"
    ended: date | None = None
    turn: int = 1
    rung: str = ""
    fires: datetime | None = None
    fired: tuple[str, ...] = ()
    """The rungs that were said since it started."""
    again: str = ""
    """The action that started it again; empty while it counts from where its definition says."""
    paused: datetime | None = None
    paused_until: datetime | None = None
    pauses: int = 0
    added: int = 0
    """What its pauses took so far: working days, or seconds of a limit in hours."""

    @property
    def is_open(self) -> bool:
        """Whether it still waits for what ends it, in time or not."""
        return self.ended is None

    @property
    def runs(self) -> bool:
        """Whether it could still be met: it is open, not paused, and nobody has found its limit passed."""
        return self.ended is None and self.paused is None and self.status == "running"

    def waiting(self, rung: str, fires: datetime | None, *, fired: tuple[str, ...]) -> Clock:
        """Return this clock waiting for another rung, after those that were said."""
        return remade(self, {"rung": rung, "fires": fires, "fired": fired})


@dataclass(frozen=True, slots=True)
class Timer:
    """The next thing that time does to a case: *rung* of *clock*, in its *turn*, at an instant."""

    clock: str
    turn: int
    rung: str
    at: datetime


def next_timer(clocks: Mapping[str, Clock]) -> Timer | None:
    """Return what time does next to a case with these clocks, or nothing."""
    found: Timer | None = None
    for name, clock in clocks.items():
        if clock.fires is not None and clock.ended is None and (found is None or clock.fires < found.at):
            found = Timer(name, clock.turn, clock.rung, clock.fires)
    return found


def change(clocks: MutableMapping[str, Clock], event: ClockEvent, at: datetime) -> None:
    """Change what *event*, of a step at the instant *at*, changes about a case's clocks."""
    name = event.deadline
    match event:
        case ClockStarted():
            clocks[name] = _started(clocks.get(name), event)
        case ClockEnded():
            ended = event.on or at.date()
            clocks[name] = replace(clocks[name], status=event.status, ended=ended, rung="", fires=None, paused=None)
        case ClockUnset():
            del clocks[name]
        case ClockReminded():
            one = clocks[name]
            clocks[name] = one.waiting(event.next, event.fires, fired=(*one.fired, event.rung))
        case ClockBreached():
            one = clocks[name]
            clocks[name] = replace(one, status="breached", fired=(*one.fired, BREACH), rung="", fires=None)
        case ClockPaused():
            one = clocks[name]
            clocks[name] = replace(
                one, paused=at, paused_until=event.until, pauses=one.pauses + 1, rung=RESUME, fires=event.until
            )
        case ClockResumed():
            one = replace(clocks[name], paused=None, paused_until=None, expires=event.expires, day=event.day)
            clocks[name] = replace(one, added=one.added + event.added, rung=event.rung, fires=event.fires)


def _started(before: Clock | None, event: ClockStarted) -> Clock:
    """Return the clock as it starts; one that was running moves, and keeps what its pauses gave it."""
    new = Clock(event.started, event.expires, event.day, rung=event.rung, fires=event.fires, again=event.again)
    if before is None:
        return new
    new = replace(new, turn=before.turn + 1)
    if before.ended is not None:
        return new
    moved = replace(new, pauses=before.pauses, added=before.added, again=before.again)
    if before.paused is None:
        return moved
    return replace(moved, paused=before.paused, paused_until=before.paused_until, rung=RESUME, fires=before.fires)


Kept: TypeAlias = "tuple[str, str, str | None, ClockStatus, str | None, int, str, str | None, list[str], str, Pauses]"
Pauses: TypeAlias = "tuple[str | None, str | None, int, int] | None"


_PARTS = 11


def to_json(clock: Clock) -> object:
    """Return *clock* as the store keeps it, its days and instants as they are."""
    pauses = (clock.paused, clock.paused_until, clock.pauses, clock.added) if clock.pauses else None
    return (
        clock.started,
        clock.expires,
        clock.day,
        clock.status,
        clock.ended,
        clock.turn,
        clock.rung,
        clock.fires,
        clock.fired,
        clock.again,
        pauses,
    )


def from_json(kept: Kept) -> Clock:
    """Return the clock that `to_json` wrote, or what was written before clocks had timers."""
    if len(kept) < _PARTS:
        began, end, last, status = kept[:4]
        kept = (began, end, last, status, None if status == "running" else began, 1, "", None, [], "", None)
    began, end, last, status, ended, turn, rung, fires, fired, again, pauses = kept
    paused, until, times, added = pauses or (None, None, 0, 0)
    fields: dict[str, object] = {
        "started": date.fromisoformat(began),
        "expires": datetime.fromisoformat(end),
        "day": date.fromisoformat(last) if last else None,
        "status": status,
        "ended": date.fromisoformat(ended) if ended else None,
        "turn": turn,
        "rung": rung,
        "fires": datetime.fromisoformat(fires) if fires else None,
        "fired": tuple(fired),
        "again": again,
        "paused": datetime.fromisoformat(paused) if paused else None,
        "paused_until": datetime.fromisoformat(until) if until else None,
        "pauses": times,
        "added": added,
    }
    return made(Clock, fields)
