"""Expressions, ready to run: text in, an expression that can be evaluated, explained and handed on, or every problem.

This is the way in. Reading, checking and closures each have their module; nothing here knows how they work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from engine.expressions.checking import Checker
from engine.expressions.closures import compiled
from engine.expressions.explain import Why, why
from engine.expressions.parsing import Source
from engine.expressions.problems import Problem
from engine.expressions.syntax import read
from engine.expressions.tree import Env, Node, Run, as_json
from engine.expressions.types import BOOLEAN, Scope, Type, Unknown, Value

__all__ = ["NO_ROW", "Expression", "Problem", "Why", "compile_expression"]

NO_ROW: Final[Env] = MappingProxyType({})
"""The row of what stands in no row."""


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """One checked expression. Running it reads only what `reads` names, changes nothing and never raises."""

    text: str
    type: Type
    reads: frozenset[str]
    """Every key of the environment (and of the row it stands in) that it looks at."""
    row_reads: frozenset[str]
    """Every field it looks at inside collections, by full name: `associates.own_concern`."""
    root: Node = field(repr=False)
    run: Run = field(repr=False)
    """Does what `evaluate` does, for those who judge one condition after another: the row is always given to it."""

    def evaluate(self, env: Mapping[str, object], row: Mapping[str, object] | None = None) -> Value | Unknown:
        """Return the value, or UNKNOWN. A name that *env* (or *row*) does not have is unanswered."""
        result: Value | Unknown = self.run(env, NO_ROW if row is None else row)
        return result

    def explain(self, env: Mapping[str, object], row: Mapping[str, object] | None = None) -> Why:
        """Return the same value with each part's: the parts' texts, values and, for unknown, who is to answer."""
        return why(self.text, self.root, env, NO_ROW if row is None else row)

    @property
    def tree(self) -> list[object]:
        """The typed tree as plain JSON: `["==", ["name", "age"], ["number", "16"]]`. For other evaluators."""
        return as_json(self.root)


def compile_expression(text: str, scope: Scope, *, wants: Type | None = BOOLEAN) -> Expression | tuple[Problem, ...]:
    """Return the expression ready to run, or all its problems, in the order of the text.

    *wants* is the type that the setting needs; `None` accepts any. Refused are texts of more than 1,000 characters,
    400 parts or 20 levels, and everything outside the language.
    """
    source = read(text)
    if not isinstance(source, Source):
        return source
    checker = Checker(source, scope)
    root = checker.check(wants)
    if root is None:
        return tuple(sorted(checker.problems, key=lambda one: (one.start, one.end, one.code.id)))
    reads, row_reads = frozenset(checker.reads), frozenset(checker.row_reads)
    return Expression(text, root.type, reads, row_reads, root, compiled(root))
