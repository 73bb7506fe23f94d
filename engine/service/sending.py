"""What was sent with a task, for whoever it was sent to: the answers that a share names, as they were then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from engine.cases.access import Actor, may
from engine.cases.answers import Asking, Papers
from engine.cases.compiled import CompiledForm, CompiledShare
from engine.cases.decide.completing import on_case
from engine.cases.shares import shared_answers
from engine.cases.snapshot import time_env
from engine.cases.state import Case
from engine.cases.tasks import Sent
from engine.cases.values import Answers
from engine.cases.views import Beside, FieldView, FormView, MayDo, form_view
from engine.cases.working_out import form_state
from engine.definitions.forms import Basis
from engine.errors import NotFound
from engine.service.loading import Desk
from engine.service.register import Register
from engine.store.cases import read_submission
from engine.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class SentView:
    """What went with a task: when, on which legal basis, and the answers as a form that holds nothing else."""

    share: str
    basis: Basis
    at: datetime
    form: FormView


def sent_with(register: Register, tx: Transaction, case: Case | str, task: str, by: Actor) -> tuple[SentView, ...]:
    """Return what was sent with a task to whoever is to do it. Raises NotFound for anybody else."""
    current, definition = register.known(tx, case, by)
    held = on_case(definition.workflows[current.workflow], current, task)
    if held is None or not may(definition.roles.standing_on_tasks(by, current), "do", held[0].by):
        raise NotFound
    desk = register.desk(tx, definition, current, by, register.now())
    return tuple(_view(desk, one) for one in held[1].sent)


def _view(desk: Desk, sent: Sent) -> SentView:
    """Return one share as it was sent: under the release that its answers were given to, and none of it beside."""
    kept = read_submission(desk.tx, desk.case.council, sent.submission, sent.revision)
    form = desk.release(desk.tx, kept.release).forms[sent.form]
    share = form.shares.get(sent.share) or desk.definition.forms[sent.form].shares[sent.share]
    shared = shared_answers(form, share, kept.answers)
    asking = Asking(None, frozenset(), time_env(desk.definition, kept.at))
    # What is shown is worked out on all the answers; only what is shared leaves this function.
    state = form_state(form, asking, Papers(kept=kept.answers))
    may = MayDo(own=frozenset(shared))
    whole = form_view(form, state, Beside(), standing=frozenset(), action=None, may=may)
    return SentView(sent.share, share.basis, sent.at, _only(whole, form, share, shared))


def _only(view: FormView, form: CompiledForm, share: CompiledShare, shared: Answers) -> FormView:
    """Return *view* with the questions of *share*, of rows the cells that it names, and the answers as shared."""
    pages = []
    for page in view.pages:
        fields = tuple(_shared(one, share, shared) for one in page.fields if one.id in shared)
        if fields:
            pages.append(replace(page, fields=fields))
    return replace(view, pages=tuple(pages), problems=())


def _shared(one: FieldView, share: CompiledShare, shared: Answers) -> FieldView:
    inside = {path[1] for path in share.fields if path[0] == one.id and len(path) > 1}
    row = tuple(cell for cell in one.row if not inside or cell.id in inside)
    return replace(one, value=shared[one.id], row=row, copied=None, last=None, problems=())
