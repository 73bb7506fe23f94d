"""What a form asks somebody in a scenario, held against what is expected: exactly these questions, and no others.

The form is worked out as it would be for whoever takes the action, with answers on top that are never saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.cases.compiled import CompiledAction, CompiledForm
from engine.cases.decide.acting import who_may_not
from engine.cases.decide.completing import completing, who_may_not_complete
from engine.cases.state import Case
from engine.cases.tasks import of_task
from engine.cases.values import Json, is_empty
from engine.definitions.fields import RowsField
from engine.definitions.nodes import Node
from engine.definitions.scenarios import Asked
from engine.findings import Finding
from engine.testing.answering import answers_to_send, as_json, as_kept, shown
from engine.testing.finding import failure
from engine.testing.looking import OnTheTable, same_answer
from engine.testing.stage import CaseOnStage, Stage

_LIMITS = frozenset({"too_many", "too_large"})


def wrongly_asked(stage: Stage, track: CaseOnStage, name: str, expected: Asked, node: Node) -> Iterator[Finding]:
    """Yield where the form of an action or a task asks something else than is *expected*."""
    action = action_for(stage, track.case, name, expected.by)
    form = stage.definition.forms.get(action.definition.submits or "") if action is not None else None
    if action is None or form is None:
        message = f'{expected.by} is asked nothing by "{name}" now.'
        yield failure(message, node, ["a form"], ["it is not theirs to do now"], "asks", name, key=True)
        return
    work = _Asking(stage, track.case, action, form, expected, node, name)
    yield from work.lists()
    yield from work.begun()
    for field, most in expected.at_most.items():
        yield from work.limit(field, most)


def action_for(stage: Stage, case: Case, name: str, by: str) -> CompiledAction | None:
    """Return the action or the task *name* where it is for *by* to do now."""
    flow, person = stage.flow(case), stage.people[by]
    standing = stage.definition.roles.standing(person, case)
    for key, _ in of_task(case.tasks, name):
        if who_may_not_complete(stage.definition, flow, case, key, person) is None:
            return completing(stage.definition, case, key)
    for action in flow.offered(case.states):
        if action.id == name and who_may_not(stage.definition, flow, case, action, person.people, standing) is None:
            return action
    return None


class _Asking:
    """One form that is asked at one action."""

    def __init__(
        self,
        stage: Stage,
        case: Case,
        action: CompiledAction,
        form: CompiledForm,
        expected: Asked,
        node: Node,
        name: str,
    ) -> None:
        self.stage, self.case, self.action, self.form = stage, case, action, form
        self.expected, self.node, self.name = expected, node, name
        self.given = answers_to_send(form, expected.form, stage.given.answers)

    def table(self, answers: Mapping[str, Json]) -> OnTheTable:
        by = self.stage.people[self.expected.by]
        return self.stage.looking.asked(self.case, self.action, by, answers)

    def lists(self) -> Iterator[Finding]:
        state = self.table(self.given).state
        must = {plain(one.path) for one in state.problems if one.code == "required"}
        confirm = {plain(one.path) for one in state.problems if one.code == "confirm"}
        may = state.asked - state.required - {one.id for one in self.form.fields if not one.asks}
        for setting, wanted, found in (
            ("must", self.expected.must, must),
            ("may", self.expected.may, may),
            ("confirm", self.expected.confirm, confirm),
        ):
            if wanted is not None and sorted(wanted) != sorted(found):
                so = self._in_order(found)
                message = f'"{self.name}" {_UNLIKE[setting]}.'
                yield self.tell(message, sorted(wanted), so, setting)

    def begun(self) -> Iterator[Finding]:
        """Yield where other answers stand there before anybody typed one: copied, set from the start or calculated."""
        if self.expected.has is None:
            return
        table = self.table({})
        calculated = {one.id: table.state.answers.get(one.id) for one in self.form.fields if one.calc is not None}
        found = {name: one for name, one in {**table.typed, **calculated}.items() if not is_empty(one)}
        for name in sorted(found.keys() | self.expected.has.keys()):
            written = self.expected.has.get(name)
            wanted = as_kept(self.form.by_id[name], as_json(written)) if written is not None else None
            is_so = as_kept(self.form.by_id[name], found.get(name))
            if not same_answer(wanted, is_so) or is_empty(wanted):
                message = f'"{name}" stands there otherwise before anybody answers.'
                path = ("has", name) if name in self.expected.has else ("has",)
                so = is_so if isinstance(is_so, str) and len(path) > 1 else None
                told = [shown(wanted)], [shown(is_so)]
                yield failure(message, self.node, *told, "asks", self.name, *path, observed=so)

    def limit(self, name: str, most: int) -> Iterator[Finding]:
        """Yield where *name* takes no such number (of rows, or itself), or takes more."""
        fits, over = (_LIMITS & self._codes(name, number) for number in (most, most + 1))
        if fits or not over:
            is_so = f"{most} is too much" if fits else f"{most + 1} is taken as well"
            message = f'"{name}" has another limit.'
            yield failure(message, self.node, [f"at most {most}"], [is_so], "asks", self.name, "at_most", name)

    def _codes(self, name: str, number: int) -> set[str]:
        top, _, cell = name.partition(".")
        field = self.form.question(name.split("."))
        rows = field is not None and isinstance(field.definition, RowsField)
        answer: Json = [{} for _ in range(number)] if rows else number
        sent = {**self.given, top: [{cell: answer}] if cell else answer}
        return {one.code for one in self.table(sent).state.problems if plain(one.path) == name}

    def tell(self, message: str, wanted: Iterable[str], found: tuple[str, ...], setting: str) -> Finding:
        listed = [", ".join(wanted) or "nothing"], [", ".join(found) or "nothing"]
        return failure(message, self.node, *listed, "asks", self.name, setting, observed=found)

    def _in_order(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return *names* in the order in which they are asked."""
        return tuple(sorted(names, key=lambda one: (self.form.places.get(one.partition(".")[0], 0), one)))


def plain(path: str) -> str:
    """Return which question the *path* of a problem is about, whatever its rows are called."""
    return ".".join(path.split(".")[::2])


_UNLIKE: Mapping[str, str] = {
    "must": "needs other answers",
    "may": "asks other questions that may be left",
    "confirm": "has other copies confirmed",
}
