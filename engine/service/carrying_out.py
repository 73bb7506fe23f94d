"""Carrying out an erasure that two people agreed on: noted outside first, then done, one case after another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from engine.cases.access import Actor
from engine.cases.keeping import Held, Over, over
from engine.cases.state import Case
from engine.errors import EngineError
from engine.service.erasing import Erasing, erase, raise_if_not_authentic
from engine.service.erasure_lines import line_of, noted_in
from engine.service.ports import ErasesFiles
from engine.store import keeping as rows
from engine.store.audit import read_held
from engine.store.cases import case_of
from engine.store.keeping import Erasure, Item
from engine.store.records import read_facts
from engine.store.transaction import Gateway, Transaction

if TYPE_CHECKING:
    from engine.service.engine import Engine

_BATCH = 100
Done = Literal["done", "held", "not_due"]


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run did: how many answers it erased or anonymised, how many were *held* or *not due* any more.

    *left* is how many it has not come to yet.
    """

    done: int = 0
    held: int = 0
    not_due: int = 0
    left: int = 0


class FilesStay(EngineError):
    """The vendor's turn: files are to be erased, and the place that keeps them cannot."""

    def __init__(self) -> None:
        super().__init__(
            "Files are to be erased, and Ports.files has no `erase(file)`. Give it one and run this again."
        )


def overdue(engine: Engine, tx: Transaction, case: Case, held: Held, now: datetime) -> Iterator[Over]:
    """Yield what of a case was kept long enough, by the forms as they are now."""
    wanted = (engine.definition.forms.get(form) for form in held.submitted)
    keeps = [one.definition.keep for one in wanted if one is not None and one.definition.keep is not None]
    asks = case.ended_at is not None and any(one.submitted is not None and one.submitted.fact for one in keeps)
    known = read_facts(tx, engine.council, case.subject_kind, case.subject) if asks else {}
    yield from over(engine.definition, case, held, {name: one.value for name, one in known.items()}, now)


