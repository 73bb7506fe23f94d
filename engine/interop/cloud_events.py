"""A step as a CloudEvent 1.0: which case, what was done to it, and never what was answered or said.

What an event may tell is named here one by one, so that a part that is added to an event later stays inside until
somebody decides that it may leave. Source: CloudEvents 1.0.2, JSON format.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime

from engine.cases.events import Event, Step
from engine.cases.tasks import task_id

TYPE = "casepath.case_changed.v1"
_OF_HASH = 16
"""Letters: enough that no two steps of a case share them."""
_MAY_LEAVE = frozenset(
    {
        "action",
        "alert",
        "deadline",
        "day",
        "ending",
        "expires",
        "form",
        "into",
        "letter",
        "link",
        "message",
        "on",
        "other",
        "revision",
        "role",
        "roles",
        "rung",
        "state",
        "status",
        "submission",
        "task",
        "until",
        "urgent",
        "workflow",
    }
)
"""Parts of events that are ids of definitions or cases, days and numbers. Persons, subjects and words are not."""


@dataclass(frozen=True, slots=True)
class CloudEvent:
    """What happened to a case, for whoever takes it. *id* stays the same however often it is delivered."""

    id: str
    source: str
    subject: str
    time: datetime
    position: int
    data: Mapping[str, object] = field(repr=False)
    type: str = TYPE

    def as_json(self) -> bytes:
        """Return the event in the JSON format of CloudEvents, always the same bytes for the same event."""
        envelope = {
            "specversion": "1.0",
            "id": self.id,
            "source": self.source,
            "type": self.type,
            "subject": self.subject,
            "time": self.time.astimezone(UTC).isoformat(timespec="microseconds"),
            "datacontenttype": "application/json",
            "sequence": str(self.position),
            "data": self.data,
        }
        return json.dumps(envelope, ensure_ascii=True, separators=(",", ":")).encode()


def cloud_event(step: Step, position: int, digest: str = "") -> CloudEvent:
    """Return what may be told of a step outside: its case's id, its version, and what its events may tell.

    Its *digest*, the hash that it is chained by, is in the id: where a backup was restored, another step may have the
    version of one that was lost.
    """
    return CloudEvent(
        id=".".join((step.case, str(step.version), *filter(None, (digest[:_OF_HASH],)))),
        source=f"casepath:{step.council}",
        subject=step.case,
        time=step.at,
        position=position,
        data={
            "case": step.case,
            "version": step.version,
            "release": step.release,
            "events": [_told(one) for one in step.events],
        },
    )


def _told(event: Event) -> dict[str, object]:
    told: dict[str, object] = {"event": _snake(type(event).__name__)}
    for one in fields(event):
        value = getattr(event, one.name)
        if one.name in _MAY_LEAVE and one.repr and value not in (None, "", ()):
            told[one.name] = _plain(one.name, value)
    return told


def _plain(name: str, value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    # A task for one of many is named by which one it is for as well: that stays inside.
    return task_id(value) if name == "task" and isinstance(value, str) else value


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
