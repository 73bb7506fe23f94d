"""Mistakes that a council's differences bring into what the template says, told at the council's own lines.

The template by itself has no such mistake; so the difference is looked for without which it goes away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from engine.definitions.origins import Assembled, Over
from engine.definitions.overlay import Edit
from engine.definitions.texts import own_path
from engine.findings import Code, Finding, Place, has_errors, listed

STILL_USED = Code("O918", "Something removed that is still used", "Change what uses it too, or keep it.")

_TRIED = 40
"""Differences that are left undone, one after the other, to find the one that brought a mistake."""
_TRIED_FOR_WARNINGS = 8

_WIDE = frozenset({"languages", "modules", "calendar", "roles", "groups"})
"""Settings of casepath.yaml that everything else may hang on."""

Judged = Callable[[Assembled], Sequence[Finding]]
"""Every finding in a configuration."""


def at_own_lines(assembled: Assembled, findings: Sequence[Finding], judged: Judged) -> list[Finding]:
    """Return *findings* with each at a line that the council can change. What the template has anyway is left out."""
    over = assembled.origins.over
    if over is None:
        return list(findings)
    own = [one for one in findings if one.place.file in over.files]
    others = [one for one in findings if one.place.file not in over.files]
    if not others:
        return own
    inherited = {_identity(one) for one in judged(over.template)}
    new = [one for one in others if _identity(one) not in inherited]
    return own + list(_attributed(new, over, judged, _extends(assembled)))


def _extends(assembled: Assembled) -> Place | None:
    """Return where the council names its template: there stands what none of its differences brought."""
    known = ("configuration", "") in assembled.origins.nodes
    return assembled.origins.place("configuration", "", "extends") if known else None


def _identity(finding: Finding) -> tuple[str, Place, str]:
    return finding.code.id, finding.place, finding.message


def _attributed(new: list[Finding], over: Over, judged: Judged, extends: Place | None) -> Iterator[Finding]:
    """Yield *new* findings at the differences that brought them, and where there is none, where they are."""
    left = new
    for edit in _likely(new, over.edits)[: _TRIED if has_errors(new) else _TRIED_FOR_WARNINGS] if new else ():
        if not left:
            break
        without = {_identity(one) for one in judged(over.without(edit.part))}
        gone = [one for one in left if _identity(one) not in without]
        left = [one for one in left if _identity(one) in without]
        if gone:
            yield from _told(edit, gone)
    for one in left:
        first = over.edits[0].place if over.edits else extends or one.place
        yield replace(one, place=first, hint=f"{one.hint} This is in the template: {_at(one.place)}.".strip())


def _likely(findings: Iterable[Finding], edits: Sequence[Edit]) -> list[Edit]:
    """Return the differences with those first whose name the findings speak of."""
    words = " ".join(f"{one.message} {one.path}" for one in findings)
    return sorted(edits, key=lambda one: (one.path[-1] not in words, one.kind != "removed", one.path[0] not in _WIDE))


def _told(edit: Edit, gone: list[Finding]) -> Iterator[Finding]:
    path = ".".join(edit.path)
    if edit.kind == "removed" and any(one.is_error for one in gone):
        places = list(dict.fromkeys(_used(one) for one in gone if one.is_error))
        message = f'You removed "{edit.path[-1]}", but it is still used in: {listed(places)}.'
        yield Finding(STILL_USED, message, edit.place, STILL_USED.remedy, path)
        return
    for one in gone:
        yield replace(one, place=edit.place, hint=f"{one.hint} This is what the template says in {_at(one.place)}.")


def _used(finding: Finding) -> str:
    name, *steps = finding.path.split(".")
    path = ".".join(filter(None, (name, own_path(tuple(steps)))))
    return f'"{path}" ({_at(finding.place)})' if path else _at(finding.place)


def _at(place: Place) -> str:
    return f"{place.file} line {place.line}"
