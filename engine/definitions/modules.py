"""Modules: parts of a configuration that a council switches on and off. What is off is as if it was not written.

It is taken out node by node, before any model sees the definition, so nothing after the reader knows of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from engine.definitions.nodes import Entry, ListNode, MapNode, Node, Plain, TextNode, at, plain
from engine.definitions.texts import own_path
from engine.findings import Code, Finding, suggestion

UNKNOWN_MODULE = Code("N280", "A module that does not exist", "Name one of the modules of casepath.yaml.")
UNUSED_MODULE = Code("N281", "A module that nothing belongs to", "Use it, or take it out.", "warning")

Holder: TypeAlias = Literal[
    "form",
    "page",
    "field",
    "option",
    "list",
    "part",
    "record",
    "workflow",
    "letter",
    "state",
    "strand",
    "action",
    "task",
    "ad_hoc",
    "deadline",
    "step",
    "heard",
    "alert",
]
"""What can belong to a module, or holds something that can."""

_INSIDE: Mapping[Holder, Mapping[str, Holder]] = {
    "form": {"pages": "page"},
    "page": {"fields": "field"},
    "field": {"fields": "field", "options": "option"},
    "list": {"options": "option"},
    "part": {"fields": "field"},
    "record": {"fields": "field"},
    "workflow": {"states": "state", "anytime": "action", "alerts": "alert"},
    "state": {
        "actions": "action",
        "tasks": "task",
        "deadlines": "deadline",
        "hears": "heard",
        "states": "state",
        "parallel": "strand",
    },
    "strand": {"states": "state"},
    "ad_hoc": {"tasks": "task"},
}
_ALONE: Mapping[Holder, Mapping[str, Holder]] = {
    "workflow": {"ad_hoc": "ad_hoc"},
    "state": {"ad_hoc": "ad_hoc"},
    "deadline": {"breach": "step"},
    "step": {"task": "task"},
    "heard": {"task": "task"},
    "alert": {"task": "task"},
}
"""What stands in a setting by itself, or in a list, and not by an id of its own."""
_NOT_THEMSELVES: frozenset[Holder] = frozenset(
    {"list", "part", "record", "letter", "ad_hoc", "deadline", "step", "heard", "alert"}
)
"""What holds parts of modules, and belongs to none itself."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is left of a definition, if anything, and the paths of what was left out, as a translation writes them."""

    node: MapNode | None
    left_out: frozenset[str] = frozenset()


