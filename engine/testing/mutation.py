"""How good the scenarios of a folder are: whether any of them notices when a definition says something else.

Each change is made in memory. One that comes to the same configuration is no change. The scenarios of what was touched
are played until the first fails; where none does, the checks and exploring may still tell of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Literal, TypeAlias

from engine.cases.compiled import Definition
from engine.cases.compiling import compile_configuration
from engine.cases.compiling.workflows import asked_forms
from engine.checks import check
from engine.definitions.assemble import Assembled, assemble, reading_of
from engine.definitions.extending import layers
from engine.definitions.scenarios import Run, ScenarioSet, read_scenarios
from engine.definitions.source import Node
from engine.findings import Finding, has_errors
from engine.store.migrate import upgrade
from engine.store.transaction import Database
from engine.testing.chance import Chance
from engine.testing.mutants import Mutant, mutants_of
from engine.testing.playing import play
from engine.testing.stage import Release, Stage

Outcome: TypeAlias = Literal["scenario", "check", "equivalent", "too_slow", "survived"]
"""What noticed a change: a scenario, a check; the same configuration; it went on too long; or nothing."""

SECONDS = 60.0
"""For one change; its scenarios are not begun after that. What makes a case go on for ever is noticed so."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A change and what noticed it: *by* names the scenario, or the code of the finding."""

    mutant: Mutant
    outcome: Outcome
    by: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """What became of all changes, in the order of the files. *left_out* were not tried."""

    judged: tuple[Judged, ...]
    left_out: int = 0

    def of(self, *outcomes: Outcome) -> tuple[Judged, ...]:
        return tuple(one for one in self.judged if one.outcome in outcomes)

    @property
    def counted(self) -> int:
        return len(self.judged) - len(self.of("equivalent"))

    @property
    def noticed(self) -> int:
        return len(self.of("scenario", "check", "too_slow"))

    @property
    def percent(self) -> float:
        """Return how many of the changes that count were noticed; of none, all."""
        return 100 * self.noticed / self.counted if self.counted else 100.0


Told: TypeAlias = Callable[[int, int], None]
"""Is given how many changes were tried, and of how many."""


def score(
    files: Mapping[str, bytes],
    *,
    earlier: Mapping[str, Mapping[str, bytes]] | None = None,
    most: int = 0,
    seed: int = 0,
    jobs: int = 1,
    told: Told | None = None,
) -> Score:
    """Return what the scenarios among *files* notice: those of a configuration without errors whose scenarios pass.

    *earlier* are the files of the releases by which cases in them begin. At most *most* changes are tried (0: all),
    drawn by *seed*; *jobs* processes try them side by side.
    """
    mutants = mutants_in(files)
    chosen = drawn(mutants, most, seed) if most else mutants
    found: list[Judged] = []
    if jobs == 1:
        trying = _Trying(files, earlier or {})
        for one in chosen:
            found.append(trying.judged(one))
            _tell(told, found, chosen)
        trying.close()
    else:
        # A fresh process each: a copy of this one would share what it has open.
        with ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (files, earlier or {})) as pool:
            for each in pool.map(_judged_there, chosen, chunksize=4):
                found.append(each)
                _tell(told, found, chosen)
    return Score(tuple(found), len(mutants) - len(chosen))


def _tell(told: Told | None, found: Sequence[Judged], chosen: Sequence[Mutant]) -> None:
    if told is not None:
        told(len(found), len(chosen))


def mutants_in(files: Mapping[str, bytes]) -> list[Mutant]:
    """Return every change that can be made to a configuration."""
    assembled = assemble(files)
    roles = assembled.configuration.manifest.roles if assembled.configuration is not None else ()
    return mutants_of(files, roles)


def drawn(mutants: list[Mutant], most: int, seed: int) -> list[Mutant]:
    """Return *most* of the changes by chance, in their order; the same ones for the same *seed*."""
    left, chance = list(range(len(mutants))), Chance(seed)
    while len(left) > most:
        left.pop(chance.below(len(left)))
    return [mutants[index] for index in left]


# --- in each process -------------------------------------------------------------------------------------------------

_here: list[_Trying] = []
"""The one thing that a process of the pool keeps between changes: the definitions, read, and its database."""


def _begin(files: Mapping[str, bytes], earlier: Mapping[str, Mapping[str, bytes]]) -> None:
    _here.append(_Trying(files, earlier))


def _judged_there(mutant: Mutant) -> Judged:
    return _here[0].judged(mutant)


@dataclass(slots=True)
class _Played:
    """A scenario, ready to be played, and the words in it."""

    of: ScenarioSet
    run: Run
    words: frozenset[str] = field(repr=False)


