"""What the page's own program asks and sends: texts, changes, and how things stand. All of it plain JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from engine.errors import NotFound
from engine.web.wire import Malformed, Sent
from engine.web.workshop.changes import Unfitting, as_json, changes_sent
from engine.web.workshop.desk import Desk
from engine.web.workshop.paper import Behind, TooLong

Told: TypeAlias = Mapping[str, object]


def now(desk: Desk, asked: Mapping[str, str]) -> Told:
    """Return how everything stands: the files, what is wrong, and whether what is typed is read."""
    seen = desk.snapshot
    files = [
        {"path": path, "version": one.version, "kept": one.is_kept, "conflict": one.theirs is not None}
        for path, one in sorted(desk.papers().items())
    ]
    return {
        "revision": desk.revision,
        "read": seen.revision,
        "good": seen.is_good,
        "files": files,
        "findings": [
            {
                "code": one.code.id,
                "error": one.is_error,
                "message": one.message,
                "hint": one.hint,
                "file": one.place.file,
                "line": one.place.line,
                "column": one.place.column,
                "end_line": one.place.end_line,
                "end_column": one.place.end_column,
            }
            for one in seen.findings
        ],
    }


def paper(desk: Desk, asked: Mapping[str, str]) -> Told:
    """Return a file's text, or the changes since a version of it that a browser has."""
    found = desk.papers().get(asked.get("file", ""))
    if found is None:
        raise NotFound
    with desk.alone():
        since = asked.get("since", "")
        updates = found.since(int(since)) if since.isdecimal() and len(since) < 10 else None
        if updates is None:
            return {"version": found.version, "text": found.text}
        changes = zip(updates, as_json([one.change for one in updates]), strict=True)
        return {
            "version": found.version,
            "updates": [{"changes": change, "clientID": one.sender} for one, change in changes],
        }


def typed(desk: Desk, sent: Sent) -> Told:
    """Take changes to a file. Where others came first they are fetched, and sent again after them."""
    version = sent.get("version")
    if not version.isdecimal() or len(version) > 9:
        raise Malformed
    try:
        desk.type(sent.get("file"), int(version), changes_sent(sent.get("changes")), sent.get("client"))
    except KeyError:
        raise NotFound from None
    except Behind:
        return {"taken": False}
    except (Unfitting, TooLong):
        raise Malformed from None
    return {"taken": True}


READS: Mapping[str, Callable[[Desk, Mapping[str, str]], Told]] = {"now": now, "paper": paper}
WRITES: Mapping[str, Callable[[Desk, Sent], Told]] = {"typed": typed}
