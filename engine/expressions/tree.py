"""The typed tree of an expression: what closures are made of, other evaluators get as JSON, and `explain` walks.

Every part knows its type and its place in the text. A part's *value* is plain, so the tree can leave this program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from engine.expressions.types import Choice, Type

Env = Mapping[str, Any]
"""Values by name, and the context under its keys: `today()`, `now()`, `done(screen)`, `calendar()`, `zone()`."""
Run = Callable[[Env, Env], Any]  # Any: our own checker has proved the types, which mypy cannot follow.
"""From an environment and the row at hand to a value, or UNKNOWN."""

THROUGH_ROWS: Final = frozenset({"count", "any", "all", "sum", "min", "max"})
"""Parts whose second part is worked out for each row."""

OUTER_ROW: Final = "^"
"""Where a row inside a row keeps the outer one. No field can be called that."""


@dataclass(frozen=True, slots=True)
class Node:
    """One typed part. *start* and *end* are characters of the text; what *value* holds depends on *op*."""

    op: str
    type: Type
    start: int
    end: int
    args: tuple[Node, ...] = ()
    value: Any = None  # A constant, a key, a table: each op has its own, so no one type exists.


Compile = Callable[[Node], Run]
"""What makes the closure of a part: makers are given it, so that each can stand in a module of its own."""


def inside(row: Env, outer: Env) -> Env:
    """Return a row that can also see the row around it, as a `field` node that reaches out expects."""
    return {**row, OUTER_ROW: outer}


def looked_at(node: Node, depth: int = 0) -> Iterator[tuple[int, str]]:
    """Yield each name that *node* looks at, after how far out it is: -1 the form's, 0 the row's, 1 the row's around it.

    Fields of the rows that an aggregate goes through are no names of where it stands.
    """
    if node.op == "name":
        yield -1, node.value
    elif node.op == "field" and node.value[1] >= depth:
        yield node.value[1] - depth, node.value[0]
    for index, part in enumerate(node.args):
        goes_in = node.op in THROUGH_ROWS and index == 1
        yield from looked_at(part, depth + goes_in)


def as_json(node: Node) -> list[object]:
    """Return *node* as plain JSON: `["==", ["name", "age"], ["number", "16"]]`. For other evaluators."""
    args = [as_json(part) for part in node.args]
    match node.op:
        case "constant":
            return [_kind_of(node), _plain(node.value)]
        case "field":
            return ["field", *node.value[:2]]
        case "among" | "not among":
            return [node.op, *args, [_plain(item) for item in node.value]]
        case "points":
            return [node.op, *args, {code: _plain(worth) for code, worth in node.value.items()}]
        case "chain" | "terms" | "rank":
            return [node.op, list(node.value), *args]
        case "name" | "part" | "call":
            return [node.op, node.value, *args]
    return [node.op, *args]


def _kind_of(node: Node) -> str:
    return "code" if isinstance(node.type, Choice) else type(node.type).__name__.lower()


def _plain(value: object) -> object:
    """Return a constant as JSON holds it: numbers and dates as text, so that no reader rounds or reshapes them."""
    if isinstance(value, bool | str):
        return value
    return value.isoformat() if isinstance(value, date | time | datetime) else str(value)
