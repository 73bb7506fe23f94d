"""What follows from a step by itself: moves, tasks that open, waits that end, as `engine.cases.decide` has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.cases.chart import active_in, around
from engine.cases.compiled import CompiledTask
from engine.checks.exploring.sight import CANCELLED, OPEN, REQUIRED, Configuration, Sight, States, is_open

MOST_AUTOMATIC_STEPS = 100


@dataclass(frozen=True, slots=True)
class Followed:
    """Where a case has come to rest; *sure* is false where something on the way was a guess."""

    to: Configuration
    sure: bool


class Following:
    """What follows from the steps of one workflow. It gives each limit that moves something its place in *sight*."""

    def __init__(self, sight: Sight) -> None:
        self.sight, self.flow, self.chart = sight, sight.flow, sight.flow.chart
        self._clocks: dict[str, list[int]] = {}
        self._rest: dict[States, bool] = {}
        for name, deadline in self.flow.deadlines.items():
            moves = deadline.to is not None or any(step.task is not None for step in deadline.definition.breach)
            starts = [one.kind for one in deadline.definition.starts]
            if moves and starts == ["entered"] and not deadline.definition.starts[0].name:
                plain = not deadline.definition.until and deadline.definition.then_every is None
                if plain:
                    self._clocks.setdefault(deadline.state, []).append(sight.add("clock", name))
        self._endings = frozenset(path for path, state in self.flow.states.items() if state.definition.ending)
        self._opening = [
            (state, [task for task in those if sight.slot("task", task.id) is not None])
            for state, those in self.flow.work.opening.items()
        ]
        self._tasks_of: dict[str, list[tuple[str, int]]] = {}
        for name, task in self.flow.work.tasks.items():
            place = sight.slot("task", name)
            if place is not None and task.state:
                self._tasks_of.setdefault(task.state, []).append((name, place))
        self._round = [place for (kind, _), place in sight.slots.items() if kind in ("done", "entered")]

    def after(self, here: Configuration, targets: tuple[str, ...], sure: bool) -> Iterable[Followed]:
        """Return where a case comes to rest after it has moved to each of *targets*."""
        if not targets and not self._goes_on(here[0]):
            return (Followed(here, sure),)
        return self._moved(Followed(here, sure), targets, None, 0)

    def _goes_on(self, states: States) -> bool:
        """Whether a case may leave a configuration by itself."""
        known = self._rest.get(states)
        if known is None:
            active = active_in(states)
            waits = any(state in active for state in self.flow.work.proceeds)
            known = self._rest[states] = waits or self.chart.done(states) is not None
        return known

    def open(self, numbers: list[int], task: str) -> None:
        """Let *task* stand open among the numbers of a configuration."""
        place = self.sight.slot("task", task)
        if place is not None:
            numbers[place] = OPEN | (REQUIRED if self.flow.work.tasks[task].definition.required else 0)

    def _moved(self, one: Followed, targets: tuple[str, ...], over: str | None, turn: int) -> Iterator[Followed]:
        if turn > MOST_AUTOMATIC_STEPS:
            return  # refused: it would go on for ever
        arrived = [one]
        for target in targets:
            arrived = [new for each in arrived for new in self._to(each, target, over)]
        for each in arrived:
            yield from self._onwards(each, turn)

    def _onwards(self, one: Followed, turn: int) -> Iterator[Followed]:
        """Let a case go on by itself where all strands have ended, or where what its state waits for is done."""
        states, _, numbers = one.to
        if not self._goes_on(states):
            yield one
            return
        over = self.chart.done(states)
        if over is not None:
            yield from self._moved(one, (self.chart.targets[over, "when_done"],), over, turn + 1)
            return
        active, sure = active_in(states), one.sure
        for state, wait in self.flow.work.proceeds.items():
            if state not in active:
                continue
            if wait.check is None:
                if self.sight.is_met(wait.awaited, (state,), numbers):
                    yield from self._moved(Followed(one.to, sure), (wait.target,), None, turn + 1)
                    return
                continue
            told = self.sight.judged(wait.check.expression, states, numbers)
            if (True, True) in told:
                yield from self._moved(Followed(one.to, sure), (wait.target,), None, turn + 1)
                return
            if (True, False) in told:
                yield from self._moved(Followed(one.to, sure=False), (wait.target,), None, turn + 1)
                sure = False
        yield Followed(one.to, sure)

    def _to(self, one: Followed, target: str, over: str | None) -> Iterator[Followed]:
        """Yield the case where it has left and entered states on the way to *target*, with the tasks that open."""
        states, left, before = one.to
        reopened = any(state in self._endings for state in states)
        now = self.chart.remembered(states) if self.chart.resuming else {}
        ended = frozenset(around(over)) if over is not None else frozenset()
        was = dict(left)
        last = {} if reopened else {path: one for path, one in {**was, **now}.items() if path not in ended}
        move = self.chart.move(states, target, last)
        numbers = list(before)
        for path in move.left:
            self._leave(path, numbers)
            was.pop(path, None)
            if path in now and path in last:
                was[path] = last[path]
        if reopened:
            was = {}
            for at in self._round:
                numbers[at] = 0
        for path in move.entered:
            place = self.sight.slot("entered", path)
            if place is not None:
                numbers[place] = 1
            for clock in self._clocks.get(path, ()):
                numbers[clock] = 1
        arrived = Followed((move.states, tuple(sorted(was.items())), tuple(numbers)), one.sure)
        entered = frozenset(move.entered)
        tasks = [task for state, those in self._opening for task in those if state in entered]
        yield from self._opened(arrived, tasks) if tasks else (arrived,)

    def _leave(self, path: str, numbers: list[int]) -> None:
        for clock in self._clocks.get(path, ()):
            numbers[clock] = 0
        for name, place in self._tasks_of.get(path, ()):
            numbers[place] = 0 if self.sight.forgets(name) else numbers[place] & ~REQUIRED

    def _opened(self, one: Followed, tasks: list[CompiledTask]) -> Iterator[Followed]:
        """Yield the case with *tasks* open where their conditions let them; each is judged on the case as it came."""
        ways = [one]
        for task in tasks:
            opens = self._opens(one, task)
            ways = [self._with(each, task, is_opened, sure) for each in ways for is_opened, sure in opens]
        yield from ways

    def _opens(self, one: Followed, task: CompiledTask) -> list[tuple[bool, bool]]:
        """Return whether a task opens, perhaps both, each with whether that is sure."""
        states, _, numbers = one.to
        if task.of_several or task.gives:
            return [(True, False), (False, False)]
        told = [self.sight.judged(check.expression, states, numbers) for check in task.only_if]
        if all(outcomes == ((True, True),) for outcomes in told):
            return [(True, True)]
        if any(all(value is not True for value, _ in outcomes) for outcomes in told):
            return [(False, True)]
        return [(True, False), (False, False)]

    def _with(self, one: Followed, task: CompiledTask, is_opened: bool, sure: bool) -> Followed:
        states, left, numbers = one.to
        if not is_opened:
            return Followed(one.to, one.sure and sure)
        changed = list(numbers)
        self.open(changed, task.id)
        return Followed((states, left, tuple(changed)), one.sure and sure)


def stays_open(numbers: tuple[int, ...], place: int) -> bool:
    """Return whether the task at *place* is open and required."""
    return is_open(numbers[place]) and bool(numbers[place] & REQUIRED) and numbers[place] != CANCELLED
