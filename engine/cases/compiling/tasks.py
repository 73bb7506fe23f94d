"""From tasks as written to tasks that run: who does them, when they open, and what conditions may call them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from engine.cases.compiled import (
    Check,
    CompiledAction,
    CompiledAdHoc,
    CompiledProceed,
    CompiledTask,
    Route,
    TaskLinks,
    TaskRows,
    Work,
)
from engine.cases.compiling.types import field_type
from engine.cases.compiling.workshop import Compiler, Spot
from engine.definitions.decisions import STAY, DecisionRule
from engine.definitions.fields import RowsField
from engine.definitions.links import ROW, link_title
from engine.definitions.tasks import AnyTask, Task
from engine.definitions.words import slot_names
from engine.definitions.workflows import Action, Workflow
from engine.expressions.evaluate import Expression
from engine.expressions.types import BOOLEAN, Choice, OptionSet, Rows, Scope, Type
from engine.sentences.say import say

GIVE = "give_"
"""How the task begins that gives a place on a case to somebody; the place's id follows."""
Judge: TypeAlias = Callable[[str, Scope, Spot], "Check | None"]
"""How a name of a check, or a condition written out, becomes a check."""


@dataclass(frozen=True, slots=True)
class PlacedTask:
    """A task where it stands. *state* is whose it is; empty where it belongs to the case."""

    spot: Spot
    id: str
    task: AnyTask
    state: str = ""
    ad_hoc: bool = False


def all_tasks(workflow: Workflow) -> Iterator[PlacedTask]:
    """Yield every task that *workflow* may open, in the order in which they are written."""
    spot = Spot("workflow", workflow.workflow)
    for path, place in workflow.places.items():
        here, state = spot.at(*place.at), place.state
        for task_id, task in state.tasks.items():
            yield PlacedTask(here.at("tasks", task_id), task_id, task, path)
        for deadline_id, deadline in state.deadlines.items():
            for index, step in enumerate(deadline.breach):
                if step.task is not None:
                    spot_of_step = here.at("deadlines", deadline_id, "breach", index, "task")
                    yield PlacedTask(spot_of_step, step.task.id, step.task)
        for message, heard in state.hears.items():
            if heard.task is not None:
                yield PlacedTask(here.at("hears", message, "task"), heard.task.id, heard.task)
        for task_id, ad_hoc in state.ad_hoc.tasks.items() if state.ad_hoc else ():
            yield PlacedTask(here.at("ad_hoc", "tasks", task_id), task_id, ad_hoc, ad_hoc=True)
    for alert_id, alert in workflow.alerts.items():
        if alert.task is not None:
            yield PlacedTask(spot.at("alerts", alert_id, "task"), alert.task.id, alert.task)
    for task_id, ad_hoc in workflow.ad_hoc.tasks.items() if workflow.ad_hoc else ():
        yield PlacedTask(spot.at("ad_hoc", "tasks", task_id), task_id, ad_hoc, ad_hoc=True)


def task_names(compiler: Compiler, workflow: Workflow) -> tuple[dict[str, Type], dict[str, str]]:
    """Return what conditions may ask of the tasks of *workflow*, by name, and the questions among it by their label."""
    tasks = list(all_tasks(workflow))
    names: dict[str, Type] = {}
    labels: dict[str, str] = {}
    for one in tasks:
        names |= {f"tasks.{one.id}.{said}": BOOLEAN for said in ("done", "open", "overdue")}
        form = compiler.configuration.forms.get(one.task.form or "")
        for _, name, field in form.placed_fields() if form is not None else ():
            kind = field_type(compiler, field, f"{one.task.form}.{name}")
            labels[f"tasks.{one.id}.answers.{name}"] = field.label
            if kind is not None:
                names[f"tasks.{one.id}.answers.{name}"] = kind
    if tasks:
        ids = tuple(dict.fromkeys(one.id for one in tasks))
        called = OptionSet(f"tasks:{workflow.workflow}", ids, tuple(one.replace("_", " ") for one in ids))
        asked: dict[str, Type] = dict.fromkeys(("open", "done", "required", "overdue"), BOOLEAN)
        names["tasks"] = Rows({"id": Choice(called), **asked})
    return names, labels


def compile_work(compiler: Compiler, workflow: Workflow, scope: Scope, judge: Judge) -> Work:
    """Return the tasks of *workflow*, ready to run. What is wrong with them is among the compiler's findings."""
    tasks = {one.id: _task(compiler, workflow, one, scope, judge) for one in all_tasks(workflow)}
    spot = Spot("workflow", workflow.workflow)
    proceeds, ad_hoc = {}, {}
    if workflow.ad_hoc is not None:
        ad_hoc[""] = CompiledAdHoc(compiler.members(workflow.ad_hoc.by), tuple(workflow.ad_hoc.tasks))
    for path, place in workflow.places.items():
        state = place.state
        if state.ad_hoc is not None:
            ad_hoc[path] = CompiledAdHoc(compiler.members(state.ad_hoc.by), tuple(state.ad_hoc.tasks))
        if state.proceed is not None:
            when = state.proceed.when
            at = spot.at(*place.at, "proceed", "when")
            check = judge(when.condition, scope, at) if when.condition is not None else None
            proceeds[path] = CompiledProceed(path, when, check, workflow.target(state.proceed.to, path) or "")
    opening: dict[str, list[CompiledTask]] = {}
    for one in tasks.values():
        if one.state:
            opening.setdefault(one.state, []).append(one)
    for path_needed, giving in _places_needed(compiler, workflow):
        tasks[giving.id] = giving
        opening.setdefault(path_needed, []).append(giving)
    along = tuple(one for one in tasks.values() if one.along is not None)
    return Work(tasks, proceeds, ad_hoc, {name: tuple(those) for name, those in opening.items()}, along)


