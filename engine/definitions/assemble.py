"""From a set of files to one configuration: each file read, each definition checked for shape, each id used once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from engine.definitions.configuration import Configuration, Manifest
from engine.definitions.forms import Form
from engine.definitions.lists import OptionList
from engine.definitions.model import Kind, Model
from engine.definitions.modules import Switches, switches_of
from engine.definitions.nodes import text_of
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
from engine.definitions.source import Entry, MapNode, Node, TextNode, at, read
from engine.definitions.validate import NOT_YET, validate
from engine.definitions.vendor_types import VendorTypes
from engine.definitions.words import RESERVED_DEFINITIONS, RESERVED_ID
from engine.definitions.workflows import Workflow
from engine.findings import Code, Finding, Place

NO_MANIFEST = Code(
    "Y101",
    "No casepath.yaml",
    "Name the folder that has it, or add it: casepath, configuration, title, version, calendar, roles, subjects.",
)
NOT_A_DEFINITION = Code(
    "Y115", "A file that defines nothing", "Start the file with form:, forms:, list:, record: or workflow:."
)
SAME_ID = Code("N220", "An id used twice", "Forms, records, lists and workflows share one set of ids. Rename one.")

M = TypeVar("M", bound=Model)

_FOLDERS: Mapping[str, Kind] = {
    "form_schemas": "form",
    "form_schemas/lists": "list",
    "form_schemas/parts": "part",
    "form_schemas/records": "record",
    "workflow_definitions": "workflow",
    "workflow_definitions/scenarios": "scenarios",
}
_LATER_FOLDERS = ("workflow_definitions/letters",)
_PARTS = "form_schemas/parts/"
MANIFEST = "casepath.yaml"


@dataclass(frozen=True, slots=True)
class Origins:
    """Where every definition stands, so that any later finding points at the line its author can change."""

    nodes: Mapping[tuple[Kind, str], Node] = field(default_factory=dict)
    left_out: Mapping[tuple[Kind, str], frozenset[str]] = field(default_factory=dict)
    """The paths that modules which are off left out of a definition, as a translation writes them."""

    def is_left_out(self, kind: Kind, name: str, path: str) -> bool:
        """Return whether a translation of *path* is of something that a module left out."""
        return any(path == one or path.startswith(f"{one}.") for one in self.left_out.get((kind, name), ()))

    def node(self, kind: Kind, name: str, *path: str | int, key: bool = False) -> Node:
        """Return the deepest node of *path* that exists in a definition."""
        return at(self.nodes[kind, name], path, key=key)

    def place(self, kind: Kind, name: str, *path: str | int, key: bool = False) -> Place:
        return self.node(kind, name, *path, key=key).place

    def place_in(self, kind: Kind, name: str, *path: str | int, start: int, end: int) -> Place:
        """Return the place of characters *start* to *end* of the text at *path*: inside a condition, for instance."""
        node = self.node(kind, name, *path)
        return node.place_of(start, end) if isinstance(node, TextNode) else node.place


@dataclass(frozen=True, slots=True)
class Assembled:
    """A folder as read. *configuration* is missing when any definition's shape is wrong."""

    configuration: Configuration | None
    origins: Origins
    scenarios: Mapping[str, Node]
    findings: tuple[Finding, ...]
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """The files themselves: what a release keeps."""


def assemble(files: Mapping[str, bytes], *, shown_under: str = "") -> Assembled:
    """Read *files* (path inside the folder -> content) as one configuration; every mistake is reported.

    *shown_under* stands before each path in a message, so that it can be opened from where the reader is.
    """
    work = _Assembly(shown_under, files)
    if MANIFEST not in files:
        work.findings.append(
            Finding(
                NO_MANIFEST,
                f"There is no {MANIFEST} here.",
                Place(shown_under + MANIFEST, 1, 1, 1, 1),
                NO_MANIFEST.remedy,
            )
        )
    # The manifest first: it says which modules are on. Then parts: forms are made of them. Translations last: they are
    # of what the other files say.
    for path in sorted(
        files, key=lambda path: (bool(translates(path)), path != MANIFEST, not path.startswith(_PARTS), path)
    ):
        work.take(path, files[path])
    return work.result()


