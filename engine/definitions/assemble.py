"""From a set of files to one configuration: each file read, each definition checked for shape, each id used once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from engine.definitions.configuration import Configuration, Manifest
from engine.definitions.decided import DECISIONS, Decided, read_decisions
from engine.definitions.extending import Head, layers, together
from engine.definitions.forms import Form
from engine.definitions.letters import ENDING, Letter, read_letter
from engine.definitions.lists import OptionList
from engine.definitions.memory import Memory, Settled
from engine.definitions.model import Kind, Model
from engine.definitions.modules import Switches, switches_of
from engine.definitions.nodes import text_of
from engine.definitions.origins import Assembled, Origins, Over
from engine.definitions.own_id import MANIFEST
from engine.definitions.parts import Part, with_parts
from engine.definitions.records import Record
from engine.definitions.sidecars import (
    NO_ORIGINAL,
    ODD_FILE_NAME,
    Original,
    Sidecar,
    SidecarFile,
    read_sidecar,
    translates,
)
from engine.definitions.source import Entry, MapNode, Node, Reading, TextNode, at, read
from engine.definitions.template import Beneath, without_template
from engine.definitions.validate import validate
from engine.definitions.vendor_types import VendorTypes
from engine.definitions.words import RESERVED_DEFINITIONS, RESERVED_ID
from engine.definitions.workflows import Workflow
from engine.findings import Code, Finding, Place

__all__ = ["FOLDERS", "MANIFEST", "Assembled", "Origins", "Over", "assemble", "definition_names"]

NO_MANIFEST = Code(
    "Y101",
    "No casepath.yaml",
    "Name the folder that has it, or add it: casepath, configuration, title, version, calendar, roles, subjects.",
)
NOT_A_DEFINITION = Code(
    "Y115", "A file that defines nothing", "Start the file with form:, forms:, list:, record:, workflow: or letter:."
)
SAME_ID = Code("N220", "An id used twice", "Forms, records, lists and workflows share one set of ids. Rename one.")

M = TypeVar("M", bound=Model)

FOLDERS: Mapping[str, Kind] = {
    "form_schemas": "form",
    "form_schemas/lists": "list",
    "form_schemas/parts": "part",
    "form_schemas/records": "record",
    "workflow_definitions": "workflow",
    "workflow_definitions/letters": "letter",
    "workflow_definitions/scenarios": "scenarios",
}
_PARTS = "form_schemas/parts/"


def assemble(
    files: Mapping[str, bytes],
    *,
    shown_under: str = "",
    template: Assembled | None = None,
    near: Sequence[Head] = (),
    readings: Mapping[str, Reading] | None = None,
    memory: Memory | None = None,
) -> Assembled:
    """Read *files* (path inside the folder -> content) as one configuration; every mistake is reported.

    *shown_under* stands before each path in a message, so that it can be opened from where the reader is. What the
    configuration extends is *template*, or stands among the files under `extends/`; where neither is there, *near* are
    the templates that were found while looking for it. Of its own files those in *readings* were read already.
    What *memory* has of the last time is taken from there, and it is left with what there is now.
    """
    own, below = layers(files)
    if below and template is None:
        template = assemble(below, shown_under=f"{shown_under}extends/")
    known = {**(memory.readings_of(own, shown_under) if memory is not None else {}), **(readings or {})}
    read_now = {path: known.get(path) or reading_of(path, one, shown_under + path) for path, one in own.items()}
    if memory is not None:
        memory.keep(own, read_now, shown_under)
    return _assembled(own, read_now, shown_under, template, near, memory=memory)


def reading_of(path: str, content: bytes, shown: str) -> Reading:
    """Return the file at *path* as read, YAML or a letter; messages name it as *shown*."""
    return read_letter(content, shown) if path.endswith(ENDING) else read(content, shown)


def _assembled(
    files: Mapping[str, bytes],
    readings: Mapping[str, Reading],
    shown_under: str,
    template: Assembled | None,
    near: Sequence[Head],
    *undone: Node,
    memory: Memory | None = None,
) -> Assembled:
    """Return what *readings* come to. *undone* are the parts of differences that are left out."""
    work = _Assembly(shown_under, readings, memory)
    manifest = readings.get(MANIFEST)
    if manifest is None:
        place = Place(shown_under + MANIFEST, 1, 1, 1, 1)
        work.findings.append(Finding(NO_MANIFEST, f"There is no {MANIFEST} here.", place, NO_MANIFEST.remedy))
    elif manifest.root is not None and (missing := without_template(manifest.root, template, near)) is not None:
        # Nothing is known of what the differences are from, so each of them would be called wrong for nothing.
        told = (finding for reading in readings.values() for finding in reading.findings)
        found = (missing, *told, *(template.findings if template else ()))
        return Assembled(None, Origins(), {}, tuple(found), files)
    if template is not None:
        work.beneath = Beneath(template, work.findings, undone)
    # The manifest first: it says which modules are on. Then parts: forms are made of them. Translations last: they are
    # of what the other files say.
    order = sorted(
        readings, key=lambda path: (bool(translates(path)), path != MANIFEST, not path.startswith(_PARTS), path)
    )
    for path, following in zip(order, [*order, ""][1:], strict=True):
        work.take(path, readings[path])
        work.before(following)
    made = work.result()
    if memory is not None:
        memory.settled = work.settled
    if template is None or work.beneath is None:
        return replace(made, files=files)
    again = partial(_assembled, files, readings, shown_under, template, near)
    shown = frozenset(shown_under + path for path in files)
    over = Over(template, tuple(work.beneath.overlay.edits), shown, again)
    return replace(made, files=together(files, template.files), origins=replace(made.origins, over=over))


class _Assembly:
    """The work in progress: what has been read so far, by kind and id."""

    def __init__(self, shown_under: str, files: Mapping[str, Reading], memory: Memory | None) -> None:
        self.shown_under, self.files = shown_under, files
        self.memory = memory
        self.settled: dict[tuple[Kind, str], Settled] = {}
        self.beneath: Beneath | None = None
        self.findings: list[Finding] = []
        self.nodes: dict[tuple[Kind, str], Node] = {}
        self.written: dict[tuple[Kind, str], MapNode] = {}
        self.scenarios: dict[str, Node] = {}
        self.manifest: Manifest | None = None
        self.parts: dict[str, Part] = {}
        self.part_nodes: dict[str, MapNode] = {}
        self.forms: dict[str, Form] = {}
        self.lists: dict[str, OptionList] = {}
        self.records: dict[str, Record] = {}
        self.workflows: dict[str, Workflow] = {}
        self.letters: dict[str, Letter] = {}
        self.originals: dict[str, Original] = {}
        self.translations: dict[tuple[str, Kind, str], Sidecar] = {}
        self.decided: Decided | None = None
        self.modules = Switches()
        self.types = VendorTypes()
        self.left_out: dict[tuple[Kind, str], frozenset[str]] = {}

    def take(self, path: str, reading: Reading) -> None:
        if path == DECISIONS:
            self._decide(reading)
            return
        folder, _, file = path.rpartition("/")
        original, language = translates(path) or (path, "")
        kind = "configuration" if original == MANIFEST else FOLDERS.get(folder)
        shown = self.shown_under + path
        dots = 2 if language or kind == "scenarios" else 1
        odd = file.count(".") > dots or (language and kind == "scenarios")
        if kind is None or odd or (kind == "letter") != file.endswith(ENDING):
            self._not_read(folder, file, shown)
            return
        self.findings += reading.findings
        if reading.root is None:
            return
        if language:
            self._translate(SidecarFile(kind, language, reading.root), original)
            return
        if kind == "scenarios":
            self.scenarios[shown] = reading.root
            return
        nodes = list(self._definitions(reading.root, kind, shown))
        self.originals[path] = Original([_name_of(node, kind) for node in nodes], _holds_several(reading.root))
        for node in nodes:
            self._define(node, kind)

    def _decide(self, reading: Reading) -> None:
        """Take the decisions log, which is no definition: nothing is made of it but what it says."""
        self.findings += reading.findings
        if reading.root is None:
            return
        found = read_decisions(reading.root)
        if isinstance(found, list):
            self.findings += found
        else:
            self.decided = found

    def before(self, path: str) -> None:
        """Take over what *path* needs of the template: parts before forms are made of them, all before translations."""
        if self.beneath is None or path == MANIFEST or path.startswith(_PARTS):
            return
        self._inherit("part")
        if not path or translates(path):
            self._inherit("form", "list", "record", "workflow", "letter")

    def _inherit(self, *kinds: Kind) -> None:
        """Take over the template's definitions of *kinds* that the council does not differ from."""
        assert self.beneath is not None
        template = self.beneath.template
        for kind, name, node in self.beneath.untouched(*kinds):
            if (kind, name) in self.written:
                continue
            self.written[kind, name] = node
            model, holds = self.beneath.model(kind, name, node, self.modules)
            if not holds:
                self._settle(node, kind, node)
                continue
            self.left_out[kind, name] = template.origins.left_out.get((kind, name), frozenset())
            if model is not None:
                self.nodes[kind, name] = template.origins.nodes[kind, name]
                self._models(kind)[name] = model
            if kind == "part":
                self.part_nodes[name] = _map(template.origins.nodes.get((kind, name), node))

    def _models(self, kind: Kind) -> dict[str, Any]:  # Any: each kind has a model of its own
        by_kind: dict[Kind, dict[str, Any]] = {
            "part": self.parts,
            "form": self.forms,
            "list": self.lists,
            "record": self.records,
            "workflow": self.workflows,
            "letter": self.letters,
        }
        return by_kind[kind]

    def _not_read(self, folder: str, file: str, shown: str) -> None:
        place = Place(shown, 1, 1, 1, 1)
        if FOLDERS.get(folder) == "letter" and not file.endswith(ENDING):
            message = "The files of letters end in .md: settings between two lines of ---, and the text below them."
            self.findings.append(Finding(ODD_FILE_NAME, message, place, "Name the file so, or move it out."))
        elif file.count(".") > 1:
            message = "The name of this file does not say what it holds, or in which language."
            self.findings.append(Finding(ODD_FILE_NAME, message, place, ODD_FILE_NAME.remedy))

    def _translate(self, file: SidecarFile, original: str) -> None:
        """Take the translations in *file*, which are of what the file *original* holds."""
        of = self.originals.get(original)
        if self.beneath is not None:
            of = self.beneath.original(original, of)
        if of is None:
            if original not in self.files:
                message = f'There is no file "{original}" that this one could translate.'
                self.findings.append(Finding(NO_ORIGINAL, message, _start(file.root), NO_ORIGINAL.remedy))
            return
        for name, sidecar, node in read_sidecar(file, of, self.findings):
            inside = "" if file.kind == "configuration" else name
            self.translations[file.language, file.kind, inside] = sidecar
            self.nodes["translation", f"{file.language} {file.kind} {inside}"] = node

    def _definitions(self, root: Node, kind: Kind, shown: str) -> Iterator[MapNode]:
        """Yield each definition of a file; a file may hold several short forms under `forms:`."""
        word = "casepath" if kind == "configuration" else kind
        if kind == "form" and _holds_several(root):
            several = at(root, ("forms",))
            assert isinstance(several, MapNode)
            yield from (_named(entry) for entry in several.entries.values() if isinstance(entry.value, MapNode))
            return
        if isinstance(root, MapNode) and word in root.entries:
            yield root
            return
        self.findings.append(
            Finding(NOT_A_DEFINITION, f'This file does not start with "{word}:".', root.place, NOT_A_DEFINITION.remedy)
        )

    def _define(self, own: MapNode, kind: Kind) -> None:
        written = own if self.beneath is None else self.beneath.definition(own, kind)
        if written is None:
            return
        if kind == "configuration":
            self.written[kind, ""] = written
            self.modules = switches_of(written)
            if self.beneath is not None:
                # Whether anything belongs to a module of the template is told of the template.
                self.modules.named |= self.beneath.whole.manifest.modules.keys()
            self.manifest = self._checked(written, Manifest, kind, "configuration")
            return
        name = _name_of(written, kind)
        self.written.setdefault((kind, name), written)
        there = self.beneath.template.written.get((kind, name)) if self.beneath is not None else None
        self._settle(written, kind, own, *(() if there is None else (there,)))

    def _settle(self, written: MapNode, kind: Kind, *made_of: MapNode) -> None:
        """Keep a definition as the models judge it, without what modules leave out and with what parts bring.

        One that is made of the same as the last time is kept as it was judged then.
        """
        told = len(self.findings)
        node = self._switched_on(written, kind)
        if node is None:
            return
        name = _name_of(node, kind)
        made_of = (*made_of, *self.part_nodes.values()) if kind == "form" else made_of
        known = self.memory.known(kind, name, made_of) if self.memory is not None and node is written else None
        if known is not None:
            self.settled[kind, name] = known
            self._keep(self._models(kind), known.model, kind, kind, known.node)
            if kind == "part":
                self.part_nodes[name] = known.node
            return
        self._judge(node, kind)
        model = self._models(kind).get(name)
        if node is written and model is not None and len(self.findings) == told:
            self.settled[kind, name] = Settled(made_of, _map(self.nodes[kind, name]), model)

    def _judge(self, node: MapNode, kind: Kind) -> None:
        match kind:
            case "part":
                # Known even when it is wrong: that has been said, and no form need say that it is missing.
                self.part_nodes |= {
                    one.value: node for one in (node.entries["part"].value,) if isinstance(one, TextNode)
                }
                self._keep(self.parts, self._checked(node, Part, kind, "part"), kind, "part", node)
            case "form":
                whole = with_parts(node, self.part_nodes, self.findings)
                self._keep(self.forms, self._checked(whole, Form, kind, "form"), kind, "form", whole)
            case "list":
                self._keep(self.lists, self._checked(node, OptionList, kind, "list"), kind, "list", node)
            case "record":
                self._keep(self.records, self._checked(node, Record, kind, "record"), kind, "record", node)
            case "letter":
                self._keep(self.letters, self._checked(node, Letter, kind, "letter"), kind, "letter", node)
            case _:
                self._keep(self.workflows, self._checked(node, Workflow, kind, "workflow"), kind, "workflow", node)

    def _switched_on(self, written: MapNode, kind: Kind) -> MapNode | None:
        """Return a definition without what belongs to modules that are off; nothing where all of it does."""
        assert kind in ("form", "list", "part", "record", "workflow", "letter")
        kept = self.modules.kept(written, kind, self.findings)
        self.left_out[kind, _name_of(written, kind)] = kept.left_out
        return kept.node

    def _checked(self, node: MapNode, model: type[M], kind: Kind, word: str) -> M | None:
        named = text_of(node, word)
        name = f"the {word}" if named is None else f'the {word} "{named}"'
        checked = validate(node, model, name=name, types=self.types)
        if isinstance(checked, list):
            self.findings += checked
            return None
        if kind == "configuration":
            self.nodes[kind, ""] = node
        return checked

    def _keep(self, kept: dict[str, M], made: M | None, kind: Kind, word: str, node: MapNode) -> None:
        if made is None:
            return
        name: str = getattr(made, word)
        if name in RESERVED_DEFINITIONS:
            self.findings.append(
                Finding(
                    RESERVED_ID,
                    f'A {word} cannot be called "{name}"; conditions use that word.',
                    at(node, (word,)).place,
                    RESERVED_ID.remedy,
                )
            )
        # Letters have ids of their own: no condition names one, and a form and its letter are often called alike.
        first = next(
            (other for other, there in self.nodes if there == name and (other == "letter") == (kind == "letter")), None
        )
        if first is not None:
            where = self.nodes[first, name].place
            message = f'"{name}" is already the id of a {first} ({where.file}, line {where.line}).'
            self.findings.append(Finding(SAME_ID, message, at(node, (word,)).place, SAME_ID.remedy))
            return
        kept[name], self.nodes[kind, name] = made, node

    def result(self) -> Assembled:
        self.findings += self.modules.unused()
        if self.beneath is not None:
            self._join_translations(self.beneath)
        configuration = None
        if self.manifest is not None and not any(one.is_error for one in self.findings):
            configuration = Configuration.model_construct(
                manifest=self.manifest,
                parts=self._in_order(self.parts, "part"),
                forms=self._in_order(self.forms, "form"),
                lists=self._in_order(self.lists, "list"),
                records=self._in_order(self.records, "record"),
                workflows=self._in_order(self.workflows, "workflow"),
                letters=self._in_order(self.letters, "letter"),
                translations=self.translations,
            )
        origins = Origins(self.nodes, self.left_out)
        findings = tuple(self.findings)
        return Assembled(
            configuration,
            origins,
            self.scenarios,
            findings,
            written=self.written,
            decided=self.decided,
            originals=self.originals,
        )

    def _in_order(self, made: dict[str, M], kind: Kind) -> dict[str, M]:
        """Return definitions in the order in which they are read, the template's before those that are new."""
        if self.beneath is None:
            return made
        known = [name for one, name in self.beneath.template.written if one == kind and name in made]
        return {name: made[name] for name in (*known, *(name for name in made if name not in set(known)))}

    def _join_translations(self, beneath: Beneath) -> None:
        models: dict[tuple[Kind, str], Model] = {
            (kind, name): one
            for kind in ("part", "form", "list", "record", "workflow", "letter")
            for name, one in self._models(kind).items()
        }
        if self.manifest is not None:
            models["configuration", ""] = self.manifest
        for key, sidecar, node in list(beneath.translations(self.translations, self.nodes, models)):
            self.translations[key] = sidecar
            self.nodes["translation", " ".join(key)] = node


