"""What differs from the template in sentences, and a draft beside what stands or beside another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.findings import Place
from engine.interop.differences.change import GROUPS, Change
from engine.interop.differences.edition import Edition
from engine.interop.differences.report import Comparison, about_in, edition_said, headline, summary
from engine.interop.differences.whole import differences
from engine.sentences.say import listing, say
from engine.web.workshop.snapshot import Fragment, Snapshot
from engine.web.workshop.views.asking import NOTHING_YET, Asking
from engine.web.workshop.views.drafts import AS_KEPT, AS_TYPED, editions_of, named_editions
from engine.web.workshop.views.shown import At, at, edition_in, edition_of


@dataclass(frozen=True, slots=True)
class Told:
    """One difference: its sentence, why it is so, and where it is written."""

    sentence: str
    why: str
    at: At | None


@dataclass(frozen=True, slots=True)
class Group:
    """The differences of one group, by what they are about."""

    id: str
    title: str
    count: int
    abouts: tuple[tuple[str, tuple[Told, ...]], ...]


def compare(seen: Snapshot, asked: Mapping[str, str]) -> Fragment:
    """Return what the folder changes in the template that it extends, in sentences."""
    new = edition_of(seen)
    if new is None:
        return NOTHING_YET
    ask = Asking("compare", seen, asked)
    title = say(seen.language, "Differences from the template")
    old = edition_in(new.template, seen.language) if new.template is not None else None
    if old is None:
        alone = "This configuration extends no template, so there is nothing that it differs from."
        return ask.fragment("nothing.html", title, said=say(seen.language, alone))
    return _compared(ask, title, old, new)


def drafts(seen: Snapshot, asked: Mapping[str, str]) -> Fragment:
    """Return what one draft, or what is typed or kept, changes in another."""
    if seen.good is None:
        return NOTHING_YET
    ask = Asking("drafts", seen, asked)
    title = say(seen.language, "Two drafts side by side")
    named = named_editions(seen)
    first = ask.one_of("old", say(seen.language, "From"), named, AS_KEPT)
    second = ask.one_of("new", say(seen.language, "To"), named, AS_TYPED)
    old, new = editions_of(seen, first), editions_of(seen, second)
    unfit = [named[name] for name, one in ((first, old), (second, new)) if one is None]
    if old is None or new is None:
        wrong = "This has mistakes, so it cannot be compared: {which}."
        said = say(seen.language, wrong, which=listing(seen.language, dict.fromkeys(unfit)))
        return ask.fragment("nothing.html", title, said=said)
    return _compared(ask, title, old, new)


def _compared(ask: Asking, title: str, old: Edition, new: Edition) -> Fragment:
    changes = differences(old, new)
    comparison = Comparison(edition_said(old), edition_said(new), changes, ask.language)
    return ask.fragment(
        "compare.html",
        title,
        headline=headline(comparison),
        summary=summary(comparison),
        groups=tuple(_groups(ask, comparison)),
        why=say(ask.language, "Why"),
    )


def _groups(ask: Asking, comparison: Comparison) -> Iterator[Group]:
    for group, heading in GROUPS.items():
        changes = comparison.in_group(group)
        if changes:
            abouts = tuple((about, _told(ask.seen, inside)) for about, inside in about_in(changes).items())
            yield Group(group, heading.said(ask.language), len(changes), abouts)


def _told(seen: Snapshot, changes: Sequence[Change]) -> tuple[Told, ...]:
    return tuple(Told(one.sentence, one.why, _at(seen, one.new or one.old)) for one in changes)


def _at(seen: Snapshot, place: Place | None) -> At | None:
    return at(seen, place) if place is not None else None
