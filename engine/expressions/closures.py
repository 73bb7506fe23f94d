"""From the typed tree to closures: each part becomes one small function over its parts' functions.

A closure changes nothing and never raises; a part that is unknown makes it unknown unless its kind says otherwise.
Python source is never compiled, so there is nothing to escape from.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from engine.expressions import kleene, matching
from engine.expressions.arithmetic import add, divide, multiply, subtract, total
from engine.expressions.functions import FUNCTIONS
from engine.expressions.gathering import GATHERERS, over_rows
from engine.expressions.tree import OUTER_ROW, Compile, Env, Node, Run
from engine.expressions.types import UNKNOWN, Choice, Unknown

Make = Callable[[Node, Compile], Run]
"""How one kind of part becomes a closure; it is given what makes the closures of its own parts."""


def compiled(node: Node) -> Run:
    """Return the closure that works out *node* from an environment and a row."""
    return _MAKERS[node.op](node, compiled)


def _constant(node: Node, compiled: Compile) -> Run:
    value = node.value
    return lambda env, row: value


def _name(node: Node, compiled: Compile) -> Run:
    key = node.value
    return lambda env, row: env.get(key, UNKNOWN)


def _field(node: Node, compiled: Compile) -> Run:
    key, distance, _ = node.value
    if distance == 0:
        return lambda env, row: row.get(key, UNKNOWN)

    def outer(env: Env, row: Env) -> Any:
        for _ in range(distance):
            row = row[OUTER_ROW]
        return row.get(key, UNKNOWN)

    return outer


def _part(node: Node, compiled: Compile) -> Run:
    whole, part = compiled(node.args[0]), node.value

    def run(env: Env, row: Env) -> Any:
        value = whole(env, row)
        return UNKNOWN if value is UNKNOWN else value.get(part, UNKNOWN)

    return run


def _call(node: Node, compiled: Compile) -> Run:
    work = FUNCTIONS[str(node.value)].work
    if work is None:
        raise LookupError(f"{node.value} is in the table of functions without its work.")
    return _strict(node, compiled, work)


def _terms(node: Node, compiled: Compile) -> Run:
    steps = tuple(add if sign == "+" else subtract for sign in node.value)
    if len(steps) == 1:
        left, right = map(compiled, node.args)
        return _two_terms(left, right, steps[0])

    def work(first: int | Decimal, *others: int | Decimal) -> int | Decimal | Unknown:
        result: int | Decimal | Unknown = first
        for step, value in zip(steps, others, strict=True):
            if isinstance(result, Unknown):
                return UNKNOWN
            result = step(result, value)
        return result

    return _strict(node, compiled, work)


def _two_terms(left: Run, right: Run, step: Callable[[Any, Any], int | Decimal | Unknown]) -> Run:
    def run(env: Env, row: Env) -> Any:
        one = left(env, row)
        if one is UNKNOWN:
            return UNKNOWN
        other = right(env, row)
        return UNKNOWN if other is UNKNOWN else step(one, other)

    return run


def _answered(node: Node, compiled: Compile) -> Run:
    part = compiled(node.args[0])
    return lambda env, row: part(env, row) is not UNKNOWN


def _default(node: Node, compiled: Compile) -> Run:
    part, otherwise = map(compiled, node.args)

    def run(env: Env, row: Env) -> Any:
        value = part(env, row)
        return otherwise(env, row) if value is UNKNOWN else value

    return run


def _points(node: Node, compiled: Compile) -> Run:
    worth: Mapping[str, int | Decimal] = node.value
    if isinstance(node.args[0].type, Choice):
        part = compiled(node.args[0])
        return lambda env, row: worth.get(part(env, row), UNKNOWN)
    lines = getattr(node.args[0].type, "parts", None)

    def work(chosen: Any) -> int | Decimal | Unknown:
        codes = chosen if lines is None else [chosen.get(line, UNKNOWN) for line in lines]
        values = [worth.get(code) for code in codes]
        known = [value for value in values if value is not None]
        return total(known) if len(known) == len(values) else UNKNOWN

    return _strict(node, compiled, work)


def _strict(node: Node, compiled: Compile, work: Callable[..., Any]) -> Run:
    """Work on values that are all known; one unknown part makes the whole unknown."""
    parts = tuple(map(compiled, node.args))
    if len(parts) == 1:
        only = parts[0]

        def one(env: Env, row: Env) -> Any:
            value = only(env, row)
            return UNKNOWN if value is UNKNOWN else work(value)

        return one

    def run(env: Env, row: Env) -> Any:
        values = [part(env, row) for part in parts]
        return UNKNOWN if UNKNOWN in values else work(*values)

    return run


def _local(moment: datetime, zone: tzinfo) -> datetime:
    return moment.replace(tzinfo=zone)


def _working(work: Callable[..., Any]) -> Make:
    """Return the maker for a part that only works on known values."""
    return lambda node, compiled: _strict(node, compiled, work)


_MAKERS: Final[Mapping[str, Make]] = MappingProxyType(
    {
        "constant": _constant,
        "name": _name,
        "field": _field,
        "part": _part,
        "and": kleene.and_,
        "or": kleene.or_,
        "not": kleene.not_,
        "chain": matching.chain,
        "rank": matching.rank,
        "in": matching.in_,
        "not in": matching.in_,
        "among": matching.among,
        "not among": matching.among,
        "terms": _terms,
        "*": _working(multiply),
        "/": _working(divide),
        "negate": _working(operator.neg),
        "size": _working(len),
        "local": _working(_local),
        "call": _call,
        "answered": _answered,
        "default": _default,
        "points": _points,
        **dict.fromkeys(matching.TESTS, matching.compare),
        **dict.fromkeys(GATHERERS, over_rows),
    }
)
