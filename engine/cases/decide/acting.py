"""Taking an action: the questions that stand in its way, asked in one order, once, on one snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from engine.cases.access import may
from engine.cases.answers import Asking, FormState, Papers
from engine.cases.commands import NO_ANSWERS, TakeAction
from engine.cases.compiled import CompiledAction, CompiledWorkflow, Definition, Route
from engine.cases.decide.choosing import Chosen, chosen
from engine.cases.decide.following import followed
from engine.cases.decide.links import NOTHING_JOINED, Joining, joining, with_joined
from engine.cases.decide.outcome import UNSEEN, Accepted, Declined, FactChange, NewSubmission, accepted
from engine.cases.decide.pausing import clock_reasons
from engine.cases.decide.reasons import (
    cannot_take,
    in_the_future,
    needs_reason,
    not_for_who_did,
    not_for_you,
    not_here,
    nothing_to_continue,
    of_form,
    unmet,
)
from engine.cases.decide.tasks import given, opened_task, tasks_not_done
from engine.cases.decide.telling import told_of
from engine.cases.decide.writing_back import events_of, fact_changes
from engine.cases.events import (
    ActionTaken,
    CaseRoleGiven,
    Event,
    FormGivenBack,
    FormSubmitted,
)
from engine.cases.machine import NoSuchMove
from engine.cases.snapshot import CaseFile, Env, time_env, workflow_env
from engine.cases.state import Case
from engine.cases.values import Answers
from engine.cases.working_out import form_state
from engine.errors import Reason
from engine.expressions.types import UNKNOWN
from engine.sentences.say import say


def take_action(definition: Definition, file: CaseFile, command: TakeAction, now: datetime) -> Accepted | Declined:
    """Take an action on a case.

    Declined to someone who may not see the case or may not do this: only that is said. To anyone else every unmet
    reason is named at once: problems of the form, unmet requirements, a missing reason, a decision list that stops.
    """
    case = file.case
    flow = definition.workflows[case.workflow]
    standing = definition.roles.standing(command.by, case)
    if not may(standing, "see", flow.view):
        return UNSEEN
    offers = flow.offers(case.states).get(command.action)
    if offers is None:
        return Declined((not_here(definition, flow, command.action, case.states),))
    action = offers[0]
    forbidden = who_may_not(definition, flow, case, action, command.by.people, standing)
    stopped = forbidden or cannot_continue(definition, case, action)
    if stopped is not None:
        return Declined((stopped,))
    work = _Taking(definition, flow, file, command, offers, now)
    return work.outcome(standing)


def who_may_not(
    definition: Definition,
    flow: CompiledWorkflow,
    case: Case,
    action: CompiledAction,
    people: frozenset[str],
    standing: frozenset[str],
) -> Reason | None:
    """Return why these people may not do *action*, or nothing when they may. No `by`, no action."""
    if not may(standing, "do", action.by):
        return not_for_you(definition, action)
    did = kept_apart(case, action, people)
    return None if did is None else not_for_who_did(definition, flow, action, did)


def kept_apart(case: Case, action: CompiledAction, people: frozenset[str]) -> str | None:
    """Return what one of these people did that keeps them apart from *action*, if they did such a thing."""
    for moment in action.not_by:
        done = case.done.get(moment.name)
        if done is not None and people & set(done.by):
            return moment.name
    return None


def cannot_continue(definition: Definition, case: Case, action: CompiledAction) -> Reason | None:
    """Return why *action* has no submission to take up, where it needs one: the one there was has been withdrawn.

    Asking the whole form of whoever continues it would let one hand both write and sign.
    """
    form = action.definition.carries_on
    if form is None or form in case.submissions:
        return None
    return nothing_to_continue(definition, action, definition.forms[form])


def asking_for(
    definition: Definition,
    case: Case,
    action: CompiledAction,
    file: CaseFile,
    standing: frozenset[str],
    now: datetime,
    *,
    sent: Answers = NO_ANSWERS,
) -> tuple[Asking, Papers]:
    """Return in what circumstances *action* asks its form, and with what papers at hand."""
    submitted = None if action.task else case.submissions.get(action.definition.submits or "")
    asking = Asking(
        action=action.id,
        standing=standing,
        context=time_env(definition, now),
        echoes=file.echoes,
        reopened=submitted is not None and submitted.given_back is not None,
    )
    return asking, Papers(file.kept, file.draft, sent, file.copied)


class _Taking:
    """One action being taken by someone who may."""

    def __init__(
        self,
        definition: Definition,
        flow: CompiledWorkflow,
        file: CaseFile,
        command: TakeAction,
        offers: tuple[CompiledAction, ...],
        now: datetime,
    ) -> None:
        self.definition, self.flow, self.file, self.command = definition, flow, file, command
        # In several strands at once it asks for the same everywhere; only where it leads may differ.
        self.offers, self.action, self.now, self.case = offers, offers[0], now, file.case
        self.submits = self.action.definition.submits
        self.today = definition.counting.local_day(now)
        self.joining: Joining = NOTHING_JOINED

    def outcome(self, standing: frozenset[str]) -> Accepted | Declined:
        state = self._form_state(standing)
        env = self._env(state)
        reasons = self._form_reasons(state)
        answers = state.answers if state is not None else {}
        self.joining = joining(
            self.definition, self.flow, self.file, self.action, self.command, env, answers, self.today
        )
        if self.joining.joined:
            # What the step links counts for its own conditions, as its own answers do.
            self.file = with_joined(self.file, self.joining.joined)
            env = self._env(state)
        for check in self.action.require:
            reasons += unmet(self.definition, check, env, self.submits)
        reasons += tasks_not_done(self.definition, self.flow, self.case, self.action)
        if self.action.definition.reason == "required" and not (self.command.reason or "").strip():
            reasons.append(needs_reason(self.definition, self.action))
        reasons += [*self._assignment_reasons(), *self.joining.reasons]
        reasons += clock_reasons(self.definition, self.flow, self.case, self.action, self.now)
        leads = chosen(self.definition, self.flow, self.offers, self.case.states, env)
        # While the form has problems the list would stop for the same questions: said once, by the form.
        if not reasons:
            reasons += leads.reasons
        return Declined(tuple(dict.fromkeys(reasons))) if reasons else self._accepted(state, leads)

    def _form_state(self, standing: frozenset[str]) -> FormState | None:
        if self.submits is None:
            return None
        asking, papers = asking_for(
            self.definition, self.case, self.action, self.file, standing, self.now, sent=self.command.answers
        )
        return form_state(self.definition.forms[self.submits], asking, papers)

    def _env(self, state: FormState | None) -> Env:
        saved = None if state is None or self.submits is None else (self.submits, state)
        return workflow_env(self.definition, self.flow, self.file, self.now, saved)

    def _form_reasons(self, state: FormState | None) -> list[Reason]:
        if state is None or self.submits is None:
            if self.command.answers:
                return [self._reason("no_form", '"{action}" asks no questions.')]
            return []
        reasons = of_form(self.definition, self.submits, state, self.command.passed)
        if self._counts_on(state) > self.today:
            form, dated = self.definition.forms[self.submits], self.action.definition.dated or ""
            reasons.append(in_the_future(self.definition, form, dated))
        return reasons

    def _counts_on(self, state: FormState | None) -> date:
        """Return the day on which the action counts as done: the day it happened, where the form says it."""
        dated = self.action.definition.dated
        value = state.values.get(dated, UNKNOWN) if state is not None and dated else UNKNOWN
        if isinstance(value, datetime):
            return self.definition.counting.local_day(value)
        return value if isinstance(value, date) else self.today

    def _assignment_reasons(self) -> list[Reason]:
        """The place that the action gives goes to the person named, else to whoever acts, if they can take it."""
        gives = self.action.definition.assigns
        wrong = [role for role in self.command.assigns if role != gives]
        if wrong:
            return [self._reason("no_place", '"{action}" does not give this place on the case.')]
        if gives is not None and gives in self.command.assigns:
            unable = cannot_take(
                self.definition, self.case, gives, self.command.takers.get(self.command.assigns[gives])
            )
            return [] if unable is None else [unable]
        if gives is None:
            return []
        powers: set[str] = set()
        for role in self.command.by.roles:
            powers |= self.definition.roles.powers.get(role, frozenset())
        if powers & self.definition.roles.taken_from.get(gives, frozenset()):
            return []
        title = self.definition.roles.titles[gives]
        return [Reason("who", say(self.definition.language, 'Say who takes the place "{role}".', role=title), gives)]

    def _reason(self, code: str, template: str) -> Reason:
        text = say(self.definition.language, template, action=self.action.definition.title)
        return Reason(code, text, self.action.id)

    def _accepted(self, state: FormState | None, leads: Chosen) -> Accepted | Declined:
        submission = self._submission(state)
        facts = self._facts(state)
        events = [
            *self._submitted(state, submission),
            *self._taken(state),
            *self.joining.events,
            *events_of(facts, self.submits or ""),
        ]
        made = accepted(self.case, self.command.by, self.now, tuple(events), submission)
        made = replace(made, facts=facts, opened=self.joining.opened) if facts or self.joining.opened else made
        if self.action.definition.assigns is not None:
            made = made.with_events(tuple(given(self.flow, made.case, self.action.definition.assigns)))
        for task in leads.tasks:
            made = made.with_events(opened_task(self.definition, self.flow, made.case, task, self.now))
        to = self._moves(leads.routes)
        return followed(self.definition, self.flow, self.file, made, self.now, to=to, taken=self.action.id)

    def _facts(self, state: FormState | None) -> tuple[FactChange, ...]:
        """Return what the form writes back to the subject's record, or proposes; most forms write nothing back."""
        if state is None or self.submits is None or not self.definition.forms[self.submits].writes_back:
            return ()
        standing = self.definition.roles.standing(self.command.by, self.case)
        return fact_changes(self.definition, self.file, self.submits, state, standing)

    def _submission(self, state: FormState | None) -> NewSubmission | None:
        if state is None or self.submits is None:
            return None
        before = self.case.submissions.get(self.submits)
        signs = self.action.definition.carries_on is not None
        continues = before is not None and (signs or before.given_back is not None)
        # What was given back and is sent again unchanged says nothing new, so it is no revision.
        again = continues and not signs and state.answers == self.file.kept
        # Whoever submits answers for them, copies too: they are not asked to be confirmed again.
        copied = {name: replace(one, confirmed=True) for name, one in self.file.copied.items() if name in state.answers}
        return NewSubmission(
            id=before.id if continues and before else self.command.submission,
            form=self.submits,
            revision=before.revision + (0 if again else 1) if continues and before else 1,
            action=self.action.id,
            answers=state.answers,
            copied=copied,
            again=again,
        )

    def _submitted(self, state: FormState | None, made: NewSubmission | None) -> tuple[Event, ...]:
        if state is None or made is None:
            return ()
        needed = self.flow.needs[made.form]
        named = {name: value for name, value in made.answers.items() if name in needed}
        passed = {one.code: self.command.passed[one.code] for one in state.warnings if one.code in self.command.passed}
        return (FormSubmitted(made.form, made.id, made.revision, self.today, named, state.dropped, passed, made.again),)

    def _taken(self, state: FormState | None) -> tuple[Event, ...]:
        action, command = self.action.definition, self.command
        doers = tuple(sorted(command.by.people)) if self.action.id in self.flow.watched else ()
        events: list[Event] = [ActionTaken(self.action.id, self._counts_on(state), command.reason, doers)]
        if action.assigns is not None:
            events.append(CaseRoleGiven(action.assigns, command.assigns.get(action.assigns, command.by.id)))
        if action.gives_back is not None and action.gives_back in self.case.submissions:
            to = self.case.submissions[action.gives_back].by
            events.append(FormGivenBack(action.gives_back, to, command.reason or ""))
        return (*events, *told_of(self.definition, self.action))

    def _moves(self, routes: Mapping[str, Route]) -> tuple[str, ...]:
        """Return where the case moves, which the machine must agree with; `stay` leaves and enters nothing."""
        chosen = {source: route.target for source, route in routes.items()}
        moved = frozenset(self.flow.machine.step(self.case.states, self.action.id, chosen))
        targets = tuple(target for target in chosen.values() if target is not None)
        states = self.case.states
        for target in targets:
            states = self.flow.chart.move(states, target).states
        if not moved <= frozenset(states):
            raise NoSuchMove(f"{self.action.id} leads to {sorted(moved)} and {states}")
        return targets
