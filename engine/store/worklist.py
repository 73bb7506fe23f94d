"""Lists of work, read a page at a time: each lane is one walk along an index, from where the last page ended.

What is asked for is put together from *walks*, each as long as a page at most, so that a page far down costs what the
first one does, however much work there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Literal, TypeAlias

import sqlalchemy as sa

from engine.cases.lanes import MARK, is_marked
from engine.cases.restriction import Restriction
from engine.cases.state import Case
from engine.store import tables as t
from engine.store.cases import CASE_COLUMNS, case_of
from engine.store.lanes import NEVER
from engine.store.let_in import Names, is_let_in, let_in_to, restriction_of, values_of
from engine.store.statements import Row, Statement
from engine.store.transaction import Transaction

Kind: TypeAlias = Literal["case", "case_of_team", "task", "task_of_team", "held", "placed_case", "placed_task"]
"""What one walk goes along: the cases or tasks of a lane, those of a team in it, or what is in one person's hands."""

Shape: TypeAlias = "tuple[tuple[Kind, bool, int, int, int], ...]"
"""What a question looks like, whatever its values: each walk, if its lane is marked, and how much it keeps off."""

_WAITS, _FREE, _HELD = sa.text(t.WAITS), sa.text(t.FREE), sa.text(t.HELD)
_COUNCIL: sa.BindParameter[str] = sa.bindparam("key_council")
_PEOPLE: tuple[sa.BindParameter[str], ...] = (sa.bindparam("person_a"), sa.bindparam("person_b"))
_UNTIL: sa.BindParameter[Any] = sa.bindparam("until", type_=t.Instant())
_NOW: sa.BindParameter[Any] = sa.bindparam("now", type_=t.Instant())
_AFTER: tuple[sa.BindParameter[Any], ...] = (
    sa.bindparam("after_due", type_=t.Instant()),
    sa.bindparam("after_case"),
    sa.bindparam("after_task"),
)
_MOST_WALKS = 60
"""In one statement. A database takes some hundreds, but plans them slowly."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list of work one thing stands: when it is due, its case, and which of its tasks (none: the case)."""

    due: datetime
    case: str
    task: str


FIRST = Place(datetime(1, 1, 2, tzinfo=NEVER.tzinfo), "", "")
"""Before everything."""


@dataclass(frozen=True, slots=True)
class Walk:
    """One walk along an index: of a lane, and where *kind* says so of a team in it; or of what is in somebody's hands.

    Of the latter only what is of *team* and *workflow*, where they are given. What people hold a place on is walked off
    the *lanes* that other walks go along, and off the *team_lanes* of *teams*: nothing is come by twice.
    """

    kind: Kind
    lane: str = ""
    team: str = ""
    workflow: str = ""
    person: str = ""
    lanes: tuple[str, ...] = ()
    team_lanes: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()

    @property
    def is_marked(self) -> bool:
        """Whether what is in its lane is restricted."""
        return is_marked(self.lane)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits, with what a list says of its case. *places* are those that the asking people hold on it."""

    at: Place
    lane: str
    holder: str | None
    number: int | None
    reference: str
    workflow: str
    release: str
    subject_kind: str
    subject: str
    team: str
    states: tuple[str, ...]
    version: int
    places: frozenset[str] = field(default=frozenset())
    restriction: Restriction | None = None

    @property
    def due(self) -> datetime | None:
        return None if self.at.due >= NEVER else self.at.due


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose work is asked for, of which council, due by when. *people* are one, or two: who stands in, and for whom.

    *to_cases* and *to_tasks* are the names by which restricted ones let them in, *now*.
    """

    council: str
    people: tuple[str, ...]
    until: datetime
    now: datetime
    to_cases: Names
    to_tasks: Names


def lanes(tx: Transaction, council: str) -> tuple[list[str], list[str]]:
    """Return the lanes in which cases wait, and those in which tasks do."""
    found: dict[str, list[str]] = {"case": [], "task": []}
    for row in tx.rows(_LANES, {"key_council": council}):
        found[row["kind"]].append(row["lane"])
    return found["case"], found["task"]


