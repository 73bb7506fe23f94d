"""What the ids, roles and conditions of a workflow are called when people read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.cases.compiled import Check, CompiledAction, CompiledWorkflow, Definition, Route
from engine.definitions.workflows import DecisionRule
from engine.expressions.tree import Node
from engine.expressions.types import Choice, Choices
from engine.interop.words import readable, shortened

_LONGEST_CONDITION = 60
_SIGNS = {"==": "is", "!=": "is not", "<": "is below", "<=": "is at most", ">": "is above", ">=": "is at least"}


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one workflow: titles and labels where an author gave them, else ids made readable."""

    definition: Definition
    flow: CompiledWorkflow

    def roles(self, names: frozenset[str]) -> str:
        """Return role titles in the order of the manifest, which does not change from run to run."""
        return ", ".join(title for name, title in self.definition.roles.titles.items() if name in names) or "nobody"

    def notes(self, action: CompiledAction) -> Iterator[str]:
        """Yield what an action needs, each in a few words."""
        if action.require:
            yield f"only if: {', '.join(self._check(one, action) for one in action.require)}"
        if action.not_by:
            yield f"not whoever did: {self._earlier(action)}"
        if action.definition.reason == "required":
            yield "with a reason"

    def details(self, action: CompiledAction) -> Iterator[str]:
        """Yield what an action needs and does, each as a sentence without its full stop."""
        if action.require:
            yield f"Only if {self.meaning(action.require, action)}"
        if action.not_by:
            yield f'Not by whoever did "{self._earlier(action)}"'
        if action.definition.reason == "required":
            yield "With a reason"
        if action.definition.submits:
            yield f'Fills in "{self._form(action.definition.submits)}"'
        if action.definition.gives_back:
            yield f'Gives back "{self._form(action.definition.gives_back)}" to be changed'

    def branch(self, route: Route, rule: DecisionRule, action: CompiledAction) -> str:
        """Return a few words for one line of a decision list: its own id, its checks' ids, or its condition."""
        if rule.id:
            return readable(rule.id)
        said = " and ".join(self._check(one, action) for one in route.checks)
        return said[:1].upper() + said[1:] or "Otherwise"

    def meaning(self, checks: Sequence[Check], action: CompiledAction) -> str:
        """Return conditions in words: the questions' and answers' labels, and the signs said aloud."""
        return " and ".join(self._said(one.expression.root, one.expression.text, action) for one in checks)

    def _check(self, check: Check, action: CompiledAction) -> str:
        return readable(check.name).lower() or shortened(self.meaning((check,), action), _LONGEST_CONDITION)

    def _earlier(self, action: CompiledAction) -> str:
        return ", ".join(self.flow.titles.get(one.name, readable(one.name)) for one in action.not_by)

    def _form(self, form: str) -> str:
        return self.definition.forms[form].definition.title

    def _said(self, node: Node, text: str, action: CompiledAction) -> str:
        """Return one node of the expression *text* in words, or as it was written where there are none."""
        parts = [self._said(part, text, action) for part in node.args]
        match node.op:
            case "and" | "or":
                return f" {node.op} ".join(map(_held, parts, node.args))
            case "in" | "not in" if len(parts) == 2:
                return f"{parts[1]} {'includes' if node.op == 'in' else 'does not include'} {parts[0]}"
            case "constant" if isinstance(node.type, Choice | Choices):
                options = node.type.options
                return f'"{dict(zip(options.codes, options.labels, strict=True)).get(node.value, node.value)}"'
            case "name" if label := self._label(str(node.value), action):
                return f'"{label}"'
            case sign if sign in _SIGNS and len(parts) == 2:
                return f"{parts[0]} {_SIGNS[sign]} {parts[1]}"
        return text[node.start : node.end]

    def _label(self, name: str, action: CompiledAction) -> str:
        """Return the label of a field or a fact, empty when *name* is neither."""
        owner, _, field = name.partition(".")
        form = self.definition.forms.get((action.definition.submits or "") if owner == "this" else owner)
        if form is not None and field in form.by_id:
            return form.by_id[field].definition.label
        fact = self.definition.facts.get((owner, field))
        return "" if fact is None else fact.definition.label


def _held(words: str, node: Node) -> str:
    """Return *words* in brackets when they hold an `and` or an `or` of their own."""
    return f"({words})" if node.op in ("and", "or") else words
