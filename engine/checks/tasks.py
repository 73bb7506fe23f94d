"""Tasks: somebody can do each of them, what waits for them can come to an end, and what they name is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.cases.compiled import CompiledField
from engine.cases.compiling.links import readable
from engine.cases.compiling.tasks import PlacedTask, all_tasks, task_link, task_rows
from engine.cases.compiling.workflows import all_actions
from engine.cases.compiling.workshop import Compiler, Spot
from engine.checks.book import Book
from engine.checks.people import BLIND, CANNOT_FILL, NEVER_THERE, never_there, standing
from engine.definitions.fields import own_fields
from engine.definitions.forms import Share
from engine.definitions.links import LINKED_ON, ROW
from engine.definitions.tasks import Task
from engine.definitions.words import slot_names
from engine.definitions.workflows import Workflow
from engine.findings import Code, Finding, suggestion

TASK_TWICE = Code("N310", "One id for two tasks, or for a task and an action", "Rename one of them.")
UNKNOWN_TASK = Code("N311", "A task that does not exist", "Name a task of the workflow.")
NOT_ROWS = Code(
    "N312",
    "A task for each of what has no rows",
    "Name a repeating question of a form as form.field, or a link as links.id.",
)
NO_SUCH_SLOT = Code(
    "N313",
    "A title that cannot be filled in",
    "Name a question of the row as {{ row.field }}, or what the link shares.",
)
WHOSE_ANSWER = Code("N314", "An answer that several tasks may have given", "Say whose: tasks.<task>.answers.<field>.")
UNKNOWN_SHARE = Code("N315", "A share that does not exist", "Name a share of a form as form.share.")
SENT_TO_OTHERS = Code(
    "D820", "Sent to somebody it is not for", 'Add them to the "to" of the share, or send another share with the task.'
)
NOBODY_DOES = Code("P610", "A task that nobody may do", 'Add "by", with the roles that may do it.')
NOBODY_OPENS = Code("P611", "Tasks that nobody may open", 'Add "by", with the roles that may open them.')


def ids_of_tasks(book: Book) -> Iterator[Finding]:
    """The tasks and actions of a workflow share one set of ids, because both are done by their id."""
    for workflow in book.configuration.workflows.values():
        actions = dict(all_actions(workflow))
        seen: set[str] = set()
        for one in all_tasks(workflow):
            if one.id in seen or one.id in actions:
                noun = "task" if one.id in seen else "action"
                message = f'There is another {noun} "{one.id}" in this workflow.'
                yield book.finding(TASK_TWICE, message, one.spot, key=True)
            seen.add(one.id)


def names_of_tasks(book: Book) -> Iterator[Finding]:
    """What an action requires, and what a state waits for, are tasks of the workflow."""
    for workflow in book.configuration.workflows.values():
        known = [one.id for one in all_tasks(workflow)]
        for spot, names in _awaited(book, workflow):
            for name in names:
                if name not in known:
                    hint = suggestion(name, known, what="tasks")
                    yield book.finding(UNKNOWN_TASK, f'There is no task called "{name}".', spot, hint)


def _awaited(book: Book, workflow: Workflow) -> Iterator[tuple[Spot, tuple[str, ...]]]:
    for one in book.actions(workflow):
        if one.action.require_tasks is not None:
            yield one.spot.at("require_tasks"), one.action.require_tasks.each_of
    for place in workflow.places.values():
        if place.state.proceed is not None:
            spot = Spot("workflow", workflow.workflow, (*place.at, "proceed", "when"))
            yield spot, place.state.proceed.when.each_of


def rows_of_tasks(book: Book) -> Iterator[Finding]:
    """A task is opened for each row, or each linked case, and its title names what is known of that."""
    compiler = Compiler(book.configuration, book.origins)
    for workflow, placed, task in _written(book):
        rows, link = task_rows(compiler, task), task_link(workflow, task)
        if task.for_each is not None and rows is None and link is None:
            yield _not_several(book, workflow, placed, task.for_each)
            continue
        cells: list[str] = []
        if rows is not None:
            fields = {name: one for _, name, one in book.configuration.forms[rows.form].placed_fields()}
            cells = [f"{ROW}{name}" for name, _ in own_fields(getattr(fields[rows.field], "fields", {}))]
        elif link is not None:
            own = (name for name, _ in own_fields(workflow.links[link].fields))
            known = (*readable(book.configuration, workflow.links[link]), *own, LINKED_ON)
            cells = [f"{ROW}{name}" for name in known]
        for name in slot_names(task.title):
            if name not in cells:
                hint = suggestion(name, cells, what="slots") if cells else 'Only a task with "for_each" has slots.'
                yield book.finding(NO_SUCH_SLOT, f'Nothing fills "{name}" here.', placed.spot.at("title"), hint)


def _not_several(book: Book, workflow: Workflow, placed: PlacedTask, name: str) -> Finding:
    owner, _, link = name.partition(".")
    spot = placed.spot.at("for_each")
    if owner == "links":
        hint = suggestion(link, workflow.links, what="links") if workflow.links else "This workflow has no links."
        return book.finding(NOT_ROWS, f'There is no link called "{link}" in this workflow.', spot, hint)
    return book.finding(NOT_ROWS, f'"{name}" is not a repeating question of a form.', spot)


def _written(book: Book) -> Iterator[tuple[Workflow, PlacedTask, Task]]:
    for workflow in book.configuration.workflows.values():
        for placed in all_tasks(workflow):
            if isinstance(placed.task, Task):
                yield workflow, placed, placed.task


def names_of_shares(book: Book) -> Iterator[Finding]:
    """What is sent with a task is a share of a form that the workflow asks."""
    for workflow in book.configuration.workflows.values():
        asked = book.asked(workflow)
        known = [f"{form}.{share}" for form in asked for share in _shares(book, form)]
        for placed in all_tasks(workflow):
            for index, name in enumerate(placed.task.send):
                if name not in known:
                    hint = suggestion(name, known, what="shares")
                    message = f'There is no share called "{name}" in a form that this workflow asks.'
                    yield book.finding(UNKNOWN_SHARE, message, placed.spot.at("send", index), hint)


def _shares(book: Book, form: str) -> Mapping[str, Share]:
    found = book.configuration.forms.get(form)
    return found.share if found is not None else {}


def what_is_sent_is_for_them(book: Book) -> Iterator[Finding]:
    """What is sent with a task goes only to those whom its share is for."""
    roles = book.definition.roles
    for workflow in book.configuration.workflows.values():
        for placed in all_tasks(workflow):
            for index, name in enumerate(placed.task.send):
                form, _, share = name.partition(".")
                to = roles.members(_shares(book, form)[share].to)
                others = sorted(roles.members(placed.task.by) - to)
                if others:
                    message = f'"{name}" goes to {others[0]} with "{placed.id}", but that share is not for them.'
                    yield book.finding(SENT_TO_OTHERS, message, placed.spot.at("send", index))


def tasks_have_someone(book: Book) -> Iterator[Finding]:
    """Every task says who may do it, and every list of tasks who may open them."""
    for workflow in book.configuration.workflows.values():
        for placed in all_tasks(workflow):
            if not placed.task.by:
                message = f'"{placed.id}" does not say who may do it.'
                yield book.finding(NOBODY_DOES, message, placed.spot, key=True)
        for spot, by in _lists(workflow):
            if not by:
                message = "These tasks do not say who may open them."
                yield book.finding(NOBODY_OPENS, message, spot, key=True)


def _lists(workflow: Workflow) -> Iterator[tuple[Spot, tuple[str, ...]]]:
    spot = Spot("workflow", workflow.workflow)
    if workflow.ad_hoc is not None:
        yield spot.at("ad_hoc"), workflow.ad_hoc.by
    for place in workflow.places.values():
        if place.state.ad_hoc is not None:
            yield spot.at(*place.at, "ad_hoc"), place.state.ad_hoc.by


def who_does_tasks_is_there(book: Book) -> Iterator[Finding]:
    """Whoever is to do a task reaches the case, or is sent the task; whoever opens or records one sees the case."""
    for workflow in book.configuration.workflows.values():
        for placed in all_tasks(workflow):
            for index, name in enumerate(placed.task.by):
                if not _is_external(book, name):
                    for message in never_there(book, name):
                        yield book.finding(NEVER_THERE, message, placed.spot.at("by", index))
        for spot, name in _seeing(workflow):
            view = book.definition.roles.members(workflow.view)
            unseen = [one for one in sorted(book.definition.roles.members([name])) if not standing(book, one) & view]
            if workflow.view and unseen:
                message = f'"{unseen[0]}" may do this, but may not see a case of "{workflow.workflow}".'
                yield book.finding(BLIND, message, spot)


def _seeing(workflow: Workflow) -> Iterator[tuple[Spot, str]]:
    for placed in all_tasks(workflow):
        yield from ((placed.spot.at("on_behalf", index), name) for index, name in enumerate(placed.task.on_behalf))
    for spot, by in _lists(workflow):
        yield from ((spot.at("by", index), name) for index, name in enumerate(by))


def _is_external(book: Book, name: str) -> bool:
    return all(book.definition.roles.reach.get(one) == "task" for one in book.definition.roles.members([name]))


def who_does_tasks_can_answer(book: Book) -> Iterator[Finding]:
    """What the form of a task requires, whoever is to do the task may fill."""
    for workflow in book.configuration.workflows.values():
        for placed in all_tasks(workflow):
            form = book.definition.forms.get(placed.task.form or "")
            for name in placed.task.by if form is not None else ():
                for field in form.fields if form is not None else ():
                    if _is_asked(field, placed.id) and not _may_fill(book, name, field):
                        message = (
                            f'"{placed.task.title}" asks {name} for "{placed.task.form}", '
                            f'whose question "{field.id}" they may not answer.'
                        )
                        yield book.finding(CANNOT_FILL, message, placed.spot.at("by"))


def _is_asked(field: CompiledField, task: str) -> bool:
    asked = task in field.asked_for if field.asked_for else True
    return asked and field.asks and (field.definition.required or task in field.definition.required_for)


def _may_fill(book: Book, name: str, field: CompiledField) -> bool:
    people = book.definition.roles.members([name])
    return not field.edit or all(standing(book, one) & field.edit for one in people)


def answers_say_whose(book: Book) -> Iterator[Finding]:
    """A condition that reads a form which several tasks fill says whose answer it means."""
    for flow in book.definition.workflows.values():
        asking = [one.task.form for one in all_tasks(flow.definition) if one.task.form is not None]
        shared = {form for form in asking if asking.count(form) > 1}
        for spot, reads in _conditions(book, flow.id):
            for name in sorted(reads):
                form, _, field = name.partition(".")
                if form in shared and field:
                    tasks = [one.id for one in all_tasks(flow.definition) if one.task.form == form]
                    message = f'Several tasks fill in "{form}", so "{name}" does not say whose answer it means.'
                    hint = f"Say whose, such as: tasks.{tasks[0]}.answers.{field}"
                    yield book.finding(WHOSE_ANSWER, message, spot, hint)


def _conditions(book: Book, workflow: str) -> Iterator[tuple[Spot, Iterable[str]]]:
    """Yield what each condition of a workflow reads, where it stands."""
    flow = book.definition.workflows[workflow]
    told: set[str] = set()
    for one in book.actions(flow.definition):
        action = next((state.actions[one.id] for state in flow.states.values() if one.id in state.actions), None)
        checks = [] if action is None else [*action.require, *(check for way in action.routes for check in way.checks)]
        for check in checks:
            if check.name and check.name not in told:
                told.add(check.name)
                yield Spot("workflow", workflow, ("checks", check.name, "that")), check.expression.reads
            elif not check.name:
                yield one.spot, check.expression.reads
    for placed in all_tasks(flow.definition):
        for check in flow.work.tasks[placed.id].only_if:
            yield placed.spot.at("only_if"), check.expression.reads
    for path, wait in flow.work.proceeds.items():
        if wait.check is not None:
            spot = Spot("workflow", workflow, (*flow.definition.places[path].at, "proceed", "when"))
            yield spot, wait.check.expression.reads
