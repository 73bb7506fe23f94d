"""Erasing the answers to one form on one case, as a step of that case: the record says that it was done, and by whom.

The history itself is written anew without the answers. The hash of each step stays what it was, so the chain holds;
the new step says what is left of each row, as a hash, so that nobody can change that either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from engine.cases.access import Actor
from engine.cases.compiled import Definition
from engine.cases.decide.outcome import Accepted
from engine.cases.events import AnswersErased, Event, FactTakenBack, Step
from engine.cases.evolve import fold
from engine.cases.keeping import Over, only, tasks_of_rows, telling_of_nobody, without
from engine.cases.making import remade
from engine.cases.state import Case
from engine.errors import EngineError
from engine.service.effects import write_effects
from engine.store.audit import Kept
from engine.store.cases import case_of, find_cases_about, save_step, step_of
from engine.store.chain import revision_key, step_hash, submission_hash
from engine.store.encoding import (
    answers_as_text,
    answers_of_text,
    copied_as_text,
    copied_of_text,
    events_as_text,
)
from engine.store.erasing import erase_drafts, erase_facts, erase_files, erase_proposals, files_of, write_anew
from engine.store.keeping import read_held_answers
from engine.store.statements import Row
from engine.store.transaction import Transaction

if TYPE_CHECKING:
    from engine.service.engine import Engine


class HistoryUnsound(EngineError):
    """The operator's turn: a case is not as it was written, so nothing of it is written anew."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"Case {reference} is not as its steps left it, so nothing was erased from it. Run `casepath audit verify`."
        )


def raise_if_not_authentic(kept: Kept) -> None:
    """Raise HistoryUnsound for a case with a value that is not what was written there."""
    if kept.not_authentic:
        raise HistoryUnsound(kept.case["reference"])


@dataclass(frozen=True, slots=True)
class Erasing:
    """One erasure of what is *over*: which, who approved it and when it is done. Only what was there *until* then."""

    erasure: str
    over: Over
    by: Actor
    now: datetime
    until: datetime


def erase(engine: Engine, tx: Transaction, kept: Kept, work: Erasing) -> tuple[str, ...]:
    """Erase or anonymise answers on a case that is held; return the ids of the files that went with them."""
    raise_if_not_authentic(kept)
    case = case_of(engine.council, kept.case)
    steps = [step_of(row) for row in kept.steps]
    if fold(steps) != case:
        raise HistoryUnsound(case.reference)
    rows = list(_rows(kept, work)) if work.over.kind == "submitted" else []
    submissions = [_submission_left(engine, tx, row, rows, work.over) for row in rows]
    anew = list(_steps_left(engine, tx, kept, rows, work)) if rows else []
    left = {revision_key(row["id"], row["revision"]): submission_hash(row) for row in submissions}
    left |= {str(row["version"]): digest for row, digest in anew}
    changed = {row["version"]: row for row, _ in anew}
    events: tuple[Event, ...] = (_erased(work.over, work.erasure, rows, left), *_taken_back(kept, work.over))
    step = Step(case.council, case.id, case.release, case.version + 1, work.now, *_who(work.by), events)
    folded = fold([*(step_of(changed.get(row["version"], row)) for row in kept.steps), step])
    made = Accepted(step, remade(folded, {"head": case.head}), definition=engine.release(tx, case.release))
    files = _files(tx, case, kept, work)
    write_anew(tx, case, list(changed.values()), submissions)
    _erase_beside(tx, case, work, files)
    kept_anew = save_step(tx, made)
    assert kept_anew, "the case is held"
    write_effects(tx, (made,))
    if work.over.kind == "submitted" and _is_last(tx, made.case):
        erase_facts(tx, made.case)
    return files


def _who(by: Actor) -> tuple[str, str | None]:
    return by.id, by.on_behalf_of


def _rows(kept: Kept, work: Erasing) -> Iterator[Row]:
    return (row for row in kept.submissions if row["form"] == work.over.form and row["at"] <= work.until)


