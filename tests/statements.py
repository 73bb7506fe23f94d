"""Every statement of ours: found in the modules of the store and of the service, wherever they keep it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping

import engine
from engine.store.statements import Statement


def statements() -> Iterator[Statement]:
    """Yield each statement that a module of the engine holds, alone or in a table of them."""
    seen: set[int] = set()
    for found in pkgutil.walk_packages(engine.__path__, "engine."):
        if ".__main__" in found.name or not found.name.startswith(("engine.store", "engine.service")):
            continue
        for value in vars(importlib.import_module(found.name)).values():
            several = value.values() if isinstance(value, Mapping) else (value,)
            for one in several:
                if isinstance(one, Statement) and id(one) not in seen:
                    seen.add(id(one))
                    yield one
