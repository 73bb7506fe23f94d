"""Rights are decided in one place: `engine.cases.access.may`, of what somebody is towards a case and who is named."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import engine
from engine.cases.access import Doing, may

HERE = frozenset(("officer", "worker"))
NAMING = {"view", "edit", "opened_by", "corrected_by", "withdrawn_by", "audited_by", "on_behalf"}
"""Whom a definition names for something, as it is compiled."""


@pytest.mark.parametrize("doing", get_args(Doing))
def test_somebody_may_do_what_they_are_named_for_and_nothing_else(doing: Doing) -> None:
    assert may(HERE, doing, frozenset(("worker", "manager")))
    assert not may(HERE, doing, frozenset(("manager",)))
    assert not may(frozenset(), doing, frozenset(("manager",)))


@pytest.mark.parametrize("doing", get_args(Doing))
def test_nobody_may_do_what_nobody_is_named_for_but_fill_in_what_is_asked_of_them(doing: Doing) -> None:
    assert may(HERE, doing, frozenset()) is (doing == "fill")


def test_no_other_module_decides_about_rights() -> None:
    root = Path(engine.__path__[0])
    found = [
        f"{path.relative_to(root)}:{line}: {what}"
        for folder in ("cases", "service")
        for path in sorted((root / folder).rglob("*.py"))
        if path.name != "access.py"
        for line, what in decided_in(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "if standing & flow.view: pass",
        "ok = bool(field.edit & roles.standing(by, case))",
        "ok = standing.isdisjoint(action.by)",
        "ok = role in form.corrected_by",
        "ok = self.standing.intersection(task.by)",
        "ok = any(one in standing for one in field.view)",
    ],
)
def test_a_decision_that_is_planted_elsewhere_is_found(source: str) -> None:
    assert list(decided_in(source))


def decided_in(source: str) -> Iterator[tuple[int, str]]:
    """Yield the lines on which a standing meets those who are named, but for calls of `may`."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.BinOp(op=ast.BitAnd()) if _is_standing(node.left) or _is_standing(node.right):
                yield node.lineno, ast.unparse(node)
            case ast.Call(func=ast.Attribute(attr="isdisjoint" | "intersection" | "issubset")) if _is_standing(node):
                yield node.lineno, ast.unparse(node)
            case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[named]) if _is_named(named):
                yield node.lineno, ast.unparse(node)
            case ast.comprehension(iter=named) if _is_named(named) and any(map(_is_standing, node.ifs)):
                yield named.lineno, ast.unparse(node)
            case ast.GeneratorExp() if _is_standing(node.elt) and any(_is_named(one.iter) for one in node.generators):
                yield node.lineno, ast.unparse(node)


def _is_standing(node: ast.AST) -> bool:
    """Whether *node* holds what somebody is towards a case, by the name that it has everywhere."""
    names = (getattr(one, "id", getattr(one, "attr", "")) for one in ast.walk(node))
    return any(name.startswith("standing") for name in names)


def _is_named(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in NAMING
