"""Answers in a JSON file, read as strictly as those that come from a screen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine.cases.values import Answers

_MOST_BYTES = 1_000_000


def answers_in(path: str) -> Answers:
    """Return the answers in the file *path*, by question. Ends the command for what is no such file."""
    from engine.cases.door import as_given, at_the_door

    content = Path(path).read_bytes()[: _MOST_BYTES + 1]
    if len(content) > _MOST_BYTES:
        raise click.ClickException(f"{path} is larger than a megabyte, so it was not read.")
    try:
        answers = json.loads(content, object_pairs_hook=_once)
    except _Twice as twice:
        raise click.ClickException(f'{path}: "{twice}" is answered twice. Keep one of the two.') from None
    except (ValueError, RecursionError):
        raise click.ClickException(f'{path} is not JSON. Write answers by question: {{"harm": "home"}}.') from None
    wrong = at_the_door(answers)
    if wrong:
        raise click.ClickException(f"{path}: {wrong[0].text}")
    return as_given(answers)


class _Twice(Exception):
    """A name that stands twice in one object."""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise _Twice(name if name.isidentifier() and len(name) <= 64 else "A name")
        found[name] = value
    return found
