"""What becomes of each difference of a council: what the template said, what it says now, and what the council says.

Nothing is merged here. The definitions of all three are there as written, and each difference is looked up in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.definitions.assemble import Assembled
from engine.definitions.grown import as_row, said
from engine.definitions.nodes import ListNode, MapNode, Node, Plain
from engine.definitions.overlay import Path
from engine.definitions.removing import known_beside
from engine.definitions.rewriting import Cut
from engine.findings import Place, did_you_mean
from engine.interop.upgrades.outcome import Kind, Outcome
from engine.interop.upgrades.renames import Renames
from engine.interop.upgrades.spots import Spot, look
from engine.interop.upgrades.wording import THINGS, differing, is_thing, named, said_short

_GROW = ("changes", "always")


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """The template that the council's differences were written against, the council's configuration, and the template
    that is to come, with the names that changed in it."""

    old: Assembled
    mine: Assembled
    new: Assembled
    renames: Renames

    def outcome(self, spot: Spot) -> Iterator[Outcome]:
        """Yield what becomes of one difference; for one that moves something, as far as that can be said of itself."""
        now = self.renames.followed(spot.kind, spot.name, spot.steps[:-1])
        # What is new is the council's own, whatever something of the template was called once.
        own_name = spot.edit.kind == "added"
        steps = (*now, *spot.steps[-1:]) if own_name else self.renames.followed(spot.kind, spot.name, spot.steps)
        whole = _Difference(self, spot, steps)
        for name in whole.both_hold():
            inside = replace(spot, steps=(*spot.steps, name), own=(*spot.own, name))
            yield _Difference(self, inside, (*steps, name)).told()
        if not whole.both_hold():
            yield whole.told()

    def definition(self, of: Assembled, spot: Spot) -> Node | None:
        return of.written.get((spot.kind, spot.name))


@dataclass(frozen=True, slots=True)
class _Difference:
    """One difference while it is judged. *steps* lead to it in the new template."""

    ways: ThreeWay
    spot: Spot
    steps: Path

    @property
    def before(self) -> Node | None:
        return look(self.ways.definition(self.ways.old, self.spot), self.spot.steps)

    @property
    def now(self) -> Node | None:
        return look(self.ways.definition(self.ways.new, self.spot), self.steps)

    @property
    def mine(self) -> Node | None:
        return look(self.ways.definition(self.ways.mine, self.spot), self.spot.steps)

    @property
    def what(self) -> str:
        return named(self.spot.name, self.steps)

    def both_hold(self) -> list[str]:
        """Return the ids of what the council added, where the template has things of that kind now as well."""
        now, mine = self.now, self.mine
        if self.spot.edit.kind != "added" or self.before is not None or self.steps[-1:] == () or is_thing(self.steps):
            return []
        if self.steps[-1] not in THINGS or not isinstance(now, MapNode) or not isinstance(mine, MapNode):
            return []
        return list(mine.entries)

    def told(self) -> Outcome:
        word = self._word()
        if word is not None:
            return self._of_a_list(*word)
        edit, before, now = self.spot.edit, self.before, self.now
        if edit.kind == "removed" and now is None:
            return self._same(f"The template has no {self.what} any more.")
        gone = self._gone()
        if gone is not None:
            return self._is_gone(gone)
        if edit.kind == "moved":
            return self._make("fits", f"You moved {self.what}.")
        if edit.kind == "removed":
            return self._removed(before, now)
        if before is None:
            return self._added(now)
        return self._changed(before, now)

    # Each kind of difference

    def _changed(self, before: Node, now: Node | None) -> Outcome:
        mine = self.mine
        if now is None:
            message = f"You changed {self.what}; the template took it out."
            return self._make("conflict", message, "Keep yours, or take it out as well.")
        if mine is not None and said(now) == said(mine):
            return self._same(f"The template says the same of {self.what} now.")
        if said(before) == said(now):
            return self._make("fits", f"You changed {self.what}.")
        hint = "Keep yours, or take it out to have the template's."
        was, became, yours = said_short(before), said_short(now), said_short(mine)
        if was is None or became is None or yours is None:
            return self._make("conflict", f"You and the template both changed {self.what}.", hint)
        message = f"The template changed {self.what} from {was} to {became}; you changed it to {yours}."
        return self._make("conflict", message, hint)

    def _added(self, now: Node | None) -> Outcome:
        mine = self.mine
        if now is None:
            return self._make("fits", f"You added {self.what}.")
        if mine is not None and said(now) == said(mine):
            return self._same(f"The template has {self.what} now, just as you wrote it.")
        if is_thing(self.steps) or not self.steps:
            apart = differing(now, mine)
            message = f"You added {self.what}, and the template has one of its own now"
            message += f"; they differ in: {apart}." if apart else "."
            return self._make("twice", message, "Give yours another id, or keep of it only what is to differ.")
        became, yours = said_short(now), said_short(mine)
        told = f": you {yours}, the template {became}." if became and yours else "."
        hint = "Keep yours, or take it out to have the template's."
        return self._make("twice", f"You and the template both added {self.what}{told}", hint)

    def _removed(self, before: Node | None, now: Node | None) -> Outcome:
        if before is not None and now is not None and said(before) != said(now):
            apart = differing(before, now)
            message = f"You removed {self.what}; the template changed it" + (f" ({apart})." if apart else ".")
            return self._make("conflict", message, "Look whether it is still to go. If it is, nothing is to be done.")
        return self._make("fits", f"You removed {self.what}.")

    def _of_a_list(self, way: str, word: str, items: list[Plain] | None, item: Plain) -> Outcome:
        """Return what becomes of one item that the council adds to a list, or drops from it."""
        what = named(self.spot.name, self.steps[:-1])
        gone = self._gone(2)
        if gone is not None:
            return self._is_gone(gone)
        is_there = items is not None and item in items
        if way == "added" and is_there:
            return self._same(f"The template has {word} in {what} now.")
        if way == "removed" and not is_there:
            return self._same(f"The template has no {word} in {what} any more.")
        verb = "added" if way == "added" else "took"
        return self._make("fits", f"You {verb} {word} {'to' if way == 'added' else 'from'} {what}.")

    def _word(self) -> tuple[str, str, list[Plain] | None, Plain] | None:
        """Return, where the difference is one item of a list, which way it goes, what it is called, and what the
        template's list has now."""
        spot = self.spot
        if spot.edit.kind not in ("added", "removed") or len(self.steps) < 1:
            return None
        mine = look(self.ways.definition(self.ways.mine, spot), spot.steps[:-1])
        now = look(self.ways.definition(self.ways.new, spot), self.steps[:-1])
        items = None if now is None else [said(one) for one in as_row(now)]
        if len(spot.steps) > 1 and spot.steps[-2] in _GROW and spot.steps[-1].isdigit():
            return "added", "this", items, said(spot.edit.part)
        ends = [step for step in spot.own[-2:] if step in ("add", "drop")]
        if ends and isinstance(mine, ListNode):
            return spot.edit.kind, f'"{spot.steps[-1]}"', items, spot.steps[-1]
        return None

    # What is gone

    def _gone(self, short: int = 1) -> Path | None:
        """Return the way to the first thing round the difference that the template no longer has."""
        definition = self.ways.definition(self.ways.new, self.spot)
        if definition is None:
            return () if self.spot.steps or self.spot.edit.kind != "added" else None
        last = len(self.steps) if self.spot.edit.kind == "moved" else len(self.steps) - short
        return next(
            (self.steps[:end] for end in range(1, last + 1) if look(definition, self.steps[:end]) is None), None
        )

    def _is_gone(self, gone: Path) -> Outcome:
        spot = self.spot
        what = named(spot.name, gone) if gone else f'{spot.kind} "{spot.name}"'
        own = _way_to(gone, spot)
        hint = f"Take it out of your file{self._instead(gone)}."
        definition = self.ways.definition(self.ways.old, spot)
        return Outcome(
            "gone",
            (spot.name, *gone),
            f"The template has no {what} any more, and you change it.",
            spot.place_of(own) if own else spot.edit.place,
            spot.file,
            own,
            _place(look(definition, spot.steps[: len(gone)])),
            hint=hint,
        )

    def _instead(self, gone: Path) -> str:
        new, old = (self.ways.definition(one, self.spot) for one in (self.ways.new, self.ways.old))
        if new is None or old is None or not gone:
            return ""
        there = set(known_beside(new, gone)) - set(known_beside(old, self.spot.steps[: len(gone)]))
        near = did_you_mean(gone[-1], there)
        return f', or name "{near}", which is new' if near else ""

    # Outcomes

    def _same(self, message: str) -> Outcome:
        return self._make("same", message, cut=True)

    def _make(self, kind: Kind, message: str, hint: str = "", *, cut: bool = False) -> Outcome:
        spot = self.spot
        path = (spot.name, *self.steps) if spot.name else self.steps
        edits = ((spot.file, Cut(spot.own)),) if cut and spot.steps else ()
        before, now = _place(self.before), _place(self.now)
        return Outcome(kind, path, message, spot.edit.place, spot.file, spot.own, before, now, hint, edits)


def _place(node: Node | None) -> Place | None:
    return None if node is None else node.place


def _way_to(gone: Path, spot: Spot) -> tuple[str | int, ...]:
    """Return how the council's file leads to what is *gone*: as far as the last of its steps is written there."""
    if not gone:
        return ()
    ends = [number for number, step in enumerate(spot.own, start=1) if step in (gone[-1], spot.steps[len(gone) - 1])]
    return spot.own[: ends[0]] if ends else spot.own
