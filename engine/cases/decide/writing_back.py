"""What a submission says that the subject's record does not: written to it, or proposed to someone who may change it.

A copy that was left as it was changes nothing. `write_back: update` needs the right to edit the fact; without it, and
on a restricted case, it is a proposal like any other.
"""

from __future__ import annotations

from datetime import datetime

from engine.cases.access import may
from engine.cases.answers import FormState, gives_no_answer
from engine.cases.commands import SettleProposal
from engine.cases.compiled import CompiledField, Definition
from engine.cases.decide.outcome import UNSEEN, Accepted, Declined, FactChange, accepted, declined
from engine.cases.events import Event, FactDeclined, FactProposed, FactUpdated
from engine.cases.snapshot import CaseFile
from engine.cases.state import Case
from engine.errors import Reason
from engine.sentences.say import say


def fact_changes(
    definition: Definition,
    file: CaseFile,
    form: str,
    state: FormState,
    standing: frozenset[str],
    *,
    of: frozenset[str] | None = None,
) -> tuple[FactChange, ...]:
    """Return what the answers just given say otherwise than the subject's record; *of* these questions, or of all."""
    changes = []
    for one in definition.forms[form].fields:
        fact = written_to(one)
        if (
            fact is None
            or one.id not in state.asked
            or one.id not in state.answers
            or (of is not None and one.id not in of)
        ):
            continue
        value = state.answers[one.id]
        if gives_no_answer(value) or value == file.record.get(fact):
            continue
        kept = definition.facts.get((file.case.subject_kind, fact))
        may_edit = kept is not None and may(standing, "change", kept.edit)
        # What is said on a restricted case is shown on others only once somebody who is let in decides so.
        held_back = not may_edit or file.case.restriction is not None
        changes.append(FactChange(fact, value, proposed=one.definition.write_back == "propose" or held_back))
    return tuple(changes)


def written_to(one: CompiledField) -> str | None:
    """Return the fact that a question writes back to, if it does."""
    if one.definition.write_back == "never":
        return None
    return next((source.name for source in one.sources if source.kind == "record"), None)


def events_of(changes: tuple[FactChange, ...], form: str) -> tuple[Event, ...]:
    return tuple(FactProposed(one.fact, form) if one.proposed else FactUpdated(one.fact) for one in changes)


def settle_proposal(definition: Definition, case: Case, command: SettleProposal, now: datetime) -> Accepted | Declined:
    """Accept or decline a proposal: whoever may edit the fact decides."""
    language, standing = definition.language, definition.roles.standing(command.by, case)
    if not may(standing, "see", definition.workflows[case.workflow].view):
        return UNSEEN
    one = definition.facts.get((case.subject_kind, command.fact))
    if one is None:
        return declined(Reason("unknown_field", say(language, "There is no such fact in this record.")))
    if not may(standing, "change", one.edit):
        text = say(language, '"{fact}" is for other people to change.', fact=one.definition.label)
        return declined(Reason("not_allowed", text, command.fact))
    if not command.accept:
        return accepted(case, command.by, now, (FactDeclined(command.fact),), None)
    done = accepted(case, command.by, now, (FactUpdated(command.fact),), None)
    return Accepted(done.step, done.case, None, (FactChange(command.fact, command.value, proposed=False),))
