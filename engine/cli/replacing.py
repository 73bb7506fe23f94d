"""Putting a file's new text in the place of the old one: all of it or nothing, whatever happens on the way."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path


class ChangedMeanwhile(Exception):
    """Somebody else wrote the file since it was read. Theirs stands."""


def replace(path: Path, before: bytes, after: bytes) -> None:
    """Make *after* the content of *path*, which held *before*. A reader meanwhile sees the one or the other.

    The new text is written beside the old one and then takes its name, with its mode and, where we may give it away,
    its owner. Raises ChangedMeanwhile, and OSError where the folder cannot be written; either way nothing is changed.
    """
    known = path.lstat()
    handle, beside = tempfile.mkstemp(prefix=".casepath-", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(after)
            opened.flush()
            os.fsync(opened.fileno())
        os.chmod(beside, stat.S_IMODE(known.st_mode))
        if hasattr(os, "chown"):
            with suppress(OSError):
                os.chown(beside, known.st_uid, known.st_gid)
        if not stat.S_ISREG(known.st_mode) or path.read_bytes() != before:
            raise ChangedMeanwhile
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise
