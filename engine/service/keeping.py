"""Keeping answers no longer than their forms say: what is due, what is held, and erasing what two people agreed on.

One person proposes, another approves, and then it is carried out one case after another, each in a transaction of its
own, so that it can be stopped at any moment and goes on where it was. The proof says what was done and repeats nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Literal

from engine.cases.access import Actor
from engine.cases.events.keeping import Kind
from engine.cases.keeping import Over
from engine.cases.state import Case
from engine.definitions.keeping import Then
from engine.errors import NotFound, Reason, Refused
from engine.sentences.say import Sentence
from engine.service.carrying_out import Carrying, Ran, overdue
from engine.store import keeping as rows
from engine.store.cases import find_cases_about
from engine.store.keeping import Counted, Erasure, Hold, Item
from engine.store.transaction import Gateway, Transaction

if TYPE_CHECKING:
    from engine.service.engine import Engine

_PAGE = 200
MOST = 10_000
"""As much is in one proposal, and named in one preview; all is counted."""
_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Due:
    """Answers to one form on one case that were kept long enough: by which rule, since when, and whether they are held.

    Without a day nobody can tell: the date that they are kept until is not known.
    """

    case: str
    reference: str
    form: str
    kind: Kind
    then: Then
    rule: str
    due_on: date | None
    held: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What is due, at most the first ten thousand; *counts* has how much of each form, kind and *then* there is.

    *held* and *undated* are counted apart: nothing is done about those.
    """

    due: tuple[Due, ...]
    counts: Mapping[tuple[str, Kind, Then], int]
    held: int
    undated: int


