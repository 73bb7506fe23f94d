"""Correcting what was submitted: a new revision with its reason, judged as a whole. The state never changes.

Everything that was asked so far is asked again, of whatever hand; what somebody may not fill, they may not correct.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from engine.cases.access import Actor, may
from engine.cases.answers import Asking, FormState, Papers
from engine.cases.commands import NO_ANSWERS, CorrectForm
from engine.cases.compiled import CompiledAction, CompiledForm, CompiledWorkflow, Definition
from engine.cases.decide.acting import kept_apart
from engine.cases.decide.following import followed
from engine.cases.decide.outcome import UNSEEN, Accepted, Declined, NewSubmission, accepted, declined
from engine.cases.decide.reasons import in_the_future, of_form
from engine.cases.decide.writing_back import events_of, fact_changes
from engine.cases.events import ActionRedated, Event, FormCorrected
from engine.cases.snapshot import CaseFile, stored_value, time_env
from engine.cases.state import Case
from engine.cases.values import Answers
from engine.cases.working_out import form_state
from engine.errors import Reason
from engine.sentences.say import say


def correct_form(definition: Definition, file: CaseFile, command: CorrectForm, now: datetime) -> Accepted | Declined:
    """Change answers of a form's latest submission.

    Declined to someone who may not: only that is said. Otherwise every problem of the form and a missing reason are
    said together.
    """
    case = file.case
    if not may(definition.roles.standing(command.by, case), "see", definition.workflows[case.workflow].view):
        return UNSEEN
    stopped = why_not_corrected(definition, case, command.form, command.by)
    if stopped is not None:
        return declined(stopped)
    return _Correcting(definition, file, command, now).outcome()


def why_not_corrected(definition: Definition, case: Case, form: str, by: Actor) -> Reason | None:
    """Return why this person may not correct *form* on *case* now, or nothing when they may."""
    language, compiled = definition.language, definition.forms.get(form)
    if compiled is None:
        return Reason("unknown_form", say(language, "There is no such form."))
    title = compiled.definition.title
    if compiled.definition.correct is None:
        text = say(language, '"{form}" cannot be corrected once it is submitted.', form=title)
        return Reason("not_corrected", text, form)
    if not may(definition.roles.standing(by, case), "correct", compiled.corrected_by):
        roles = definition.roles.named(sorted(compiled.corrected_by), language)
        return Reason(
            "not_allowed", say(language, 'Correcting "{form}" is for: {roles}.', form=title, roles=roles), form
        )
    submitted = case.submissions.get(form)
    if submitted is None:
        missing = '"{form}" is not submitted on this case, so there is nothing to correct.'
        return Reason("not_submitted", say(language, missing, form=title), form)
    if submitted.given_back is not None:
        back = '"{form}" was given back. Change it there, and submit it again.'
        return Reason("given_back", say(language, back, form=title), form)
    return None


def asking_to_correct(
    definition: Definition, form: CompiledForm, file: CaseFile, by: Actor, now: datetime, *, sent: Answers = NO_ANSWERS
) -> tuple[Asking, Papers]:
    """Return in what circumstances *form* is asked again to be corrected, and with what papers at hand.

    The questions of an action are asked again if it was taken, and not of someone who is kept apart from it: what one
    may not sign, one may not rewrite.
    """
    flow = definition.workflows[file.case.workflow]
    apart = {one.id for one in _actions(flow, form.id) if kept_apart(file.case, one, by.people) is not None}
    asking = Asking(
        action=None,
        standing=definition.roles.standing(by, file.case),
        context=time_env(definition, now),
        echoes=file.echoes,
        reopened=True,
        hands=file.hands - apart,
    )
    return asking, Papers(kept=file.kept, sent=sent, copied=file.copied)


def _actions(flow: CompiledWorkflow, form: str) -> list[CompiledAction]:
    """Return the actions of *flow* that submit *form*, each once."""
    found = {
        action.id: action
        for state in flow.states.values()
        for action in state.actions.values()
        if action.definition.submits == form
    }
    return list(found.values())


class _Correcting:
    """One submission being corrected by someone who may."""

    def __init__(self, definition: Definition, file: CaseFile, command: CorrectForm, now: datetime) -> None:
        self.definition, self.file, self.command, self.now = definition, file, command, now
        self.case, self.form = file.case, definition.forms[command.form]
        self.flow = definition.workflows[self.case.workflow]
        asking, papers = asking_to_correct(definition, self.form, file, command.by, now, sent=command.answers)
        self.state: FormState = form_state(self.form, asking, papers)

    def outcome(self) -> Accepted | Declined:
        reasons = [*of_form(self.definition, self.form.id, self.state, self.command.passed), *self._future()]
        language, title, settings = self.form.language, self.form.definition.title, self.form.definition.correct
        if settings is not None and settings.reason == "required" and not (self.command.reason or "").strip():
            text = say(language, 'Correcting "{form}" needs a reason.', form=title)
            reasons.append(Reason("reason", text, self.form.id))
        if not reasons and not self._changed():
            text = say(language, 'Nothing in "{form}" was changed.', form=title)
            reasons.append(Reason("no_change", text, self.form.id))
        return declined(*dict.fromkeys(reasons)) if reasons else self._accepted()

    def _changed(self) -> tuple[str, ...]:
        """Return the questions whose answers change, in the order of asking."""
        now, before = self.state.answers, self.file.kept
        return tuple(one.id for one in self.form.fields if now.get(one.id) != before.get(one.id))

    def _future(self) -> list[Reason]:
        """An action that was taken did not happen on a day that is still to come."""
        today = self.definition.counting.local_day(self.now)
        late = dict.fromkeys(field for field, day in self._days().values() if day is not None and day > today)
        return [in_the_future(self.definition, self.form, field) for field in late]

    def _days(self) -> dict[str, tuple[str, date | None]]:
        """Return, by action taken, the field that dates it and the day that the field now says."""
        found: dict[str, tuple[str, date | None]] = {}
        for action in _actions(self.flow, self.form.id):
            dated = action.definition.dated
            if dated is not None and action.id in self.file.hands and action.id in self.case.done:
                value = stored_value(self.form.by_id[dated], self.state.answers.get(dated))
                day = self.definition.counting.local_day(value) if isinstance(value, datetime) else value
                found[action.id] = (dated, day if isinstance(day, date) else None)
        return found

    def _accepted(self) -> Accepted | Declined:
        before, submission = self.case.submissions[self.form.id], self._submission()
        changed = self._changed()
        needed = self.flow.needs.get(self.form.id, frozenset())
        corrected = FormCorrected(
            form=self.form.id,
            submission=before.id,
            revision=submission.revision,
            changed=changed,
            answers={name: value for name, value in submission.answers.items() if name in needed},
            reason=self.command.reason,
            dropped=self.state.dropped,
            passed={
                one.code: self.command.passed[one.code]
                for one in self.state.warnings
                if one.code in self.command.passed
            },
        )
        standing = self.definition.roles.standing(self.command.by, self.case)
        # Only what was changed now speaks to the record: what was declined before is not proposed again.
        facts = fact_changes(self.definition, self.file, self.form.id, self.state, standing, of=frozenset(changed))
        redated = self._redated(changed)
        events: tuple[Event, ...] = (corrected, *redated, *events_of(facts, self.form.id))
        made = replace(accepted(self.case, self.command.by, self.now, events, submission), facts=facts)
        moved = frozenset(one.action for one in redated)
        return followed(self.definition, self.flow, self.file, made, self.now, redated=moved)

    def _redated(self, changed: tuple[str, ...]) -> tuple[ActionRedated, ...]:
        """Return the actions that count as done on another day now; without an answer the day stands as it was."""
        return tuple(
            ActionRedated(action, day)
            for action, (field, day) in self._days().items()
            if field in changed and day is not None and day != self.case.done[action].on
        )

    def _submission(self) -> NewSubmission:
        before, answers, kept = self.case.submissions[self.form.id], self.state.answers, self.file.kept
        return NewSubmission(
            id=before.id,
            form=self.form.id,
            revision=before.revision + 1,
            action="",  # no action asked for it
            answers=answers,
            copied={name: one for name, one in self.file.copied.items() if answers.get(name) == kept.get(name)},
        )
