"""What of a council's files follows its template by itself: new names, and the version that is extended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from engine.definitions.assemble import MANIFEST, Assembled
from engine.definitions.extending import Extends, said_in
from engine.definitions.model import Kind
from engine.definitions.nodes import MapNode, Node, at, text_of
from engine.definitions.overlay import Path
from engine.definitions.rewriting import Change, Name, Put, Steps, paths_in
from engine.definitions.sidecars import translates
from engine.definitions.versions import version_key
from engine.interop.upgrades.outcome import Edited, Outcome
from engine.interop.upgrades.renames import Renames
from engine.interop.upgrades.spots import OwnFile, Spot
from engine.interop.upgrades.wording import named

_KINDS: tuple[Kind, ...] = ("form", "list", "part", "record", "workflow")


def renamed(spots: Iterable[Spot], renames: Renames) -> Iterator[Outcome]:
    """Yield the names in a council's files that the template has changed, each once."""
    told: set[tuple[str, Steps]] = set()
    for spot in spots:
        now = renames.followed(spot.kind, spot.name, spot.steps)
        if spot.edit.kind == "added":
            now = (*now[:-1], *spot.steps[-1:])
        for number, (old, new) in enumerate(zip(spot.steps, now, strict=True)):
            change = _name(spot, number, new, now) if old != new else None
            if change is None or (spot.file, change.steps) in told:
                continue
            told.add((spot.file, change.steps))
            sentence = f'{named(spot.name, spot.steps[: number + 1])} is called "{new}" in the template now.'
            place = spot.place_of(change.steps)
            path = (spot.name, *now[: number + 1])
            yield Outcome("renamed", path, sentence, place, spot.file, change.steps, edits=((spot.file, change),))


def _name(spot: Spot, number: int, new: str, now: Path) -> Change | None:
    """Return the change by which the council's file names what it calls `steps[number]` as the template does now."""
    if "remove" in spot.own[-2:] and spot.edit.kind == "removed":
        return Put(spot.own, ".".join(now))
    old, around = spot.steps[number], spot.steps[number - 1]
    ends = [end for end, step in enumerate(spot.own) if step == old and spot.own[end - 1 : end] == (around,)]
    return Name(spot.own[: ends[0] + 1], new) if ends else None


def translations(files: Iterable[OwnFile], renames: Renames) -> Iterator[Outcome]:
    """Yield the translated texts of the council whose names the template has changed."""
    for file in files:
        if translates(file.path) is None:
            continue
        for steps, node in paths_in(file.root):
            if steps[-1:] != ("texts",) or not isinstance(node, MapNode):
                continue
            kind, name = definition_of(file, steps)
            for path, entry in node.entries.items():
                now = ".".join(renames.followed(kind, name, tuple(path.split("."))))
                if now != path:
                    edits: tuple[Edited, ...] = ((file.path, Name((*steps, path), now)),)
                    sentence = f'The text "{path}" is called "{now}" in the template now.'
                    own = (*steps, path)
                    yield Outcome("renamed", (name, path), sentence, entry.key.place, file.path, own, edits=edits)


def extended(manifest: OwnFile, template: Assembled, *, raised: bool) -> list[Outcome]:
    """Return that `extends` says another version: where it does not take the template's, or is to be *raised* to it."""
    node = at(manifest.root, ("extends",))
    said, version = said_in(_text(manifest.root, "extends")), version_of(template)
    if said is None or (said.takes(version) and not (raised and version_key(said.least) < version_key(version))):
        return []
    sign = "=" if said.exactly else ""
    now = f"{said.id} {sign}{_as_long_as(said, version)}"
    return [_head(manifest, "extends", now, f'"extends" becomes "{now}".', node)]


def numbered(manifest: OwnFile, *, edited: bool) -> list[Outcome]:
    """Return that the council's own version is one more, if its files were *edited*."""
    before = _text(manifest.root, "version")
    if not edited or not before.isdecimal():
        return []
    now = str(int(before) + 1)
    return [_head(manifest, "version", now, f'"version" becomes {now}.', at(manifest.root, ("version",)))]


def version_of(template: Assembled) -> str:
    """Return the version of a template, by its own casepath.yaml."""
    return text_of(template.written["configuration", ""], "version") or ""


def definition_of(file: OwnFile, own: Steps) -> tuple[Kind, str]:
    """Return the kind and the id of the definition that what is at *own* of a file belongs to."""
    if PurePosixPath(file.path).name.split(".")[0] == MANIFEST.split(".")[0] and "/" not in file.path:
        return "configuration", ""
    if own[:1] == ("forms",) and len(own) > 1:
        return "form", str(own[1])
    kind: Kind = next((one for one in _KINDS if _text(file.root, one)), "form")
    return kind, _text(file.root, kind)


def _head(manifest: OwnFile, setting: str, now: str, sentence: str, node: Node) -> Outcome:
    edits: tuple[Edited, ...] = ((manifest.path, Put((setting,), now)),)
    return Outcome("version", (setting,), sentence, node.place, manifest.path, (setting,), edits=edits)


def _as_long_as(said: Extends, version: str) -> str:
    """Return *version* with as many numbers as the author wrote, more only where they are not 0."""
    parts = version.split(".")
    while len(parts) > len(said.least.split(".")) and parts[-1].strip("0") == "":
        parts.pop()
    return ".".join(parts)


def _text(root: Node, name: str) -> str:
    return (text_of(root, name) or "") if isinstance(root, MapNode) else ""
