"""Cases, as a vendor's code, a screen or a command sees them: open, look, draft, act, assign, and read the history.

One object serves one caller: it holds the way to the database (ours, or the host's transaction) and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from engine.cases.access import Actor
from engine.cases.commands import Assign, OpenCase, SettleProposal, TakeAction
from engine.cases.compiled import CompiledAction, CompiledWorkflow, Definition
from engine.cases.decide import Accepted, Declined, decide
from engine.cases.decide.acting import who_may_not
from engine.cases.door import as_given, at_the_door
from engine.cases.events import ActionTaken, CaseRoleGiven, Event, Step
from engine.cases.explain import DeadlineView, NextStep, deadlines, next_step
from engine.cases.snapshot import CaseFile
from engine.cases.state import Case
from engine.cases.timeline import TimelineEntry, timeline
from engine.cases.values import Answers
from engine.cases.views import FormView
from engine.cases.why import Reasoned
from engine.definitions.words import fill_slots
from engine.errors import CaseChanged, NotFound, Reason, Refused
from engine.service.facts import FactView, ProposalView, fact_views, facts_to_keep, proposal_views
from engine.service.loading import Desk
from engine.service.papers import confirmed, raise_unless_savable, to_fill, to_read, why_asked
from engine.store import cases as stored
from engine.store.proposals import open_proposals, settle_proposal, write_proposals
from engine.store.records import read_facts, read_history, write_facts
from engine.store.references import next_number
from engine.store.releases import keep_release
from engine.store.transaction import Gateway, Transaction

if TYPE_CHECKING:
    from engine.service.engine import Engine


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command did: the case after it, and the events of its step."""

    case: Case
    events: tuple[Event, ...]


