"""Texts, numbers and codes as written: a quoted text becomes what it meets, a day, a time, a moment or an answer.

Without anything to meet it stays a text. Days and times have one spelling each.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Final, TypeVar

from engine.expressions.arithmetic import number_from
from engine.expressions.desk import Desk, Meets
from engine.expressions.problems import NOT_A_DAY, UNKNOWN_CODE
from engine.expressions.tree import Node
from engine.expressions.types import (
    DATE,
    DATETIME,
    NUMBER,
    TEXT,
    TIME,
    Choice,
    Choices,
    Date,
    DateTime,
    Opaque,
    OptionSet,
    Time,
    Type,
    described,
)
from engine.findings import did_you_mean, listed

_DAY, _HOUR = r"\d{4}-\d\d-\d\d", r"\d\d:\d\d(:\d\d)?"
_MOMENTS: Final[Mapping[type, re.Pattern[str]]] = {  # Stricter than fromisoformat, which also reads 20260327 and weeks.
    Date: re.compile(_DAY, re.ASCII),
    Time: re.compile(_HOUR, re.ASCII),
    DateTime: re.compile(rf"{_DAY}T{_HOUR}(Z|[+-]\d\d:\d\d)?", re.ASCII),
}
_Moment = TypeVar("_Moment", date, time, datetime)


def literal(desk: Desk, at: ast.Constant, meets: Meets | None) -> Node | None:
    """Return a number, or a text as the type that it *meets*, or nothing when what is wrong has been said."""
    if not isinstance(at.value, str):
        return desk.node(at, "constant", NUMBER, value=number_from(desk.written(at)))
    match meets.type if meets else None:
        case Choice(options) | Choices(options):
            return code_of(desk, at, at.value, options, meets.label if meets else "")
        case Date():
            return _moment(desk, at, at.value, DATE, date.fromisoformat)
        case Time():
            return _moment(desk, at, at.value, TIME, time.fromisoformat)
        case DateTime():
            return _date_time(desk, at, at.value)
    return desk.node(at, "constant", TEXT, value=at.value)


def code_of(desk: Desk, at: ast.expr, code: str, options: OptionSet, label: str) -> Node | None:
    """Return *code* as an answer of *options*, or nothing when what is wrong has been said."""
    if code in options.codes:
        return desk.node(at, "constant", Choice(options), value=code)
    message = f'"{code}" is not an answer to "{label}" ({listed(options.codes)}).'
    near = did_you_mean(code, options.codes)
    desk.say(UNKNOWN_CODE, message, f'Did you mean "{near}"?' if near else UNKNOWN_CODE.remedy, at)
    return None


def _moment(desk: Desk, at: ast.expr, text: str, kind: Type, reader: Callable[[str], _Moment]) -> Node | None:
    try:
        if not _MOMENTS[type(kind)].fullmatch(text):
            raise ValueError
        return desk.node(at, "constant", kind, value=reader(text))
    except ValueError:
        desk.say(NOT_A_DAY, f"{desk.written(at)} is not {described(kind)}.", NOT_A_DAY.remedy, at)
        return None


def _date_time(desk: Desk, at: ast.expr, text: str) -> Node | None:
    node = _moment(desk, at, text, DATETIME, datetime.fromisoformat)
    if node is None or (isinstance(node.value, datetime) and node.value.tzinfo is not None):
        return node
    # The council's zone is not known when the definition is read, so the moment is found on evaluation.
    desk.reads.add("zone()")
    zone = desk.node(at, "name", Opaque("zone"), value="zone()")
    return desk.node(at, "local", DATETIME, (node, zone))
