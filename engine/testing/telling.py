"""What is said of a scenario that does not hold: where, what was expected, what is so, and what happened before."""

from __future__ import annotations

from collections.abc import Iterator

from engine.findings import Finding, render, render_all
from engine.testing.scenarios import Result


def told(result: Result) -> str:
    """Return why a scenario does not hold, each difference at its line, with the history of its cases."""
    return "\n\n".join([*map(render, result.failures), *_histories(result)])


def _histories(result: Result) -> Iterator[str]:
    for one in result.histories:
        head = f"  {one.reference}{f', in this scenario {one.name}' if one.name else ''}:"
        yield "\n".join([head, *(f"    {line}" for line in one.lines)])


def nothing_was_run(mistakes: list[Finding]) -> str:
    """Return the mistakes for which a folder cannot run, and what to do first."""
    first = "put this right first" if len(mistakes) == 1 else "put these right first"
    return f"{render_all(mistakes)}\n\nNothing was run: {first}."
