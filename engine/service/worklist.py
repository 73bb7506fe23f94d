"""What waits for a person: cases and tasks that they may do something about, the most overdue first, a page at a time.

It is theirs where they took it or hold a place for it; it is nobody's yet where one of their roles may do it. What
somebody else took is not on their list. Nothing is on it of a case that they may not see, but tasks of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

from engine.cases.access import Actor, may
from engine.cases.chart import active_in
from engine.cases.compiled import Definition
from engine.cases.lanes import NOBODY, roles_of, workflow_of
from engine.cases.restriction import Restriction
from engine.cases.state import Case
from engine.cases.task_titles import numbered_title
from engine.cases.tasks import task_id
from engine.errors import EngineError
from engine.service.cursors import cursor_of, place_at
from engine.service.looking import looking
from engine.service.register import Register, raise_at_the_door
from engine.service.sent_on import SentRow, last_day, sent_on
from engine.store.lanes import NEVER, waits_for
from engine.store.let_in import names_of
from engine.store.places import sort_places
from engine.store.tasks import sort_tasks
from engine.store.transaction import Gateway, Transaction
from engine.store.worklist import (
    FIRST,
    Asked,
    Kind,
    Place,
    Waiting,
    Walk,
    count_work,
    lanes,
    read_page,
    sort_case,
    unsorted_cases,
)

if TYPE_CHECKING:
    from engine.service.engine import Engine

Whose: TypeAlias = Literal["mine", "unclaimed"]
LONGEST_PAGE = 200
_COUNTED = 1_000
_LOOKED_THROUGH = 20_000
"""What is counted, and what is looked through to count what is in one state."""
_LOOKS = 10
"""How often a page is filled up where what was found is not wanted. Then it is shorter, and the next one goes on."""


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One thing that waits: a task, or a case as a whole (without *task*) for an action of its present state.

    *due* is when it should be done, *day* that day where the council is. *holder* took the task; *mine* says whether
    it is in this person's hands. Of a case that they may not see, only their task is told. *version* is what a command
    is told it saw.
    """

    case: str
    task: str | None
    title: str
    reference: str
    workflow: str
    workflow_title: str
    states: tuple[str, ...]
    where: str
    subject_kind: str
    subject: str
    team: str
    due: datetime | None
    day: date | None
    overdue: bool
    holder: str | None
    mine: bool
    version: int


