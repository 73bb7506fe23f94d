"""`and`, `or` and `not` over true, false and unknown, as Kleene has them: a part that decides, decides alone.

Parts are worked out from left to right, and no further than the first that decides.
"""

from __future__ import annotations

from engine.expressions.tree import Compile, Env, Node, Run
from engine.expressions.types import UNKNOWN, Unknown


def and_(node: Node, compiled: Compile) -> Run:
    """False where one part is false, else unknown where one is unknown, else true."""
    if len(node.args) == 2:
        return _both(*map(compiled, node.args))
    parts = tuple(map(compiled, node.args))

    def every(env: Env, row: Env) -> bool | Unknown:
        answer: bool | Unknown = True
        for part in parts:
            value = part(env, row)
            if value is True:
                continue  # first, because a condition is judged to its end only where its parts are true
            if value is False:
                return False
            answer = UNKNOWN
        return answer

    return every


def or_(node: Node, compiled: Compile) -> Run:
    """True where one part is true, else unknown where one is unknown, else false."""
    if len(node.args) == 2:
        return _either(*map(compiled, node.args))
    parts = tuple(map(compiled, node.args))

    def some(env: Env, row: Env) -> bool | Unknown:
        answer: bool | Unknown = False
        for part in parts:
            value = part(env, row)
            if value is False:
                continue
            if value is True:
                return True
            answer = UNKNOWN
        return answer

    return some


def not_(node: Node, compiled: Compile) -> Run:
    """The other of true and false; unknown stays unknown."""
    part = compiled(node.args[0])

    def run(env: Env, row: Env) -> bool | Unknown:
        value = part(env, row)
        return UNKNOWN if value is UNKNOWN else value is False

    return run


def _both(left: Run, right: Run) -> Run:
    def both(env: Env, row: Env) -> bool | Unknown:
        one = left(env, row)
        if one is False:
            return False
        other = right(env, row)
        return one if other is True else other if other is False else UNKNOWN

    return both


def _either(left: Run, right: Run) -> Run:
    def either(env: Env, row: Env) -> bool | Unknown:
        one = left(env, row)
        if one is True:
            return True
        other = right(env, row)
        return one if other is False else other if other is True else UNKNOWN

    return either
