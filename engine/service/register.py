"""The cases of one council, as a service reaches them: seen by whoever may, held for a command, saved if first.

Whoever may not see a case finds nothing; whoever comes second is told who was first and has written nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from engine.cases.access import Actor, ReachedCase, may
from engine.cases.compiled import CompiledWorkflow, Definition
from engine.cases.decide import Accepted, Declined
from engine.cases.decide.completing import may_know_of
from engine.cases.door import at_the_door, is_name, words_at_the_door
from engine.cases.events import (
    ActionTaken,
    CaseLinked,
    CaseRoleGiven,
    CaseSplit,
    Event,
    FormCorrected,
    FormWithdrawn,
    PeopleTold,
    Step,
    TaskDone,
    TaskOpened,
)
from engine.cases.restriction import as_of
from engine.cases.state import Case
from engine.cases.task_titles import task_title
from engine.cases.tasks import task_id
from engine.errors import CaseChanged, NotFound, Refused
from engine.sentences.say import say
from engine.service.effects import write_effects
from engine.service.links import LetsIn
from engine.service.loading import Desk
from engine.service.new_cases import decided_others, keep_others
from engine.service.noting import Noted
from engine.service.shadows import as_known, letting_in
from engine.store.cases import (
    StoredDraft,
    find_cases,
    find_cases_about,
    read_case,
    read_case_and_drafts,
    read_last_step,
    save_step,
)
from engine.store.transaction import Transaction

if TYPE_CHECKING:
    from engine.service.engine import Engine


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command did: the case after it, and the events of its step, with what they brought about."""

    case: Case
    events: tuple[Event, ...]

    @property
    def tasks(self) -> tuple[str, ...]:
        """Return the tasks that the step opened, by the ids that commands call them."""
        return tuple(one.task for one in self.events if isinstance(one, TaskOpened))

    @property
    def opened(self) -> tuple[str, ...]:
        """Return the ids of the other cases that the step opened."""
        linked = (one.other for one in self.events if isinstance(one, CaseLinked) and one.opened)
        return (*linked, *(one.into for one in self.events if isinstance(one, CaseSplit)))

    @property
    def told(self) -> tuple[PeopleTold, ...]:
        """Return what was said to which roles; who holds them on this case, `Cases.who` knows."""
        return tuple(one for one in self.events if isinstance(one, PeopleTold))