@dataclass(frozen=True, slots=True)
class WorkPage:
    """A page of work. *after* is where the next one begins; without it, this is the last."""

    rows: tuple[WorkRow, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class WorkCount:
    """How much there is, which is never told exactly where it is much. It prints itself as it is to be shown."""

    known: int
    more: bool

    def __str__(self) -> str:
        return f"{self.known:,}+" if self.more else f"{self.known:,}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of their work somebody wants to see."""

    workflow: str | None = None
    state: str | None = None
    team: str | None = None
    overdue: bool = False
    whose: Whose | None = None


class Worklist:
    """The work of one council, through one gateway, for whoever asks."""

    def __init__(self, engine: Engine, gateway: Gateway) -> None:
        self._engine, self._gateway = engine, gateway

    def page(
        self,
        *,
        by: Actor,
        after: str | None = None,
        limit: int = 25,
        workflow: str | None = None,
        state: str | None = None,
        team: str | None = None,
        overdue: bool = False,
        whose: Whose | None = None,
        language: str | None = None,
    ) -> WorkPage:
        """Return at most *limit* (up to 200) things that wait for this person, the most overdue first.

        *after* is the page before's, to go on from there. *whose* leaves only what is "mine" or what is "unclaimed".
        What is overdue is worked out as it is read. A page may be shorter than *limit* while there are more, where
        much was passed over. Raises Refused for an *after* that is none of ours.
        """
        register = Register(self._engine if language is None else self._engine.in_language(language))
        wanted = _wanted(register, Wanted(workflow, state, team, overdue, whose))
        start = FIRST if after is None else place_at(after, register.language)
        with looking(register, self._gateway, "worklist") as (register, tx):
            return _Look(register, tx, by, wanted).page(start, max(1, min(limit, LONGEST_PAGE)))

    def sent(self, *, by: Actor, limit: int = 25, language: str | None = None) -> tuple[SentRow, ...]:
        """Return at most *limit* (up to 200) cases that this person took a step on and that now wait for others.

        The latest step stands first. Only cases that they looked at in the last 30 days are looked through.
        """
        register = Register(self._engine if language is None else self._engine.in_language(language))
        with looking(register, self._gateway, "worklist") as (register, tx):
            return sent_on(register, tx, by, max(1, min(limit, LONGEST_PAGE)))

    def count(
        self,
        *,
        by: Actor,
        workflow: str | None = None,
        state: str | None = None,
        team: str | None = None,
        overdue: bool = False,
        whose: Whose | None = None,
    ) -> WorkCount:
        """Return how much waits for this person, as far as 1,000: `str` of it is "37", or "1,000+"."""
        register = Register(self._engine)
        wanted = _wanted(register, Wanted(workflow, state, team, overdue, whose))
        with self._gateway.read() as tx:
            return _Look(register, tx, by, wanted).count()


def _wanted(register: Register, wanted: Wanted) -> Wanted:
    """Return *wanted*; raise Refused where it names what no database should be asked for."""
    named = (wanted.workflow, wanted.state, wanted.team)
    raise_at_the_door({}, register.language, words=[one for one in named if one is not None])
    return wanted


@dataclass(frozen=True, slots=True)
class _Held:
    """As much of a case as standing towards it depends on: whose team it is, and what the asking person holds on it."""

    workflow: str
    team: str
    holders: Mapping[str, str]
    restriction: Restriction | None


@dataclass(frozen=True, slots=True)
class _Standing:
    """How the asking person stands towards something that waits."""

    definition: Definition
    sees: bool
    may_do: bool
    by_place: bool


@dataclass(slots=True)
class _Look:
    """One look at somebody's work, within one transaction."""

    register: Register
    tx: Transaction
    by: Actor
    wanted: Wanted
    now: datetime = field(init=False)
    _asked: Asked = field(init=False)
    _standings: dict[tuple[object, ...], _Standing] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.now = self.register.now()
        until = self.now if self.wanted.overdue else NEVER
        book = self.register.engine.definition.roles
        names = names_of(book, self.by, on_tasks=False), names_of(book, self.by, on_tasks=True)
        self._asked = Asked(self.register.council, tuple(sorted(self.by.people)), until, self.now, *names)

    def page(self, after: Place, limit: int) -> WorkPage:
        walks, rows = self._walks(), list[WorkRow]()
        # One more than is shown says whether there is more.
        size, last = limit + 1, after
        for _ in range(_LOOKS if walks else 0):
            found = read_page(self.tx, self._asked, walks, last, size)
            for one in found:
                if len(rows) == limit:
                    return WorkPage(tuple(rows), cursor_of(last))
                last, row = one.at, self._row(one)
                rows += [row] if row is not None else []
            if len(found) < size:
                return WorkPage(tuple(rows), None)
            size = min(size * 2, 500)
        return WorkPage(tuple(rows), cursor_of(last) if walks else None)

    def count(self) -> WorkCount:
        walks, state = self._walks(), self.wanted.state or ""
        if not walks:
            return WorkCount(0, more=False)
        most = _LOOKED_THROUGH if state else _COUNTED
        known, more = count_work(self.tx, self._asked, walks, state, most)
        return WorkCount(min(known, _COUNTED), more or known > _COUNTED)

    def _walks(self) -> list[Walk]:
        """Return along what to look: what is in this person's hands, and the lanes that their roles may serve."""
        wanted, mine = self.wanted, list[Walk]()
        cases, tasks = lanes(self.tx, self.register.council)
        free = {"case": list(self._lane_walks(cases, "case")), "task": list(self._lane_walks(tasks, "task"))}
        unclaimed = [*free["case"], *free["task"]]
        if wanted.whose == "unclaimed":
            return unclaimed
        only = Walk("held", team=wanted.team or "", workflow=wanted.workflow or "")
        mine += [replace(only, person=person) for person in self._asked.people]
        mine.append(self._off(replace(only, kind="placed_case"), free["case"]))
        mine.append(self._off(replace(only, kind="placed_task"), free["task"]))
        return mine if wanted.whose == "mine" else [*mine, *unclaimed]

    def _off(self, walk: Walk, others: Sequence[Walk]) -> Walk:
        """Return *walk*, off what these others come by; where only they are wanted, it goes everywhere."""
        if self.wanted.whose == "mine":
            return walk
        whole = tuple(one.lane for one in others if not one.team)
        of_teams = tuple(dict.fromkeys(one.lane for one in others if one.team))
        return replace(
            walk, lanes=whole, team_lanes=of_teams, teams=tuple(dict.fromkeys(one.team for one in others if one.team))
        )

    def _lane_walks(self, names: Iterable[str], kind: Literal["case", "task"]) -> Iterator[Walk]:
        of_team: Kind = "case_of_team" if kind == "case" else "task_of_team"
        for lane in names:
            if self.wanted.workflow not in (None, workflow_of(lane)):
                continue
            reach = self._reach(roles_of(lane), kind)
            teams: Iterable[str] = () if reach is None else sorted(reach)
            if reach is None and self.wanted.team is None:
                yield Walk(kind, lane)
            elif reach is None and self.wanted.team is not None:
                teams = (self.wanted.team,)
            for team in teams:
                if self.wanted.team in (None, team):
                    yield Walk(of_team, lane, team)

    def _reach(self, roles: frozenset[str], kind: str) -> frozenset[str] | None:
        """Return of which teams this person may do what waits for *roles*; None: of every team."""
        book = self.register.engine.definition.roles
        reach = {book.reach[role] for role in roles & self.by.roles if role in book.reach}
        everywhere = {"council", "task"} if kind == "task" else {"council"}
        if reach & everywhere or ("team" in reach and not book.has_teams):
            return None
        return self.by.teams if "team" in reach else frozenset()

    def _row(self, one: Waiting) -> WorkRow | None:
        """Return what this person may be told of something that waits; nothing when it is not for them after all."""
        if self.wanted.state is not None and self.wanted.state not in active_in(one.states):
            return None
        let_in = (one.restriction.people, one.restriction.roles, *one.restriction.glass) if one.restriction else None
        alike = (one.release, one.workflow, one.team, one.lane, one.places, bool(one.at.task), let_in)
        standing = self._standings.get(alike)
        if standing is None:
            standing = self._standings[alike] = self._standing(one)
        mine = one.holder is not None and one.holder in self.by.people
        if not (standing.may_do or (mine and standing.sees)):
            return None
        return self._told(standing.definition, one, sees=standing.sees, mine=mine or standing.by_place)

    def _standing(self, one: Waiting) -> _Standing:
        """Return how this person stands towards something that waits, and all that is like it."""
        definition = self.register.engine.release(self.tx, one.release)
        book, roles = definition.roles, roles_of(one.lane)
        held = _Held(one.workflow, one.team, dict.fromkeys(one.places, self.by.id), one.restriction)
        sees = self.register.sees(definition, held, self.by)
        own = book.standing_on_tasks(self.by, held) if one.at.task else book.standing(self.by, held)
        # By a place that they hold on the case, and not as one of many with a role.
        placed = Actor(self.by.id, (role for role in self.by.roles if book.reach.get(role) == "case"))
        by_place = bool(one.places) and may(book.standing(placed, held), "do", roles)
        return _Standing(definition, sees, (sees or bool(one.at.task)) and bool(own & roles), by_place)

    def _told(self, definition: Definition, one: Waiting, *, sees: bool, mine: bool) -> WorkRow:
        flow, due, at = definition.workflows[one.workflow], one.due, one.at
        if self.register.noted is not None:
            glass = one.restriction is not None and one.restriction.is_broken_by(self.by.id)
            self.register.noted.saw(at.case, one.release, self.by, glass=glass)
        task = flow.work.tasks.get(task_id(at.task)) if at.task else None
        where = flow.where(one.states) if sees else ""
        return WorkRow(
            case=at.case,
            task=at.task or None,
            title=numbered_title(task, one.number) if task is not None else where,
            reference=one.reference if sees else "",
            workflow=one.workflow,
            workflow_title=flow.definition.title,
            states=one.states if sees else (),
            where=where,
            subject_kind=one.subject_kind,
            subject=one.subject if sees else "",
            team=one.team if sees else "",
            due=due,
            day=None if due is None else last_day(definition, due),
            overdue=due is not None and self.now >= due,
            holder=one.holder,
            mine=mine,
            version=one.version,
        )


def sort_old_cases(engine: Engine, gateway: Gateway, *, batch: int = 200) -> int:
    """Work out for whom cases wait that were written before lists of work were; return how many there were."""
    with gateway.read() as tx:
        if not unsorted_cases(tx, engine.council, 1):
            return 0  # as always, once it is done; nobody need wait for a writer then
    done = 0
    while True:
        with gateway.write() as tx:
            cases = unsorted_cases(tx, engine.council, batch)
            for case in cases:
                _sort(engine, tx, case)
            sort_places(tx, cases)
        done += len(cases)
        if len(cases) < batch:
            return done


def _sort(engine: Engine, tx: Transaction, case: Case) -> None:
    try:
        definition = engine.release(tx, case.release)
    except EngineError:
        # Its release is lost, which whoever opens it is told. Until its next step it waits for nobody.
        sort_case(tx, case, NOBODY, NEVER)
        return
    sort_case(tx, case, *waits_for(definition, case))
    sort_tasks(tx, definition, (case,))
