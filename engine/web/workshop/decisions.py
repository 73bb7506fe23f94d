"""The decisions log written to: an entry added at its end, everything that stands there left as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import yaml

from engine.definitions.decided import DECISIONS, read_decisions
from engine.definitions.layout import lay_out
from engine.definitions.source import read

_TEXTS = ("why", "when", "owner", "parked_until")
_ORDER = ("of", "options", "why", "who", "when", "dissent", "owner", "parked_until")
_MOST = 2_000
"""Letters of one text of an entry."""


@dataclass(frozen=True, slots=True)
class Added:
    """The whole log with the entry, or *why* it was not added."""

    text: str = ""
    why: str = ""


def with_entry(log: str, entry: Mapping[str, object]) -> Added:
    """Return the *log*, which may be empty, with an *entry* at its end, in the house layout."""
    before = ""
    if log.strip():
        laid_out = lay_out(log.encode(), DECISIONS)
        known = read(laid_out.text, DECISIONS).root if laid_out.text is not None else None
        if laid_out.text is None or known is None or isinstance(read_decisions(known), list):
            return Added(why="mistakes")
        before = laid_out.text
    body = yaml.safe_dump([dict(entry)], sort_keys=False, allow_unicode=True, width=100)
    lines = "".join(f"  {line}\n" for line in body.splitlines())
    head = before if before.strip() else "decisions:\n"
    whole = lay_out(f"{head.rstrip()}\n{lines}".encode(), DECISIONS)
    root = read(whole.text, DECISIONS).root if whole.text is not None else None
    if root is None or whole.text is None:
        return Added(why="mistakes")
    found = read_decisions(root)
    if isinstance(found, list):
        return Added(why=" ".join(f"{one.message} {one.hint}" for one in found))
    return Added(text=whole.text)


def entry_of(kind: str, texts: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """Return an entry as the file has it, of what was typed: empty texts are left out, and lists are one a line."""
    said = {name: [one.strip() for one in some if one.strip()] for name, some in texts.items()}
    made: dict[str, object] = {}
    name = "could_not_be_written" if kind == "could_not_be_written" else "what"
    if said.get("what"):
        made[name] = " ".join(said["what"])
    for setting in _ORDER:
        some = said.get(setting, [])
        if some and setting in _TEXTS:
            made[setting] = " ".join(some)
        elif some:
            made[setting] = some[0] if len(some) == 1 else some
    return made


def is_plain(texts: Mapping[str, Sequence[str]]) -> bool:
    """Return whether all that was typed can be shown and is not too long."""
    every = [one for some in texts.values() for one in some]
    return len(every) <= 100 and all(len(one) <= _MOST and one.isprintable() for one in every)
