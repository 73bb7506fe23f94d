"""Writing files so that each of them is always whole: the old one or the new one, whatever happens on the way."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


class ChangedMeanwhile(Exception):
    """Somebody else wrote the file since it was read. Theirs stands."""


def replace(path: Path, before: bytes, after: bytes) -> None:
    """Make *after* the content of *path*, which held *before*. A reader meanwhile sees the one or the other.

    Raises ChangedMeanwhile, and OSError where the folder cannot be written; either way nothing is changed.
    """
    new = beside(path, after)
    try:
        if not stat.S_ISREG(path.lstat().st_mode) or path.read_bytes() != before:
            raise ChangedMeanwhile
        new.replace(path)
    except BaseException:
        new.unlink()
        raise


def replace_all(folder: Path, files: Mapping[Path, tuple[bytes, bytes]]) -> None:
    """Make the second of two contents that of each file in *folder*, whose content was the first.

    None takes its place before all are on the disk. Raises ChangedMeanwhile where one holds something else, or is
    reached by a link, and OSError where one cannot be written; then nothing is changed.
    """
    waiting: dict[Path, Path] = {}
    inside = folder.resolve()
    try:
        for path, (_, after) in files.items():
            waiting[path] = beside(path, after)
        for path, (before, _) in files.items():
            is_here = path.resolve() == inside / path.relative_to(folder)
            if not is_here or not stat.S_ISREG(path.lstat().st_mode) or path.read_bytes() != before:
                raise ChangedMeanwhile
        for path, new in waiting.items():
            new.replace(path)
    finally:
        for new in waiting.values():
            new.unlink(missing_ok=True)


def beside(path: Path, content: bytes) -> Path:
    """Return a file beside *path* that holds *content* on the disk, with the mode and owner of what *path* is now."""
    if path.exists() and not path.is_file():
        raise IsADirectoryError(path)
    handle, name = tempfile.mkstemp(prefix=".casepath-", suffix=".tmp", dir=path.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
            opened.flush()
            # Only what has reached the disk may take the place of what was there.
            os.fsync(opened.fileno())
        _like(path, new)
    except BaseException:
        new.unlink()
        raise
    return new


def _like(path: Path, new: Path) -> None:
    """Give *new* the mode of *path* and, where we may give it away, its owner; without *path*, the usual mode."""
    if not path.exists():
        usual = os.umask(0)
        os.umask(usual)
        new.chmod(0o666 & ~usual)
        return
    known = path.lstat()
    new.chmod(stat.S_IMODE(known.st_mode))
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(new, known.st_uid, known.st_gid)
