"""The stage of one scenario: its people, its clock, its subjects, the cases that it opens, and the engine itself.

Everything is done through the doors of `engine.service`, inside a transaction that the caller rolls back. So each
scenario starts from an empty database, and a refusal that had written something would be seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.engine import Connection

from engine.cases.access import Actor
from engine.cases.compiled import CompiledWorkflow, Definition
from engine.cases.deadlines import Counting, add_months
from engine.cases.state import Case
from engine.cases.timeline import TimelineEntry
from engine.definitions.configuration import Team
from engine.definitions.scenarios import Given
from engine.definitions.words import Duration
from engine.errors import NotFound
from engine.sentences.dates import long_moment
from engine.service.cases import Cases
from engine.service.engine import Engine
from engine.service.moving import CaseMove, Moving
from engine.service.ports import Ports
from engine.store.transaction import Joined
from engine.testing.answering import as_answer, as_json
from engine.testing.fakes import CountingIds, FakeClock
from engine.testing.looking import Looking
from engine.testing.watching import Watching

COUNCIL = "scenario"
OPERATOR = Actor("operator")
"""Who puts releases in force and moves cases: nobody whom a scenario names."""


@dataclass(slots=True)
class CaseOnStage:
    """A case that the scenario opened, as the last step left it."""

    case: Case
    last_by: str
    states_before: tuple[str, ...]
    """Its state before the last step that did something: what `unchanged` means."""
    forms: list[str] = field(default_factory=list)
    """Forms that were filled or submitted, the latest last."""

    def touched(self, form: str | None) -> None:
        if form is not None:
            self.forms = [one for one in self.forms if one != form] + [form]


@dataclass(frozen=True, slots=True)
class Release:
    """A configuration ready to be put in force: compiled, with the files that would be kept, and its teams."""

    definition: Definition
    files: Mapping[str, bytes] = field(repr=False)
    teams: Mapping[str, Team]

    def closed(self, given: Given) -> Release:
        """Return it with the days on which the scenario's council is closed besides."""
        return replace(self, definition=_with_closures(self.definition, given))


@dataclass(slots=True)
class Trial:
    """Something tried on the stage. What it wrote stays only where it is *kept*."""

    kept: bool = False


