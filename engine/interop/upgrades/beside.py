"""What stood beside something, or on a page, that is gone: where it can stand instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

from engine.definitions.assemble import Assembled
from engine.definitions.grown import as_row
from engine.definitions.model import Kind
from engine.definitions.nodes import MapNode, Node, TextNode, at, text_of
from engine.definitions.overlay import PLACES, Path
from engine.definitions.removing import found_at
from engine.definitions.rewriting import Name, Put, Steps
from engine.interop.upgrades.outcome import Edited, Outcome
from engine.interop.upgrades.renames import Renames
from engine.interop.upgrades.spots import OwnFile, look, steps_of
from engine.interop.upgrades.wording import short

_Way: TypeAlias = Literal["before", "after"]


class Beside:
    """Two versions of a template, and what is called otherwise in the new one."""

    def __init__(self, old: Assembled, new: Assembled, renames: Renames) -> None:
        self.old, self.new, self.renames = old, new, renames

    def outcome(self, file: OwnFile, kind: Kind, name: str, own: Steps) -> Outcome | None:
        """Return what becomes of `before`, `after` or `page` at *own*, which names what the template no longer has."""
        word = at(file.root, own)
        if not isinstance(word, TextNode) or own[-1] not in (*PLACES, "page"):
            return None
        thing = steps_of(file.root, own[:-1])
        what = short(name, thing)
        if own[-1] == "page":
            sentence, edits = self._page(file, kind, name, own, word.value, what)
        else:
            sentence, edits = self._neighbour(file, kind, name, own, word.value, what)
        hint = "" if edits else "Say where it is to stand."
        path = (name, *thing, str(own[-1])) if name else (*thing, str(own[-1]))
        return Outcome("anchor", path, sentence, word.place, file.path, own, hint=hint, edits=edits)

    def _page(
        self, file: OwnFile, kind: Kind, name: str, own: Steps, page: str, what: str
    ) -> tuple[str, tuple[Edited, ...]]:
        gone = f'The template has no page "{page}" any more, on which {what} is asked.'
        beside = at(file.root, own[:-1])
        anchors = (text_of(beside, way) for way in PLACES) if isinstance(beside, MapNode) else ()
        new = self.new.written.get((kind, name))
        for anchor in anchors:
            there = _page_of(new, anchor) if anchor is not None else None
            if there is not None:
                return f'{gone} "{anchor}" is on page "{there}" now.', ((file.path, Put(own, there)),)
        return gone, ()

    def _neighbour(
        self, file: OwnFile, kind: Kind, name: str, own: Steps, anchor: str, what: str
    ) -> tuple[str, tuple[Edited, ...]]:
        way: _Way = "before" if own[-1] == "before" else "after"
        thing = steps_of(file.root, own[:-1])
        here = _siblings(self.new.written.get((kind, name)), thing, _said_page(at(file.root, own[:-1])), anchor)
        called = self.renames.followed(kind, name, (*thing[:-1], anchor))[-1]
        if called != anchor and called in here:
            return f'"{anchor}" is called "{called}" now, and {what} stands {way} it.', ((file.path, Put(own, called)),)
        gone = f'The template no longer has "{anchor}" there, and {what} stands {way} it.'
        order = _siblings(self.old.written.get((kind, name)), thing, None, anchor)
        for other, one in _nearest(order, anchor, way):
            if one in here and one != thing[-1]:
                put: tuple[Edited, ...] = ((file.path, Put(own, one)),)
                moved: tuple[Edited, ...] = ((file.path, Name(own, other)),) if other != way else ()
                return f'{gone} It can stand {other} "{one}".', (*put, *moved)
        return gone, ()


def _nearest(order: Sequence[str], anchor: str, way: _Way) -> Iterator[tuple[_Way, str]]:
    """Yield what stood near *anchor*, nearest first, and on which side of it something can stand instead."""
    if anchor not in order:
        return
    here = order.index(anchor)
    above: list[tuple[_Way, str]] = [("after", one) for one in reversed(order[:here])]
    below: list[tuple[_Way, str]] = [("before", one) for one in order[here + 1 :]]
    yield from (*below, *above) if way == "before" else (*above, *below)


def _siblings(definition: Node | None, thing: Path, page: str | None, anchor: str) -> list[str]:
    """Return, in their order, the things among which *thing* stands: of a question those on its *page*."""
    if definition is None:
        return []
    above = thing[:-1]
    if above == ("fields",) and isinstance(definition, MapNode) and "pages" in definition.entries:
        there = page or _page_of(definition, thing[-1]) or _page_of(definition, anchor)
        above = ("pages", there, "fields") if there else above
    held = found_at(definition, above) if above else definition
    if isinstance(held, MapNode):
        return list(held.entries)
    named = (text_of(one, "id") for one in (as_row(held) if held is not None else ()) if isinstance(one, MapNode))
    return [one for one in named if one]


def _page_of(form: Node | None, question: str) -> str | None:
    pages = look(form, ("pages",))
    for page in pages.entries if isinstance(pages, MapNode) else ():
        fields = look(pages, (page, "fields"))
        if isinstance(fields, MapNode) and question in fields.entries:
            return page
    return None


def _said_page(thing: Node) -> str | None:
    return text_of(thing, "page") if isinstance(thing, MapNode) else None
