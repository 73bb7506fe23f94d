"""Changing what was submitted: corrected with a reason, or withdrawn with a note that stays. Nothing is overwritten."""

from __future__ import annotations

from dataclasses import replace

from engine.cases.commands import CorrectForm, WithdrawForm
from engine.cases.decide import decide
from engine.cases.snapshot import CaseFile
from engine.cases.state import Case
from engine.cases.submissions import Traces, standing
from engine.service.facts import write_back
from engine.service.links import load_links
from engine.service.register import Outcome, Register, raise_if_declined
from engine.store.cases import delete_draft, read_steps
from engine.store.proposals import accepted_from, open_proposals, take_back
from engine.store.transaction import Transaction


def correct_form(register: Register, tx: Transaction, case: Case | str, command: CorrectForm, seen: int) -> Outcome:
    """Keep a new revision of a form's latest submission, and what it says otherwise to the subject's record."""
    current, definition, _ = register.held_as_seen(tx, case, command.by, seen)
    now = register.now()
    compiled = definition.forms.get(command.form)
    file = CaseFile(current)
    if compiled is not None and command.form in current.submissions:
        desk = register.desk(tx, definition, current, command.by, now)
        file = desk.file_to_correct(compiled)
        command = replace(command, answers=desk.vouched(compiled, command.answers))
    made = raise_if_declined(decide(definition, file, command, now))
    outcome = register.save(tx, definition, made, command.by)
    write_back(tx, made)
    return outcome


def withdraw_form(register: Register, tx: Transaction, case: Case | str, command: WithdrawForm, seen: int) -> Outcome:
    """Take a form's latest submission out, with what it proposed for the record and the draft that was given back."""
    current, definition, drafts = register.held_as_seen(tx, case, command.by, seen)
    latest = current.submissions.get(command.form)
    versions, traces = _left_behind(tx, current, command.form) if latest else ((), Traces())
    links = load_links(tx, definition, current)
    file = CaseFile(current, traces=traces, links=links)
    made = raise_if_declined(decide(definition, file, command, register.now()))
    outcome = register.save(tx, definition, made, command.by)
    take_back(tx, made.step, versions)
    if latest is not None and latest.given_back is not None and command.form in drafts:
        delete_draft(tx, register.council, current.id, command.form)
    return outcome


def _left_behind(tx: Transaction, case: Case, form: str) -> tuple[tuple[int, ...], Traces]:
    """Return the steps that made the latest submission of *form*, and what they left behind."""
    made = standing(read_steps(tx, case.council, case.id), form)
    latest, before = made[-1], made[-2].submitted if len(made) > 1 else None
    waiting = open_proposals(tx, case.council, case.id)
    taken_over = accepted_from(tx, case.council, case.id, latest.versions)
    wrote = tuple(dict.fromkeys((*latest.wrote, *taken_over)))
    proposed = tuple(one.fact for one in waiting.values() if one.version in latest.versions)
    return latest.versions, Traces(before, wrote, proposed)