class _Trying:
    """The configuration as it is, against which changes are tried one after another."""

    def __init__(self, files: Mapping[str, bytes], earlier: Mapping[str, Mapping[str, bytes]]) -> None:
        self.files = files
        self.earlier = {name: one for name, its in earlier.items() if (one := _release(its)) is not None}
        own, below = layers(files)
        self.template = assemble(below, shown_under="extends/") if below else None
        self.readings = {path: reading_of(path, content, path) for path, content in own.items()}
        self.before = assemble(files, template=self.template, readings=self.readings)
        self.played = list(_scenarios(self.before))
        self.asked = _asked(self.before)
        self.database = Database("sqlite://")
        with self.database.connection() as connection:
            upgrade(connection)

    def close(self) -> None:
        self.database.close()

    def judged(self, mutant: Mutant) -> Judged:
        """Return what notices *mutant*."""
        files = {**self.files, mutant.file: mutant.made_in(self.files[mutant.file])}
        unchanged = {path: one for path, one in self.readings.items() if path != mutant.file}
        changed = assemble(files, template=self.template, readings=unchanged)
        if changed.configuration is None:
            return Judged(mutant, "check", _first_code(changed.findings))
        if changed.configuration == self.before.configuration:
            return Judged(mutant, "equivalent")
        compiled = compile_configuration(changed.configuration, changed.origins)
        if has_errors(compiled.findings):
            return Judged(mutant, "check", _first_code(compiled.findings))
        begun = time.monotonic()
        for one in self._in_order(mutant):
            if time.monotonic() - begun > SECONDS:
                return Judged(mutant, "too_slow")
            if failed := self._fails(one, changed, compiled.definition, files):
                return Judged(mutant, "scenario", failed)
        report = check(changed)
        if has_errors(report.findings):
            return Judged(mutant, "check", _first_code(report.findings))
        return Judged(mutant, "survived")

    def _in_order(self, mutant: Mutant) -> list[_Played]:
        """Return the scenarios of what was touched and those with a case of it beside, first those that name it."""
        workflows = self.asked.get(mutant.owner, frozenset((mutant.owner,)))
        those = [one for one in self.played if one.of.file.scenarios_of in workflows or workflows & one.words]
        return sorted(those, key=lambda one: -_nearness(mutant, one))

    def _fails(self, one: _Played, changed: Assembled, definition: Definition, files: Mapping[str, bytes]) -> str:
        """Return the title of a scenario that fails once the change is made; nothing where it passes."""
        configuration = changed.configuration
        assert configuration is not None
        teams, title = configuration.manifest.teams, one.run.title
        with self.database.pool.connect() as connection, connection.begin() as everything:
            try:
                release = Release(definition, files, teams)
                stage = Stage(release, one.of.file.given, connection, earlier=self.earlier)
                failures = play(stage, one.run, one.of.file.scenarios_of, one.of.node)
            except Exception:  # noqa: BLE001 - whatever a broken definition does to a play, the play is over: noticed
                return title
            finally:
                everything.rollback()
        return title if failures else ""


def _nearness(mutant: Mutant, one: _Played) -> int:
    """Return how much a scenario names of where a change is; what stands nearer counts more."""
    return sum(2 ** (len(mutant.about) - place) for place, name in enumerate(mutant.about) if name in one.words)


def _scenarios(assembled: Assembled) -> Iterator[_Played]:
    for root in assembled.scenarios.values():
        scenarios = read_scenarios(root)
        if isinstance(scenarios, ScenarioSet):
            for run in scenarios.runs:
                lines = (line for node in run.nodes for line in node.source.lines[node.line - 1 : _last(node)])
                words = frozenset(word.strip(" :{}[],-\"'") for line in lines for word in line.split())
                yield _Played(scenarios, run, words)


def _last(node: Node) -> int:
    """Return the last line of what a step says."""
    return node.source.within(node.end)[0] + 1


def _release(files: Mapping[str, bytes]) -> Release | None:
    """Return an earlier release, ready for cases to begin on."""
    assembled = assemble(files)
    if assembled.configuration is None:
        return None
    compiled = compile_configuration(assembled.configuration, assembled.origins)
    return Release(compiled.definition, files, assembled.configuration.manifest.teams)


def _asked(assembled: Assembled) -> Mapping[str, frozenset[str]]:
    """Return by form the workflows that ask it."""
    found: dict[str, set[str]] = {}
    if assembled.configuration is not None:
        for name, workflow in assembled.configuration.workflows.items():
            for form in asked_forms(workflow):
                found.setdefault(form, set()).add(name)
    return {form: frozenset(names) for form, names in found.items()}


def _first_code(findings: Sequence[Finding]) -> str:
    return next((one.code.id for one in findings if one.is_error), "")
