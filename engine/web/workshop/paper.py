"""One file as it is typed: its text now, the changes that led there, and what of it is kept on the disk."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.web.workshop.changes import Change, change_between, changed

MOST_CHARACTERS = 1_000_000
"""As long as a file of definitions may be."""
_MOST_REMEMBERED = 2_000
"""Changes that a browser may be behind before it starts over with the whole text."""
_BOM = "\ufeff"
_LINE_END = re.compile("(\r\n|\r|\n)")


class Behind(Exception):
    """The sender has not seen the newest changes: they are to be fetched first, and the own ones moved along."""


class TooLong(Exception):
    """The text would be longer than a file may be."""


@dataclass(frozen=True, slots=True)
class Update:
    """A change, and which browser it came from; one of ours comes from nobody."""

    change: Change = field(repr=False)
    sender: str = ""


@dataclass(slots=True)
class Paper:
    """A file on the table. *kept* is what stands on the disk, nothing where the file is new.

    *theirs* is what something else wrote there while there was text that was not kept.
    """

    path: str
    text: str = field(repr=False)
    kept: bytes | None = field(default=None, repr=False)
    theirs: bytes | None = field(default=None, repr=False)
    version: int = 0
    _updates: deque[Update] = field(default_factory=lambda: deque(maxlen=_MOST_REMEMBERED), repr=False)

    @property
    def is_kept(self) -> bool:
        """Whether the disk has what is typed."""
        return self.kept is not None and self.text == text_of(self.kept)

    def type(self, version: int, changes: Sequence[Change], sender: str) -> None:
        """Take changes of the text of *version*. Raises Behind, Unfitting and TooLong; then nothing is changed."""
        if version != self.version:
            raise Behind
        text = self.text
        for change in changes:
            text = changed(text, change)
            if len(text) > MOST_CHARACTERS:
                raise TooLong
        self.text = text
        self.version += len(changes)
        self._updates.extend(Update(change, sender) for change in changes)

    def become(self, text: str) -> bool:
        """Make *text* of it, by a change of our own in which all that stays is left alone. Says whether it did."""
        if text == self.text:
            return False
        self._updates.append(Update(change_between(self.text, text)))
        self.text = text
        self.version += 1
        return True

    def since(self, version: int) -> tuple[Update, ...] | None:
        """Return the changes after *version*, or nothing where they are not remembered any more."""
        missing = self.version - version
        if not 0 <= missing <= len(self._updates):
            return None
        return tuple(self._updates)[len(self._updates) - missing :]

    def content(self) -> bytes:
        """Return what is to stand on the disk: the text, its lines ending as those of the file do."""
        return with_ends_of(self.kept or b"", self.text)


def text_of(content: bytes) -> str:
    """Return a file as it is typed: every line ends alike, and no mark stands at the beginning. Raises UnicodeError."""
    return content.decode().removeprefix(_BOM).replace("\r\n", "\n").replace("\r", "\n")


def with_ends_of(before: bytes, text: str) -> bytes:
    """Return *text* with the line ends of the file *before*, byte for byte wherever a line stayed."""
    old = before.decode()
    mark = _BOM if old.startswith(_BOM) else ""
    if "\r" not in old:
        return (mark + text).encode()
    parts = _LINE_END.split(old.removeprefix(mark))
    lines, ends, new = parts[::2], parts[1::2], text.split("\n")
    usual = max(sorted(set(ends)), key=ends.count)
    most = min(len(lines), len(new))
    same = next((at for at in range(most) if lines[at] != new[at]), most)
    alike = next((at for at in range(most - same) if lines[-1 - at] != new[-1 - at]), most - same)
    wanted = len(new) - 1
    first = ends[: min(same, wanted)]
    last = ends[len(ends) - min(max(0, alike - 1), wanted - len(first)) :]
    middle = [usual] * (wanted - len(first) - len(last))
    together = zip(new, [*first, *middle, *last, ""], strict=True)
    return (mark + "".join(line + end for line, end in together)).encode()


def units(text: str) -> int:
    """Return the length of a text as browsers count, in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def characters(text: str, length: int) -> int:
    """Return how many characters of a text the first *length* units are."""
    return len(text.encode("utf-16-le")[: 2 * length].decode("utf-16-le", "ignore"))
