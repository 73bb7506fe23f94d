"""The little council's definitions as they are published, version after version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from engine import Actor, Database, Engine, Ports, Refused
from engine.definitions.assemble import Assembled, assemble
from engine.service.release_states import Release
from engine.service.releases import Releases
from engine.service.seal_lines import SealKey
from engine.testing.fakes import FakeClock
from tests.overlays import MANIFEST
from tests.support import LITTLE, NOON, codes

ANN, BEN, CAT = (Actor(name) for name in ("ann", "ben", "cat"))


def version(number: str, *changes: tuple[str, str], files: Mapping[str, bytes] = LITTLE) -> Assembled:
    """Return the little council in another version, with other texts in its form where *changes* say so."""
    made = dict(files)
    made[MANIFEST] = made[MANIFEST].replace(b"version: 1.0.0", f"version: {number}".encode())
    for old, new in changes:
        text = made["form_schemas/referral.yaml"].decode()
        assert old in text
        made["form_schemas/referral.yaml"] = text.replace(old, new).encode()
    return assemble(made)


ONE, TWO = version("1.0.0"), version("2.0.0", ("label: Level", "label: Level of concern"))
TWO_AGAIN = version("2.0.0", ("label: Level", "label: Concern"))


@dataclass
class Desk:
    """A database, a clock, and the releases of the little council in it."""

    database: Database
    clock: FakeClock
    releases: Releases

    def in_force(self) -> str:
        found = self.releases.in_force()
        return found.version if found is not None else ""

    def published(self, configuration: Assembled, *, from_day: date | None = None) -> Release:
        """Take a configuration all the way."""
        made = self.releases.propose(configuration, by=ANN).release
        self.releases.approve(made.release, by=BEN)
        return self.releases.publish(made.release, by=ANN, from_day=from_day)

    def states(self) -> dict[str, str]:
        return {one.version: one.state for one in self.releases.all()}

    def engine(self, *, release_key: SealKey | None = None) -> Engine:
        return Engine.from_releases(self.database, "little", ports=Ports(clock=self.clock, release_key=release_key))


def desk_at(database: Database, *, release_key: SealKey | None = None) -> Desk:
    clock = FakeClock(NOON)
    return Desk(database, clock, Releases(database, "little", ports=Ports(clock=clock, release_key=release_key)))


def refused(call: Callable[..., object], *given: Any, **named: Any) -> set[str]:  # Any: whatever the call takes
    with pytest.raises(Refused) as refusal:
        call(*given, **named)
    return codes(refusal.value)
