"""What a name stands for: the row's field first, then outwards to the form, other forms and the case.

A bare word that is no name here may be an answer to the question it meets. One that could be either is refused, so no
expression changes its meaning when a question or an answer is added.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import NamedTuple

from engine.expressions.desk import Desk, Meets
from engine.expressions.functions import FUNCTIONS
from engine.expressions.literals import code_of
from engine.expressions.parsing import dotted
from engine.expressions.problems import CODE_OR_NAME, OUTSIDE_ROW, ROWS_ALONE, UNKNOWN_NAME, UNKNOWN_PART
from engine.expressions.tree import Node
from engine.expressions.types import BOOLEAN, Parts, Rows, Text, Type, described, options_of
from engine.findings import did_you_mean, suggestion


class Found(NamedTuple):
    """Where a name is kept (`field` of a row or `name`), its key there, its type, parts after it, how many rows out."""

    op: str
    key: str
    type: Type
    rest: tuple[str, ...]
    distance: int


def named(desk: Desk, at: ast.Name | ast.Attribute, meets: Meets | None) -> Node | None:
    """Return a name, or the bare answer that it stands for, or nothing when what is wrong has been said."""
    path = dotted(at)
    if path is None:
        desk.say(UNKNOWN_PART, "A dot stands only between names.", "Take the part after the dot out.", at)
        return None
    if path in ("true", "false"):
        return desk.node(at, "constant", BOOLEAN, value=path == "true")
    found = resolved(desk, path)
    options = options_of(meets.type) if meets else None
    if options is not None and meets is not None and isinstance(at, ast.Name):
        if found is None and not _is_outside(desk, path):
            return code_of(desk, at, path, options, meets.label)
        if path in options.codes:
            say_both(desk, at, path, meets.label)
            return None
    if found is None:
        _say_unknown(desk, at, path, meets)
        return None
    node = read_name(desk, at, found)
    if node is not None and isinstance(node.type, Rows):
        hint = f"Count them, such as: count({path}) > 0"
        desk.say(ROWS_ALONE, f'"{desk.label(at)}" is rows, which are not a value.', hint, at)
        return None
    return node


def resolved(desk: Desk, path: str) -> Found | None:
    """Return what a dotted name stands for: the innermost row's field first, then outwards."""
    for distance, frame in enumerate(reversed(desk.frames)):
        if found := _longest(path, frame.fields):
            key, rest = found
            return Found("field", key, frame.fields[key], rest, distance)
    names = desk.scope.names
    if path.startswith("form."):
        return _own(desk, path)
    if not (found := _longest(path, names)):
        return None
    key, rest = found
    for rows_out, own in enumerate((desk.scope.row_names, desk.scope.outer_row_names)):
        if key in own:
            return Found("field", key, names[key], rest, len(desk.frames) + rows_out)
    return None if desk.frames and "." not in key else Found("name", key, names[key], rest, 0)


def read_name(desk: Desk, at: ast.expr, found: Found) -> Node | None:
    """Return what was found as a node, noted among what is read, or nothing when what is wrong has been said."""
    op, key, kind, rest, distance = found
    value: object = key
    if op == "field":
        value = (key, distance, _row_path(desk, key, distance))
    else:
        desk.reads.add(key)
    for frame in desk.frames[max(0, len(desk.frames) - distance) :]:
        frame.reaches_out = True
    node = desk.node(at, op, kind, value=value)
    for part in rest:
        if not isinstance(node.type, Parts) or part not in node.type.parts:
            _say_no_part(desk, at, part, node.type)
            return None
        node = desk.node(at, "part", node.type.parts[part], (node,), part)
    return node


def say_both(desk: Desk, at: ast.expr, path: str, label: str) -> None:
    """Refuse a bare word that is both a question's name and an answer to what it meets."""
    message = f'"{path}" is an answer to "{label}" and also a question of its own.'
    desk.say(CODE_OR_NAME, message, f'Put quotes round it if you mean the answer: "{path}"', at)


def _own(desk: Desk, path: str) -> Found | None:
    """`form.x` is the form's own field, never the row's and never another form's."""
    names = desk.scope.names
    if not (found := _longest(path, names) or _longest(path.removeprefix("form."), names)):
        return None
    key = found[0].removeprefix("form.")
    in_a_row = desk.scope.row_names | desk.scope.outer_row_names
    is_own = "." not in key and (found[0] != key or key not in in_a_row)
    return Found("name", key, names[found[0]], found[1], 0) if is_own else None


def _row_path(desk: Desk, key: str, distance: int) -> str:
    if distance >= len(desk.frames):
        desk.reads.add(key)
        return key
    path = f"{desk.frames[-1 - distance].path}.{key}"
    desk.row_reads.add(path)
    return path


def _say_no_part(desk: Desk, at: ast.expr, part: str, kind: Type) -> None:
    if isinstance(kind, Parts):
        hint = suggestion(part, kind.parts, what="parts")
        desk.say(UNKNOWN_PART, f'{described(kind).capitalize()} has no part "{part}".', hint, at)
    elif isinstance(kind, Rows):
        known = [name for name in desk.scope.names if name.startswith(desk.written(at).split(".")[0] + ".")]
        desk.say(UNKNOWN_NAME, f'There is no "{desk.written(at)}".', suggestion(part, known, what="names"), at)
    else:
        message = f"{described(kind).capitalize()} has no parts, so nothing can follow the dot."
        desk.say(UNKNOWN_PART, message, f'Take ".{part}" out.', at)


def _is_outside(desk: Desk, path: str) -> bool:
    return bool(desk.frames) and "." not in path and path in desk.scope.names


def _say_unknown(desk: Desk, at: ast.expr, path: str, meets: Meets | None) -> None:
    if _is_outside(desk, path):
        message = f'"{path}" is a question of the form; inside these brackets a bare name is the row\'s.'
        desk.say(OUTSIDE_ROW, message, f"Write: form.{path}", at)
    elif path in FUNCTIONS:
        desk.say(UNKNOWN_NAME, f'"{path}" is a function.', f"Write: {FUNCTIONS[path].shown}", at)
    else:
        known = _near_names(desk, path)
        hint = suggestion(path, known, what="names")
        if meets is not None and isinstance(meets.type, Text) and did_you_mean(path, known) is None:
            hint = f'Put quotes round a text: "{path}"'
        desk.say(UNKNOWN_NAME, f'There is no "{path}" here.', hint, at)


def _near_names(desk: Desk, path: str) -> list[str]:
    """The names worth suggesting: those of the same form, when the part before the dot is right."""
    if desk.frames and "." not in path:
        return list(desk.frames[-1].fields)
    before = path.rpartition(".")[0] + "."
    same = [name for name in desk.scope.names if before != "." and name.startswith(before)]
    return same or list(desk.scope.names)


def _longest(path: str, known: Mapping[str, Type]) -> tuple[str, tuple[str, ...]] | None:
    """Return the longest known beginning of a dotted path, and the parts after it."""
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        key = ".".join(parts[:length])
        if key in known:
            return key, tuple(parts[length:])
    return None
