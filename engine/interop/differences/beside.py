"""Councils side by side: every decision that one of them changed in their template, and what each made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.definitions.model import Kind
from engine.interop.differences.change import GROUPS, Change, Group

_KINDS: tuple[Kind, ...] = (
    "configuration",
    "form",
    "part",
    "list",
    "record",
    "workflow",
    "letter",
    "scenarios",
    "translation",
)
"""The order in which decisions are told."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one council made of a decision, in words, and why."""

    said: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One decision: what it is about, how the template has it, and the cells of the councils that changed it."""

    group: Group
    about: str
    decision: str
    base: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Beside:
    """The decisions that somebody changed. *base* is what their template is called, *councils* what each of them is."""

    base: str
    councils: tuple[str, ...]
    rows: tuple[Row, ...]
    language: str = "en"

    def in_group(self, group: Group) -> tuple[Row, ...]:
        return tuple(one for one in self.rows if one.group == group)


def side_by_side(base: str, councils: Sequence[tuple[str, Sequence[Change]]], language: str = "en") -> Beside:
    """Return *councils*, each by what it is called, with its changes of the template *base* beside those of the others.

    What is only counted, translations and scenarios, is no decision and left out.
    """
    found: dict[tuple[str, str], list[tuple[str, Change]]] = {}
    for council, changes in councils:
        for change in changes:
            if change.spot is None and change.was is None:
                continue
            # What two councils added under one id is one thing, whatever each calls it.
            key = change.path, "" if change.kind == "added" else change.decision
            found.setdefault(key, []).append((council, change))
    told = sorted(found.values(), key=lambda one: (_group(one), _kind(one[0][1])))
    return Beside(base, tuple(council for council, _ in councils), tuple(map(_row, told)), language)


def _group(told: Sequence[tuple[str, Change]]) -> int:
    """Return the place of the group of a decision: the first that any council's change is in."""
    return min(list(GROUPS).index(one.group) for _, one in told)


def _kind(change: Change) -> tuple[int, str]:
    spot = change.spot or change.was
    return (_KINDS.index(spot.kind) if spot is not None else 0), change.about


def _row(told: Sequence[tuple[str, Change]]) -> Row:
    _, first = told[0]
    cells: dict[str, Cell] = {}
    for council, one in told:
        before = cells.get(council)
        said = one.after or one.sentence
        both = f"{before.said}; {said}" if before is not None else said
        cells[council] = Cell(both, one.why)
    return Row(list(GROUPS)[_group(told)], first.about, first.decision, first.before, cells)