class Cases:
    """The cases of one council, through one gateway. Every method needs the person who asks, and checks them.

    With a *language* the council's words, in what is returned and in refusals, are in that language; what is kept never
    depends on it. Raises UnknownLanguage for one that the definitions are not translated into.
    """

    def __init__(self, engine: Engine, gateway: Gateway) -> None:
        self._engine, self._gateway = engine, gateway
        self._ports, self._council = engine.ports, engine.council

    # --- opening ---------------------------------------------------------------------------------------------------

    def open(self, workflow: str, *, subject: Mapping[str, str] | None = None, by: Actor, team: str = "") -> Outcome:
        """Open a case. *subject* is its kind and the reference by which the host knows it: `{"child": "P-10023"}`.

        Without a reference a new subject is begun: a place that nobody has recorded yet. *team* holds the case; if it
        is left out, the person's own team does, where they have just one. Raises Refused.
        """
        definition = self._engine.definition
        kind = next(iter(subject), "") if subject else self._subject_of(definition, workflow)
        reference = (subject or {}).get(kind) or self._ports.ids.new()
        team = team or (next(iter(by.teams)) if len(by.teams) == 1 else "")
        command = OpenCase(workflow, kind, reference, by, self._ports.ids.new(), "", team)
        now = self._ports.clock.now()
        with self._gateway.write() as tx:
            keep_release(tx, self._council, definition, self._engine.files, now)
            # A kind that is not there gets no number; `decide` says so, and nothing is kept.
            number = self._number(tx, definition, kind, now) if kind in definition.subjects else ""
            made = _raise_if_declined(decide(definition, None, replace(command, reference=number), now))
            made = _for_council(made, self._council)
            stored.insert_case(tx, made)
        return Outcome(made.case, made.step.events)

    @staticmethod
    def _subject_of(definition: Definition, workflow: str) -> str:
        flow = definition.workflows.get(workflow)
        return flow.definition.subject if flow else ""

    def _number(self, tx: Transaction, definition: Definition, kind: str, now: datetime) -> str:
        """Return the next case reference of its kind: `CTX-2026-00041`. Numbers start again each year."""
        year = definition.counting.local_day(now).year
        number = next_number(tx, self._council, f"{kind}-{year}")
        slots = {"year": f"{year}", "number": f"{number:05}"}
        return fill_slots(definition.subjects[kind].reference, lambda name: slots.get(name, ""))

    # --- looking ---------------------------------------------------------------------------------------------------

    def get(self, case: Case | str, *, by: Actor) -> Case:
        """Return a case as it is now. Raises NotFound: not there, not yours and restricted look the same."""
        with self._gateway.read() as tx:
            return self._seen(tx, case, by)[0]

    def find(self, *, by: Actor, limit: int = 50) -> list[Case]:
        """Return at most *limit* cases that this person may see, the most recently changed first."""
        with self._gateway.read() as tx:
            found = stored.find_cases(tx, self._council)
            seen = (one for one in found if self._may_see(self._engine.release(tx, one.release), one, by))
            return list(islice(seen, limit))

    def next(self, case: Case | str, *, by: Actor, language: str | None = None) -> tuple[NextStep, ...]:
        """Return what can be done on a case, where it leads, and if not, every reason why not."""
        now = self._ports.clock.now()
        with self._gateway.read() as tx:
            current, definition = self._seen(tx, case, by, language)
            flow = definition.workflows[current.workflow]
            desk = self._desk(tx, definition, current, by, now)
            actions = flow.states[current.state].actions.values()
            return tuple(next_step(definition, desk.file_for(one)[0], one, by, now) for one in actions)

    def deadlines(self, case: Case | str, *, by: Actor, language: str | None = None) -> tuple[DeadlineView, ...]:
        """Return the time limits of a case as they stand now."""
        with self._gateway.read() as tx:
            current, definition = self._seen(tx, case, by, language)
            return deadlines(definition.workflows[current.workflow], current, self._ports.clock.now())

    def timeline(self, case: Case | str, *, by: Actor, language: str | None = None) -> list[TimelineEntry]:
        """Return the history of a case in sentences, oldest first. It never says what was answered."""
        with self._gateway.read() as tx:
            current, definition = self._seen(tx, case, by, language)
            steps = stored.read_steps(tx, self._council, current.id)
            return timeline(definition, definition.workflows[current.workflow], steps)

    def steps(self, case: Case | str, *, by: Actor) -> list[Step]:
        """Return the record itself: every step of a case with its events."""
        with self._gateway.read() as tx:
            current, _ = self._seen(tx, case, by)
            return stored.read_steps(tx, self._council, current.id)

    def show(self, case: Case | str, form: str, *, by: Actor, language: str | None = None) -> FormView:
        """Return a form on a case as plain data for any screen: for filling where this person may, else for reading.

        Raises NotFound for a form that is not there, and for one of which this person may see nothing.
        """
        now = self._ports.clock.now()
        with self._gateway.read() as tx:
            current, definition = self._seen(tx, case, by, language)
            compiled = definition.forms.get(form)
            if compiled is None:
                raise NotFound
            desk = self._desk(tx, definition, current, by, now)
            action = self._fills(definition, current, form, by)
            view = to_fill(desk, compiled, action) if action else to_read(desk, compiled, self._release_in(language))
        if not view.pages:
            raise NotFound
        return view

    def why(
        self, case: Case | str, form: str, field: str, *, by: Actor, language: str | None = None
    ) -> tuple[Reasoned, ...]:
        """Return why a question of a form that this person fills is shown or not, and must be answered or not.

        It names the questions that decide, never what was answered. Raises NotFound.
        """
        now = self._ports.clock.now()
        with self._gateway.read() as tx:
            current, definition = self._seen(tx, case, by, language)
            action = self._fills(definition, current, form, by)
            if action is None:
                raise NotFound
            return why_asked(self._desk(tx, definition, current, by, now), definition.forms[form], action, field)

    # --- drafts ----------------------------------------------------------------------------------------------------

    def draft(self, case: Case | str, form: str, *, by: Actor, language: str | None = None) -> FormView:
        """Return the form to fill, with what is known already copied in. Raises Refused where this person may not."""
        with self._gateway.read() as tx:
            current, definition = self._seen(tx, case, by, language)
            if self._fills(definition, current, form, by) is None:
                raise Refused((self._not_yours(definition, current, form, by),))
        return self.show(case, form, by=by, language=language)

    def save(
        self, case: Case | str, form: str, answers: Answers, *, by: Actor, seen: int, language: str | None = None
    ) -> FormView:
        """Save a draft: always, valid or not. *seen* is the `draft_revision` that the person started from.

        Refuses only questions that are not there, calculated, read-only or not theirs, and values no database should
        see. Raises CaseChanged when someone saved in between, so that nobody's words vanish.
        """
        _raise_at_the_door(answers)
        now = self._ports.clock.now()
        with self._gateway.write() as tx:
            current, definition, drafts = self._held(tx, case, by, language)
            action = self._fills(definition, current, form, by)
            if action is None:
                raise Refused((self._not_yours(definition, current, form, by),))
            desk = self._desk(tx, definition, current, by, now, drafts)
            file, draft = desk.file_for(action)
            self._check_saved(draft, seen)
            raise_unless_savable(desk, definition.forms[form], action, file, answers)
            typed = {**file.draft, **as_given(answers)}
            copied = confirmed(file.copied, answers)
            if not stored.write_draft(tx, current, form, seen, typed, copied, by.id, now):
                self._check_saved(stored.read_draft(tx, self._council, current.id, form), seen)
            return to_fill(self._desk(tx, definition, current, by, now), definition.forms[form], action)

    @staticmethod
    def _check_saved(draft: stored.StoredDraft | None, seen: int) -> None:
        revision = draft.revision if draft else 0
        if draft is not None and revision != seen:
            raise CaseChanged(reference="", by=draft.by, at=draft.at, what="saved this draft", version=revision)

    # --- acting ----------------------------------------------------------------------------------------------------

    def act(
        self,
        case: Case | str,
        action: str,
        answers: Answers | None = None,
        *,
        by: Actor,
        seen: int,
        reason: str | None = None,
        assigns: Mapping[str, str] | None = None,
        passed: Mapping[str, str] | None = None,
        language: str | None = None,
    ) -> Outcome:
        """Take an action, submitting its form if it has one: the draft as saved, with *answers* on top of it.

        *seen* is the version of the case that the person looked at. *assigns* names who takes the place that the
        action gives; *passed* gives a reason for each warning to go past. Raises Refused with every reason, CaseChanged
        when someone else was first, NotFound. Whichever is raised, nothing was written.
        """
        given = answers or {}
        _raise_at_the_door(given)
        now = self._ports.clock.now()
        with self._gateway.write() as tx:
            current, definition, drafts = self._held(tx, case, by, language)
            self._check_version(tx, definition, current, seen)
            command = TakeAction(
                action, by, self._ports.ids.new(), as_given(given), reason, dict(assigns or {}), dict(passed or {})
            )
            compiled = definition.workflows[current.workflow].states[current.state].actions.get(action)
            desk = self._desk(tx, definition, current, by, now, drafts)
            file, draft = desk.file_for(compiled) if compiled else (CaseFile(current), None)
            made = _raise_if_declined(decide(definition, file, command, now))
            self._save(tx, definition, made)
            if made.facts:
                self._write_back(tx, made)
            if draft is not None and made.submission is not None:
                stored.delete_draft(tx, self._council, current.id, draft.form)
        return Outcome(made.case, made.step.events)

    def assign(self, case: Case | str, role: str, person: str | None, *, by: Actor, seen: int) -> Outcome:
        """Give a place on the case to a person, or make it free (None). Raises as `act` does."""
        now = self._ports.clock.now()
        with self._gateway.write() as tx:
            current, definition, _ = self._held(tx, case, by)
            self._check_version(tx, definition, current, seen)
            made = _raise_if_declined(decide(definition, CaseFile(current), Assign(role, person, by), now))
            self._save(tx, definition, made)
        return Outcome(made.case, made.step.events)

    def _save(self, tx: Transaction, definition: Definition, made: Accepted) -> None:
        if not stored.save_step(tx, made):
            raise self._changed(tx, definition, made.case)

    # --- facts -----------------------------------------------------------------------------------------------------

    def facts(self, case: Case | str, *, by: Actor, language: str | None = None) -> tuple[FactView, ...]:
        """Return what is known about a case's subject, each fact with who said so, when, and what was said before.

        Only facts that this person may view on this case are there.
        """
        with self._gateway.read() as tx:
            current, definition = self._seen(tx, case, by, language)
            said = read_history(tx, self._council, current.subject_kind, current.subject)
            standing = definition.roles.standing(by, current)
            return fact_views(definition, current.subject_kind, said, standing)

    def record_facts(
        self, kind: str, subject: str, facts: Answers, *, by: Actor, case: Case | str | None = None
    ) -> None:
        """Add to what is known about a subject; each fact keeps who said so and when. Raises Refused and NotFound.

        Someone whose role hangs on a place on a case names the *case*, which must be about this subject.
        """
        _raise_at_the_door(facts)
        now = self._ports.clock.now()
        with self._gateway.write() as tx:
            definition, standing = self._editing(tx, kind, subject, by, case)
            kept = facts_to_keep(definition, kind, facts, standing)
            write_facts(tx, self._council, kind, subject, kept, by.id, now)

    def _editing(
        self, tx: Transaction, kind: str, subject: str, by: Actor, case: Case | str | None
    ) -> tuple[Definition, frozenset[str]]:
        if case is None:
            return self._engine.definition, self._engine.definition.roles.beyond_cases(by)
        current, definition = self._seen(tx, case, by)
        if (current.subject_kind, current.subject) != (kind, subject):
            raise NotFound
        return definition, definition.roles.standing(by, current)

    def proposals(self, case: Case | str, *, by: Actor) -> tuple[ProposalView, ...]:
        """Return what answers on this case propose for its subject's record, beside what the record says now."""
        with self._gateway.read() as tx:
            current, definition = self._seen(tx, case, by)
            known = read_facts(tx, self._council, current.subject_kind, current.subject)
            standing = definition.roles.standing(by, current)
            waiting = open_proposals(tx, self._council, current.id)
            return proposal_views(definition, current.subject_kind, waiting, known, standing)

    def settle(self, case: Case | str, fact: str, *, accept: bool, by: Actor, seen: int) -> Outcome:
        """Accept or decline the proposal for a fact. Raises as `act` does, and NotFound when there is none."""
        now = self._ports.clock.now()
        with self._gateway.write() as tx:
            current, definition, _ = self._held(tx, case, by)
            self._check_version(tx, definition, current, seen)
            proposal = open_proposals(tx, self._council, current.id).get(fact)
            if proposal is None:
                raise NotFound
            command = SettleProposal(fact, proposal.value, accept, by)
            made = _raise_if_declined(decide(definition, CaseFile(current), command, now))
            self._save(tx, definition, made)
            settle_proposal(tx, made.step, proposal, accepted=accept)
            self._write_back(tx, made)
        return Outcome(made.case, made.step.events)

    def _write_back(self, tx: Transaction, made: Accepted) -> None:
        """Write the facts that a step changes, and what it proposes: one statement for each kind."""
        form = made.submission.form if made.submission else ""
        write_proposals(tx, made.step, form, [one for one in made.facts if one.proposed])
        now = {one.fact: one.value for one in made.facts if not one.proposed}
        kind, subject = made.case.subject_kind, made.case.subject
        if now:
            write_facts(tx, self._council, kind, subject, now, made.step.by, made.step.at)

    # --- who may, and who was first ----------------------------------------------------------------------------------

    def _seen(
        self, tx: Transaction, case: Case | str, by: Actor, language: str | None = None
    ) -> tuple[Case, Definition]:
        """Return the case as stored now and the release it is pinned to, if this person may see it."""
        current = stored.read_case(tx, self._council, _id_of(case))
        return self._if_seen(tx, current, by, language)

    def _held(
        self, tx: Transaction, case: Case | str, by: Actor, language: str | None = None
    ) -> tuple[Case, Definition, Mapping[str, stored.StoredDraft]]:
        """Return the same for a command, and the case's drafts; its row is held until the transaction ends."""
        found = stored.read_case_and_drafts(tx, self._council, _id_of(case))
        current, drafts = found or (None, {})
        return *self._if_seen(tx, current, by, language), drafts

    def _if_seen(
        self, tx: Transaction, current: Case | None, by: Actor, language: str | None
    ) -> tuple[Case, Definition]:
        if current is None:
            raise NotFound
        definition = self._engine.release(tx, current.release, language)
        if not self._may_see(definition, current, by):
            raise NotFound
        return current, definition

    def _release_in(self, language: str | None) -> Callable[[Transaction, str], Definition]:
        return lambda tx, release: self._engine.release(tx, release, language)

    @staticmethod
    def _may_see(definition: Definition, case: Case, by: Actor) -> bool:
        return bool(definition.roles.standing(by, case) & definition.workflows[case.workflow].view)

    def _check_version(self, tx: Transaction, definition: Definition, current: Case, seen: int) -> None:
        if current.version != seen:
            raise self._changed(tx, definition, current)

    def _changed(self, tx: Transaction, definition: Definition, case: Case) -> CaseChanged:
        """Return who was first, when, and with what."""
        step = stored.read_last_step(tx, self._council, case.id)
        what = _what_was_done(definition, definition.workflows[case.workflow], step)
        at = step.at.astimezone(definition.zone)
        return CaseChanged(reference=case.reference, by=step.by, at=at, what=what, version=step.version)

    def _fills(self, definition: Definition, case: Case, form: str, by: Actor) -> CompiledAction | None:
        """Return the action of the present state that submits *form* and that this person may take."""
        flow = definition.workflows[case.workflow]
        standing = definition.roles.standing(by, case)
        for action in flow.states[case.state].actions.values():
            submits = action.definition.submits == form
            if submits and who_may_not(definition, flow, case, action, by.people, standing) is None:
                return action
        return None

    @staticmethod
    def _not_yours(definition: Definition, case: Case, form: str, by: Actor) -> Reason:
        flow = definition.workflows[case.workflow]
        standing = definition.roles.standing(by, case)
        for action in flow.states[case.state].actions.values():
            if action.definition.submits == form:
                because = who_may_not(definition, flow, case, action, by.people, standing)
                if because is not None:
                    return because
        title = definition.forms[form].definition.title if form in definition.forms else "This form"
        where = flow.states[case.state].definition.title
        return Reason("not_here", f'"{title}" is not asked in "{where}".', form)

    def _desk(
        self,
        tx: Transaction,
        definition: Definition,
        case: Case,
        by: Actor,
        now: datetime,
        drafts: Mapping[str, stored.StoredDraft] | None = None,
    ) -> Desk:
        return Desk(tx, definition, case, by, now, self._ports.system, drafts)


def _id_of(case: Case | str) -> str:
    return case.id if isinstance(case, Case) else case


def _raise_at_the_door(answers: object) -> None:
    reasons = at_the_door(answers)
    if reasons:
        raise Refused(reasons)


def _raise_if_declined(decision: Accepted | Declined) -> Accepted:
    if isinstance(decision, Accepted):
        return decision
    if decision.unseen:
        raise NotFound
    raise Refused(decision.reasons)


def _for_council(made: Accepted, council: str) -> Accepted:
    return replace(made, step=replace(made.step, council=council), case=replace(made.case, council=council))


def _what_was_done(definition: Definition, flow: CompiledWorkflow, step: Step) -> str:
    for event in step.events:
        if isinstance(event, ActionTaken):
            return f'"{flow.titles.get(event.action, event.action)}" was done'
        if isinstance(event, CaseRoleGiven):
            return f'"{definition.roles.titles.get(event.role, event.role)}" was given'
    return "the case was changed"
