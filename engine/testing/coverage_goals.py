"""All that scenarios could come past in a configuration: each with its place, and the sentence for when none does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.cases.compiled import Check, CompiledAction, CompiledField, CompiledForm, CompiledWorkflow, Definition
from engine.cases.compiling.tasks import all_tasks
from engine.cases.compiling.workshop import Spot
from engine.cases.task_titles import task_title
from engine.checks.book import deadlines_of
from engine.definitions.origins import Origins
from engine.expressions.evaluate import Expression
from engine.findings import Place
from engine.testing.watching import Watching

KINDS = (
    *("states", "actions", "tasks", "rules", "checks", "roles", "questions", "form rules"),
    *("limits met", "reminders", "breaches", "messages", "moves"),
)
"""What is counted, in the order in which it is told."""

Key = tuple[str, ...]
"""What was come past: the kind, then names that lead to it."""


@dataclass(frozen=True, slots=True)
class Goal:
    """One thing to come past. *says* is what to say when no scenario does, but for the *word* that tells it from others

    at its place: so several are said in one sentence.
    """

    key: Key
    place: Place
    says: str
    word: str = ""

    @property
    def kind(self) -> str:
        return self.key[0]


def goals_of(definition: Definition, origins: Origins, watching: Watching) -> tuple[Goal, ...]:
    """Return all that there is to come past, in the order of the files. *definition* was compiled to be watched."""
    found: list[Goal] = []
    for flow in definition.workflows.values():
        found += _Workflow(definition, origins, watching, flow).goals()
    for form in definition.forms.values():
        found += _form_goals(form, origins, watching)
    once: dict[Key, Goal] = {}
    for one in found:
        once.setdefault(one.key, one)
    return tuple(sorted(once.values(), key=lambda one: (one.place.file, KINDS.index(one.kind), one.place)))


def sentences(goals: Iterable[Goal]) -> Iterator[tuple[Place, str]]:
    """Yield the sentences for what nothing came past, in the order of *goals*, those of one place as one."""
    together: dict[tuple[str, int, str], list[Goal]] = {}
    for one in goals:
        together.setdefault((one.place.file, one.place.line, one.says), []).append(one)
    for (_, _, says), ones in together.items():
        words = [one.word for one in ones if one.word]
        last = f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)
        yield ones[0].place, f"{says}{' ' if last else ''}{last}."


def distinct(flow: CompiledWorkflow) -> Iterator[CompiledAction]:
    """Yield each action once, however many states offer it."""
    seen: set[tuple[str, str]] = set()
    for state in flow.states.values():
        for action in state.actions.values():
            if (action.source, action.id) not in seen:
                seen.add((action.source, action.id))
                yield action


def decides(action: CompiledAction) -> bool:
    """Return whether an action leads to one of several places."""
    return any(route.checks for route in action.routes)


def condition_key(watching: Watching, one: Expression) -> str:
    """Return what names a condition: where it stands."""
    spot = watching.spots[one]
    return ".".join((spot.kind, spot.name, *map(str, spot.path)))


def may_be_unknown(one: Expression) -> bool:
    """Return whether a condition reads an answer, which may be missing; what has happened is always known."""
    return any(not name.endswith(")") or name.startswith("last(") for name in one.reads)


def show_of(form: CompiledForm) -> Iterator[tuple[CompiledField, tuple[Expression, ...]]]:
    """Yield each question that is not always shown, with the conditions that are judged for it.

    Plain questions of one condition are judged together, by that of the first of them.
    """
    together = {
        one.id: step.show for step in form.plain.steps if not isinstance(step, CompiledField) for one in step.fields
    }
    for one in form.fields:
        if one.show:
            yield one, together.get(one.id, one.show)


@dataclass(frozen=True, slots=True)
class _Workflow:
    """One workflow and what there is in it."""

    definition: Definition
    origins: Origins
    watching: Watching
    flow: CompiledWorkflow

    def goals(self) -> Iterator[Goal]:
        yield from self._states()
        for action in distinct(self.flow):
            yield from self._action(action)
        yield from self._tasks()
        yield from self._checks()
        yield from self._limits()
        yield from self._messages()
        yield from self._moves()

    def _goal(self, says: str, spot: tuple[str | int, ...], *key: str, word: str = "") -> Goal:
        place = self.origins.place("workflow", self.flow.id, *spot, key=True)
        return Goal((key[0], self.flow.id, *key[1:]), place, says, word)

    def _at(self, action: CompiledAction) -> tuple[str | int, ...]:
        """Return where an action is written; going on without waiting and reopening stand in settings of their own."""
        if not action.source:
            return ("anytime", action.id)
        place = self.flow.definition.places[action.source]
        if action.id in place.state.actions:
            return (*place.at, "actions", action.id)
        return (*place.at, *(("reopen",) if action.id == "reopen" else ("proceed", "override")))

    def _states(self) -> Iterator[Goal]:
        for path, place in self.flow.definition.places.items():
            yield self._goal(f'No case came to "{place.state.title}" ({path})', place.at, "states", path)
            if place.state.proceed is not None:
                says = f'No case went on from "{place.state.title}" by itself'
                yield self._goal(says, (*place.at, "proceed"), "states", path, "proceeds")

    def _action(self, action: CompiledAction) -> Iterator[Goal]:
        at, title = self._at(action), action.definition.title
        there = f' in "{self.flow.states[action.source].definition.title}"' if action.source else ""
        yield self._goal(f'Nobody did "{title}"{there}', at, "actions", action.source, action.id)
        if decides(action):
            for index, route in enumerate(action.routes):
                named = action.definition.rules[index].id
                rule = f'rule {index + 1}, "{named}"' if named else f"rule {index + 1}"
                rule += "" if route.checks else ", the last one"
                says = f'"{title}"{there} was never decided by {rule}'
                yield self._goal(says, self._rule_at(action, at, index), "rules", action.source, action.id, str(index))
        if action.tells:
            yield self._goal(f'Nobody was told of "{title}"', (*at, "notify"), "messages", "told", action.id)
        yield from self._roles(action.id, title, action.by, at)

    def _rule_at(self, action: CompiledAction, at: tuple[str | int, ...], index: int) -> tuple[str | int, ...]:
        table = action.definition.decide is not None
        return (*at, "decide", "rows", index) if table else (*at, "goes", index)

    def _roles(self, action: str, title: str, by: frozenset[str], at: tuple[str | int, ...]) -> Iterator[Goal]:
        """Yield that those who may, do; and that of those who see such cases, the others are refused."""
        titles, powers = self.definition.roles.titles, self.definition.roles.powers
        for role in titles:
            if role in by:
                yield self._goal(
                    f'"{title}" was done by nobody who is', at, "roles", action, role, "may", word=titles[role]
                )
            elif powers.get(role, frozenset((role,))) & self.flow.view and not powers.get(role, frozenset()) & by:
                says = f'"{title}" was refused to nobody who is only'
                yield self._goal(says, at, "roles", action, role, "may not", word=titles[role])

    def _tasks(self) -> Iterator[Goal]:
        written = {one.id: one.spot.path for one in all_tasks(self.flow.definition)}
        for task in self.flow.work.tasks.values():
            at = written.get(task.id, ())
            title = task_title(task, None)
            for came in ("opened", "done"):
                yield self._goal(f'The task "{title}" was never', at, "tasks", task.id, came, word=came)
            yield from self._roles(task.id, title, task.by, at)

    def conditions(self) -> Iterator[Check]:
        """Yield each condition once; the cells of a table are its rows, which are counted as rules."""
        every = [check for action in distinct(self.flow) for check in (*action.require, *_of_routes(action))]
        every += [check for action in distinct(self.flow) for opens in action.opens for check in opens.when]
        every += [check for task in self.flow.work.tasks.values() for check in task.only_if]
        every += [one.check for one in self.flow.work.proceeds.values() if one.check is not None]
        yield from {check.expression: check for check in every}.values()

    def _checks(self) -> Iterator[Goal]:
        for check in self.conditions():
            spot = self.watching.spots[check.expression]
            name = f'"{check.name}"' if check.name else "This condition"
            named, at = condition_key(self.watching, check.expression), spot.path
            for value in ("true", "false", *(("unknown",) if may_be_unknown(check.expression) else ())):
                yield self._goal(f"{name} was never", at, "checks", named, value, word=value)

    def _limits(self) -> Iterator[Goal]:
        for _, spot, deadline in deadlines_of(self.flow.definition):
            name = str(spot.path[-1])
            title = self.flow.deadlines[name].title
            yield self._goal(f'"{title}" was never met', spot.path, "limits met", name)
            yield self._goal(f'The last day of "{title}" was never over', spot.path, "breaches", name)
            for number in range(1, len(deadline.remind) + 1):
                says = f'Nobody was reminded of "{title}", reminder {number}'
                yield self._goal(says, (*spot.path, "remind", number - 1), "reminders", name, f"remind_{number}")

    def _messages(self) -> Iterator[Goal]:
        for path, place in self.flow.definition.places.items():
            for link, messages in place.state.message.items():
                for name in messages:
                    says = f'"{place.state.title}" never sent "{name}" along "{link}"'
                    yield self._goal(says, (*place.at, "message", link), "messages", "sent", link, name)
            for name in place.state.hears:
                says = f'"{name}" was never heard in "{place.state.title}"'
                yield self._goal(says, (*place.at, "hears", name), "messages", "heard", path, name)
        for alert in self.flow.definition.alerts:
            yield self._goal(f'The alert "{alert}" was never raised', ("alerts", alert), "messages", "alert", alert)

    def _moves(self) -> Iterator[Goal]:
        for index, change in enumerate(self.flow.definition.changes):
            if change.kind in ("state", "task"):
                says = f'No case was moved from the {change.kind} "{change.old}" to "{change.to}"'
                yield self._goal(says, ("changes", index), "moves", change.kind, change.old, change.to)


def _of_routes(action: CompiledAction) -> Iterator[Check]:
    if action.definition.decide is None:
        yield from (check for route in action.routes for check in route.checks)


def _form_goals(form: CompiledForm, origins: Origins, watching: Watching) -> Iterator[Goal]:
    """Yield that questions with conditions are shown and hidden, and that rules and checks are passed and broken."""

    def goal(says: str, spot: Spot | tuple[str | int, ...], *key: str) -> Goal:
        path = spot.path if isinstance(spot, Spot) else spot
        return Goal((key[0], form.id, *key[1:]), origins.place("form", form.id, *path, key=True), says, key[-1])

    for one, _ in show_of(form):
        at = ("pages", one.page, "fields", one.id)
        for seen in ("shown", "hidden"):
            yield goal(f'"{one.definition.label}" was never', at, "questions", one.id, seen)
    for rule in form.rules:
        for came in ("passed", "broken"):
            yield goal(f'The rule "{rule.id}" was never', ("rules", rule.id), "form rules", rule.id, came)
    for one in form.checked:
        for check in one.checks:
            named = condition_key(watching, check.expression)
            for came in ("passed", "broken"):
                says = f'The check of "{one.definition.label}" was never'
                yield goal(says, watching.spots[check.expression], "form rules", named, came)
