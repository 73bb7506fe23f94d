"""What each case still keeps, what must be kept on (holds), and the erasures that two people agreed on, as rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from engine.cases.access import Actor
from engine.cases.keeping import Held, Over
from engine.cases.state import Case
from engine.store import tables as t
from engine.store.cases import CASE_COLUMNS, case_of
from engine.store.statements import Row, Statement
from engine.store.transaction import Transaction

_COUNCIL: sa.BindParameter[str] = sa.bindparam("key_council")
_BETWEEN = (sa.bindparam("first", type_=sa.String()), sa.bindparam("last", type_=sa.String()))
_PAGE = Statement(
    "read cases by what they keep",
    sa.select(*CASE_COLUMNS)
    .where(t.case.c.council == _COUNCIL, t.case.c.id > sa.bindparam("after"))
    .order_by(t.case.c.id)
    .limit(sa.bindparam("most", type_=sa.Integer)),
)
_DRAFTS = Statement(
    "read when drafts were changed",
    sa.select(t.draft.c.case_id, t.draft.c.form, sa.func.max(t.draft.c.at, type_=t.Instant()).label("at"))
    .where(t.draft.c.council == _COUNCIL, t.draft.c.case_id.between(*_BETWEEN))
    .group_by(t.draft.c.case_id, t.draft.c.form),
)
_SUBMITTED = Statement(
    "read when forms were submitted",
    sa.select(
        t.submission.c.case_id, t.submission.c.form, sa.func.max(t.submission.c.at, type_=t.Instant()).label("at")
    )
    .where(t.submission.c.council == _COUNCIL, t.submission.c.case_id.between(*_BETWEEN))
    .group_by(t.submission.c.case_id, t.submission.c.form),
)
_ERASED = Statement(
    "read when answers were erased",
    sa.select(
        t.erasure_item.c.case_id,
        t.erasure_item.c.form,
        sa.func.max(t.erasure_item.c.done_at, type_=t.Instant()).label("at"),
    )
    .where(
        t.erasure_item.c.council == _COUNCIL,
        t.erasure_item.c.case_id.between(*_BETWEEN),
        t.erasure_item.c.kind == "submitted",
        sa.or_(t.erasure_item.c.status == "files", t.erasure_item.c.status == "done"),
    )
    .group_by(t.erasure_item.c.case_id, t.erasure_item.c.form),
)
_INSERT_HOLD = Statement("insert hold", t.hold.insert())
_END_HOLD = Statement(
    "end hold",
    t.hold.update()
    .where(t.hold.c.council == _COUNCIL, t.hold.c.id == sa.bindparam("key_id"), t.hold.c.ended_at.is_(None))
    .values(ended_at=sa.bindparam("new_at"), ended_by=sa.bindparam("new_by")),
)
_HOLDS = Statement(
    "read holds",
    sa.select(t.hold).where(t.hold.c.council == _COUNCIL, t.hold.c.ended_at.is_(None)).order_by(t.hold.c.at),
)
_MOVE_HOLDS = Statement(
    "move holds to a subject",
    t.hold.update()
    .where(
        t.hold.c.council == _COUNCIL,
        t.hold.c.subject_kind == sa.bindparam("key_kind"),
        t.hold.c.subject == sa.bindparam("key_subject"),
    )
    .values(subject=sa.bindparam("new_subject")),
)
_INSERT = Statement("insert erasure", t.erasure.insert())
_INSERT_ITEMS = Statement("insert items of an erasure", t.erasure_item.insert())
_READ = Statement(
    "read erasure",
    sa.select(t.erasure).where(t.erasure.c.council == _COUNCIL, t.erasure.c.id == sa.bindparam("key_id")),
)
_ALL = Statement(
    "read erasures", sa.select(t.erasure).where(t.erasure.c.council == _COUNCIL).order_by(t.erasure.c.proposed_at)
)
_LAST_PROOF = Statement(
    "read last proof of erasure",
    sa.select(t.erasure.c.hash)
    .where(t.erasure.c.council == _COUNCIL, t.erasure.c.hash.is_not(None))
    .order_by(t.erasure.c.done_at.desc(), t.erasure.c.id.desc())
    .limit(1),
)
_APPROVE = Statement(
    "approve erasure",
    t.erasure.update()
    .where(t.erasure.c.council == _COUNCIL, t.erasure.c.id == sa.bindparam("key_id"), t.erasure.c.approved_at.is_(None))
    .values(
        approved_at=sa.bindparam("new_at"), approved_by=sa.bindparam("new_by"), approved_for=sa.bindparam("new_for")
    ),
)
_FINISH = Statement(
    "keep proof of erasure",
    t.erasure.update()
    .where(t.erasure.c.council == _COUNCIL, t.erasure.c.id == sa.bindparam("key_id"), t.erasure.c.done_at.is_(None))
    .values(done_at=sa.bindparam("new_at"), proof=sa.bindparam("new_proof"), hash=sa.bindparam("new_hash")),
)
_OF_ERASURE = (t.erasure_item.c.council == _COUNCIL, t.erasure_item.c.erasure == sa.bindparam("key_erasure"))
_ITEM_KEY = (
    *_OF_ERASURE,
    *(t.erasure_item.c[name] == sa.bindparam(f"key_{name}") for name in ("case_id", "form", "kind")),
)
_NOT_DONE = sa.or_(t.erasure_item.c.status == "waiting", t.erasure_item.c.status == "files")
_WAITING = Statement(
    "read waiting items of an erasure",
    sa.select(t.erasure_item)
    .where(*_OF_ERASURE, _NOT_DONE)
    .order_by(t.erasure_item.c.case_id, t.erasure_item.c.form, t.erasure_item.c.kind)
    .limit(sa.bindparam("most", type_=sa.Integer)),
)
_ITEM = Statement("read item of an erasure", sa.select(t.erasure_item).where(*_ITEM_KEY))
_CASE_NAMED = Statement(
    "find case by reference or id",
    sa.select(t.case.c.id).where(
        t.case.c.council == _COUNCIL,
        sa.or_(t.case.c.reference == sa.bindparam("name"), t.case.c.id == sa.bindparam("name")),
    ),
)
_COUNTS = Statement(
    "count items of an erasure",
    sa.select(
        t.erasure_item.c.form,
        t.erasure_item.c.kind,
        t.erasure_item.c.then,
        t.erasure_item.c.rule,
        t.erasure_item.c.status,
        sa.func.count().label("many"),
    )
    .where(*_OF_ERASURE)
    .group_by(*(t.erasure_item.c[name] for name in ("form", "kind", "then", "rule", "status")))
    .order_by(*(t.erasure_item.c[name] for name in ("form", "kind", "then", "rule", "status"))),
)
_MARK = Statement(
    "mark item of an erasure",
    t.erasure_item.update()
    .where(*_ITEM_KEY, t.erasure_item.c.status == sa.bindparam("was"))
    .values(status=sa.bindparam("new_status"), done_at=sa.bindparam("new_at"), files=sa.bindparam("new_files")),
)


# --- what is kept -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Keeps:
    """A case with what it still keeps."""

    case: Case
    held: Held


def read_keeps(tx: Transaction, council: str, after: str, most: int) -> list[Keeps]:
    """Return at most *most* cases whose ids come after *after*, by id, with what each still keeps."""
    cases = [case_of(council, row) for row in tx.rows(_PAGE, {"key_council": council, "after": after, "most": most})]
    return [Keeps(one, held) for one, held in zip(cases, _held(tx, council, cases), strict=True)]


def read_held_answers(tx: Transaction, case: Case) -> Held:
    """Return what one case still keeps."""
    return _held(tx, case.council, [case])[0]


def _held(tx: Transaction, council: str, cases: Sequence[Case]) -> list[Held]:
    if not cases:
        return []
    key = {"key_council": council, "first": cases[0].id, "last": cases[-1].id}
    drafts, submitted, erased = (_by_case(tx.rows(one, key)) for one in (_DRAFTS, _SUBMITTED, _ERASED))
    return [Held(drafts[one.id], _not_erased(submitted[one.id], erased[one.id])) for one in cases]


def _not_erased(submitted: Mapping[str, datetime], erased: Mapping[str, datetime]) -> frozenset[str]:
    return frozenset(form for form, at in submitted.items() if form not in erased or erased[form] < at)


def _by_case(rows: Iterable[Row]) -> dict[str, dict[str, datetime]]:
    found: dict[str, dict[str, datetime]] = defaultdict(dict)
    for row in rows:
        found[row["case_id"]][row["form"]] = row["at"]
    return found


def find_case(tx: Transaction, council: str, name: str) -> str | None:
    """Return the id of the case that has this reference or id, or nothing."""
    row = tx.row(_CASE_NAMED, {"key_council": council, "name": name})
    return None if row is None else str(row["id"])


# --- holds ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hold:
    """Why nothing of a *case*, or of every case about a subject, is erased; since when, and who said so."""

    id: str
    case: str
    subject_kind: str
    subject: str
    reason: str = field(repr=False)
    at: datetime
    by: str

    def holds(self, case: Case) -> bool:
        return self.case == case.id or (self.subject_kind, self.subject) == (case.subject_kind, case.subject)


def insert_hold(tx: Transaction, council: str, hold: Hold) -> None:
    about = {"case_id": hold.case or None, "subject_kind": hold.subject_kind or None, "subject": hold.subject or None}
    row = {"council": council, "id": hold.id, **about, "reason": hold.reason, "at": hold.at, "person": hold.by}
    tx.write(_INSERT_HOLD, {**row, "ended_at": None, "ended_by": None})


def end_hold(tx: Transaction, council: str, hold: str, by: str, at: datetime) -> bool:
    """End a hold. False when there is none of this id that still holds."""
    return tx.write(_END_HOLD, {"key_council": council, "key_id": hold, "new_at": at, "new_by": by}) == 1


def move_holds(tx: Transaction, council: str, kind: str, old: str, new: str) -> None:
    """Let what holds all about *old* hold all about *new*, whose record it turned out to be."""
    tx.write(_MOVE_HOLDS, {"key_council": council, "key_kind": kind, "key_subject": old, "new_subject": new})


def read_holds(tx: Transaction, council: str) -> list[Hold]:
    """Return the holds that hold now, the first made first."""
    return [
        Hold(
            row["id"],
            row["case_id"] or "",
            row["subject_kind"] or "",
            row["subject"] or "",
            row["reason"],
            row["at"],
            row["person"],
        )
        for row in tx.rows(_HOLDS, {"key_council": council})
    ]


# --- erasures ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was proposed to be erased: by whom and when, who approved it, and the proof once it is done.

    Who stood in for somebody is named with them.
    """

    id: str
    release: str
    proposed_at: datetime
    proposed_by: tuple[str, ...]
    approved_at: datetime | None = None
    approved_by: tuple[str, ...] = ()
    done_at: datetime | None = None
    proof: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """The answers to one form on one case that an erasure is about. *files* are those that are to be taken out yet."""

    erasure: str
    case: str
    over: Over
    files: tuple[str, ...] = ()
    status: str = "waiting"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of an erasure's items of one kind have come how far."""

    form: str
    kind: str
    then: str
    rule: str
    status: str
    many: int


