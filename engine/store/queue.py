"""Writers of one SQLite file wait in the order in which they came. SQLite lets them sleep and try again, so that
the unlucky one waits for as long as there are others.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from engine.errors import Unavailable


class WriterQueue:
    """One writer at a time, the first come the first served, within this process."""

    def __init__(self, patience: float) -> None:
        """Let nobody wait longer than *patience* seconds."""
        self._patience = patience
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._is_taken = False

    @property
    def waiting(self) -> int:
        """Return how many wait for their turn."""
        return len(self._waiting)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn to write, and give it on afterwards. Raises Unavailable when it did not come in time."""
        self._take()
        try:
            yield
        finally:
            self._give_on()

    def _take(self) -> None:
        mine = threading.Lock()
        mine.acquire()
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return
            self._waiting.append(mine)
        try:
            came = mine.acquire(timeout=self._patience)
        except BaseException:
            self._leave(mine)
            raise
        if not came and self._leave(mine):
            raise Unavailable("busy")

    def _leave(self, mine: threading.Lock) -> bool:
        """Stop waiting; return whether the turn had not come yet after all."""
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return True
        return False

    def _give_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False
