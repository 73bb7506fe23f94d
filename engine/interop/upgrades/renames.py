"""What the template calls now what it called otherwise: as its own `changes` say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from engine.definitions.assemble import Assembled
from engine.definitions.grown import as_row
from engine.definitions.model import Kind
from engine.definitions.nodes import MapNode, Node, TextNode, text_of
from engine.definitions.overlay import Path
from engine.interop.upgrades.spots import look

_Old: TypeAlias = tuple[Kind, str, Path]
"""A definition, and the way to something in it by its old name."""

_PLACES: Mapping[str, str] = {
    "states": "state",
    "tasks": "task",
    "deadlines": "deadline",
    "actions": "action",
    "anytime": "action",
}
"""Under which setting of a workflow something stands that a change names by this word."""


class Renames:
    """The new names of one template."""

    def __init__(self, template: Assembled) -> None:
        self.template = template
        self.names: dict[_Old, str] = {}
        for (kind, name), definition in template.written.items():
            for change in _changes(definition):
                self.names |= dict(self._told(kind, name, definition, change))

    def followed(self, kind: Kind, name: str, steps: Path) -> Path:
        """Return *steps* as the template has them now. What is there by its old name, or nowhere, stays as it is."""
        definition = self.template.written.get((kind, name))
        made: Path = ()
        for number, step in enumerate(steps):
            here = (*made, step)
            if number and look(definition, here) is None:
                here = (*made, self._new(kind, name, made, steps[: number + 1]))
                here = here if look(definition, here) is not None else (*made, step)
            made = here
        return made

    def called_now(self, word: str, name: str) -> str | None:
        """Return what *word* is called now, as a condition of the definition *name* says it: `referral.bus`, `bus`.

        Nothing where it is called what it was, or where it may be one thing or another.
        """
        around, dot, old = word.rpartition(".")
        known = [(of, way, to) for (_, of, way), to in self.names.items() if way[-1] == old]
        nearest = [one for one in known if one[0] == (around or name)] or known
        new = {self._last(of, way, to) for of, way, to in nearest}
        return f"{around}{dot}{new.pop()}" if len(new) == 1 else None

    def _last(self, name: str, way: Path, to: str) -> str:
        """Return the newest name of what became *to* first."""
        seen = {way[-1], to}
        while True:
            later = next(
                (new for (_, of, old), new in self.names.items() if (of, old) == (name, (*way[:-1], to))), None
            )
            if later is None or later in seen:
                return to
            seen.add(later)
            to = later

    def _new(self, kind: Kind, name: str, above: Path, old: Path) -> str:
        """Return the newest name of something that was at *old*, and whose surroundings are *above* now."""
        word, seen = old[-1], {old[-1]}
        definition = self.template.written.get((kind, name))
        while look(definition, (*above, word)) is None:
            found = self._next(kind, name, (*above, word), (*old[:-1], word))
            if found is None or found in seen:
                break
            seen.add(found)
            word = found
        return word

    def _next(self, kind: Kind, name: str, *ways: Path) -> str | None:
        for way in ways:
            old = (_PLACES.get(way[-2], ""), way[-1]) if kind == "workflow" else way
            if (kind, name, old) in self.names:
                return self.names[kind, name, old]
        return None

    def _told(self, kind: Kind, name: str, definition: MapNode, change: MapNode) -> Iterator[tuple[_Old, str]]:
        to = text_of(change, "to")
        if to is None:
            return
        if kind == "workflow":
            for place in sorted(set(_PLACES.values())):
                old = text_of(change, place)
                if old is not None:
                    yield (kind, name, (place, _last(old, "/"))), _last(to, "/")
            return
        renamed, option = text_of(change, "rename"), text_of(change, "option")
        if renamed is not None:
            yield (kind, name, _question(renamed)), _last(to, ".")
        if option is not None:
            field = _question(text_of(change, "in_field") or "")
            yield (kind, name, (*field, "options", option)), to
            named = look(definition, (*field, "options"))
            if isinstance(named, TextNode):
                yield ("list", named.value, ("options", option)), to


def _changes(definition: MapNode) -> list[MapNode]:
    entry = definition.entries.get("changes")
    items: tuple[Node, ...] = () if entry is None else as_row(entry.value)
    return [one for one in items if isinstance(one, MapNode)]


def _question(named: str) -> Path:
    """Return the way to a question that a change names, one of rows by `rows.field`."""
    return tuple(step for name in named.split(".") for step in ("fields", name))


def _last(named: str, sign: str) -> str:
    return named.rpartition(sign)[2]
