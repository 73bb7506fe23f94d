"""Chance that falls the same way in every run, from a number that can be given again. Never for a secret."""

from __future__ import annotations


class Chance:
    """A linear congruential generator; the constants are Knuth's."""

    def __init__(self, seed: int) -> None:
        self._state = seed * 2 + 1

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to below *limit*."""
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self._state >> 33) % limit
