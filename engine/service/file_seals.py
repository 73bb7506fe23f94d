"""Seals in a folder of files, one for each council and one line for each seal. Put it where the database cannot reach.

A line is either whole and on the disk, or it is written again: a half line is ended and passed over.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from engine.service.seal_lines import SealsNotKept, number_in

_BLOCK = 1 << 16


class SealsAhead(SealsNotKept):
    """The operator's turn: another seal of this number is kept outside. The database was restored, or altered."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"Another seal {number} is kept outside. The database was restored from a backup, or altered: run "
            "`casepath audit verify` on it."
        )


class FileSeals:
    """Seals in files that only grow. Several processes on one machine may share them."""

    def __init__(self, folder: str | Path) -> None:
        """Keep seals in *folder*, which is made if it is not there."""
        self._folder = Path(folder)
        self._folder.mkdir(parents=True, exist_ok=True)

    def append(self, council: str, number: int, line: str) -> None:
        with self._path(council).open("a+b") as file, _alone(file):
            last = next(_backwards(file), None)
            if last is not None and number <= last[0]:
                if any((number, line) == one for one in _backwards(file)):
                    return  # another process kept it
                raise SealsAhead(number)
            start = b"" if _ends_whole(file) else b"\n"
            file.write(start + line.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def lines(self, council: str) -> Iterator[str]:
        path = self._path(council)
        if not path.is_file():
            return
        before = ""
        with path.open("rb") as file:
            for raw in file:
                line = raw.decode(errors="replace")
                if line.endswith("\n") and line != before and number_in(line[:-1]) is not None:
                    yield line[:-1]
                    before = line

    def last(self, council: str) -> str | None:
        path = self._path(council)
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return next((line for _, line in _backwards(file)), None)

    def _path(self, council: str) -> Path:
        if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", council) is None:
            raise ValueError("A council whose seals are files has a name of letters, digits, - and _.")
        return self._folder / f"{council}.seals"


def _ends_whole(file: BinaryIO) -> bool:
    if file.seek(0, os.SEEK_END) == 0:
        return True
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def _backwards(file: BinaryIO) -> Iterator[tuple[int, str]]:
    """Yield the whole lines of a file with their numbers, the last first, without reading all of it."""
    end, rest = file.seek(0, os.SEEK_END), b""
    first = True  # what stands after the last end of a line was never finished
    while end > 0:
        start = max(0, end - _BLOCK)
        file.seek(start)
        parts = (file.read(end - start) + rest).split(b"\n")
        end, rest = start, parts[0]
        for raw in reversed(parts[1:]):
            number = None if first else number_in(raw.decode(errors="replace"))
            first = False
            if number is not None:
                yield number, raw.decode()
    if not first and (number := number_in(rest.decode(errors="replace"))) is not None:
        yield number, rest.decode()


@contextmanager
def _alone(file: BinaryIO) -> Iterator[None]:
    """Keep other processes off *file* until the block ends. The lock goes with the process, however that ends."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - only there

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            file.flush()
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        import fcntl  # noqa: PLC0415 - not on Windows

        fcntl.flock(file, fcntl.LOCK_EX)
        yield
