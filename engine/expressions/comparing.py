"""Two sides compare when they are of one type, and by order only where there is one.

A bare word or a quoted text takes its list or type from its neighbour. Sides that do not go together are answered with
what their author may have meant.
"""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from typing import Final

from engine.expressions.desk import Desk
from engine.expressions.names import resolved, say_both
from engine.expressions.parsing import SIGN_OF, is_text
from engine.expressions.problems import CANNOT_COMPARE, NO_ORDER, OTHER_LIST
from engine.expressions.tree import Node
from engine.expressions.types import (
    BOOLEAN,
    NUMBER,
    ORDERED_TYPES,
    Boolean,
    Choice,
    Choices,
    Date,
    Number,
    Opaque,
    Parts,
    Rows,
    Text,
    Type,
    described,
    options_of,
    same_type,
)
from engine.findings import listed

_ORDERING: Final = frozenset({"<", "<=", ">", ">="})


def compared(desk: Desk, at: ast.Compare) -> Node | None:
    """Return one comparison or a chain of them typed, or nothing when what is wrong has been said."""
    signs = [SIGN_OF[type(sign)] for sign in at.ops]
    sides = [at.left, *at.comparators]
    if "in" in signs or "not in" in signs:
        desk.say(CANNOT_COMPARE, '"in" cannot be part of a chain.', 'Join the two conditions with "and".', at)
        return None
    nodes = _sides(desk, sides)
    if any(node is None for node in nodes):
        return None
    known = [node for node in nodes if node is not None]
    pairs = zip(pairwise(sides), pairwise(known), signs, strict=True)
    good = [may_compare(desk, at, sides_, sign, *pair) for sides_, pair, sign in pairs]
    return _comparison(desk, at, known, signs) if all(good) else None


def may_compare(desk: Desk, at: ast.expr, sides: tuple[ast.expr, ast.expr], sign: str, one: Node, other: Node) -> bool:
    """Say whether *sign* may stand between two sides; if not, what is wrong has been said."""
    if isinstance(one.type, Choice) and isinstance(other.type, Choice) and not same_type(one.type, other.type):
        message = f'"{desk.label(sides[0])}" and "{desk.label(sides[1])}" are answered from different lists.'
        desk.say(OTHER_LIST, message, OTHER_LIST.remedy, at)
    elif not same_type(one.type, other.type) or not _has_equals(one.type):
        message = f'Cannot use "{sign}" between {described(one.type)} and {described(other.type)}.'
        desk.say(CANNOT_COMPARE, message, _instead(desk, sides, sign, one, other), at)
    elif sign in _ORDERING and isinstance(one.type, Choice) and not one.type.options.ordered:
        message = f'The answers to "{desk.label(sides[0])}" have no order, so "{sign}" says nothing about them.'
        desk.say(NO_ORDER, message, NO_ORDER.remedy, at)
    elif sign in _ORDERING and not isinstance(one.type, (*ORDERED_TYPES, Choice)):
        message = f'"{sign}" needs an order, and {described(one.type)} has none.'
        desk.say(NO_ORDER, message, 'Use "==" or "!=".', at)
    else:
        return True
    return False


def _comparison(desk: Desk, at: ast.Compare, nodes: list[Node], signs: list[str]) -> Node:
    if isinstance(nodes[0].type, Choice) and any(sign in _ORDERING for sign in signs):
        codes = nodes[0].type.options.codes
        nodes = [Node("rank", NUMBER, node.start, node.end, (node,), codes) for node in nodes]
    if len(signs) == 1:
        return desk.node(at, signs[0], BOOLEAN, nodes)
    return desk.node(at, "chain", BOOLEAN, nodes, tuple(signs))


def _sides(desk: Desk, sides: list[ast.expr]) -> list[Node | None]:
    """Type the sides that stand for themselves first: a bare word or text takes its list from a neighbour."""
    nodes: list[Node | None] = [None if _is_soft(desk, side) else desk.value(side) for side in sides]
    for index, side in enumerate(sides):
        if not _is_soft(desk, side):
            continue
        near = [i for i in (index - 1, index + 1) if 0 <= i < len(sides) and not _is_soft(desk, sides[i])]
        if (near and nodes[near[0]] is None) or (not near and index > 0 and nodes[index - 1] is None):
            continue  # What it would meet is itself wrong, and has been said.
        meets = desk.opposite(sides[near[0]], nodes[near[0]]) if near else None
        nodes[index] = desk.value(side, meets)
    _look_for_both(desk, sides, nodes)
    return nodes


def _look_for_both(desk: Desk, sides: list[ast.expr], nodes: list[Node | None]) -> None:
    """A question's name that is also an answer to what it is compared with could mean either."""
    for index, word in enumerate(sides):
        if not isinstance(word, ast.Name) or _is_soft(desk, word):
            continue
        for near in (index - 1, index + 1):
            node = nodes[near] if 0 <= near < len(sides) else None
            options = options_of(node.type) if node is not None else None
            if options is not None and word.id in options.codes:
                say_both(desk, word, word.id, desk.label(sides[near]))
                nodes[index] = None
                break


def _is_soft(desk: Desk, at: ast.expr) -> bool:
    if isinstance(at, ast.Name):
        return at.id not in ("true", "false") and resolved(desk, at.id) is None
    return is_text(at)


def _instead(desk: Desk, sides: tuple[ast.expr, ast.expr], sign: str, one: Node, other: Node) -> str:
    """Return what the author may have meant by comparing two types that do not go together."""
    left, right = desk.written(sides[0]), desk.written(sides[1])
    for mine, text, theirs, their_text in ((one, left, other, right), (other, right, one, left)):
        hint = _instead_of_number(desk, mine, text) if isinstance(theirs.type, Number) else ""
        match mine.type, theirs.type:
            case Choice(options), Boolean() if options.is_yes_no and theirs.op == "constant":
                hint = f"Write: {text} {sign} {'yes' if theirs.value else 'no'}"
            case Choices(several), Choice(options) if several.id == options.id:
                hint = f"Write: {their_text} {'not in' if sign == '!=' else 'in'} {text}"
            case (Number(), Text()) if theirs.op == "constant" and re.fullmatch(r"[\d.]+", str(theirs.value)):
                hint = f"Write the number without quotes: {their_text[1:-1]}"
        if hint:
            return hint
    return CANNOT_COMPARE.remedy


def _instead_of_number(desk: Desk, node: Node, text: str) -> str:
    match node.type:
        case Choice(options):
            return f"Did you mean points({text})?" if options.points else f"Its answers: {listed(options.codes)}."
        case Choices():
            return f"Did you mean count({text})?"
        case Date():
            return f"Did you mean years_between({text}, today())?"
        case Text() if node.op != "constant":
            return f"Did you mean length({text})?"
    return ""


def _has_equals(kind: Type) -> bool:
    return kind.kind == "subject" if isinstance(kind, Opaque) else not isinstance(kind, Choices | Rows | Parts)
