"""What the engine asks of the world: the time, new ids, and facts that only the host knows. The one place that may.

Each port is a Protocol with a real default here, and a fake in `engine.testing.fakes` for tests and demonstrations.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable
from uuid import uuid4

if TYPE_CHECKING:
    from engine.cases.files import FileState
    from engine.cases.values import Json
    from engine.definitions.fields import FileKind
    from engine.service.seal_lines import SealKey
    from engine.store.encryption import Ring


class Clock(Protocol):
    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""


class Ids(Protocol):
    def new(self) -> str:
        """Return an id that nobody can guess and that was never given before; at most 64 letters, digits and dashes."""


class SystemFacts(Protocol):
    def facts(self, subject_kind: str, subject: str) -> Mapping[str, Json]:
        """Return what the host knows about a subject, by the names that `system:` in casepath.yaml declares."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the host knows of a person: their roles and teams. Places on cases are the engine's own."""

    roles: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RoleSought:
    """A role of which the holders are wanted: all of them, or those in a *team*."""

    role: str
    team: str = ""


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody who stands in for somebody else from one instant until another, which is no part of it."""

    person: str
    since: datetime
    until: datetime


class People(Protocol):
    """Who works here. Each question is about many at once; whoever is not known is left out of the answer.

    It is asked before a transaction opens or after it has closed, so it may take its time.
    """

    def known(self, people: Sequence[str]) -> Mapping[str, Known]:
        """Return what is known of each person."""

    def holders(self, sought: Sequence[RoleSought]) -> Mapping[RoleSought, Sequence[str]]:
        """Return who holds each role, as it is named: roles that include another are asked for beside it."""

    def stand_ins(self, people: Sequence[str]) -> Mapping[str, Sequence[StandIn]]:
        """Return who stands in for each person who is, was or will be away."""


class FileStore(Protocol):
    """A place for what files hold. Ids are the engine's; what is written under one never changes."""

    def write(self, file: str, content: bytes) -> None:
        """Keep *content* under the id *file*. Whatever goes wrong is raised, and the upload with it."""

    def read(self, file: str) -> bytes | None:
        """Return what is kept under an id, or nothing."""


class FileScanner(Protocol):
    """What looks for viruses. Until it says that a file is clean, nobody can open it."""

    def scan(self, name: str, kind: FileKind, content: bytes) -> FileState:
        """Return "clean", "refused", or "waiting" where the answer comes later (`Cases.settle_file`)."""


class Seals(Protocol):
    """A place for the seals of councils, which nobody who can write to the database can write to."""

    def append(self, council: str, number: int, line: str) -> None:
        """Keep *line* for ever, after the one before it. Given again, the same line is kept once; raise for another."""

    def lines(self, council: str) -> Iterator[str]:
        """Yield the lines of a council in order, each as it was given; half-written ones are left out."""

    def last(self, council: str) -> str | None:
        """Return the last line of a council, or nothing."""


@runtime_checkable
class ErasesFiles(Protocol):
    """A FileStore that can let go of what it keeps, for when answers were kept long enough."""

    def erase(self, file: str) -> None:
        """Erase what is kept under an id for good; do nothing where there is nothing."""


class Erasures(Protocol):
    """What was erased, kept outside the database: a backup that is restored does not know of it."""

    def append(self, council: str, line: str) -> None:
        """Keep *line* for ever, after the one before it; raise where it cannot be kept."""

    def lines(self, council: str) -> Iterator[str]:
        """Yield the lines of a council in order, each as it was given; half-written ones are left out."""


class Keys(Protocol):
    """Where the keys are that answers are encrypted under: outside the database, and outside its backups."""

    def ring(self, council: str) -> Ring:
        """Return the keys of a council as they are now. It is asked as each transaction begins, so it keeps them.

        Raise KeysLost where there are none.
        """


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


class NobodyKnown:
    """A host that says nothing about people: whoever acts says themselves, as an Actor, what they are."""

    def known(self, people: Sequence[str]) -> Mapping[str, Known]:
        return {}

    def holders(self, sought: Sequence[RoleSought]) -> Mapping[RoleSought, Sequence[str]]:
        return {}

    def stand_ins(self, people: Sequence[str]) -> Mapping[str, Sequence[StandIn]]:
        return {}


class FolderFiles:
    """Files in one folder, each under its id. A file that is half written is never found."""

    def __init__(self, folder: str | Path) -> None:
        """Keep files in *folder*, which is made if it is not there."""
        self._folder = Path(folder)
        self._folder.mkdir(parents=True, exist_ok=True)

    def write(self, file: str, content: bytes) -> None:
        half = self._path(f"{file}.half")
        with half.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        half.replace(self._path(file))

    def read(self, file: str) -> bytes | None:
        path = self._path(file)
        return path.read_bytes() if path.is_file() else None

    def erase(self, file: str) -> None:
        self._path(file).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        if re.fullmatch(r"[A-Za-z0-9-]{1,64}(\.half)?", name) is None:
            raise ValueError("This is no id of a file.")
        return self._folder / name


class NoScanner:
    """Nothing that looks for viruses: every file waits in quarantine, where nobody can open it."""

    def scan(self, name: str, kind: FileKind, content: bytes) -> FileState:
        return "waiting"


@dataclass(frozen=True, slots=True)
class Ports:
    """All the ports of an engine, each with its real default. Without *files* what files hold is in the database."""

    clock: Clock = field(default_factory=SystemClock)
    ids: Ids = field(default_factory=RandomIds)
    system: SystemFacts = field(default_factory=NoSystemFacts)
    files: FileStore | None = None
    scanner: FileScanner = field(default_factory=NoScanner)
    people: People = field(default_factory=NobodyKnown)
    link_key: bytes | None = field(default=None, repr=False)
    """What links for guests are signed with: a secret of at least 32 bytes. Without one nobody can be invited."""
    seals: Seals | None = None
    """Where the runner keeps the seals of what happened: outside the database. Without it nothing is sealed."""
    seal_key: SealKey | None = field(default=None, repr=False)
    """What seals are signed with, `SealKey.from_file(...)`; to verify them its public part is enough."""
    release_key: SealKey | None = field(default=None, repr=False)
    """What is done about releases is signed with it; an engine that has it takes up only what was signed with it."""
    keys: Keys | None = None
    """What answers are encrypted under, `FileKeys(folder)`. Without them they are kept as they are: for trying out."""
    erasures: Erasures | None = None
    """Where it is noted what was erased, `FileErasures(folder)`: without it a restored backup brings people back."""
