"""What does by itself what time is to do: reminders, last days that are over, pauses that have lasted long enough.

Call `run_due` from a scheduler of your own, in as many processes as you like. Nothing here remembers anything: what is
due stands in the database, and the case decides whether it still is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import reduce
from typing import TYPE_CHECKING

from engine.cases.commands import FireTimer
from engine.cases.decide import Accepted, Declined, decide
from engine.cases.decide.firing import TIME, is_reminder
from engine.cases.snapshot import CaseFile
from engine.errors import EngineError
from engine.service.deliveries import Handed, Target, hand_over, next_delivery, place_all
from engine.service.effects import write_effects
from engine.service.messages import deliver_due
from engine.service.register import Register
from engine.service.sealing import seal_due
from engine.service.worklist import sort_old_cases
from engine.store.cases import save_steps
from engine.store.due import next_due, next_message_due
from engine.store.timers import DeadTimer, Due, dead_timers, project_timers, put_off, read_due, read_faults
from engine.store.transaction import Gateway, Joined, Transaction

if TYPE_CHECKING:
    from engine.service.engine import Engine

_MOST_FAILURES = 8
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run did: how many timers fired, how many failed and will be tried again, how many were given up."""

    fired: int = 0
    failed: int = 0
    given_up: int = 0
    delivered: int = 0
    """Messages between linked cases that arrived."""
    handed: Handed = field(default_factory=Handed)
    """Steps that were handed to those who take what happens."""
    sealed: int = 0
    """Cases that moved and were sealed."""

    def plus(self, other: Ran) -> Ran:
        return Ran(
            self.fired + other.fired,
            self.failed + other.failed,
            self.given_up + other.given_up,
            self.delivered + other.delivered,
            self.handed.plus(other.handed),
            self.sealed + other.sealed,
        )


