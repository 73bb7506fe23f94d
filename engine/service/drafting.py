"""Saving drafts: one person's answers go into what is there, and nobody else's are overwritten by them."""

from __future__ import annotations

from datetime import datetime

from engine.cases.access import Actor
from engine.cases.answers import label_list
from engine.cases.compiled import CompiledForm, Definition
from engine.cases.door import as_given
from engine.cases.drafting import Saves, merged, noted
from engine.cases.state import Case
from engine.cases.values import Answers
from engine.cases.views import FormView
from engine.errors import CaseChanged, Clash, DraftConflict, Refused
from engine.sentences.say import say
from engine.service.papers import confirmed, fills, not_yours, raise_unless_savable, to_fill
from engine.service.register import Register
from engine.store.cases import StoredDraft, draft_key, read_draft, write_draft
from engine.store.transaction import Transaction

_ROOM = 10_000
"""How many revisions a draft may have before they could be taken for those of a later one on the same case."""


def save_draft(
    register: Register,
    tx: Transaction,
    case: Case | str,
    form_id: str,
    answers: Answers,
    by: Actor,
    seen: int,
    task: str | None,
) -> FormView:
    """Save *answers* in the draft of a form; return the form as it then is. Raises as `Cases.save` says."""
    now = register.now()
    current, definition, drafts = register.held_if_known(tx, case, by)
    action = fills(definition, current, form_id, by, task)
    if action is None:
        raise Refused((not_yours(definition, current, form_id, by, task),))
    desk = register.desk(tx, definition, current, by, now, drafts)
    file, draft = desk.file_for(action)
    form, stored = definition.forms[form_id], drafts.get(draft_key(form_id, action.task))
    if stored is not None and draft is None:  # it is not shown to this person, so nothing of theirs can go into it
        raise _changed(definition, stored)
    if draft is None and seen != 0:  # it was submitted in between
        raise register.changed(tx, definition, current, by)
    given = desk.vouched(form, as_given(answers))
    raise_unless_savable(desk, form, action, file, given)
    before = {**file.kept, **file.draft}
    typed = brought_together(definition, form, draft, before, given, seen)
    revision = _next_revision(current, draft)
    saves = draft.saves if draft is not None else Saves(first=revision)
    made = StoredDraft(
        form=form_id,
        revision=revision,
        answers={name: value for name, value in typed.items() if name in file.draft or name in given},
        copied=confirmed(file.copied, answers),
        saves=noted(form, saves, before, typed, revision),
        by=by.id,
        at=now,
        task=action.task,
    )
    if not write_draft(tx, current, made, over=draft.revision if draft is not None else 0):
        raise _changed(definition, read_draft(tx, current.council, current.id, form_id, action.task) or made)
    return to_fill(register.desk(tx, definition, current, by, now), form, action)


def brought_together(
    definition: Definition, form: CompiledForm, draft: StoredDraft | None, before: Answers, given: Answers, seen: int
) -> Answers:
    """Return the draft as it is, with what is *given* by somebody who looked at revision *seen*.

    Raises DraftConflict where someone else changed the same answers since, and CaseChanged where *seen* is too long
    ago to tell, or of another draft.
    """
    if draft is None:
        return merged(form, Saves(first=1), 0, before, given).answers
    if seen > draft.revision or not draft.saves.known(seen):
        raise _changed(definition, draft)
    found = merged(form, draft.saves, seen, before, given)
    if found.clashes:
        raise DraftConflict(
            by=draft.by,
            at=_at(definition, draft.at),
            version=draft.revision,
            clashes=[Clash(one.path, label_list(form, (one.path,)), one.yours, one.theirs) for one in found.clashes],
            questions=label_list(form, (one.path for one in found.clashes)),
            language=definition.language,
        )
    return found.answers


def raise_unless_as_seen(definition: Definition, draft: StoredDraft | None, seen: int | None) -> None:
    """Raise CaseChanged where a draft is about to be submitted that is not the one its person looked at."""
    if draft is not None and seen is not None and draft.revision != seen:
        raise _changed(definition, draft)


def _next_revision(case: Case, draft: StoredDraft | None) -> int:
    return draft.revision + 1 if draft is not None else (case.version - 1) * _ROOM + 1


def _changed(definition: Definition, draft: StoredDraft) -> CaseChanged:
    language = definition.language
    what = say(language, "saved this draft")
    at = _at(definition, draft.at)
    return CaseChanged(reference="", by=draft.by, at=at, what=what, version=draft.revision, language=language)


def _at(definition: Definition, moment: datetime) -> datetime:
    return moment.astimezone(definition.zone)
