"""Scenarios under pytest: every run of a scenario is a test, and a failure points at its line of YAML.

pytest finds this by itself where Casepath is installed. Until it comes across a scenario, or a test asks for one of the
fixtures, nothing of the engine is loaded.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from _pytest._code.code import ExceptionInfo, ReprFileLocation, TerminalRepr
from _pytest._io import TerminalWriter

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from engine.definitions.scenarios import Run, ScenarioSet
    from engine.service.engine import Engine
    from engine.store.transaction import Database
    from engine.testing.coverage import Coverage
    from engine.testing.fakes import FakeClock
    from engine.testing.outbox import Outbox
    from engine.testing.scenarios import Loaded, Result

_MANIFEST = "casepath.yaml"
_FOLDER = ("workflow_definitions", "scenarios")
_ENDING = ".scenarios.yaml"
_IN_MEMORY = "sqlite://"
_COVERAGE = "casepath_coverage"


# --- settings --------------------------------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare what can be set, on the command line and in pytest's own settings."""
    group = parser.getgroup("casepath", "scenarios of Casepath")
    group.addoption(
        "--casepath-database",
        metavar="URL",
        default=os.environ.get("CASEPATH_TEST_DATABASE", _IN_MEMORY),
        help="Play scenarios on this database, an SQLAlchemy URL, and keep nothing there. Left out, it is what "
        "CASEPATH_TEST_DATABASE names, else SQLite in memory.",
    )
    group.addoption(
        "--casepath-coverage",
        action="store_true",
        help="Say how much of the definitions their scenarios come past, and what they do not.",
    )
    group.addoption(
        "--casepath-fail-under",
        type=float,
        metavar="PERCENT",
        help="Fail where the scenarios of a folder cover less.",
    )
    parser.addini(
        "casepath_folders",
        type="paths",
        default=[],
        help="Folders with a casepath.yaml whose scenarios are tests. Left out, those of every such folder that pytest "
        "comes across are. The fixtures use the first one, or pytest's root folder.",
    )


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Refuse what cannot be used, before anything is collected."""
    for folder in config.getini("casepath_folders"):
        if not (folder / _MANIFEST).is_file():
            raise pytest.UsageError(f"casepath_folders: there is no {_MANIFEST} in {folder}.")
    config.stash[_WORK] = work = _Work(config.getoption("--casepath-database"), _worker(config))
    config.add_cleanup(work.end.close)
    if work.url != _IN_MEMORY and not work.worker:
        # Before there are several processes, of which each would make the tables.
        work.database()


@dataclass(slots=True)
class _Work:
    """What one process shares: folders that were read, and the database."""

    url: str
    worker: str
    folders: dict[Path, Loaded] = field(default_factory=dict)
    coverages: dict[Path, Coverage] = field(default_factory=dict)
    told: set[Path] = field(default_factory=set)
    end: ExitStack = field(default_factory=ExitStack)
    _database: list[Database] = field(default_factory=list)

    @property
    def council(self) -> str:
        """The council that this process plays as, so that on one server none waits for another."""
        return f"scenario-{self.worker}" if self.worker else "scenario"

    def loaded(self, folder: Path) -> Loaded:
        """Return a folder, read and checked once."""
        from engine.testing.scenarios import load  # noqa: PLC0415 - only where there are scenarios

        if folder not in self.folders:
            self.folders[folder] = load(_shown(folder))
        return self.folders[folder]

    def coverage(self, folder: Path) -> Coverage:
        """Return what the scenarios of a folder, which can run, came past so far."""
        from engine.testing.coverage import Coverage  # noqa: PLC0415 - as above

        if folder not in self.coverages:
            self.coverages[folder] = Coverage.of(self.loaded(folder).assembled)
        return self.coverages[folder]

    def database(self) -> Database:
        """Return the database, opened once."""
        from engine.testing.databases import DatabaseNotUsable, scenario_database  # noqa: PLC0415 - as above

        if not self._database:
            try:
                self._database.append(self.end.enter_context(scenario_database(self.url)))
            except DatabaseNotUsable as error:
                raise pytest.UsageError(f"--casepath-database: {error}") from None
        return self._database[0]


_WORK = pytest.StashKey[_Work]()


def _worker(config: pytest.Config) -> str:
    """Return the name of this process where there are several, as pytest-xdist has it."""
    told: dict[str, str] = getattr(config, "workerinput", {})
    return told.get("workerid", "")


def _shown(path: Path) -> str:
    """Return *path* as it is told: from where pytest was called, where that is on the same drive."""
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:
        return path.as_posix()


# --- collecting ------------------------------------------------------------------------------------------------------


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take the files of scenarios of a configuration, and those that are named like one and stand elsewhere."""
    in_place = file_path.parent.parts[-2:] == _FOLDER and file_path.suffix in (".yaml", ".yml")
    if not (in_place or file_path.name.endswith(_ENDING)):
        return None
    folder = file_path.parent.parent.parent if in_place else None
    if folder is not None and not (folder / _MANIFEST).is_file():
        folder = None
    wanted = [one.resolve() for one in parent.config.getini("casepath_folders")]
    if wanted and (folder is None or folder.resolve() not in wanted):
        return None
    made = ScenarioFile.from_parent(parent, path=file_path)
    made.folder = folder
    return made