def insert_erasure(tx: Transaction, council: str, one: Erasure, items: Iterable[Item]) -> None:
    """Write a proposal with all that it is about; with *approved_by* one that was approved already, elsewhere."""
    first, second = (who + (None,) * (2 - len(who)) for who in (one.proposed_by, one.approved_by))
    row = {"council": council, "id": one.id, "release": one.release, "proposed_at": one.proposed_at}
    row |= {"proposed_by": first[0], "proposed_for": first[1], "approved_at": one.approved_at}
    row |= {"approved_by": second[0], "approved_for": second[1], "done_at": None, "proof": None, "hash": None}
    tx.write(_INSERT, row)
    insert_items(tx, council, items)


def insert_items(tx: Transaction, council: str, items: Iterable[Item]) -> None:
    rows = [_row(council, each) for each in items]
    if rows:
        tx.write_many(_INSERT_ITEMS, rows)


def _row(council: str, item: Item) -> Mapping[str, object]:
    over = item.over
    assert over.due_on is not None  # what nobody can tell of is not proposed
    key = {"council": council, "erasure": item.erasure, "case_id": item.case, "form": over.form, "kind": over.kind}
    said = {"then": over.then, "rule": over.rule, "due_on": over.due_on.isoformat()}
    return {**key, **said, "status": item.status, "done_at": None, "files": " ".join(item.files)}


