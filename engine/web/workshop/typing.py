"""What the page's own program asks and sends: texts, changes, and how things stand. All of it plain JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import unified_diff
from itertools import islice
from typing import TypeAlias

from engine.errors import NotFound
from engine.findings import Finding, errors_first
from engine.web.wire import Malformed, Sent
from engine.web.workshop.changes import Unfitting, as_json, changes_sent
from engine.web.workshop.desk import Desk
from engine.web.workshop.helping import meaning_at, offers_at
from engine.web.workshop.paper import Behind, TooLong, characters, text_of, units

Told: TypeAlias = Mapping[str, object]

_MOST_FINDINGS = 500
"""More than anybody reads."""
_MOST_LINES = 200
_MOST_COMPARED = 5_000
"""Lines of a file: comparing longer ones would keep everybody waiting."""


def now(desk: Desk, asked: Mapping[str, str]) -> Told:
    """Return how everything stands: the files, what is wrong, and whether what is typed is read."""
    seen = desk.snapshot
    with desk.alone() as papers:
        files = [
            {"path": path, "version": one.version, "kept": one.is_kept, "conflict": one.theirs is not None}
            for path, one in sorted(papers.items())
        ]
    return {
        "revision": desk.revision,
        "read": seen.revision,
        "at_rest": desk.is_at_rest,
        "good": seen.is_good,
        "people": desk.listeners.count,
        "files": files,
        "drafts": sorted(seen.drafts),
        "errors": sum(one.is_error for one in seen.findings),
        "warnings": sum(not one.is_error for one in seen.findings),
        "findings": [_finding(one) for one in errors_first(seen.findings)[:_MOST_FINDINGS]],
    }


def _finding(one: Finding) -> Told:
    place = one.place
    return {
        "code": one.code.id,
        "error": one.is_error,
        "message": one.message,
        "hint": one.hint,
        "file": place.file,
        "from": [place.line, place.column],
        "to": [place.end_line, place.end_column],
    }


def paper(desk: Desk, asked: Mapping[str, str]) -> Told:
    """Return a file's text, or the changes since a version of it that a browser has. Raises NotFound."""
    with desk.alone() as papers:
        found = papers.get(asked.get("file", ""))
        if found is None:
            raise NotFound
        updates = found.since(_number(asked.get("since", "0"))) if "since" in asked else None
        if updates is None:
            return {"version": found.version, "text": found.text}
        changes = zip(updates, as_json([one.change for one in updates]), strict=True)
        return {
            "version": found.version,
            "updates": [{"changes": change, "clientID": one.sender} for one, change in changes],
        }


def difference(desk: Desk, asked: Mapping[str, str]) -> Told:
    """Return how what is typed differs from what something else wrote: `-` is on the disk, `+` is typed."""
    found = desk.papers().get(asked.get("file", ""))
    if found is None or found.theirs is None:
        return {"lines": []}
    theirs, ours = text_of(found.theirs).split("\n"), found.text.split("\n")
    if max(len(theirs), len(ours)) > _MOST_COMPARED:
        return {"lines": []}
    return {"lines": list(islice(unified_diff(theirs, ours, lineterm="", n=1), 2, _MOST_LINES))}


def offers(desk: Desk, asked: Mapping[str, str]) -> Told:
    """Return what may stand at a place."""
    path, text, offset = _place(desk, asked)
    found = offers_at(desk.snapshot, path, text, offset)
    return {
        "start": units(text[: found.start]),
        "all": [{"label": one.label, "insert": one.insert, "what": one.what, "means": one.means} for one in found.all],
    }


def meaning(desk: Desk, asked: Mapping[str, str]) -> Told:
    """Return what the word at a place means."""
    return {"said": meaning_at(desk.snapshot, *_place(desk, asked))}


def _place(desk: Desk, asked: Mapping[str, str]) -> tuple[str, str, int]:
    path = asked.get("file", "")
    found = desk.papers().get(path)
    if found is None:
        raise NotFound
    return path, found.text, characters(found.text, _number(asked.get("at", "")))


def typed(desk: Desk, sent: Sent) -> Told:
    """Take changes to a file. Where others came first they are fetched, and sent again after them."""
    try:
        desk.type(
            sent.get("file"), _number(sent.get("version")), changes_sent(sent.get("changes")), sent.get("client")[:80]
        )
    except KeyError:
        raise NotFound from None
    except Behind:
        return {"taken": False}
    except (Unfitting, TooLong):
        raise Malformed from None
    return {"taken": True}


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise Malformed
    return int(text)


READS: Mapping[str, Callable[[Desk, Mapping[str, str]], Told]] = {
    "now": now,
    "paper": paper,
    "difference": difference,
    "offers": offers,
    "meaning": meaning,
}
