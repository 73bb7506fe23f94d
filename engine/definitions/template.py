"""What lies beneath a council's configuration: the template's definitions, taken over as far as nothing differs.

What a council did not touch stays the very object that was read and judged with the template; so a hundred councils
on one template hold it once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from engine.definitions.configuration import Manifest
from engine.definitions.extending import BAD_EXTENDS, MOST_DEEP, NO_TEMPLATE, ROUND, Extends, Head, said_in
from engine.definitions.forms import Form
from engine.definitions.letters import Letter
from engine.definitions.lists import OptionList
from engine.definitions.model import Kind, Model
from engine.definitions.modules import Switches, names_a_module
from engine.definitions.nodes import Entry, MapNode, Node, TextNode, plain, text_of
from engine.definitions.origins import Assembled
from engine.definitions.overlaid_forms import merged_form
from engine.definitions.overlaid_lists import merged_list
from engine.definitions.overlay import NOT_IN_TEMPLATE, Overlay, cleaned, why_of
from engine.definitions.parts import Part, uses
from engine.definitions.records import Record
from engine.definitions.sidecars import Original, Sidecar, Translated
from engine.definitions.texts import texts_of
from engine.definitions.workflows import Workflow
from engine.findings import Finding, suggestion

_MODELS: Mapping[Kind, type[Model]] = {
    "configuration": Manifest,
    "form": Form,
    "list": OptionList,
    "part": Part,
    "record": Record,
    "workflow": Workflow,
    "letter": Letter,
}
_OWN = frozenset({"casepath", "configuration", "title", "version", "extends", "why", "approved_exceptions", "accepted"})
"""What a council's casepath.yaml says of itself, and not as a difference."""


def without_template(manifest: Node, template: Assembled | None, near: Sequence[Head]) -> Finding | None:
    """Return why the template that *manifest* names cannot be built upon; nothing where it can, or none is named."""
    said = manifest.entries.get("extends") if isinstance(manifest, MapNode) else None
    if said is None or not isinstance(said.value, TextNode):
        return None
    node = said.value
    extends = said_in(node.value)
    if extends is None:
        message = "This does not name a template and its version."
        return Finding(BAD_EXTENDS, message, node.place, BAD_EXTENDS.remedy, "extends")
    assert isinstance(manifest, MapNode)
    chain = list(_chain(template))
    if extends.id == text_of(manifest, "configuration") or extends.id in [head.id for head in chain[1:]]:
        message = f'"{extends.id}" would extend itself.'
        return Finding(ROUND, message, node.place, ROUND.remedy, "extends")
    if len(chain) > MOST_DEEP:
        message = f"There are more than {MOST_DEEP} templates on top of each other."
        return Finding(ROUND, message, node.place, "Extend one of the lower ones.", "extends")
    if template is None or (chain and not _is_it(extends, chain[0])):
        return _not_found(extends, node, [*near, *chain])
    if template.configuration is None:
        message = f'The template "{extends.id}" has mistakes of its own, so nothing can be built on it.'
        return Finding(NO_TEMPLATE, message, node.place, "Correct the template first.", "extends")
    return None


def _not_found(extends: Extends, node: TextNode, near: Sequence[Head]) -> Finding:
    other = next((head for head in near if head.id == extends.id), None)
    if other is not None:
        message = f'"{extends.id}" is here in version {other.version}; this needs {extends.versions}.'
        return Finding(NO_TEMPLATE, message, node.place, "Get that version, or change the number.", "extends")
    message = f'There is no template "{extends.id}" in the folders above or among the installed packages.'
    hint = suggestion(extends.id, [head.id for head in near], what="templates")
    return Finding(NO_TEMPLATE, message, node.place, hint if near else NO_TEMPLATE.remedy, "extends")


def _is_it(extends: Extends, head: Head) -> bool:
    return head.id == extends.id and extends.takes(head.version)


def _chain(template: Assembled | None) -> Iterator[Head]:
    """Yield the head of a template, and of what that extends in turn."""
    while template is not None:
        manifest = template.written.get(("configuration", ""))
        if manifest is not None:
            yield Head(text_of(manifest, "configuration") or "", text_of(manifest, "version") or "")
        template = template.origins.over.template if template.origins.over else None


