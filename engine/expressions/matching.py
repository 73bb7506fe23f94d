"""Closures for `==`, `<`, chains, places in an ordered list, and `in`: unknown where a side that counts is unknown.

The common shapes (a name against a constant) have closures of their own, which save a call for every part. Moments are
compared by when they are, never by what a clock shows: in autumn one hour comes twice.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from engine.expressions.tree import Compile, Env, Node, Run
from engine.expressions.types import UNKNOWN, DateTime, Unknown

TESTS: Final[Mapping[str, Callable[[Any, Any], bool]]] = MappingProxyType(
    {
        "==": operator.eq,
        "!=": operator.ne,
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
    }
)

_START: Final = datetime(1970, 1, 1, tzinfo=UTC)


def instant(moment: datetime) -> timedelta:
    """Return when *moment* is. Python compares two moments of one zone by their clocks, and loses the second hour."""
    return moment - _START


def compare(node: Node, compiled: Compile) -> Run:
    """One comparison. Which closure it gets depends on what its sides are, never what it answers."""
    one, other = node.args
    if one.op == "rank" or other.op == "rank":
        return _compare_places(node, compiled)
    if other.op == "constant" and one.op in ("name", "field") and not isinstance(one.type, DateTime):
        return _compare_with(one, node.op, other.value, compiled)
    if one.op == other.op == "name" and not isinstance(one.type, DateTime):
        return _two_names(one.value, other.value, TESTS[node.op])
    left, right, test = _side(one, compiled), _side(other, compiled), TESTS[node.op]

    def run(env: Env, row: Env) -> bool | Unknown:
        first: object = left(env, row)
        if first is UNKNOWN:
            return UNKNOWN
        second = right(env, row)
        return UNKNOWN if second is UNKNOWN else test(first, second)

    return run


def chain(node: Node, compiled: Compile) -> Run:
    """`1 < x < 5`: false as soon as one known link is, else unknown where a side is."""
    parts = tuple(_side(part, compiled) for part in node.args)
    tests = tuple(TESTS[sign] for sign in node.value)

    def run(env: Env, row: Env) -> bool | Unknown:
        answer: bool | Unknown = True
        left = parts[0](env, row)
        for test, part in zip(tests, parts[1:], strict=True):
            right = part(env, row)
            if left is UNKNOWN or right is UNKNOWN:
                answer = UNKNOWN
            elif not test(left, right):
                return False
            left = right
        return answer

    return run


def rank(node: Node, compiled: Compile) -> Run:
    """The place of a choice in its ordered list; unknown for a code that has left the list."""
    part, codes = compiled(node.args[0]), node.value
    place: dict[object, int] = {code: number for number, code in enumerate(codes)}
    return lambda env, row: place.get(part(env, row), UNKNOWN)


def in_(node: Node, compiled: Compile) -> Run:
    """One code among several chosen ones."""
    code, several, wanted = compiled(node.args[0]), compiled(node.args[1]), node.op == "in"
    if node.args[0].op == "constant":
        known = node.args[0].value
        if node.args[1].op == "name":
            return _name_holds(str(node.args[1].value), known, wanted=wanted)

        def known_in(env: Env, row: Env) -> bool | Unknown:
            value = several(env, row)
            return UNKNOWN if value is UNKNOWN else (known in value) is wanted

        return known_in

    def run(env: Env, row: Env) -> bool | Unknown:
        one, value = code(env, row), several(env, row)
        return UNKNOWN if one is UNKNOWN or value is UNKNOWN else (one in value) is wanted

    return run


def _name_holds(key: str, known: object, *, wanted: bool) -> Run:
    """An answer among those of one question: the shape of most conditions on several choices."""

    def run(env: Env, row: Env) -> bool | Unknown:
        value: Any = env.get(key, UNKNOWN)
        return UNKNOWN if value is UNKNOWN else (known in value) is wanted

    return run


def among(node: Node, compiled: Compile) -> Run:
    """A value among constants."""
    part, wanted = _side(node.args[0], compiled), node.op == "among"
    items = frozenset(map(instant, node.value) if isinstance(node.args[0].type, DateTime) else node.value)

    def run(env: Env, row: Env) -> bool | Unknown:
        value = part(env, row)
        return UNKNOWN if value is UNKNOWN else (value in items) is wanted

    return run


def _side(node: Node, compiled: Compile) -> Run:
    """Return the closure of what is compared: for a moment, of when it is."""
    part = compiled(node)
    if not isinstance(node.type, DateTime):
        return part

    def when(env: Env, row: Env) -> timedelta | Unknown:
        moment = part(env, row)
        return UNKNOWN if moment is UNKNOWN else instant(moment)

    return when


def _compare_with(one: Node, sign: str, known: object, compiled: Compile) -> Run:
    """A question against a constant: what most conditions are made of."""
    if one.op == "name":
        return _name_is(str(one.value), sign, known)
    left, test = compiled(one), TESTS[sign]

    def run(env: Env, row: Env) -> bool | Unknown:
        value = left(env, row)
        return UNKNOWN if value is UNKNOWN else test(value, known)

    return run


def _name_is(key: str, sign: str, known: object) -> Run:
    if sign == "==":

        def equal(env: Env, row: Env) -> bool | Unknown:
            value: object = env.get(key, UNKNOWN)
            return UNKNOWN if value is UNKNOWN else value == known

        return equal

    test = TESTS[sign]

    def other(env: Env, row: Env) -> bool | Unknown:
        value: object = env.get(key, UNKNOWN)
        return UNKNOWN if value is UNKNOWN else test(value, known)

    return other


def _two_names(one: str, other: str, test: Callable[[object, object], bool]) -> Run:
    def run(env: Env, row: Env) -> bool | Unknown:
        first: object = env.get(one, UNKNOWN)
        second: object = env.get(other, UNKNOWN)
        return UNKNOWN if first is UNKNOWN or second is UNKNOWN else test(first, second)

    return run


def _compare_places(node: Node, compiled: Compile) -> Run:
    """Choices compared by their place in an ordered list. Against a constant it is one look into a small table."""
    one, other = (part.args[0] for part in node.args)
    codes: tuple[str, ...] = node.args[0].value
    test, place = TESTS[node.op], {code: number for number, code in enumerate(codes)}
    if other.op == "constant":
        known = place[str(other.value)]
        table: dict[object, bool] = {code: test(number, known) for code, number in place.items()}
        left = compiled(one)
        return lambda env, row: table.get(left(env, row), UNKNOWN)
    first, second = compiled(node.args[0]), compiled(node.args[1])

    def run(env: Env, row: Env) -> bool | Unknown:
        here, there = first(env, row), second(env, row)
        return UNKNOWN if here is UNKNOWN or there is UNKNOWN else test(here, there)

    return run
