"""What the engine asks of the world: the time, new ids, and facts that only the host knows. The one place that may.

Each port is a Protocol with a real default here, and a fake in `engine.testing.fakes` for tests and demonstrations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol
from uuid import uuid4

from engine.cases.values import Json


class Clock(Protocol):
    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""


class Ids(Protocol):
    def new(self) -> str:
        """Return an id that nobody can guess and that was never given before; at most 64 letters, digits and dashes."""


class SystemFacts(Protocol):
    def facts(self, subject_kind: str, subject: str) -> Mapping[str, Json]:
        """Return what the host knows about a subject, by the names that `system:` in casepath.yaml declares."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class RandomIds:
    def new(self) -> str:
        return str(uuid4())


class NoSystemFacts:
    """A host that supplies nothing: what comes from the system stays unanswered."""

    def facts(self, subject_kind: str, subject: str) -> Mapping[str, Json]:
        return {}


@dataclass(frozen=True, slots=True)
class Ports:
    """All the ports of an engine, each with its real default."""

    clock: Clock = field(default_factory=SystemClock)
    ids: Ids = field(default_factory=RandomIds)
    system: SystemFacts = field(default_factory=NoSystemFacts)
