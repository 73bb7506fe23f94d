"""Beside a setting, what other councils made of it and why: those in the folders beside this one, or named for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from engine.definitions.origins import Assembled
from engine.definitions.read import Known, configurations_in, councils_in, read_folder
from engine.findings import has_errors
from engine.interop.differences.beside import Beside, Cell, side_by_side
from engine.interop.differences.change import GROUPS, Change
from engine.interop.differences.edition import Edition
from engine.interop.differences.report import edition_said
from engine.interop.differences.whole import differences
from engine.interop.words import shortened
from engine.sentences.say import say
from engine.web.workshop.snapshot import Fragment, Snapshot
from engine.web.workshop.views.asking import NOTHING_YET, Asking
from engine.web.workshop.views.shown import edition_in, edition_of

COUNCILS = "councils"
"""Under which name `Snapshot.beside` has the folders of other councils that were named with --beside."""
_MOST_COUNCILS = 12
_MOST_ROWS = 400
_EVERYTHING = "*"


def others(seen: Snapshot, asked: Mapping[str, str]) -> Fragment:
    """Return what other councils on the same template changed in it, with this folder's own column first."""
    own = edition_of(seen)
    if own is None:
        return NOTHING_YET
    ask = Asking("others", seen, asked)
    title = say(seen.language, "What other councils chose, and why")
    found = _councils(tuple((one, _stamp(one)) for one in folders_beside(seen, own)), seen.language)
    if not found:
        nobody = "There is no other council here: no folder beside this one builds on the same template."
        return ask.fragment("nothing.html", title, said=say(seen.language, nobody))
    wanted = _id(own.template) if own.template is not None else own.configuration.manifest.configuration
    columns = [(one.called, one.changes) for one in found if one.extends == wanted]
    if own.template is not None:
        base = edition_in(own.template, seen.language)
        assert base is not None  # what a council builds on was put together before it
        columns.insert(0, (say(seen.language, "Here"), differences(base, own)))
    table = side_by_side(say(seen.language, "Template"), columns, seen.language)
    return _table(ask, title, table, _about(ask, columns))


def _about(ask: Asking, columns: Sequence[tuple[str, Sequence[Change]]]) -> str:
    """Return which form, list or workflow is looked at; a star for all of them."""
    found = dict.fromkeys(one.about for _, changes in columns for one in changes)
    everything = {_EVERYTHING: say(ask.language, "Everything")}
    return ask.one_of("about", say(ask.language, "About"), everything | {one: one for one in found})


def _table(ask: Asking, title: str, table: Beside, about: str) -> Fragment:
    rows = [one for one in table.rows if about in (_EVERYTHING, one.about)]
    groups = []
    for group, heading in GROUPS.items():
        inside = [one for one in rows[:_MOST_ROWS] if one.group == group]
        told = tuple(
            (one.about, one.decision, one.base, tuple(_cell(ask, one.cells.get(name)) for name in table.councils))
            for one in inside
        )
        if told:
            groups.append((group, heading.said(ask.language), told))
    left = len(rows) - _MOST_ROWS
    return ask.fragment(
        "others.html",
        title,
        heads=(say(ask.language, "Decision"), say(ask.language, "Template"), *table.councils),
        groups=tuple(groups),
        blank=say(ask.language, "A blank is the same as the template."),
        more=say(ask.language, "Not shown: {count}.", count=left) if left > 0 else "",
    )


def _cell(ask: Asking, cell: Cell | None) -> tuple[str, str]:
    if cell is None:
        return "", ""
    return shortened(cell.said, 300), say(ask.language, "Why: {why}", why=cell.why) if cell.why else ""


# --- who else there is -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Council:
    """Another council: what it is called, the id of what it extends, and what it changes in that."""

    called: str
    extends: str
    changes: tuple[Change, ...]


def folders_beside(seen: Snapshot, own: Edition) -> list[Path]:
    """Return the folders of other councils: those that were named, else those beside this one or below it."""
    named = seen.beside.get(COUNCILS)
    if isinstance(named, tuple):
        return [Path(one) for one in named][:_MOST_COUNCILS]
    here = seen.folder.resolve()
    found = councils_in(here) if own.template is None else configurations_in(here.parent)
    return [one for one in found if one != here][:_MOST_COUNCILS]


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return by what it is known that a folder is as it was: its files with their sizes and times."""
    found = (one for one in sorted(folder.rglob("*.yaml"))[:2_000] if one.is_file() and not one.is_symlink())
    stats = ((one.relative_to(folder).as_posix(), one.stat()) for one in found)
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)


@lru_cache(maxsize=2)
def _councils(folders: tuple[tuple[Path, tuple[tuple[str, int, int], ...]], ...], language: str) -> tuple[Council, ...]:
    """Return the councils as they are in their folders, read again only when a file has changed.

    What has mistakes, or builds on nothing, is passed over.
    """
    known, found = Known(), []
    for folder, _ in folders:
        assembled = read_folder(folder, known=known)
        one = None if has_errors(assembled.findings) else edition_in(assembled, language)
        base = edition_in(one.template, language) if one is not None and one.template is not None else None
        if one is not None and base is not None:
            found.append(Council(edition_said(one), _id(one.template), differences(base, one)))
    return tuple(found)


def _id(base: Assembled | None) -> str:
    configuration = base.configuration if base is not None else None
    return configuration.manifest.configuration if configuration is not None else ""
