"""Moving cases to the engine's release: one after another, each in a transaction of its own, or only told of.

It can be stopped at any moment and goes on where it was: a case that has moved is under the release already.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from engine.cases.access import Actor
from engine.cases.events import CaseMoved, Step
from engine.cases.moving import Move, Papers, move_case, stays, take_back
from engine.cases.state import Case
from engine.cases.values import Answers
from engine.errors import CaseChanged, NotFound
from engine.service.register import Register
from engine.store.cases import (
    find_case_called,
    read_case,
    read_case_and_drafts,
    read_last_step,
    read_revisions,
    read_steps,
)
from engine.store.moving import case_ids, drafts_of, rename_tasks
from engine.store.releases import keep_release
from engine.store.transaction import Gateway, Transaction

if TYPE_CHECKING:
    from engine.service.engine import Engine


@dataclass(frozen=True, slots=True)
class CaseMove:
    """What moving one case came to, or would. *reasons* say why it is blocked, *notes* what follows besides."""

    case: str
    reference: str
    workflow: str
    state: str
    outcome: Literal["moves", "stays", "blocked"]
    was: str
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Moving:
    """The moves of one council's cases to the release of its engine. It asks nobody's role: it is the operator's."""

    def __init__(self, engine: Engine, gateway: Gateway) -> None:
        self._engine, self._gateway = engine, gateway

    def report(self, *, by: Actor, cases: Collection[str] = ()) -> Iterator[CaseMove]:
        """Yield for each case what moving it would come to; nothing is written. *cases* are references or ids."""
        for case in self._cases(cases):
            with self._gateway.read() as tx:
                current = read_case(tx, self._engine.council, case)
                if current is not None:
                    yield _told(current, self._move(tx, current, by))

    def move(self, *, by: Actor, cases: Collection[str] = ()) -> Iterator[CaseMove]:
        """Move each case that has its place in the engine's release; yield what it came to, once it is committed."""
        for case in self._cases(cases):
            yield self._one(case, by)

    def take_back(self, *, by: Actor, cases: Collection[str] = ()) -> Iterator[CaseMove]:
        """Put each case that was moved to the engine's release, and not touched since, back under the one it was under.

        Yields those; the others were not moved, or have gone on.
        """
        for case in self._cases(cases):
            back = self._back(case, by)
            if back is not None:
                yield back

    def _cases(self, named: Collection[str]) -> list[str]:
        """Return the ids of the cases that are *named*, or of all. Raises NotFound before anything is done."""
        council = self._engine.council
        with self._gateway.read() as tx:
            if not named:
                return list(case_ids(tx, council))
            found = [find_case_called(tx, council, one) or one for one in dict.fromkeys(named)]
            if any(read_case(tx, council, one) is None for one in found):
                raise NotFound
            return found

    def _one(self, case: str, by: Actor) -> CaseMove:
        """Move one case; where somebody was first, look at it again, as it is then."""
        with self._gateway.read() as tx:
            current = read_case(tx, self._engine.council, case)
        still = stays(current, self._engine.definition) if current is not None else None
        if current is not None and still is not None:
            return _told(current, still)  # most cases of a second run, for which nobody need wait
        while True:
            try:
                return self._moved(case, by)
            except CaseChanged:
                continue

    def _moved(self, case: str, by: Actor) -> CaseMove:
        engine = self._engine
        with self._gateway.write() as tx:
            current = _held(tx, engine.council, case)
            move = self._move(tx, current, by)
            if move.made is not None:
                keep_release(tx, engine.council, engine.definition, engine.files, engine.ports.clock.now())
                Register(engine).save(tx, engine.definition, move.made)
                rename_tasks(tx, engine.council, case, move.tasks)
        return _told(current, move)

    def _move(self, tx: Transaction, current: Case, by: Actor) -> Move:
        engine, council = self._engine, self._engine.council
        was = engine.release(tx, current.release)
        drafts = drafts_of(tx, council, current.id)
        papers = Papers(read_steps(tx, council, current.id), self._answers(tx, current), drafts)
        return move_case(was, engine.definition, current, papers, by, engine.ports.clock.now())

    def _answers(self, tx: Transaction, current: Case) -> dict[str, Answers]:
        ids = [one.id for one in current.submissions.values()]
        ids += [one.submission for one in current.tasks.values() if one.submission]
        found = {name: read_revisions(tx, self._engine.council, name) for name in dict.fromkeys(ids)}
        return {name: revisions[-1].answers for name, revisions in found.items() if revisions}

    def _back(self, case: str, by: Actor) -> CaseMove | None:
        engine = self._engine
        with self._gateway.read() as tx:
            last = read_last_step(tx, engine.council, case)
        if last.release != engine.definition.release or not any(isinstance(one, CaseMoved) for one in last.events):
            return None
        with self._gateway.write() as tx:
            current = _held(tx, engine.council, case)
            steps: Sequence[Step] = read_steps(tx, engine.council, case)
            before = steps[-2].release if len(steps) > 1 else current.release
            was = engine.release(tx, before)
            move = take_back(current, steps, was, by, engine.ports.clock.now())
            if move.made is None:
                return None
            Register(engine).save(tx, was, move.made)
            rename_tasks(tx, engine.council, case, move.tasks)
        return _told(current, move)


def _held(tx: Transaction, council: str, case: str) -> Case:
    found = read_case_and_drafts(tx, council, case)
    if found is None:
        raise NotFound
    return found[0]


def _told(case: Case, move: Move) -> CaseMove:
    reasons = tuple(one.text for one in move.reasons)
    where = " ".join(case.states)
    return CaseMove(case.id, case.reference, case.workflow, where, move.outcome, case.release, reasons, move.notes)
