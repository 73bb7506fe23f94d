"""Cases, their steps, submissions and drafts: read and written with statements built once.

A step is three writes: the case by compare-and-set (first, so that a loser has written nothing), its submission if
any, and the step itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from engine.cases.answers import Copied
from engine.cases.decide.outcome import Accepted, NewSubmission
from engine.cases.drafting import Saves
from engine.cases.events import Step
from engine.cases.state import Case, Columns, from_json, to_json
from engine.cases.values import Answers
from engine.store import tables as t
from engine.store.chain import step_hash, submission_hash
from engine.store.encoding import (
    answers_as_text,
    answers_of_text,
    copied_as_text,
    copied_of_text,
    events_as_text,
    events_of_text,
    folded_of_text,
    saves_as_text,
    saves_of_text,
    text_of,
)
from engine.store.lanes import waits_for
from engine.store.statements import Row, Statement
from engine.store.transaction import Transaction

_PAGE = 200
_KEY = (t.case.c.council == sa.bindparam("key_council"), t.case.c.id == sa.bindparam("key_case"))
CASE_COLUMNS = (
    t.case.c.id,
    t.case.c.reference,
    t.case.c.workflow,
    t.case.c.release,
    t.case.c.subject_kind,
    t.case.c.subject,
    t.case.c.team,
    t.case.c.state,
    t.case.c.version,
    t.case.c.folded,
    t.case.c.head,
)
_DRAFT_COLUMNS = (
    t.draft.c.case_id,
    t.draft.c.form,
    t.draft.c.task,
    t.draft.c.revision,
    t.draft.c.answers,
    t.draft.c.copied,
    t.draft.c.saves,
    t.draft.c.person,
    t.draft.c.at,
)

_READ = Statement("read case", sa.select(*CASE_COLUMNS).where(*_KEY))
_READ_WITH_DRAFTS = Statement(
    "read case and drafts",
    sa.select(*CASE_COLUMNS, *_DRAFT_COLUMNS)
    .select_from(
        t.case.outerjoin(t.draft, sa.and_(t.draft.c.council == t.case.c.council, t.draft.c.case_id == t.case.c.id))
    )
    .where(*_KEY)
    # A lock that lets others link this case, whose rows point at it, while it is being changed.
    .with_for_update(of=t.case, key_share=True),
)
_FIND_CALLED = Statement(
    "find case by reference",
    sa.select(t.case.c.id).where(
        t.case.c.council == sa.bindparam("key_council"), t.case.c.reference == sa.bindparam("key_reference")
    ),
)
_FIND = Statement(
    "find cases",
    sa.select(*CASE_COLUMNS)
    .where(t.case.c.council == sa.bindparam("key_council"))
    .order_by(t.case.c.updated_at.desc(), t.case.c.id)
    .limit(_PAGE)
    .offset(sa.bindparam("start")),
)
_FIND_ABOUT = Statement(
    "find cases about a subject",
    sa.select(*CASE_COLUMNS).where(
        t.case.c.council == sa.bindparam("key_council"),
        t.case.c.subject_kind == sa.bindparam("key_kind"),
        t.case.c.subject == sa.bindparam("key_subject"),
    ),
)
_INSERT_CASE = Statement("insert case", t.case.insert())
_UPDATE_CASE = Statement(
    "update case",
    t.case.update()
    .where(*_KEY, t.case.c.version == sa.bindparam("seen"))
    .values(
        version=sa.bindparam("new_version"),
        state=sa.bindparam("new_state"),
        release=sa.bindparam("new_release"),
        updated_at=sa.bindparam("new_at"),
        folded=sa.bindparam("new_folded"),
        head=sa.bindparam("new_head"),
        sealed=sa.null(),
        lane=sa.bindparam("new_lane"),
        due_at=sa.bindparam("new_due"),
    ),
)
_INSERT_STEP = Statement("insert step", t.step.insert())
_READ_STEPS = Statement(
    "read steps",
    sa.select(t.step)
    .where(t.step.c.council == sa.bindparam("key_council"), t.step.c.case_id == sa.bindparam("key_case"))
    .order_by(t.step.c.version),
)
_READ_LAST_STEP = Statement(
    "read last step",
    sa.select(t.step)
    .where(t.step.c.council == sa.bindparam("key_council"), t.step.c.case_id == sa.bindparam("key_case"))
    .order_by(t.step.c.version.desc())
    .limit(1),
)
_READ_STEP = Statement(
    "read step",
    sa.select(t.step).where(
        t.step.c.council == sa.bindparam("key_council"),
        t.step.c.case_id == sa.bindparam("key_case"),
        t.step.c.version == sa.bindparam("key_version"),
    ),
)
_INSERT_SUBMISSION = Statement("insert submission", t.submission.insert())
_READ_SUBMISSION = Statement(
    "read submission",
    sa.select(t.submission).where(
        t.submission.c.council == sa.bindparam("key_council"),
        t.submission.c.id == sa.bindparam("id"),
        t.submission.c.revision == sa.bindparam("revision"),
    ),
)
_READ_HANDS = Statement(
    "read who asked a submission",
    sa.select(t.submission.c.action).where(
        t.submission.c.council == sa.bindparam("key_council"), t.submission.c.id == sa.bindparam("id")
    ),
)
_READ_BEFORE = Statement(
    "read submission before",
    sa.select(t.submission.c.id)
    .where(
        t.submission.c.council == sa.bindparam("key_council"),
        t.submission.c.case_id == sa.bindparam("key_case"),
        t.submission.c.form == sa.bindparam("key_form"),
        t.submission.c.id != sa.bindparam("but"),
        t.submission.c.withdrawn_at.is_(None),
    )
    .order_by(t.submission.c.at.desc())
    .limit(1),
)
_READ_REVISIONS = Statement(
    "read revisions",
    sa.select(t.submission)
    .where(t.submission.c.council == sa.bindparam("key_council"), t.submission.c.id == sa.bindparam("id"))
    .order_by(t.submission.c.revision),
)
_WITHDRAW = Statement(
    "withdraw submission",
    t.submission.update()
    .where(t.submission.c.council == sa.bindparam("key_council"), t.submission.c.id == sa.bindparam("key_id"))
    .values(withdrawn_at=sa.bindparam("new_at"), withdrawn_by=sa.bindparam("new_by")),
)
_DRAFT_KEY = (
    t.draft.c.council == sa.bindparam("key_council"),
    t.draft.c.case_id == sa.bindparam("key_case"),
    t.draft.c.form == sa.bindparam("key_form"),
    t.draft.c.task == sa.bindparam("key_task"),
)
_READ_DRAFT = Statement("read draft", sa.select(*_DRAFT_COLUMNS).where(*_DRAFT_KEY))
_INSERT_DRAFT = Statement("insert draft", t.draft.insert())
_UPDATE_DRAFT = Statement(
    "update draft",
    t.draft.update()
    .where(*_DRAFT_KEY, t.draft.c.revision == sa.bindparam("seen"))
    .values(
        revision=sa.bindparam("new_revision"),
        at=sa.bindparam("new_at"),
        person=sa.bindparam("new_person"),
        answers=sa.bindparam("new_answers"),
        copied=sa.bindparam("new_copied"),
        saves=sa.bindparam("new_saves"),
    ),
)
_DELETE_DRAFT = Statement("delete draft", t.draft.delete().where(*_DRAFT_KEY))


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft as last saved: what was typed, where copies came from, by whom and when. A *task* has one of its own."""

    form: str
    revision: int
    answers: Answers = field(repr=False)
    copied: Mapping[str, Copied]
    saves: Saves
    by: str
    at: datetime
    task: str = ""


