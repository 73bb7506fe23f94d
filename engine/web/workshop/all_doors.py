"""Every door of a workshop, in one place."""

from __future__ import annotations

from collections.abc import Mapping

from engine.web.workshop.decisions_doors import DECISION_DOORS
from engine.web.workshop.doors import Door
from engine.web.workshop.play_doors import PLAY_DOORS
from engine.web.workshop.sign_off_doors import SIGN_OFF_DOORS

DOORS: Mapping[str, Door] = {**PLAY_DOORS, **DECISION_DOORS, **SIGN_OFF_DOORS}
"""Name -> door, each asked by POST at do/NAME."""
