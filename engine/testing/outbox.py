"""What the engine tells others, gathered inside a transaction that is never committed."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.engine import Connection

from engine.interop.cloud_events import CloudEvent, cloud_event
from engine.service.deliveries import place_all
from engine.service.engine import Engine
from engine.store.transaction import Joined


class Outbox:
    """What a receiver would get of the cases of one engine, as far as they have come on one connection.

    A real runner hands over only what is committed. This one looks into the transaction of the test, and so belongs
    into tests alone.
    """

    def __init__(self, engine: Engine, connection: Connection) -> None:
        self._engine, self._connection = engine, connection

    def events(self, name: str | None = None) -> list[CloudEvent]:
        """Return what was told so far, the first first; with *name* those that say it, `action_taken` for instance."""
        place_all(self._engine, Joined(self._connection, council=self._engine.council))
        return [one for one in self._all() if name is None or name in _names(one)]

    def _all(self) -> Iterator[CloudEvent]:
        after = 0
        while found := self._engine.events(self._connection, after=after):
            yield from (cloud_event(one.step, one.position, one.hash) for one in found)
            after = found[-1].position


def _names(event: CloudEvent) -> set[object]:
    told = event.data["events"]
    assert isinstance(told, list)
    return {one["event"] for one in told}
