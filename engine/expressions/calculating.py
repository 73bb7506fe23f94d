"""`+`, `-`, `*` and `/` are for numbers. For a date, a text or a choice the hint says what does the work instead.

A run of `+` and `-` is one flat part, so that a long sum of scores is neither deep nor slow.
"""

from __future__ import annotations

import ast

from engine.expressions.desk import Desk
from engine.expressions.parsing import SIGN_OF
from engine.expressions.problems import CANNOT_CALCULATE
from engine.expressions.tree import Node
from engine.expressions.types import NUMBER, Choice, Date, Number, Text, described


def calculated(desk: Desk, at: ast.BinOp) -> Node | None:
    """Return a calculation typed, or nothing when what is wrong has been said."""
    sign = SIGN_OF[type(at.op)]
    if sign in "*/":
        return desk.built(at, sign, NUMBER, [a_number(desk, at.left, sign), a_number(desk, at.right, sign)])
    terms, signs, start = [at.right], [sign], at.left
    while isinstance(start, ast.BinOp) and isinstance(start.op, ast.Add | ast.Sub):
        terms.append(start.right)
        signs.append(SIGN_OF[type(start.op)])
        start = start.left
    sides = [start, *reversed(terms)]
    nodes = [desk.value(side) for side in sides]
    known = [node for node in nodes if node is not None]
    if len(known) < len(nodes):
        return None
    wrong = next((index for index, node in enumerate(known) if not isinstance(node.type, Number)), None)
    if wrong is None:
        return desk.node(at, "terms", NUMBER, known, tuple(reversed(signs)))
    _say_cannot_add(desk, at, sides, known, wrong, signs[::-1][max(wrong - 1, 0)])
    return None


def a_number(desk: Desk, at: ast.expr, sign: str) -> Node | None:
    """Return a part that is a number, for *sign* to work on, or nothing when what is wrong has been said."""
    node = desk.value(at)
    if node is None or isinstance(node.type, Number):
        return node
    message = f'Cannot use "{sign}" with {described(node.type)}: "{desk.label(at)}".'
    points = f"Did you mean points({desk.written(at)})?"
    desk.say(CANNOT_CALCULATE, message, points if isinstance(node.type, Choice) else CANNOT_CALCULATE.remedy, at)
    return None


def _say_cannot_add(desk: Desk, at: ast.expr, sides: list[ast.expr], nodes: list[Node], wrong: int, sign: str) -> None:
    hint, texts = CANNOT_CALCULATE.remedy, [desk.written(side) for side in sides]
    if len(sides) == 2 and isinstance(nodes[0].type, Date):
        if isinstance(nodes[1].type, Number):
            hint = f"Write: add_days({texts[0]}, {'-' if sign == '-' else ''}{texts[1]})"
        elif isinstance(nodes[1].type, Date) and sign == "-":
            hint = f"Write: days_between({texts[1]}, {texts[0]})"
    elif isinstance(nodes[wrong].type, Text):
        hint = "Texts cannot be joined here; a letter or a title can do that."
    elif isinstance(nodes[wrong].type, Choice):
        hint = f"Did you mean points({texts[wrong]})?"
    message = f'Cannot use "{sign}" with {described(nodes[wrong].type)}: "{desk.label(sides[wrong])}".'
    desk.say(CANNOT_CALCULATE, message, hint, at)
