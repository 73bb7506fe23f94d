"""The sentences of refusals. They are put together from titles, which are quoted and never bent, so they translate."""

from __future__ import annotations

from collections.abc import Iterable

from engine.cases.access import Actor
from engine.cases.answers import FormState
from engine.cases.compiled import Check, CompiledAction, CompiledForm, CompiledWorkflow, Definition
from engine.cases.making import remade
from engine.cases.snapshot import Env
from engine.cases.state import Case
from engine.errors import Reason
from engine.expressions.types import UNKNOWN
from engine.sentences.say import say


def not_for_you(definition: Definition, action: CompiledAction) -> Reason:
    roles = definition.roles.named(sorted(action.by), definition.language)
    text = say(definition.language, '"{action}" is for: {roles}.', action=action.definition.title, roles=roles)
    return Reason("not_allowed", text, action.id)


def cannot_take(definition: Definition, case: Case, place: str, taker: Actor | None) -> Reason | None:
    """Return why somebody of whom something is known cannot take a place on a case, or nothing where they can."""
    book, language = definition.roles, definition.language
    wanted = book.taken_from.get(place, frozenset())
    if taker is None or any(book.powers.get(role, frozenset()) & wanted for role in taker.roles):
        return None if taker is None else not_let_in(definition, _with(case, place, taker), place, taker)
    text = say(
        language,
        '"{role}" can be taken by: {roles}.',
        role=book.titles[place],
        roles=book.named(sorted(wanted), language),
    )
    return Reason("cannot_take", text, place)


def _with(case: Case, place: str, taker: Actor) -> Case:
    """Return *case* with *taker* in a place on it: a case can be restricted to whoever has one."""
    return remade(case, {"holders": {**case.holders, place: taker.id}})


def not_let_in(definition: Definition, case: Case, path: str, taker: Actor | None) -> Reason | None:
    """Return why somebody of whom something is known is given nothing on a restricted case; nothing where they are."""
    if taker is None or definition.roles.lets_in(taker, case):
        return None
    text = say(definition.language, "This case is restricted, and this person is not let in. Let them in first.")
    return Reason("not_let_in", text, path)


def not_for_who_did(definition: Definition, flow: CompiledWorkflow, action: CompiledAction, did: str) -> Reason:
    title, earlier = action.definition.title, flow.titles.get(did, did)
    done = '"{action}" is not for the person who did "{earlier}".'
    return Reason("not_by", say(definition.language, done, action=title, earlier=earlier), action.id)


def not_here(definition: Definition, flow: CompiledWorkflow, action: str, states: tuple[str, ...]) -> Reason:
    language, title, where = definition.language, flow.titles.get(action), flow.where(states)
    if title is None:
        return Reason("unknown_action", say(language, "There is no such action in this workflow."))
    text = say(language, '"{action}" cannot be done in "{state}".', action=title, state=where)
    return Reason("not_here", text, action)


def goes_round(definition: Definition, flow: CompiledWorkflow, states: tuple[str, ...]) -> Reason:
    stuck = 'The case would go on by itself for ever in "{state}". Tell whoever looks after these definitions.'
    return Reason("always", say(definition.language, stuck, state=flow.where(states)))


def at_fault(definition: Definition, never: Check) -> Reason:
    """Return the refusal of a step after which *never* would be so: nobody's mistake but the definition's."""
    fault = "{say} These definitions should not have let it come to this. Tell whoever looks after them."
    return Reason("always", say(definition.language, fault, say=never.say))


def nothing_to_continue(definition: Definition, action: CompiledAction, form: CompiledForm) -> Reason:
    withdrawn = '"{action}" takes up "{form}", which was withdrawn. Fill it in again first.'
    text = say(definition.language, withdrawn, action=action.definition.title, form=form.definition.title)
    return Reason("withdrawn", text, form.id)


def needs_reason(definition: Definition, action: CompiledAction) -> Reason:
    text = say(definition.language, '"{action}" needs a reason.', action=action.definition.title)
    return Reason("reason", text, action.id)


def in_the_future(definition: Definition, form: CompiledForm, field: str) -> Reason:
    label = form.by_id[field].definition.label
    text = say(definition.language, '"{field}" cannot be in the future.', field=label)
    return Reason("future", text, f"{form.id}.{field}")


def of_form(definition: Definition, form: str, state: FormState, passed: Iterable[str]) -> list[Reason]:
    """Return the problems of a form as reasons; a warning is one until it is passed with a reason."""
    gone_past = set(passed)
    reasons = [Reason(one.code, one.text, f"{form}.{one.path}" if one.path else form) for one in state.errors]
    for one in state.warnings:
        if one.code not in gone_past:
            text = say(definition.language, "{warning} To go on, give a reason.", warning=one.text)
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
    language = definition.language
    owner, _, field = name.partition(".")
    owner = (submits or "") if owner == "this" else owner
    form = definition.forms.get(owner)
    if form is not None and field in form.by_id:
        label, title = form.by_id[field].definition.label, form.definition.title
        text = say(language, 'Not answered yet: "{field}" in "{form}".', field=label, form=title)
        return Reason("unanswered", text, f"{owner}.{field}")
    record = definition.facts.get((owner, field))
    if record is not None:
        title = definition.subjects[owner].title
        label = record.definition.label
        text = say(language, 'Not known yet: "{fact}" of "{subject}".', fact=label, subject=title)
        return Reason("unanswered", text, name)
    return Reason("unanswered", say(language, "Not known yet: {name}.", name=name), name)
