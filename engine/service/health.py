"""Whether all is well: for the probes of whoever runs Casepath. It says how much and how late, never which child.

*Ready* is whether people can work: the database answers, and its tables are of this version. *Well* is whether what
should happen by itself does: nothing is late, and nothing was given up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from engine.errors import Unavailable
from engine.service.key_work import KeyWork
from engine.store.due import dead_letter_count, dead_timer_count, next_due, next_message_due
from engine.store.encryption import KeysLost, NotAuthentic
from engine.store.migrate import current, newest
from engine.store.transaction import Ciphers, Database, no_keys

if TYPE_CHECKING:
    from engine.service.engine import Engine

LATE = timedelta(minutes=5)
"""A worker looks at least four times a minute."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, in a sentence; *needed* for people to be able to work."""

    name: str
    is_well: bool
    text: str
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    """Everything that was looked at."""

    checks: tuple[Check, ...]

    @property
    def is_ready(self) -> bool:
        return all(one.is_well for one in self.checks if one.needed)

    @property
    def is_well(self) -> bool:
        return all(one.is_well for one in self.checks)


def health(engine: Engine, database: Database) -> Health:
    """Return how a database of ours is, and whether the council's work in it goes on by itself."""
    return health_of(engine.council, database, engine.ports.clock.now(), engine.cipher)


def health_of(council: str, database: Database, now: datetime, ciphers: Ciphers = no_keys) -> Health:
    """Return the same of the council with this id, for whoever has no engine. It asks nothing of the definitions.

    *ciphers* gives the council's keys.
    """
    try:
        with database.connection() as connection:
            there = current(connection)
    except Exception:  # noqa: BLE001 - whatever the driver says, the database does not answer
        return Health((Check("database", False, "The database does not answer.", needed=True),))
    checks = [Check("database", True, "The database answers.", needed=True)]
    if there != newest():
        text = "The tables are not of this version. Run `casepath db upgrade`."
        return Health((*checks, Check("tables", False, text, needed=True)))
    checks.append(Check("tables", True, "The tables are of this version.", needed=True))
    try:
        return Health((*checks, _keys(council, database, ciphers), *_work(council, database, now)))
    except Unavailable as error:
        return Health((*checks, Check("work", False, str(error), needed=True)))


def _work(council: str, database: Database, now: datetime) -> Iterator[Check]:
    with database.of(council).read() as tx:
        timer, message = next_due(tx, council), next_message_due(tx, council)
        given_up, letters = dead_timer_count(tx, council), dead_letter_count(tx, council)
    yield _late("timers", "The oldest timer that is due", timer, now)
    yield _late("messages", "The oldest message between cases that is due", message, now)
    yield _none("given_up", "timers were given up", "the next step of each case sets its timer again", given_up)
    yield _none("deliveries", "steps were taken by no receiver", "see `casepath deliveries`", letters)


def _keys(council: str, database: Database, ciphers: Ciphers) -> Check:
    """Return whether what is encrypted can be read: without that nobody can work."""
    try:
        KeyWork(council, database.of(council, ciphers)).try_them()
        ring = ciphers().ring
    except (KeysLost, NotAuthentic) as error:
        return Check("keys", False, str(error), needed=True)
    if ring is None:
        text = "There are no keys: answers are kept as they are typed, which is for trying out."
    elif ring.reads_plain:
        text = "Answers are encrypted; those from before there were keys are still read (`casepath keys status`)."
    else:
        text = "Answers are encrypted."
    return Check("keys", True, text, needed=True)


def _late(name: str, what: str, due: datetime | None, now: datetime) -> Check:
    waited = now - due if due is not None else timedelta()
    if waited <= LATE:
        return Check(name, True, f"{what} is not late.")
    minutes = int(waited.total_seconds() // 60)
    return Check(name, False, f"{what} has waited for {minutes} minutes. Is `casepath worker` running?")


def _none(name: str, what: str, then: str, count: int) -> Check:
    return Check(name, count == 0, f"{count} {what}: {then}." if count else f"No {what}.")
