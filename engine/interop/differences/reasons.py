"""Why a council differs: what its overlay says of each difference, and what was approved."""

from __future__ import annotations

from engine.interop.differences.edition import Edition
from engine.interop.words import one_line


class Reasons:
    """The reasons that an edition gives, by path."""

    def __init__(self, edition: Edition) -> None:
        over = edition.origins.over
        said = {".".join(one.path): one.why for one in over.edits if one.why} if over is not None else {}
        self._at = said
        # What says why for a part of something says it for the whole where nothing else does.
        self._inside: dict[str, str] = {}
        for path, why in said.items():
            for above in _above(path):
                self._inside.setdefault(above, why)
        self._approved = {one.path: one.why for one in edition.configuration.manifest.approved_exceptions}

    def of(self, path: str) -> str:
        """Return the reason of the difference at *path*, or of the nearest round it, and of what was approved there."""
        near = (self._at[one] for one in (path, *_above(path)) if one in self._at)
        reasons = (next(near, "") or self._inside.get(path, ""), self._approved.get(path, ""))
        return one_line(" ".join(dict.fromkeys(one for one in reasons if one)))


def _above(path: str) -> list[str]:
    """Return the paths of what *path* stands in, the nearest first."""
    steps = path.split(".")
    return [".".join(steps[:many]) for many in range(len(steps) - 1, 0, -1)]
