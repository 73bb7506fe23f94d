"""What may be typed at a place, and what a word there means: from the editor's schema, and the ids in the folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from engine.definitions.assemble import FOLDERS
from engine.definitions.model import FileKind
from engine.definitions.own_id import MANIFEST
from engine.interop.editor_schema import KINDS, editor_schema
from engine.web.workshop.cursor import ITEM, Cursor, cursor_at
from engine.web.workshop.ids import ids_for
from engine.web.workshop.snapshot import Snapshot

_MOST_OFFERED = 300
_MOST_SCHEMAS = 400


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that may stand at a place: *insert* is typed, *what* says which kind it is, *means* what it is."""

    label: str
    insert: str
    what: str
    means: str = ""


@dataclass(frozen=True, slots=True)
class Offers:
    """Everything that may stand at a place. What is typed of it begins at *start*."""

    start: int
    all: tuple[Offer, ...]


def offers_at(seen: Snapshot, path: str, text: str, offset: int) -> Offers:
    """Return what may stand *offset* characters into a file. Nothing where nothing is known of that place."""
    cursor = cursor_at(text, offset)
    tree = _tree(path)
    here = tree.at(cursor)
    made: list[Offer] = [] if cursor.key else list(_settings(here, cursor))
    named = cursor.key or next((one for one in reversed(cursor.path) if one != ITEM), "")
    if cursor.key or (cursor.path and cursor.path[-1] == ITEM):
        made += [Offer(word, word, "word") for word in _words(tree.inside(here, cursor.key) if cursor.key else here)]
        made += [Offer(one.id, one.id, one.what, one.title) for one in ids_for(seen, named, path)]
    fitting = [one for one in made if cursor.word in one.label]
    return Offers(cursor.start, tuple(dict.fromkeys(fitting))[:_MOST_OFFERED])


def meaning_at(seen: Snapshot, path: str, text: str, offset: int) -> tuple[str, ...]:
    """Return what the word at a place means, as sentences: a setting, or something that the folder calls so."""
    end = offset
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    cursor = cursor_at(text, end)
    word = cursor.word.rpartition(".")[2]
    if not word:
        return ()
    if text[end : end + 1] == ":" and not cursor.key:
        tree = _tree(path)
        here = tree.at(cursor)
        if any(word in one.get("properties", {}) for one in here):
            return tuple(dict.fromkeys(_said_of(tree.inside(here, word))))
    return _named(seen, word)


def _named(seen: Snapshot, word: str) -> tuple[str, ...]:
    found = dict.fromkeys(f"{one.title} ({one.what})" for one in ids_for(seen, "", "") if one.id == word and one.title)
    return tuple(found)[:5]


def _said_of(schemas: Sequence[Any]) -> Iterator[str]:  # Any: JSON
    for one in schemas:
        if isinstance(one.get("description"), str):
            yield one["description"].replace("*", "").replace("\n\n", " ").replace("\n", " ")
    words = _words(schemas)
    if words:
        yield f"{', '.join(words[:20])}"


# --- walking a schema ------------------------------------------------------------------------------------------------


def _tree(path: str) -> _Tree:
    """Return the schema that a file follows; one that says nothing where there is none, as of a translation."""
    name = path.rpartition("/")[2]
    is_whole = name.count(".") < 2 or name.endswith(".scenarios.yaml")
    kind = "configuration" if path == MANIFEST else FOLDERS.get(path.rpartition("/")[0])
    return _known_tree(next((known for known in KINDS if known == kind and is_whole), None))


@cache
def _known_tree(kind: FileKind | None) -> _Tree:
    return _Tree({} if kind is None else editor_schema(kind))


class _Tree:
    """A JSON Schema, walked by the settings that a place is under."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root

    def at(self, cursor: Cursor) -> list[Any]:
        """Return every schema that what stands at a place may follow."""
        found = self._all([self._root])
        for step in cursor.path:
            found = self.inside(found, step)
        return _fitting(found, dict(cursor.beside))

    def inside(self, schemas: Sequence[Any], step: str) -> list[Any]:
        """Return what stands under a setting of *schemas*, or in a list."""
        if step == ITEM:
            return self._all([one["items"] for one in schemas if isinstance(one.get("items"), dict)])
        named = [one["properties"][step] for one in schemas if step in one.get("properties", {})]
        others = [one["additionalProperties"] for one in schemas if isinstance(one.get("additionalProperties"), dict)]
        return self._all(named or others)

    def _all(self, schemas: Sequence[Any]) -> list[Any]:
        """Return schemas with all that they lead to: references, and each of several that will do."""
        found: list[Any] = []
        waiting = list(schemas)
        while waiting and len(found) < _MOST_SCHEMAS:
            one = waiting.pop(0)
            if any(one is known for known in found):
                continue
            found.append(one)
            if "$ref" in one:
                waiting.append(self._root["$defs"][one["$ref"].rpartition("/")[2]])
            for several in ("anyOf", "oneOf", "allOf"):
                waiting += [each for each in one.get(several, ()) if isinstance(each, dict)]
            waiting += [one[each] for each in ("then", "else") if each in one]
        return found


def _fitting(schemas: list[Any], beside: Mapping[str, str]) -> list[Any]:
    """Return those of *schemas* that what stands beside leaves open: those of a text, once `type: text` is said."""
    told = [one for one in schemas if "type" in one.get("properties", {}) and "type" in beside]
    wrong = [one for one in told if (words := _words([one["properties"]["type"]])) and beside["type"] not in words]
    left = [one for one in schemas if not any(one is each for each in wrong)]
    return left if any("properties" in one for one in left) or not wrong else schemas


def _settings(schemas: Sequence[Any], cursor: Cursor) -> Iterator[Offer]:
    known = {name for name, _ in cursor.beside}
    for one in schemas:
        for name, said in one.get("properties", {}).items():
            if name not in known:
                opens = said.get("type") in ("object", "array") or "$ref" in said
                yield Offer(name, f"{name}:" if opens else f"{name}: ", "setting", said.get("description", ""))


def _words(schemas: Sequence[Any]) -> list[str]:
    found: list[str] = []
    for one in schemas:
        found += [word for word in one.get("enum", ()) if isinstance(word, str)]
        if isinstance(one.get("const"), str):
            found.append(one["const"])
        if one.get("type") == "boolean":
            found += ["true", "false"]
    return list(dict.fromkeys(found))
