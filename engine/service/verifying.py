"""Verifying all that a council keeps: every case for itself, what hangs on none, and the seals kept elsewhere.

Cases are read a page at a time, so that a large database needs no more memory than a small one. What looks wrong while
people work is looked at again with the case held, so that nobody is told of a step that was just being written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from engine.cases.compiled import Definition
from engine.errors import EngineError
from engine.service.integrity import Fault, faults_of
from engine.service.sealing import SealCheck
from engine.store.audit import Kept, read_held, read_kept, rows_without_case
from engine.store.files import holds_content, read_content
from engine.store.statements import Row
from engine.store.transaction import Gateway, Transaction

if TYPE_CHECKING:
    from engine.service.engine import Engine

_PAGE = 50
MOST_FAULTS = 1_000
"""As many are kept to be told; all are counted."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and what is wrong: at most the first thousand *faults* of *found*."""

    cases: int
    steps: int
    seals: int
    found: int
    faults: tuple[Fault, ...]
    files: int = 0
    elsewhere: int = 0
    """Files that were compared with what is known of them; and those kept where this engine cannot look."""

    @property
    def is_sound(self) -> bool:
        return self.found == 0


def verify(engine: Engine, gateway: Gateway) -> Verified:
    """Look at everything that is kept of the council's cases; see `Engine.verify`."""
    work = _Verifying(engine, gateway)
    faults: list[Fault] = []
    found = 0
    for one in work.faults():
        found += 1
        if len(faults) < MOST_FAULTS:
            faults.append(one)
    return Verified(work.cases, work.steps, work.seals, found, tuple(faults), work.files, work.elsewhere)


class _Verifying:
    """One look at everything, counting what it looks at."""

    def __init__(self, engine: Engine, gateway: Gateway) -> None:
        self.engine, self.gateway = engine, gateway
        self.cases = self.steps = self.seals = self.files = self.elsewhere = 0
        self.store = engine.ports.files

    def faults(self) -> Iterator[Fault]:
        after = ""
        while page := self._page(after):
            after = page[-1].case["id"]
            self.cases += len(page)
            for one in page:
                self.steps += len(one.steps)
                yield from self._faults_of(one)
        yield from self._without_case()
        if self.engine.ports.seals is not None:
            sealed = SealCheck(self.engine, self.gateway)
            yield from sealed.faults()
            self.seals = sealed.count

    def _page(self, after: str) -> list[Kept]:
        with self.gateway.read() as tx:
            return read_kept(tx, self.engine.council, after, _PAGE)

    def _faults_of(self, kept: Kept) -> Iterator[Fault]:
        with self.gateway.read() as tx:
            lost = self._lost(tx, kept)
            if next(faults_of(kept, self._release(tx)), None) is None and not lost:
                return
            held = read_held(tx, self.engine.council, kept.case["id"])
            found = [] if held is None else list(faults_of(held, self._release(tx)))
            there = frozenset[str]() if held is None else {row["id"] for row in held.files}
        yield from found
        yield from (fault for file, fault in lost if file in there)

    def _lost(self, tx: Transaction, kept: Kept) -> list[tuple[str, Fault]]:
        """I8: what each file holds is what was sent. Return the files of which it is not so."""
        if kept.files and self.store is None and not holds_content(tx, self.engine.council):
            self.elsewhere += len(kept.files)
            return []
        self.files += len(kept.files)
        return [(row["id"], _lost(kept, row)) for row in kept.files if not self._is_whole(tx, row)]

    def _is_whole(self, tx: Transaction, row: Row) -> bool:
        # One after another: what they hold may be more than fits into memory together.
        store, file = self.store, row["id"]
        try:
            content = read_content(tx, self.engine.council, file) if store is None else store.read(file)
        except ValueError:
            return False  # no file has such an id, unless somebody changed it by hand
        return content is not None and (len(content), sha256(content).hexdigest()) == (row["bytes"], row["sha256"])

    def _release(self, tx: Transaction) -> Release:
        return Release(self.engine, tx)

    def _without_case(self) -> Iterator[Fault]:
        """I6: every row has its case, in its own council."""
        with self.gateway.read() as tx:
            found = list(rows_without_case(tx, self.engine.council, MOST_FAULTS))
        for table, case in found:
            yield Fault("no_case", f"{table}: there are rows of a case that is not there.", case)


def _lost(kept: Kept, row: Row) -> Fault:
    text = f"Case {kept.case['reference']}: what the file {row['id']} holds is not what was sent, or is not there."
    return Fault("file", text, kept.case["id"])


@dataclass(frozen=True, slots=True)
class Release:
    """How a verification finds a definition: a release that is not there is a LookupError."""

    engine: Engine
    tx: Transaction

    def __call__(self, release: str) -> Definition:
        try:
            return self.engine.release(self.tx, release)
        except EngineError as lost:
            raise LookupError(release) from lost
