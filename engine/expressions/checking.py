"""Every part of an expression gets its type and its meaning, or a problem that says what to write instead.

The result is a tree of typed *Node*s. Each kind of part has a module that knows it; this one hands the parts out, and
keeps the rule that a condition is true or false and never a yes-or-no answer by itself.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from engine.expressions.calculating import a_number, calculated
from engine.expressions.calls import called
from engine.expressions.comparing import compared
from engine.expressions.desk import Desk, Meets
from engine.expressions.literals import literal
from engine.expressions.membership import within
from engine.expressions.names import named
from engine.expressions.parsing import SIGN_OF, is_text
from engine.expressions.problems import NOT_A_CONDITION, NOT_LITERALS, OTHER_LIST, WRONG_RESULT
from engine.expressions.tree import Node
from engine.expressions.types import BOOLEAN, NUMBER, Boolean, Choice, Choices, Number, Type, described, same_type

__all__ = ["Checker", "Node"]


@dataclass(slots=True)
class Checker(Desk):
    """Types one expression. After `check`, *problems* holds every mistake, *reads* and *row_reads* every name."""

    def check(self, wants: Type | None) -> Node | None:
        """Return the typed tree, or nothing when there are problems."""
        tree = self.source.tree
        if isinstance(wants, Boolean):
            node = self.condition(tree)
        else:
            node = self.value(tree, Meets(wants, "this") if is_text(tree) and wants is not None else None)
            if node is not None and wants is not None and not same_type(node.type, wants):
                self._wrong_result(tree, node, wants)
        return None if self.problems else node

    def value(self, at: ast.expr, meets: Meets | None = None) -> Node | None:
        match at:
            case ast.Name() | ast.Attribute():
                return named(self, at, meets)
            case ast.Constant():
                return literal(self, at, meets)
            case ast.BoolOp():
                return self._joined(at)
            case ast.UnaryOp():
                return self._unary(at)
            case ast.Compare(ops=[ast.In() | ast.NotIn()]):
                return within(self, at)
            case ast.Compare():
                return compared(self, at)
            case ast.BinOp():
                return calculated(self, at)
            case ast.Call():
                return called(self, at)
        self.say(NOT_LITERALS, 'A list stands only after "in".', "Write: field in [a, b]", at)
        return None

    def condition(self, at: ast.expr, *, denied: bool = False) -> Node | None:
        node = self.value(at)
        if node is None or isinstance(node.type, Boolean):
            return node
        text = self.written(at)
        label = self.label(at)
        if isinstance(node.type, Choice) and node.type.options.is_yes_no:
            hint = f"Write: {text} == {'no' if denied else 'yes'}"
            self.say(NOT_A_CONDITION, f'"{label}" is answered yes or no. Say which.', hint, at)
        else:
            message = f'A condition is needed here; "{label}" is {described(node.type)}.'
            self.say(NOT_A_CONDITION, message, _condition_from(text, node.type), at)
        return None

    def _joined(self, at: ast.BoolOp) -> Node | None:
        parts = [self.condition(part) for part in at.values]
        return self.built(at, SIGN_OF[type(at.op)], BOOLEAN, parts)

    def _unary(self, at: ast.UnaryOp) -> Node | None:
        if isinstance(at.op, ast.Not):
            return self.built(at, "not", BOOLEAN, [self.condition(at.operand, denied=True)])
        number = a_number(self, at.operand, "-")
        if number is not None and number.op == "constant":
            return self.node(at, "constant", NUMBER, value=-number.value)
        return self.built(at, "negate", NUMBER, [number])

    def _wrong_result(self, at: ast.expr, node: Node, wants: Type) -> None:
        code = OTHER_LIST if isinstance(node.type, Choice) and isinstance(wants, Choice) else WRONG_RESULT
        message = f"This needs {described(wants)}, and the expression gives {described(node.type)}."
        if code is OTHER_LIST:
            message = "This gives an answer from another list than the question's own."
        self.say(code, message, code.remedy, at)


def _condition_from(text: str, kind: Type) -> str:
    match kind:
        case Choice(options):
            return f"Compare it with an answer, such as: {text} == {options.codes[0]}"
        case Choices(options):
            return f"Ask for an answer, such as: {options.codes[0]} in {text}"
        case Number():
            return f"Compare it, such as: {text} > 0"
    return f"Ask whether it is answered, or compare it, such as: answered({text})"
