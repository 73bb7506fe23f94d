"""Links between cases: one row each, written with the step that makes it and found from both ends.

Of its two ends the one that sorts first stands first, so that two people who link the same two cases make one link.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engine.cases.events import CaseLinked, LinkMoved, Step
from engine.cases.links import Linked
from engine.cases.state import Case
from engine.cases.values import Answers, Json
from engine.store import tables as t
from engine.store.cases import CASE_COLUMNS, case_of
from engine.store.encoding import answers_of_text, text_of
from engine.store.references import next_number
from engine.store.statements import Row, Statement
from engine.store.transaction import Transaction

_ME: sa.BindParameter[str] = sa.bindparam("key_case")
_IS_FIRST = t.link.c.case_id == _ME
OTHER = sa.case((_IS_FIRST, t.link.c.other_id), else_=t.link.c.case_id)
"""The case at the other end of a link, seen from the one that is asked about."""
OTHER_LINK = sa.case((_IS_FIRST, t.link.c.other_link), else_=t.link.c.link)
_OWN_LINK = sa.case((_IS_FIRST, t.link.c.link), else_=t.link.c.other_link)
_OF_CASE = (
    t.link.c.council == sa.bindparam("key_council"),
    sa.or_(t.link.c.case_id == _ME, t.link.c.other_id == _ME),
)
_PLACE = tuple(t.link.c[name].label(f"at_{name}") for name in ("case_id", "link", "other_id", "other_link"))
_COLUMNS = (_OWN_LINK.label("own_link"), OTHER.label("other"), t.link.c.linked_on, t.link.c.fields, *_PLACE)
_ORDER = (t.link.c.at, t.link.c.case_id, t.link.c.other_id)

_READ = Statement("read links", sa.select(*_COLUMNS).where(*_OF_CASE).order_by(*_ORDER))
_READ_WITH_CASES = Statement(
    "read links and cases",
    sa.select(*_COLUMNS, *CASE_COLUMNS)
    .select_from(t.link.join(t.case, sa.and_(t.case.c.council == t.link.c.council, t.case.c.id == OTHER)))
    .where(*_OF_CASE)
    .order_by(*_ORDER),
)
_READ_FACTS = Statement(
    "read facts of linked cases",
    sa.select(t.case.c.id.label("other"), t.fact)
    .select_from(
        t.link.join(t.case, sa.and_(t.case.c.council == t.link.c.council, t.case.c.id == OTHER)).join(
            t.fact,
            sa.and_(
                t.fact.c.council == t.case.c.council,
                t.fact.c.subject_kind == t.case.c.subject_kind,
                t.fact.c.subject == t.case.c.subject,
            ),
        )
    )
    .where(*_OF_CASE)
    .order_by(t.fact.c.revision),
)
_OPEN_ABOUT = Statement(
    "find open case about",
    sa.select(*CASE_COLUMNS)
    .where(
        t.case.c.council == sa.bindparam("key_council"),
        t.case.c.subject_kind == sa.bindparam("key_kind"),
        t.case.c.subject == sa.bindparam("key_subject"),
        t.case.c.workflow == sa.bindparam("key_workflow"),
    )
    .order_by(t.case.c.updated_at.desc(), t.case.c.id),
)
_OF_WORKFLOW = Statement(
    "find cases of a workflow",
    sa.select(*CASE_COLUMNS)
    .where(t.case.c.council == sa.bindparam("key_council"), t.case.c.workflow == sa.bindparam("key_workflow"))
    .order_by(t.case.c.updated_at.desc(), t.case.c.id)
    .limit(sa.bindparam("most")),
)
_FACTS_OF_WORKFLOW = Statement(
    "read facts of a workflow",
    sa.select(t.fact)
    .where(
        t.fact.c.council == sa.bindparam("key_council"),
        t.fact.c.subject_kind == sa.bindparam("key_kind"),
        t.fact.c.subject.in_(
            sa.select(t.case.c.subject)
            .where(t.case.c.council == sa.bindparam("key_council"), t.case.c.workflow == sa.bindparam("key_workflow"))
            .order_by(t.case.c.updated_at.desc(), t.case.c.id)
            .limit(sa.bindparam("most"))
        ),
    )
    .order_by(t.fact.c.revision),
)


def _insert(insert: sqlite.Insert | postgresql.Insert) -> sa.Executable:
    # The same two cases may be linked from the other end at this moment: then they are, and once.
    return insert.on_conflict_do_nothing()


_INSERT: Mapping[str, Statement] = {
    "sqlite": Statement("insert links", _insert(sqlite.insert(t.link))),
    "postgresql": Statement("insert links", _insert(postgresql.insert(t.link))),
}


_OF_PAIR = (
    t.link.c.council == sa.bindparam("key_council"),
    t.link.c.case_id == sa.bindparam("was_case_id"),
    t.link.c.link == sa.bindparam("was_link"),
    t.link.c.other_id == sa.bindparam("was_other_id"),
    t.link.c.other_link == sa.bindparam("was_other_link"),
)


_READ_PAIR = Statement("read link to move", sa.select(t.link).where(*_OF_PAIR))
_LEAVE = Statement("leave links", t.link.delete().where(*_OF_PAIR))


@dataclass(frozen=True, slots=True)
class FarCase:
    """A linked case, read with its link. *facts* are its subject's, where they were asked for."""

    row: Linked
    case: Case
    facts: Answers = field(default_factory=dict, repr=False)


