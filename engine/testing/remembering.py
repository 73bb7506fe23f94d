"""What became of changes in an earlier run, kept in a file, so that a long run can be broken off and go on.

As long as not a byte of the configuration differs, what was found holds. Once it differs, each change is tried again;
the scenario that noticed it before is then played first, which is quick as long as it still does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import get_args

from engine.testing.mutants import Mutant
from engine.testing.noticing import Judged, Outcome


class Remembered:
    """A file of what became of changes: a line of JSON for each, the latest last."""

    def __init__(self, path: Path, files: Mapping[str, bytes]) -> None:
        """Read what is kept at *path*, if anything. A line that is not whole, or of another kind, is passed over."""
        self._path, self._of = path, _digest(files)
        self._exact: dict[str, tuple[Outcome, str]] = {}
        self._noticed_by: dict[str, str] = {}
        for line in path.read_text("utf-8").splitlines() if path.exists() else ():
            self._take(line)

    def _take(self, line: str) -> None:
        try:
            one = json.loads(line)
            of, at, about, outcome, by = (str(one[name]) for name in ("of", "at", "about", "outcome", "by"))
        except (ValueError, TypeError, KeyError):
            return
        for known in get_args(Outcome):
            if known == outcome and of == self._of:
                self._exact[at] = (known, by)
        self._noticed_by[about] = by if outcome == "scenario" else ""

    def known(self, mutants: Iterable[Mutant]) -> dict[Mutant, Judged]:
        """Return what was found of *mutants* when the configuration was the very same."""
        return {one: Judged(one, *self._exact[_at(one)]) for one in mutants if _at(one) in self._exact}

    def noticed_by(self, mutant: Mutant) -> str:
        """Return the title of the scenario that noticed this change last time; nothing where none did."""
        return self._noticed_by.get(_about(mutant), "")

    def keep(self, one: Judged) -> None:
        """Add what became of a change."""
        said = {
            "of": self._of,
            "at": _at(one.mutant),
            "about": _about(one.mutant),
            "outcome": one.outcome,
            "by": one.by,
        }
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(said) + "\n")


def _digest(files: Mapping[str, bytes]) -> str:
    every = hashlib.sha256()
    for path, content in sorted(files.items()):
        every.update(f"{path}\0{len(content)}\0".encode() + content)
    return every.hexdigest()


def _at(mutant: Mutant) -> str:
    """Return what tells a change from all others of the same files."""
    return f"{mutant.file}:{mutant.start}:{mutant.end}:{mutant.text}"


def _about(mutant: Mutant) -> str:
    """Return what a change is about, wherever it stands in its file by now."""
    return f"{mutant.file}: {mutant.operator}: {'.'.join(reversed(mutant.about))}: {mutant.sentence}"
