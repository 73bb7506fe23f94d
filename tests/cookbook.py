"""The edits that `docs/howto/councils.md` prints, as a council that has one of them, or all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from engine.definitions.assemble import MANIFEST, Assembled, assemble
from engine.definitions.read import read_folder
from engine.shipped import shipped_configuration

PAGE = Path(__file__).resolve().parent.parent / "docs/howto/councils.md"
HEAD = "casepath: 1\nconfiguration: northshire\ntitle: Northshire\nextends: national 1.0\nversion: 1\n"
FOLDER = "councils/northshire"

_EDIT = re.compile(r"^<!-- edit: (\w+) -->\n```yaml\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@cache
def national() -> Assembled:
    return read_folder(shipped_configuration())


def edits() -> dict[str, dict[str, str]]:
    """Return each edit of the page: what it writes, by path."""
    found: dict[str, dict[str, str]] = {}
    for name, path, text in _EDIT.findall(PAGE.read_text("utf-8")):
        found.setdefault(name, {})[path] = text
    return found


def files(name: str) -> dict[str, bytes]:
    """Return the files of a council that has written down one edit, as printed."""
    written = {MANIFEST: "", **edits()[name]}
    return {path: ((HEAD if path == MANIFEST else "") + text).encode() for path, text in written.items()}


def council(own: Mapping[str, bytes]) -> Assembled:
    return assemble(own, shown_under=f"{FOLDER}/", template=national())
