"""How a scenario that does not hold is told: what was expected, and what was so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from engine.definitions.nodes import Node, at
from engine.findings import Code, Finding

FAILED = Code("N269", "A scenario that does not hold", "Correct the definition, or what the scenario expects of it.")


Observed: TypeAlias = str | tuple[str, ...]
"""What is so, as a scenario would write it: a text, or a list of texts."""


@dataclass(frozen=True, slots=True)
class Difference(Finding):
    """What is otherwise than a scenario expects. *observed* is what would have to stand in place of what is written.

    It is empty where no text and no list of texts would do.
    """

    observed: tuple[tuple[Node, Observed], ...] = ()


def failure(
    message: str,
    node: Node,
    expected: Sequence[str],
    in_fact: Sequence[str],
    *path: str | int,
    key: bool = False,
    observed: Observed | None = None,
) -> Difference:
    """Return a finding at *path* under *node* that says what was expected and what was so.

    *observed* is what would have to be written there.
    """
    hint = f"{_told('Expected:', expected)}\n  {_told('In fact:', in_fact)}"
    there = at(node, path)
    corrections = () if observed is None else ((there, observed),)
    return Difference(FAILED, message, at(node, path, key=key).place, hint, observed=corrections)


def _told(label: str, lines: Sequence[str]) -> str:
    """Return one line beside its label, several below it."""
    if len(lines) < 2:
        return f"{label:<9} {lines[0] if lines else 'nothing'}"
    return label + "".join(f"\n    {one}" for one in lines)
