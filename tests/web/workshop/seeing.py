"""A workshop's views without a workshop: definitions from memory, and what a view makes of them as HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from html import unescape
from pathlib import Path

from engine.cases.compiling import compile_configuration
from engine.definitions.assemble import assemble
from engine.definitions.extending import layers
from engine.definitions.origins import Assembled
from engine.definitions.read import read_folder
from engine.shipped import shipped_configuration
from engine.web.workshop.rendering import Looking, rendered
from engine.web.workshop.snapshot import Snapshot
from engine.web.workshop.views import VIEWS
from tests.support import LITTLE


def seen_of(assembled: Assembled, folder: Path = Path("little"), language: str = "en") -> Snapshot:
    """Return a snapshot of what was read, in which all that is typed is without errors."""
    assert assembled.configuration is not None, assembled.findings
    good = compile_configuration(assembled.configuration, assembled.origins).definition
    texts = {path: content.decode() for path, content in layers(assembled.files)[0].items()}
    return Snapshot(folder, 1, texts, (), assembled, good, assembled, 1, language)


def little(files: Mapping[str, bytes] = LITTLE, language: str = "en") -> Snapshot:
    return seen_of(assemble(files), language=language)


@cache
def national() -> Snapshot:
    return seen_of(read_folder(shipped_configuration()), Path(shipped_configuration()))


def shown(seen: Snapshot, view: str, **asked: str) -> str:
    """Return a view as HTML."""
    return rendered(Looking(seen.language, "token"), VIEWS[view](seen, asked))


def words(html: str) -> str:
    """Return what is read of HTML, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())
