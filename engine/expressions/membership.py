"""`in`, `not in` and `one_of`: one answer among several answers of a question, or in a list that is written out.

A written list holds answers, numbers and texts only, each of the type of what is looked for.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from engine.expressions.comparing import may_compare
from engine.expressions.desk import Desk
from engine.expressions.parsing import SIGN_OF
from engine.expressions.problems import NOT_AMONG, NOT_LITERALS, OTHER_LIST
from engine.expressions.tree import Node
from engine.expressions.types import BOOLEAN, Choice, Choices, Text, described, options_of


def within(desk: Desk, at: ast.Compare) -> Node | None:
    """Return `x in y` or `x not in y` typed, or nothing when what is wrong has been said."""
    left, right, sign = at.left, at.comparators[0], SIGN_OF[type(at.ops[0])]
    if isinstance(right, ast.List):
        return among(desk, at, left, right.elts, negated=sign == "not in")
    several = desk.value(right)
    if several is None:
        return None
    code = desk.value(left, desk.opposite(right, several)) if options_of(several.type) else desk.value(left)
    if code is None:
        return None
    if isinstance(several.type, Choices) and isinstance(code.type, Choice):
        if several.type.options.id == code.type.options.id:
            return desk.node(at, sign, BOOLEAN, (code, several))
        message = f'"{desk.label(left)}" and "{desk.label(right)}" are answered from different lists.'
        desk.say(OTHER_LIST, message, OTHER_LIST.remedy, at)
        return None
    message = f'Cannot use "{sign}" between {described(code.type)} and {described(several.type)}.'
    desk.say(NOT_AMONG, message, _instead_of_in(desk, left, right, sign, several), at)
    return None


def among(desk: Desk, at: ast.expr, left: ast.expr, items: Sequence[ast.expr], *, negated: bool) -> Node | None:
    """Return *left* looked for among written *items*, or nothing when what is wrong has been said."""
    one = desk.value(left)
    if not items:
        desk.say(NOT_LITERALS, "This list is empty, so nothing can be in it.", NOT_LITERALS.remedy, at)
    if one is None:
        return None
    values = [_item(desk, item, one, left) for item in items]
    if not items or any(value is None for value in values):
        return None
    held = tuple(value.value for value in values if value is not None)
    return desk.node(at, "not among" if negated else "among", BOOLEAN, (one,), held)


def _item(desk: Desk, at: ast.expr, one: Node, left: ast.expr) -> Node | None:
    plain = at.operand if isinstance(at, ast.UnaryOp) and isinstance(at.op, ast.USub) else at
    if not isinstance(plain, ast.Name | ast.Constant):
        desk.say(NOT_LITERALS, f"{desk.written(at)} cannot stand in a list.", NOT_LITERALS.remedy, at)
        return None
    node = desk.value(at, desk.opposite(left, one))
    if node is None:
        return None
    if node.op != "constant":
        desk.say(NOT_LITERALS, f"{desk.written(at)} cannot stand in a list.", NOT_LITERALS.remedy, at)
        return None
    return node if may_compare(desk, at, (left, at), "==", one, node) else None


def _instead_of_in(desk: Desk, left: ast.expr, right: ast.expr, sign: str, several: Node) -> str:
    one, other, no = desk.written(left), desk.written(right), sign == "not in"
    match several.type:
        case Text():
            return f"Write: {'not ' if no else ''}contains({other}, {one})"
        case Choice():
            return f"Write: {other} {'!=' if no else '=='} {one}"
    return NOT_AMONG.remedy
