"""A case that lives under a newer release: its old answers are found under their new names wherever they are read.

Moving a case is the host's later release; here its row is put on the new one by hand, as a move would.
"""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from engine import Database
from engine.cases.state import Case
from engine.store import tables
from tests.support import MANAGER, OFFICER, Office, little_with, question

CHANGES = """\
correct: {by: officer}
changes:
  - {in: 1.1.0, rename: danger, to: harm}
  - {in: 1.1.0, option: indoors, in_field: harm, to: home}
  - {in: 1.1.0, rename: grade, to: level}
  - {in: 1.1.0, drop: nickname}
rules:
"""
SECOND = """\
form: summary
title: Summary
subject: child
view: officer
pages:
  one:
    title: One
    fields:
      how_bad: {type: choice, label: How bad, options: levels, from: referral.level}
"""
NEW = little_with(
    manifest=("version: 1.0.0", "version: 1.1.0"),
    form=("rules:\n", CHANGES),
    workflow=(
        "anytime:\n",
        "anytime:\n  sum_up: {title: Sum up, by: officer, form: summary, require: serious, goes: stay}\n",
    ),
)
NEW["form_schemas/summary.yaml"] = SECOND.encode()
NEW["form_schemas/referral.yaml"] = NEW["form_schemas/referral.yaml"].replace(
    b"      held_on:\n",
    b"      before: {type: choice, label: Before, options: levels, from: previous.level}\n      held_on:\n",
)
NICKNAME = "  more:\n    title: More\n    fields:\n      nickname: {type: text, label: Known as}\n"
OLD = little_with(
    form=("  decision:\n", f"{NICKNAME}  decision:\n"),
    workflow=("referral.level >= middle", "referral.grade >= middle"),
)
OLD["form_schemas/referral.yaml"] = (
    OLD["form_schemas/referral.yaml"]
    .replace(b"harm", b"danger")
    .replace(b"home: Home", b"indoors: Indoors")
    .replace(b"      level:", b"      grade:")
    .replace(b"points(level)", b"points(grade)")
    .replace(b"level >= high", b"grade >= high")
    .replace(b"level == ", b"grade == ")
)
ANSWERED = {"child_name": "Sam Example", "danger": "indoors", "grade": "high", "nickname": "Sammy"}


@pytest.fixture
def old(database: Database) -> Office:
    return Office(database, files=OLD)


@pytest.fixture
def new(database: Database, old: Office) -> Office:
    return Office(database, files=NEW, clock=old.clock)


def moved(new: Office, case: Case) -> Case:
    """Return *case* on the release of *new*, its row as a move would leave it."""
    new.cases.open("path", subject={"child": "P-2"}, by=OFFICER)  # which keeps the release
    with new.database.connection() as connection:
        connection.execute(
            sa.update(tables.case).where(tables.case.c.id == case.id).values(release=new.engine.definition.release)
        )
    return new.cases.get(case.id, by=OFFICER)


def referred_before(old: Office, new: Office) -> Case:
    case = old.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    return moved(new, old.cases.act(case, "refer", ANSWERED, by=OFFICER, seen=case.version).case)


def test_what_was_said_last_time_stands_and_is_copied_under_its_name_of_today(old: Office, new: Office) -> None:
    case = old.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    case = old.cases.act(case, "refer", ANSWERED, by=OFFICER, seen=case.version).case
    case = old.cases.act(case, "decide", {"outcome": "close"}, by=MANAGER, seen=case.version).case
    case = moved(new, old.cases.act(case, "reopen", by=MANAGER, seen=case.version, reason="A new worry").case)

    shown = new.cases.draft(case, "referral", by=OFFICER)
    harm, level = question(shown, "harm").last, question(shown, "level").last

    assert harm is not None
    assert level is not None
    assert (harm.value, harm.labels, level.value) == ("home", (("home", "Home"),), "high")
    assert (harm.on, harm.by) == ("2026-03-12", OFFICER.id)
    assert question(shown, "before").value == "high"


def test_an_earlier_form_is_copied_from_under_its_new_name(old: Office, new: Office) -> None:
    case = referred_before(old, new)

    summary = new.cases.draft(case, "summary", by=OFFICER)

    assert question(summary, "how_bad").value == "high"


def test_a_form_that_is_carried_on_or_corrected_has_its_old_answers_at_their_questions(
    old: Office, new: Office
) -> None:
    case = referred_before(old, new)

    carried_on = new.cases.draft(case, "referral", by=MANAGER)
    put_right = {"harm": "outside", "where": ["park"], "park_name": "Long Example"}
    corrected = new.cases.correct(case, "referral", put_right, by=OFFICER, seen=case.version, reason="Misheard").case
    read = new.cases.show(corrected, "referral", by=OFFICER)

    assert (question(carried_on, "harm").value, question(carried_on, "level").value) == ("home", "high")
    assert question(read, "harm").value == "outside"
    assert (question(read, "level").value, question(read, "child_name").value) == ("high", "Sam Example")
    assert read.field("nickname") is None


def test_a_condition_of_the_workflow_reads_the_answer_under_its_new_name(old: Office, new: Office) -> None:
    case = referred_before(old, new)

    sum_up = next(step for step in new.cases.next(case, by=OFFICER) if step.action == "sum_up")

    assert sum_up.unmet == ()


def test_a_draft_of_before_keeps_what_was_typed(old: Office, new: Office) -> None:
    case = old.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    old.cases.save(case, "referral", ANSWERED, by=OFFICER, seen=0)

    draft = new.cases.draft(moved(new, case), "referral", by=OFFICER)

    assert (question(draft, "harm").value, question(draft, "level").value) == ("home", "high")