class Keeping:
    """The keeping of one council's answers. It asks nobody's role: it is the operator's, and the host says who is."""

    def __init__(self, engine: Engine, gateway: Gateway) -> None:
        self._engine, self._gateway = engine, gateway
        self._council, self._clock = engine.council, engine.ports.clock

    # --- what is due --------------------------------------------------------------------------------------------------

    def preview(self, *, forms: Collection[str] = ()) -> Preview:
        """Return what was kept long enough, of these *forms* or of all: counts and references, no answers."""
        due: list[Due] = []
        counts: Counter[tuple[str, Kind, Then]] = Counter()
        held = undated = 0
        for one in self._due(forms):
            if one.due_on is None:
                undated += 1
            elif one.held:
                held += 1
            else:
                counts[one.form, one.kind, one.then] += 1
            if len(due) < MOST:
                due.append(one)
        return Preview(tuple(due), counts, held, undated)

    def _due(self, forms: Collection[str]) -> Iterator[Due]:
        after, now = "", self._clock.now()
        with self._gateway.read() as tx:
            holds = rows.read_holds(tx, self._council)
        while True:
            with self._gateway.read() as tx:
                page = rows.read_keeps(tx, self._council, after, _PAGE)
                found = [(one.case, list(overdue(self._engine, tx, one.case, one.held, now))) for one in page]
            if not page:
                return
            after = page[-1].case.id
            for case, overs in found:
                is_held = any(one.holds(case) for one in holds)
                yield from (_due(case, one, is_held) for one in overs if not forms or one.form in forms)

    # --- holds --------------------------------------------------------------------------------------------------------

    def hold(self, reason: str, *, by: Actor, case: str = "", subject: Mapping[str, str] | None = None) -> Hold:
        """Let nothing be erased of a *case*, named by its reference or id, or of all about a *subject*, until `end`.

        Raises Refused without a reason or with neither or both; NotFound where there is no such case or subject.
        """
        kind, ref = next(iter((subject or {}).items()), ("", ""))
        if bool(case) == bool(ref):
            raise self._refused("wrong_hold", _NAME_ONE)
        if not reason.strip() or len(reason) > _LONGEST_REASON:
            raise self._refused("reason", _SAY_WHY)
        with self._gateway.write() as tx:
            found = rows.find_case(tx, self._council, case) if case else ""
            if found is None or (ref and not find_cases_about(tx, self._council, kind, ref)):
                raise NotFound
            now = self._clock.now()
            hold = Hold(self._engine.ports.ids.new(), found, kind, ref, reason.strip(), now, by.id)
            rows.insert_hold(tx, self._council, hold)
        return hold

    def end(self, hold: str, *, by: Actor) -> None:
        """End a hold. Raises NotFound for one that is not there, or has ended."""
        with self._gateway.write() as tx:
            if not rows.end_hold(tx, self._council, hold, by.id, self._clock.now()):
                raise NotFound

    def holds(self) -> list[Hold]:
        """Return the holds that hold now, the first made first."""
        with self._gateway.read() as tx:
            return rows.read_holds(tx, self._council)

    # --- erasing ------------------------------------------------------------------------------------------------------

    def propose(
        self,
        *,
        by: Actor,
        forms: Collection[str] = (),
        cases: Collection[str] = (),
        reviewed: Literal["erase", "anonymise"] | None = None,
    ) -> Erasure:
        """Propose to erase or anonymise what is due, of these *forms* and *cases* (references) or of all.

        At most ten thousand go into one proposal. What is due for review is left out, unless it was *reviewed*, and
        this is what is to become of it. Nothing happens before somebody else approves it. Raises Refused where nothing
        is due.
        """
        wanted = (one for one in self._due(forms) if not cases or one.reference in cases)
        chosen = list(islice((one for due in wanted for one in _proposed(due, reviewed)), MOST))
        if not chosen:
            raise self._refused("nothing_due", _NOTHING_DUE)
        release = self._engine.definition.release
        made = Erasure(self._engine.ports.ids.new(), release, self._clock.now(), _people(by))
        with self._gateway.write() as tx:
            rows.insert_erasure(tx, self._council, made, [_item(made, one) for one in chosen])
        return made

    def approve(self, erasure: str, *, by: Actor) -> Erasure:
        """Approve what somebody else proposed. Raises Refused for the same person, NotFound where there is none."""
        with self._gateway.write() as tx:
            found = self._found(tx, erasure)
            if set(_people(by)) & set(found.proposed_by):
                raise self._refused("same_person", _SOMEBODY_ELSE)
            if not rows.approve(tx, self._council, erasure, by, self._clock.now()):
                raise self._refused("approved", _APPROVED)
            return self._found(tx, erasure)

    def run(self, erasure: str, *, limit: int | None = None) -> Ran:
        """Carry out what was approved, at most *limit* items; what is held or not due any more is left as it is.

        Each case is a transaction of its own: run it again after it was stopped, and it goes on. When nothing is left,
        the proof is kept. Raises Refused for what nobody approved, NotFound where there is none.
        """
        with self._gateway.read() as tx:
            found = self._found(tx, erasure)
        if found.approved_at is None:
            raise self._refused("not_approved", _NOT_APPROVED)
        return Carrying(self._engine, self._gateway, found).out(limit)

    def replay(self) -> Ran:
        """Erase again, in a database that was restored, what `Ports.erasures` says was erased since the backup."""
        return Carrying.again(self._engine, self._gateway)

    def erasures(self) -> list[Erasure]:
        """Return every erasure that was proposed, the first first; those that are done with their proof."""
        with self._gateway.read() as tx:
            return rows.read_erasures(tx, self._council)

    def counts(self, erasure: str) -> list[Counted]:
        """Return of an erasure how many answers to each form it is about, and how far it has got with them."""
        with self._gateway.read() as tx:
            return rows.counted(tx, self._council, self._found(tx, erasure).id)

    def _found(self, tx: Transaction, erasure: str) -> Erasure:
        found = rows.read_erasure(tx, self._council, erasure)
        if found is None:
            raise NotFound
        return found

    def _refused(self, code: str, sentence: Sentence) -> Refused:
        return Refused((Reason(code, sentence.said(self._engine.definition.language)),))


_NAME_ONE = Sentence("Name a case or a subject, not both.")
_SAY_WHY = Sentence("Say why, in at most 500 characters.")
_NOTHING_DUE = Sentence("Nothing was kept long enough to be erased.")
_SOMEBODY_ELSE = Sentence("Whoever proposed this cannot approve it. Ask somebody else to.")
_APPROVED = Sentence("This was approved already.")
_NOT_APPROVED = Sentence("Nobody has approved this yet.")


def _people(by: Actor) -> tuple[str, ...]:
    return tuple(filter(None, (by.id, by.on_behalf_of)))


def _due(case: Case, one: Over, held: bool) -> Due:
    return Due(case.id, case.reference, one.form, one.kind, one.then, one.rule, one.due_on, held)


def _proposed(one: Due, reviewed: Literal["erase", "anonymise"] | None) -> Iterator[Due]:
    """Yield what is due as it is proposed; nothing for what is held, what nobody can tell of, or has to be reviewed."""
    then = reviewed if one.then == "review" else one.then
    if then is not None and not one.held and one.due_on is not None:
        yield replace(one, then=then)


def _item(erasure: Erasure, one: Due) -> Item:
    return Item(erasure.id, one.case, Over(one.form, one.kind, one.then, one.rule, one.due_on))