def _lanes(kind: str, table: sa.Table, which: sa.TextClause) -> sa.Select[Any]:
    """Return the question that hops along an index from one lane to the next, past all that is in it."""

    def next_after(lane: Any) -> Any:
        one = table.alias()
        here = (one.c.council == _COUNCIL, one.c.lane > lane, which)
        # Written out: PostgreSQL would take a bound one for a tenth of the table, and plan anew at every look.
        one_only = sa.literal_column("1", sa.Integer)
        return sa.select(one.c.lane).where(*here).order_by(one.c.lane).limit(one_only).scalar_subquery()

    hop = sa.select(next_after(sa.literal_column("''")).label("lane")).cte(f"{kind}_hop", recursive=True)
    hop = hop.union_all(sa.select(next_after(hop.c.lane)).where(hop.c.lane.is_not(None)))
    return sa.select(sa.literal_column(f"'{kind}'").label("kind"), hop.c.lane).where(hop.c.lane.is_not(None))


_EACH_LANE = sa.union_all(_lanes("case", t.case, _WAITS), _lanes("task", t.task, _FREE)).subquery("each_lane")
_LANES = Statement("read lanes", sa.select(_EACH_LANE.c.kind, _EACH_LANE.c.lane))


def read_page(tx: Transaction, asked: Asked, walks: Sequence[Walk], after: Place, most: int) -> list[Waiting]:
    """Return at most *most* of what these walks come by after a place, in order."""
    found: list[Waiting] = []
    for some in _in_parts(walks):
        values = {**_values(asked, some, after), "most": most}
        found += [_waiting(row, asked.now) for row in tx.rows(_page(_shape(some), tx.dialect), values)]
    if len(walks) > _MOST_WALKS:
        found.sort(key=lambda one: (one.at.due, one.at.case, one.at.task))
    return found[:most]


def count_work(tx: Transaction, asked: Asked, walks: Sequence[Walk], state: str, most: int) -> tuple[int, bool]:
    """Return how much these walks come by, and whether there may be more: no more than *most* is looked at.

    With a *state* only what is in it counts, of as much as was looked at.
    """
    looked, counted = 0, 0
    for some in _in_parts(walks):
        values = {**_values(asked, some, FIRST), "most": most + 1, **_state(state)}
        row = tx.row(_count(_shape(some), tx.dialect, bool(state)), values)
        assert row is not None  # a count is always there
        looked, counted = looked + row["looked"], counted + (row["counted"] or 0)
    return min(counted, most), looked > most


def _in_parts(walks: Sequence[Walk]) -> Iterator[Sequence[Walk]]:
    return (walks[start : start + _MOST_WALKS] for start in range(0, len(walks), _MOST_WALKS))


def _shape(walks: Sequence[Walk]) -> Shape:
    return tuple((one.kind, one.is_marked, len(one.lanes), len(one.team_lanes), len(one.teams)) for one in walks)


def _values(asked: Asked, walks: Sequence[Walk], after: Place) -> dict[str, object]:
    values: dict[str, object] = {"key_council": asked.council, "until": asked.until}
    values |= {"person_a": asked.people[0], "person_b": asked.people[-1]}
    values |= {"now": asked.now, **values_of("case", asked.to_cases), **values_of("task", asked.to_tasks)}
    values |= {"after_due": after.due, "after_case": after.case, "after_task": after.task}
    for place, one in enumerate(walks):
        values |= {f"{name}_{place}": getattr(one, name) for name in ("lane", "team", "workflow", "person")}
        for name in ("lanes", "team_lanes", "teams"):
            values |= {f"{name}_{place}_{number}": given for number, given in enumerate(getattr(one, name))}
    return values


def _state(state: str) -> dict[str, object]:
    escaped = state.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%")
    return {"innermost": f"% {escaped} %", "around": f"% {escaped}/%"}


def _walk(dialect: str, place: int, kind: Kind, marked: bool, *several: int) -> sa.Select[Any]:
    """Return one walk as a question, whose values carry its number; *several* says how many lanes it keeps off.

    Of what is restricted it comes by what lets whoever asks in.
    """
    walk = _along(place, kind, *several)
    if kind in ("case", "case_of_team", "task", "task_of_team"):
        return walk.where(_lets_in(dialect, kind)) if marked else walk
    table = t.case if kind == "placed_case" else t.task
    lane = sa.func.coalesce(table.c.lane, sa.literal_column("''")) + sa.literal_column("' '")
    return walk.where(sa.or_(lane.not_like(sa.literal_column(f"'% {MARK} %'")), _lets_in(dialect, kind)))


