"""Brackets, quotes and neighbours: what is opened is closed, and between two values stands a sign or a word.

These are judged before Python's parser, whose words for them a council could not act on, and whose depth has no bound.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from engine.expressions.problems import MAX_DEPTH, TOO_DEEP, UNCLOSED, UNREADABLE, Problem
from engine.expressions.tokens import OPERATOR_WORDS, Token
from engine.findings import Code

_PARTNERS: Final = {")": "(", "]": "[", "}": "{"}
_BETWEEN: Final = OPERATOR_WORDS | {"==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "."}


def unbalanced(tokens: list[Token]) -> tuple[Problem, ...]:
    """Return the first quote or bracket without its partner, or the one that goes too deep."""
    open_ones: list[Token] = []
    for token in tokens:
        if token.kind != "sign":
            continue
        if token.text in "\"'":
            return (_problem(UNCLOSED, "This quote is never closed.", token),)
        if token.text in "([{":
            open_ones.append(token)
            if len(open_ones) > MAX_DEPTH:
                return (_problem(TOO_DEEP, f"Brackets go at most {MAX_DEPTH} deep.", token),)
        elif token.text in _PARTNERS and (not open_ones or open_ones.pop().text != _PARTNERS[token.text]):
            return (_problem(UNCLOSED, f'This "{token.text}" closes nothing.', token),)
    if open_ones:
        return (_problem(UNCLOSED, f'This "{open_ones[-1].text}" is never closed.', open_ones[-1]),)
    return ()


def loose_words(tokens: list[Token]) -> tuple[Problem, ...]:
    """Find the first sign with nothing on one side, or two values in a row: a forgotten "and", a name with a space."""
    words = [token for token in tokens if token.kind != "space"]
    for end, where, only in ((words[0], "before", _BETWEEN - {"not", "-"}), (words[-1], "after", _BETWEEN)):
        if end.text in only:
            hint = f'"{end.text}" stands between two things.' if end.text != "not" else "Say what is not so."
            return (Problem(UNREADABLE, f'Something is missing {where} "{end.text}".', hint, end.start, end.end),)
    for one, other in pairwise(words):
        if not (_is_value(one) and _is_value(other)):
            continue
        message = f"Something is missing between {_quoted(one)} and {_quoted(other)}."
        hint = 'Put "==", "and", "or" or a comma between them.'
        if one.kind == other.kind == "name":
            hint = f'Is it one name? Write: {one.text}_{other.text}. Or put "==", "and" or "or" between them.'
        return (Problem(UNREADABLE, message, hint, one.start, other.end),)
    return ()


def _is_value(token: Token) -> bool:
    return token.kind in ("text", "number") or (token.kind == "name" and token.text not in OPERATOR_WORDS)


def _quoted(token: Token) -> str:
    return token.text if token.kind == "text" else f'"{token.text}"'


def _problem(code: Code, message: str, token: Token) -> Problem:
    return Problem(code, message, code.remedy, token.start, token.end)
