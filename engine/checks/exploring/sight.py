"""What a case is while it is explored, and what the conditions of its workflow see of that.

A configuration says where the case is, where states that resume were left, and one number for each thing that some
condition reads: how often an action was done, what a form was answered with, how a task stands. Nothing else is kept,
so there are few of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from engine.cases.chart import active_in
from engine.cases.compiled import CompiledAction, CompiledWorkflow, Definition
from engine.cases.tasks import task_id
from engine.checks.exploring.answers import NOTHING, Answers
from engine.checks.tries import Env, looks_through
from engine.checks.trying import answers_worth_trying, bounds_of
from engine.definitions.tasks import Awaited
from engine.expressions.evaluate import Expression
from engine.expressions.types import UNKNOWN, Unknown, Value

States: TypeAlias = tuple[str, ...]
Left: TypeAlias = tuple[tuple[str, States], ...]
Numbers: TypeAlias = tuple[int, ...]
Configuration: TypeAlias = tuple[States, Left, Numbers]
"""Where a case is, where states that resume were left, and a number for each thing that conditions read."""

Outcomes: TypeAlias = tuple[tuple[Value | Unknown, bool], ...]
"""What a condition may come to, each with whether that is sure: it is a guess where something read was left open."""

NO_TASK, OPEN, DONE, CANCELLED = 0, 2, 4, 6
"""How a task stands. One more where it is required, and OVERDUE more where it is late."""
REQUIRED, OVERDUE = 1, 16

_GUESSES: Outcomes = ((True, False), (False, False), (UNKNOWN, False))
_MOST_TIMES = 8
"""Times that something is done are told apart up to here, where no condition asks for more."""
_MOST_FACTS = 64


def is_open(task: int) -> bool:
    return task & 6 == OPEN


@dataclass(frozen=True, slots=True)
class Submitter:
    """One hand that submits a form: an action, or a task's own. *owner* is whose answers conditions read."""

    owner: str
    number: int