class Carrying:
    """One erasure as it is carried out."""

    def __init__(self, engine: Engine, gateway: Gateway, erasure: Erasure, *, again: bool = False) -> None:
        self.engine, self.gateway, self.erasure, self._again = engine, gateway, erasure, again
        self.council, self.clock = engine.council, engine.ports.clock

    def out(self, limit: int | None) -> Ran:
        """Carry out at most *limit* items, and keep the proof when none is left."""
        count = {"done": 0, "held": 0, "not_due": 0}
        asked = limit
        while batch := self._waiting(asked):
            for item in batch:
                count[self._one(item, self.clock.now())] += 1
            asked = None if asked is None else asked - len(batch)
        with self.gateway.read() as tx:
            counts = rows.counted(tx, self.council, self.erasure.id)
        left = sum(one.many for one in counts if one.status in ("waiting", "files"))
        if not left:
            self._prove()
        return Ran(**count, left=left)

    def _waiting(self, most: int | None) -> list[Item]:
        if most == 0:
            return []
        with self.gateway.read() as tx:
            return rows.waiting(tx, self.council, self.erasure.id, min(most or _BATCH, _BATCH))

    def _one(self, item: Item, until: datetime) -> Done:
        """Erase one item, or find that it is to be left; files of the host's go last, and are remembered until then."""
        if item.status != "files":
            stays = None if self._again else self._why_it_stays(item)
            if stays is not None:
                return stays
            self._note(item)
            item, found = self._erase(item, until)
            if found != "done":
                return found
        if item.status == "files":
            self._erase_files(item)
        return "done"

    def _why_it_stays(self, item: Item) -> Done | None:
        with self.gateway.write() as tx:
            kept = read_held(tx, self.council, item.case)
            assert kept is not None  # items hang on their cases
            raise_if_not_authentic(kept)
            stays = self._stays(tx, case_of(self.council, kept.case), item)
            if stays is not None:
                rows.mark(tx, self.council, item, stays, self.clock.now())
        return stays

    def _stays(self, tx: Transaction, case: Case, item: Item) -> Done | None:
        """Return why an item is left as it is: somebody holds it, or it is not due any more."""
        if any(one.holds(case) for one in rows.read_holds(tx, self.council)):
            return "held"
        held = rows.read_held_answers(tx, case)
        for one in overdue(self.engine, tx, case, held, self.clock.now()):
            if (one.form, one.kind) == (item.over.form, item.over.kind) and one.due_on is not None:
                return None if one.then in (item.over.then, "review") else "not_due"
        return "not_due"

    def _note(self, item: Item) -> None:
        """Note outside what is about to be erased: a backup that is restored then cannot bring it back."""
        if self.engine.ports.erasures is not None and not self._again:
            self.engine.ports.erasures.append(self.council, line_of(self.erasure, item, self.clock.now()))

    def _erase(self, item: Item, until: datetime) -> tuple[Item, Done]:
        now = self.clock.now()
        with self.gateway.write() as tx:
            kept = read_held(tx, self.council, item.case)
            assert kept is not None
            raise_if_not_authentic(kept)
            stays = None if self._again else self._stays(tx, case_of(self.council, kept.case), item)
            if stays is not None:
                rows.mark(tx, self.council, item, stays, now)
                return item, stays
            if not rows.mark(tx, self.council, item, "done", now):
                return item, "done"  # somebody else has
            who = Actor(self.erasure.approved_by[0])
            work = Erasing(self.erasure.id, item.over, who, now, until)
            files = erase(self.engine, tx, kept, work)
            done = replace(item, status="done")
            if files and self.engine.ports.files is not None:
                rows.mark(tx, self.council, done, "files", now, files)
                done = replace(item, status="files", files=files)
        return done, "done"

    def _erase_files(self, item: Item) -> None:
        store = self.engine.ports.files
        if store is not None and not isinstance(store, ErasesFiles):
            raise FilesStay
        for one in item.files:
            if store is not None:
                store.erase(one)
        with self.gateway.write() as tx:
            rows.mark(tx, self.council, item, "done", self.clock.now())

    # --- proof --------------------------------------------------------------------------------------------------------

    def _prove(self) -> None:
        """Keep the proof: who, when, by which release and rules, how many; chained to the one before by its hash."""
        now = self.clock.now()
        with self.gateway.write() as tx:
            found = rows.read_erasure(tx, self.council, self.erasure.id)
            if found is None or found.done_at is not None:
                return
            before = rows.last_proof(tx, self.council)
            proof = json.dumps(self._proof(tx, now, before), separators=(",", ":"), sort_keys=True)
            rows.finish(tx, self.council, self.erasure.id, now, proof, sha256(proof.encode()).hexdigest())

    def _proof(self, tx: Transaction, now: datetime, before: str) -> dict[str, object]:
        one = self.erasure
        counts = [
            {"form": c.form, "kind": c.kind, "then": c.then, "rule": c.rule, "result": c.status, "cases": c.many}
            for c in rows.counted(tx, self.council, one.id)
        ]
        assert one.approved_at is not None
        return {
            "council": self.council,
            "erasure": one.id,
            "release": one.release,
            "proposed_by": one.proposed_by,
            "proposed_at": one.proposed_at.isoformat(),
            "approved_by": one.approved_by,
            "approved_at": one.approved_at.isoformat(),
            "done_at": now.isoformat(),
            "counts": counts,
            "before": before,
        }

    # --- after a restore ----------------------------------------------------------------------------------------------

    @classmethod
    def again(cls, engine: Engine, gateway: Gateway) -> Ran:
        """Erase again what was noted outside and is there."""
        noted = engine.ports.erasures.lines(engine.council) if engine.ports.erasures is not None else iter(())
        done, works = 0, dict[str, Carrying]()
        for found in map(noted_in, noted):
            if found is not None:
                erasure, item, at = found
                work = works.setdefault(erasure.id, cls(engine, gateway, erasure, again=True))
                done += work._once_more(item, at)
        for work in works.values():
            work.out(None)
        return Ran(done=done)

    def _once_more(self, item: Item, at: datetime) -> bool:
        """Erase an item again unless it is erased, or its case is not in this database; return whether it was."""
        with self.gateway.write() as tx:
            if read_held(tx, self.council, item.case) is None:
                return False
            if rows.read_erasure(tx, self.council, self.erasure.id) is None:
                rows.insert_erasure(tx, self.council, self.erasure, ())
            known = rows.read_item(tx, self.council, item)
            if known is None:
                rows.insert_items(tx, self.council, (item,))
            elif known.status in ("done", "files"):
                return False
        self._one(replace(item, status="waiting" if known is None else known.status), at)
        return True
