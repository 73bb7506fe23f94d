"""Where each release has got to, folded from what people did: the history is the record, and nothing else is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from engine.store.release_steps import ReleaseStep
from engine.store.releases import KeptRelease

State: TypeAlias = Literal["kept", "draft", "approved", "scheduled", "in_force", "replaced", "withdrawn"]
"""A release that nobody proposed is *kept* for the cases that were opened under it, from a folder."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release as it stands: *release* is the hash of its content, *edition* what people call it.

    *starts_at* is from when it is or was in force; *proposal* and *approval* are the last ones, while they count.
    """

    release: str
    version: str
    edition: str
    state: State
    starts_at: datetime | None = None
    proposal: ReleaseStep | None = None
    approval: ReleaseStep | None = None
    is_signed: bool = False
    """Whether the step that put it where it is was signed; who signed it, `Releases.verify` says."""


@dataclass(frozen=True, slots=True)
class Start:
    """From when a release is in force. Of two that start together, what was published last counts."""

    at: datetime
    number: int
    release: str


def starts(steps: Iterable[ReleaseStep]) -> tuple[Start, ...]:
    """Return from when which release is in force, in order; what was withdrawn before it started is left out."""
    found: dict[int, Start] = {}
    for step in steps:
        if step.what == "withdrawn":
            found = {number: one for number, one in found.items() if one.release != step.release or one.at <= step.at}
        elif step.starts_at is not None:
            found[step.number] = Start(step.starts_at, step.number, step.release)
    return tuple(sorted(found.values(), key=lambda one: (one.at, one.number)))


def in_force(schedule: Sequence[Start], now: datetime) -> str | None:
    """Return the release that is in force now, or nothing before the first one."""
    return next((one.release for one in reversed(schedule) if one.at <= now), None)


def releases_of(kept: Iterable[KeptRelease], steps: Sequence[ReleaseStep], now: datetime) -> tuple[Release, ...]:
    """Return every release as it stands now, those that were proposed last standing last."""
    schedule = starts(steps)
    current = in_force(schedule, now)
    by_release: dict[str, list[ReleaseStep]] = {}
    for step in steps:
        by_release.setdefault(step.release, []).append(step)
    heads = {one.release: one for one in kept}
    unproposed = [one for one in heads if one not in by_release]
    order = sorted(by_release, key=lambda one: _proposed_at(by_release[one]))
    return tuple(_release(heads[one], by_release.get(one, []), schedule, current, now) for one in (*unproposed, *order))


def _proposed_at(steps: Sequence[ReleaseStep]) -> int:
    return max(step.number for step in steps if step.what == "proposed")


def _release(
    head: KeptRelease, steps: Sequence[ReleaseStep], schedule: Sequence[Start], current: str | None, now: datetime
) -> Release:
    mine = [one for one in schedule if one.release == head.release]
    begun = [one for one in mine if one.at <= now]
    state = _state(steps, is_current=head.release == current, has_begun=bool(begun))
    last = _last(steps)
    return Release(
        head.release,
        head.version,
        head.edition,
        state,
        starts_at=(begun or mine)[-1].at if mine else None,
        proposal=None if state in ("kept", "withdrawn") else last.get("proposed"),
        approval=None if state in ("kept", "draft", "withdrawn") else last.get("approved"),
        is_signed=bool(steps and steps[-1].signature),
    )


def _state(steps: Sequence[ReleaseStep], *, is_current: bool, has_begun: bool) -> State:
    if is_current:
        return "in_force"
    if has_begun:
        return "replaced"
    reached: Mapping[str, State] = {
        "proposed": "draft",
        "approved": "approved",
        "published": "scheduled",
        "rolled_back": "scheduled",
        "withdrawn": "withdrawn",
    }
    return reached[steps[-1].what] if steps else "kept"


def _last(steps: Sequence[ReleaseStep]) -> dict[str, ReleaseStep]:
    return {step.what: step for step in steps}
