"""No statement runs that does not tell where an encrypted value stands."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from engine.store import tables as t
from engine.store.binding import PlaceForgotten
from engine.store.statements import Statement

COUNCIL: sa.BindParameter[str] = sa.bindparam("key_council")
FACT = t.fact.c.council == COUNCIL
WHOLE_KEY = (
    FACT,
    *(t.fact.c[name] == sa.bindparam(f"key_{name}") for name in ("subject_kind", "subject", "fact", "revision")),
)


@pytest.mark.parametrize(
    "sql",
    [
        sa.select(t.fact.c.value).where(FACT),
        sa.select(t.fact.c.subject, t.fact.c.fact, t.fact.c.revision, t.fact.c.value).where(FACT),
        sa.select(t.case.c.folded).where(t.case.c.council == COUNCIL),
        t.fact.update().where(FACT).values(value=sa.bindparam("new")),
        t.fact.update().where(*WHOLE_KEY).values(value="null"),
        t.fact.update().where(*WHOLE_KEY).values(subject=sa.bindparam("new")),
        t.submission.update()
        .where(t.submission.c.council == COUNCIL, t.submission.c.id == sa.bindparam("one"))
        .values(case_id=sa.bindparam("new")),
        t.fact.insert().from_select([one.name for one in t.fact.columns], sa.select(t.fact).where(FACT)),
    ],
    ids=str,
)
def test_a_statement_that_forgets_the_place_of_an_answer_is_not_run(sql: sa.Executable) -> None:
    with pytest.raises(PlaceForgotten, match=r"does not tell which row casepath_\w+\.\w+ belongs to"):
        Statement("planted", sql).text(sqlite.dialect())


def test_one_that_tells_it_is() -> None:
    for sql in (
        sa.select(t.fact).where(FACT),
        t.fact.insert(),
        t.fact.update().where(*WHOLE_KEY).values(value=sa.bindparam("new")),
    ):
        text = Statement("planted", sql).text(sqlite.dialect())
        assert [one.where for one in (*text.read, *text.written)] == ["casepath_fact.value"]
