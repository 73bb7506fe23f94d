"""How a scenario that does not hold is told: what was expected, and what was so."""

from __future__ import annotations

from collections.abc import Sequence

from engine.definitions.nodes import Node, at
from engine.findings import Code, Finding

FAILED = Code("N269", "A scenario that does not hold", "Correct the definition, or what the scenario expects of it.")


def failure(
    message: str, node: Node, expected: Sequence[str], in_fact: Sequence[str], *path: str | int, key: bool = False
) -> Finding:
    """Return a finding at *path* under *node* that says what was expected and what was so."""
    hint = f"{_told('Expected:', expected)}\n  {_told('In fact:', in_fact)}"
    return Finding(FAILED, message, at(node, path, key=key).place, hint)


def _told(label: str, lines: Sequence[str]) -> str:
    """Return one line beside its label, several below it."""
    if len(lines) < 2:
        return f"{label:<9} {lines[0] if lines else 'nothing'}"
    return label + "".join(f"\n    {one}" for one in lines)
