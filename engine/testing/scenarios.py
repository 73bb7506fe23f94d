"""Running scenarios against the real engine: real migrations, SQLite in memory, every command as a vendor gives it.

for result in run_scenarios(load("council")):
    print(result.title, result.passed)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.cases.compiled import Definition
from engine.checks import check
from engine.checks.exploration import FOUND_BY_EXPLORING
from engine.definitions.assemble import Assembled
from engine.definitions.read import read_folder
from engine.definitions.scenarios import Run, ScenarioSet, read_scenarios
from engine.documents.bodies import with_texts
from engine.findings import Finding, has_errors
from engine.store.transaction import Database
from engine.testing.coverage import Coverage
from engine.testing.databases import IN_MEMORY, scenario_database
from engine.testing.playing import play
from engine.testing.stage import COUNCIL, Release, Stage


@dataclass(frozen=True, slots=True)
class History:
    """What happened on one case, line by line. *name* is how the scenario calls it, if it does."""

    reference: str
    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """How one scenario went, for one row of its examples. *histories* are told only when it failed."""

    workflow: str
    title: str
    failures: tuple[Finding, ...]
    histories: tuple[History, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.failures


@dataclass(frozen=True, slots=True)
class Loaded:
    """A folder ready for its scenarios, or why it is not: then *definition* is missing or *findings* hold errors."""

    assembled: Assembled
    definition: Definition | None
    files: Mapping[str, bytes]
    findings: tuple[Finding, ...]
    earlier: Mapping[str, Release] = field(default_factory=dict)
    """The earlier releases that its scenarios play on, by name."""

    @property
    def can_run(self) -> bool:
        # What exploring found may be played: a scenario can show how it comes to that.
        stopping = (one for one in self.findings if one.code not in FOUND_BY_EXPLORING)
        return self.definition is not None and not has_errors(stopping)

    def scenarios(self, file: str | None = None) -> Iterator[ScenarioSet]:
        """Yield the scenarios of each file, or of the one that is shown as *file*. Only for a folder that can run."""
        for shown, root in self.assembled.scenarios.items():
            if file in (None, shown):
                scenarios = read_scenarios(root)
                assert isinstance(scenarios, ScenarioSet)  # a folder that can run has no mistakes in its scenarios
                yield scenarios


def load(folder: str | Path) -> Loaded:
    """Read and check the configuration in *folder* with its scenarios. Never raises for what is in the files."""
    assembled = read_folder(folder)
    return loaded(assembled, assembled.files)


def loaded(assembled: Assembled, files: Mapping[str, bytes]) -> Loaded:
    """Return a configuration as read, checked with its scenarios. *files* are what a release would keep."""
    report = with_texts(check(assembled), assembled)
    earlier = {name: one for name, one in _earlier(assembled) if not has_errors(report.findings)}
    return Loaded(assembled, report.definition, files, report.findings, earlier)


def _earlier(assembled: Assembled) -> Iterator[tuple[str, Release]]:
    """Yield the earlier releases of a configuration that can be played on."""
    for name, one in (assembled.earlier or {}).items():
        report = check(one)
        if one.configuration is not None and report.definition is not None and not has_errors(report.findings):
            yield name, Release(report.definition, one.files, one.configuration.manifest.teams)


def run_scenarios(
    folder: Loaded, *, matching: str = "", database: str = IN_MEMORY, coverage: Coverage | None = None
) -> Iterator[Result]:
    """Yield the result of every scenario whose name or workflow holds *matching*, in the order of the files.

    Nothing is run when the folder has errors. All scenarios use one *database*, a URL, and none sees another: each is
    played in a transaction that is rolled back. What they come past is added to *coverage*. Raises DatabaseNotUsable.
    """
    if not folder.can_run:
        return
    with scenario_database(database) as opened:
        for scenarios in folder.scenarios():
            for run in scenarios.runs:
                if matching in f"{scenarios.file.scenarios_of} {run.name}":
                    yield play_run(folder, scenarios, run, opened, coverage=coverage)


def play_run(
    folder: Loaded,
    scenarios: ScenarioSet,
    run: Run,
    database: Database,
    *,
    council: str = COUNCIL,
    coverage: Coverage | None = None,
    goes_on: bool = False,
) -> Result:
    """Return how one scenario of a folder that can run goes on *database*, where nothing of it is kept.

    Several processes play on one server at once where each names a *council* of its own. What it comes past is added
    to *coverage*. One that *goes_on* tells all that could be written as it is, not only that of the first step.
    """
    assert folder.definition is not None
    assert folder.assembled.configuration is not None
    workflow, teams = scenarios.file.scenarios_of, folder.assembled.configuration.manifest.teams
    definition = folder.definition if coverage is None else coverage.definition
    release = Release(definition, folder.files, teams)
    with database.pool.connect() as connection, connection.begin() as everything:
        given, watching = scenarios.file.given, coverage.watching if coverage is not None else None
        stage = Stage(release, given, connection, earlier=folder.earlier, council=council, watching=watching)
        failures = tuple(play(stage, run, workflow, scenarios.node, goes_on=goes_on))
        if coverage is not None:
            coverage.add(stage)
        histories = _histories(stage) if failures else ()
        everything.rollback()
    return Result(workflow, run.title, failures, histories)


def _histories(stage: Stage) -> tuple[History, ...]:
    return tuple(History(track.case.reference, name or "", stage.timeline(track)) for name, track in stage.open.items())
