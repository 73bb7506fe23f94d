"""Forms on a case as a person meets them: to fill, to read as they were asked, and what a draft may keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from engine.cases.access import Actor
from engine.cases.answers import Asking, Copied, Papers, form_state
from engine.cases.compiled import CompiledAction, CompiledForm, Definition
from engine.cases.decide.acting import asking_for, who_may_not
from engine.cases.door import as_given
from engine.cases.snapshot import CaseFile, time_env
from engine.cases.state import Case
from engine.cases.values import Answers
from engine.cases.views import FormView, form_view
from engine.cases.why import Reasoned, why
from engine.errors import NotFound, Reason, Refused
from engine.sentences.say import say
from engine.service.loading import Desk
from engine.store.cases import read_submission
from engine.store.transaction import Transaction

_NEVER_SAVED = frozenset({"unknown_field", "calculated", "read_only", "not_asked", "not_allowed"})
"""What a draft does not keep: it is not for this person to say. Anything else may be put right later."""


def to_fill(desk: Desk, form: CompiledForm, action: CompiledAction) -> FormView:
    """Return *form* to be filled for *action*: the draft as saved, or a new one with what is known copied in."""
    file, draft = desk.file_for(action)
    standing = desk.definition.roles.standing(desk.by, desk.case)
    asking, papers = asking_for(desk.definition, desk.case, action, file, standing, desk.now)
    submitted = desk.case.submissions.get(form.id)
    return form_view(
        form,
        form_state(form, asking, papers),
        standing=standing,
        action=action.id,
        typed={**file.kept, **file.draft},
        copied=file.copied,
        echoes=file.echoes,
        draft_revision=draft.revision if draft else 0,
        given_back=submitted.given_back if submitted else None,
    )


def to_read(desk: Desk, form: CompiledForm, release: Callable[[Transaction, str], Definition]) -> FormView:
    """Return the latest submission of *form* as it was asked: under the release that its answers were given to.

    Raises NotFound when it was never submitted.
    """
    submitted = desk.case.submissions.get(form.id)
    if submitted is None:
        raise NotFound
    kept = read_submission(desk.tx, desk.case.council, submitted.id, submitted.revision)
    asked = release(desk.tx, kept.release).forms[form.id]
    standing = desk.definition.roles.standing(desk.by, desk.case)
    asking = Asking(None, standing, time_env(desk.definition, kept.at), desk.echoes(asked))
    # Nothing is asked, so nothing can be wrong: these answers stand.
    state = form_state(asked, asking, Papers(kept=kept.answers))
    return form_view(asked, state, standing=standing, action=None, typed={}, copied=kept.copied, echoes=asking.echoes)


def raise_unless_savable(
    desk: Desk, form: CompiledForm, action: CompiledAction, file: CaseFile, answers: Answers
) -> None:
    """Raise Refused for answers that a draft may not keep, whoever puts them right later."""
    standing = desk.definition.roles.standing(desk.by, desk.case)
    asking, papers = asking_for(desk.definition, desk.case, action, file, standing, desk.now, sent=as_given(answers))
    state = form_state(form, asking, papers)
    wrong = [Reason(one.code, one.text, f"{form.id}.{one.path}") for one in state.errors if one.code in _NEVER_SAVED]
    if wrong:
        raise Refused(wrong)


def confirmed(copied: Mapping[str, Copied], answers: Answers) -> dict[str, Copied]:
    """Return copies with those confirmed whose value was sent: giving a value confirms or changes it."""
    return {name: replace(one, confirmed=True) if name in answers else one for name, one in copied.items()}


def why_asked(desk: Desk, form: CompiledForm, action: CompiledAction, field: str) -> tuple[Reasoned, ...]:
    """Return why a question of the form being filled is as it is. Raises NotFound for one that is not there."""
    if field not in form.by_id:
        raise NotFound
    file, _ = desk.file_for(action)
    standing = desk.definition.roles.standing(desk.by, desk.case)
    asking, papers = asking_for(desk.definition, desk.case, action, file, standing, desk.now)
    state = form_state(form, asking, papers)
    may_view = frozenset(name for name, one in form.by_id.items() if name in state.asked or one.view & standing)
    if field not in may_view and not form.by_id[field].view & standing:
        raise NotFound
    return why(form, state, field, may_view=may_view)


def fills(definition: Definition, case: Case, form: str, by: Actor) -> CompiledAction | None:
    """Return the action of the present state that submits *form* and that this person may take."""
    flow = definition.workflows[case.workflow]
    standing = definition.roles.standing(by, case)
    for action in flow.states[case.state].actions.values():
        submits = action.definition.submits == form
        if submits and who_may_not(definition, flow, case, action, by.people, standing) is None:
            return action
    return None


def not_yours(definition: Definition, case: Case, form: str, by: Actor) -> Reason:
    """Return why this person may not fill *form* now."""
    flow = definition.workflows[case.workflow]
    standing = definition.roles.standing(by, case)
    for action in flow.states[case.state].actions.values():
        if action.definition.submits == form:
            because = who_may_not(definition, flow, case, action, by.people, standing)
            if because is not None:
                return because
    language, where = definition.language, flow.states[case.state].definition.title
    title = definition.forms[form].definition.title if form in definition.forms else say(language, "This form")
    return Reason("not_here", say(language, '"{form}" is not asked in "{state}".', form=title, state=where), form)