@dataclass(frozen=True, slots=True)
class Register:
    """The way to every case of the engine's council, within a transaction that the caller holds."""

    engine: Engine
    noted: Noted | None = None
    """Where it is noted which cases are shown, while somebody only looks."""

    def saw(self, case: Case, by: Actor) -> None:
        """Note that this person is shown something of a case. What a step shows is on record by the step itself."""
        if self.noted is not None:
            glass = case.restriction is not None and case.restriction.is_broken_by(by.id)
            self.noted.saw(case.id, case.release, by, glass=glass)

    @property
    def council(self) -> str:
        return self.engine.council

    @property
    def language(self) -> str:
        return self.engine.definition.language

    def now(self) -> datetime:
        return self.engine.ports.clock.now()

    def seen(self, tx: Transaction, case: Case | str, by: Actor) -> tuple[Case, Definition]:
        """Return the case as stored now and the release it is pinned to, if this person may see it."""
        return self._if_seen(tx, read_case(tx, self.council, _id_of(case)), by)

    def lets_in(self, definition: Definition, by: Actor) -> LetsIn:
        """Return what says of a case whether this person may know that it is there, as far as its restriction goes."""
        return letting_in(definition, by, self.now())

    def sees(self, definition: Definition, case: SeenCase, by: Actor) -> bool:
        """Whether this person may see a case, and not only tasks of their own on it."""
        return _may_see(definition, case, by)

    def known(self, tx: Transaction, case: Case | str, by: Actor) -> tuple[Case, Definition]:
        """Return the same as `seen`; also for somebody who does not see the case but has a task on it."""
        return self._if_known(tx, read_case(tx, self.council, _id_of(case)), by)

    def held_if_known(
        self, tx: Transaction, case: Case | str, by: Actor
    ) -> tuple[Case, Definition, Mapping[str, StoredDraft]]:
        """Return the same as `held`; also for somebody who does not see the case but has a task on it."""
        current, drafts = read_case_and_drafts(tx, self.council, _id_of(case)) or (None, {})
        return *self._if_known(tx, current, by), drafts

    def known_as_seen(
        self, tx: Transaction, case: Case | str, by: Actor, seen: int
    ) -> tuple[Case, Definition, Mapping[str, StoredDraft]]:
        """Return the same as `held_as_seen`; also for somebody who does not see the case but has a task on it."""
        known, definition, drafts = self.held_if_known(tx, case, by)
        if known.version != seen:
            raise self.changed(tx, definition, known, by)
        return known, definition, drafts

    def all_seen(self, tx: Transaction, by: Actor) -> Iterator[Case]:
        """Yield the cases that this person may see, the most recently changed first."""
        now = self.now()
        for found in find_cases(tx, self.council):
            one = as_of(found, now)
            if _may_see(self.engine.release(tx, one.release), one, by):
                self.saw(one, by)
                yield one

    def all_seen_about(self, tx: Transaction, kind: str, subject: str, by: Actor) -> Iterator[tuple[Case, Definition]]:
        """Yield the cases about a subject that this person may see, the first opened first, each with its release."""
        now = self.now()
        for found in find_cases_about(tx, self.council, kind, subject):
            one = as_of(found, now)
            definition = self.engine.release(tx, one.release)
            if _may_see(definition, one, by):
                self.saw(one, by)
                yield one, definition

    def held(self, tx: Transaction, case: Case | str, by: Actor) -> tuple[Case, Definition, Mapping[str, StoredDraft]]:
        """Return the same as `seen` and the case's drafts; its row is held until the transaction ends."""
        current, drafts = read_case_and_drafts(tx, self.council, _id_of(case)) or (None, {})
        return *self._if_seen(tx, current, by), drafts

    def held_behind(self, tx: Transaction, case: Case | str, by: Actor) -> tuple[Case, Definition]:
        """Return the same as `held` without its drafts, whether or not this person may see it."""
        current, _ = read_case_and_drafts(tx, self.council, _id_of(case)) or (None, {})
        if current is None:
            raise self.not_found(None, by)
        return self._as_of_now(current), self.engine.release(tx, current.release)

    def held_as_seen(
        self, tx: Transaction, case: Case | str, by: Actor, seen: int
    ) -> tuple[Case, Definition, Mapping[str, StoredDraft]]:
        """Return the same as `held`; raise CaseChanged when the case has moved on from version *seen*."""
        current, definition, drafts = self.held(tx, case, by)
        if current.version != seen:
            raise self.changed(tx, definition, current, by)
        return current, definition, drafts

    def save(self, tx: Transaction, definition: Definition, made: Accepted, by: Actor | None = None) -> Outcome:
        """Write the step that a command made; raise CaseChanged when someone else was first.

        What is returned is as *by*, who gave the command, may know it.
        """
        others = decided_others(self.engine, tx, definition, made) if made.opened else []
        if not save_step(tx, made):
            raise self.changed(tx, definition, made.case, None)
        keep_others(self.engine, tx, others, made.step)
        write_effects(tx, (made,))
        case = made.case if by is None else as_known(tx, made.case, self.lets_in(definition, by))
        return Outcome(case, made.step.events)

    def desk(
        self,
        tx: Transaction,
        definition: Definition,
        case: Case,
        by: Actor,
        now: datetime,
        drafts: Mapping[str, StoredDraft] | None = None,
    ) -> Desk:
        """Return the case on a desk, with what a command or a screen needs beside it fetched when it is needed."""
        ports, release = self.engine.ports, self.engine.release
        return Desk(tx, definition, case, by, now, ports.system, release, drafts, noted=self.noted)

    def _if_seen(self, tx: Transaction, current: Case | None, by: Actor) -> tuple[Case, Definition]:
        if current is None:
            raise self.not_found(None, by)
        current = self._as_of_now(current)
        definition = self.engine.release(tx, current.release)
        if not _may_see(definition, current, by):
            raise self.not_found(current, by)
        self.saw(current, by)
        return current, definition

    def _as_of_now(self, case: Case) -> Case:
        return case if case.restriction is None else as_of(case, self.now())

    def _if_known(self, tx: Transaction, current: Case | None, by: Actor) -> tuple[Case, Definition]:
        if current is None:
            raise self.not_found(None, by)
        current = self._as_of_now(current)
        definition = self.engine.release(tx, current.release)
        flow = definition.workflows[current.workflow]
        if not any(may_know_of(definition, flow, current, by, key) for key in current.tasks):
            return self._if_seen(tx, current, by)
        self.saw(current, by)
        return current, definition

    def not_found(self, case: Case | None, by: Actor) -> NotFound:
        """Return what is raised where this person may not see *case*, or there is none, and note that they asked."""
        if self.noted is not None:
            self.noted.asked_in_vain(case, by)
        return NotFound()

    def changed(self, tx: Transaction, definition: Definition, case: Case, by: Actor | None) -> CaseChanged:
        """Return who was first, when, and with what; to somebody who does not see the case, only that it changed."""
        step = read_last_step(tx, self.council, case.id)
        # Whoever was first may have restricted it: then it is told to nobody what they did.
        hushed = by is None and _was_restricted(tx, self.council, case.id)
        if hushed or (by is not None and not _may_see(definition, case, by)):
            at, language = step.at.astimezone(definition.zone), definition.language
            somebody, what = say(language, "Somebody"), say(language, "the case was changed")
            return CaseChanged(reference="", by=somebody, at=at, what=what, version=step.version, language=language)
        what = _what_was_done(definition, definition.workflows[case.workflow], step)
        at = step.at.astimezone(definition.zone)
        language, version = definition.language, step.version
        return CaseChanged(reference=case.reference, by=step.by, at=at, what=what, version=version, language=language)


