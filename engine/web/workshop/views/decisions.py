"""The decisions log: what waits first, then what was decided, what could not be written, and a form for another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from engine.cases.compiling import compile_configuration
from engine.definitions.decided import DECISIONS, Decided, Decision
from engine.definitions.nodes import at
from engine.interop.differences.change import Change
from engine.interop.differences.edition import Edition
from engine.interop.differences.whole import differences
from engine.sentences.dates import plain_day
from engine.service.ports import SystemClock
from engine.web.workshop.snapshot import Fragment, Snapshot

MOST_OFFERED = 300
"""Changed lines that can be picked; more can be typed."""


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of the log, in words, and where it stands."""

    place: str
    said: str
    kind: str
    of: tuple[str, ...]
    options: tuple[str, ...]
    why: str
    who: str
    when: str
    dissent: tuple[str, ...]
    owner: str
    until: str
    is_due: bool


def decisions(seen: Snapshot, asked: Mapping[str, str]) -> Fragment:
    """Return the log, and a form for one more entry."""
    today = SystemClock().now().date()
    log = seen.assembled.decided if seen.assembled is not None else None
    entries = tuple(entries_of(log, seen.language, today))
    return Fragment(
        "decisions.html",
        {
            "waiting": [one for one in entries if one.until],
            "decided": [one for one in entries if not one.until and one.kind == "what"],
            "unwritten": [one for one in entries if not one.until and one.kind != "what"],
            "changes": [{"path": one.path, "said": one.sentence} for one in changes_of(seen)[:MOST_OFFERED]],
            "today": today.isoformat(),
            "problem": asked.get("problem", ""),
            "done": asked.get("done", ""),
        },
    )


def entries_of(log: Decided | None, language: str, today: date) -> Iterator[Told]:
    """Yield the entries of a log in words."""
    for number, one in enumerate(log.entries if log is not None else ()):
        assert log is not None
        place = at(log.node, ("decisions", number)).place
        yield _told(one, f"{DECISIONS}:{place.line}", language, today)


def _told(one: Decision, place: str, language: str, today: date) -> Told:
    return Told(
        place,
        one.said,
        "what" if one.what is not None else "could_not_be_written",
        tuple(one.of),
        tuple(one.options),
        one.why or "",
        ", ".join(one.who),
        plain_day(language, one.when) if one.when is not None else "",
        tuple(one.dissent),
        one.owner or "",
        plain_day(language, one.parked_until) if one.parked_until is not None else "",
        one.parked_until is not None and one.parked_until <= today,
    )


def changes_of(seen: Snapshot) -> tuple[Change, ...]:
    """Return all that differs from the template; nothing where there is none, or no version without errors."""
    assembled = seen.good_assembled
    over = assembled.origins.over if assembled is not None else None
    if assembled is None or assembled.configuration is None or seen.good is None or over is None:
        return ()
    base = over.template
    if base.configuration is None:
        return ()
    made = compile_configuration(base.configuration, base.origins, seen.good.language).definition
    before = Edition(base.configuration, base.origins, made, base.scenarios)
    return differences(before, Edition(assembled.configuration, assembled.origins, seen.good, assembled.scenarios))
