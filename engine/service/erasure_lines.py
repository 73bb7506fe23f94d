"""What was erased, a line each, kept outside the database, so that a restored backup can be put right again.

A line names a case, a form, a rule and who agreed to it. It holds nothing that was erased.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from engine.cases.keeping import Over
from engine.store.keeping import Erasure, Item


class FileErasures:
    """Lines in files that only grow, one for each council. Keep them where no restore overwrites them."""

    def __init__(self, folder: str | Path) -> None:
        """Keep lines in *folder*, which is made if it is not there."""
        self._folder = Path(folder)
        self._folder.mkdir(parents=True, exist_ok=True)

    def append(self, council: str, line: str) -> None:
        with self._path(council).open("a+b") as file:
            # What was half written before, when the machine went off, is ended and passed over.
            size = file.seek(0, os.SEEK_END)
            if size:
                file.seek(size - 1)
            start = b"" if not size or file.read(1) == b"\n" else b"\n"
            file.write(start + line.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def lines(self, council: str) -> Iterator[str]:
        path = self._path(council)
        if path.is_file():
            with path.open(encoding="utf-8", errors="replace") as file:
                yield from (line[:-1] for line in file if line.endswith("\n"))

    def _path(self, council: str) -> Path:
        if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", council) is None:
            raise ValueError("A council whose erasures are noted in files has a name of letters, digits, - and _.")
        return self._folder / f"{council}.erasures"


def line_of(erasure: Erasure, item: Item, at: datetime) -> str:
    """Return what is noted outside before an item is erased."""
    assert erasure.approved_at is not None  # nothing else is erased
    over = item.over
    agreed = {
        "erasure": erasure.id,
        "release": erasure.release,
        "proposed_at": erasure.proposed_at.isoformat(),
        "proposed_by": erasure.proposed_by,
        "approved_at": erasure.approved_at.isoformat(),
        "approved_by": erasure.approved_by,
    }
    what = {"case": item.case, "form": over.form, "kind": over.kind, "then": over.then, "rule": over.rule}
    return json.dumps({**agreed, **what, "due_on": str(over.due_on), "at": at.isoformat()}, separators=(",", ":"))


def noted_in(line: str) -> tuple[Erasure, Item, datetime] | None:
    """Return what a line says, and when it was noted; nothing for one that is not whole."""
    try:
        said = json.loads(line)
        proposed, approved, at = (datetime.fromisoformat(said[name]) for name in ("proposed_at", "approved_at", "at"))
        erasure = Erasure(
            said["erasure"], said["release"], proposed, tuple(said["proposed_by"]), approved, tuple(said["approved_by"])
        )
        over = Over(said["form"], said["kind"], said["then"], said["rule"], date.fromisoformat(said["due_on"]))
        return erasure, Item(erasure.id, said["case"], over), at
    except (ValueError, KeyError, TypeError):
        return None