class Stage:
    """One scenario's world."""

    def __init__(
        self,
        release: Release,
        given: Given,
        connection: Connection,
        *,
        earlier: Mapping[str, Release] | None = None,
        council: str = COUNCIL,
        watching: Watching | None = None,
    ) -> None:
        self.given, self.council, self._connection = given, council, connection
        self.watching = watching
        self.release = release.closed(given)
        self.earlier = {name: one.closed(given) for name, one in (earlier or {}).items()}
        self._known = {one.definition.release: one.definition for one in (*self.earlier.values(), self.release)}
        self.definition = self.release.definition
        """What the case at hand is under; with no case at hand, what is in force."""
        self.people = {name: _person(name, roles, release.teams) for name, roles in given.people.items()}
        self.clock = FakeClock(self.local(given.today))
        self.ports = Ports(clock=self.clock, ids=CountingIds())
        self.open: dict[str | None, CaseOnStage] = {}
        self.put_in_force(self.release)

    def put_in_force(self, release: Release) -> None:
        """Let cases be opened under *release* from now on; those that are open stay under theirs."""
        self.in_force = release
        self.engine = self._engine(release.definition)
        self.cases: Cases = self.engine.cases(self._connection)
        self.runner = self.engine.runner(self._connection)
        self.take_up(release.definition.release)

    def take_up(self, release: str) -> None:
        """Look at everything as *release* has it, by its hash: what the case at hand is under."""
        self.definition = self._known[release]
        self.looking = Looking(self.definition, self._connection, self.council, self.ports)

    def _engine(self, definition: Definition) -> Engine:
        files, known = self.in_force.files, tuple(self._known.values())
        return Engine(definition, files, ports=self.ports, council=self.council, earlier=known)

    def moved(self, case: Case) -> CaseMove:
        """Let *case* go on under what is in force, as the operator would; return what came of it."""
        moving = Moving(self.engine, Joined(self._connection, council=self.council))
        (move,) = moving.move(by=OPERATOR, cases=[case.id])
        return move

    def local(self, moment: datetime) -> datetime:
        """Return *moment*, which is the council's unless it says otherwise."""
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=self.definition.zone)

    def told(self, moment: datetime) -> str:
        """Return *moment* for a message, as a scenario would write it."""
        return f"{moment.astimezone(self.definition.zone):%Y-%m-%dT%H:%M}"

    def know(self, kind: str) -> None:
        """Record what is given about the subject of a *kind*, as known since the day before. Raises Refused.

        Nobody in the scenario recorded it, so who may edit a fact is not asked: a stand-in may edit them all.
        """
        role = next(iter(self.definition.roles.powers))
        open_records = {key: replace(one, edit=frozenset((role,))) for key, one in self.definition.facts.items()}
        roles = replace(self.definition.roles, reach={**self.definition.roles.reach, role: "council"})
        records = self._engine(replace(self.definition, facts=open_records, roles=roles)).cases(self._connection)
        facts = self.given.subjects[kind]
        answers = {name: as_answer(self.definition.facts[kind, name], as_json(one)) for name, one in facts.items()}
        self.clock.move(timedelta(days=-1))
        records.record_facts(kind, subject_of(kind), answers, by=Actor("records", [role]))
        self.clock.set(self.local(self.given.today))

    def flow(self, case: Case) -> CompiledWorkflow:
        return self.definition.workflows[case.workflow]

    def heard(self, case: Case | None = None, action: str = "") -> AbstractContextManager[None]:
        """Let whoever watches listen while something is really done: *action* on *case*, where it is an action."""
        return nullcontext() if self.watching is None else self.watching.command(case, action)

    @contextmanager
    def tried(self) -> Iterator[Trial]:
        """Let something be tried: what was written is taken back unless it is kept."""
        trial, point = Trial(), self._connection.begin_nested()
        heard = len(self.watching.commands) if self.watching is not None else 0
        try:
            yield trial
        finally:
            if trial.kept:
                point.commit()
            else:
                point.rollback()
                if self.watching is not None:
                    del self.watching.commands[heard:]
                # What was tried may have sent messages to the other cases.
                for track in self.open.values():
                    track.case = self.looking.case(track.case.id)

    def after(self, length: Duration) -> datetime:
        """Return the moment *length* from now; days, weeks, months and years keep the time of day."""
        now = self.clock.now().astimezone(self.definition.zone)
        return later(now, length, self.definition.counting)

    def deliver(self) -> None:
        """Let messages between cases arrive, and see what they did to the cases on stage."""
        with self.heard():
            delivered = self.runner.deliver_due()
        if delivered:
            for track in self.open.values():
                track.case = self.looking.case(track.case.id)

    def people_from(self, case: CaseOnStage) -> list[Actor]:
        """Return everyone in the scenario, whoever last acted on *case* first."""
        names = sorted(self.people, key=lambda name: name != case.last_by)
        return [self.people[name] for name in names]

    def timeline(self, case: CaseOnStage) -> tuple[str, ...]:
        """Return the history of *case* as somebody in the scenario may read it: when and who, then what."""
        for by in self.people_from(case):
            try:
                entries = self.cases.timeline(case.case, by=by)
            except NotFound:
                continue
            return tuple(line for one in entries for line in self._told_step(one))
        return ("Nobody in this scenario may see the case.",)

    def _told_step(self, entry: TimelineEntry) -> tuple[str, ...]:
        when = long_moment(self.definition.language, entry.at.astimezone(self.definition.zone))
        return (f"{when}, {entry.by}", *(f"  {line}" for line in entry.lines))


def later(now: datetime, length: Duration, counting: Counting) -> datetime:
    """Return the moment *length* after *now*, which is council time."""
    match length.unit:
        case "hours":
            # Added in UTC, so that an hour is an hour in the night when the clocks change.
            return now.astimezone(UTC) + timedelta(hours=length.amount)
        case "working_days":
            day = counting.calendar.add_working_days(now.date(), length.amount)
        case "calendar_days":
            day = now.date() + timedelta(days=length.amount)
        case "weeks":
            day = now.date() + timedelta(weeks=length.amount)
        case "months":
            day = add_months(now.date(), length.amount)
        case _:
            day = add_months(now.date(), 12 * length.amount)
    return datetime.combine(day, now.time(), now.tzinfo)


def subject_of(kind: str) -> str:
    """Return the reference of the scenario's subject of a kind: fresh, and by its look fictional."""
    return f"{kind}-1"


def _with_closures(definition: Definition, given: Given) -> Definition:
    if not given.closures:
        return definition
    calendar = definition.counting.calendar
    closed = replace(calendar, closures=calendar.closures | frozenset(given.closures))
    return replace(definition, counting=replace(definition.counting, calendar=closed))


def _person(name: str, roles: tuple[str, ...], teams: Mapping[str, Team]) -> Actor:
    """Return a person of the scenario, in the teams that name them, else in those that have one of their roles."""
    named = [team for team, one in teams.items() if name in one.people]
    return Actor(name, roles, named or [team for team, one in teams.items() if set(roles) & set(one.roles)])
