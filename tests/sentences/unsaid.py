"""Words for people that do not go through the catalogue, found by reading the code of `engine/cases` and `service`.

Two signs give them away: a text with a space between two letters, wherever it stands, and a text of any kind that is
given to what carries a text to a person.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

CARRIERS: Mapping[str, tuple[int, ...]] = {"Reason": (1,), "Problem": (2,), "Reasoned": (0, 1)}
"""By class, the places of the texts that a person reads."""
SAYS = ("say", "Sentence", "BadAnswer", "said", "problem", "_problem", "_refuse_if", "_refused", "refused", "_reason")
"""What is given a template, which `walking` looks after."""
NOT_FOR_PEOPLE = ("ValueError", "EngineError", "NoSuchMove", "compile", "TypeVar", "cast", "looking", "error")
"""What only programmers and operators read: types, errors of theirs, names of calls in records of who looked, logs."""
_PHRASE = re.compile(r"[A-Za-z,]['\"]? ['\"]?[A-Za-z{]")


def unsaid(path: str, module: ast.Module) -> Iterator[str]:
    """Yield each place in *module* where words for people are put together outside the catalogue."""
    said = {id(node) for call in _calls(module, *SAYS, *NOT_FOR_PEOPLE) for node in ast.walk(call)}
    said |= {id(node) for node in _texts_of_their_own(module)}
    templates = {id(one) for name in _names_said(module) for one in _values(module, name)}
    for node in ast.walk(module):
        if _is_phrase(node) and id(node) not in said | templates:
            yield f"{path}:{getattr(node, 'lineno', 0)}: {ast.unparse(node)}"
    for name, places in CARRIERS.items():
        for call in _calls(module, name):
            for text in (call.args[place] for place in places if len(call.args) > place):
                if any(isinstance(one, ast.Constant | ast.JoinedStr | ast.BinOp) for one in _ways(module, text)):
                    yield f"{path}:{call.lineno}: {ast.unparse(text)}"


def _is_phrase(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and _PHRASE.search(node.value) is not None


def _calls(module: ast.Module, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            inherited = name == "__init__" and "EngineError" in names
            if name in names or inherited:
                yield node


def _texts_of_their_own(module: ast.Module) -> Iterator[ast.AST]:
    """Yield docstrings, the texts of assertions, and types that are written as text."""
    for node in ast.walk(module):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.Assert) or _is_a_type(node):
            yield from ast.walk(node)


def _is_a_type(node: ast.AST) -> bool:
    return isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias"


def _names_said(module: ast.Module) -> Iterator[str]:
    for call in _calls(module, *SAYS):
        yield from (one.id for one in call.args if isinstance(one, ast.Name))


def _values(module: ast.Module, name: str) -> Iterator[ast.expr]:
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and any(isinstance(one, ast.Name) and one.id == name for one in node.targets):
            yield node.value


def _ways(module: ast.Module, text: ast.expr) -> Iterator[ast.expr]:
    """Yield each expression that *text* can be: a name is followed to what it was given in this module."""
    if isinstance(text, ast.IfExp):
        yield from (*_ways(module, text.body), *_ways(module, text.orelse))
    elif isinstance(text, ast.Name):
        yield from _values(module, text.id)
    else:
        yield text
