"""Chance for tests that want the same cases in every run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Drawn = TypeVar("Drawn")


class Dice:
    """Chance that falls the same way in every run: a linear congruential generator (the constants are Knuth's)."""

    def __init__(self, seed: int) -> None:
        self._state = seed

    def below(self, limit: int) -> int:
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self._state >> 33) % limit

    def one(self, choices: Sequence[Drawn]) -> Drawn:
        return choices[self.below(len(choices))]