class ScenarioFile(pytest.File):
    """A file of scenarios. *folder* is the configuration that it belongs to, if it does."""

    folder: Path | None = None

    def collect(self) -> Iterable[ScenarioItem]:
        """Yield a test for each run. Where the configuration has mistakes, they are told once."""
        if self.folder is None:
            raise self.CollectError(
                f"{_shown(self.path)}: scenarios belong in workflow_definitions/scenarios/, in a folder with "
                f"{_MANIFEST}. Put the file there."
            )
        work = self.config.stash[_WORK]
        loaded = work.loaded(self.folder)
        if not loaded.can_run:
            raise self.CollectError(self._mistakes(loaded, work))
        for scenarios in loaded.scenarios(_shown(self.path)):
            for run in scenarios.runs:
                name = f"{run.name}[{run.example}]" if run.example else run.name
                item = ScenarioItem.from_parent(self, name=name)
                item.folder, item.scenarios, item.run = self.folder, scenarios, run
                yield item

    def _mistakes(self, loaded: Loaded, work: _Work) -> str:
        from engine.testing.telling import nothing_was_run  # noqa: PLC0415 - only where there are scenarios

        assert self.folder is not None
        if self.folder in work.told:
            return "Nothing was run: the mistakes are told above."
        work.told.add(self.folder)
        return nothing_was_run([one for one in loaded.findings if one.is_error])


class DoesNotHold(Exception):
    """A scenario did not come out as it is written."""

    def __init__(self, result: Result) -> None:
        self.result = result
        super().__init__(result.failures[0].message)


class ScenarioItem(pytest.Item):
    """One run of a scenario."""

    folder: Path
    scenarios: ScenarioSet
    run: Run

    def runtest(self) -> None:
        """Play the run; what it writes is taken back."""
        from engine.testing.scenarios import play_run  # noqa: PLC0415 - only where there are scenarios

        work = self.config.stash[_WORK]
        loaded, database = work.loaded(self.folder), work.database()
        coverage = work.coverage(self.folder) if _covers(self.config) else None
        result = play_run(loaded, self.scenarios, self.run, database, council=work.council, coverage=coverage)
        if not result.passed:
            raise DoesNotHold(result)

    def repr_failure(
        self, excinfo: ExceptionInfo[BaseException], *args: object, **kwargs: object
    ) -> str | TerminalRepr:
        """Say what does not hold and where. Anything else that is raised is a fault of ours, with its traceback."""
        if isinstance(excinfo.value, DoesNotHold):
            return _Told(excinfo.value.result)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the scenario stands."""
        place = self.run.nodes[0].place
        return self.path, place.line - 1, self.name


class _Told(TerminalRepr):
    """What is printed of a scenario that does not hold. *reprcrash* is what a summary says of it in one line."""

    def __init__(self, result: Result) -> None:
        from engine.testing.telling import told  # noqa: PLC0415 - only where there are scenarios

        first = result.failures[0]
        self.text = told(result)
        self.reprcrash = ReprFileLocation(first.place.file, first.place.line, first.message)

    def __str__(self) -> str:
        return self.text

    def toterminal(self, tw: TerminalWriter) -> None:
        """Print it, line by line."""
        for line in self.text.splitlines():
            tw.line(line)


# --- coverage --------------------------------------------------------------------------------------------------------


def _covers(config: pytest.Config) -> bool:
    return bool(config.getoption("--casepath-coverage")) or config.getoption("--casepath-fail-under") is not None


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Take over what one of several processes came past, as pytest-xdist hands it over."""
    told: dict[str, dict[str, list[list[str]]]] = getattr(node, "workeroutput", None) or {}
    config: pytest.Config = getattr(node, "config")  # noqa: B009 - the class is pytest-xdist's, which need not be there
    for folder, reached in told.get(_COVERAGE, {}).items():
        config.stash[_WORK].coverage(Path(folder)).reached.update(tuple(one) for one in reached)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Hand over what was come past, in one of several processes; in the only one, fail where it is too little."""
    work, least = session.config.stash[_WORK], session.config.getoption("--casepath-fail-under")
    output: dict[str, object] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        reached = {str(folder): [list(one) for one in found.reached] for folder, found in work.coverages.items()}
        output[_COVERAGE] = reached
    elif least is not None and exitstatus == pytest.ExitCode.OK and any(_too_little(work, least)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Tell the coverage of each folder, and where it is too little."""
    work, least = config.stash[_WORK], config.getoption("--casepath-fail-under")
    if config.getoption("--casepath-coverage"):
        from engine.testing.coverage_report import as_text  # noqa: PLC0415 - only where it is asked for

        for coverage in work.coverages.values():
            terminalreporter.section("coverage of definitions")
            terminalreporter.write_line(as_text(coverage))
    for said in _too_little(work, least) if least is not None else ():
        terminalreporter.write_line(said, red=True, bold=True)


