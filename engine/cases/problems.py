"""What can be wrong with an answer, and the small questions that whole forms and single rows both ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from engine.cases.values import BadAnswer, Json
from engine.expressions.evaluate import Expression
from engine.expressions.types import UNKNOWN, Unknown, Value
from engine.sentences.say import Part, say

if TYPE_CHECKING:
    from engine.cases.compiled import Check, CompiledField, Options

Level = Literal["error", "warning"]
Env = dict[str, "Value | Unknown"]
"""Values by name, as conditions see them."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to put right before submitting. *path* is the field, or `rows.<row id>.<field>`; never an answer."""

    path: str
    code: str
    text: str
    level: Level = "error"


_Parts: TypeAlias = Mapping[str, Part]


@dataclass(frozen=True, slots=True)
class ProblemBook:
    """The problems of one form's questions, said in its language. Most are the same each time, and are said once.

    What is kept is one problem for each question and template, so never more than the form itself gives rise to.
    """

    language: str
    known: dict[tuple[str, str, str], tuple[_Parts, Problem]] = field(default_factory=dict, compare=False, repr=False)

    def refusal(self, path: str, label: str, bad: BadAnswer) -> Problem:
        """Return what is wrong with an answer that could not be read. *label* is that of the question at *path*."""
        known = self.known.get((path, bad.code, bad.template))
        if known is not None and known[0] == bad.parts:
            return known[1]
        said = say(self.language, '"{field}": {problem}', field=label, problem=bad)
        return self.keep(path, bad.code, bad.template, bad.parts, said)

    def keep(self, path: str, code: str, sentence: str, parts: _Parts, said: str) -> Problem:
        problem = Problem(path, code, said)
        self.known.setdefault((path, code, sentence), (parts, problem))
        return problem


def said_before(book: ProblemBook, path: str, code: str, template: str, parts: _Parts) -> Problem:
    """Return what is wrong at *path*, a question of the form: as it was said before, or said now and kept."""
    known = book.known.get((path, code, template))
    if known is not None and known[0] == parts:
        return known[1]
    return book.keep(path, code, template, parts, say(book.language, template, **parts))


def offered(options: Options, env: Env, row: Env | None) -> tuple[str, ...]:
    """Return the codes offered now: not retired, and their `offer_if` certainly true."""
    if not options.offer_if and not options.retired:
        return options.set.codes
    return tuple(
        code
        for code in options.set.codes
        if code not in options.retired
        and (code not in options.offer_if or options.offer_if[code].evaluate(env, row) is True)
    )


def all_offered(value: Value | Unknown, codes: tuple[str, ...]) -> bool:
    return set(value) <= set(codes) if isinstance(value, tuple) else value in codes


def is_true(expression: Expression | None, env: Env, row: Env | None) -> bool:
    return expression is not None and expression.evaluate(env, row) is True


def reason_for_none(one: CompiledField, given: Json) -> Json:
    """Return why a question has no answer, as it is kept, where *given* says so; else nothing.

    `{"no_answer": "declined"}` satisfies `required` and counts as unanswered. Raises BadAnswer for a reason that this
    question does not take.
    """
    reasons = one.definition.no_answer
    if not reasons or not isinstance(given, dict) or set(given) != {"no_answer"}:
        return None
    if given["no_answer"] not in reasons:
        raise BadAnswer("wrong_code", "Choose one of the reasons listed for having no answer.")
    return {"no_answer": given["no_answer"]}


def failed_checks(
    checks: Iterable[Check], path: str, label: str, env: Env, row: Env | None, language: str
) -> Iterable[Problem]:
    """Yield a problem for each check that certainly does not hold."""
    for check in checks:
        if check.expression.evaluate(env, row) is False:
            yield Problem(path, check.name, say(language, '"{field}": {problem}', field=label, problem=check.say))


def safe_name(name: str) -> str:
    return name if name.isascii() and name.isidentifier() and len(name) <= 64 else "?"


def as_json(value: Value | Unknown) -> Json:
    """Return a calculated value as it is kept: dates and decimals as text, several codes as a list."""
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, tuple):
        return [as_json(one) for one in value]
    if value is UNKNOWN:
        return None
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