class Sight:
    """What conditions of one workflow see. *slots* says which number of a configuration stands for what."""

    def __init__(self, definition: Definition, flow: CompiledWorkflow) -> None:
        self.definition, self.flow = definition, flow
        self.conditions = tuple(dict.fromkeys(conditions_of(flow)))
        reads = frozenset(name for one in self.conditions for name in one.reads)
        row_reads = frozenset(name for one in self.conditions for name in one.row_reads)
        self.reads_all_tasks = "tasks" in reads
        self.tells_overdue = any(name.endswith(".overdue") for name in reads | row_reads)
        self.slots: dict[tuple[str, str], int] = {}
        self.most: dict[str, int] = {}
        self._history(reads)
        self.answers = self._forms(reads)
        self._tasks(reads)
        self._links(reads)
        self.facts = self._facts(reads)
        self.open_names = frozenset(name for name in reads if self._is_open(name))

    # --- what is kept of a case ------------------------------------------------------------------------------------

    def slot(self, kind: str, name: str) -> int | None:
        """Return the place of a thing among the numbers of a configuration; nothing where no condition reads it."""
        return self.slots.get((kind, name))

    def add(self, kind: str, name: str) -> int:
        return self.slots.setdefault((kind, name), len(self.slots))

    def _history(self, reads: Iterable[str]) -> None:
        for name in sorted(reads):
            function, _, what = name.removesuffix(")").partition("(")
            if name.endswith(")") and function in ("done", "times"):
                self.add("done", what)
                self.most[what] = max(self.most.get(what, 1), self._times(name) if function == "times" else 1)
            elif name.endswith(")") and function == "entered":
                self.add("entered", self.flow.names.get(what, what))

    def _times(self, name: str) -> int:
        """Return up to how often the times that something was done are told apart."""
        numbers = [_number(part) for one in self.conditions if name in one.reads for part in _flat(one.tree)]
        return min(max((int(one) + 1 for one in numbers if one is not None), default=_MOST_TIMES), 100)

    def _forms(self, reads: Iterable[str]) -> Mapping[str, Answers]:
        names: dict[str, set[str]] = {}
        for action in actions_of(self.flow):
            if action.definition.carries_on is not None:
                names.setdefault(action.definition.carries_on, set())
            for one in (*action.require, *(check for route in action.routes for check in route.checks)):
                for name in one.expression.reads:
                    if name.startswith("this.") and action.definition.submits is not None:
                        names.setdefault(action.definition.submits, set()).add(name.removeprefix("this."))
        for name in reads:
            owner, _, field = name.rpartition(".")
            if owner in self.definition.forms or owner.endswith(".answers"):
                names.setdefault(owner, set()).add(field)
        carried = {one.definition.carries_on for one in actions_of(self.flow)}
        given_back = {one.definition.gives_back for one in actions_of(self.flow)}
        found = {}
        for owner in sorted(names):
            form = self._form_of(owner)
            if form is not None:
                asked = names[owner] & self.definition.forms[form].by_id.keys()
                found[owner] = Answers(
                    owner,
                    self.definition.forms[form],
                    asked,
                    self.conditions,
                    kept=owner in carried,
                    sent_again=owner in given_back,
                )
                self.add("form", owner)
        return found

    def _form_of(self, owner: str) -> str | None:
        if owner in self.definition.forms:
            return owner
        task = self.flow.work.tasks.get(owner.removeprefix("tasks.").removesuffix(".answers"))
        return None if task is None else task.definition.form

    def _tasks(self, reads: Iterable[str]) -> None:
        named = {name.split(".")[1] for name in reads if name.startswith("tasks.")}
        awaited: list[Awaited] = [one.awaited for one in self.flow.work.proceeds.values()]
        awaited += [one.definition.require_tasks for one in actions_of(self.flow) if one.definition.require_tasks]
        self.named_tasks = named | {name for one in awaited for name in one.each_of}
        waits = bool(awaited)
        for name, task in self.flow.work.tasks.items():
            belongs = not task.state and task.definition.required
            if self.reads_all_tasks or name in self.named_tasks or belongs or (waits and task.state):
                self.add("task", name)

    def forgets(self, task: str) -> bool:
        """Whether nobody looks at a task of a state any more once the case has left that state."""
        return not self.reads_all_tasks and task not in self.named_tasks

    def _links(self, reads: Iterable[str]) -> None:
        for name in sorted(reads):
            link = name.removeprefix("links.")
            if name.startswith("links.") and all(_is_only_counted(one.tree, name) for one in self.conditions):
                self.add("links", link)
                numbers = [_number(part) for one in self.conditions if name in one.reads for part in _flat(one.tree)]
                self.most[name] = min(max((int(one) + 1 for one in numbers if one is not None), default=1), 20)

    def _facts(self, reads: Iterable[str]) -> Sequence[Env]:
        """Return what the record may say of the subject; it says one of these while the case lasts."""
        kind, found = self.flow.definition.subject, dict[str, Sequence[Value | Unknown]]()
        trees = [one.tree for one in self.conditions]
        for name in sorted(reads):
            owner, _, fact = name.partition(".")
            known = self.definition.facts.get((kind, fact)) if owner == kind else None
            if known is None:
                continue
            values = answers_worth_trying(known.type, name, trees, bounds_of(known.definition))
            if values is not None and len(values) * _size(found) <= _MOST_FACTS:
                found[name] = values
        if found:
            self.add("facts", kind)
        return [dict(zip(found, some, strict=True)) for some in product(*found.values())]

    def _is_open(self, name: str) -> bool:
        """Whether nothing is known of what *name* stands for."""
        function, _, what = name.removesuffix(")").partition("(")
        if name.endswith(")") and function in ("done", "times", "entered", "in_state"):
            return False
        if name in ("tasks", "case.state"):
            return False
        if name.startswith("links."):
            return ("links", name.removeprefix("links.")) not in self.slots
        if name.startswith("tasks.") and ".answers." not in name:
            return False
        owner, _, field = name.rpartition(".")
        if owner in self.answers:
            return field in self.answers[owner].open
        if name.startswith("this."):
            return False  # told by the form that is being submitted
        return bool(what or not self.facts or name not in self.facts[0])

    # --- what a condition sees -------------------------------------------------------------------------------------

    def slots_read(self, reads: Iterable[str], this: str | None) -> frozenset[int]:
        """Return the places of the numbers that conditions which read these names look at."""
        found: set[int | None] = set()
        for name in reads:
            function, _, what = name.removesuffix(")").partition("(")
            owner = name.rpartition(".")[0]
            if name.endswith(")"):
                kind = {"done": "done", "times": "done", "entered": "entered"}.get(function, "")
                found.add(self.slot(kind, self.flow.names.get(what, what) if kind == "entered" else what))
            elif name == "tasks":
                found |= {place for (kind, _), place in self.slots.items() if kind == "task"}
            elif name.startswith("tasks.") and ".answers." not in name:
                found.add(self.slot("task", name.split(".")[1]))
            elif name.startswith("links."):
                found.add(self.slot("links", name.removeprefix("links.")))
            elif owner in self.answers and owner != this:
                found.add(self.slot("form", owner))
            elif owner == self.flow.definition.subject:
                found.add(self.slot("facts", owner))
        return frozenset(one for one in found if one is not None)

    def env(self, states: States, numbers: Sequence[int], reads: Iterable[str], this: Submitter | None = None) -> Env:
        """Return the values of the names in *reads*, for a case that is in *states*."""
        env: Env = {}
        active = active_in(states)
        for name in reads:
            env[name] = self._value(name, states, active, numbers, this)
        return env

    def _value(
        self, name: str, states: States, active: frozenset[str], numbers: Sequence[int], this: Submitter | None
    ) -> Value | Unknown:
        function, _, what = name.removesuffix(")").partition("(")
        if name.endswith(")"):
            path = self.flow.names.get(what, what)
            match function:
                case "done":
                    return numbers[self.slots["done", what]] > 0
                case "times":
                    return numbers[self.slots["done", what]]
                case "entered":
                    return numbers[self.slots["entered", path]] > 0
                case "in_state":
                    return path in active
            return UNKNOWN
        owner, _, field = name.rpartition(".")
        if owner == "this" or (this is not None and owner == this.owner):
            return UNKNOWN if this is None else self.answers[this.owner].env(this.number).get(field, UNKNOWN)
        if owner in self.answers:
            return self.answers[owner].env(numbers[self.slots["form", owner]]).get(field, UNKNOWN)
        if name == "case.state":
            return states[0].partition("/")[0]
        if name == "tasks" or name.startswith("tasks."):
            return self._task(name, numbers)
        if name.startswith("links."):
            place = self.slots.get(("links", name.removeprefix("links.")))
            return UNKNOWN if place is None else tuple({} for _ in range(numbers[place]))
        place = self.slots.get(("facts", owner))
        return UNKNOWN if place is None else self.facts[numbers[place]].get(name, UNKNOWN)

    def _task(self, name: str, numbers: Sequence[int]) -> Value | Unknown:
        if name == "tasks":
            rows = ((one, numbers[place]) for (kind, one), place in self.slots.items() if kind == "task")
            return tuple(_row(task, number) for task, number in rows if number)
        _, task, asked = name.split(".", 2)
        number = numbers[self.slots["task", task]]
        told: Mapping[str, bool] = {
            "done": number & 6 == DONE,
            "open": is_open(number),
            "overdue": is_open(number) and number >= OVERDUE,
        }
        return told.get(asked, UNKNOWN)

    def judged(
        self, one: Expression, states: States, numbers: Sequence[int], this: Submitter | None = None
    ) -> Outcomes:
        """Return what a condition may come to."""
        left_open = {name for name in one.reads if self._is_left_open(name, numbers, this)}
        if left_open and looks_through(one.tree, set(one.reads) - left_open):
            return _GUESSES
        value = one.evaluate(self.env(states, numbers, one.reads, this))
        return _GUESSES if value is UNKNOWN and left_open else ((value, True),)

    def _is_left_open(self, name: str, numbers: Sequence[int], this: Submitter | None) -> bool:
        owner, _, field = name.rpartition(".")
        if this is not None and owner in ("this", this.owner):
            return field in self.answers[this.owner].open
        if name not in self.open_names:
            return False
        # Of a form that nobody has submitted it is known that nothing is answered.
        return owner not in self.answers or numbers[self.slots["form", owner]] != NOTHING

    def is_met(self, awaited: Awaited, states: Iterable[str], numbers: Sequence[int]) -> bool:
        """Whether all that *awaited* asks of the tasks of *states* is done; as `engine.cases.waiting` has it."""
        stands = {name: numbers[place] for (kind, name), place in self.slots.items() if kind == "task"}
        if awaited.each_of:
            return not any(is_open(stands.get(name, NO_TASK)) for name in awaited.each_of)
        here = frozenset(states)
        those = [stand for name, stand in stands.items() if stand and self.flow.work.tasks[name].state in here]
        if awaited.at_least is not None:
            return sum(stand & 6 == DONE for stand in those) >= awaited.at_least
        return not any(is_open(stand) and stand & REQUIRED for stand in those)


