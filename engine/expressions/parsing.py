"""The tree of Python's expression grammar, bounded and of allowed parts only; what is not on the list is refused.

Python's parser only ever *reads*: nothing here compiles or runs text. Nodes and depth are counted before anything
walks the tree by recursion.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from engine.expressions.problems import (
    MAX_DEPTH,
    MAX_NODES,
    NOT_PART,
    NUMBER_FORM,
    TOO_DEEP,
    TOO_LONG,
    UNREADABLE,
    Problem,
)
from engine.expressions.tokens import NUMBER, PLAIN_DIGITS

SIGN_OF: Final[Mapping[type[ast.AST], str]] = {
    ast.And: "and",
    ast.Or: "or",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}
"""Every sign that joins two parts, as its author writes it."""

_ALLOWED: Final = (
    *(ast.BoolOp, ast.UnaryOp, ast.Compare, ast.BinOp, ast.Call),
    *(ast.Name, ast.Attribute, ast.Constant, ast.List),
)
_ALLOWED_SIGNS: Final = (*SIGN_OF, ast.Not, ast.USub)
_CALLED: Final = {
    ast.Tuple: "A list is written in square brackets",
    ast.Subscript: "Square brackets after a name are not part of the language",
    ast.Dict: "Curly brackets are not part of the language",
    ast.Set: "Curly brackets are not part of the language",
    ast.Starred: "A star before a name is not part of the language",
}


@dataclass(frozen=True, slots=True)
class Source:
    """The text and the tree read from it. `ast` counts UTF-8 bytes; `span` gives characters."""

    text: str
    tree: ast.expr
    lead: int

    def span(self, node: ast.expr) -> tuple[int, int]:
        """Return where *node* stands in the text as its author wrote it."""
        return self._character(node.col_offset), self._character(node.end_col_offset or node.col_offset)

    def written(self, node: ast.expr) -> str:
        """Return *node* as its author wrote it."""
        start, end = self.span(node)
        return self.text[start:end]

    def _character(self, byte: int) -> int:
        if self.text.isascii():
            return byte + self.lead
        return self.lead + len(self.text[self.lead :].encode()[:byte].decode(errors="ignore"))


def parsed(bare: str) -> Source | tuple[Problem, ...]:
    """Return the tree of *bare*, a text of one line without space at its end, or what is wrong with it."""
    lead = len(bare) - len(bare.lstrip())
    try:
        tree = ast.parse(bare[lead:], mode="eval").body
    except SyntaxError as slip:
        at = min(lead + max((slip.offset or 1) - 1, 0), len(bare) - 1)
        message = f'From "{bare[at : at + 20]}" on this cannot be read.'
        return (Problem(UNREADABLE, message, UNREADABLE.remedy, at, len(bare)),)
    except (MemoryError, RecursionError, ValueError):
        return (Problem(TOO_DEEP, "This is nested too deeply to read.", TOO_DEEP.remedy, 0, len(bare)),)
    source = Source(bare, tree, lead)
    return _too_big(source) or _not_allowed(source) or source


def dotted(at: ast.expr) -> str | None:
    """Return the whole of a name with dots, `born.year`; nothing where a part of it is no name."""
    parts: list[str] = []
    while isinstance(at, ast.Attribute):
        parts.append(at.attr)
        at = at.value
    return ".".join([at.id, *reversed(parts)]) if isinstance(at, ast.Name) else None


def is_text(at: ast.expr) -> bool:
    """Say whether the part is a quoted text."""
    return isinstance(at, ast.Constant) and isinstance(at.value, str)


def _too_big(source: Source) -> tuple[Problem, ...]:
    nodes = deepest = 0
    for _, depth in _walk(source.tree):
        nodes, deepest = nodes + 1, max(deepest, depth)
    whole = (0, len(source.text))
    if nodes > MAX_NODES:
        message = f"An expression has at most {MAX_NODES} parts; this one has {nodes}."
        return (Problem(TOO_LONG, message, TOO_LONG.remedy, *whole),)
    if deepest > MAX_DEPTH:
        message = f"An expression is at most {MAX_DEPTH} levels deep; this one has {deepest}."
        return (Problem(TOO_DEEP, message, TOO_DEEP.remedy, *whole),)
    return ()


def _not_allowed(source: Source) -> tuple[Problem, ...]:
    found = []
    for node, _ in _walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            if not NUMBER.fullmatch(source.written(node)):
                found.append(Problem(NUMBER_FORM, PLAIN_DIGITS, NUMBER_FORM.remedy, *source.span(node)))
        elif why := _why_not(node):
            hint = f"Write: [{source.written(node).strip('()')}]" if isinstance(node, ast.Tuple) else NOT_PART.remedy
            found.append(Problem(NOT_PART, f"{why}.", hint, *source.span(node)))
    return tuple(sorted(found, key=lambda one: one.start)[:5])


def _why_not(node: ast.expr) -> str:
    if not isinstance(node, _ALLOWED):
        return _CALLED.get(type(node), "This is not part of the language")
    if isinstance(node, ast.Call) and node.keywords:
        return "What a function is given has no names and no equals sign"
    if isinstance(node, ast.Call) and not isinstance(node.func, ast.Name):
        return "Only the functions of the language can be used"
    if isinstance(node, ast.Constant) and not isinstance(node.value, str | int | float):
        return "This is not a value of the language"
    if any(not isinstance(sign, _ALLOWED_SIGNS) for sign in _signs(node)):
        return "This sign is not part of the language"
    return ""


def _signs(node: ast.expr) -> list[ast.AST]:
    if isinstance(node, ast.Compare):
        return list(node.ops)
    return [node.op] if isinstance(node, ast.BoolOp | ast.UnaryOp | ast.BinOp) else []


def _walk(tree: ast.expr) -> Iterator[tuple[ast.expr, int]]:
    """Yield every part with its depth, without recursion. A run of + and - is one level, and so is a dotted name."""
    waiting = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.comprehension | ast.keyword):
                continue  # The part that holds it is refused anyway.
            if isinstance(child, ast.expr):
                waiting.append((child, depth if _same_level(node, child) else depth + 1))


def _same_level(node: ast.expr, child: ast.expr) -> bool:
    if isinstance(node, ast.BinOp) and child is node.left and isinstance(child, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Sub) and isinstance(child.op, ast.Add | ast.Sub)
    return isinstance(node, ast.Attribute)
