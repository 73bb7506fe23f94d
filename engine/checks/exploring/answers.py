"""The answers to a form that the conditions of a workflow can tell apart: of each such set, one.

Answers are tried together, so that what cannot be true at once is never put together: `x == a` and `x == b` are two
answers to one question. What is not shown is not answered, what is required is, and what the form's own rules refuse
is left out. A question that cannot be tried, a date or a text, is left open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from engine.cases.compiled import CompiledAction, CompiledField, CompiledForm
from engine.checks.tries import Env
from engine.checks.trying import answers_worth_trying, bounds_of
from engine.expressions.closures import compiled
from engine.expressions.evaluate import NO_ROW, Expression
from engine.expressions.tree import Node, Run, looked_at
from engine.expressions.types import UNKNOWN, Choices, Unknown, Value

MOST_TOGETHER = 2_000
"""Sets of answers to one form that are tried; questions beyond that are left open."""

NOTHING = 0
"""The number of having submitted nothing."""


class Answers:
    """What a form, or a task's own form, can have been answered with. *names* are the questions that conditions read.

    Each set of answers that conditions can tell apart has a number; 0 is a form that nobody has submitted.
    """

    def __init__(
        self,
        owner: str,
        form: CompiledForm,
        names: Iterable[str],
        conditions: Sequence[Expression],
        *,
        kept: bool,
        sent_again: bool,
    ) -> None:
        self.owner, self.form, self.names = owner, form, frozenset(names)
        self._sent_again = sent_again
        mine = frozenset(f"{prefix}.{name}" for name in self.names for prefix in (owner, "this"))
        parts = [part for one in conditions for part in _parts_about(one.root, mine)]
        self._parts: list[Run] = [compiled(part) for part in parts]
        self._together = tuple(sorted(_read_together(parts))) if kept else ()
        self._several: set[str] = set()
        self._tried = self._values_to_try(conditions)
        self.open = frozenset(name for name in self.names if name not in self._tried and form.by_id[name].calc is None)
        """Questions whose answers are not tried."""
        self.partial = bool(self._several or self.open)
        """Whether not every set of answers is tried that conditions could tell apart."""
        self._sets: list[Env] = [{}]
        self._numbers: dict[tuple[object, ...], int] = {}
        self._narrowed: dict[tuple[int, frozenset[str]], int] = {}
        self._given: dict[tuple[str, str, int], tuple[int, ...]] = {}

    def env(self, number: int) -> Env:
        """Return a set of answers by question, as conditions see it."""
        return self._sets[number]

    def given(self, action: CompiledAction, before: int) -> tuple[int, ...]:
        """Return what the form can have been answered with after *action*, where it was *before*."""
        key = (action.source, action.id, before)
        known = self._given.get(key)
        if known is None:
            starts: list[Env] = [self._sets[before] if action.definition.carries_on is not None else {}]
            if self._sent_again and before and action.definition.carries_on is None:
                starts.append(self._sets[before])  # what was given back is sent again, signed as it was
            sets = (one for start in starts for one in self._answered(action, start))
            known = self._given[key] = tuple(dict.fromkeys(self._number(one) for one in sets))
        return known

    def narrowed(self, number: int, names: frozenset[str]) -> int:
        """Return the number of the same answers to *names*, with all others left out."""
        key = (number, names)
        known = self._narrowed.get(key)
        if known is None:
            known = self._narrowed[key] = self._number({k: v for k, v in self._sets[number].items() if k in names})
        return known

    def _number(self, answers: Env) -> int:
        env = {f"{prefix}.{name}": value for name, value in answers.items() for prefix in (self.owner, "this")}
        told = tuple(run(env, NO_ROW) for run in self._parts)
        # Some answers are changed later and others stay: what is read together is told apart by each of them.
        told += tuple(answers.get(name, UNKNOWN) for name in self._together)
        number = self._numbers.get(told)
        if number is None:
            number = self._numbers[told] = len(self._sets)
            self._sets.append({name: value for name, value in answers.items() if name in self.names})
        return number

    # --- which questions are tried, and with what --------------------------------------------------------------------

    def _values_to_try(self, conditions: Sequence[Expression]) -> Mapping[str, list[Value | Unknown]]:
        """Return the answers to try of each question, the questions that decide about others among them."""
        asked = {name: self.form.by_id[name] for name in _with_deciding(self.names, self.form)}
        inside = [one.tree for each in self.form.fields for one in _about(each)]
        inside += [one.tree for rule in self.form.rules for one in (rule.when, rule.require) if one is not None]
        trees = [_named_alone(one.tree, (f"{self.owner}.", "this.")) for one in conditions]
        found: dict[str, list[Value | Unknown]] = {}
        for name, one in asked.items():
            if one.calc is not None or one.row is not None:
                continue
            values = answers_worth_trying(one.type, name, [*trees, *inside], bounds_of(one.definition))
            if values is None and isinstance(one.type, Choices):
                self._several.add(name)
                values = _some_of_several(one, [*trees, *inside])
            if values is not None:
                retired = one.options.retired if one.options is not None else frozenset()
                found[name] = [value for value in values if not _holds(value, retired)]
        while len(found) > 1 and _product(found) > MOST_TOGETHER:
            # What only decides whether something is shown goes first, then whatever has the most answers.
            del found[max(found, key=lambda name: (name not in self.names, len(found[name])))]
        return found

    def _answered(self, action: CompiledAction, start: Env) -> Iterator[Env]:
        """Yield every set of answers with which *action* may leave the form, which held *start*."""
        sets: list[Env] = [{}]
        for one in self.form.order:
            if one.calc is not None or one.id in self._tried:
                sets = [{**env, **more} for env in sets for more in self._answers_to(one, action, env, start)]
        yield from (env for env in sets if not self._is_refused(env))

    def _answers_to(self, one: CompiledField, action: CompiledAction, env: Env, start: Env) -> Iterator[Env]:
        if one.calc is not None:
            yield {one.id: one.calc.evaluate(env)}
            return
        asked = action.id in one.asked_for if one.asked_for else action.definition.carries_on is None
        shown = [show.evaluate(env) for show in one.show]
        if not asked or False in shown:
            yield {one.id: start.get(one.id, UNKNOWN) if False not in shown else UNKNOWN}
            return
        if UNKNOWN in shown or not _must_be_answered(one, action, env):
            yield {one.id: UNKNOWN}
        offers = one.options.offer_if if one.options is not None else {}
        gone = {code for code, offer in offers.items() if offer.evaluate(env) is False}
        for value in self._tried[one.id]:
            codes = value if isinstance(value, tuple) else (value,)
            if value is not UNKNOWN and not any(code in gone for code in codes):
                yield {one.id: value}

    def _is_refused(self, env: Env) -> bool:
        """Return whether the form itself would not take these answers, whatever the others are."""
        checks = (check.expression for name in env for check in self.form.by_id[name].checks)
        if any(one.evaluate(env) is False for one in checks):
            return True
        return any(
            rule.definition.level != "warning"
            and (rule.when is None or rule.when.evaluate(env) is True)
            and rule.require.evaluate(env) is False
            for rule in self.form.rules
        )


def _must_be_answered(one: CompiledField, action: CompiledAction, env: Env) -> bool:
    definition = one.definition
    if definition.no_answer:
        return False
    must = definition.required or action.id in definition.required_for
    return must or (one.required_if is not None and one.required_if.evaluate(env) is True)


def _with_deciding(names: Iterable[str], form: CompiledForm) -> list[str]:
    """Return *names* and the questions that decide whether these are shown, offered, and what they come to."""
    found: dict[str, None] = {}
    waiting = sorted(names)
    while waiting:
        one = form.by_id[waiting.pop(0)]
        if one.id in found:
            continue
        found[one.id] = None
        for condition in _deciding(one):
            waiting += sorted(name for name in condition.reads if name in form.by_id)
    return list(found)


def _deciding(one: CompiledField) -> Iterator[Expression]:
    """Yield what decides whether a question is shown, what it offers, whether it must be answered, what it comes to."""
    yield from one.show
    yield from one.options.offer_if.values() if one.options is not None else ()
    yield from (each for each in (one.calc, one.required_if) if each is not None)


def _about(one: CompiledField) -> Iterator[Expression]:
    yield from _deciding(one)
    yield from (check.expression for check in one.checks)


def _some_of_several(one: CompiledField, trees: Sequence[object]) -> list[Value | Unknown]:
    """Return answers to a question that may have many at once: not all sets, but those that conditions speak of.

    Each code that is named alone, with those that stand beside it in one condition, and all of them.
    """
    codes = one.type.options.codes if isinstance(one.type, Choices) else ()
    named = [code for code in codes if any(_mentions(tree, code) for tree in trees)]
    pairs = [
        (first, second)
        for index, first in enumerate(named)
        for second in named[index + 1 :]
        if any(_mentions(tree, first) and _mentions(tree, second) for tree in trees)
    ]
    other = [code for code in codes if code not in named][:1]
    sets: list[tuple[str, ...]] = [*((code,) for code in [*named, *other]), *pairs]
    return [UNKNOWN, *dict.fromkeys([*sets, *([tuple(named)] if named else [])])]


def _holds(value: Value | Unknown, codes: frozenset[str]) -> bool:
    return any(one in codes for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, str))


def _mentions(tree: object, code: str) -> bool:
    if isinstance(tree, list):
        return any(_mentions(part, code) for part in tree)
    return tree == code


def _named_alone(tree: object, prefixes: tuple[str, ...]) -> object:
    """Return *tree* with the questions of one form named as the form itself names them."""
    if not isinstance(tree, list):
        return tree
    if tree[:1] == ["name"] and isinstance(tree[1], str):
        return ["name", next((tree[1].removeprefix(one) for one in prefixes if tree[1].startswith(one)), tree[1])]
    return [_named_alone(part, prefixes) for part in tree]


def _parts_about(node: Node, names: frozenset[str]) -> Iterator[Node]:
    """Yield the largest parts of a condition that read something of *names* and nothing else."""
    read = {name for distance, name in looked_at(node) if distance == -1}
    if not read & names:
        return
    if read <= names:
        yield node
        return
    for part in node.args:
        yield from _parts_about(part, names)


def _read_together(parts: Iterable[Node]) -> Iterator[str]:
    """Yield the questions that one part of a condition reads beside others."""
    for part in parts:
        read = {name.rpartition(".")[2] for distance, name in looked_at(part) if distance == -1}
        yield from read if len(read) > 1 else ()


def _product(values: Mapping[str, Sequence[object]]) -> int:
    size = 1
    for some in values.values():
        size *= len(some)
    return size