def _lets_in(dialect: str, kind: Kind) -> sa.ColumnElement[bool]:
    if kind in ("case", "case_of_team", "placed_case"):
        return is_let_in("case", dialect, t.case.c.id, t.case.c.team, _COUNCIL, _PEOPLE, _NOW)
    return is_let_in("task", dialect, t.task.c.case_id, t.task.c.team, _COUNCIL, _PEOPLE, _NOW)


def _along(place: int, kind: Kind, *several: int) -> sa.Select[Any]:
    case, task = t.case.c, t.task.c
    lane, team, person = (sa.bindparam(f"{name}_{place}", type_=sa.String()) for name in ("lane", "team", "person"))
    match kind:
        case "case":
            return _cases().where(case.lane == lane, _WAITS)
        case "case_of_team":
            return _cases().where(case.team == team, case.lane == lane, _WAITS)
        case "task":
            return _tasks().where(task.lane == lane, _FREE)
        case "task_of_team":
            return _tasks().where(task.team == team, task.lane == lane, _FREE)
        case "held":
            return _tasks().where(task.holder == person, _HELD, *_only(t.task, place))
        case "placed_case":
            return _cases().where(case.id.in_(_placed()), _WAITS, *_only(t.case, place), *_off(t.case, place, several))
        case "placed_task":
            off = (*_only(t.task, place), *_off(t.task, place, several))
            return _tasks().where(task.case_id.in_(_placed()), _FREE, *off)


def _placed() -> sa.Select[Any]:
    """Return the cases on which the people hold a place: as many as somebody can work on."""
    one = t.place.c
    return sa.select(one.case_id).where(one.council == _COUNCIL, one.person.in_(_PEOPLE))


def _only(table: sa.Table, place: int) -> Iterator[sa.ColumnElement[bool]]:
    """Yield the conditions by which a walk leaves out other teams and workflows, where one is named."""
    for name in ("team", "workflow"):
        wanted = sa.bindparam(f"{name}_{place}", type_=sa.String())
        yield sa.or_(wanted == sa.literal_column("''"), table.c[name] == wanted)


def _off(table: sa.Table, place: int, several: tuple[int, ...]) -> Iterator[sa.ColumnElement[bool]]:
    """Yield the conditions by which a walk keeps off what other walks come by."""
    names = ("lanes", "team_lanes", "teams")
    given: dict[str, list[sa.BindParameter[str]]] = {
        name: [sa.bindparam(f"{name}_{place}_{number}") for number in range(many)]
        for name, many in zip(names, several, strict=True)
    }
    if given["lanes"]:
        yield table.c.lane.not_in(given["lanes"])
    if given["team_lanes"] and given["teams"]:
        yield sa.not_(sa.and_(table.c.lane.in_(given["team_lanes"]), table.c.team.in_(given["teams"])))


def _cases() -> sa.Select[Any]:
    one = t.case.c
    here = sa.tuple_(one.due_at, one.id) > sa.tuple_(*_AFTER[:2])
    empty: tuple[Any, ...] = (
        sa.literal_column("''").label("task"),
        sa.null().label("holder"),
        sa.cast(sa.null(), sa.Integer).label("number"),
    )
    return (
        sa.select(one.due_at, one.id.label("case_id"), *empty, one.lane)
        .where(one.council == _COUNCIL, here, one.due_at <= _UNTIL)
        .order_by(one.due_at, one.id)
        .limit(sa.bindparam("most", type_=sa.Integer))
    )


def _tasks() -> sa.Select[Any]:
    one = t.task.c
    here = sa.tuple_(one.due_at, one.case_id, one.task) > sa.tuple_(*_AFTER)
    return (
        sa.select(one.due_at, one.case_id, one.task, one.holder, one.number, one.lane)
        .where(one.council == _COUNCIL, here, one.due_at <= _UNTIL)
        .order_by(one.due_at, one.case_id, one.task)
        .limit(sa.bindparam("most", type_=sa.Integer))
    )


