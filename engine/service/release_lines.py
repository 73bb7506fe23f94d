"""What somebody did about a release as a text that is hashed and signed, each after the one before it.

A signature says that whoever holds the key did this at this place of the history: proposed, approved or published this
very content, which the release's id is the hash of. Nobody who can only write to the database can make one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from engine.service.integrity import Fault
from engine.service.seal_lines import NoSealKey
from engine.store.encoding import text_of
from engine.store.release_steps import ReleaseStep

if TYPE_CHECKING:
    from engine.service.seal_lines import SealKey

_KIND = "casepath release 1\n"
"""Begins what is signed, so that nothing else that the same key signed is taken for a release."""


def chained(council: str, step: ReleaseStep, previous: str, key: SealKey | None) -> ReleaseStep:
    """Return *step* with its hash, after the step whose hash is *previous*, and signed where there is a *key*.

    Raises NoSealKey for a key that only verifies.
    """
    said = _said(council, step, previous)
    if key is not None and key.private is None:
        raise NoSealKey("What is done about releases is signed with the private key, and this is the public one.")
    signature = "" if key is None else key.sign(said)
    return replace(step, hash=_hash(said), signature=signature)


def signed(council: str, steps: Sequence[ReleaseStep], key: SealKey | None) -> list[ReleaseStep]:
    """Return those *steps* that were signed with *key*, and all of them where there is none."""
    if key is None:
        return list(steps)
    return [step for step, previous in _pairs(steps) if key.has_signed(_said(council, step, previous), step.signature)]


def faults_in(council: str, steps: Sequence[ReleaseStep], key: SealKey | None) -> Iterator[Fault]:
    """Yield whatever was changed, taken out, put in or moved among *steps*; and with a *key*, what it did not sign."""
    for number, (step, previous) in enumerate(_pairs(steps), start=1):
        said = _said(council, step, previous)
        if step.number != number or _hash(said) != step.hash:
            text = f"Step {step.number} of the releases was changed, or is not the one that came next."
            yield Fault("release_step_changed", text)
        elif key is not None and not key.has_signed(said, step.signature):
            yield Fault("release_step_unsigned", f"Step {step.number} of the releases is not signed with this key.")


def changed_content(edition: str, release: str) -> Fault:
    """Return the fault of a release that does not say any more what its id is the hash of."""
    return Fault("release_changed", f'"{edition}" ({release[:12]}) does not say what it was kept as.')


def _pairs(steps: Sequence[ReleaseStep]) -> Iterator[tuple[ReleaseStep, str]]:
    """Yield each step with the hash of the one before it."""
    previous = ""
    for step in steps:
        yield step, previous
        previous = step.hash


def _said(council: str, step: ReleaseStep, previous: str) -> str:
    return _KIND + text_of(
        {
            "council": council,
            "number": step.number,
            "release": step.release,
            "what": step.what,
            "at": _instant(step.at),
            "by": step.by,
            "on_behalf_of": step.on_behalf_of,
            "reason": step.reason,
            "starts_at": None if step.starts_at is None else _instant(step.starts_at),
            "previous": previous,
        }
    )


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _hash(said: str) -> str:
    return sha256(said.encode()).hexdigest()
