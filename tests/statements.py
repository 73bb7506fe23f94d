"""Every statement of ours: found in the modules of the store, wherever they keep it."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import engine
import engine.store
from engine.store.statements import Statement

_BUILT = re.compile(r"\bStatement\(\s*f?\"")


def statements() -> Iterator[Statement]:
    """Yield each statement that a module of the store holds, alone or in a table of them. No other module may."""
    root = Path(engine.__path__[0])
    elsewhere = [one for one in root.rglob("*.py") if one.relative_to(root).parts[0] != "store"]
    assert [one.name for one in elsewhere if _BUILT.search(one.read_text(encoding="utf-8"))] == []
    seen: set[int] = set()
    for found in pkgutil.iter_modules(engine.store.__path__, "engine.store."):
        for value in vars(importlib.import_module(found.name)).values():
            several = value.values() if isinstance(value, Mapping) else (value,)
            for one in several:
                if isinstance(one, Statement) and id(one) not in seen:
                    seen.add(id(one))
                    yield one
