"""Why a value is what it is: the expression's parts, each with its text and its value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.expressions.closures import compiled
from engine.expressions.gathering import GATHERERS
from engine.expressions.tree import Env, Node, inside
from engine.expressions.types import UNKNOWN, Unknown, Value

_SERVICES = frozenset({"calendar()", "zone()"})
"""Not answers: they are part of an explanation only when they are missing."""


@dataclass(frozen=True, slots=True)
class Why:
    """One part of an expression: its text, its value, and its own parts. For rows, one part for each row."""

    text: str
    value: Value | Unknown
    parts: tuple[Why, ...] = ()
    name: str = ""
    """The key that was read, where this part is a name: `screening.decision`, `done(screen)`, `associates.role`."""

    def unanswered(self) -> tuple[str, ...]:
        """Return the names whose being unknown made this value unknown, in order, each once.

        Empty where the value is known, and where nothing unanswered is to blame (a division by zero).
        """
        if self.value is not UNKNOWN:
            return ()
        inner = [name for part in self.parts for name in part.unanswered()]
        return tuple(dict.fromkeys(inner if inner or not self.name else [self.name]))


def why(text: str, node: Node, env: Env, row: Env) -> Why:
    """Return *node* explained: its value is worked out by the very closure that evaluation runs."""
    if node.op == "rank":
        return why(text, node.args[0], env, row)
    value = compiled(node)(env, row)
    written = text[node.start : node.end]
    if node.op in GATHERERS:
        return Why(written, value, _row_by_row(text, node, env, row))
    seen = (why(text, part, env, row) for part in node.args)
    parts = tuple(part for part in seen if part.value is UNKNOWN or part.name not in _SERVICES)
    return Why(written, value, parts, _name_read(node, parts))


def _row_by_row(text: str, node: Node, env: Env, row: Env) -> tuple[Why, ...]:
    rows = why(text, node.args[0], env, row)
    if rows.value is UNKNOWN:
        return (rows,)
    items: Any = rows.value
    if node.value:
        items = [inside(item, row) for item in items]
    return (rows, *(why(text, node.args[1], env, item) for item in items))


def _name_read(node: Node, parts: tuple[Why, ...]) -> str:
    match node.op, node.value:
        case "name", str(key):
            return key
        case "field", (_, _, str(path)):
            return path
        case "part", str(part):
            return f"{parts[0].name}.{part}"
    return ""
