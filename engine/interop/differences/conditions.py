"""Conditions in words, found by their text: those of a form, a record or a workflow as they were compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.cases.compiled import Check, CompiledAction, CompiledField, CompiledForm, CompiledWorkflow, Definition
from engine.definitions.model import Kind
from engine.expressions.evaluate import Expression
from engine.interop.saying import label_everywhere, label_in, said
from engine.interop.wording import Wording
from engine.interop.words import readable

_NEEDS_A_STEP = ("tasks.", "row.")
"""What conditions of workflows read that has a title only where the task or the row is known."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """The conditions of one definition. What could not be compiled has no words and stands as it was written."""

    definition: Definition
    _known: dict[tuple[Kind, str], Mapping[str, str]] = field(default_factory=dict)

    def said(self, kind: Kind, name: str, text: str) -> str:
        """Return the condition *text* of a form, record or workflow in words."""
        flow = self.definition.workflows.get(name) if kind == "workflow" else None
        if flow is not None and text in flow.definition.checks:
            return f'"{readable(text)}"'
        if (kind, name) not in self._known:
            self._known[kind, name] = dict(self._all(kind, name))
        return self._known[kind, name].get(text, text)

    def _all(self, kind: Kind, name: str) -> Iterator[tuple[str, str]]:
        if kind == "form" and name in self.definition.forms:
            yield from self._of_form(self.definition.forms[name])
        elif kind in ("list", "part"):
            for form in self.definition.forms.values():
                yield from self._of_form(form)
        elif kind == "record":
            labels = {fact: one.definition.label for (_, fact), one in self.definition.facts.items()}
            for one in self.definition.facts.values():
                for expression in _of_field(one):
                    yield expression.text, said(expression, lambda fact: labels.get(fact, ""), self.definition.language)
        elif kind == "workflow" and name in self.definition.workflows:
            yield from self._of_workflow(self.definition.workflows[name])

    def _of_form(self, form: CompiledForm) -> Iterator[tuple[str, str]]:
        label = label_in(form)
        rules = (one for rule in form.rules for one in (rule.when, rule.require) if one is not None)
        for expression in (*rules, *(one for each in form.fields for one in _of_field(each))):
            yield expression.text, said(expression, label, self.definition.language)

    def _of_workflow(self, flow: CompiledWorkflow) -> Iterator[tuple[str, str]]:
        wording = Wording(self.definition, flow)
        for check, action in _checks(flow):
            text = check.expression.text
            if any(one in text for one in _NEEDS_A_STEP) and action is not None:
                yield text, wording.meaning((check,), action)
            else:
                submits = action.definition.submits if action is not None else None
                label = label_everywhere(self.definition, submits)
                yield text, said(check.expression, label, self.definition.language)


def _of_field(one: CompiledField) -> Iterator[Expression]:
    yield from one.show
    yield from (each for each in (one.required_if, one.read_only_if, one.calc) if each is not None)
    yield from (check.expression for check in one.checks)
    yield from (one.options.offer_if.values() if one.options is not None else ())
    for cell in one.row.fields if one.row is not None else ():
        yield from _of_field(cell)


def _checks(flow: CompiledWorkflow) -> Iterator[tuple[Check, CompiledAction | None]]:
    for state in flow.states.values():
        for action in state.actions.values():
            yield from _of_action(action)
    for task in flow.work.tasks.values():
        yield from ((check, task.action) for check in task.only_if)
    for proceed in flow.work.proceeds.values():
        yield from ((check, None) for check in (proceed.check,) if check is not None)
    yield from ((check, None) for check in flow.always)
    yield from ((Check(alert.id, alert.when, ""), None) for alert in flow.alerts)


def _of_action(action: CompiledAction) -> Iterator[tuple[Check, CompiledAction]]:
    for check in action.require:
        yield check, action
    for route in action.routes:
        yield from ((check, action) for check in route.checks)
    for opening in action.opens:
        yield from ((check, action) for check in opening.when)
