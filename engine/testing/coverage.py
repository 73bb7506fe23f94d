"""How much of a configuration its scenarios come past, by what happened to their cases and what conditions said.

coverage = Coverage.of(folder)
results = list(run_scenarios(folder, coverage=coverage))
print(coverage.percent, [one.says for one in coverage.missed])
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from engine.cases.access import Actor
from engine.cases.compiled import CompiledAction, CompiledWorkflow, Definition
from engine.cases.compiling import compile_configuration
from engine.cases.events import (
    ActionTaken,
    AlertRaised,
    CaseMoved,
    ClockBreached,
    ClockEnded,
    ClockReminded,
    Event,
    MessageHeard,
    MessageSent,
    PeopleTold,
    StateEntered,
    Step,
    TaskDone,
    TaskOpened,
    WaitEnded,
)
from engine.cases.evolve import evolve
from engine.cases.state import Case
from engine.cases.tasks import task_id
from engine.definitions.origins import Assembled
from engine.expressions.evaluate import Expression
from engine.testing.coverage_goals import Goal, Key, condition_key, decides, goals_of, show_of
from engine.testing.stage import Stage
from engine.testing.watching import Command, Watching


@dataclass(slots=True)
class Coverage:
    """What the scenarios of one configuration came past so far, of all that there is. Hand it to those that play."""

    definition: Definition
    """The configuration, compiled so that its conditions are heard."""
    goals: tuple[Goal, ...]
    watching: Watching
    reached: set[Key] = field(default_factory=set)

    @classmethod
    def of(cls, assembled: Assembled) -> Coverage:
        """Return the coverage of a configuration without mistakes, before anything was played."""
        assert assembled.configuration is not None
        watching = Watching()
        made = compile_configuration(assembled.configuration, assembled.origins, watch=watching.watched).definition
        return cls(made, goals_of(made, assembled.origins, watching), watching)

    @property
    def missed(self) -> tuple[Goal, ...]:
        """What nothing came past."""
        return tuple(one for one in self.goals if one.key not in self.reached)

    @property
    def percent(self) -> float:
        """How much was come past, rounded down: 100 is all of it."""
        return percent(len(self.goals) - len(self.missed), len(self.goals))

    def add(self, stage: Stage) -> None:
        """Add what came of one scenario, played to its end or to where it failed. It is to be called before that is
        taken back.
        """
        for steps in stage.looking.histories():
            self.reached.update(self._of_case(stage, steps))
        for command in self.watching.commands:
            self.reached.update(self._of_command(command))
        for right in self.watching.rights:
            self.reached.update(self._of_right(right.workflow, right.action, right.standing, may=right.may))
        self.watching.commands.clear()
        self.watching.rights.clear()

    # --- what happened ------------------------------------------------------------------------------------------------

    def _of_case(self, stage: Stage, steps: Iterable[Step]) -> Iterator[Key]:
        case: Case | None = None
        for step in steps:
            before, case = case, evolve(case, step)
            if step.release != self.definition.release or case.workflow not in self.definition.workflows:
                continue  # what was done under an earlier release says nothing of this one
            flow = self.definition.workflows[case.workflow]
            for event in step.events:
                yield from self._of_event(flow, before, case, event)
            person = stage.people.get(step.by)
            if person is not None and before is not None:
                yield from self._done_by(flow, before, step.events, person)

    def _of_event(self, flow: CompiledWorkflow, before: Case | None, after: Case, event: Event) -> Iterator[Key]:
        match event:
            case StateEntered():
                yield ("states", flow.id, event.state)
            case WaitEnded():
                yield ("states", flow.id, event.state, "proceeds")
            case ActionTaken() if before is not None:
                yield from (("actions", flow.id, one.source, one.id) for one in _offers(flow, before, event.action))
            case TaskOpened() | TaskDone():
                came = "opened" if isinstance(event, TaskOpened) else "done"
                yield ("tasks", flow.id, task_id(event.task), came)
            case ClockEnded(status="met"):
                yield ("limits met", flow.id, event.deadline)
            case ClockBreached() | ClockEnded(status="breached"):
                yield ("breaches", flow.id, event.deadline)
            case ClockReminded():
                yield ("reminders", flow.id, event.deadline, event.rung)
            case PeopleTold(about="action"):
                yield ("messages", flow.id, "told", event.id)
            case MessageSent():
                yield ("messages", flow.id, "sent", event.link, event.message)
            case MessageHeard(acted=True):
                yield from (("messages", flow.id, "heard", one, event.message) for one in after.active)
            case AlertRaised():
                yield ("messages", flow.id, "alert", event.alert)
            case CaseMoved() if before is not None:
                yield from _moved(flow, before, after, event)

    def _done_by(self, flow: CompiledWorkflow, before: Case, events: Iterable[Event], person: Actor) -> Iterator[Key]:
        standing = self.definition.roles.standing_on_tasks(person, before)
        for event in events:
            if isinstance(event, ActionTaken):
                yield from self._of_right(flow.id, event.action, standing, may=True)
            elif isinstance(event, TaskDone):
                yield from self._of_right(flow.id, task_id(event.task), standing, may=True)

    def _of_right(self, workflow: str, action: str, standing: frozenset[str], *, may: bool) -> Iterator[Key]:
        """Yield each role of which this shows that it may, or may not.

        Whoever may by their role and was kept from it for something else shows nothing of it.
        """
        flow = self.definition.workflows.get(workflow)
        if flow is not None and (may or standing.isdisjoint(_by(flow, action))):
            yield from (("roles", workflow, action, role, "may" if may else "may not") for role in standing)

    # --- how conditions were judged -----------------------------------------------------------------------------------

    def _of_command(self, command: Command) -> Iterator[Key]:
        flow = self.definition.workflows.get(command.workflow)
        if flow is not None and command.done:
            for action in _offers_in(flow, command.states, command.action):
                yield from (("rules", flow.id, action.source, action.id, str(one)) for one in _fired(action, command))
        for one, values in command.judged.items():
            spot = self.watching.spots[one]
            said = {None: "unknown", True: "true", False: "false"}
            named = condition_key(self.watching, one)
            if spot.kind == "workflow":
                yield from (("checks", spot.name, named, said[value]) for value in set(values))
            elif spot.path[:1] == ("rules",) and spot.path[-1] == "require":
                yield from (("form rules", spot.name, str(spot.path[1]), _came(value)) for value in set(values))
            else:
                yield from (("form rules", spot.name, named, _came(value)) for value in set(values))
        for form in self.definition.forms.values():
            for question, show in show_of(form):
                yield from (("questions", form.id, question.id, seen) for seen in _seen(show, command))


def percent(covered: int, of: int) -> float:
    """Return how many of a hundred that is, rounded down to a tenth; all of nothing is 100."""
    return 100.0 if covered == of else covered * 1000 // of / 10


def _came(value: bool | None) -> str:
    return {True: "passed", False: "broken", None: "unknown"}[value]


def _seen(show: tuple[Expression, ...], command: Command) -> Iterator[str]:
    """Yield whether a question was shown and whether it was hidden: conditions are judged until one does not hold."""
    if True in command.judged.get(show[-1], ()):
        yield "shown"
    if any(value is not True for one in show for value in command.judged.get(one, ())):
        yield "hidden"


def _fired(action: CompiledAction, command: Command) -> Iterator[int]:
    """Yield the rules of a decision that decided: the first that held, or all that did where the table collects."""
    table = action.definition.decide
    collects = table is not None and table.hit == "collect"
    if not decides(action):
        return
    for index, route in enumerate(action.routes):
        judged = [command.judged.get(check.expression, [None])[-1] for check in route.checks]
        if all(one is True for one in judged):
            yield index
            if not collects:
                return


def _offers(flow: CompiledWorkflow, case: Case, action: str) -> tuple[CompiledAction, ...]:
    return flow.offers(case.states).get(action, ())


def _offers_in(flow: CompiledWorkflow, states: tuple[str, ...], action: str) -> tuple[CompiledAction, ...]:
    """Return the actions of that name; `override` is the one of the state that waits."""
    if not all(one in flow.states for one in states):
        return ()
    return flow.offers(states).get(action, ())


def _by(flow: CompiledWorkflow, action: str) -> frozenset[str]:
    """Return whose an action or a task is, in whichever state."""
    if action in flow.work.tasks:
        return flow.work.tasks[action].by
    offers = (state.actions[action].by for state in flow.states.values() if action in state.actions)
    return frozenset().union(*offers)


def _moved(flow: CompiledWorkflow, before: Case, after: Case, event: CaseMoved) -> Iterator[Key]:
    for change in flow.definition.changes:
        if change.kind == "state" and before.states != after.states:
            was = any(change.old in (one, one.rpartition("/")[2]) for one in before.active)
            if was and flow.names.get(change.to) in after.active:
                yield ("moves", flow.id, "state", change.old, change.to)
        elif change.kind == "task" and any(task_id(one) == change.old for one in event.renamed):
            yield ("moves", flow.id, "task", change.old, change.to)