def read_erasure(tx: Transaction, council: str, erasure: str) -> Erasure | None:
    row = tx.row(_READ, {"key_council": council, "key_id": erasure})
    return None if row is None else _erasure(row)


def read_erasures(tx: Transaction, council: str) -> list[Erasure]:
    """Return every erasure of a council, the first proposed first."""
    return [_erasure(row) for row in tx.rows(_ALL, {"key_council": council})]


def _erasure(row: Row) -> Erasure:
    return Erasure(
        row["id"],
        row["release"],
        row["proposed_at"],
        tuple(filter(None, (row["proposed_by"], row["proposed_for"]))),
        row["approved_at"],
        tuple(filter(None, (row["approved_by"], row["approved_for"]))),
        row["done_at"],
        row["proof"] or "",
        row["hash"] or "",
    )


def approve(tx: Transaction, council: str, erasure: str, by: Actor, at: datetime) -> bool:
    """Note who approved an erasure. False when somebody has."""
    new = {"new_at": at, "new_by": by.id, "new_for": by.on_behalf_of}
    return tx.write(_APPROVE, {"key_council": council, "key_id": erasure, **new}) == 1


def waiting(tx: Transaction, council: str, erasure: str, most: int) -> list[Item]:
    """Return at most *most* items of an erasure that are not done, by case."""
    found = tx.rows(_WAITING, {"key_council": council, "key_erasure": erasure, "most": most})
    return [_item(row) for row in found]


