"""Functions are those of the closed table, given what the table says: how many, and of which types.

Most are plain. The rest read their brackets in a way of their own: the id of an action, state or form, the name of a
question, a choice with points.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from engine.expressions.aggregates import over_rows
from engine.expressions.arithmetic import tidy
from engine.expressions.desk import Desk, Meets
from engine.expressions.functions import FUNCTIONS, Function
from engine.expressions.membership import among
from engine.expressions.parsing import is_text
from engine.expressions.problems import (
    HOW_MANY,
    NO_POINTS,
    UNKNOWN_ACTION,
    UNKNOWN_FORM,
    UNKNOWN_FUNCTION,
    UNKNOWN_STATE,
    WRONG_KIND,
)
from engine.expressions.tree import Node
from engine.expressions.types import (
    BOOLEAN,
    NUMBER,
    TEXT,
    Choice,
    Choices,
    Opaque,
    OptionSet,
    Parts,
    Type,
    described,
    same_type,
)
from engine.findings import suggestion

_HISTORY: Final = MappingProxyType({"action": UNKNOWN_ACTION, "state": UNKNOWN_STATE, "form": UNKNOWN_FORM})
_STATE_PATH: Final = re.compile(r"[^\W\d]\w*(/[^\W\d]\w*)*", re.ASCII)


def called(desk: Desk, at: ast.Call) -> Node | None:
    """Return a call typed, or nothing when what is wrong has been said."""
    name = at.func.id if isinstance(at.func, ast.Name) else ""
    function = FUNCTIONS.get(name)
    if function is None:
        _say_no_function(desk, at.func, name)
        return None
    if not _right_count(desk, at, function):
        return None
    if function.kind in _HISTORY:
        return _about(desk, at, function)
    if function.kind in ("condition", "value", "count"):
        return over_rows(desk, at, function)
    special = _SPECIAL.get(function.kind)
    return special(desk, at) if special is not None else _plain(desk, at, function)


def _say_no_function(desk: Desk, at: ast.expr, name: str) -> None:
    if name in desk.scope.names:
        message = f'"{name}" is a question, not a function.'
        desk.say(UNKNOWN_FUNCTION, message, "Take the brackets after it away.", at)
        return
    hint = suggestion({"len": "length"}.get(name, name), FUNCTIONS, what="functions")
    desk.say(UNKNOWN_FUNCTION, f'There is no function "{name}".', hint, at)


def _right_count(desk: Desk, at: ast.Call, function: Function) -> bool:
    most = len(function.takes)
    least = most if function.at_least is None else function.at_least
    if len(at.args) >= least and (len(at.args) <= most or function.kind == "one_of"):
        return True
    takes = f"{function.name} takes {_how_many(least, most)}, and here it has {len(at.args) or 'nothing'}."
    desk.say(HOW_MANY, takes, f"Write: {function.shown}. For example: {function.example}", at)
    return False


def _how_many(least: int, most: int) -> str:
    if most == 0:
        return "nothing"
    return f"{least}" if least == most else f"{least} or more"


def _plain(desk: Desk, at: ast.Call, function: Function) -> Node | None:
    if not function.takes:
        desk.reads.add(function.reads)
        return desk.node(at, "name", function.gives or TEXT, value=function.reads)
    nodes = [
        _argument(desk, part, function, argument.name, argument.type)
        for part, argument in zip(at.args, function.takes, strict=True)
    ]
    if function.reads:
        desk.reads.add(function.reads)
        nodes.append(desk.node(at, "name", Opaque("calendar"), value=function.reads))
    return desk.built(at, "call", function.gives or TEXT, nodes, function.name)


def _argument(desk: Desk, at: ast.expr, function: Function, name: str, needs: Type | None) -> Node | None:
    meets = Meets(needs, name) if needs is not None and is_text(at) else None
    node = desk.value(at, meets)
    if node is None or needs is None or same_type(node.type, needs):
        return node
    message = f'"{name}" of {function.name} is {described(needs)}; "{desk.label(at)}" is {described(node.type)}.'
    desk.say(WRONG_KIND, message, f"For example: {function.example}", at)
    return None


def _about(desk: Desk, at: ast.Call, function: Function) -> Node | None:
    """Functions about the case's history: what is in the brackets is an id, never a value."""
    part, what, code = at.args[0], function.takes[0].name, _HISTORY[function.kind]
    known = {"action": desk.scope.actions, "state": desk.scope.states, "form": desk.scope.forms}[what]
    written = desk.written(part).replace(" ", "")
    if not _STATE_PATH.fullmatch(written) or ("/" in written and function.kind != "state"):
        message = f"{function.name} takes the id of {_a(what)}."
        desk.say(WRONG_KIND, message, f"For example: {function.example}", part)
        return None
    if written not in known:
        desk.say(code, f'There is no {what} "{written}".', suggestion(written, known, what=f"{what}s"), part)
        return None
    key = f"{function.name}({written})"
    desk.reads.add(key)
    return desk.node(at, "name", function.gives or TEXT, value=key)


def _answered(desk: Desk, at: ast.Call) -> Node | None:
    part = at.args[0]
    if not isinstance(part, ast.Name | ast.Attribute):
        desk.say(WRONG_KIND, "answered takes the name of a question.", "For example: answered(decision)", part)
        return None
    return desk.built(at, "answered", BOOLEAN, [desk.value(part)])


def _default(desk: Desk, at: ast.Call) -> Node | None:
    one = desk.value(at.args[0])
    if one is None:
        return None
    other = desk.value(at.args[1], desk.opposite(at.args[0], one))
    if other is None:
        return None
    if not same_type(one.type, other.type):
        pair = f"{described(one.type)} and {described(other.type)}"
        message = f"The two parts of default are of one type; these are {pair}."
        desk.say(WRONG_KIND, message, f"For example: {FUNCTIONS['default'].example}", at)
        return None
    return desk.node(at, "default", one.type, (one, other))


def _one_of(desk: Desk, at: ast.Call) -> Node | None:
    return among(desk, at, at.args[0], at.args[1:], negated=False)


def _points(desk: Desk, at: ast.Call) -> Node | None:
    node = desk.value(at.args[0])
    if node is None:
        return None
    sets = _scored(node.type)
    if not sets:
        message = f'Only a choice has points; "{desk.label(at.args[0])}" is {described(node.type)}.'
        desk.say(WRONG_KIND, message, f"For example: {FUNCTIONS['points'].example}", at.args[0])
        return None
    if any(options.points is None for options in sets):
        desk.say(NO_POINTS, f'The answers to "{desk.label(at.args[0])}" have no points.', NO_POINTS.remedy, at)
        return None
    return desk.node(at, "points", NUMBER, (node,), {code: worth for one in sets for code, worth in _worth(one)})


def _scored(kind: Type) -> list[OptionSet]:
    if isinstance(kind, Choice | Choices):
        return [kind.options]
    parts = list(kind.parts.values()) if isinstance(kind, Parts) else []
    sets = [part.options for part in parts if isinstance(part, Choice)]
    return sets if len(sets) == len(parts) else []


def _worth(options: OptionSet) -> list[tuple[str, int | Decimal]]:
    pairs = zip(options.codes, options.points or (), strict=True)
    return [(code, tidy(points)) for code, points in pairs if points is not None]


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


_SPECIAL: Final[Mapping[str, Callable[[Desk, ast.Call], Node | None]]] = MappingProxyType(
    {"answered": _answered, "default": _default, "one_of": _one_of, "points": _points}
)
