"""What the compiler carries along: the configuration, where everything stands, and the findings so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias
from zoneinfo import ZoneInfo

from engine.cases.access import RoleBook, role_book
from engine.cases.compiled import Source
from engine.definitions.assemble import Origins
from engine.definitions.configuration import Configuration
from engine.definitions.model import Kind
from engine.expressions.evaluate import Expression, compile_expression
from engine.expressions.types import Boolean, Scope, Type
from engine.findings import Code, Finding

UK_TIME = ZoneInfo("Europe/London")
"""Days are the council's; every calendar that Casepath knows so far is in this zone."""


Watch: TypeAlias = "Callable[[Expression, Spot], Expression]"
"""Stands in for each condition, where it stands, one that says the same and is listened to."""


@dataclass(slots=True)
class Compiler:
    """One compilation. Mistakes are collected, never raised, so that all of them are told at once."""

    configuration: Configuration
    origins: Origins
    language: str = "en"
    findings: list[Finding] = field(default_factory=list)
    watch: Watch | None = None
    roles: RoleBook = field(init=False)
    scopes: dict[tuple[str, str | None], Scope] = field(init=False, default_factory=dict)
    """What conditions may name, by workflow and form: it is asked for at every action, and is always the same."""

    def __post_init__(self) -> None:
        self.roles = role_book(self.configuration.manifest)

    def add(
        self, code: Code, message: str, hint: str, kind: Kind, name: str, *path: str | int, key: bool = False
    ) -> None:
        place = self.origins.place(kind, name, *path, key=key)
        self.findings.append(Finding(code, message, place, hint, ".".join([name, *map(str, path)])))

    def expression(
        self,
        text: str | None,
        scope: Scope,
        where: Spot,
        *,
        wants: Type | None = Boolean(),  # noqa: B008 - frozen
        implied: int = 0,
    ) -> Expression | None:
        """Compile *text*; on a mistake add its findings at *where* and return nothing.

        *implied* characters at the start are not written there: a cell of a table says only the end of its condition.
        """
        if text is None:
            return None
        compiled = compile_expression(text, scope, wants=wants)
        if isinstance(compiled, Expression):
            return compiled if self.watch is None else self.watch(compiled, where)
        for problem in compiled:
            place = self.origins.place_in(
                where.kind, where.name, *where.path, start=problem.start - implied, end=problem.end - implied
            )
            path = ".".join([where.name, *map(str, where.path)])
            self.findings.append(Finding(problem.code, problem.message, place, problem.hint, path))
        return None

    def members(self, names: Iterable[str]) -> frozenset[str]:
        return self.roles.members(names)

    def source(self, text: str) -> Source | None:
        """Return what *text* copies from, or nothing when it names nothing there is; the checks say so at its place."""
        owner, _, name = text.partition(".")
        if owner == "links":
            link, _, shared = name.partition(".")
            return Source("link", link, shared, text) if shared else None
        if owner == "deadlines" and name.endswith(".due"):
            return Source("deadline", name.removesuffix(".due"), "due", text)
        if not name or "." in name:
            return None
        if owner in ("case", "me", "system", "previous"):
            return Source(owner, owner, name, text)  # type: ignore[arg-type]  # the four words just tested
        if owner in self.configuration.records:
            return Source("record", owner, name, text)
        return Source("form", owner, name, text) if owner in self.configuration.forms else None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands in a definition: kind and id, then the path inside it."""

    kind: Kind
    name: str
    path: tuple[str | int, ...] = ()

    def at(self, *steps: str | int) -> Spot:
        return Spot(self.kind, self.name, (*self.path, *steps))
