"""Every door of a workshop, in one place."""

from __future__ import annotations

from collections.abc import Mapping

from engine.web.workshop.doors import Door
from engine.web.workshop.play_doors import PLAY_DOORS

DOORS: Mapping[str, Door] = {**PLAY_DOORS}
"""Name -> door, each asked by POST at do/NAME."""
