"""What waits for tasks: it can come to an end, nobody outside can hold it up for ever, and nothing goes round."""

from __future__ import annotations

from collections.abc import Iterator

from engine.cases.compiled import CompiledProceed, CompiledTask, CompiledWorkflow
from engine.cases.compiling.workshop import Spot
from engine.checks.book import Book, breach_targets
from engine.findings import Code, Finding

NEVER_ENOUGH = Code("F540", "A wait that can never end", "Wait for as many tasks as the state has, or for fewer.")
NO_TASKS = Code("F541", "A wait for nothing", 'Give the state tasks, or take "proceed" out and say where to go.')
HELD_UP = Code(
    "F542",
    "A case that an outside agency can hold up for ever",
    'Add an "override", with the roles that may go on without them.',
    "warning",
)
NOBODY_DECIDES = Code(
    "F571",
    "A case that closes without anyone deciding it",
    "Lead to a state in which somebody closes it, or let it wait for a task of somebody.",
    "warning",
)
ROUND = Code("F543", "Automatic steps that go round", "Let something be done by a person on the way.")


def waits_can_end(book: Book) -> Iterator[Finding]:
    """What a state, or an action in it, waits for can happen: there are as many tasks as must be done."""
    for flow in book.definition.workflows.values():
        for path, wait in flow.work.proceeds.items():
            there = len(flow.work.opening.get(path, ()))
            spot = _spot(flow, path).at("proceed", "when")
            rows = any(task.of_several for task in flow.work.opening.get(path, ()))
            if wait.awaited.at_least is not None and wait.awaited.at_least > there and not rows:
                message = f'"{path}" waits for {wait.awaited.at_least} tasks, but it has {there}.'
                yield book.finding(NEVER_ENOUGH, message, spot)
            elif wait.check is None and not wait.awaited.each_of and not there:
                yield book.finding(NO_TASKS, f'"{path}" waits for its tasks, but it has none.', spot)
        yield from _actions_that_wait(book, flow)


def _actions_that_wait(book: Book, flow: CompiledWorkflow) -> Iterator[Finding]:
    for one in book.actions(flow.definition):
        awaited = one.action.require_tasks
        if awaited is None or awaited.at_least is None or one.state is None:
            continue
        around = [path for path in flow.work.opening if path == one.state or path.startswith(f"{one.state}/")]
        around += [path for path in flow.work.opening if one.state.startswith(f"{path}/")]
        tasks = [task for path in around for task in flow.work.opening[path]]
        if awaited.at_least > len(tasks) and not any(task.of_several for task in tasks):
            message = f'"{one.id}" needs {awaited.at_least} tasks done, but there are {len(tasks)} here.'
            yield book.finding(NEVER_ENOUGH, message, one.spot.at("require_tasks"))


def nobody_outside_holds_up(book: Book) -> Iterator[Finding]:
    """Where only an outside agency can let a case go on, somebody of the council's own may go on without it."""
    for flow in book.definition.workflows.values():
        graph = book.graph(flow.definition)
        for path, state in flow.states.items():
            ways = graph.leaving(path)
            actions = [name for name in ways if name in state.actions]
            waiting = [_needed(flow, path, name) for name in actions]
            wait = flow.work.proceeds.get(path)
            if wait is not None:
                waiting.append(_needed_to_go_on(flow, wait))
            outside = [one for those in waiting for one in those if _is_outside(book, one)]
            if waiting and all(any(_is_outside(book, one) for one in those) for those in waiting):
                roles = book.definition.roles.named(sorted(outside[0].by), "en")
                message = (
                    f'The only way out of "{state.definition.title}" needs: {roles}. '
                    "If they never answer, the case is stuck."
                )
                yield book.finding(HELD_UP, message, _spot(flow, path), key=True)


def _needed(flow: CompiledWorkflow, path: str, action: str) -> list[CompiledTask]:
    """Return the tasks that *action* cannot be taken without."""
    awaited = flow.states[path].actions[action].definition.require_tasks
    if awaited is None or awaited.at_least is not None:
        return []
    if awaited.each_of:
        return [flow.work.tasks[name] for name in awaited.each_of if name in flow.work.tasks]
    return [one for one in flow.work.opening.get(path, ()) if one.definition.required]


def _needed_to_go_on(flow: CompiledWorkflow, wait: CompiledProceed) -> list[CompiledTask]:
    """Return the tasks that a state cannot be left by itself without."""
    if wait.check is not None:
        return []
    tasks = flow.work.opening.get(wait.state, ())
    if wait.awaited.each_of:
        return [flow.work.tasks[name] for name in wait.awaited.each_of if name in flow.work.tasks]
    if wait.awaited.at_least is not None:
        return list(tasks) if wait.awaited.at_least >= len(tasks) else []
    return [one for one in tasks if one.definition.required]


def _is_outside(book: Book, task: CompiledTask) -> bool:
    """Whether only people outside do a task, so that nobody here can see to it."""
    return bool(task.by) and all(book.definition.roles.reach.get(one) == "task" for one in task.by)


def automatic_steps_end(book: Book) -> Iterator[Finding]:
    """States that are left by themselves as soon as they are entered never lead round to one another."""
    for flow in book.definition.workflows.values():
        after = {path: wait.target for path, wait in flow.work.proceeds.items() if _may_be_over_at_once(flow, wait)}
        told: set[str] = set()
        for start in after:
            way = [start]
            while after.get(way[-1]) is not None and after[way[-1]] not in way:
                way.append(after[way[-1]])
            if after.get(way[-1]) == start and not told & set(way):
                told |= set(way)
                message = f"Automatic steps can go round for ever: {' > '.join([*way, start])}."
                yield book.finding(ROUND, message, _spot(flow, start).at("proceed", "to"))


def somebody_decides_that_a_case_ends(book: Book) -> Iterator[Finding]:
    """Into an ending leads no breach, and no wait for what nobody need do."""
    for flow in book.definition.workflows.values():
        for path, spot, to in breach_targets(flow.definition):
            yield from _undecided(book, flow, path, spot, flow.definition.target(to, path))
        for path, wait in flow.work.proceeds.items():
            if wait.check is None and not flow.work.opening.get(path, ()):
                continue  # told as a wait for nothing
            reads = wait.check.expression.reads if wait.check is not None else frozenset()
            if _may_be_over_at_once(flow, wait) and not any(_is_done_by_somebody(flow, name) for name in reads):
                yield from _undecided(book, flow, path, _spot(flow, path).at("proceed", "to"), wait.target)


def _undecided(book: Book, flow: CompiledWorkflow, path: str, spot: Spot, target: str | None) -> Iterator[Finding]:
    if target is not None and flow.definition.places[target].state.ending:
        yield book.finding(NOBODY_DECIDES, f'No person decides between "{path}" and "{target}".', spot)


def _is_done_by_somebody(flow: CompiledWorkflow, name: str) -> bool:
    """Whether a condition that reads *name* waits for a person: an answer, a task, or something done."""
    owner = name.partition(".")[0]
    return owner in flow.needs or owner == "tasks" or name.startswith(("done(", "times(", "last("))


def _may_be_over_at_once(flow: CompiledWorkflow, wait: CompiledProceed) -> bool:
    """Whether nothing that a person does need stand between entering a state and leaving it by itself."""
    if wait.awaited.at_least is not None:
        return False
    return wait.check is not None or not any(
        not task.only_if and not task.of_several for task in _needed_to_go_on(flow, wait)
    )


def _spot(flow: CompiledWorkflow, path: str) -> Spot:
    return Spot("workflow", flow.id, flow.definition.places[path].at)