class Beneath:
    """The template of one configuration while that is put together."""

    def __init__(self, template: Assembled, findings: list[Finding], undone: Collection[Node]) -> None:
        assert template.configuration is not None
        self.template, self.whole, self.findings = template, template.configuration, findings
        self.overlay = Overlay(findings, undone)
        self.touched: set[tuple[Kind, str]] = set()

    def definition(self, own: MapNode, kind: Kind) -> MapNode | None:
        """Return a definition of the council with the template's beneath it; nothing for one that is not there."""
        name = "" if kind == "configuration" else text_of(own, kind) or ""
        there = self.template.written.get((kind, name))
        if there is None:
            return self._new(own, kind, name)
        self.touched.add((kind, name))
        path = (name,) if name else ()
        if kind == "configuration":
            return self.overlay.merged(there, own, Manifest, path, _OWN)
        if kind == "form":
            return merged_form(self.overlay, there, own, path, frozenset({kind}))
        if kind == "list":
            return merged_list(self.overlay, there, own, path, frozenset({kind}))
        return self.overlay.merged(there, own, _MODELS[kind], path, frozenset({kind}))

    def _new(self, own: MapNode, kind: Kind, name: str) -> MapNode | None:
        key = own.entries[kind].value if kind in own.entries else own
        if text_of(own, "new") == "true":
            self.overlay.note("added", (name,), key, why_of(own))
            made = cleaned(_MODELS[kind], own)
            assert isinstance(made, MapNode)
            return made
        known = [other for one, other in self.template.written if one == kind]
        hint = f'{suggestion(name, known, what=f"{kind}s of the template")} If it is new, add "new: true" to it.'
        self.overlay.tell(NOT_IN_TEMPLATE, f'The template has no {kind} "{name}".', key, (name,), hint)
        return None

    def untouched(self, *kinds: Kind) -> Iterator[tuple[Kind, str, MapNode]]:
        """Yield the template's definitions of *kinds* from which the council does not differ."""
        for (kind, name), node in self.template.written.items():
            if kind in kinds and (kind, name) not in self.touched:
                yield kind, name, node

    def model(self, kind: Kind, name: str, node: MapNode, modules: Switches) -> tuple[Model | None, bool]:
        """Return the template's own model of a definition, and whether it holds for the council as it is.

        It does not where the council switches modules on or off, or differs in a part that the definition uses.
        """
        if names_a_module(plain(node)) and modules.used != self._used():
            return None, False
        if kind == "form" and any(("part", part) in self.touched for part in uses(plain(node))):
            return None, False
        if kind == "form" and names_a_module_of_a_part(self, node, modules):
            return None, False
        by_kind: Mapping[Kind, Mapping[str, Model]] = {
            "form": self.whole.forms,
            "list": self.whole.lists,
            "part": self.whole.parts,
            "record": self.whole.records,
            "workflow": self.whole.workflows,
            "letter": self.whole.letters,
        }
        return by_kind[kind].get(name), True

    def _used(self) -> Mapping[str, bool]:
        return {name: one.used for name, one in self.whole.manifest.modules.items()}

    def translations(
        self,
        own: Mapping[tuple[str, Kind, str], Sidecar],
        nodes: Mapping[tuple[Kind, str], Node],
        models: Mapping[tuple[Kind, str], Model],
    ) -> Iterator[tuple[tuple[str, Kind, str], Sidecar, Node]]:
        """Yield the translations of all, the council's before the template's.

        The template's translation of a text that the council changed is of another text, and is left out.
        """
        for key, sidecar in self.whole.translations.items():
            language, kind, name = key
            said = ("translation", f"{language} {kind} {name}")
            there = self.template.origins.nodes["translation", said[1]]
            kept = self._still_said(kind, name, sidecar, nodes, models)
            mine = own.get(key)
            if mine is None and len(kept) == len(sidecar.texts):
                yield key, sidecar, there
                continue
            texts = kept if mine is None else {**kept, **mine.texts}
            made = sidecar.model_copy(update={"texts": texts})
            yield key, made, _joined(there, nodes.get(("translation", said[1])), texts)

    def _still_said(
        self,
        kind: Kind,
        name: str,
        sidecar: Sidecar,
        nodes: Mapping[tuple[Kind, str], Node],
        models: Mapping[tuple[Kind, str], Model],
    ) -> dict[str, Translated]:
        if (kind, name) not in self.touched or (kind, name) not in models:
            return dict(sidecar.texts)
        now = {one.path: one.english for one in texts_of(models[kind, name], nodes[kind, name])}
        before = self._texts(kind, name)
        return {path: one for path, one in sidecar.texts.items() if path not in before or before[path] == now.get(path)}

    def _texts(self, kind: Kind, name: str) -> dict[str, str]:
        node = self.template.origins.nodes.get((kind, name))
        known: Mapping[Kind, Mapping[str, Model]] = {
            "configuration": {"": self.whole.manifest},
            "form": self.whole.forms,
            "list": self.whole.lists,
            "part": self.whole.parts,
            "record": self.whole.records,
            "workflow": self.whole.workflows,
            "letter": self.whole.letters,
        }
        model = known[kind].get(name)
        return {} if model is None or node is None else {one.path: one.english for one in texts_of(model, node)}

    def original(self, path: str, own: Original | None) -> Original | None:
        """Return what a file holds that may be translated, beneath it as well."""
        there = self.template.originals.get(path)
        if own is None or there is None:
            return own or there
        return Original([*there.names, *(one for one in own.names if one not in there.names)], own.several)


def names_a_module_of_a_part(beneath: Beneath, form: MapNode, modules: Switches) -> bool:
    """Whether a part that *form* uses has questions of modules that the council switches."""
    if modules.used == beneath._used():
        return False
    parts = (beneath.template.written.get(("part", part)) for part in uses(plain(form)))
    return any(part is not None and names_a_module(plain(part)) for part in parts)


def _joined(there: Node, own: Node | None, texts: Mapping[str, Translated]) -> Node:
    """Return translations as one node: those of the council at their own places."""
    entries: dict[str, Entry] = {}
    for node in (there, own):
        held = node.entries.get("texts") if isinstance(node, MapNode) else None
        if held is not None and isinstance(held.value, MapNode):
            entries |= {path: one for path, one in held.value.entries.items() if path in texts}
    root = own if isinstance(own, MapNode) else there
    assert isinstance(root, MapNode)
    key = root.entries["texts"].key if "texts" in root.entries else next(iter(root.entries.values())).key
    where = root.entries["texts"].value if "texts" in root.entries else root
    texts_node = MapNode(where.source, where.start, where.end, entries)
    return replace(root, entries={**root.entries, "texts": Entry(key, texts_node)})