def actions_of(flow: CompiledWorkflow) -> list[CompiledAction]:
    """Return every action of a workflow once, as its own state has it; those of any time as one state has them."""
    found: dict[tuple[str, str], CompiledAction] = {}
    for state in flow.states.values():
        for name, action in state.actions.items():
            found.setdefault((action.source, name), action)
    return list(found.values())


def conditions_of(flow: CompiledWorkflow) -> Iterator[Expression]:
    """Yield every condition of a workflow that decides where a case goes or whether it may."""
    for action in actions_of(flow):
        yield from (check.expression for check in action.require)
        yield from (check.expression for route in action.routes for check in route.checks)
    for task in flow.work.tasks.values():
        yield from (check.expression for check in task.only_if)
    yield from (wait.check.expression for wait in flow.work.proceeds.values() if wait.check is not None)
    yield from (check.expression for check in flow.always)


def _row(task: str, number: int) -> dict[str, Value | Unknown]:
    return {
        "id": task_id(task),
        "open": is_open(number),
        "done": number & 6 == DONE,
        "required": bool(number & REQUIRED),
        "overdue": is_open(number) and number >= OVERDUE,
    }


def _flat(tree: object) -> Iterator[list[object]]:
    if isinstance(tree, list):
        yield tree
        for part in tree:
            yield from _flat(part)


def _number(part: list[object]) -> float | None:
    return float(str(part[1])) if part[:1] == ["number"] else None


def _is_only_counted(tree: object, name: str) -> bool:
    """Return whether a condition asks of linked cases only how many they are."""
    if not isinstance(tree, list) or tree == ["size", ["name", name]]:
        return True
    return tree != ["name", name] and all(_is_only_counted(part, name) for part in tree)


def _size(values: Mapping[str, Sequence[object]]) -> int:
    size = 1
    for some in values.values():
        size *= len(some)
    return size
