"""What a web page needs to follow a condition as its answers change: the tree as JSON, and the module that runs it.

`evaluator.mjs` gives for this JSON what the closures give here. The server works everything out again and decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from engine.expressions.days import Calendar
from engine.expressions.evaluate import Expression
from engine.expressions.tree import Node, as_json
from engine.expressions.types import (
    Boolean,
    Choice,
    Choices,
    Date,
    DateTime,
    Number,
    Opaque,
    Parts,
    Rows,
    Text,
    Time,
    Type,
)

VERSION: Final = 1
"""The shape of the JSON. The evaluator refuses any other, so that an old page never guesses at a new tree."""

_SATURDAY: Final = 5
_KINDS: Final[Mapping[type, str]] = MappingProxyType(
    {
        Boolean: "boolean",
        Number: "number",
        Text: "text",
        Date: "date",
        Time: "time",
        DateTime: "datetime",
        Choice: "code",
        Choices: "codes",
        Rows: "rows",
        Parts: "parts",
        Opaque: "other",
    }
)


def browser_tree(expression: Expression) -> dict[str, object]:
    """Return *expression* as plain JSON for `evaluate` of evaluator.mjs.

    `tree` is `[op, what the op needs to know..., parts...]`: `["==", ["name", "number", "age"], ["number", "16"]]`.
    Names carry their type, since in a page a number, a date and a text are all text. `reads` and `row_reads` are the
    names to watch, `gives` the type of the result.
    """
    return {
        "version": VERSION,
        "gives": _kind(expression.type),
        "reads": sorted(expression.reads),
        "row_reads": sorted(expression.row_reads),
        "tree": _part(expression.root),
    }


def browser_calendar(calendar: Calendar, first: date, last: date) -> dict[str, object]:
    """Return what the page's working-day functions need: the weekdays from *first* to *last* that do not count.

    Weekends never count. Outside these days the page's answer is unknown, and the server's alone holds.
    """
    days = (first + timedelta(days=step) for step in range((last - first).days + 1))
    closed = [day.isoformat() for day in days if day.weekday() < _SATURDAY and not calendar.is_working_day(day)]
    return {"first": first.isoformat(), "last": last.isoformat(), "closed": closed}


def evaluator_source() -> str:
    """Return the text of evaluator.mjs, an ES module without imports that a strict content policy allows."""
    return files(__package__).joinpath("evaluator.mjs").read_text("utf-8")


def _part(node: Node) -> list[object]:
    head = as_json(replace(node, args=()))
    if node.op in ("name", "field", "part"):
        head.insert(1, _kind(node.type))
    if node.op == "points":
        grid = node.args[0].type
        # Each line of a grid counts, and an unanswered line is not in the grid's value, so the page is told of all.
        head.append(list(grid.parts) if isinstance(grid, Parts) else None)
    return [*head, *map(_part, node.args)]


def _kind(kind: Type) -> str:
    return _KINDS[type(kind)]