def read_item(tx: Transaction, council: str, item: Item) -> Item | None:
    """Return an item as it is kept, or nothing."""
    key = {"key_council": council, "key_erasure": item.erasure, "key_case_id": item.case}
    row = tx.row(_ITEM, {**key, "key_form": item.over.form, "key_kind": item.over.kind})
    return None if row is None else _item(row)


def _item(row: Row) -> Item:
    return Item(row["erasure"], row["case_id"], _over(row), tuple(row["files"].split()), row["status"])


def _over(row: Row) -> Over:
    return Over(row["form"], row["kind"], row["then"], row["rule"], datetime.fromisoformat(row["due_on"]).date())


def mark(
    tx: Transaction, council: str, item: Item, status: str, at: datetime | None, files: Sequence[str] = ()
) -> bool:
    """Note how far an erasure has got with an item. False when somebody else has."""
    key = {"key_council": council, "key_erasure": item.erasure, "key_case_id": item.case, "was": item.status}
    key |= {"key_form": item.over.form, "key_kind": item.over.kind}
    return tx.write(_MARK, {**key, "new_status": status, "new_at": at, "new_files": " ".join(files)}) == 1


def counted(tx: Transaction, council: str, erasure: str) -> list[Counted]:
    """Return how many items of an erasure have come how far."""
    rows = tx.rows(_COUNTS, {"key_council": council, "key_erasure": erasure})
    return [Counted(*(row[name] for name in ("form", "kind", "then", "rule", "status", "many"))) for row in rows]


def last_proof(tx: Transaction, council: str) -> str:
    """Return the hash of the last proof, or nothing."""
    row = tx.row(_LAST_PROOF, {"key_council": council})
    return "" if row is None else str(row["hash"])


def finish(tx: Transaction, council: str, erasure: str, at: datetime, proof: str, digest: str) -> bool:
    """Keep the proof of an erasure. False when it is kept already."""
    key = {"key_council": council, "key_id": erasure}
    return tx.write(_FINISH, {**key, "new_at": at, "new_proof": proof, "new_hash": digest}) == 1
