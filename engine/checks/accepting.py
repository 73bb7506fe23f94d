"""Warnings that the configuration accepts: taken out of what is told, each by an entry that still speaks of something.

It runs last, because only what would be told can be accepted, and in an overlay that is known only at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.checks.codes import all_codes
from engine.definitions.accepting import Acceptance, as_accepted
from engine.definitions.origins import Assembled
from engine.findings import Code, Finding, has_errors, suggestion

UNKNOWN_CODE = Code("N340", "An acceptance of a code that does not exist", "Write the code that casepath check shows.")
UNKNOWN_PLACE = Code(
    "N341",
    "An acceptance of something that is not there",
    "Write the path that casepath check FOLDER --to-accept shows, or take the entry out.",
)
ONLY_WARNINGS = Code(
    "N342", "An error that is accepted", "Only warnings can be accepted. Correct what it speaks of, and take this out."
)
SILENCES_NOTHING = Code(
    "W018", "An acceptance that silences nothing", "Take it out; what it spoke of is no more.", "warning"
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A warning that is not told, and the entry of casepath.yaml that says why."""

    finding: Finding
    acceptance: Acceptance


def told_and_accepted(assembled: Assembled, findings: Sequence[Finding]) -> tuple[list[Finding], list[Accepted]]:
    """Return what is still to be told of *findings*, with what is wrong with the acceptances, and what is accepted."""
    entries = assembled.configuration.manifest.accepted if assembled.configuration is not None else ()
    if not entries:
        return list(findings), []
    known = {(one.code, _compared(assembled, one.path)): one for one in entries}
    told: list[Finding] = []
    accepted: list[Accepted] = []
    for one in findings:
        entry = None if one.is_error else known.get((one.code.id, _compared(assembled, one.path)))
        told += [one] if entry is None else []
        accepted += [] if entry is None else [Accepted(one, entry)]
    used = {id(one.acceptance) for one in accepted}
    told += _mistakes(assembled, [(at, one) for at, one in enumerate(entries) if id(one) not in used], findings)
    return told, accepted


def _compared(assembled: Assembled, path: str) -> str:
    return as_accepted(assembled.origins.nodes, path) or path


def _mistakes(
    assembled: Assembled, unused: Sequence[tuple[int, Acceptance]], findings: Sequence[Finding]
) -> Iterator[Finding]:
    """Yield what is wrong with acceptances that silence nothing; those of a template are told there."""
    over, codes = assembled.origins.over, all_codes() if unused else {}
    for at, one in unused:
        path = f"accepted.{at}"
        place = assembled.origins.place("configuration", "", "accepted", at, "code")
        where = assembled.origins.place("configuration", "", "accepted", at, "path")
        if over is not None and place.file not in over.files:
            continue
        if one.code not in codes:
            hint = suggestion(one.code.upper(), codes, what="codes")
            yield Finding(UNKNOWN_CODE, f'There is no code "{one.code}".', place, hint, f"{path}.code")
        elif codes[one.code].severity == "error":
            message = f'"{one.code}" is an error, which cannot be accepted.'
            yield Finding(ONLY_WARNINGS, message, place, ONLY_WARNINGS.remedy, f"{path}.code")
        elif as_accepted(assembled.origins.nodes, one.path) is None:
            message = f'There is nothing at "{one.path}".'
            yield Finding(UNKNOWN_PLACE, message, where, _nearest(one, findings, UNKNOWN_PLACE), f"{path}.path")
        elif not has_errors(findings):
            # While there are errors, not everything is looked at.
            message = f'Nothing at "{one.path}" is warned of with {one.code}.'
            yield Finding(SILENCES_NOTHING, message, where, _nearest(one, findings, SILENCES_NOTHING), f"{path}.path")


def _nearest(one: Acceptance, findings: Sequence[Finding], code: Code) -> str:
    """Return where the same is warned of, for a path that was slipped in."""
    paths = [other.path for other in findings if other.code.id == one.code and other.path]
    if not paths:
        return code.remedy
    return suggestion(one.path, paths, what=f"places with {one.code}")
