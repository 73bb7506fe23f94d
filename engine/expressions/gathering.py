"""Closures that look at every row and gather what they found: `count`, `any`, `all`, `sum`, `min` and `max`.

Unknown rows make the whole unknown. A row that is unknown does so only where it could change the answer; `count`
never counts it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from engine.expressions.arithmetic import total
from engine.expressions.matching import instant
from engine.expressions.tree import Compile, Env, Node, Run, inside
from engine.expressions.types import UNKNOWN, DateTime, Unknown


def over_rows(node: Node, compiled: Compile) -> Run:
    """A condition or a value worked out for each row, and gathered."""
    rows, body = compiled(node.args[0]), compiled(node.args[1])
    gather = (_OF_MOMENTS if isinstance(node.type, DateTime) else GATHERERS)[node.op]
    reaches_out = node.value

    def run(env: Env, row: Env) -> Any:
        items = rows(env, row)
        if items is UNKNOWN:
            return UNKNOWN
        if reaches_out:
            items = [inside(item, row) for item in items]
        return gather([body(env, item) for item in items])

    return run


def _any_of(values: list[bool | Unknown]) -> bool | Unknown:
    return True if True in values else UNKNOWN if UNKNOWN in values else False


def _all_of(values: list[bool | Unknown]) -> bool | Unknown:
    return False if False in values else UNKNOWN if UNKNOWN in values else True


def _sum_of(values: list[Any]) -> int | Decimal | Unknown:
    return UNKNOWN if UNKNOWN in values else total(values)


def _least(values: list[Any]) -> Any:
    return UNKNOWN if not values or UNKNOWN in values else min(values)


def _most(values: list[Any]) -> Any:
    return UNKNOWN if not values or UNKNOWN in values else max(values)


def _earliest(values: list[Any]) -> Any:
    return UNKNOWN if not values or UNKNOWN in values else min(values, key=instant)


def _latest(values: list[Any]) -> Any:
    return UNKNOWN if not values or UNKNOWN in values else max(values, key=instant)


_OF_MOMENTS: Final[Mapping[str, Callable[[list[Any]], Any]]] = MappingProxyType({"min": _earliest, "max": _latest})
GATHERERS: Final[Mapping[str, Callable[[list[Any]], Any]]] = MappingProxyType(
    {
        "count": lambda values: values.count(True),
        "any": _any_of,
        "all": _all_of,
        "sum": _sum_of,
        "min": _least,
        "max": _most,
    }
)
