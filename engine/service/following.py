"""How a running engine knows which release is in force: one small question now and then, and the clock for the rest.

What comes into force on a day is known beforehand, so it is there on the minute. What is published meanwhile is seen
by the next case that is opened, which always asks, and by everything else within two seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from engine.errors import EngineError
from engine.service.release_lines import signed
from engine.service.release_states import Start, in_force, starts
from engine.store.release_steps import last_release_step, read_release_steps
from engine.store.transaction import Gateway, Joined, Transaction

if TYPE_CHECKING:
    from engine.cases.compiled import Definition
    from engine.service.engine import Engine
    from engine.service.ports import Ports

AT_MOST_BEHIND = timedelta(seconds=2)


class NothingPublished(EngineError):
    """The operator's turn: no release of this council is in force. With a key, none that was signed with it."""

    def __init__(self, council: str) -> None:
        super().__init__(
            f'No release of "{council}" is in force in this database. Propose one with `casepath publish`, have it '
            "approved, and publish it."
        )


def published(tx: Transaction, council: str, ports: Ports) -> str:
    """Return the release of a council that is in force now. Raises NothingPublished where none is."""
    release = in_force(_schedule(tx, council, ports), ports.clock.now())
    if release is None:
        raise NothingPublished(council)
    return release


def _schedule(tx: Transaction, council: str, ports: Ports) -> tuple[Start, ...]:
    return starts(signed(council, read_release_steps(tx, council), ports.release_key))


@dataclass(slots=True)
class Following:
    """What an engine knows of what is published; *change* has it go over from its *present* release to another."""

    council: str
    ports: Ports
    present: str
    change: Callable[[Transaction, str], None]
    _last: str | None = None
    _schedule: tuple[Start, ...] = ()
    _asked_at: datetime | None = None

    def learn(self, tx: Transaction) -> None:
        """Go over to what is in force now, which is asked at most every two seconds."""
        now = self.ports.clock.now()
        if self._asked_at is None or not timedelta() <= now - self._asked_at < AT_MOST_BEHIND:
            self.learn_now(tx)
        else:
            self._go_over(tx, now)

    def learn_now(self, tx: Transaction) -> str:
        """Go over to what is in force now, as this transaction sees it, and return that."""
        now = self.ports.clock.now()
        # By the hash and not by the number: a host that rolls back gives its number to somebody else.
        last = last_release_step(tx, self.council)
        if last != self._last:
            self._schedule = _schedule(tx, self.council, self.ports)
        self._last, self._asked_at = last, now
        return self._go_over(tx, now)

    def _go_over(self, tx: Transaction, now: datetime) -> str:
        release = in_force(self._schedule, now) or self.present
        if release != self.present:
            self.change(tx, release)
            self.present = release
        return release


def newest(engine: Engine, tx: Transaction) -> Definition:
    """Return the definition that a case is opened under in this transaction, whatever other threads learn meanwhile."""
    return engine.definition if engine.follows is None else engine.release(tx, engine.follows.learn_now(tx))


Learn: TypeAlias = Callable[[Transaction], object]


def following(gateway: Gateway, learn: Learn) -> Gateway:
    """Return a way to the same rows by which an engine learns, as a transaction begins, what is in force."""
    return _OfHost(gateway, learn) if isinstance(gateway, Joined) else _Ours(gateway, learn)


class _Ours:
    """A way to the rows in transactions of ours."""

    def __init__(self, gateway: Gateway, learn: Learn) -> None:
        self._gateway, self._learn = gateway, learn

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        with self._gateway.write() as tx:
            self._learn(tx)
            yield tx

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        with self._gateway.read() as tx:
            self._learn(tx)
            yield tx

    @property
    def records_at_once(self) -> bool:
        return self._gateway.records_at_once


class _OfHost(Joined):
    """The same in the host's transaction, which stays the host's."""

    def __init__(self, gateway: Joined, learn: Learn) -> None:
        self._gateway, self._learn = gateway, learn

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        with self._gateway.write() as tx:
            self._learn(tx)
            yield tx

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        yield self.transaction()

    def transaction(self) -> Transaction:
        tx = self._gateway.transaction()
        self._learn(tx)
        return tx

    @property
    def records_at_once(self) -> bool:
        return self._gateway.records_at_once
