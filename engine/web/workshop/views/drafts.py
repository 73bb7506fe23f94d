"""The drafts of a workshop by name, ready to be compared: what is typed, what the files hold, what was put aside."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from engine.definitions.assemble import assemble
from engine.definitions.extending import head_of
from engine.definitions.origins import Assembled
from engine.definitions.own_id import MANIFEST
from engine.definitions.read import folder_files
from engine.findings import has_errors
from engine.interop.differences.edition import Edition
from engine.sentences.say import say
from engine.web.workshop.snapshot import Snapshot
from engine.web.workshop.views.shown import edition_in, edition_of

AS_TYPED, AS_KEPT = "=typed", "=kept"
"""What no draft is called: what is typed now, and what stands in the files."""
_DRAFT = "draft."


def named_editions(seen: Snapshot) -> dict[str, str]:
    """Return what can be compared, by name, each as people call it."""
    found = {AS_KEPT: say(seen.language, "What the files hold"), AS_TYPED: say(seen.language, "What is typed now")}
    return found | {f"{_DRAFT}{name}": name for name in seen.drafts}


def editions_of(seen: Snapshot, name: str) -> Edition | None:
    """Return one of them; nothing where it has mistakes."""
    if name == AS_TYPED:
        return edition_of(seen)
    files, wrong = folder_files(seen.folder)
    draft = seen.drafts.get(name.removeprefix(_DRAFT), {}) if name.startswith(_DRAFT) else {}
    texts = {**files, **{path: text.encode() for path, text in draft.items()}}
    if wrong:
        return None
    return _read(tuple(sorted(texts.items())), _Template(_template(seen, texts)), seen.language)


def _template(seen: Snapshot, files: Mapping[str, bytes]) -> Assembled | None:
    """Return what the present version extends, if *files* extend that too."""
    extends = head_of(files.get(MANIFEST, b"")).extends
    over = seen.good_assembled.origins.over if seen.good_assembled is not None else None
    base = over.template.configuration if over is not None else None
    if over is None or base is None or extends is None:
        return None
    manifest = base.manifest
    return over.template if extends.id == manifest.configuration and extends.takes(manifest.version) else None


class _Template:
    """A template that is the same only as itself, so that what was read on it is found again."""

    def __init__(self, assembled: Assembled | None) -> None:
        self.assembled = assembled

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Template) and other.assembled is self.assembled

    def __hash__(self) -> int:
        return id(self.assembled)


@lru_cache(maxsize=6)
def _read(files: tuple[tuple[str, bytes], ...], base: _Template, language: str) -> Edition | None:
    assembled = assemble(dict(files), template=base.assembled)
    return None if has_errors(assembled.findings) else edition_in(assembled, language)
