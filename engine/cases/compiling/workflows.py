"""From a workflow as written to one that runs: routes, checks, deadlines, and the table of arrows for the machine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from engine.cases.chart import around, chart_of
from engine.cases.compiled import (
    Check,
    CompiledAction,
    CompiledDeadline,
    CompiledForm,
    CompiledOpening,
    CompiledState,
    CompiledWorkflow,
    Route,
    Work,
)
from engine.cases.compiling.links import (
    answers_shared_by,
    compile_alerts,
    compile_links,
    each_field,
    link_names,
    row_scope,
)
from engine.cases.compiling.tasks import all_tasks, compile_work, conditions_of, note_needs, task_names
from engine.cases.compiling.types import field_type
from engine.cases.compiling.workshop import Compiler, Spot
from engine.cases.machine import Arrow, StateMachine
from engine.definitions.deadlines import Deadline, Moment
from engine.definitions.decisions import STAY, DecisionTable
from engine.definitions.workflows import Action, Reopen, Workflow
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
    chart = chart_of(workflow)
    if chart is None or any(form not in forms for form in asked_forms(workflow)) or not _targets_exist(workflow):
        return None
    scope = workflow_scope(compiler, workflow, this=None)
    checks = _named_checks(compiler, workflow, scope, spot)
    states = _states(compiler, workflow, checks, spot)
    always = _always(compiler, workflow, scope, spot)
    work = compile_work(
        compiler, workflow, scope, lambda text, here, at: _check(compiler, workflow, text, checks, here, at)
    )
    alerts = compile_alerts(compiler, workflow, scope, spot)
    conditions = (*_expressions(states), *_of(always), *conditions_of(work), *(one.when for one in alerts))
    links = compile_links(compiler, workflow, conditions, work.along)
    if len(compiler.findings) > before:
        return None
    deadlines = {one.id: one for state in states.values() for one in state.deadlines}
    glass = workflow.restricted.break_glass if workflow.restricted else None
    return CompiledWorkflow(
        id=workflow.workflow,
        definition=workflow,
        states=states,
        deadlines=deadlines,
        titles=_titles(workflow),
        opened_by=compiler.members(workflow.opened_by),
        view=compiler.members(workflow.view),
        audited_by=compiler.members(workflow.audited_by),
        needs=_needs(compiler, workflow, states, conditions, work),
        reads=frozenset(name for one in conditions for name in one.reads if not name.startswith("row."))
        | _copied(states)
        | {f"links.{one.along.link}" for one in work.along if one.along is not None},
        watched=frozenset(moment.name for _, action in all_actions(workflow) for moment in action.not_by),
        machine=StateMachine(workflow.states, workflow.start, _arrows(states)),
        chart=chart,
        names=workflow.state_names,
        work=work,
        always=always,
        links=links,
        alerts=alerts,
        merged_by=compiler.members(workflow.merge.by if workflow.merge else ()),
        split_by=compiler.members(workflow.split.by if workflow.split else ()),
        restricted_by=compiler.members(workflow.restricted.by if workflow.restricted else ()),
        glass_broken_by=compiler.members(glass.by if glass is not None else ()),
        glass_tells=compiler.members(glass.tell if glass is not None else ()),
    )


def all_actions(workflow: Workflow) -> Iterable[tuple[str, Action]]:
    """Yield every action of *workflow* with its id."""
    for place in workflow.places.values():
        yield from place.actions.items()
    yield from workflow.anytime.items()


def all_hands(workflow: Workflow) -> Iterable[tuple[str, str | None]]:
    """Yield every action and task of *workflow* by its id, with the form that it submits if it has one."""
    yield from ((name, action.submits) for name, action in all_actions(workflow))
    yield from ((one.id, one.task.form) for one in all_tasks(workflow))


def asked_forms(workflow: Workflow) -> list[str]:
    """Return the forms that the actions and tasks of *workflow* submit, each once, in order."""
    return list(dict.fromkeys(form for _, form in all_hands(workflow) if form))


def workflow_scope(compiler: Compiler, workflow: Workflow, this: str | None) -> Scope:
    """Return what conditions of *workflow* may name; *this* is the form of the action being taken, if it has one."""
    known = compiler.scopes.get((workflow.workflow, this))
    if known is None:
        made = _scope(compiler, workflow) if this is None else _scope_with(compiler, workflow, this)
        known = compiler.scopes[workflow.workflow, this] = made
    return known


def _scope_with(compiler: Compiler, workflow: Workflow, this: str) -> Scope:
    """Return what conditions may name while the form *this* is being sent."""
    scope = workflow_scope(compiler, workflow, None)
    names, labels = dict(scope.names), dict(scope.labels)
    for _, name, field in compiler.configuration.forms[this].placed_fields():
        labels[f"this.{name}"] = field.label
        if f"{this}.{name}" in names:
            names[f"this.{name}"] = names[f"{this}.{name}"]
    return replace(scope, names=names, labels=labels)


def _scope(compiler: Compiler, workflow: Workflow) -> Scope:
    names: dict[str, Type] = {"case.reference": TEXT, "case.state": TEXT, "case.opened_on": DATE}
    labels: dict[str, str] = {}
    forms = asked_forms(workflow)
    for form in forms:
        for _, name, field in compiler.configuration.forms[form].placed_fields():
            kind = field_type(compiler, field, f"{form}.{name}")
            labels[f"{form}.{name}"] = field.label
            if kind is not None:
                names[f"{form}.{name}"] = kind
    subject = compiler.configuration.manifest.subjects.get(workflow.subject)
    record = compiler.configuration.records.get(subject.record) if subject else None
    for name, field in record.fields.items() if record else ():
        kind = field_type(compiler, field, f"{record.record}.{name}" if record else name)
        labels[f"{workflow.subject}.{name}"] = field.label
        if kind is not None:
            names[f"{workflow.subject}.{name}"] = kind
    for place in workflow.places.values():
        names |= {f"deadlines.{name}.due": DATE for name in place.state.deadlines}
    of_tasks, labels_of_tasks = task_names(compiler, workflow)
    names, labels = names | of_tasks, labels | labels_of_tasks
    linked = link_names(compiler, workflow)
    names, labels = names | linked[0], labels | linked[1]
    actions = frozenset(name for name, _ in all_actions(workflow)) | {REOPEN}
    return Scope(names, labels, actions, frozenset(workflow.state_names), frozenset(forms))


def _named_checks(compiler: Compiler, workflow: Workflow, scope: Scope, spot: Spot) -> dict[str, Check]:
    made: dict[str, Check] = {}
    for name, check in workflow.checks.items():
        compiled = compiler.expression(check.that, scope, spot.at("checks", name, "that"))
        if compiled is not None:
            made[name] = Check(name, compiled, check.say)
    return made


def _always(compiler: Compiler, workflow: Workflow, scope: Scope, spot: Spot) -> tuple[Check, ...]:
    """Return what must never be so; the other promises are for exploration."""
    made = []
    for index, one in enumerate(workflow.always):
        never = compiler.expression(one.never, scope, spot.at("always", index, "never"))
        if never is not None:
            made.append(Check(f"always_{index + 1}", never, one.say))
    return tuple(made)


def _of(checks: Iterable[Check]) -> Iterable[Expression]:
    return (one.expression for one in checks)


def _states(
    compiler: Compiler, workflow: Workflow, checks: Mapping[str, Check], spot: Spot
) -> dict[str, CompiledState]:
    """Return every state with what is offered in it. Each action is compiled once, where it is written."""
    work = _Actions(compiler, workflow, checks)
    own = {
        path: work.compiled(place.actions, path, spot.at(*place.at, "actions"))
        for path, place in workflow.places.items()
    }
    anytime = work.compiled(workflow.anytime, "", spot.at("anytime"))
    made = {}
    for path, place in workflow.places.items():
        offered = {} if place.state.ending else dict(anytime)
        for outer in reversed(around(path)):
            offered |= own.get(outer, {})
        if place.state.ending and place.state.reopen is not None:
            offered[REOPEN] = _reopening(compiler, place.state.reopen, path, workflow)
        # Innermost first, and what can be done at any time last: the order in which people look for it.
        names = [*own[path], *(one for one in offered if one not in own[path] and one not in anytime), *anytime]
        written = place.state.deadlines
        deadlines = tuple(_deadline(compiler, workflow, one, deadline, path) for one, deadline in written.items())
        actions = {one: offered[one] for one in dict.fromkeys(names) if one in offered}
        made[path] = CompiledState(path, place.state, actions, deadlines)
    return made


@dataclass(frozen=True, slots=True)
class _Actions:
    """What every action of one workflow is compiled with."""

    compiler: Compiler
    workflow: Workflow
    checks: Mapping[str, Check]

    def compiled(self, actions: Mapping[str, Action], source: str, spot: Spot) -> dict[str, CompiledAction]:
        """Return the actions that are written at *spot*, in the state *source*."""
        return {
            name: _action(self.compiler, self.workflow, name, one, self.checks, spot.at(name), source)
            for name, one in actions.items()
        }


def _action(
    compiler: Compiler,
    workflow: Workflow,
    name: str,
    action: Action,
    checks: Mapping[str, Check],
    spot: Spot,
    source: str,
) -> CompiledAction:
    scope = workflow_scope(compiler, workflow, this=action.submits)
    routes = []
    rules = action.rules if action.decide is None or _columns_are_names(compiler, action.decide, scope, spot) else ()
    for index, rule in enumerate(rules):
        when = tuple(
            _check(compiler, workflow, text, checks, scope, spot.at(*action.at_condition(index, item)), implied)
            for item, (text, implied) in enumerate(zip(rule.when, action.implied(index), strict=True))
        )
        target = None if rule.target == STAY else workflow.target(rule.target, source)
        tasks = action.decide.rows[index][-1] if action.decide is not None and action.decide.hit == "collect" else ()
        routes.append(Route(rule.id or f"rule_{index + 1}", tuple(one for one in when if one), target, tasks))
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
        source=source,
        opens=_openings(compiler, workflow, action, checks, scope, spot),
        tells=tuple(sorted(compiler.members(action.notify.tell))) if action.notify else (),
    )


def _columns_are_names(compiler: Compiler, table: DecisionTable, scope: Scope, spot: Spot) -> bool:
    """Whether every column names something; what does not is told once, not in every row."""
    spots = (spot.at("decide", "columns", index) for index in range(len(table.columns)))
    found = [compiler.expression(name, scope, at, wants=None) for name, at in zip(table.columns, spots, strict=True)]
    return None not in found


def _deadline(compiler: Compiler, workflow: Workflow, name: str, deadline: Deadline, state: str) -> CompiledDeadline:
    groups = compiler.configuration.manifest.groups

    def told(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(role for one in names for role in groups.get(one, (one,))))

    return CompiledDeadline(
        id=name,
        definition=deadline,
        state=state,
        title=deadline.title or name.replace("_", " ").capitalize(),
        reminded=tuple(told(one.tell) for one in deadline.remind),
        breached=tuple(told(one.tell) for one in deadline.breach),
        to=next((workflow.target(step.to, state) for step in deadline.breach if step.to is not None), None),
    )


def _openings(
    compiler: Compiler, workflow: Workflow, action: Action, checks: Mapping[str, Check], scope: Scope, spot: Spot
) -> tuple[CompiledOpening, ...]:
    made = []
    for index, opens in enumerate(action.opens):
        inside = row_scope(compiler, scope, opens, action.submits)
        when = tuple(
            _check(compiler, workflow, text, checks, inside, spot.at("open", index, "if", item))
            for item, text in enumerate(opens.when)
        )
        each = each_field(compiler.configuration, opens, action.submits)
        made.append(CompiledOpening(opens.link, opens, tuple(one for one in when if one), each[:2] if each else None))
    return tuple(made)


def _reopening(compiler: Compiler, reopen: Reopen, ending: str, workflow: Workflow) -> CompiledAction:
    """Return the action `reopen` of an ending; it is done, refused and covered like any other."""
    action = Action.model_validate({"title": reopen.title, "goes": reopen.to, "reason": reopen.reason})
    routes = (Route("else", (), workflow.target(reopen.to, ending)),)
    return CompiledAction(REOPEN, action, compiler.members(reopen.by), (), (), routes, ending)


def _check(
    compiler: Compiler,
    workflow: Workflow,
    text: str,
    checks: Mapping[str, Check],
    scope: Scope,
    spot: Spot,
    implied: int = 0,
) -> Check | None:
    """Return the check that *text* names, or the condition that it writes out; *implied* as in a cell of a table."""
    if text in checks:
        return checks[text]
    if text in workflow.checks:
        return None  # its own mistake has been told where it stands
    if text.isidentifier():
        known = ", ".join(workflow.checks) or "none"
        message = f'There is no check called "{text}" in this workflow.'
        compiler.add(UNKNOWN_CHECK, message, f"The checks here: {known}.", spot.kind, spot.name, *spot.path)
        return None
    compiled = compiler.expression(text, scope, spot, implied=implied)
    return None if compiled is None else Check("", compiled, f"This must be so: {text}")


def _titles(workflow: Workflow) -> dict[str, str]:
    titles = {name: action.title for name, action in all_actions(workflow)}
    titles.update((REOPEN, place.state.reopen.title) for place in workflow.places.values() if place.state.reopen)
    return titles


def _arrows(states: Mapping[str, CompiledState]) -> Iterable[Arrow]:
    """Yield where each action may lead; one that is offered at any time leads there from every outermost state."""
    for path, state in states.items():
        for action in state.actions.values():
            if action.source == path or (not action.source and "/" not in path):
                yield from (Arrow(path, action.id, route.target) for route in action.routes)


def named_targets(workflow: Workflow) -> Iterable[tuple[str, str]]:
    """Yield the state named by each rule, breach, reopening and merge of *workflow*, with the state that names it."""
    for path, place in workflow.places.items():
        yield from ((path, rule.target) for one in place.actions.values() for rule in one.rules)
        if place.state.proceed is not None:
            yield path, place.state.proceed.to
        if place.state.reopen is not None:
            yield path, place.state.reopen.to
        steps = (step for one in place.state.deadlines.values() for step in one.breach)
        yield from ((path, step.to) for step in steps if step.to is not None)
    yield from (("", rule.target) for one in workflow.anytime.values() for rule in one.rules)
    if workflow.merge is not None:
        yield "", workflow.merge.to


def _targets_exist(workflow: Workflow) -> bool:
    """Whether every target is a state; `checks.references` names those that are not, at their places."""
    return all(name == STAY or workflow.target(name, path) is not None for path, name in named_targets(workflow))


def _expressions(states: Mapping[str, CompiledState]) -> Iterable[Expression]:
    for state in states.values():
        for action in state.actions.values():
            for check in _checks_of(action):
                yield check.expression


def _checks_of(action: CompiledAction) -> tuple[Check, ...]:
    in_routes = (one for route in action.routes for one in route.checks)
    return (*action.require, *in_routes, *(one for opens in action.opens for one in opens.when))


def _copied(states: Mapping[str, CompiledState]) -> frozenset[str]:
    """Return what the cases that actions open are given."""
    opens = (one for state in states.values() for action in state.actions.values() for one in action.opens)
    return frozenset(name for one in opens for name in one.definition.facts.values() if not name.startswith("row."))


def _needs(
    compiler: Compiler,
    workflow: Workflow,
    states: Mapping[str, CompiledState],
    expressions: Iterable[Expression],
    work: Work,
) -> dict[str, frozenset[str]]:
    """Return, by form, the answers that checks, clocks, dates and linked cases read: what the folded case carries."""
    found: dict[str, set[str]] = {form: set() for form in asked_forms(workflow)}
    for state in states.values():
        for action in state.actions.values():
            submits = action.definition.submits or ""
            given = [name for opens in action.opens for name in opens.definition.facts.values()]
            for name in (*(name for check in _checks_of(action) for name in check.expression.reads), *given):
                owner, _, field = name.partition(".")
                found.get(submits if owner == "this" else owner, set()).add(field)
            for opens in action.opens:
                if opens.each is not None:
                    found.get(opens.each[0], set()).add(opens.each[1])
        for deadline in state.deadlines:
            written = deadline.definition
            for moment in (*written.starts, *written.until, *((written.date,) if written.date else ())):
                _note(found, moment)
    read = (name for one in expressions for name in one.reads)
    note_needs(found, work, (*read, *answers_shared_by(compiler.configuration, workflow)))
    return {form: frozenset(names - {""}) for form, names in found.items()}


def _note(found: dict[str, set[str]], moment: Moment) -> None:
    if moment.kind == "field":
        owner, _, field = moment.name.partition(".")
        found.get(owner, set()).add(field)