def _all(shape: Shape, dialect: str) -> sa.Subquery:
    walks = [sa.select(_walk(dialect, place, *one).subquery()) for place, one in enumerate(shape)]
    return sa.union_all(*walks).subquery("walked")


@cache
def _page(shape: Shape, dialect: str) -> Statement:
    together = sa.func.group_concat if dialect == "sqlite" else sa.func.string_agg
    walked = _all(shape, dialect)
    order = (walked.c.due_at, walked.c.case_id, walked.c.task)
    page = sa.select(walked).order_by(*order).limit(sa.bindparam("most", type_=sa.Integer)).subquery("page")
    held = (
        sa.select(together(t.place.c.role, sa.literal_column("' '")))
        .where(
            t.place.c.council == _COUNCIL,
            t.place.c.case_id == page.c.case_id,
            t.place.c.person.in_(_PEOPLE),
        )
        .scalar_subquery()
    )
    one = t.case.c
    told = (one.reference, one.workflow, one.release, one.subject_kind, one.subject, one.team, one.state, one.version)
    joined = page.join(t.case, sa.and_(one.council == _COUNCIL, one.id == page.c.case_id))
    return Statement(
        "read work",
        sa.select(page, *told, held.label("places"), let_in_to(dialect, page.c.case_id, _COUNCIL, _NOW).label("let_in"))
        .select_from(joined)
        .order_by(page.c.due_at, page.c.case_id, page.c.task),
    )


@cache
def _count(shape: Shape, dialect: str, by_state: bool) -> Statement:
    # What is only counted needs no order and no more than its case, so that an index has all of it.
    walks = (_walk(dialect, place, *one) for place, one in enumerate(shape))
    bare = (one.with_only_columns(one.selected_columns.case_id).order_by(None).subquery() for one in walks)
    walked = (
        sa.select(sa.union_all(*map(sa.select, bare)).subquery())
        .limit(sa.bindparam("most", type_=sa.Integer))
        .subquery("counted")
    )
    looked = sa.func.count().label("looked")
    if not by_state:
        return Statement("count work", sa.select(looked, sa.func.count().label("counted")).select_from(walked))
    state: sa.ColumnElement[str] = sa.literal_column("' '") + t.case.c.state + sa.literal_column("' '")
    inside = sa.or_(*(state.like(sa.bindparam(name), escape="\\") for name in ("innermost", "around")))
    joined = walked.join(t.case, sa.and_(t.case.c.council == _COUNCIL, t.case.c.id == walked.c.case_id))
    counted = sa.func.sum(sa.case((inside, 1), else_=0)).label("counted")
    return Statement("count work in a state", sa.select(looked, counted).select_from(joined))


def _waiting(row: Row, now: datetime) -> Waiting:
    return Waiting(
        Place(row["due_at"], row["case_id"], row["task"]),
        row["lane"],
        row["holder"],
        row["number"],
        row["reference"],
        row["workflow"],
        row["release"],
        row["subject_kind"],
        row["subject"],
        row["team"],
        tuple(row["state"].split(" ")),
        row["version"],
        frozenset((row["places"] or "").split()),
        restriction_of(row["let_in"], now),
    )


_UNSORTED = Statement(
    "read cases without a lane",
    sa.select(*CASE_COLUMNS)
    .where(t.case.c.council == _COUNCIL, sa.text("lane IS NULL"))
    .order_by(t.case.c.id)
    .limit(sa.bindparam("most", type_=sa.Integer))
    .with_for_update(skip_locked=True),
)
_SORT = Statement(
    "sort case into its lane",
    t.case.update()
    .where(t.case.c.council == _COUNCIL, t.case.c.id == sa.bindparam("key_case"))
    .values(lane=sa.bindparam("new_lane"), due_at=sa.bindparam("new_due")),
)


def unsorted_cases(tx: Transaction, council: str, most: int) -> list[Case]:
    """Return at most *most* cases written before there were lanes, each held until the transaction ends."""
    return [case_of(council, row) for row in tx.rows(_UNSORTED, {"key_council": council, "most": most})]


def sort_case(tx: Transaction, case: Case, lane: str | None, due: datetime) -> None:
    """Write for whom a case waits, which changes nothing else about it."""
    tx.write(_SORT, {"key_council": case.council, "key_case": case.id, "new_lane": lane, "new_due": due})
