"""Every kind of mistake that there is, gathered from where it is declared."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from engine.findings import Code

_LAYERS = ("definitions", "expressions", "cases.compiling", "checks")
"""Where codes are declared; the rest of the core runs cases, and is not loaded to look at a definition."""

_FAMILIES = "YNTSFPCDOW"


def all_codes() -> dict[str, Code]:
    """Return every code that is declared in the engine by its id: by family, in the order of the docs, then by number.

    It reads all modules that may declare one, so it is not for a check of every day.
    """
    found: dict[str, Code] = {}
    for layer in _LAYERS:
        package = import_module(f"engine.{layer}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            values = vars(import_module(module.name)).values()
            found |= {one.id: one for one in values if isinstance(one, Code)}
    return {name: found[name] for name in sorted(found, key=lambda name: (_FAMILIES.index(name[0]), name))}