def _submission_left(engine: Engine, tx: Transaction, row: Row, rows: list[Row], over: Over) -> Row:
    stays = _stays(engine, tx, rows, over)
    answers, copied = answers_of_text(row["answers"]), copied_of_text(row["copied"])
    kept = {name: one for name, one in copied.items() if name in stays}
    return {**row, "answers": answers_as_text(only(answers, stays), tx.cipher.salt()), "copied": copied_as_text(kept)}


def _stays(engine: Engine, tx: Transaction, rows: list[Row], over: Over) -> frozenset[str]:
    """Return the questions whose answers stay: ordinary ones, as they were asked and as they are asked now."""
    if over.then != "anonymise":
        return frozenset()
    asked = [engine.release(tx, release).forms.get(over.form) for release in {row["release"] for row in rows}]
    return telling_of_nobody(engine.definition.forms.get(over.form), *asked)


def _steps_left(
    engine: Engine, tx: Transaction, kept: Kept, rows: list[Row], work: Erasing
) -> Iterator[tuple[Row, str]]:
    """Yield the steps that have less to say, as they are from now on, each with its hash as that."""
    form, ids, stays = work.over.form, {row["id"] for row in rows}, _stays(engine, tx, rows, work.over)
    releases = [engine.release(tx, one) for one in {row["release"] for row in kept.steps}]
    tasks = frozenset[str]().union(*(_row_tasks(one, kept.case["workflow"], form) for one in releases))
    previous = ""
    for row in kept.steps:
        step = step_of(row)
        events = without(step.events, form, ids, stays, tasks)
        if events != step.events and row["at"] <= work.until:
            anew = {**row, "events": events_as_text(events, tx.cipher.salt())}
            yield anew, step_hash(anew, previous)
        previous = row["hash"]


def _row_tasks(definition: Definition, workflow: str, form: str) -> frozenset[str]:
    flow = definition.workflows.get(workflow)
    return tasks_of_rows(flow, form) if flow is not None else frozenset()


def _erased(over: Over, erasure: str, rows: list[Row], left: dict[str, str]) -> AnswersErased:
    ids = tuple(sorted({str(row["id"]) for row in rows}))
    return AnswersErased(over.form, over.kind, over.then, erasure, ids, left)


def _taken_back(kept: Kept, over: Over) -> Iterator[FactTakenBack]:
    """Yield that what was proposed for the record, and that nobody settled, is proposed no longer."""
    if over.kind == "submitted":
        open_ = (row["fact"] for row in kept.proposals if row["form"] == over.form and row["settled"] is None)
        yield from (FactTakenBack(fact) for fact in dict.fromkeys(open_))


def _files(tx: Transaction, case: Case, kept: Kept, work: Erasing) -> tuple[str, ...]:
    """Return the files that go: all that were sent with the form, or of a draft those that nobody submitted."""
    sent = files_of(tx, case, work.over.form)
    if work.over.kind == "submitted":
        return tuple(sent)
    submitted = "".join(row["answers"] for row in kept.submissions if row["form"] == work.over.form)
    return tuple(one for one in sent if one not in submitted)


def _erase_beside(tx: Transaction, case: Case, work: Erasing, files: tuple[str, ...]) -> None:
    erase_drafts(tx, case, work.over.form, work.until)
    erase_files(tx, case, files)
    if work.over.kind == "submitted":
        erase_proposals(tx, case, work.over.form, work.by.id, work.now)


def _is_last(tx: Transaction, case: Case) -> bool:
    """Whether nothing is kept any more on any case about the same subject, so that its record goes as well."""
    about = find_cases_about(tx, case.council, case.subject_kind, case.subject)
    if any(one.ended_at is None for one in about):
        return False
    held = [read_held_answers(tx, one) for one in about]
    return not any(one.submitted or one.drafts for one in held)