def draft_key(form: str, task: str = "") -> str:
    """Return how the drafts of a case are told apart: by their form, and where it is a task's own, by the task."""
    return f"{form}/{task}" if task else form


def read_case(tx: Transaction, council: str, case_id: str) -> Case | None:
    """Return the case, or nothing."""
    row = tx.row(_READ, {"key_council": council, "key_case": case_id})
    return None if row is None else case_of(council, row)


def find_case_called(tx: Transaction, council: str, reference: str) -> str | None:
    """Return the id of the case with this reference, or nothing."""
    row = tx.row(_FIND_CALLED, {"key_council": council, "key_reference": reference})
    return None if row is None else str(row["id"])


def find_cases(tx: Transaction, council: str) -> Iterator[Case]:
    """Yield the council's cases, the most recently changed first. Who may see which is the caller's question."""
    start = 0
    while rows := tx.rows(_FIND, {"key_council": council, "start": start}):
        yield from (case_of(council, row) for row in rows)
        start += _PAGE


def find_cases_about(tx: Transaction, council: str, kind: str, subject: str) -> list[Case]:
    """Return every case about a subject, the first opened first. Who may see which is the caller's question."""
    rows = tx.rows(_FIND_ABOUT, {"key_council": council, "key_kind": kind, "key_subject": subject})
    return sorted((case_of(council, row) for row in rows), key=lambda one: (one.opened_at, one.id))


def read_case_and_drafts(tx: Transaction, council: str, case_id: str) -> tuple[Case, Mapping[str, StoredDraft]] | None:
    """Return the case with its drafts by form, in one statement, its row held until the transaction ends."""
    rows = tx.rows(_READ_WITH_DRAFTS, {"key_council": council, "key_case": case_id})
    if not rows:
        return None
    return case_of(council, rows[0]), _by_key(rows)


