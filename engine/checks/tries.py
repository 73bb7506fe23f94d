"""Trying answers: what a condition can come to, found by giving every answer to the few choices that it reads.

Trying is sound because conditions are three-valued: what is not tried is left unanswered, and a condition that is false
with a name unanswered is false whatever the answer. Only `answered` and `default` look through that, so a condition
that asks them about a name that is not tried is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise, product
from typing import TypeAlias

from engine.cases.compiled import CompiledForm
from engine.expressions.evaluate import Expression
from engine.expressions.types import UNKNOWN, Choice, Choices, Number, Type, Unknown, Value

MOST_TRIES = 4_000
"""Combinations of answers tried for one condition; one that needs more is left alone."""
_MOST_CODES_TOGETHER = 5
"""Of a question with several answers: one with more codes is left unanswered."""

Env: TypeAlias = "dict[str, Value | Unknown]"


def can_be_true(
    conditions: Sequence[Expression], form: CompiledForm | None, names: Mapping[str, Type] | None = None
) -> bool:
    """Return whether some answers may make all *conditions* true; True as well when that cannot be found out.

    *form* is the one they stand in; conditions of a workflow give the types of their *names* instead.
    """
    tries = tries_of(conditions, form, names)
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
    conditions: Sequence[Expression], form: CompiledForm | None, names: Mapping[str, Type] | None = None
) -> Tries | None:
    """Return the answers to try for *conditions*, or nothing when there are too many or trying would prove nothing."""
    types = dict(names or {}) if form is None else types_of(form)
    closure = _closure(conditions, form, types)
    if closure is None:
        return None
    reads, trees = closure
    found = {name: _answers(types.get(name), name, trees) for name in sorted(reads)}
    tried = {name: values for name, values in found.items() if values is not None}
    size = 1
    for values in tried.values():
        size *= len(values)
    if size > MOST_TRIES or any(_looks_through(tree, set(tried)) for tree in trees):
        return None
    looking = any(_looks_through(tree, set()) for tree in trees)
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


def _looks_through(tree: object, tried: set[str]) -> bool:
    """Return whether *tree* asks `answered` or `default` about anything that is not tried."""
    if not isinstance(tree, list) or not tree:
        return False
    if tree[0] in ("answered", "default") and not all(_is_tried(part, tried) for part in tree[1:2]):
        return True
    return any(_looks_through(part, tried) for part in tree[1:])


def _is_tried(tree: object, tried: set[str]) -> bool:
    return isinstance(tree, list) and tree[:1] == ["name"] and str(tree[1]) in tried


def types_of(form: CompiledForm) -> dict[str, Type]:
    """Return the types of the questions of *form*; what is calculated has no answers to try."""
    return {one.id: one.type for one in form.fields if one.type is not None and one.calc is None}


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


def _answers(kind: Type | None, name: str, trees: Iterable[object]) -> list[Value | Unknown] | None:
    """Return the answers of one name that are worth trying, with none at all; nothing when it cannot be tried."""
    match kind:
        case Choice():
            return [UNKNOWN, *kind.options.codes]
        case Choices() if len(kind.options.codes) <= _MOST_CODES_TOGETHER:
            codes = kind.options.codes
            return [UNKNOWN, *(some for size in range(1, len(codes) + 1) for some in combinations(codes, size))]
        case Number():
            return _numbers(name, trees)
        case _:
            return None


def _numbers(name: str, trees: Iterable[object]) -> list[Value | Unknown] | None:
    """Return numbers at, between and beyond those that *name* is compared with, if it is only compared with numbers."""
    met: set[Decimal] = set()
    for tree in trees:
        if not _only_compared(tree, name, met):
            return None
    around = sorted(
        {one + step for one in met for step in (Decimal(-1), Decimal("-0.5"), Decimal(0), Decimal("0.5"), Decimal(1))}
    )
    between = [(one + other) / 2 for one, other in pairwise(around)]
    return [UNKNOWN, *sorted({*around, *between})] if met else None


def _only_compared(tree: object, name: str, met: set[Decimal]) -> bool:
    if not isinstance(tree, list) or not tree:
        return True
    if tree[0] in ("<", "<=", ">", ">=", "==", "!=") and ["name", name] in tree[1:]:
        other = tree[2] if tree[1] == ["name", name] else tree[1]
        if not (isinstance(other, list) and other[:1] == ["number"]):
            return False
        met.add(Decimal(str(other[1])))
        return True
    return tree != ["name", name] and all(_only_compared(part, name, met) for part in tree[1:])
