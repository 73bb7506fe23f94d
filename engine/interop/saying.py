"""Conditions as people read them: questions by their labels, answers by theirs, and the signs as words.

An expression is put into words from its typed tree, so that a label is never mistaken for a code. What has no words
here stands as its author wrote it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from engine.cases.compiled import CompiledField, CompiledForm, Definition
from engine.expressions.evaluate import Expression
from engine.expressions.tree import Node
from engine.expressions.types import Choice, Choices, Date, DateTime, Time
from engine.sentences.dates import plain_day
from engine.sentences.say import Sentence, all_of, any_of, either, say

Label = Callable[[str], str]
"""From a name (`outcome`, `associates.role`, `referral.outcome`) to its label; empty where it has none."""

_SIGNS: Final[Mapping[str, Sentence]] = {
    "==": Sentence("{first} is {second}"),
    "!=": Sentence("{first} is not {second}"),
    "<": Sentence("{first} is below {second}"),
    "<=": Sentence("{first} is at most {second}"),
    ">": Sentence("{first} is above {second}"),
    ">=": Sentence("{first} is at least {second}"),
}
_TIME_SIGNS: Final[Mapping[str, Sentence]] = {
    "<": Sentence("{first} is before {second}"),
    "<=": Sentence("{first} is not after {second}"),
    ">": Sentence("{first} is after {second}"),
    ">=": Sentence("{first} is not before {second}"),
}
_CALLS: Final[Mapping[str, Sentence]] = {
    "years_between": Sentence("the full years from {first} to {second}"),
    "months_between": Sentence("the full months from {first} to {second}"),
    "days_between": Sentence("the days from {first} to {second}"),
    "working_days_between": Sentence("the working days from {first} to {second}"),
    "add_days": Sentence("the day {second} calendar days after {first}"),
    "add_working_days": Sentence("the day {second} working days after {first}"),
    "age_on": Sentence("the age on {second} of someone born on {first}"),
    "length": Sentence("the number of letters in {first}"),
    "lower": Sentence("{first} in small letters"),
    "contains": Sentence("{first} has {second} in it"),
    "starts_with": Sentence("{first} starts with {second}"),
}
_PLAIN: Final[Mapping[str, Sentence]] = {
    "answered": Sentence("{first} is answered"),
    "not answered": Sentence("{first} is not answered"),
    "in": Sentence("{second} includes {first}"),
    "not in": Sentence("{second} does not include {first}"),
    "negate": Sentence("minus {first}"),
    "*": Sentence("{first} times {second}"),
    "/": Sentence("{first} divided by {second}"),
    "default": Sentence("{first}, or {second} where it is not answered,"),
    "points": Sentence("the points of {first}"),
}
_MOMENTS: Final[Mapping[str, Sentence]] = {"today()": Sentence("today"), "now()": Sentence("now")}
_OVER_ROWS: Final[Mapping[str, Sentence]] = {
    "any": Sentence("for at least one of {first}: {second}"),
    "all": Sentence("for every one of {first}: {second}"),
    "count": Sentence("the number of {first} with {second}"),
    "sum": Sentence("the sum over {first} of {second}"),
    "min": Sentence("the smallest over {first} of {second}"),
    "max": Sentence("the largest over {first} of {second}"),
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


def said(expression: Expression, label: Label, language: str = "en") -> str:
    """Return *expression* in words, without a capital and without a full stop: `"Who told us?" is "Police"`."""
    return _Saying(expression.text, label, language).of(expression.root)


def said_in_part(node: Node, text: str, label: Label, language: str) -> str:
    """Return one part of the expression *text* in words, in the same way."""
    return _Saying(text, label, language).of(node)


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
    language: str

    def of(self, node: Node) -> str:
        match node.op:
            case "name" | "field":
                return self._named(node)
            case "constant" | "local":
                return self._constant(node if node.op == "constant" else node.args[0])
            case "and":
                return all_of(self.language, map(self._held, node.args))
            case "or":
                return any_of(self.language, map(self._held, node.args))
            case "not":
                return self._denied(node.args[0])
            case "rank":
                return self.of(node.args[0])
        parts = [self.of(part) for part in node.args]
        return self._put_together(node.op, node, parts)

    def _put_together(self, op: str, node: Node, parts: list[str]) -> str:
        if op in _SIGNS and len(parts) == 2:
            return self._said(_sign(op, node.args[0]), parts)
        if op in _OVER_ROWS and len(parts) == 2:
            return self._said(_OVER_ROWS[op], parts)
        if op == "call" and node.value in _CALLS:
            return self._said(_CALLS[node.value], parts)
        if op in _PLAIN:
            return self._said(_PLAIN[op], parts)
        match op:
            case "among" | "not among":
                return self._among(node, parts[0], denied=op == "not among")
            case "chain":
                return self._chain(node, parts)
            case "terms":
                return parts[0] + "".join(f" {sign} {one}" for sign, one in zip(node.value, parts[1:], strict=True))
            case "size" if isinstance(node.args[0].type, Choices):
                return say(self.language, "the number of answers to {first}", first=parts[0])
            case "size":
                return say(self.language, "the number of rows in {first}", first=parts[0])
        return self._as_written(node)

    def _said(self, sentence: Sentence, parts: Sequence[str]) -> str:
        return sentence.said(self.language, **dict(zip(("first", "second"), parts, strict=False)))

    def _named(self, node: Node) -> str:
        name = node.value if isinstance(node.value, str) else str(node.value[2])
        found = self.label(name)
        if found:
            return f'"{found}"'
        return _MOMENTS[name].said(self.language) if name in _MOMENTS else self._as_written(node)

    def _constant(self, node: Node) -> str:
        match node.type, node.value:
            case ((Choice(options) | Choices(options)), code):
                return f'"{dict(zip(options.codes, options.labels, strict=True)).get(code, code)}"'
            case _, datetime() as moment:
                day = plain_day(self.language, moment.date())
                return say(self.language, "{day}, {time}", day=day, time=f"{moment:%H:%M}")
            case _, date() as day:
                return plain_day(self.language, day)
            case _, time() as hour:
                return f"{hour:%H:%M}"
            case _, bool() as truth:
                return say(self.language, "always so" if truth else "never so")
            case _, str() as text:
                return f'"{text}"'
        return str(node.value)

    def _among(self, node: Node, first: str, *, denied: bool) -> str:
        """Return that it is one of the written answers: `is "A", "B" or "C"`, and `is neither "A" nor "B"`."""
        one = node.args[0]
        items = [self._constant(Node("constant", one.type, 0, 0, value=item)) for item in node.value]
        if not denied or len(items) == 1:
            return self._said(_SIGNS["!=" if denied else "=="], (first, either(self.language, items)))
        words, last = ", ".join(items[:-1]), items[-1]
        return say(self.language, "{first} is neither {words} nor {last}", first=first, words=words, last=last)

    def _chain(self, node: Node, parts: list[str]) -> str:
        steps = zip(node.args[:-1], parts[:-1], node.value, parts[1:], strict=True)
        return all_of(self.language, (self._said(_sign(sign, at), (left, right)) for at, left, sign, right in steps))

    def _denied(self, node: Node) -> str:
        opposite = _DENIED.get(node.op)
        if opposite is None:
            return say(self.language, "it is not so that {condition}", condition=self._held(node))
        return self._put_together(opposite, node, [self.of(part) for part in node.args])

    def _held(self, node: Node) -> str:
        words = self.of(node)
        return f"({words})" if node.op in ("and", "or") else words

    def _as_written(self, node: Node) -> str:
        return self.text[node.start : node.end]


def _sign(sign: str, node: Node) -> Sentence:
    in_time = isinstance(node.type, Date | DateTime | Time)
    return _TIME_SIGNS[sign] if in_time and sign in _TIME_SIGNS else _SIGNS[sign]