def _by_key(rows: Sequence[Row]) -> dict[str, StoredDraft]:
    return {draft_key(row["form"], row["task"]): _draft(row) for row in rows if row["form"] is not None}


def case_of(council: str, row: Row) -> Case:
    """Return the case of a row that has CASE_COLUMNS."""
    columns: Columns = {
        "id": row["id"],
        "council": council,
        "workflow": row["workflow"],
        "release": row["release"],
        "reference": row["reference"],
        "subject_kind": row["subject_kind"],
        "subject": row["subject"],
        "team": row["team"],
        "version": row["version"],
        "states": tuple(row["state"].split(" ")),
        "head": row["head"] or "",
    }
    return from_json(columns, folded_of_text(row["folded"]))


def insert_case(tx: Transaction, made: Accepted) -> None:
    """Write a new case and its first step."""
    case, step = made.case, made.step
    row = _step_row(made, tx.cipher.salt())
    lane, due = waits_for(made.definition, case)
    tx.write(
        _INSERT_CASE,
        {
            "council": case.council,
            "id": case.id,
            "reference": case.reference,
            "workflow": case.workflow,
            "release": case.release,
            "subject_kind": case.subject_kind,
            "subject": case.subject,
            "team": case.team,
            "state": " ".join(case.states),
            "version": case.version,
            "updated_at": step.at,
            "folded": text_of(to_json(case)),
            "head": row["hash"],
            "sealed": None,
            "lane": lane,
            "due_at": due,
        },
    )
    tx.write(_INSERT_STEP, row)


def save_step(tx: Transaction, made: Accepted) -> bool:
    """Write a step of an existing case. False, with nothing written, when someone else was first."""
    case, step = made.case, made.step
    new = made.submission
    salt = tx.cipher.salt
    submission = _submission_row(step, new, salt()) if new is not None and not new.again else None
    row = _step_row(made, salt(), submission)
    if tx.write(_UPDATE_CASE, _moved_on(made, row)) != 1:
        return False
    if submission is not None:
        tx.write(_INSERT_SUBMISSION, submission)
    if made.withdrawn is not None:
        key = {"key_council": case.council, "key_id": made.withdrawn}
        tx.write(_WITHDRAW, {**key, "new_at": step.at, "new_by": step.by})
    tx.write(_INSERT_STEP, row)
    return True


def save_steps(tx: Transaction, made: Sequence[Accepted]) -> bool:
    """Write a step of each of several cases, none with a submission. False when someone else was first on any of them:
    the transaction must then be given up.
    """
    rows = [_step_row(one, tx.cipher.salt()) for one in made]
    if tx.write_many(_UPDATE_CASE, map(_moved_on, made, rows)) != len(made):
        return False
    tx.write_many(_INSERT_STEP, rows)
    return True


def _moved_on(made: Accepted, row: Mapping[str, object]) -> Mapping[str, object]:
    """Return what the step in *row* changes about its case. It is to be sealed again."""
    case, step = made.case, made.step
    lane, due = waits_for(made.definition, case)
    return {
        "key_council": case.council,
        "key_case": case.id,
        "seen": step.version - 1,
        "new_version": step.version,
        "new_state": " ".join(case.states),
        "new_release": case.release,
        "new_at": step.at,
        "new_folded": text_of(to_json(case)),
        "new_head": row["hash"],
        "new_lane": lane,
        "new_due": due,
    }


def _step_row(made: Accepted, salt: str, submission: Mapping[str, object] | None = None) -> Mapping[str, object]:
    """Return a step as it is written, with its place in the chain: the case still has the hash of the one before."""
    step = made.step
    row: dict[str, object] = {
        "council": step.council,
        "case_id": step.case,
        "version": step.version,
        "release": step.release,
        "at": step.at,
        "person": step.by,
        "on_behalf_of": step.on_behalf_of,
        "events": events_as_text(step.events, salt),
        "reason": step.reason,
        "submitted": None if submission is None else submission_hash(submission),
    }
    row["hash"] = step_hash(row, made.case.head)
    row["position"] = None  # its place in the feed is given once it is committed
    return row


def _submission_row(step: Step, made: NewSubmission, salt: str) -> Mapping[str, object]:
    return {
        "council": step.council,
        "id": made.id,
        "revision": made.revision,
        "case_id": step.case,
        "form": made.form,
        "action": made.action,
        "release": step.release,
        "at": step.at,
        "person": step.by,
        "answers": answers_as_text(made.answers, salt),
        "copied": copied_as_text(made.copied),
        "withdrawn_at": None,
        "withdrawn_by": None,
    }


