"""Which group a change belongs to: whether a lock of the older configuration, or the law, has a say in it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.definitions.walking import found
from engine.interop.differences.change import Group
from engine.interop.differences.edition import Edition

STATUTORY_SETTINGS = frozenset({"reports_to", "basis", "locked", "approved_exceptions"})
"""What the law has a say in wherever it stands: what a national return reads, the basis on which it is asked, and what
was locked or approved in spite of a lock."""


@dataclass(frozen=True, slots=True)
class Locks:
    """The paths that are locked, as they stand in the older configuration; without stars."""

    paths: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()
    """The paths of all that has something locked inside."""

    def hold(self, path: str) -> bool:
        """Return whether *path* is locked, or stands inside what is."""
        steps = path.split(".")
        return any(".".join(steps[:many]) in self.paths for many in range(1, len(steps) + 1))

    def group(self, path: str, *, is_words: bool, by_law: bool, is_gone: bool) -> Group:
        """Return the group of a change at *path* of the older configuration; empty where it was not there.

        Words stay words unless a lock names them themselves. What is gone takes with it all that was locked inside.
        """
        if is_words:
            return "statutory" if path in self.paths else "wording"
        inside = is_gone and path in self.above
        return "statutory" if by_law or (path and (inside or self.hold(path))) else "local"


def locks_of(edition: Edition) -> Locks:
    """Return all that *edition* locks, itself and by what it extends."""
    patterns = set(edition.configuration.manifest.locked)
    if edition.template is not None and edition.template.configuration is not None:
        patterns |= set(edition.template.configuration.manifest.locked)
    there = {path for pattern in patterns for path, _ in found(edition.origins.nodes, pattern)}
    above = frozenset(".".join(path[:many]) for path in there for many in range(1, len(path)))
    return Locks(frozenset(map(".".join, there)), above)
