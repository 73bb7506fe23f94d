"""A council's keys at work: how much is encrypted under which, and encrypting all of it under the current one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from engine.store.encryption import KeysLost
from engine.store.rotating import Column, columns, counts, encrypt_again, try_keys
from engine.store.transaction import Gateway

_MOST_PASSES = 20


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """How many values are under each key, those under none as `plain`, and those under a key that is not there as "".

    *tables* has the same for each column.
    """

    current: str
    counts: Mapping[str, int]
    tables: Mapping[str, Mapping[str, int]]

    @property
    def left(self) -> int:
        """Return how many are not under the current key."""
        return sum(many for key, many in self.counts.items() if key != self.current)


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many values were encrypted again, how many could not be decrypted, and how many others are left to do."""

    done: int
    unreadable: int
    left: int


class KeyWork:
    """The keys of one council at work. It asks nobody's role: it is the operator's, and the host says who is."""

    def __init__(self, council: str, gateway: Gateway) -> None:
        self._council, self._gateway = council, gateway

    def status(self) -> KeyStatus:
        """Return how much is under which key. Reads every value once. Raises KeysLost without keys."""
        with self._gateway.read() as tx:
            if tx.cipher.ring is None:
                raise _no_keys()
            found = dict(counts(tx, self._council, list(tx.cipher.ring.keys)))
            current = tx.cipher.ring.current
        total: Counter[str] = Counter()
        for each in found.values():
            total.update(each)
        return KeyStatus(current, {key: many for key, many in total.items() if many or key == current}, found)

    def try_them(self) -> None:
        """Read a few cases. Raises KeysLost where their keys are not there, NotAuthentic where these fit none."""
        with self._gateway.read() as tx:
            try_keys(tx, self._council)

    def rotate(self, *, limit: int | None = None) -> Rotated:
        """Encrypt under the current key all that is under another, or under none, at most *limit* values.

        People go on working meanwhile: a few rows at a time are written, each only if nobody changed it in between.
        It can be stopped or killed at any moment: what is left is done the next time. Raises KeysLost without keys.
        """
        done = unreadable = 0
        for _ in range(_MOST_PASSES):
            before, unreadable = done, 0
            for column in columns():
                now, bad = self._one(column, None if limit is None else limit - done)
                done, unreadable = done + now, unreadable + bad
            if done in (before, limit):
                break
        return Rotated(done, unreadable, max(0, self.status().left - unreadable))

    def _one(self, column: Column, limit: int | None) -> tuple[int, int]:
        """Go through one column; return how many values were encrypted again, and how many cannot be decrypted."""
        done = unreadable = 0
        after: Mapping[str, object] | None = column.start
        while after is not None and (limit is None or done < limit):
            with self._gateway.write() as tx:
                if tx.cipher.ring is None:
                    raise _no_keys()
                batch = encrypt_again(tx, self._council, column, after, None if limit is None else limit - done)
            after, done, unreadable = batch.after, done + batch.done, unreadable + batch.unreadable
        return done, unreadable


def _no_keys() -> KeysLost:
    return KeysLost("There are no keys. Make some (`casepath keys new`), and give the engine Ports(keys=...).")
