"""Handing over what happens to whoever takes it: at least once, each case's steps in their order, never in a
transaction.

A receiver that takes nothing is left alone for a while, longer each time, and then gets everything from where it was.
A single step that it will not take is put aside with the later steps of its case, so that the other cases go on; it is
tried again, and in the end given up until somebody decides (`Engine.deliver_again`, `Engine.pass_over`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias

from engine.errors import DeliveryFailed
from engine.interop.cloud_events import CloudEvent, cloud_event
from engine.store.deliveries import (
    Status,
    TargetState,
    add_undelivered,
    due_again,
    is_held_up,
    lease,
    next_again,
    not_taken,
    note,
    read_target,
    taken,
)
from engine.store.feed import Placed, has_steps_to_place, place_steps, read_feed
from engine.store.transaction import Gateway, Transaction

if TYPE_CHECKING:
    from engine.service.engine import Engine

Deliver: TypeAlias = Callable[[CloudEvent], object]
"""Takes one event, or raises: DeliveryFailed in words of its own, anything else for a fault."""

_AT_ONCE = 20
_LEASE = timedelta(minutes=5)
_LONGEST_TURN = timedelta(seconds=30)
"""Then others have theirs: a receiver that is slow holds up neither them nor what time is to do."""
_DOWN_AFTER = 3
"""So many steps refused one after another: it is the receiver, and not the steps."""
_MOST_TRIES = 80
"""About three days: longer than a weekend without anyone to mend a receiver."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
_LONGEST_DOWN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody who takes what happens. *owner* is who looks after what it does not take."""

    name: str
    deliver: Deliver = field(repr=False)
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """What came of one turn: how many steps were taken, how many were not, and how many were given up."""

    taken: int = 0
    refused: int = 0
    given_up: int = 0

    def plus(self, other: Handed) -> Handed:
        return Handed(self.taken + other.taken, self.refused + other.refused, self.given_up + other.given_up)


def place_all(engine: Engine, gateway: Gateway) -> None:
    """Give all steps that were committed their places in the feed."""
    with gateway.read() as tx:
        waiting = has_steps_to_place(tx, engine.council)
    while waiting:
        with gateway.write() as tx:
            waiting = place_steps(tx, engine.council) > 0


def hand_over(engine: Engine, gateway: Gateway, target: Target, *, limit: int = 1_000) -> Handed:
    """Deliver to *target* what it has not taken yet, at most *limit* steps; nothing while somebody else does."""
    return _Turn(engine, gateway, target).take(limit)


def next_delivery(engine: Engine, tx: Transaction, target: Target) -> datetime | None:
    """Return when there is something to deliver to *target*, as far as is known."""
    state = read_target(tx, engine.council, target.name)
    again = next_again(tx, engine.council, target.name)
    if state is None or state.wakes_at is None:
        waiting = read_feed(tx, engine.council, state.position if state else 0, 1)
        return engine.ports.clock.now() if waiting else again
    return state.wakes_at if again is None else min(state.wakes_at, again)


class _Turn:
    """One process's turn to deliver to one receiver."""

    def __init__(self, engine: Engine, gateway: Gateway, target: Target) -> None:
        self._engine, self._gateway, self._target = engine, gateway, target
        self._council, self._token = engine.council, engine.ports.ids.new()
        self._ends = self._now()

    def take(self, limit: int) -> Handed:
        now = self._now()
        self._ends = now + _LONGEST_TURN
        with self._gateway.write() as tx:
            state = lease(tx, self._council, self._target.name, self._token, now, now + _LEASE)
        done = Handed()
        if state is None:
            return done
        try:
            while state is not None and done.taken + done.refused < limit and not _sleeps(state, self._now()):
                if self._is_over():
                    break
                part = self._part(state)
                if part is None:
                    break
                done, state = done.plus(part.handed), self._noted(part)
        finally:
            self._let_go()
        return done

    def _part(self, state: TargetState) -> _Part | None:
        """Deliver a few; return what came of it, or nothing when there was nothing to deliver."""
        with self._gateway.read() as tx:
            again = due_again(tx, self._council, self._target.name, self._now(), _AT_ONCE)
            new = read_feed(tx, self._council, state.position, _AT_ONCE)
            cases = {one.step.case for one in new}
            held_up = {case for case in cases if is_held_up(tx, self._council, self._target.name, case)}
        if not again and not new:
            return None
        part = _Part(state)
        for one in new:
            if self._is_over():
                break
            if one.step.case in held_up or one.step.case in part.refused:
                part.put_behind(one)
            elif not part.is_down:
                part.tried(one, self._fault(one))
        for one, tries in again:
            if not part.is_down and not self._is_over():
                part.tried_again(one, tries, self._fault(one))
        return part

    def _fault(self, one: Placed) -> str:
        """Deliver one step; return what went wrong, or nothing."""
        try:
            self._target.deliver(cloud_event(one.step, one.position, one.hash))
        except DeliveryFailed as failed:
            return str(failed)[:64] or type(failed).__name__
        except Exception as error:  # noqa: BLE001 - whatever a receiver's code does, the other cases go on
            return type(error).__name__[:64]
        return ""

    def _noted(self, part: _Part) -> TargetState | None:
        """Write down what came of a few; return how far the receiver is, or nothing when it is ours no longer."""
        now, name = self._now(), self._target.name
        state = part.state_after(now)
        with self._gateway.write() as tx:
            if not note(tx, self._council, name, self._token, state, now + _LEASE):
                return None
            add_undelivered(tx, self._council, name, part.aside(now))
            for one, tries, fault in part.again:
                if not fault:
                    taken(tx, self._council, name, one, now)
                else:
                    status: Status = "dead" if tries >= _MOST_TRIES else "waiting"
                    due = now + _wait(tries, one.step.case)
                    not_taken(tx, self._council, name, one, status, due, tries, fault)
        return state

    def _let_go(self) -> None:
        with self._gateway.write() as tx:
            state = read_target(tx, self._council, self._target.name)
            if state is not None:
                note(tx, self._council, self._target.name, self._token, state, None)

    def _is_over(self) -> bool:
        return self._now() >= self._ends

    def _now(self) -> datetime:
        return self._engine.ports.clock.now()