@dataclass(slots=True)
class Switches:
    """The modules of one configuration: whether each is on, and which of them anything belongs to."""

    used: Mapping[str, bool] = field(default_factory=dict)
    manifest: Node | None = None
    named: set[str] = field(default_factory=set)

    def kept(self, node: MapNode, kind: Holder, findings: list[Finding]) -> Kept:
        """Return *node* without what is switched off; a module that does not exist is told and counts as on."""
        if not names_a_module(plain(node)):
            return Kept(node)  # its data says so, and no place has to be found for it
        if kind not in _NOT_THEMSELVES and self._is_off(node, findings):
            return Kept(None)
        left_out: set[str] = set()
        return Kept(self._inside(node, kind, (), left_out, findings), frozenset(left_out))

    def _inside(
        self, node: MapNode, kind: Holder, path: tuple[str, ...], left_out: set[str], findings: list[Finding]
    ) -> MapNode:
        entries = dict(node.entries)
        for setting, inner in _INSIDE.get(kind, {}).items():
            held = entries.get(setting)
            if held is None or not isinstance(held.value, MapNode):
                continue
            kept: dict[str, Entry] = {}
            for name, entry in held.value.entries.items():
                here = (*path, setting, name)
                left = self._left(entry.value, inner, here, left_out, findings)
                if left is not None:
                    kept[name] = entry if left is entry.value else Entry(entry.key, left)
            if inner == "task" and held.value.entries and not kept:
                del entries[setting]
            elif any(kept.get(name) is not entry for name, entry in held.value.entries.items()):
                entries[setting] = Entry(held.key, replace(held.value, entries=kept))
        for setting, inner in _ALONE.get(kind, {}).items():
            held = entries.get(setting)
            left = None if held is None else self._left(held.value, inner, (*path, setting), left_out, findings)
            if held is not None and left is None:
                del entries[setting]
            elif held is not None and left is not None and left is not held.value:
                entries[setting] = Entry(held.key, left)
        changed = any(entries.get(name) is not entry for name, entry in node.entries.items())
        return replace(node, entries=entries) if changed else node

    def _left(
        self, node: Node, kind: Holder, path: tuple[str, ...], left_out: set[str], findings: list[Finding]
    ) -> Node | None:
        """Return what is left of *node*; nothing where it is off, or held only what is."""
        if isinstance(node, MapNode) and kind == "step" and not path[-1].isdigit():
            path = (*path, "0")  # one that stands alone, instead of in a list
        if isinstance(node, ListNode) and kind == "step":
            steps = [
                self._left(one, kind, (*path, f"{place}"), left_out, findings) for place, one in enumerate(node.items)
            ]
            if all(one is each for one, each in zip(steps, node.items, strict=True)):
                return node
            kept = tuple(one for one in steps if one is not None)
            return replace(node, items=kept) if kept else None
        if not isinstance(node, MapNode):
            return node
        if kind not in _NOT_THEMSELVES and self._is_off(node, findings):
            left_out |= set(_paths(path, node))
            return None
        inside = self._inside(node, kind, path, left_out, findings)
        # A list of tasks without tasks, and a step that only opened one, were not written either.
        held = {"step": inside.entries, "ad_hoc": "tasks" in inside.entries}
        emptied = inside is not node and not held.get(kind, True)
        return None if emptied else inside

    def _is_off(self, node: MapNode, findings: list[Finding]) -> bool:
        module = node.entries["module"].value if "module" in node.entries else None
        if not isinstance(module, TextNode):
            return False
        self.named.add(module.value)
        if module.value not in self.used:
            hint = suggestion(module.value, self.used, what="modules")
            findings.append(Finding(UNKNOWN_MODULE, f'There is no module called "{module.value}".', module.place, hint))
        return not self.used.get(module.value, True)

    def unused(self) -> Iterator[Finding]:
        """Yield a warning for each module that nothing belongs to."""
        for name in self.used:
            if name not in self.named and self.manifest is not None:
                place = at(self.manifest, ("modules", name), key=True).place
                message = f'Nothing belongs to the module "{name}".'
                yield Finding(UNUSED_MODULE, message, place, UNUSED_MODULE.remedy, f"modules.{name}")


def names_a_module(data: Plain) -> bool:
    """Whether anything in *data* may belong to a module: what can is a map, in maps and lists of maps."""
    if not isinstance(data, dict):
        return False
    # Plain loops, because they run over every word of every definition.
    for one in data.values():
        if one.__class__ is dict and names_a_module(one):
            return True
        if one.__class__ is list:
            for each in one:
                if each.__class__ is dict and names_a_module(each):
                    return True
    return "module" in data


def switches_of(manifest: Node) -> Switches:
    """Return the modules that *manifest* names, whatever else is wrong with it."""
    written = at(manifest, ("modules",))
    if written is manifest or not isinstance(written, MapNode):
        return Switches(manifest=manifest)
    return Switches({name: _is_on(entry.value) for name, entry in written.entries.items()}, manifest)


def _is_on(module: Node) -> bool:
    used = at(module, ("used",))
    return not (isinstance(module, MapNode) and isinstance(used, TextNode) and used.value == "false")


def _paths(path: tuple[str, ...], node: MapNode) -> Iterator[str]:
    """Yield the path of what is left out; of a page also those of its questions, which do not name it."""
    yield own_path(path)
    fields = node.entries.get("fields")
    if len(path) == 2 and path[0] == "pages" and fields is not None and isinstance(fields.value, MapNode):
        yield from (f"fields.{name}" for name in fields.value.entries)
