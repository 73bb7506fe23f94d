"""Conditions as people read them: questions by their labels, answers by theirs, and the signs as words.

An expression is put into words from its typed tree, so that a label is never mistaken for a code. What has no words
here stands as its author wrote it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from engine.cases.compiled import CompiledField, CompiledForm, Definition
from engine.expressions.evaluate import Expression
from engine.expressions.tree import Node
from engine.expressions.types import Choice, Choices, Date, DateTime, Time

Label = Callable[[str], str]
"""From a name (`outcome`, `associates.role`, `referral.outcome`) to its label; empty where it has none."""

_SIGNS: Final[Mapping[str, str]] = {
    "==": "is",
    "!=": "is not",
    "<": "is below",
    "<=": "is at most",
    ">": "is above",
    ">=": "is at least",
}
_TIME_SIGNS: Final[Mapping[str, str]] = {
    "<": "is before",
    "<=": "is not after",
    ">": "is after",
    ">=": "is not before",
}
_CALLS: Final[Mapping[str, str]] = {
    "years_between": "the full years from {0} to {1}",
    "months_between": "the full months from {0} to {1}",
    "days_between": "the days from {0} to {1}",
    "working_days_between": "the working days from {0} to {1}",
    "add_days": "the day {1} calendar days after {0}",
    "add_working_days": "the day {1} working days after {0}",
    "age_on": "the age on {1} of someone born on {0}",
    "length": "the number of letters in {0}",
    "lower": "{0} in small letters",
    "contains": "{0} has {1} in it",
    "starts_with": "{0} starts with {1}",
}
_PLAIN: Final[Mapping[str, str]] = {
    "answered": "{0} is answered",
    "not answered": "{0} is not answered",
    "in": "{1} includes {0}",
    "not in": "{1} does not include {0}",
    "negate": "minus {0}",
    "*": "{0} times {1}",
    "/": "{0} divided by {1}",
    "default": "{0}, or {1} where it is not answered,",
    "points": "the points of {0}",
}
_MOMENTS: Final[Mapping[str, str]] = {"today()": "today", "now()": "now"}
_OVER_ROWS: Final[Mapping[str, str]] = {
    "any": "for at least one of {0}: {1}",
    "all": "for every one of {0}: {1}",
    "count": "the number of {0} with {1}",
    "sum": "the sum over {0} of {1}",
    "min": "the smallest over {0} of {1}",
    "max": "the largest over {0} of {1}",
}
_DENIED: Final[Mapping[str, str]] = {
    "==": "!=",
    "!=": "==",
    "in": "not in",
    "not in": "in",
    "among": "not among",
    "not among": "among",
    "answered": "not answered",
}


def said(expression: Expression, label: Label) -> str:
    """Return *expression* in words, without a capital and without a full stop: `"Who told us?" is "Police"`."""
    return _Saying(expression.text, label).of(expression.root)


def label_in(form: CompiledForm) -> Label:
    """Return the labels of *form* by name: its questions', and those inside rows alone and after their rows' id."""
    labels = {one.id: one.definition.label for one in form.fields}
    inside = {name: text for one in form.fields for name, text in _inside(one)}
    short = {name.rpartition(".")[2]: text for name, text in inside.items()}
    known = {**short, **inside, **labels}
    return lambda name: known.get(name.removeprefix("form."), "")


def _inside(one: CompiledField) -> Iterator[tuple[str, str]]:
    """Yield the full name and the label of each question inside the rows of *one*."""
    for cell in one.row.fields if one.row is not None else ():
        yield f"{one.id}.{cell.id}", cell.definition.label
        yield from ((f"{one.id}.{name}", text) for name, text in _inside(cell))


def label_everywhere(definition: Definition, this: str | None) -> Label:
    """Return the labels that a workflow's conditions use: `<form>.<field>`, `this.<field>` and the subject's facts."""

    def label(name: str) -> str:
        owner, _, field = name.partition(".")
        form = definition.forms.get((this or "") if owner == "this" else owner)
        if form is not None:
            return label_in(form)(field)
        fact = definition.facts.get((owner, field))
        return "" if fact is None else fact.definition.label

    return label


@dataclass(frozen=True, slots=True)
class _Saying:
    """One expression on its way into words."""

    text: str
    label: Label

    def of(self, node: Node) -> str:
        match node.op:
            case "name" | "field":
                return self._named(node)
            case "constant" | "local":
                return self._constant(node if node.op == "constant" else node.args[0])
            case "and" | "or":
                return f" {node.op} ".join(self._held(part) for part in node.args)
            case "not":
                return self._denied(node.args[0])
            case "rank":
                return self.of(node.args[0])
        parts = [self.of(part) for part in node.args]
        return self._put_together(node.op, node, parts)

    def _put_together(self, op: str, node: Node, parts: list[str]) -> str:
        if op in _SIGNS and len(parts) == 2:
            return f"{parts[0]} {_sign(op, node.args[0])} {parts[1]}"
        if op in _OVER_ROWS and len(parts) == 2:
            return _OVER_ROWS[op].format(*parts)
        if op == "call" and node.value in _CALLS:
            return _CALLS[node.value].format(*parts)
        if op in _PLAIN:
            return _PLAIN[op].format(*parts)
        match op:
            case "among" | "not among":
                return f"{parts[0]} is {self._listed(node, 'or' if op == 'among' else 'nor')}"
            case "chain":
                return self._chain(node, parts)
            case "terms":
                return parts[0] + "".join(f" {sign} {one}" for sign, one in zip(node.value, parts[1:], strict=True))
            case "size":
                kind = "answers to" if isinstance(node.args[0].type, Choices) else "rows in"
                return f"the number of {kind} {parts[0]}"
        return self._as_written(node)

    def _named(self, node: Node) -> str:
        name = node.value if isinstance(node.value, str) else str(node.value[2])
        found = self.label(name)
        return f'"{found}"' if found else _MOMENTS.get(name, self._as_written(node))

    def _constant(self, node: Node) -> str:
        match node.type, node.value:
            case ((Choice(options) | Choices(options)), code):
                return f'"{dict(zip(options.codes, options.labels, strict=True)).get(code, code)}"'
            case _, datetime() as moment:
                return f"{moment.day} {moment:%B %Y}, {moment:%H:%M}"
            case _, date() as day:
                return f"{day.day} {day:%B %Y}"
            case _, time() as hour:
                return f"{hour:%H:%M}"
            case _, bool() as truth:
                return "always so" if truth else "never so"
            case _, str() as text:
                return f'"{text}"'
        return str(node.value)

    def _listed(self, node: Node, word: str) -> str:
        """Return written answers: `"A", "B" or "C"`, and for what is denied `neither "A" nor "B"`."""
        one = node.args[0]
        items = [self._constant(Node("constant", one.type, 0, 0, value=item)) for item in node.value]
        if word == "nor" and len(items) == 1:
            return f"not {items[0]}"
        most, last = ", ".join(items[:-1]), items[-1]
        joined = f"{most} {word} {last}" if most else last
        return f"neither {joined}" if word == "nor" else joined

    def _chain(self, node: Node, parts: list[str]) -> str:
        steps = zip(node.args[:-1], parts[:-1], node.value, parts[1:], strict=True)
        return " and ".join(f"{left} {_sign(sign, at)} {right}" for at, left, sign, right in steps)

    def _denied(self, node: Node) -> str:
        opposite = _DENIED.get(node.op)
        if opposite is None:
            return f"it is not so that {self._held(node)}"
        return self._put_together(opposite, node, [self.of(part) for part in node.args])

    def _held(self, node: Node) -> str:
        words = self.of(node)
        return f"({words})" if node.op in ("and", "or") else words

    def _as_written(self, node: Node) -> str:
        return self.text[node.start : node.end]


def _sign(sign: str, node: Node) -> str:
    in_time = isinstance(node.type, Date | DateTime | Time)
    return _TIME_SIGNS[sign] if in_time and sign in _TIME_SIGNS else _SIGNS[sign]