def _places_needed(compiler: Compiler, workflow: Workflow) -> Iterator[tuple[str, CompiledTask]]:
    """Yield, for each state in which somebody must hold a place on the case, the task to give it."""
    for role, place in compiler.configuration.manifest.case_roles.items():
        title = say(compiler.language, "Say who takes the place: {role}", role=place.title)
        # The words are the engine's and already in their language, so nothing in them is a slot to fill.
        task = Task.model_construct(title=title, by=place.given_by)
        action = Action.model_construct(title=title, goes=(DecisionRule.model_construct(otherwise=STAY),))
        by, name = compiler.members(place.given_by), f"{GIVE}{role}"
        completing = CompiledAction(name, action, by, (), (), (Route("else", (), None),), task=name)
        for needed in place.needed_from:
            if needed in workflow.state_names:
                yield workflow.state_names[needed], CompiledTask(name, task, "", completing, gives=role)


def _task(compiler: Compiler, workflow: Workflow, placed: PlacedTask, scope: Scope, judge: Judge) -> CompiledTask:
    task, by = placed.task, compiler.members(placed.task.by)
    action = Action.model_validate({"title": task.title, "hint": task.hint, "form": task.form, "goes": "stay"})
    completing = CompiledAction(placed.id, action, by, (), (), (Route("else", (), None),), task=placed.id)
    on_behalf, rows, along = compiler.members(task.on_behalf), None, None
    only_if: tuple[Check, ...] = ()
    if isinstance(task, Task):
        rows = task_rows(compiler, task)
        inside = _with_row(scope, task.for_each)
        found = (judge(text, inside, placed.spot.at("only_if", item)) for item, text in enumerate(task.only_if))
        only_if = tuple(one for one in found if one is not None)
        along = _links(workflow, task, only_if)
    sends = tuple((form, share) for form, _, share in (text.partition(".") for text in task.send))
    return CompiledTask(
        placed.id, task, placed.state, completing, on_behalf, only_if, rows, placed.ad_hoc, sends, along=along
    )


def task_rows(compiler: Compiler, task: Task) -> TaskRows | None:
    """Return the repeating question that *task* is opened for each row of; nothing where it names no such thing."""
    form_id, _, name = (task.for_each or "").partition(".")
    form = compiler.configuration.forms.get(form_id)
    field = next((one for _, id_, one in form.placed_fields() if id_ == name), None) if form is not None else None
    return TaskRows(form_id, name, field.row) if isinstance(field, RowsField) else None


def task_link(workflow: Workflow, task: Task) -> str | None:
    """Return the link that *task* is opened for each case of; nothing where it names none of this workflow."""
    owner, _, name = (task.for_each or "").partition(".")
    return name if owner == "links" and name in workflow.links else None


def _links(workflow: Workflow, task: Task, only_if: Iterable[Check]) -> TaskLinks | None:
    name = task_link(workflow, task)
    if name is None:
        return None
    said = (*slot_names(task.title), *(read for one in only_if for read in one.expression.reads))
    reads = frozenset(one.removeprefix(ROW) for one in said if one.startswith(ROW))
    return TaskLinks(name, link_title(name, workflow.links[name]), reads)


def _with_row(scope: Scope, each: str | None) -> Scope:
    """Return *scope* with what is said of one row, or of one linked case: `row.age`, `row.place.kind`."""
    kind = scope.names.get(each or "")
    if not isinstance(kind, Rows):
        return scope
    cells = {f"{ROW}{name}": one for name, one in kind.fields.items()}
    return Scope({**scope.names, **cells}, scope.labels, scope.actions, scope.states, scope.forms)


def conditions_of(work: Work) -> Iterator[Expression]:
    """Yield every condition that opens tasks or lets a case go on."""
    for task in work.tasks.values():
        yield from (check.expression for check in task.only_if)
    yield from (one.check.expression for one in work.proceeds.values() if one.check is not None)


def note_needs(found: Mapping[str, set[str]], work: Work, reads: Iterable[str]) -> None:
    """Add to *found*, by form, the answers that the tasks of a workflow read, and that are read of tasks."""
    for task in work.tasks.values():
        if task.rows is not None:
            found.get(task.rows.form, set()).add(task.rows.field)
    for name in reads:
        owner, _, rest = name.partition(".")
        if owner != "tasks":
            found.get(owner, set()).add(rest)
        elif ".answers." in rest:
            task_id, _, field = rest.partition(".answers.")
            found.get(work.tasks[task_id].definition.form or "", set()).add(field)
