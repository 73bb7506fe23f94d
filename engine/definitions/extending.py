"""What a council's configuration extends: the id of a template, and from which version on.

The template's files travel with the council's, each under `extends/`; so what was read together is kept together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator

from engine.definitions.source import MapNode, TextNode, read
from engine.definitions.versions import version_key
from engine.definitions.words import mistake
from engine.findings import Code

BAD_EXTENDS = Code("O910", "Not a template and a version", 'Write "extends: example 1.1", or "=1.1.0" for exactly one.')
NO_TEMPLATE = Code("O911", "A template that is not found", "Put it into a folder above, or install its package.")
ROUND = Code("O912", "Templates that extend each other", "Extend a template that does not lead back here.")
NOT_A_NUMBER = Code("O925", "An overlay's version that does not grow", "Write a whole number, one more than the last.")

UNDER = "extends/"
"""Where the files of the template stand among those of the council."""
MOST_DEEP = 5
"""Templates on top of each other."""

_SAID = re.compile(r"([a-z][a-z0-9_]*) +(=?)([0-9]{1,9}(?:\.[0-9]{1,9}){0,2})")


@dataclass(frozen=True, slots=True)
class Extends:
    """A template by its id, and its version: *least* or later and before the next whole number, or just that one."""

    id: str
    least: str
    exactly: bool = False

    def takes(self, version: str) -> bool:
        """Return whether *version* of the template will do."""
        found, least = version_key(version), version_key(self.least)
        if not found or self.exactly:
            return found == least
        return least <= found < (least[0] + 1, 0, 0)

    @property
    def versions(self) -> str:
        """Which versions will do, in words."""
        if self.exactly:
            return f"exactly {self.least}"
        return f"{self.least} or later, before {version_key(self.least)[0] + 1}"


def read_extends(text: object) -> Extends:
    """Return what *text* says, `example 1.1`; raise the author's mistake otherwise."""
    if isinstance(text, Extends):
        return text
    said = said_in(text) if isinstance(text, str) else None
    if said is None:
        raise mistake(BAD_EXTENDS, "This does not name a template and its version.")
    return said


def said_in(text: str) -> Extends | None:
    """Return the template that *text* names, `example 1.1`, or nothing where it names none."""
    said = _SAID.fullmatch(text.strip())
    return Extends(said[1], said[3], said[2] == "=") if said else None


ExtendsText = Annotated[Extends, BeforeValidator(read_extends)]


@dataclass(frozen=True, slots=True)
class Head:
    """What the first lines of a casepath.yaml say: whose it is, its version, and what it extends, if readable."""

    id: str
    version: str
    extends: Extends | None = None


def head_of(manifest: bytes) -> Head:
    """Return the head of a casepath.yaml; what cannot be read of it is empty, and told by whoever reads the file."""
    root = read(manifest, "").root
    words: dict[str, str] = {}
    if isinstance(root, MapNode):
        entries = ((name, root.entries.get(name)) for name in ("configuration", "version", "extends"))
        words = {name: one.value.value for name, one in entries if one and isinstance(one.value, TextNode)}
    extends = said_in(words.get("extends", ""))
    return Head(words.get("configuration", ""), words.get("version", ""), extends)


def layers(files: Mapping[str, bytes]) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return the files of a configuration itself, and those of what it extends."""
    own = {path: content for path, content in files.items() if not path.startswith(UNDER)}
    below = {path[len(UNDER) :]: content for path, content in files.items() if path.startswith(UNDER)}
    return own, below


def together(own: Mapping[str, bytes], below: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of a configuration together with those of what it extends."""
    return {**own, **{f"{UNDER}{path}": content for path, content in below.items()}}