def _holds_several(root: Node) -> bool:
    """Return whether a file holds several short forms under `forms:`."""
    several = root.entries.get("forms") if isinstance(root, MapNode) and len(root.entries) == 1 else None
    return several is not None and isinstance(several.value, MapNode)


def _map(node: Node) -> MapNode:
    assert isinstance(node, MapNode)  # a definition is settings
    return node


def _name_of(node: MapNode, kind: Kind) -> str:
    return text_of(node, kind) or ""


def _start(root: Node) -> Place:
    """Return the place of the word that a file starts with: its whole stretch would underline nothing in particular."""
    return next((entry.key for entry in root.entries.values()), root).place if isinstance(root, MapNode) else root.place


def _named(entry: Entry) -> MapNode:
    """Return a definition under `forms:` as one that stands alone, its key being its id."""
    node = entry.value
    assert isinstance(node, MapNode)
    return replace(node, entries={"form": Entry(entry.key, entry.key), **node.entries})


def definition_names(assembled: Assembled) -> str:
    """Return, for people, what a folder holds: `2 workflows, 14 forms, 30 lists and 3 records`."""
    counts = {
        kind: sum(1 for one, _ in assembled.origins.nodes if one == kind)
        for kind in ("workflow", "form", "list", "record", "letter")
    }
    words = [f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in counts.items() if count]
    return " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)
