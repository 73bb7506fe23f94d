"""`count`, `any`, `all`, `sum`, `min` and `max`: a condition or a value for each row, where bare names are the row's.

Rows are no value of their own, and may stand inside rows once.
"""

from __future__ import annotations

import ast

from engine.expressions.desk import Desk, Frame
from engine.expressions.functions import Function
from engine.expressions.names import read_name, resolved
from engine.expressions.parsing import dotted
from engine.expressions.problems import HOW_MANY, MAX_ROWS_INSIDE_ROWS, ROWS_TOO_DEEP, WRONG_KIND
from engine.expressions.tree import Node
from engine.expressions.types import BOOLEAN, NUMBER, ORDERED_TYPES, Choices, Number, Opaque, Rows, Type, described


def over_rows(desk: Desk, at: ast.Call, function: Function) -> Node | None:
    """Return an aggregate typed, or nothing when what is wrong has been said."""
    rows = _collection(desk, at.args[0], function)
    if rows is None:
        return None
    if not isinstance(rows.type, Rows):
        return _size(desk, at, rows)
    if len(at.args) == 1:
        return desk.node(at, "size", NUMBER, (rows,))
    if len(desk.frames) >= MAX_ROWS_INSIDE_ROWS:
        desk.say(ROWS_TOO_DEEP, "Rows can be looked at inside rows once, not again.", ROWS_TOO_DEEP.remedy, at)
        return None
    frame = Frame(rows.type.fields, _path_of(desk, rows))
    desk.frames.append(frame)
    body = _body(desk, at.args[1], function)
    desk.frames.pop()
    if body is None:
        return None
    return desk.node(at, function.name, function.gives or body.type, (rows, body), frame.reaches_out)


def _collection(desk: Desk, at: ast.expr, function: Function) -> Node | None:
    path = dotted(at)
    found = resolved(desk, path) if path is not None else None
    node = read_name(desk, at, found) if found is not None and isinstance(found[2], Rows) else desk.value(at)
    if node is None or isinstance(node.type, Rows) or (function.kind == "count" and _can_count(node.type)):
        return node
    message = f'{function.name} looks at rows; "{desk.label(at)}" is {described(node.type)}.'
    desk.say(WRONG_KIND, message, f"For example: {function.example}", at)
    return None


def _size(desk: Desk, at: ast.Call, node: Node) -> Node | None:
    if len(at.args) == 1:
        return desk.node(at, "size", NUMBER, (node,))
    hint = f"Write: count({desk.written(at.args[0])})"
    desk.say(HOW_MANY, "Only rows can be counted with a condition.", hint, at)
    return None


def _body(desk: Desk, at: ast.expr, function: Function) -> Node | None:
    if function.gives == BOOLEAN or function.kind == "count":
        return desk.condition(at)
    node = desk.value(at)
    if node is None:
        return None
    fits = isinstance(node.type, Number) if function.name == "sum" else isinstance(node.type, ORDERED_TYPES)
    if fits:
        return node
    needs = "a number" if function.name == "sum" else "a number, a date or a time"
    message = f'{function.name} needs {needs} of each row; "{desk.label(at)}" is {described(node.type)}.'
    desk.say(WRONG_KIND, message, f"For example: {function.example}", at)
    return None


def _path_of(desk: Desk, rows: Node) -> str:
    return str(rows.value[2] if isinstance(rows.value, tuple) else rows.value)


def _can_count(kind: Type) -> bool:
    return isinstance(kind, Choices) or (isinstance(kind, Opaque) and kind.kind in ("files", "subjects"))
