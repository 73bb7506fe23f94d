"""No statement of ours runs that could reach another council's rows: it is refused when it is first written out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from engine.store import tables as t
from engine.store.guard import EXCEPTIONS, CouncilForgotten
from engine.store.statements import Statement
from engine.store.transaction import Database
from tests.statements import statements

COUNCIL: sa.BindParameter[str] = sa.bindparam("key_council")
OURS = t.case.c.council == COUNCIL
OTHER = t.case.alias()
DIALECTS: tuple[Dialect, ...] = tuple(
    sa.make_url(one).get_dialect()() for one in ("sqlite://", "postgresql+psycopg://")
)

FORGETFUL: dict[str, sa.Executable] = {
    "no condition": sa.select(t.case.c.id),
    "another condition": sa.select(t.case.c.id).where(t.case.c.id == sa.bindparam("key_case")),
    "the wrong value": sa.select(t.case.c.id).where(t.case.c.council == sa.bindparam("key_case")),
    "a council of our own choice": sa.select(t.case.c.id).where(t.case.c.council == "ashbourne"),
    "either this or that": sa.select(t.case.c.id).where(sa.or_(OURS, t.case.c.id == sa.bindparam("key_case"))),
    "not this council": sa.select(t.case.c.id).where(sa.not_(OURS)),
    "another than this council": sa.select(t.case.c.id).where(t.case.c.council != COUNCIL),
    "a table beside it": sa.select(t.case.c.id, t.step.c.version).where(OURS, t.step.c.case_id == t.case.c.id),
    "the second of two of a kind": sa.select(OTHER.c.id).where(OURS, OTHER.c.subject == t.case.c.subject),
    "a joined table": sa.select(t.step.c.at)
    .select_from(t.case.join(t.step, t.step.c.case_id == t.case.c.id))
    .where(OURS),
    "what is held only where it has a partner": sa.select(t.case.c.id).select_from(
        t.case.outerjoin(t.draft, sa.and_(OURS, t.draft.c.council == COUNCIL))
    ),
    "a question inside a condition": sa.select(t.case.c.id).where(OURS, t.case.c.id.in_(sa.select(t.place.c.case_id))),
    "a question inside a column": sa.select(
        t.case.c.id, sa.select(sa.func.count(t.step.c.version)).scalar_subquery()
    ).where(OURS),
    "whether there is one": sa.select(t.case.c.id).where(OURS, sa.exists().where(t.task.c.case_id == t.case.c.id)),
    "a question in place of a table": sa.select(sa.select(t.case.c.id).subquery().c.id),
    "a question beforehand": sa.select(sa.select(t.case.c.id).cte("before").c.id),
    "one of two questions": sa.select(
        sa.union_all(sa.select(t.case.c.id).where(OURS), sa.select(t.case.c.id)).subquery()
    ),
    "a change": t.case.update().where(t.case.c.id == sa.bindparam("key_case")).values(team=sa.bindparam("new_team")),
    "a change by a question": t.case.update()
    .where(OURS, t.case.c.id.in_(sa.select(t.place.c.case_id)))
    .values(team=sa.bindparam("new_team")),
    "a deletion": t.draft.delete().where(t.draft.c.form == sa.bindparam("key_form")),
    "a new row": t.counter.insert().values(series=sa.bindparam("series"), last=sa.bindparam("last")),
    "new rows from a question": t.counter.insert().from_select(
        ["council", "series", "last"], sa.select(t.counter.c.council, t.counter.c.series, t.counter.c.last)
    ),
}
MINDFUL: dict[str, sa.Executable] = {
    "by its own": sa.select(t.case.c.id).where(OURS),
    "by way of another": sa.select(t.step.c.at).where(OURS, t.step.c.council == t.case.c.council),
    "by way of two, whichever is said first": sa.select(t.draft.c.at).where(
        t.draft.c.council == t.step.c.council, t.step.c.council == t.case.c.council, OURS
    ),
    "by the condition of a join": sa.select(t.case.c.id)
    .select_from(t.case.outerjoin(t.draft, t.draft.c.council == t.case.c.council))
    .where(OURS),
    "by the question round it": sa.select(t.case.c.id).where(
        OURS, sa.exists().where(t.task.c.council == t.case.c.council)
    ),
    "no table of ours": sa.select(sa.func.now()),
}


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda one: one.name)
@pytest.mark.parametrize("what", FORGETFUL)
@pytest.mark.filterwarnings(
    "ignore:Column 'casepath_counter.council'"
)  # SQLAlchemy sees that one of these is amiss too
def test_a_statement_that_forgets_the_council_is_not_run(what: str, dialect: Dialect) -> None:
    statement = Statement("planted", FORGETFUL[what])
    for _ in range(2):
        with pytest.raises(CouncilForgotten, match=r'"planted" does not hold casepath_[a-z]+ to one council'):
            statement.text(dialect)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda one: one.name)
@pytest.mark.parametrize("what", MINDFUL)
def test_one_that_holds_every_table_to_it_is(what: str, dialect: Dialect) -> None:
    assert Statement("planted", MINDFUL[what]).text(dialect).sql


def test_it_is_refused_at_the_gateway_before_the_database_hears_of_it(database: Database) -> None:
    heard: list[str] = []
    database.hook = lambda _moment, name: heard.append(name)
    planted = Statement("planted", FORGETFUL["no condition"])
    with pytest.raises(CouncilForgotten), database.read() as tx:
        tx.rows(planted, {})
    assert heard == []


def test_every_statement_of_ours_holds_to_the_council(subtests: pytest.Subtests) -> None:
    written = 0
    for statement in statements():
        for dialect in _for(statement):
            with subtests.test(statement=statement.name, dialect=dialect.name):
                assert statement.text(dialect) is statement.text(dialect), "it is looked at once"
                written += 1
    assert written > 200


def test_each_exception_says_why_and_is_of_use() -> None:
    names = {one.name for one in statements()}
    assert all(name in names and len(why) > 20 for name, why in EXCEPTIONS.items())


def _for(statement: Statement) -> Iterator[Dialect]:
    """Yield the dialects that a statement is for: what an insert does about conflicts is written for one of them."""
    conflict = getattr(statement.sql, "_post_values_clause", None)
    for one in DIALECTS:
        if conflict is None or type(conflict).__module__.split(".")[2] == one.name:
            yield one
