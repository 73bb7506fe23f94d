"""The sentences of refusals. They are put together from titles, which are quoted and never bent, so they translate."""

from __future__ import annotations

from collections.abc import Iterable

from engine.cases.answers import FormState
from engine.cases.compiled import Check, CompiledAction, CompiledForm, CompiledWorkflow, Definition
from engine.cases.snapshot import Env
from engine.errors import Reason
from engine.expressions.types import UNKNOWN


def not_for_you(definition: Definition, action: CompiledAction) -> Reason:
    roles = definition.roles.named(sorted(action.by)) or "nobody"
    return Reason("not_allowed", f'"{action.definition.title}" is for: {roles}.', action.id)


def not_for_who_did(flow: CompiledWorkflow, action: CompiledAction, did: str) -> Reason:
    text = f'"{action.definition.title}" is not for the person who did "{flow.titles.get(did, did)}".'
    return Reason("not_by", text, action.id)


def not_here(flow: CompiledWorkflow, action: str, state: str) -> Reason:
    title, where = flow.titles.get(action), flow.states[state].definition.title
    if title is None:
        return Reason("unknown_action", "There is no such action in this workflow.")
    return Reason("not_here", f'"{title}" cannot be done in "{where}".', action)


def nothing_to_continue(action: CompiledAction, form: CompiledForm) -> Reason:
    text = (
        f'"{action.definition.title}" takes up "{form.definition.title}", which was withdrawn. Fill it in again first.'
    )
    return Reason("withdrawn", text, form.id)


def needs_reason(action: CompiledAction) -> Reason:
    return Reason("reason", f'"{action.definition.title}" needs a reason.', action.id)


def of_form(form: str, state: FormState, passed: Iterable[str]) -> list[Reason]:
    """Return the problems of a form as reasons; a warning is one until it is passed with a reason."""
    gone_past = set(passed)
    reasons = [Reason(one.code, one.text, f"{form}.{one.path}" if one.path else form) for one in state.errors]
    for one in state.warnings:
        if one.code not in gone_past:
            text = f"{one.text} To go on, give a reason."
            reasons.append(Reason(one.code, text, f"{form}.{one.path}" if one.path else form))
    return reasons


def unmet(definition: Definition, check: Check, env: Env, submits: str | None) -> list[Reason]:
    """Return why *check* does not pass: its own sentence when it is false, the questions when it is unknown."""
    value = check.expression.evaluate(env)
    if value is True:
        return []
    if value is not UNKNOWN:
        return [Reason(check.name or "condition", check.say, check.name)]
    return not_answered(definition, check, env, submits)


def not_answered(definition: Definition, check: Check, env: Env, submits: str | None) -> list[Reason]:
    """Return one reason for each unanswered question that leaves *check* undecided."""
    names = check.expression.explain(env).unanswered()
    found = [_unanswered(definition, name, submits) for name in dict.fromkeys(names)]
    return found or [Reason("unanswered", check.say, check.name)]


def _unanswered(definition: Definition, name: str, submits: str | None) -> Reason:
    owner, _, field = name.partition(".")
    owner = (submits or "") if owner == "this" else owner
    form = definition.forms.get(owner)
    if form is not None and field in form.by_id:
        text = f'Not answered yet: "{form.by_id[field].definition.label}" in "{form.definition.title}".'
        return Reason("unanswered", text, f"{owner}.{field}")
    record = definition.facts.get((owner, field))
    if record is not None:
        title = definition.subjects[owner].title
        return Reason("unanswered", f'Not known yet: "{record.definition.label}" of "{title}".', name)
    return Reason("unanswered", f"Not known yet: {name}.", name)
