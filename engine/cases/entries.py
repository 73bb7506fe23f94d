"""The entries of a folded case by name, each made into what rules read when somebody first looks at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Entries(MutableMapping[str, T]):
    """Entries as the store keeps them, read one by one.

    A case has an entry for every state, action, form and time limit that it has met, and a step looks at few of them.
    The others are written again as they were. An entry of the class *kind* has been read; *read* reads the others.
    """

    __slots__ = ("_entries", "_kind", "_read")

    def __init__(self, entries: Mapping[str, object], kind: type[T], read: Callable[[Any], T]) -> None:
        self._entries, self._kind, self._read = dict(entries), kind, read

    def __getitem__(self, name: str) -> T:
        entry = self._entries[name]
        if isinstance(entry, self._kind):
            return entry
        made = self._entries[name] = self._read(entry)
        return made

    def __setitem__(self, name: str, entry: T) -> None:
        self._entries[name] = entry

    def __delitem__(self, name: str) -> None:
        del self._entries[name]

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        return repr(dict(self))

    def copy(self) -> Entries[T]:
        return Entries(self._entries, self._kind, self._read)

    def stored(self, write: Callable[[T], object]) -> dict[str, object]:
        """Return the entries as the store keeps them: *write* those that were read or are new."""
        kind = self._kind
        return {name: write(one) if isinstance(one, kind) else one for name, one in self._entries.items()}


def entries(kept: Mapping[str, object], kind: type[T], read: Callable[[Any], T]) -> Mapping[str, T]:
    """Return what the store kept, each entry to be read with *read* when somebody looks at it."""
    return Entries(kept, kind, read) if kept else {}


def copied(shared: Mapping[str, T]) -> MutableMapping[str, T]:
    """Return entries that may be changed, and leave those of others as they are."""
    return shared.copy() if type(shared) is Entries else dict(shared)


def changeable(own: Mapping[str, T], shared: Mapping[str, T]) -> MutableMapping[str, T]:
    """Return *own* entries to be changed: copied, as long as they are those that others have as well."""
    return copied(shared) if own is shared else cast("MutableMapping[str, T]", own)


def stored(entries: Mapping[str, T], write: Callable[[T], object]) -> dict[str, object]:
    """Return entries as the store keeps them."""
    if type(entries) is Entries:
        return entries.stored(write)
    return {name: write(one) for name, one in entries.items()}