def raise_at_the_door(
    answers: object, language: str, *, words: Iterable[object] = (), people: Iterable[object] = ()
) -> None:
    """Raise Refused for what may not come in at all, before any transaction opens.

    *words* are the reasons that are given beside the answers; *people* whoever, and whichever team, is named.
    """
    reasons = at_the_door(answers, language) or words_at_the_door(words, people, language)
    if reasons:
        raise Refused(reasons)


def raise_if_declined(decision: Accepted | Declined) -> Accepted:
    """Return what was accepted; raise Refused with every reason, or NotFound where the case may not be seen."""
    if isinstance(decision, Accepted):
        return decision
    if decision.unseen:
        raise NotFound
    raise Refused(decision.reasons)


def _id_of(case: Case | str) -> str:
    """Return the id of a case. What cannot be one is not looked for: no database should see it."""
    if isinstance(case, Case):
        return case.id
    if not is_name(case):
        raise NotFound
    return case


class SeenCase(ReachedCase, Protocol):
    """The little of a case that it depends on who may see it."""

    @property
    def workflow(self) -> str: ...


def _may_see(definition: Definition, case: SeenCase, by: Actor) -> bool:
    return may(definition.roles.standing(by, case), "see", definition.workflows[case.workflow].view)


def _was_restricted(tx: Transaction, council: str, case: str) -> bool:
    stored = read_case(tx, council, case)
    return stored is not None and stored.restriction is not None


def _what_was_done(definition: Definition, flow: CompiledWorkflow, step: Step) -> str:
    language = definition.language
    for event in step.events:
        if isinstance(event, TaskDone) and (task := flow.work.tasks.get(task_id(event.task))) is not None:
            return say(language, '"{action}" was done', action=task_title(task, None))
        if isinstance(event, ActionTaken):
            return say(language, '"{action}" was done', action=flow.titles.get(event.action, event.action))
        if isinstance(event, CaseRoleGiven):
            return say(language, '"{role}" was given', role=definition.roles.titles.get(event.role, event.role))
        if isinstance(event, FormCorrected | FormWithdrawn):
            title = definition.forms[event.form].definition.title
            if isinstance(event, FormCorrected):
                return say(language, '"{form}" was corrected', form=title)
            return say(language, '"{form}" was withdrawn', form=title)
    return say(language, "the case was changed")
