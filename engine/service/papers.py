"""Forms on a case as a person meets them: to fill, to read as they were asked, and what a draft may keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.cases.access import Actor, may
from engine.cases.answers import Asking, Copied, Papers
from engine.cases.compiled import CompiledAction, CompiledForm, CompiledWorkflow, Definition
from engine.cases.decide.acting import asking_for, cannot_continue, who_may_not
from engine.cases.decide.completing import completing, may_know_of, on_case, who_may_not_complete
from engine.cases.decide.correcting import asking_to_correct, why_not_corrected
from engine.cases.decide.withdrawing import why_not_withdrawn
from engine.cases.door import as_given
from engine.cases.last_time import LastTime, last_time
from engine.cases.live import live
from engine.cases.snapshot import CaseFile, time_env
from engine.cases.state import Case, Submitted
from engine.cases.tasks import Task, task_id
from engine.cases.values import Answers
from engine.cases.views import Beside, FormView, MayDo, form_view
from engine.cases.why import Reasoned, why
from engine.cases.working_out import form_state
from engine.errors import NotFound, Reason, Refused
from engine.sentences.say import say
from engine.service.loading import Desk
from engine.store.cases import StoredSubmission, read_revisions, read_submission

_NEVER_SAVED = frozenset({"unknown_field", "calculated", "read_only", "not_asked", "not_allowed"})
"""What a draft does not keep: it is not for this person to say. Anything else may be put right later."""


def to_fill(desk: Desk, form: CompiledForm, action: CompiledAction, live_page: str | None = None) -> FormView:
    """Return *form* to be filled for *action*: the draft as saved, or a new one with what is known copied in.

    With *live_page* it has what that page needs to follow its conditions while somebody types.
    """
    file, draft = desk.file_for(action)
    standing = desk.standing(action)
    asking, papers = asking_for(desk.definition, desk.case, action, file, standing, desk.now)
    submitted, continued = None if action.task else desk.case.submissions.get(form.id), desk.continued(action)
    last = _last_time(desk, form.id, continued, action.task)
    state = form_state(form, asking, papers)
    beside = Beside({**file.kept, **file.draft}, file.copied, file.echoes, file.kept, last)
    view = form_view(
        form,
        state,
        beside,
        standing=standing,
        action=action.id,
        draft_revision=draft.revision if draft else 0,
        given_back=submitted.given_back if submitted else None,
        may=MayDo() if action.task else what_may_be_done(desk, form),
    )
    return view if live_page is None else replace(view, live=live(form, live_page, state, asking, beside))


def to_read(desk: Desk, form: CompiledForm) -> FormView:
    """Return the latest submission of *form* as it was asked: under the release that its answers were given to.

    Raises NotFound when it was never submitted.
    """
    submitted = desk.case.submissions.get(form.id)
    if submitted is None:
        raise NotFound
    kept = read_submission(desk.tx, desk.case.council, submitted.id, submitted.revision)
    asked = desk.release(desk.tx, kept.release).forms[form.id]
    standing = desk.definition.roles.standing(desk.by, desk.case)
    asking = Asking(None, standing, time_env(desk.definition, kept.at), desk.echoes(asked, submitted))
    # Nothing is asked, so nothing can be wrong: these answers stand.
    state = form_state(asked, asking, Papers(kept=kept.answers))
    return form_view(
        asked,
        state,
        Beside(copied=kept.copied, echoes=asking.echoes, last=_last_time(desk, form.id, submitted)),
        standing=standing,
        action=None,
        may=what_may_be_done(desk, form),
    )


def task_to_read(desk: Desk, form: CompiledForm, task: Task, by: frozenset[str]) -> FormView:
    """Return what was answered to a task, as it was asked. Whoever the task is for may read all of it.

    Raises NotFound when it was never answered.
    """
    found = read_revisions(desk.tx, desk.case.council, task.submission) if task.submission else []
    if not found:
        raise NotFound
    kept, standing = found[-1], desk.definition.roles.standing_on_tasks(desk.by, desk.case)
    asked = desk.release(desk.tx, kept.release).forms[form.id]
    asking = Asking(None, standing, time_env(desk.definition, kept.at), desk.echoes(asked, None))
    state = form_state(asked, asking, Papers(kept=kept.answers))
    own = frozenset(kept.answers) if may(standing, "do", by) else frozenset()
    beside = Beside(copied=kept.copied, echoes=asking.echoes)
    return form_view(asked, state, beside, standing=standing, action=None, may=MayDo(own=own))


def revision_to_read(desk: Desk, kept: StoredSubmission, standing: frozenset[str]) -> tuple[CompiledForm, FormView]:
    """Return one revision of a submission as it was asked, and the form that asked it; of now it shows nothing."""
    asked = desk.release(desk.tx, kept.release).forms[kept.form]
    asking = Asking(None, standing, time_env(desk.definition, kept.at), {})
    state = form_state(asked, asking, Papers(kept=kept.answers))
    return asked, form_view(asked, state, Beside(copied=kept.copied), standing=standing, action=None)


def to_correct(desk: Desk, form: CompiledForm, answers: Answers) -> FormView:
    """Return the latest submission of *form* asked again, with *answers* in place of those submitted. Raises Refused.

    Nothing is kept: it is what `correct` would judge.
    """
    stopped = why_not_corrected(desk.definition, desk.case, form.id, desk.by)
    if stopped is not None:
        raise Refused((stopped,))
    file, submitted = desk.file_to_correct(form), desk.case.submissions[form.id]
    sent = desk.vouched(form, as_given(answers))
    asking, papers = asking_to_correct(desk.definition, form, file, desk.by, desk.now, sent=sent)
    return form_view(
        form,
        form_state(form, asking, papers),
        Beside({**file.kept, **sent}, file.copied, file.echoes, file.kept, _last_time(desk, form.id, submitted)),
        standing=asking.standing,
        action=None,
        correcting=True,
        may=what_may_be_done(desk, form),
    )


def what_may_be_done(desk: Desk, form: CompiledForm) -> MayDo:
    """Return what this person may do with the latest submission of *form* besides filling it in."""
    withdraw = why_not_withdrawn(desk.definition, desk.case, form.id, desk.by) is None
    if why_not_corrected(desk.definition, desk.case, form.id, desk.by) is not None:
        return MayDo(withdraw=withdraw)
    asking, papers = asking_to_correct(desk.definition, form, desk.file_to_correct(form), desk.by, desk.now)
    return MayDo(form_state(form, asking, papers).asked, withdraw)


def raise_unless_savable(
    desk: Desk, form: CompiledForm, action: CompiledAction, file: CaseFile, answers: Answers
) -> None:
    """Raise Refused for answers that a draft may not keep, whoever puts them right later."""
    standing = desk.standing(action)
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
    standing = desk.standing(action)
    asking, papers = asking_for(desk.definition, desk.case, action, file, standing, desk.now)
    state = form_state(form, asking, papers)
    may_view = frozenset(
        name for name, one in form.by_id.items() if name in state.asked or may(standing, "see", one.view)
    )
    if field not in may_view and not may(standing, "see", form.by_id[field].view):
        raise NotFound
    return why(form, state, field, may_view=may_view)


def action_offered(flow: CompiledWorkflow, case: Case, action: str) -> CompiledAction | None:
    """Return an action by its id, if it can be done where the case is."""
    offers = flow.offers(case.states).get(action)
    return None if offers is None else offers[0]


def fills(definition: Definition, case: Case, form: str, by: Actor, task: str | None = None) -> CompiledAction | None:
    """Return the action of the present state, or the open task, that submits *form* and is for this person.

    *task* names which; it need not where there is only one. Raises Refused where there are several tasks.
    """
    found = ways_to_fill(definition, case, form, by, task)
    if len(found) > 1 and found[0].task:
        text = say(definition.language, "Several tasks ask this form. Say which one it is for.")
        raise Refused((Reason("which_task", text, form),))
    return found[0] if found else None


def ways_to_fill(
    definition: Definition, case: Case, form: str, by: Actor, task: str | None = None
) -> list[CompiledAction]:
    """Return every action, then every open task, that submits *form* and is for this person."""
    flow = definition.workflows[case.workflow]
    standing = definition.roles.standing(by, case)
    found = []
    for action in flow.offered(case.states) if task is None and may(standing, "see", flow.view) else ():
        asks = action.definition.submits == form
        if asks and _not_now(definition, flow, case, action, by, standing) is None:
            found.append(action)
    for key in case.tasks:
        completes = completing(definition, case, key)
        if task in (None, key) and completes is not None and _is_theirs(definition, flow, case, key, form, by):
            found.append(completes)
    return found


def _is_theirs(definition: Definition, flow: CompiledWorkflow, case: Case, key: str, form: str, by: Actor) -> bool:
    """Whether the task *key* asks *form*, now, and of this person: to answer themselves or to record for somebody."""
    held = on_case(flow, case, key)
    if held is None or held[0].definition.form != form:
        return False
    for_others = None if may(definition.roles.standing_on_tasks(by, case), "do", held[0].by) else True
    return who_may_not_complete(definition, flow, case, key, by, on_behalf=for_others) is None


def _not_now(
    definition: Definition,
    flow: CompiledWorkflow,
    case: Case,
    action: CompiledAction,
    by: Actor,
    standing: frozenset[str],
) -> Reason | None:
    forbidden = who_may_not(definition, flow, case, action, by.people, standing)
    return forbidden or cannot_continue(definition, case, action)


def not_yours(definition: Definition, case: Case, form: str, by: Actor, task: str | None = None) -> Reason:
    """Return why this person may not fill *form* now."""
    flow = definition.workflows[case.workflow]
    standing = definition.roles.standing(by, case)
    keys = [key for key in case.tasks if task in (None, key) and may_know_of(definition, flow, case, by, key)]
    for key in keys:
        if flow.work.tasks[task_id(key)].definition.form == form:
            because = who_may_not_complete(definition, flow, case, key, by)
            if because is not None:
                return because
    if not may(standing, "see", flow.view):
        raise NotFound
    for action in flow.offered(case.states):
        if action.definition.submits == form:
            because = _not_now(definition, flow, case, action, by, standing)
            if because is not None:
                return because
    language, where = definition.language, flow.where(case.states)
    title = definition.forms[form].definition.title if form in definition.forms else say(language, "This form")
    return Reason("not_here", say(language, '"{form}" is not asked in "{state}".', form=title, state=where), form)


def _last_time(desk: Desk, form: str, current: Submitted | None, task: str = "") -> dict[str, LastTime]:
    """Return what was said the last time *form* was filled in, before *current*, with its labels as they were then."""
    before = desk.last_time(form, current, task)
    if not before.answers:
        return {}
    return last_time(desk.release(desk.tx, before.release).forms[form], before.answers, desk.definition.forms[form])
