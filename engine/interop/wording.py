"""What the ids, roles and conditions of a workflow are called when people read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.cases.compiled import Check, CompiledAction, CompiledWorkflow, Definition, Route
from engine.cases.links import shared_label
from engine.definitions.decisions import DecisionRule
from engine.definitions.tasks import Awaited
from engine.expressions.tree import Node
from engine.expressions.types import Choice, Choices
from engine.interop.saying import said_in_part
from engine.interop.task_wording import about_task, waits_for_tasks
from engine.interop.words import readable, shortened
from engine.sentences.say import Sentence, all_of, any_of, say

_LONGEST_CONDITION = 60
_HISTORY: Mapping[str, Sentence] = {
    "done": Sentence('"{title}" has been done'),
    "times": Sentence('the times that "{title}" was done'),
    "entered": Sentence('the case has been in "{title}"'),
    "in_state": Sentence('the case is in "{title}"'),
}
"""What has happened to a case, by the function that asks it."""
_SIGNS: Mapping[str, Sentence] = {
    "==": Sentence("{first} is {second}"),
    "!=": Sentence("{first} is not {second}"),
    "<": Sentence("{first} is below {second}"),
    "<=": Sentence("{first} is at most {second}"),
    ">": Sentence("{first} is above {second}"),
    ">=": Sentence("{first} is at least {second}"),
    "in": Sentence("{second} includes {first}"),
    "not in": Sentence("{second} does not include {first}"),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one workflow: titles and labels where an author gave them, else ids made readable."""

    definition: Definition
    flow: CompiledWorkflow

    def roles(self, names: frozenset[str]) -> str:
        """Return role titles in the order of the manifest, which does not change from run to run."""
        titles = ", ".join(title for name, title in self.definition.roles.titles.items() if name in names)
        return titles or self._say("nobody")

    def _say(self, template: str, **parts: str) -> str:
        return say(self.definition.language, template, **parts)

    def notes(self, action: CompiledAction) -> Iterator[str]:
        """Yield what an action needs, each in a few words."""
        if action.require:
            checks = ", ".join(self._check(one, action) for one in action.require)
            yield self._say("only if: {checks}", checks=checks)
        if action.definition.require_tasks is not None:
            yield self._say("only if: {checks}", checks=self.tasks(action.definition.require_tasks))
        if action.not_by:
            yield self._say("not whoever did: {actions}", actions=self._earlier(action))
        if action.definition.reason == "required":
            yield self._say("with a reason")

    def details(self, action: CompiledAction) -> Iterator[str]:
        """Yield what an action needs and does, each as a sentence without its full stop."""
        if action.require:
            yield self._say("Only if {condition}", condition=self.meaning(action.require, action))
        if action.definition.require_tasks is not None:
            yield self._say("Only if {condition}", condition=self.tasks(action.definition.require_tasks))
        if action.not_by:
            yield self._say('Not by whoever did "{actions}"', actions=self._earlier(action))
        if action.definition.reason == "required":
            yield self._say("With a reason")
        if action.definition.submits:
            yield self._say('Fills in "{form}"', form=self._form(action.definition.submits))
        if action.definition.gives_back:
            yield self._say('Gives back "{form}" to be changed', form=self._form(action.definition.gives_back))

    def branch(self, route: Route, rule: DecisionRule, action: CompiledAction) -> str:
        """Return a few words for one line of a decision list: its own id, its checks' ids, or its condition."""
        if rule.id:
            return readable(rule.id)
        if not route.checks:
            return self._say("Otherwise")
        said = all_of(self.definition.language, (self._check(one, action) for one in route.checks))
        return said[:1].upper() + said[1:]

    def meaning(self, checks: Sequence[Check], action: CompiledAction | None) -> str:
        """Return conditions in words: the questions' and answers' labels, and the signs said aloud.

        *action* is the one that they are judged at, nothing where the case goes on by itself.
        """
        said = [self._said(one.expression.root, one.expression.text, action) for one in checks]
        return all_of(self.definition.language, said) if said else ""

    def _check(self, check: Check, action: CompiledAction) -> str:
        return readable(check.name).lower() or shortened(self.meaning((check,), action), _LONGEST_CONDITION)

    def _earlier(self, action: CompiledAction) -> str:
        return ", ".join(self.flow.titles.get(one.name, readable(one.name)) for one in action.not_by)

    def tasks(self, awaited: Awaited) -> str:
        """Return which tasks must be done, in words."""
        return waits_for_tasks(self.definition.language, self.flow, awaited)

    def _form(self, form: str) -> str:
        return self.definition.forms[form].definition.title

    def _said(self, node: Node, text: str, action: CompiledAction | None) -> str:
        """Return one node of the expression *text* in words: of the commonest in the shortest, of any other in all."""
        language, parts = self.definition.language, [self._said(part, text, action) for part in node.args]
        match node.op:
            case "and":
                return all_of(language, map(_held, parts, node.args))
            case "or":
                return any_of(language, map(_held, parts, node.args))
            case "constant" if isinstance(node.type, Choice | Choices):
                options = node.type.options
                return f'"{dict(zip(options.codes, options.labels, strict=True)).get(node.value, node.value)}"'
            case "name" if asked := about_task(language, self.flow, str(node.value)):
                return asked
            case "name" if happened := self._happened(str(node.value)):
                return happened
            case "name" if label := self._label(str(node.value), action):
                return f'"{label}"'
            case sign if sign in _SIGNS and len(parts) == 2:
                return _SIGNS[sign].said(language, first=parts[0], second=parts[1])
        return said_in_part(node, text, lambda name: self._label(name, action), language)

    def _happened(self, name: str) -> str:
        """Return what `done(screen)` and its like ask, in words; nothing for any other name."""
        function, _, rest = name.partition("(")
        if not rest or function not in _HISTORY:
            return ""
        return _HISTORY[function].said(self.definition.language, title=self._title(rest.removesuffix(")")))

    def _title(self, name: str) -> str:
        place = self.flow.definition.places.get(name)
        return place.state.title if place is not None else self.flow.titles.get(name, readable(name))

    def _label(self, name: str, action: CompiledAction | None) -> str:
        """Return the label of a field or a fact, empty when *name* is neither."""
        owner, _, field = name.partition(".")
        if owner == "row" and action is not None:
            return self._in_row(field, action)
        if owner == "tasks":
            task, _, field = field.partition(".answers.")
            held = self.flow.work.tasks.get(task)
            owner = held.definition.form or "" if held is not None else ""
        this = action.definition.submits or "" if action is not None else ""
        form = self.definition.forms.get(this if owner == "this" else owner)
        if form is not None and field in form.by_id:
            return form.by_id[field].definition.label
        fact = self.definition.facts.get((owner, field))
        return "" if fact is None else fact.definition.label

    def _in_row(self, cell: str, action: CompiledAction) -> str:
        """Return the label of a question of the row, or of the linked case, that a task is about."""
        task = self.flow.work.tasks.get(action.id)
        if task is not None and task.along is not None:
            return shared_label(self.definition, self.flow.links[task.along.link], cell)
        rows = task.rows if task is not None else None
        question = None if rows is None else self.definition.forms[rows.form].question((rows.field, cell))
        return "" if question is None else question.definition.label


def _held(words: str, node: Node) -> str:
    """Return *words* in brackets when they hold an `and` or an `or` of their own."""
    return f"({words})" if node.op in ("and", "or") else words
