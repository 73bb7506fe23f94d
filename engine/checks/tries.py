"""Trying answers: what a condition can come to, found by giving every answer to the few choices that it reads.

Trying is sound because conditions are three-valued: what is not tried is left unanswered, and a condition that is false
with a name unanswered is false whatever the answer. Only `answered` and `default` look through that, so a condition
that asks them about a name that is not tried is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from engine.cases.compiled import CompiledForm
from engine.checks.trying import ANYTHING, Bounds, answers_worth_trying, bounds_of
from engine.definitions.fields import AnyField
from engine.expressions.evaluate import Expression
from engine.expressions.types import UNKNOWN, Choice, Type, Unknown, Value

MOST_TRIES = 4_000
"""Combinations of answers tried for one condition; one that needs more is left alone."""

Env: TypeAlias = "dict[str, Value | Unknown]"


def can_be_true(
    conditions: Sequence[Expression],
    form: CompiledForm | None,
    names: Mapping[str, Type] | None = None,
    fields: Mapping[str, AnyField] | None = None,
) -> bool:
    """Return whether some answers may make all *conditions* true; True as well when that cannot be found out.

    *form* is the one they stand in; conditions of a workflow give the types of their *names* instead, and the *fields*
    that these are answers to, which say what a number can be.
    """
    tries = tries_of(conditions, form, names, fields)
    return tries is None or any(tries.may_hold(conditions, env) for env in tries.answers())


@dataclass(frozen=True, slots=True)
class Tries:
    """The answers to try. *complete* when no name that the conditions read is left out.

    *looking* when a condition asks whether something tried is answered at all.
    """

    values: Mapping[str, Sequence[Value | Unknown]]
    form: CompiledForm | None
    complete: bool
    looking: bool

    def answers(self) -> Iterator[Env]:
        for values in product(*self.values.values()):
            yield dict(zip(self.values, values, strict=True))

    def may_hold(self, conditions: Sequence[Expression], chosen: Env) -> bool:
        """Return whether all *conditions* are true with *chosen*, or might be with answers to what is not tried."""
        env = dict(chosen)
        if self.form is not None:
            _hide(env, self.form)
        results = {one.evaluate(env) for one in conditions}
        if False in results or UNKNOWN not in results:
            return False not in results
        # Left open by what is not tried; or only by an answer left out, which its own answers are tried for.
        return not self.complete and (self.looking or UNKNOWN not in chosen.values())


def tries_of(
    conditions: Sequence[Expression],
    form: CompiledForm | None,
    names: Mapping[str, Type] | None = None,
    fields: Mapping[str, AnyField] | None = None,
) -> Tries | None:
    """Return the answers to try for *conditions*, or nothing when there are too many or trying would prove nothing."""
    types = dict(names or {}) if form is None else types_of(form)
    asked = dict(fields or {}) if form is None else fields_of(form)
    closure = _closure(conditions, form, types)
    if closure is None:
        return None
    reads, trees = closure
    found = {name: answers_worth_trying(types.get(name), name, trees, _bounds(asked, name)) for name in sorted(reads)}
    tried = {name: values for name, values in found.items() if values is not None}
    size = 1
    for values in tried.values():
        size *= len(values)
    if size > MOST_TRIES or any(looks_through(tree, set(tried)) for tree in trees):
        return None
    looking = any(looks_through(tree, set()) for tree in trees)
    return Tries(tried, form, len(tried) == len(reads), looking)


def names_read(expression: Expression) -> frozenset[str]:
    """Return the names that *expression* cannot do without: not those it asks `answered` or `default` about."""
    return frozenset(_needed(expression.tree))


def _needed(tree: object) -> Iterator[str]:
    if not isinstance(tree, list) or not tree or tree[0] in ("answered", "default"):
        return
    if tree[0] == "name":
        yield str(tree[1])
    for part in tree[1:]:
        yield from _needed(part)


def looks_through(tree: object, tried: set[str]) -> bool:
    """Return whether *tree* asks `answered` or `default` about anything that is not tried."""
    if not isinstance(tree, list) or not tree:
        return False
    if tree[0] in ("answered", "default") and not all(_is_tried(part, tried) for part in tree[1:2]):
        return True
    return any(looks_through(part, tried) for part in tree[1:])


def _is_tried(tree: object, tried: set[str]) -> bool:
    return isinstance(tree, list) and tree[:1] == ["name"] and str(tree[1]) in tried


def types_of(form: CompiledForm) -> dict[str, Type]:
    """Return the types of the questions of *form*; what is calculated has no answers to try."""
    return {one.id: one.type for one in form.fields if one.type is not None and one.calc is None}


def fields_of(form: CompiledForm) -> dict[str, AnyField]:
    """Return the questions of *form* by the names by which its conditions read them."""
    return {one.id: one.definition for one in form.fields}


def _bounds(fields: Mapping[str, AnyField], name: str) -> Bounds:
    return bounds_of(fields[name]) if name in fields else ANYTHING


def _closure(
    conditions: Iterable[Expression], form: CompiledForm | None, types: Mapping[str, Type]
) -> tuple[set[str], list[object]] | None:
    """Return the names that *conditions* read and those that decide whether these are shown, with all their trees.

    Nothing when so many of them are choices that trying all answers is out of the question.
    """
    found: set[str] = set()
    trees: list[object] = []
    waiting = list(conditions)
    while waiting:
        one = waiting.pop()
        trees.append(one.tree)
        for name in one.reads - found:
            found.add(name)
            if form is not None and name in form.by_id:
                waiting += form.by_id[name].show
        if 2 ** sum(isinstance(types.get(name), Choice) for name in found) > MOST_TRIES:
            return None
    return found, trees


def _hide(env: Env, form: CompiledForm) -> None:
    """Take out the answers to questions that are surely not shown; a hidden question is unanswered."""
    for one in form.order:
        if one.id in env and any(show.evaluate(env) is False for show in one.show):
            env[one.id] = UNKNOWN
