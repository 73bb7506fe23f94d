"""A picture on which it shows what scenarios come past, and what not: in words, and by how it is drawn."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from engine.interop.picture import ANYTIME, Arrow, Box, Branch, Fork, Picture, Step
from engine.sentences.say import say

Key = tuple[str, ...]
"""The kind, the workflow, and what leads to the thing in it: as coverage counts it."""


def covered(picture: Picture, missed: Collection[Key]) -> Picture:
    """Return *picture* with everything in *missed* marked: states, actions, and the rules of decisions."""
    work = _Marking(picture, missed)
    return replace(
        picture,
        boxes=tuple(map(work.box, picture.boxes)),
        arrows=tuple(map(work.arrow, picture.arrows)),
        forks=tuple(map(work.fork, picture.forks)),
        covers=True,
    )


class _Marking:
    """One picture being marked."""

    def __init__(self, picture: Picture, missed: Collection[Key]) -> None:
        self.id, self.language, self.missed = picture.id, picture.language, frozenset(missed)

    def box(self, box: Box) -> Box:
        stays = tuple(self._inside(one, box.id) for one in box.stays)
        if ("states", self.id, box.id) not in self.missed:
            return replace(box, stays=stays)
        title = say(self.language, "{state} (not covered)", state=box.title)
        return replace(box, stays=stays, title=title, missed=True)

    def arrow(self, arrow: Arrow) -> Arrow:
        return replace(arrow, step=self._step(arrow.step, arrow.source))

    def fork(self, fork: Fork) -> Fork:
        step = self._step(fork.step, fork.source)
        rules = ("rules", self.id, _written_in(fork.source), fork.step.id)
        branches = (self._branch(one, (*rules, str(index))) for index, one in enumerate(fork.branches))
        return replace(fork, step=step, branches=tuple(branches))

    def _branch(self, branch: Branch, key: Key) -> Branch:
        if key not in self.missed:
            return branch
        words = say(self.language, "{words} (not covered)", words=branch.words)
        return replace(branch, words=words, missed=True)

    def _inside(self, step: Step, box: str) -> Step:
        """Return a step that is listed inside a box, where there is only room for its title."""
        if not self._is_missed(step, box):
            return step
        return replace(step, title=say(self.language, "{action} (not covered)", action=step.title), missed=True)

    def _is_missed(self, step: Step, box: str) -> bool:
        return bool(step.id) and ("actions", self.id, _written_in(box), step.id) in self.missed

    def _step(self, step: Step, box: str) -> Step:
        if not self._is_missed(step, box):
            return step
        notes, details = say(self.language, "not covered"), say(self.language, "Not covered")
        return replace(step, notes=(*step.notes, notes), details=(*step.details, details), missed=True)


def _written_in(box: str) -> str:
    """Return the state whose actions a box shows; what can be done at any time is no state's."""
    return "" if box == ANYTIME else box
