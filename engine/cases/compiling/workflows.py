"""From a workflow as written to one that runs: routes, checks, deadlines, and the table of arrows for the machine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.cases.compiled import (
    Check,
    CompiledAction,
    CompiledDeadline,
    CompiledForm,
    CompiledState,
    CompiledWorkflow,
    Route,
)
from engine.cases.compiling.types import field_type
from engine.cases.compiling.workshop import Compiler, Spot
from engine.cases.machine import Arrow, StateMachine
from engine.definitions.workflows import STAY, Action, Moment, Workflow
from engine.expressions.evaluate import Expression
from engine.expressions.types import DATE, TEXT, Scope, Type
from engine.findings import Code

UNKNOWN_CHECK = Code(
    "N221", "A check that does not exist", "Name a check of this workflow, or write the condition out."
)
REOPEN = "reopen"


def compile_workflow(
    compiler: Compiler, workflow: Workflow, forms: Mapping[str, CompiledForm]
) -> CompiledWorkflow | None:
    """Return *workflow* ready to run, or nothing when any of its conditions is wrong or a form it asks for is."""
    before = len(compiler.findings)
    spot = Spot("workflow", workflow.workflow)
    if any(form not in forms for form in asked_forms(workflow)) or not _targets_exist(workflow):
        return None
    scope = workflow_scope(compiler, workflow, this=None)
    checks = _named_checks(compiler, workflow, scope, spot)
    states = {
        name: _state(compiler, workflow, name, checks, scope, spot.at("states", name)) for name in workflow.states
    }
    if len(compiler.findings) > before:
        return None
    deadlines = {one.id: one for state in states.values() for one in state.deadlines}
    return CompiledWorkflow(
        id=workflow.workflow,
        definition=workflow,
        states=states,
        deadlines=deadlines,
        titles=_titles(workflow),
        opened_by=compiler.members(workflow.opened_by),
        view=compiler.members(workflow.view),
        needs=_needs(workflow, states),
        reads=frozenset(name for one in _expressions(states) for name in one.reads),
        watched=frozenset(moment.name for _, action in all_actions(workflow) for moment in action.not_by),
        machine=StateMachine(workflow.states, workflow.start, _arrows(workflow, states)),
    )


def all_actions(workflow: Workflow) -> Iterable[tuple[str, Action]]:
    """Yield every action of *workflow* with its id."""
    for state in workflow.states.values():
        yield from state.actions.items()
    yield from workflow.anytime.items()


def asked_forms(workflow: Workflow) -> list[str]:
    """Return the forms that the actions of *workflow* submit, each once, in order."""
    return list(dict.fromkeys(action.submits for _, action in all_actions(workflow) if action.submits))


def workflow_scope(compiler: Compiler, workflow: Workflow, this: str | None) -> Scope:
    """Return what conditions of *workflow* may name; *this* is the form of the action being taken, if it has one."""
    names: dict[str, Type] = {"case.reference": TEXT, "case.state": TEXT, "case.opened_on": DATE}
    labels: dict[str, str] = {}
    for form in asked_forms(workflow):
        prefixes = (form, "this") if form == this else (form,)
        for _, name, field in compiler.configuration.forms[form].placed_fields():
            kind = field_type(compiler, field, f"{form}.{name}")
            for prefix in prefixes:
                labels[f"{prefix}.{name}"] = field.label
                if kind is not None:
                    names[f"{prefix}.{name}"] = kind
    subject = compiler.configuration.manifest.subjects.get(workflow.subject)
    record = compiler.configuration.records.get(subject.record) if subject else None
    for name, field in record.fields.items() if record else ():
        kind = field_type(compiler, field, f"{record.record}.{name}" if record else name)
        labels[f"{workflow.subject}.{name}"] = field.label
        if kind is not None:
            names[f"{workflow.subject}.{name}"] = kind
    for state in workflow.states.values():
        names |= {f"deadlines.{name}.due": DATE for name in state.deadlines}
    actions = frozenset(name for name, _ in all_actions(workflow)) | {REOPEN}
    return Scope(names, labels, actions, frozenset(workflow.states), frozenset(asked_forms(workflow)))


def _named_checks(compiler: Compiler, workflow: Workflow, scope: Scope, spot: Spot) -> dict[str, Check]:
    made: dict[str, Check] = {}
    for name, check in workflow.checks.items():
        compiled = compiler.expression(check.that, scope, spot.at("checks", name, "that"))
        if compiled is not None:
            made[name] = Check(name, compiled, check.say)
    return made


def _state(
    compiler: Compiler, workflow: Workflow, name: str, checks: Mapping[str, Check], scope: Scope, spot: Spot
) -> CompiledState:
    state = workflow.states[name]
    actions = {
        one: _action(compiler, workflow, one, action, checks, spot.at("actions", one))
        for one, action in state.actions.items()
    }
    if not state.ending:
        actions |= {
            one: _action(compiler, workflow, one, action, checks, Spot("workflow", spot.name, ("anytime", one)))
            for one, action in workflow.anytime.items()
        }
    elif state.reopen is not None:
        actions[REOPEN] = _reopening(compiler, workflow, name)
    deadlines = tuple(
        CompiledDeadline(one, deadline, name, deadline.title or one.replace("_", " ").capitalize())
        for one, deadline in state.deadlines.items()
    )
    return CompiledState(name, state, actions, deadlines)


def _action(
    compiler: Compiler, workflow: Workflow, name: str, action: Action, checks: Mapping[str, Check], spot: Spot
) -> CompiledAction:
    scope = workflow_scope(compiler, workflow, this=action.submits)
    routes = []
    for index, rule in enumerate(action.goes):
        when = tuple(
            _check(compiler, workflow, text, checks, scope, spot.at("goes", index, "if", item))
            for item, text in enumerate(rule.when)
        )
        target = None if rule.target == STAY else rule.target
        routes.append(Route(rule.id or f"rule_{index + 1}", tuple(one for one in when if one), target))
    require = tuple(
        _check(compiler, workflow, text, checks, scope, spot.at("require", item))
        for item, text in enumerate(action.require)
    )
    return CompiledAction(
        id=name,
        definition=action,
        by=compiler.members(action.by),
        not_by=action.not_by,
        require=tuple(one for one in require if one),
        routes=tuple(routes),
    )


def _reopening(compiler: Compiler, workflow: Workflow, state: str) -> CompiledAction:
    """Return the action `reopen` of an ending; it is done, refused and covered like any other."""
    reopen = workflow.states[state].reopen
    assert reopen is not None
    action = Action.model_validate({"title": reopen.title, "goes": reopen.to, "reason": reopen.reason})
    return CompiledAction(REOPEN, action, compiler.members(reopen.by), (), (), (Route("else", (), reopen.to),))


def _check(
    compiler: Compiler, workflow: Workflow, text: str, checks: Mapping[str, Check], scope: Scope, spot: Spot
) -> Check | None:
    """Return the check that *text* names, or the condition that it writes out."""
    if text in checks:
        return checks[text]
    if text in workflow.checks:
        return None  # its own mistake has been told where it stands
    if text.isidentifier():
        known = ", ".join(workflow.checks) or "none"
        message = f'There is no check called "{text}" in this workflow.'
        compiler.add(UNKNOWN_CHECK, message, f"The checks here: {known}.", spot.kind, spot.name, *spot.path)
        return None
    compiled = compiler.expression(text, scope, spot)
    return None if compiled is None else Check("", compiled, f"This must be so: {text}")


def _titles(workflow: Workflow) -> dict[str, str]:
    titles = {name: action.title for name, action in all_actions(workflow)}
    titles.update((REOPEN, state.reopen.title) for state in workflow.states.values() if state.reopen)
    return titles


def _arrows(workflow: Workflow, states: Mapping[str, CompiledState]) -> Iterable[Arrow]:
    for name, state in states.items():
        for action in state.actions.values():
            yield from (Arrow(name, action.id, route.target) for route in action.routes)


def _targets_exist(workflow: Workflow) -> bool:
    """Whether every target is a state; `checks.references` names those that are not, at their places."""
    targets = {rule.target for _, action in all_actions(workflow) for rule in action.goes} - {STAY}
    targets |= {state.reopen.to for state in workflow.states.values() if state.reopen} | {workflow.start}
    return targets <= set(workflow.states)


def _expressions(states: Mapping[str, CompiledState]) -> Iterable[Expression]:
    for state in states.values():
        for action in state.actions.values():
            for check in (*action.require, *(one for route in action.routes for one in route.checks)):
                yield check.expression


def _needs(workflow: Workflow, states: Mapping[str, CompiledState]) -> dict[str, frozenset[str]]:
    """Return, by form, the answers that checks, clocks and dates read: what the folded case carries."""
    found: dict[str, set[str]] = {form: set() for form in asked_forms(workflow)}
    for state in states.values():
        for action in state.actions.values():
            submits = action.definition.submits or ""
            for check in (*action.require, *(one for route in action.routes for one in route.checks)):
                for name in check.expression.reads:
                    owner, _, field = name.partition(".")
                    found.get(submits if owner == "this" else owner, set()).add(field)
        for deadline in state.deadlines:
            for moment in (*deadline.definition.starts, *deadline.definition.until):
                _note(found, moment)
    return {form: frozenset(names - {""}) for form, names in found.items()}


def _note(found: dict[str, set[str]], moment: Moment) -> None:
    if moment.kind == "field":
        owner, _, field = moment.name.partition(".")
        found.get(owner, set()).add(field)
