"""What every kind of check shares: the expression, what it may name, and what was found in it so far.

The modules that know one kind of part (names, comparing, calls) work at this desk and never call each other back: a
part inside a part goes through the desk, so that they stay in layers.
"""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.expressions.parsing import Source, dotted
from engine.expressions.problems import Problem
from engine.expressions.tree import Node
from engine.expressions.types import Scope, Type
from engine.findings import Code


@dataclass(slots=True)
class Frame:
    """The rows that a condition inside an aggregate is about."""

    fields: Mapping[str, Type]
    path: str
    reaches_out: bool = False


@dataclass(frozen=True, slots=True)
class Meets:
    """What a bare word or a quoted text stands opposite: the type, and the question's label for a message."""

    type: Type
    label: str


@dataclass(slots=True)
class Desk(ABC):
    """One expression being checked: its text and scope, and the problems and names found so far.

    The part of a part is anyone's: `value` and `condition` hand it to whoever knows its kind.
    """

    source: Source
    scope: Scope
    problems: list[Problem] = field(default_factory=list)
    reads: set[str] = field(default_factory=set)
    row_reads: set[str] = field(default_factory=set)
    frames: list[Frame] = field(default_factory=list)
    """The rows around the part at hand, innermost last."""

    @abstractmethod
    def value(self, at: ast.expr, meets: Meets | None = None) -> Node | None:
        """Return any part typed, or nothing when what is wrong with it has been said."""

    @abstractmethod
    def condition(self, at: ast.expr, *, denied: bool = False) -> Node | None:
        """Return a part that is true or false, or nothing when what is wrong has been said."""

    def say(self, code: Code, message: str, hint: str, at: ast.expr) -> None:
        """Note a problem with the part *at*."""
        start, end = self.source.span(at)
        self.problems.append(Problem(code, message, hint, start, end))

    def node(self, at: ast.expr, op: str, kind: Type, args: Sequence[Node] = (), value: object = None) -> Node:
        """Return a typed part that stands where *at* does."""
        start, end = self.source.span(at)
        return Node(op, kind, start, end, tuple(args), value)

    def built(
        self, at: ast.expr, op: str, kind: Type, parts: Sequence[Node | None], value: object = None
    ) -> Node | None:
        """Return a typed part, unless one of its own *parts* is missing because it is wrong."""
        known = [part for part in parts if part is not None]
        return self.node(at, op, kind, known, value) if len(known) == len(parts) else None

    def written(self, at: ast.expr) -> str:
        """Return the part as its author wrote it."""
        return self.source.written(at)

    def label(self, at: ast.expr) -> str:
        """Return the question's label as people see it, or the words of the expression."""
        path = dotted(at)
        if path is None:
            return self.written(at)
        for frame in reversed(self.frames):
            if path in frame.fields:
                return self.scope.labels.get(f"{frame.path}.{path}", self.scope.labels.get(path, path))
        return self.scope.labels.get(path, self.scope.labels.get(path.removeprefix("form."), path))

    def opposite(self, at: ast.expr, node: Node | None) -> Meets | None:
        """Return what *node*, written *at*, is to a bare word or text beside it."""
        return None if node is None else Meets(node.type, self.label(at))