def _sleeps(state: TargetState, now: datetime) -> bool:
    return state.wakes_at is not None and state.wakes_at > now


class _Part:
    """What came of delivering a few steps, as it unfolds.

    A step that was refused is put aside once it is known that the receiver takes others, or refuses only a few.
    """

    def __init__(self, state: TargetState) -> None:
        self._state = state
        self._position = state.position
        self.again: list[tuple[Placed, int, str]] = []
        """Steps that were tried again: with how often that was now, and what went wrong."""
        self.refused: dict[str, str] = {}
        """By case, why its step was not taken just now."""
        self._aside: list[tuple[Placed, Status]] = []
        self._failed = self._taken = 0

    @property
    def is_down(self) -> bool:
        """Whether it takes nothing at all, as it seems."""
        return self._failed >= _DOWN_AFTER and not self._taken

    def tried_again(self, one: Placed, tries: int, fault: str) -> None:
        self.again.append((one, tries + 1, fault))
        self._count(fault)

    def tried(self, one: Placed, fault: str) -> None:
        self._count(fault)
        if fault:
            self.refused[one.step.case] = fault
            self._aside.append((one, "waiting"))
        self._position = one.position

    def put_behind(self, one: Placed) -> None:
        self._aside.append((one, "behind"))
        self._position = one.position

    def _count(self, fault: str) -> None:
        self._failed += bool(fault)
        self._taken += not fault

    @property
    def handed(self) -> Handed:
        failed = [tries for _, tries, fault in self.again if fault]
        given_up = sum(tries >= _MOST_TRIES for tries in failed)
        return Handed(self._taken, len(failed) + len(self.refused) - given_up, given_up)

    def state_after(self, now: datetime) -> TargetState:
        """Return how far the receiver has got: past all that it took and all that is put aside.

        One that takes nothing stays where it was, so that it gets everything once it is back.
        """
        if not self.is_down:
            return TargetState(self._position, None, 0, "")
        failures = self._state.failures + 1
        faults = (*self.refused.values(), *(fault for *_, fault in self.again))
        wakes_at = now + min(_wait(failures, ""), _LONGEST_DOWN)
        return TargetState(self._state.position, wakes_at, failures, next(filter(None, faults)))

    def aside(self, now: datetime) -> list[tuple[Placed, Status, datetime, int, str]]:
        """Return what is put aside, each with its status, when it is due, how often it was tried, and why."""
        if self.is_down:
            return []
        return [
            (one, status, now, 0, "")
            if status == "behind"
            else (one, status, now + _wait(1, one.step.case), 1, self.refused[one.step.case])
            for one, status in self._aside
        ]


def _wait(tries: int, about: str) -> timedelta:
    """Return how long to wait: twice as long each time, up to an hour, and not for all until the same moment."""
    longest = min(_FIRST_WAIT * (1 << min(tries - 1, 10)), _LONGEST_WAIT)
    spread = sha256(f"{about} {tries}".encode()).digest()[0] / 255
    return longest * (0.75 + spread / 4)