def read_steps(tx: Transaction, council: str, case_id: str) -> list[Step]:
    """Return every step of a case, in order."""
    return [step_of(row) for row in tx.rows(_READ_STEPS, {"key_council": council, "key_case": case_id})]


def read_step(tx: Transaction, council: str, case_id: str, version: int) -> Step:
    """Return the step that made a version of a case; there must be one."""
    row = tx.row(_READ_STEP, {"key_council": council, "key_case": case_id, "key_version": version})
    assert row is not None
    return step_of(row)


def read_last_step(tx: Transaction, council: str, case_id: str) -> Step:
    row = tx.row(_READ_LAST_STEP, {"key_council": council, "key_case": case_id})
    assert row is not None  # a case begins with a step
    return step_of(row)


def step_of(row: Row) -> Step:
    """Return the step of a row of the steps."""
    return Step(
        row["council"],
        row["case_id"],
        row["release"],
        row["version"],
        row["at"],
        row["person"],
        row["on_behalf_of"],
        events_of_text(row["events"]),
        row["reason"],
    )


@dataclass(frozen=True, slots=True)
class StoredSubmission:
    """Answers as submitted, whole, with the release they were asked under."""

    id: str
    revision: int
    form: str
    release: str
    answers: Answers = field(repr=False)
    copied: Mapping[str, Copied]
    by: str
    at: datetime


def read_submission(tx: Transaction, council: str, submission_id: str, revision: int) -> StoredSubmission:
    """Return one revision of a submission."""
    key = {"key_council": council, "id": submission_id, "revision": revision}
    row = tx.row(_READ_SUBMISSION, key)
    assert row is not None  # the case names it, and submissions are never taken out
    return _submission(row)


def _submission(row: Row) -> StoredSubmission:
    answers, copied = answers_of_text(row["answers"]), copied_of_text(row["copied"])
    return StoredSubmission(
        row["id"], row["revision"], row["form"], row["release"], answers, copied, row["person"], row["at"]
    )


def read_before(tx: Transaction, council: str, case_id: str, form: str, *, but: str = "") -> list[StoredSubmission]:
    """Return the revisions of the latest submission of *form* that stands, other than the submission *but*."""
    key = {"key_council": council, "key_case": case_id, "key_form": form, "but": but}
    found = tx.row(_READ_BEFORE, key)
    if found is None:
        return []
    return read_revisions(tx, council, found["id"])


def read_revisions(tx: Transaction, council: str, submission_id: str) -> list[StoredSubmission]:
    """Return every revision of a submission, in order."""
    return [_submission(row) for row in tx.rows(_READ_REVISIONS, {"key_council": council, "id": submission_id})]


def read_hands(tx: Transaction, council: str, submission_id: str) -> frozenset[str]:
    """Return the actions that asked for the answers of a submission; a correction is none."""
    rows = tx.rows(_READ_HANDS, {"key_council": council, "id": submission_id})
    return frozenset(row["action"] for row in rows if row["action"])


def read_draft(tx: Transaction, council: str, case_id: str, form: str, task: str = "") -> StoredDraft | None:
    """Return the draft of *form* on a case, or that of one *task*, if one was saved."""
    key = {"key_council": council, "key_case": case_id, "key_form": form, "key_task": task}
    row = tx.row(_READ_DRAFT, key)
    return None if row is None else _draft(row)


def _draft(row: Row) -> StoredDraft:
    return StoredDraft(
        form=row["form"],
        revision=row["revision"],
        answers=answers_of_text(row["answers"]),
        copied=copied_of_text(row["copied"]),
        saves=saves_of_text(row["saves"], row["revision"]),
        by=row["person"],
        at=row["at"],
        task=row["task"],
    )


def write_draft(tx: Transaction, case: Case, draft: StoredDraft, *, over: int) -> bool:
    """Save *draft* over revision *over* (0: none). False, with nothing written, when someone else was first."""
    written = {
        "answers": text_of(draft.answers),
        "copied": copied_as_text(draft.copied),
        "saves": saves_as_text(draft.saves),
        "revision": draft.revision,
        "person": draft.by,
        "at": draft.at,
    }
    if over == 0:
        key = {"council": case.council, "case_id": case.id, "form": draft.form, "task": draft.task}
        tx.write(_INSERT_DRAFT, {**key, **written})
        return True
    key = {"key_council": case.council, "key_case": case.id, "key_form": draft.form, "key_task": draft.task}
    new = {f"new_{name}": value for name, value in written.items()}
    return tx.write(_UPDATE_DRAFT, {**key, "seen": over, **new}) == 1


def delete_draft(tx: Transaction, council: str, case_id: str, form: str, task: str = "") -> None:
    tx.write(_DELETE_DRAFT, {"key_council": council, "key_case": case_id, "key_form": form, "key_task": task})
