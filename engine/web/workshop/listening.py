"""The browsers that look on: each is told what happened, in order, or let go of when it does not keep up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from threading import Lock

_MOST_WAITING = 500
"""Messages that wait for one browser."""
MOST_BROWSERS = 64
_EVERY_SECONDS = 15.0
"""A sign of life, so that whoever went away is noticed."""


@dataclass(frozen=True, slots=True)
class _Listener:
    loop: asyncio.AbstractEventLoop
    waiting: asyncio.Queue[str | None] = field(default_factory=asyncio.Queue)


class Listeners:
    """Everybody who listens. Told from any thread; listened to in the thread of the network."""

    def __init__(self) -> None:
        self._all: dict[int, _Listener] = {}
        self._lock = Lock()
        self._next = 0
        self._ended = False

    @property
    def count(self) -> int:
        """How many look on now."""
        return len(self._all)

    def tell(self, kind: str, about: Mapping[str, object]) -> None:
        """Tell everybody, as a server-sent event."""
        self._send(f"event: {kind}\ndata: {json.dumps(about)}\n\n")

    def end(self) -> None:
        """Let everybody go."""
        self._ended = True
        self._send(None)

    def _send(self, message: str | None) -> None:
        with self._lock:
            everybody = list(self._all.values())
        for one in everybody:
            try:
                one.loop.call_soon_threadsafe(_hand, one, message)
            except RuntimeError:  # its loop has ended, and with it whoever listened
                continue

    async def listen(self) -> AsyncIterator[str]:
        """Yield what is told from now on, until it ends or the browser goes away."""
        me = _Listener(asyncio.get_running_loop())
        with self._lock:
            self._next += 1
            name = self._next
            self._all[name] = me
        self.tell("people", {"count": self.count})
        try:
            while not self._ended:
                try:
                    message = await asyncio.wait_for(me.waiting.get(), _EVERY_SECONDS)
                except TimeoutError:
                    message = ":\n\n"
                if message is None:
                    return
                yield message
        finally:
            with self._lock:
                self._all.pop(name, None)
            self.tell("people", {"count": self.count})


def _hand(listener: _Listener, message: str | None) -> None:
    if listener.waiting.qsize() > _MOST_WAITING:
        message = None  # it starts over with the whole text
    listener.waiting.put_nowait(message)
