"""Translations as they stand in files: `screening.cy.yaml` beside `screening.yaml`, each text by its path.

`casepath translate` writes them. A file is read here for its shape only; whether its paths name texts, and whether the
English is still the same, is for the checks, which know the definitions.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import BeforeValidator, Field

from engine.definitions.model import Kind, Model
from engine.definitions.source import MapNode, Node, TextNode
from engine.definitions.validate import validate
from engine.definitions.words import Language
from engine.findings import Code, Finding, Place, listed, suggestion

ODD_FILE_NAME = Code(
    "Y116",
    "A file name with a dot too many",
    "Name a translation after its file, with the language: screening.cy.yaml.",
)
NO_ORIGINAL = Code("Y117", "A translation of no file", "Put it beside the file that it translates, under its name.")
ANOTHER_FILE = Code("Y118", "A translation that says it is of something else", "Start it as the file it translates.")


class Translated(Model):
    """One text in another language. *source* is the hash of the English that it translates.

    With no *text* it is yet to be translated. *english* and *before*, the translation of what it said earlier, are
    there for whoever writes the text, and are taken out when it is written.
    """

    text: str = ""
    source: str = ""
    english: str = ""
    before: str = ""


def _only_text(given: object) -> object:
    return {"text": given} if isinstance(given, str) else given


class Sidecar(Model):
    """The translations of one form, list, part, record or workflow, or of casepath.yaml, into one language."""

    language: Language
    texts: dict[str, Annotated[Translated, BeforeValidator(_only_text)]] = Field(default_factory=dict)

    @property
    def said(self) -> dict[str, Translated]:
        """The texts that are translated, by their path."""
        return {path: one for path, one in self.texts.items() if one.text}


def source_of(english: str) -> str:
    """Return the hash by which a translation knows its English: 8 hex digits of the SHA-256 of the text as read."""
    return hashlib.sha256(english.encode()).hexdigest()[:8]


def translates(path: str) -> tuple[str, str] | None:
    """Return the file that *path* translates, and the language, by its name; nothing for a name of another kind."""
    named = re.fullmatch(r"(.+/|)([^./]+)\.([a-z]{2,3})\.(yaml|md)", path)
    return (f"{named[1]}{named[2]}.{named[4]}", named[3]) if named else None


@dataclass(frozen=True, slots=True)
class SidecarFile:
    """A file of translations as read, the *kind* of what it translates, and the *language* by its name."""

    kind: Kind
    language: str
    root: Node


@dataclass(frozen=True, slots=True)
class Original:
    """The file that is translated: the ids of what it holds, and whether they stand under `forms:`."""

    names: Sequence[str]
    several: bool


def read_sidecar(file: SidecarFile, of: Original, findings: list[Finding]) -> Iterator[tuple[str, Sidecar, MapNode]]:
    """Yield each definition's id with its translations and their node. What is wrong is added to *findings*."""
    if not isinstance(file.root, MapNode):
        findings.append(_another(file, file.root.place, f"A translation starts with {_starts(file, of)}."))
        return
    entries = dict(file.root.entries)
    language = entries.get("language")
    if language and isinstance(language.value, TextNode) and language.value.value != file.language:
        message = f'The name of this file says "{file.language}", and the file says "{language.value.value}".'
        findings.append(Finding(ANOTHER_FILE, message, language.value.place, "Write the same language in both."))
    first = entries.pop("forms" if of.several else file.kind, None)
    if first is None:
        findings.append(_another(file, _first(file.root).place, f"This file does not start with {_starts(file, of)}."))
    elif not of.several:
        yield from _one(file, of, first.value, replace(file.root, entries=entries), findings)
    elif isinstance(first.value, MapNode):
        for name, entry in first.value.entries.items():
            if isinstance(entry.value, MapNode):
                within = {key: one for key, one in entries.items() if key == "language"} | dict(entry.value.entries)
                yield from _one(file, of, entry.key, replace(entry.value, entries=within), findings)
            else:
                findings.append(_another(file, entry.key.place, f'"{name}" needs "texts" of its own.'))


def _one(
    file: SidecarFile, of: Original, name: Node, node: MapNode, findings: list[Finding]
) -> Iterator[tuple[str, Sidecar, MapNode]]:
    if not isinstance(name, TextNode) or name.value not in of.names:
        word = name.value if isinstance(name, TextNode) else ""
        message = f"The file that this one translates does not have the {file.kind} that is named here."
        findings.append(Finding(ANOTHER_FILE, message, name.place, suggestion(word, of.names, what="ids")))
        return
    checked = validate(node, Sidecar, name=f'the translation "{name.value}"')
    if isinstance(checked, list):
        findings += checked
    else:
        yield name.value, checked, node


def _another(file: SidecarFile, place: Place, message: str) -> Finding:
    return Finding(ANOTHER_FILE, message, place, ANOTHER_FILE.remedy)


def _starts(file: SidecarFile, of: Original) -> str:
    return '"forms:"' if of.several else f'"{file.kind}: {listed(of.names, at_most=1)}"'


def _first(root: MapNode) -> Node:
    return next((entry.key for entry in root.entries.values()), root)
