"""The hash chain of each case: what a step wrote and the hash of the step before it, in one hash.

It is worked out over the bytes as they are stored, so that it can be told from the database alone whether a step was
changed, taken out, put in or moved. The whole chain can be written anew by whoever can write to the database: that is
found by the seals, which are kept elsewhere (`engine.service.seals`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256

from engine.cases.events import Event, FormCorrected, FormSubmitted
from engine.store.tables import in_utc

_STEP = ("council", "case_id", "version", "release", "at", "person", "on_behalf_of", "events", "reason", "submitted")
_SUBMISSION = ("id", "revision", "form", "action", "answers", "copied")


def step_hash(row: Mapping[str, object], previous: str | None) -> str:
    """Return the hash of a row of the steps, which holds the hash of the step before it (nothing: it is the first)."""
    return _hash("casepath step 1", [previous or "", *(row[name] for name in _STEP)])


def submission_hash(row: Mapping[str, object]) -> str:
    """Return the hash of a row of the submissions, which the step that wrote it keeps.

    It stands for the answers, so that a step can be verified where they are gone: the step that erased them says what
    is left, as this hash again (`revision_key`).
    """
    return _hash("casepath submission 1", [row[name] for name in _SUBMISSION])


def revision_key(submission: str, revision: int) -> str:
    """Return how a step that erased answers calls a revision; a step it calls by its version."""
    return f"{submission}.{revision}"


def submission_of(events: Iterable[Event]) -> tuple[str, int] | None:
    """Return which revision of which submission a step with these events wrote, if it wrote one."""
    for one in events:
        if isinstance(one, FormCorrected) or (isinstance(one, FormSubmitted) and not one.again):
            return one.submission, one.revision
    return None


def _hash(kind: str, values: Iterable[object]) -> str:
    # Each part is led by its length, so that no two rows can ever be written out as the same text.
    parts = [f"{len(kind)}:{kind}"]
    for value in values:
        # In place, because it runs for every column of every step.
        text = "-" if value is None else f"+{value}" if isinstance(value, str) else _text(value)
        parts.append(f"{len(text)}:{text}")
    return sha256("".join(parts).encode()).hexdigest()


def _text(value: object) -> str:
    """Return a column's value in one form on every database; what is empty is not what is missing."""
    return f"+{in_utc(value) if isinstance(value, datetime) else value}"
