"""Casepath: configurable forms and workflows for councils. This is the front door; names load when first used.

from engine import Actor, Engine, Refused
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.cases.access import Actor
    from engine.cases.commands import OnBehalf
    from engine.cases.state import Case
    from engine.errors import (
        CaseChanged,
        DefinitionRejected,
        DraftConflict,
        EngineError,
        NotFound,
        Reason,
        Refused,
        Unavailable,
        UnknownLanguage,
    )
    from engine.service.cases import Cases, Outcome
    from engine.service.engine import Engine
    from engine.service.ports import Ports
    from engine.store.transaction import Database

__all__ = [
    "Actor",
    "Case",
    "CaseChanged",
    "Cases",
    "Database",
    "DefinitionRejected",
    "DraftConflict",
    "Engine",
    "EngineError",
    "NotFound",
    "OnBehalf",
    "Outcome",
    "Ports",
    "Reason",
    "Refused",
    "Unavailable",
    "UnknownLanguage",
]

_HOMES = {
    "Actor": "engine.cases.access",
    "Case": "engine.cases.state",
    "Cases": "engine.service.cases",
    "Database": "engine.store.transaction",
    "Engine": "engine.service.engine",
    "OnBehalf": "engine.cases.commands",
    "Outcome": "engine.service.cases",
    "Ports": "engine.service.ports",
}


def __getattr__(name: str) -> object:
    # Loaded on first use, so that `casepath check` never loads sqlalchemy.
    if name not in __all__:
        raise AttributeError(f"engine has no {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES.get(name, "engine.errors")), name)


def __dir__() -> list[str]:
    return sorted(__all__)