class Runner:
    """The timers of one council's cases. Several runners share the work, and none does what another did."""

    def __init__(self, engine: Engine, gateway: Gateway, targets: Sequence[Target] = ()) -> None:
        self._engine, self._gateway, self._targets = engine, gateway, targets
        self._register, self._council = Register(engine), engine.council
        if targets and isinstance(gateway, Joined):
            raise SendsInTransaction

    def run_due(self, *, limit: int = 10_000, batch: int = 100) -> Ran:
        """Fire what is due now, at most *limit* timers; return what came of it.

        Cases are taken up *batch* at a time, in one transaction. Where one of them stands in the way of the others,
        each gets its own. A timer that fails is put off, for longer each time, and given up in the end. Then the
        messages between linked cases that wait are delivered, and what happened is handed to whoever takes it; last,
        what an upgrade left to be worked out is, and what moved is sealed (see `seal_due`).
        """
        done = Ran()
        while (left := limit - done.fired) > 0:
            ran = self._run_batch(min(batch, left))
            if ran is None:
                break
            done = done.plus(ran)
        done = done.plus(Ran(delivered=self.deliver_due()))
        done = done.plus(Ran(handed=self.hand_over()))
        sort_old_cases(self._engine, self._gateway)
        return done.plus(Ran(sealed=self.seal_due()))

    def deliver_due(self, *, limit: int = 10_000) -> int:
        """Deliver the messages between linked cases that wait, at most *limit*; return how many arrived."""
        return deliver_due(self._engine, self._gateway, limit=limit)

    def hand_over(self, *, limit: int = 1_000) -> Handed:
        """Hand what has happened to each receiver, at most *limit* steps each; return what came of it.

        Without a receiver nothing is done: who reads the feed themselves gives steps their places as they read.
        """
        if not self._targets:
            return Handed()
        place_all(self._engine, self._gateway)
        return reduce(
            Handed.plus, (hand_over(self._engine, self._gateway, one, limit=limit) for one in self._targets), Handed()
        )

    def seal_due(self) -> int:
        """Seal the cases that moved, once a minute, where `Ports.seals` keeps seals; return how many they were.

        Raises SealsNotKept where a seal cannot be kept there: it waits in the database, and is tried again.
        """
        return seal_due(self._engine, self._gateway)

    def next_due(self) -> datetime | None:
        """Return when to run again, or nothing while there is nothing to wait for."""
        with self._gateway.read() as tx:
            found = [next_due(tx, self._council), next_message_due(tx, self._council)]
            found += [next_delivery(self._engine, tx, one) for one in self._targets]
        return min((one for one in found if one is not None), default=None)

    def given_up(self) -> list[DeadTimer]:
        """Return what was given up after failing too often. The next step of such a case sets its timer again."""
        with self._gateway.read() as tx:
            return dead_timers(tx, self._council)

    def faults(self) -> str:
        """Return what went wrong the last times, in one line, for whoever looks into it."""
        with self._gateway.read() as tx:
            return ", ".join(read_faults(tx, self._council))

    def _run_batch(self, most: int) -> Ran | None:
        """Fire at most *most* timers in one transaction; nothing when none was free and due."""
        now, due = self._register.now(), list[Due]()
        try:
            with self._gateway.write() as tx:
                due = read_due(tx, self._council, now, most)
                ran = self._fire(tx, due, now)
        except Exception as error:
            if isinstance(self._gateway, Joined):
                raise  # the transaction is the host's, and so is what becomes of it
            ran = self._apart(due, now, error)
        return ran if ran != Ran() else None

    def _apart(self, due: Sequence[Due], now: datetime, error: Exception) -> Ran:
        """Fire one by one what could not be fired together; put off what cannot be fired alone."""
        if not due:
            raise error  # it was the database, not a case
        if len(due) > 1:
            return reduce(Ran.plus, (self._run_batch(1) or Ran() for _ in due))
        with self._gateway.write() as tx:
            given_up = self._put_off(tx, due[0], now, error)
        return Ran(failed=not given_up, given_up=given_up)

    def _fire(self, tx: Transaction, due: Sequence[Due], now: datetime) -> Ran:
        """Do what is due, each case in a step of its own, and put off what fails."""
        made, stale, failed = [], [], []
        for one in due:
            try:
                decision = self._decided(tx, one, now)
            except Exception as error:  # noqa: BLE001 - whatever one case does, the others must not wait for it
                failed.append((one, error))
                continue
            if isinstance(decision, Declined):
                stale.append(one.case)
            else:
                made.append(decision)
        if made and not save_steps(tx, made):
            raise _Overtaken
        write_effects(tx, made)
        project_timers(tx, stale)
        given_up = sum(self._put_off(tx, one, now, error) for one, error in failed)
        return Ran(fired=len(made), failed=len(failed) - given_up, given_up=given_up)

    def _decided(self, tx: Transaction, due: Due, now: datetime) -> Accepted | Declined:
        definition = self._engine.release(tx, due.case.release)
        command = FireTimer(due.timer.clock, due.timer.turn, due.timer.rung)
        if is_reminder(command.rung):
            return decide(definition, CaseFile(due.case), command, now)
        desk = self._register.desk(tx, definition, due.case, TIME, now)
        return decide(definition, desk.bare(), command, now)

    def _put_off(self, tx: Transaction, one: Due, now: datetime, error: Exception) -> bool:
        """Let a timer that failed wait; return whether it failed too often, and is given up."""
        failures = one.failures + 1
        until = None if failures >= _MOST_FAILURES else now + _wait(failures)
        put_off(tx, one, until, type(error).__name__)
        return until is None


class SendsInTransaction(EngineError, ValueError):
    """The caller's turn: a receiver was given to a runner that works in the host's transaction."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing is sent inside a transaction. Give the runner your SQLAlchemy Engine, or a Database of ours."
        )


class _Overtaken(Exception):
    """Somebody changed one of the cases in between."""


def _wait(failures: int) -> timedelta:
    """Return how long to wait before trying again: twice as long each time, up to an hour."""
    return min(_FIRST_WAIT * (1 << (failures - 1)), _LONGEST_WAIT)
