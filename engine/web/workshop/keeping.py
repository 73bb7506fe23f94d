"""What is typed put into the files, or taken back; two versions of a file to choose from; and named drafts.

Whatever is thrown away here is put into a draft first, so that nobody's words are lost by somebody else's click.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from engine.definitions.assemble import reading_of
from engine.definitions.own_id import MANIFEST
from engine.findings import has_errors
from engine.interop.whole_files import ChangedMeanwhile
from engine.web.workshop.desk import Desk
from engine.web.workshop.disk import Elsewhere, first_line, is_new_name
from engine.web.workshop.paper import Paper, text_of

_NAME = re.compile(r"[\w][\w ,.()'+-]{0,59}")


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of keeping: the files that stand on the disk now, and those that do not, and why."""

    kept: tuple[str, ...]
    broken: tuple[str, ...]
    """Those that cannot be read: no file on the disk is ever half a sentence."""
    changed: tuple[str, ...]
    """Those that something else has changed meanwhile."""
    failed: tuple[str, ...]
    """Those that cannot be written."""


def keep(desk: Desk) -> Kept:
    """Put everything that is typed and can be read into its files."""
    told: dict[str, list[str]] = {"kept": [], "broken": [], "changed": [], "failed": []}
    with desk.alone() as papers:
        for path, paper in sorted(papers.items()):
            if not paper.is_kept:
                told[_kept(desk, paper)].append(path)
    desk.look_at_disk()
    return Kept(*(tuple(told[one]) for one in ("kept", "broken", "changed", "failed")))


def _kept(desk: Desk, paper: Paper) -> str:
    content = paper.content()
    if paper.theirs is not None:
        return "changed"
    if has_errors(reading_of(paper.path, content, paper.path).findings):
        return "broken"
    try:
        desk.disk.write(paper.path, paper.kept, content)
    except ChangedMeanwhile:
        return "changed"
    except (OSError, Elsewhere):
        return "failed"
    paper.kept = content
    return "kept"


def put_back(desk: Desk, path: str, at: datetime) -> str:
    """Take a file back to what is on the disk, and return the draft that has what was typed. Raises KeyError."""
    with desk.alone() as papers:
        paper = papers[path]
        if paper.is_kept:
            return ""
        draft = _put_into_draft(desk, f"{_stem(path)} {at:%H.%M.%S}", {path: paper.text})
        if paper.kept is not None:
            desk.become(path, text_of(paper.kept))
        else:
            paper.become("")
            paper.kept = b""
    desk.look_at_disk()
    return draft


def settle(desk: Desk, path: str, theirs: bool, at: datetime) -> str:
    """Choose one of two versions of a file, and return the draft that has the other. Raises KeyError."""
    with desk.alone() as papers:
        paper = papers[path]
        if paper.theirs is None:
            return ""
        other = text_of(paper.theirs)
        name = f"{_stem(path)} {at:%H.%M.%S}"
        draft = _put_into_draft(desk, name, {path: paper.text if theirs else other})
        paper.kept, paper.theirs = paper.theirs, None
        if theirs:
            desk.become(path, other)
    desk.look_at_disk()
    return draft


def begin(desk: Desk, path: str) -> bool:
    """Begin a new file. Says whether that may be its name, and whether there is none yet."""
    with desk.alone() as papers:
        if path in papers or not is_new_name(path):
            return False
        desk.become(path, first_line(path))
    desk.listeners.tell("moved", {})
    return True


# --- drafts ----------------------------------------------------------------------------------------------------------


def is_draft_name(name: str) -> bool:
    """Return whether a draft may be called so."""
    return _NAME.fullmatch(name) is not None and name == name.strip()


def save_draft(desk: Desk, name: str) -> bool:
    """Put how everything stands into a draft: the files in which it differs from the disk. Says whether it could."""
    with desk.alone() as papers:
        texts = {path: one.text for path, one in sorted(papers.items()) if not one.is_kept}
    return is_draft_name(name) and bool(texts) and bool(_put_into_draft(desk, name, texts, over=True))


def open_draft(desk: Desk, name: str) -> bool:
    """Put the texts of a draft on the table. What was typed into those files is put into another draft first."""
    texts = drafts(desk).get(name)
    if texts is None:
        return False
    with desk.alone() as papers:
        lost = {path: papers[path].text for path in texts if path in papers and not papers[path].is_kept}
        if any(lost[path] != texts[path] for path in lost):
            _put_into_draft(desk, f"before {name}"[:60], lost)
        for path, text in texts.items():
            if path in papers or is_new_name(path) or path == MANIFEST:
                desk.become(path, text)
    desk.listeners.tell("moved", {})
    return True


def drafts(desk: Desk) -> Mapping[str, Mapping[str, str]]:
    """Return every draft by its name."""
    return desk.snapshot.drafts


def read_drafts(desk: Desk) -> None:
    """Take up the drafts that are on the disk."""
    found = {name: desk.disk.aside(f"drafts/{name}") for name in desk.disk.drafts() if is_draft_name(name)}
    texts = {name: {path: text for path, text in one.items() if text is not None} for name, one in found.items()}
    with desk.alone():
        desk.snapshot = replace(desk.snapshot, drafts=texts)


def _put_into_draft(desk: Desk, name: str, texts: Mapping[str, str], *, over: bool = False) -> str:
    """Return the name of the draft, another than was asked for where that is taken; nothing where it cannot be."""
    known, wanted = desk.disk.drafts(), name
    number = 2
    while not over and name in known:
        name, number = f"{wanted[:54]} ({number})", number + 1
    try:
        desk.disk.put_aside(f"drafts/{name}", texts)
    except (OSError, Elsewhere):
        if over:
            return ""
        raise
    read_drafts(desk)
    return name


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0][:40]
