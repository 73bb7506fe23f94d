"""What is asked of a view, read without trust: one of what there is, or a sentence that says what there is instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.findings import did_you_mean
from engine.interop.words import shortened
from engine.sentences.say import say
from engine.web.workshop.snapshot import Fragment, Snapshot

_LONGEST = 60
NOTHING_YET = Fragment("nothing_yet.html")
"""What is shown while no version is without errors."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice on the page: its name, what it is called, what there is to choose, and what is chosen."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(slots=True)
class Asking:
    """One question to a view, being answered. It collects what may be chosen, and what could not be made sense of."""

    view: str
    seen: Snapshot
    asked: Mapping[str, str]
    offers: list[Offer] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def language(self) -> str:
        """The language of the page, which is not always that of what is shown on it."""
        return self.seen.language

    def one_of(self, name: str, label: str, known: Mapping[str, str], usual: str = "") -> str:
        """Return what was asked for under *name*, one of *known*; else *usual*, or the first, and say what is wrong."""
        wanted = self.asked.get(name, "")
        if wanted and wanted not in known:
            self.problems.append(self.nothing_called(wanted, known))
        chosen = wanted if wanted in known else usual if usual in known else next(iter(known), "")
        self.offers.append(Offer(name, label, tuple(known.items()), chosen))
        return chosen

    def nothing_called(self, wanted: str, known: Iterable[str]) -> str:
        """Return that there is nothing of a name, and what may have been meant."""
        name, near = shortened(wanted, _LONGEST), did_you_mean(wanted, known)
        if near is not None:
            return say(self.language, 'There is no "{name}" here. Did you mean "{near}"?', name=name, near=near)
        return say(self.language, 'There is no "{name}" here. Choose one of those that there are.', name=name)

    def fragment(self, file: str, title: str, **about: object) -> Fragment:
        """Return the piece of the page, with what may be chosen on it and what was wrong with what was asked."""
        shared = {
            "view": self.view,
            "title": title,
            "offers": tuple(self.offers),
            "problems": tuple(self.problems),
            "show": say(self.language, "Show"),
        }
        return Fragment(file, {**shared, **about})
