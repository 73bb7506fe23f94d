"""A little council that differs from its template, and the template's next version."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from engine.checks import check
from engine.definitions.assemble import Assembled, assemble
from engine.definitions.extending import layers
from engine.findings import has_errors, render_all
from engine.interop.upgrades.outcome import Upgrade
from engine.interop.upgrades.upgrade import upgrade
from tests.overlays import FORM, HEAD, LEVELS, MANIFEST, RECORD, TEMPLATE, WORKFLOW, assembled

PATHS: Mapping[str, str] = {"form": FORM, "levels": LEVELS, "record": RECORD, "workflow": WORKFLOW}
FIRST: Mapping[str, str] = {
    "form": "form: referral\n",
    "levels": "list: levels\n",
    "record": "record: child\n",
    "workflow": "workflow: path\n",
}
OLD: Mapping[str, bytes] = {
    **TEMPLATE,
    FORM: TEMPLATE[FORM].replace(b"      park_name:\n", b"      park_name:\n        hint: As on the map.\n"),
    LEVELS: TEMPLATE[LEVELS] + b"overlay: extend\n",
    WORKFLOW: TEMPLATE[WORKFLOW].replace(b"within: 2 working days", b"within: 3 working days"),
}
"""The template that councils differ from here: the little council, with floors, and a list that may be extended."""


def newer(*changes: tuple[str, str, str], version: str = "1.1.0") -> dict[str, bytes]:
    """Return the next version of the template: of each file named a text is another."""
    files = dict(OLD)
    for file, old, new in (("manifest", "version: 1.0.0", f"version: {version}"), *changes):
        path = PATHS.get(file, MANIFEST)
        text = files[path].decode()
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {path}"
        files[path] = text.replace(old, new).encode()
    return files


def council(manifest: str = "", **differences: str) -> Assembled:
    """Return a council with *differences*: `form="fields: ..."` says what follows `form: referral`."""
    own = {PATHS[name]: (FIRST[name] + text).encode() for name, text in differences.items()}
    return without_mistakes(assembled({MANIFEST: (HEAD + manifest).encode(), **own}, OLD))


@cache
def _template(files: tuple[tuple[str, bytes], ...]) -> Assembled:
    return without_mistakes(assemble(dict(files), shown_under="new/"))


def template(files: Mapping[str, bytes]) -> Assembled:
    return _template(tuple(sorted(files.items())))


def without_mistakes(made: Assembled) -> Assembled:
    findings = check(made).findings
    assert not has_errors(findings), render_all(findings)
    return made


def judged(mine: Assembled, files: Mapping[str, bytes]) -> Upgrade:
    return upgrade(mine, template(files))


def written(mine: Assembled, found: Upgrade) -> dict[str, bytes]:
    """Return the council's own files with what follows, or can be taken out, done."""
    own, _ = layers(mine.files)
    return {**own, **{path: one.content for path, one in found.files.items()}}


def told(found: Upgrade) -> list[str]:
    """Return what is said of each difference: what is to be done, where, and the sentence. What fits is left out."""
    shown = (one for one in found.outcomes if one.kind not in ("fits", "version"))
    return [f"{one.group} {one.place.file}:{one.place.line} {one.sentence}" for one in shown]