def _too_little(work: _Work, least: float) -> Iterator[str]:
    from engine.testing.coverage_report import too_little  # noqa: PLC0415 - only where it is asked for

    for folder, coverage in work.coverages.items():
        said = too_little(coverage, least)
        if said:
            yield f"{_shown(folder)}: {said}"


# --- fixtures --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def casepath_folder(pytestconfig: pytest.Config) -> Path:
    """Return the folder of the configuration that the other fixtures use: the first of `casepath_folders`, or the root.

    Define a fixture of this name to use another one.
    """
    folders: list[Path] = pytestconfig.getini("casepath_folders")
    return folders[0] if folders else pytestconfig.rootpath


@pytest.fixture
def casepath_clock() -> FakeClock:
    """Return the engine's clock, which stands at ten o'clock on Thursday 12 March 2026 until it is set or moved."""
    from engine.testing.fakes import FakeClock  # noqa: PLC0415 - only where a test asks

    return FakeClock(datetime(2026, 3, 12, 10, tzinfo=UTC))


@pytest.fixture
def casepath_connection(pytestconfig: pytest.Config) -> Iterator[Connection]:
    """Return a connection with Casepath's tables, in a transaction that is rolled back when the test is over."""
    with pytestconfig.stash[_WORK].database().pool.connect() as connection, connection.begin() as everything:
        yield connection
        everything.rollback()


@pytest.fixture
def casepath_engine(pytestconfig: pytest.Config, casepath_folder: Path, casepath_clock: FakeClock) -> Engine:
    """Return the engine of the configuration, on `casepath_clock` and with ids that count."""
    from engine.service.engine import Engine  # noqa: PLC0415 - only where a test asks
    from engine.service.ports import Ports  # noqa: PLC0415 - as above
    from engine.testing.fakes import CountingIds  # noqa: PLC0415 - as above
    from engine.testing.telling import nothing_was_run  # noqa: PLC0415 - as above

    work = pytestconfig.stash[_WORK]
    loaded = work.loaded(casepath_folder)
    if loaded.definition is None or not loaded.can_run:
        pytest.fail(nothing_was_run([one for one in loaded.findings if one.is_error]), pytrace=False)
    ports = Ports(clock=casepath_clock, ids=CountingIds())
    return Engine(loaded.definition, loaded.files, ports=ports, council=work.council)


@pytest.fixture
def casepath_outbox(casepath_engine: Engine, casepath_connection: Connection) -> Outbox:
    """Return what the engine tells others of the test's cases, in the form in which a receiver would get it."""
    from engine.testing.outbox import Outbox  # noqa: PLC0415 - only where a test asks

    return Outbox(casepath_engine, casepath_connection)