class _Assembly:
    """The work in progress: what has been read so far, by kind and id."""

    def __init__(self, shown_under: str, files: Mapping[str, bytes]) -> None:
        self.shown_under, self.files = shown_under, files
        self.findings: list[Finding] = []
        self.nodes: dict[tuple[Kind, str], Node] = {}
        self.scenarios: dict[str, Node] = {}
        self.manifest: Manifest | None = None
        self.parts: dict[str, Part] = {}
        self.part_nodes: dict[str, MapNode] = {}
        self.forms: dict[str, Form] = {}
        self.lists: dict[str, OptionList] = {}
        self.records: dict[str, Record] = {}
        self.workflows: dict[str, Workflow] = {}
        self.originals: dict[str, Original] = {}
        self.translations: dict[tuple[str, Kind, str], Sidecar] = {}
        self.modules = Switches()
        self.types = VendorTypes()
        self.left_out: dict[tuple[Kind, str], frozenset[str]] = {}

    def take(self, path: str, content: bytes) -> None:
        folder, _, file = path.rpartition("/")
        original, language = translates(path) or (path, "")
        kind = "configuration" if original == MANIFEST else _FOLDERS.get(folder)
        shown = self.shown_under + path
        dots = 2 if language or kind == "scenarios" else 1
        if kind is None or file.count(".") > dots or (language and kind == "scenarios"):
            self._not_read(folder, file, shown)
            return
        reading = read(content, shown)
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

    def _not_read(self, folder: str, file: str, shown: str) -> None:
        place = Place(shown, 1, 1, 1, 1)
        if folder in _LATER_FOLDERS:
            message = (
                "Files of this kind are part of the language, but this version of Casepath does not read them yet."
            )
            self.findings.append(Finding(NOT_YET, message, place, "Move the file out for now."))
        elif file.count(".") > 1:
            message = "The name of this file does not say what it holds, or in which language."
            self.findings.append(Finding(ODD_FILE_NAME, message, place, ODD_FILE_NAME.remedy))

    def _translate(self, file: SidecarFile, original: str) -> None:
        """Take the translations in *file*, which are of what the file *original* holds."""
        of = self.originals.get(original)
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

    def _define(self, written: MapNode, kind: Kind) -> None:
        if kind == "configuration":
            self.modules = switches_of(written)
            self.manifest = self._checked(written, Manifest, kind, "configuration")
            return
        node = self._switched_on(written, kind)
        if node is None:
            return
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
            case _:
                self._keep(self.workflows, self._checked(node, Workflow, kind, "workflow"), kind, "workflow", node)

    def _switched_on(self, written: MapNode, kind: Kind) -> MapNode | None:
        """Return a definition without what belongs to modules that are off; nothing where all of it does."""
        assert kind in ("form", "list", "part", "record", "workflow")
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
        first = next((other for other, there in self.nodes if there == name), None)
        if first is not None:
            where = self.nodes[first, name].place
            message = f'"{name}" is already the id of a {first} ({where.file}, line {where.line}).'
            self.findings.append(Finding(SAME_ID, message, at(node, (word,)).place, SAME_ID.remedy))
            return
        kept[name], self.nodes[kind, name] = made, node

    def result(self) -> Assembled:
        self.findings += self.modules.unused()
        configuration = None
        if self.manifest is not None and not any(one.is_error for one in self.findings):
            configuration = Configuration.model_construct(
                manifest=self.manifest,
                parts=self.parts,
                forms=self.forms,
                lists=self.lists,
                records=self.records,
                workflows=self.workflows,
                translations=self.translations,
            )
        return Assembled(
            configuration, Origins(self.nodes, self.left_out), self.scenarios, tuple(self.findings), self.files
        )


def _holds_several(root: Node) -> bool:
    """Return whether a file holds several short forms under `forms:`."""
    several = root.entries.get("forms") if isinstance(root, MapNode) and len(root.entries) == 1 else None
    return several is not None and isinstance(several.value, MapNode)


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
        for kind in ("workflow", "form", "list", "record")
    }
    words = [f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in counts.items() if count]
    return " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)
