"""Whose a folder of definitions is, for whoever needs no more of it: the id that its casepath.yaml gives itself."""

from __future__ import annotations

import re

from engine.definitions.nodes import MapNode, text_of
from engine.definitions.source import read

MANIFEST = "casepath.yaml"
ID = re.compile(r"[a-z][a-z0-9_]{0,63}")


def own_id(manifest: bytes) -> str | None:
    """Return the id in the content of a casepath.yaml, of which nothing else is judged; nothing where it is not told
    cleanly.
    """
    reading = read(manifest, MANIFEST)
    if not isinstance(reading.root, MapNode) or any(one.is_error for one in reading.findings):
        return None
    named = text_of(reading.root, "configuration") if "casepath" in reading.root.entries else None
    return named if named is not None and ID.fullmatch(named) else None
