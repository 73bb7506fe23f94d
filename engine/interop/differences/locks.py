"""Which group a change belongs to: whether a lock of the older configuration, or the law, has a say in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.cases.compiling.workshop import Spot
from engine.checks.book import accepted_path
from engine.definitions.nodes import MapNode
from engine.interop.differences.change import Group
from engine.interop.differences.edition import Edition

STATUTORY_SETTINGS = frozenset({"reports_to", "basis"})
"""What the law has a say in wherever it stands: what a national return reads, and the basis on which it is asked."""


@dataclass(frozen=True, slots=True)
class Locks:
    """The paths that the older configuration locks, each as its steps; `*` is one step, `**` any number."""

    paths: tuple[tuple[str, ...], ...] = ()

    def hold(self, path: str) -> bool:
        """Return whether *path* is locked, or stands inside what is."""
        steps = path.split(".")
        return any(_holds(one, steps) for one in self.paths)

    def name(self, path: str) -> bool:
        """Return whether a lock ends at *path* itself."""
        steps = path.split(".")
        return any(_is(one, steps) for one in self.paths)


def locks_of(edition: Edition) -> Locks:
    """Return the locks that `casepath.yaml` of *edition* names."""
    manifest = edition.origins.nodes.get(("configuration", ""))
    written = manifest.entries.get("locked") if isinstance(manifest, MapNode) else None
    if written is None or not isinstance(written.value, MapNode):
        return Locks()
    return Locks(tuple(tuple(path.split(".")) for path in written.value.entries))


def group_of(locks: Locks, older: Edition, was: Spot | None, *, is_words: bool, by_law: bool, is_gone: bool) -> Group:
    """Return the group of a change at *was*, its place in the *older* edition, if it was there.

    Words stay words unless a lock names them themselves. What is gone takes with it all that was locked inside.
    """
    path = accepted_path(was) if was is not None else ""
    if is_words:
        return "statutory" if path and locks.name(path) else "wording"
    if by_law:
        return "statutory"
    if was is None:
        return "local"
    paths = older.paths_under(was) if is_gone else (path,)
    return "statutory" if any(locks.hold(one) for one in paths) else "local"


def _holds(pattern: Sequence[str], steps: Sequence[str]) -> bool:
    """Return whether *pattern* matches *steps* or a beginning of them."""
    return any(_is(pattern, steps[:many]) for many in range(1, len(steps) + 1))


def _is(pattern: Sequence[str], steps: Sequence[str]) -> bool:
    # From the end: which ends of the steps each end of the pattern matches. Bounded, however many stars there are.
    reached = [False] * len(steps) + [True]
    for one in reversed(pattern):
        if one == "**":
            for at in reversed(range(len(steps))):
                reached[at] = reached[at] or reached[at + 1]
        else:
            reached = [at < len(steps) and one in ("*", steps[at]) and reached[at + 1] for at in range(len(steps))] + [
                False
            ]
    return reached[0]
