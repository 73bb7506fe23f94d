"""Conditions and calculations walked slowly, as Python's own syntax tree of the text that stands in the definition."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from engine.definitions.lists import OptionList

UNKNOWN: Final = None
"""What is not answered. Any other value is as Python has it: text, numbers, dates, several codes, rows of answers."""

Read = Callable[[str], Any]
"""Looks a bare name up: what it is worth, or the name itself where it is a code."""

SIGNS: Final[Mapping[type[ast.AST], Callable[[Any, Any], Any]]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda one, many: one in many,
    ast.Add: operator.add,
    ast.Sub: operator.sub,
}


def worth(text: str, read: Read, lists: Mapping[str, OptionList]) -> Any:
    """Return what a condition or calculation comes to."""
    return Walk(read, lists).walk(ast.parse(text, mode="eval").body)


@dataclass(frozen=True)
class Walk:
    read: Read
    lists: Mapping[str, OptionList]

    def walk(self, node: ast.AST) -> Any:
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                return self.read(name)
            case ast.Attribute(value=ast.Name(id="form"), attr=name):
                return self.read(f"form.{name}")
            case ast.List(elts=parts):
                return [self.walk(one) for one in parts]
            case ast.BoolOp(op=op, values=parts):
                return joined(isinstance(op, ast.And), [self.walk(one) for one in parts])
            case ast.UnaryOp(op=ast.Not(), operand=part):
                value = self.walk(part)
                return UNKNOWN if value is UNKNOWN else not value
            case ast.Compare(left=left, ops=[sign], comparators=[right]):
                return self.signed(sign, *(self.alike(self.walk(left), self.walk(right), sign)))
            case ast.BinOp(left=left, op=sign, right=right):
                return self.signed(sign, self.walk(left), self.walk(right))
            case ast.Call(func=ast.Name(id=function), args=parts):
                return getattr(self, function)(*parts)
        raise AssertionError(ast.dump(node))

    @staticmethod
    def signed(sign: ast.AST, one: Any, other: Any) -> Any:
        return UNKNOWN if one is UNKNOWN or other is UNKNOWN else SIGNS[type(sign)](one, other)

    def alike(self, one: Any, other: Any, sign: ast.AST) -> tuple[Any, Any]:
        """Return both sides as they compare: quoted dates as dates, codes of an ordered list by their place."""
        if isinstance(one, date) and isinstance(other, str):
            return one, date.fromisoformat(other)
        order = list(self.lists["levels"].options)
        if isinstance(sign, ast.Lt | ast.LtE | ast.Gt | ast.GtE) and isinstance(one, str) and isinstance(other, str):
            return order.index(one), order.index(other)
        return one, other

    # The functions that the forms of the tests use.

    def today(self) -> Any:
        return self.read("today()")

    def answered(self, part: ast.AST) -> bool:
        return self.walk(part) is not UNKNOWN

    def default(self, part: ast.AST, instead: ast.AST) -> Any:
        value = self.walk(part)
        return self.walk(instead) if value is UNKNOWN else value

    def points(self, part: ast.AST) -> Any:
        value = self.walk(part)
        return UNKNOWN if value is UNKNOWN else int(self.lists["levels"].options[value].points or 0)

    def count(self, part: ast.AST, condition: ast.AST | None = None) -> Any:
        many = self.walk(part)
        if condition is None:
            return UNKNOWN if many is UNKNOWN else len(many)
        return sum(value is True for value in self.in_rows(many, condition))

    def any(self, part: ast.AST, condition: ast.AST) -> Any:
        return joined(False, self.in_rows(self.walk(part), condition))

    def all(self, part: ast.AST, condition: ast.AST) -> Any:
        return joined(True, self.in_rows(self.walk(part), condition))

    def sum(self, part: ast.AST, value: ast.AST) -> Any:
        found = self.in_rows(self.walk(part), value)
        return UNKNOWN if UNKNOWN in found else sum(found)

    def in_rows(self, rows: Sequence[Mapping[str, Any]], node: ast.AST) -> list[Any]:
        return [Walk(self.row_first(row), self.lists).walk(node) for row in rows]

    def row_first(self, row: Mapping[str, Any]) -> Read:
        return lambda name: row[name] if name in row else self.read(name)


def joined(every: bool, values: Sequence[Any]) -> Any:
    """Return `and` (*every*) or `or` as Kleene has them: one part may decide alone, else unknown spreads."""
    if (not every) in values:
        return not every
    return UNKNOWN if UNKNOWN in values else every
