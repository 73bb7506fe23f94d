"""Fakes of the engine's ports (`engine/service/ports.py`), for tests and demonstrations: a clock that is set by hand,
ids that count, and a host that supplies what it is told to.

    clock = FakeClock(datetime(2026, 3, 12, 10, tzinfo=UTC))
    engine = Engine.from_folder("council", ports=Ports(clock=clock, ids=CountingIds()))
    clock.move(timedelta(days=2))
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from engine.cases.values import Json
from engine.service.ports import Known, RoleSought, StandIn


class FakeClock:
    """A clock that stands still until it is set or moved."""

    def __init__(self, moment: datetime) -> None:
        """Start at *moment*, which must know its time zone; ValueError if it does not."""
        self._now = _utc(moment)

    def now(self) -> datetime:
        """Return the moment that the clock was last put to, in UTC."""
        return self._now

    def set(self, moment: datetime) -> None:
        """Put the clock to *moment*, later or earlier. ValueError without a time zone."""
        self._now = _utc(moment)

    def move(self, by: timedelta) -> None:
        """Move the clock on by a length of time; back, if it is negative."""
        self._now += by


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("This moment does not know its time zone. Write datetime(2026, 3, 12, 10, tzinfo=UTC).")
    return moment.astimezone(UTC)


class CountingIds:
    """Ids that count: `id-1`, `id-2` and so on. The same commands get the same ids, in every run."""

    def __init__(self, prefix: str = "id") -> None:
        self._prefix, self._given = prefix, 0

    def new(self) -> str:
        """Return the next id. Unlike a real one it is easily guessed."""
        self._given += 1
        return f"{self._prefix}-{self._given}"


class FixedSystemFacts:
    """A host that supplies the same facts about every subject, by the names that `system:` declares."""

    def __init__(self, facts: Mapping[str, Json]) -> None:
        self._facts = dict(facts)

    def facts(self, subject_kind: str, subject: str) -> Mapping[str, Json]:
        """Return the facts, whoever the subject is."""
        return self._facts


class FixedPeople:
    """A host that knows these people, with their roles and teams, and who stands in for whom."""

    def __init__(
        self,
        people: Mapping[str, Known],
        away: Mapping[str, Sequence[StandIn]] | None = None,
    ) -> None:
        self._people, self._away = dict(people), dict(away or {})

    def known(self, people: Sequence[str]) -> Mapping[str, Known]:
        """Return what is known of each person."""
        return {name: self._people[name] for name in people if name in self._people}

    def holders(self, sought: Sequence[RoleSought]) -> Mapping[RoleSought, Sequence[str]]:
        """Return who holds each role as it is named, in the team if one is, in the order in which they were given."""
        return {
            one: [
                name
                for name, known in self._people.items()
                if one.role in known.roles and (not one.team or one.team in known.teams)
            ]
            for one in sought
        }

    def stand_ins(self, people: Sequence[str]) -> Mapping[str, Sequence[StandIn]]:
        """Return who stands in for each person."""
        return {name: self._away[name] for name in people if name in self._away}
