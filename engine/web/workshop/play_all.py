"""All scenarios of a folder played at once, and everything that a case can come to looked at: in the background.

Whoever looks meanwhile sees how far it is. What is found stays until it is done again, with the content that it is of.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from time import monotonic
from typing import Literal, TypeAlias

from engine.findings import Finding
from engine.sentences.say import say
from engine.testing.coverage import Coverage
from engine.testing.coverage_goals import Key, sentences
from engine.testing.databases import scenario_database
from engine.testing.explorer import Explored, Found, explored
from engine.testing.scenarios import Loaded, play_run

MOST_LOOKED_AT = 20_000
"""Configurations that are looked at of one workflow from the page; `casepath explore` looks at more."""
_SECONDS = 1.0
"""Between two times that it is told how far it is."""
MOST_FAILURES = 50
"""Scenarios of which it is told why they do not hold."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A scenario that does not hold: where, in sentences, and in which file it stands."""

    title: str
    workflow: str
    place: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ran:
    """How far all scenarios are. *missed* is what none comes past, in sentences with places, when all are done."""

    release: str = ""
    of: int = 0
    done: int = 0
    failed: int = 0
    failures: tuple[Failure, ...] = ()
    finished: bool = False
    percent: float = 0.0
    missed: tuple[tuple[str, str], ...] = ()
    keys: frozenset[Key] = frozenset()


@dataclass(frozen=True, slots=True)
class Example:
    """Something that exploring found: what it is, the way there in steps, and the scenario that goes it, if any."""

    message: str
    place: str
    way: tuple[str, ...]
    states: tuple[str, ...]
    scenario: str = field(repr=False)
    stopped: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What exploring told of one workflow. *whole* says that everything was looked at."""

    workflow: str
    looked_at: int
    whole: bool
    proved: tuple[str, ...]
    still_open: tuple[str, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Explorations:
    """How far exploring is: *at* is the workflow that is looked at now, and *looked_at* how much of it."""

    release: str = ""
    at: str = ""
    looked_at: int = 0
    finished: bool = False
    found: tuple[Looked, ...] = ()


Kind: TypeAlias = Literal["scenarios", "exploring"]


class _Stopped(Exception):
    """Somebody asked for something else meanwhile."""


class Background:
    """One run of all scenarios and one of exploring at a time; a new one takes the place of the one before."""

    def __init__(self, tell: Callable[[], None] | None = None) -> None:
        """*tell* is called from time to time while something changes, and at the end."""
        self._tell, self._told = tell, 0.0
        self._lock = threading.Lock()
        self._turn = 0
        self._threads: list[threading.Thread] = []
        self.ran, self.explorations = Ran(), Explorations()

    def run(self, loaded: Loaded) -> None:
        """Begin to play all scenarios."""
        self._start(lambda turn: self._run(loaded, turn))

    def explore(self, loaded: Loaded, workflow: str = "") -> None:
        """Begin to look at everything that a case of *workflow*, or of each, can come to."""
        self._start(lambda turn: self._explore(loaded, workflow, turn))

    def stop(self) -> None:
        """End what is under way, and wait until it has."""
        with self._lock:
            self._turn += 1
        for one in self._threads:
            one.join()
        self._threads = []

    def wait(self) -> None:
        """Wait until what is under way has come to its end."""
        for one in self._threads:
            one.join()

    def _start(self, work: Callable[[int], None]) -> None:
        self.stop()
        turn = self._turn
        one = threading.Thread(target=self._guarded, args=(work, turn), name="workshop", daemon=True)
        self._threads = [one]
        one.start()

    def _guarded(self, work: Callable[[int], None], turn: int) -> None:
        try:
            work(turn)
        except _Stopped:
            return
        self._told = 0.0
        self._say_so()

    def _go_on(self, turn: int) -> None:
        if turn != self._turn:
            raise _Stopped
        self._say_so()

    def _say_so(self) -> None:
        if self._tell is not None and monotonic() - self._told > _SECONDS:
            self._told = monotonic()
            self._tell()

    def _run(self, loaded: Loaded, turn: int) -> None:
        definition = loaded.definition
        assert definition is not None
        sets = list(loaded.scenarios())
        told = Ran(definition.release, sum(len(one.runs) for one in sets))
        self.ran = told
        coverage = Coverage.of(loaded.assembled)
        with scenario_database() as database:
            for scenarios in sets:
                for run in scenarios.runs:
                    self._go_on(turn)
                    result = play_run(loaded, scenarios, run, database, coverage=coverage)
                    told = replace(told, done=told.done + 1)
                    if not result.passed:
                        place, texts = _told(result.failures)
                        failure = Failure(result.title, result.workflow, place, texts)
                        failures = (*told.failures, failure)[:MOST_FAILURES]
                        told = replace(told, failed=told.failed + 1, failures=failures)
                    self.ran = told
        missed = coverage.missed
        self.ran = replace(
            told,
            finished=True,
            percent=coverage.percent,
            missed=tuple((f"{place.file}:{place.line}", says) for place, says in sentences(missed)),
            keys=frozenset(one.key for one in missed),
        )

    def _explore(self, loaded: Loaded, workflow: str, turn: int) -> None:
        definition = loaded.definition
        assert definition is not None
        self.explorations = Explorations(definition.release)
        for name in [workflow] if workflow else list(definition.workflows):
            self.explorations = replace(self.explorations, at=name, looked_at=0)

            def progress(number: int) -> None:
                self._go_on(turn)
                self.explorations = replace(self.explorations, looked_at=number)

            for one in explored(loaded, workflow=name, most=MOST_LOOKED_AT, progress=progress):
                self._go_on(turn)
                looked = _looked(loaded, one)
                self.explorations = replace(self.explorations, found=(*self.explorations.found, looked))
        self.explorations = replace(self.explorations, at="", finished=True)


def _told(failures: tuple[Finding, ...]) -> tuple[str, tuple[str, ...]]:
    place = failures[0].place
    return f"{place.file}:{place.line}", tuple(f"{one.message} {one.hint}".strip() for one in failures)


def _looked(loaded: Loaded, one: Explored) -> Looked:
    examples = tuple(_example(loaded, one.workflow, found) for found in one.found)
    return Looked(one.workflow, one.looked_at, one.whole and not one.guesses, one.proved, one.open, examples)


def _example(loaded: Loaded, workflow: str, found: Found) -> Example:
    place = found.finding.place
    return Example(
        found.finding.message,
        f"{place.file}:{place.line}",
        tuple(_way(loaded, workflow, found)),
        found.verdict.stops[-1] if found.verdict.stops else found.verdict.states,
        found.replayed.scenario,
        found.replayed.stopped,
    )


def _way(loaded: Loaded, workflow: str, found: Found) -> Iterator[str]:
    """Yield the way to what was found, one step after another, each with where the case is then."""
    assert loaded.definition is not None
    flow = loaded.definition.workflows[workflow]
    language = loaded.definition.language
    for step, states in zip(found.verdict.path, found.verdict.stops, strict=False):
        title = flow.titles.get(step.name, str(step)) if step.kind in ("action", "task") else str(step)
        yield say(language, "{step}: {where}", step=title, where=flow.where(states))


def in_folder(place: str, folder: str) -> str:
    """Return where something stands, with its path inside the folder where it is there."""
    path, _, line = place.rpartition(":")
    try:
        return f"{PurePosixPath(path).relative_to(folder).as_posix()}:{line}"
    except ValueError:
        return place