def write_links(tx: Transaction, steps: Iterable[Step]) -> None:
    """Write the links that steps make, all in one statement, and move those that go to another case."""
    steps = list(steps)
    rows = [_as_row(step, one) for step in steps for one in step.events if isinstance(one, CaseLinked)]
    if rows:
        tx.write_many(_INSERT[tx.dialect], rows)
    moved = [(step, one) for step in steps for one in step.events if isinstance(one, LinkMoved)]
    # All that is known of a pair goes with it: since when, who linked them, and the link's own answers.
    kept = [{**row, **_new(one)} for step, one in moved if one.kept for row in tx.rows(_READ_PAIR, _was(step, one))]
    if kept:
        tx.write_many(_INSERT[tx.dialect], kept)
    if moved:
        tx.write_many(_LEAVE, [_was(step, one) for step, one in moved])


def _was(step: Step, one: LinkMoved) -> dict[str, object]:
    ends = _ends((step.case, one.link), (one.other, one.back))
    return {"key_council": step.council, **{f"was_{name}": value for name, value in ends.items()}}


def _new(one: LinkMoved) -> dict[str, object]:
    return _ends((one.to, one.link), (one.other, one.back))


def _ends(*ends: tuple[str, str]) -> dict[str, object]:
    (case, link), (other, other_link) = sorted(ends)
    return {"case_id": case, "link": link, "other_id": other, "other_link": other_link}


def _as_row(step: Step, made: CaseLinked) -> dict[str, object]:
    ends = _ends((step.case, made.link), (made.other, made.back))
    written = {"linked_on": made.on.isoformat(), "at": step.at, "person": step.by, "fields": text_of(made.fields)}
    return {"council": step.council, **ends, **written}


def read_links(tx: Transaction, council: str, case_id: str) -> list[Linked]:
    """Return the cases linked with a case, from either end, oldest first, without looking at them."""
    return [_linked(row) for row in tx.rows(_READ, {"key_council": council, "key_case": case_id})]


def hold_ends(tx: Transaction, council: str, ends: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Return which of *ends*, each a case and a link of its, have a link; all are held until the transaction ends.

    Whoever holds an end is alone with it, so that of two who link it at once the second finds the link of the first.
    They are taken in one order, so that no two can wait for each other.
    """
    ordered = sorted(set(ends))
    for case, link in ordered:
        next_number(tx, council, f"end {sha256(f'{case} {link}'.encode()).hexdigest()[:56]}")
    linked = {case: {one.link for one in read_links(tx, council, case)} for case, _ in ordered}
    return frozenset((case, link) for case, link in ordered if link in linked[case])


def read_linked_cases(tx: Transaction, council: str, case_id: str, *, facts: bool) -> list[FarCase]:
    """Return the cases linked with a case as they are now, with their subjects' facts if they are wanted."""
    key = {"key_council": council, "key_case": case_id}
    known: dict[str, dict[str, Json]] = {}
    for row in tx.rows(_READ_FACTS, key) if facts else ():
        known.setdefault(row["other"], {})[row["fact"]] = json.loads(row["value"])
    return [
        FarCase(_linked(row), case_of(council, row), known.get(row["other"], {}))
        for row in tx.rows(_READ_WITH_CASES, key)
    ]


def _linked(row: Row) -> Linked:
    on = date.fromisoformat(row["linked_on"])
    return Linked(row["own_link"], row["other"], on, answers_of_text(row["fields"]))


def open_cases_about(tx: Transaction, council: str, workflow: str, kind: str, subject: str) -> Iterator[Case]:
    """Yield the cases of *workflow* that are open about a subject, the one last changed first."""
    key = {"key_council": council, "key_workflow": workflow, "key_kind": kind, "key_subject": subject}
    found = (case_of(council, row) for row in tx.rows(_OPEN_ABOUT, key))
    yield from (one for one in found if one.ended_at is None)


def cases_of_workflow(
    tx: Transaction, council: str, workflow: str, kind: str, most: int, *, facts: bool
) -> list[tuple[Case, Answers]]:
    """Return the latest *most* cases of a workflow, with their subjects' facts if they are wanted."""
    key: dict[str, object] = {"key_council": council, "key_workflow": workflow, "most": most}
    known: dict[str, dict[str, Json]] = {}
    for row in tx.rows(_FACTS_OF_WORKFLOW, {**key, "key_kind": kind}) if facts else ():
        known.setdefault(row["subject"], {})[row["fact"]] = json.loads(row["value"])
    cases = (case_of(council, row) for row in tx.rows(_OF_WORKFLOW, key))
    return [(one, known.get(one.subject, {})) for one in cases]
