"""The folder of a workshop on the disk. Nothing is written outside it, and no link is followed out of it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from engine.definitions.assemble import FOLDERS
from engine.definitions.letters import ENDING
from engine.interop.whole_files import ChangedMeanwhile, beside, replace

ASIDE = ".workshop"
"""Beside casepath.yaml: what is typed and not kept, and the named drafts. Nothing of it is read as a definition."""
_MOST_ASIDE = 20_000_000
_NEW = re.compile(r"[a-z][a-z0-9_]{0,63}(\.[a-z]{2,3}|\.scenarios)?\.(yaml|md)")


class Elsewhere(Exception):
    """The place is outside the folder, or is reached by a link."""


def is_new_name(path: str) -> bool:
    """Return whether a definition file may be begun under *path*."""
    folder, _, name = path.rpartition("/")
    kind = FOLDERS.get(folder)
    return kind is not None and _NEW.fullmatch(name) is not None and (kind == "letter") == name.endswith(ENDING)


def first_line(path: str) -> str:
    """Return what a new definition file begins with."""
    folder, _, name = path.rpartition("/")
    kind, stem = FOLDERS[folder], name.partition(".")[0]
    if kind == "letter":
        return f"---\nletter: {stem}\n---\n"
    return "scenarios:\n" if kind == "scenarios" else f"{kind}: {stem}\n"


class Disk:
    """A folder, and what may be written in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, path: str, before: bytes | None, after: bytes) -> None:
        """Make *after* the content of a file that held *before*, or of a new one.

        Raises ChangedMeanwhile where it holds something else, Elsewhere, and OSError; then nothing is changed.
        """
        place = self._place(path)
        if before is not None:
            replace(place, before, after)
            return
        made = beside(place, after)
        try:
            os.link(made, place)
        except FileExistsError:
            raise ChangedMeanwhile from None
        except OSError:  # a disk that knows no links
            if place.exists() or place.is_symlink():
                raise ChangedMeanwhile from None
            made.replace(place)
        finally:
            made.unlink(missing_ok=True)

    def _place(self, path: str) -> Path:
        """Return where a file stands, its folders made. Raises Elsewhere."""
        parts = path.split("/")
        if any(one in ("", ".", "..") or "\\" in one or ":" in one or "\0" in one for one in parts):
            raise Elsewhere
        here, there = self._folder, self._folder.resolve()
        for one in parts[:-1]:
            here, there = here / one, there / one
            if here.is_symlink():
                raise Elsewhere
            here.mkdir(exist_ok=True)
            if here.resolve() != there:
                raise Elsewhere
        place = here / parts[-1]
        if place.is_symlink():
            raise Elsewhere
        return place

    # --- what is put aside -------------------------------------------------------------------------------------------

    def aside(self, name: str) -> Mapping[str, str | None]:
        """Return texts that were put aside under *name*, by their paths; none where there are none to be read."""
        try:
            if not (self._folder / ASIDE).is_dir():
                return {}
            place = self._place(f"{ASIDE}/{name}.json")
            if place.stat().st_size > _MOST_ASIDE:
                return {}
            found = json.loads(place.read_bytes())
        except (OSError, ValueError, RecursionError, Elsewhere):
            return {}
        whole = isinstance(found, dict) and all(one is None or isinstance(one, str) for one in found.values())
        return found if whole else {}

    def put_aside(self, name: str, texts: Mapping[str, str | None]) -> None:
        """Put texts aside under *name*, or take away what is there where there are none. Raises OSError, Elsewhere."""
        if not texts and not (self._folder / ASIDE).is_dir():
            return
        place = self._place(f"{ASIDE}/{name}.json")
        if not texts:
            place.unlink(missing_ok=True)
            return
        ignored = self._place(f"{ASIDE}/.gitignore")
        if not ignored.exists():
            ignored.write_bytes(b"*\n")
        made = beside(place, json.dumps(texts, ensure_ascii=False, indent=1).encode())
        made.replace(place)

    def drafts(self) -> list[str]:
        """Return the names of drafts that were put aside."""
        folder = self._folder / ASIDE / "drafts"
        with suppress(OSError, Elsewhere):
            if folder.is_dir():
                self._place(f"{ASIDE}/drafts/none")
            return sorted(one.stem for one in folder.glob("*.json") if not one.is_symlink())[:200]
        return []
