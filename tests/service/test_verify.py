"""Verifying: whatever somebody changes by hand in the database is found, and nothing else is called a fault."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine import Actor, Case, Database
from engine.service import verifying
from engine.service.integrity import Fault
from engine.store import tables as t
from engine.store.cases import find_cases
from engine.store.transaction import Moment
from tests.clocks.limits import MANAGER as HEAD
from tests.clocks.limits import Council
from tests.places import LEAD, PLACES
from tests.places import WORKER as PRACTITIONER
from tests.service.test_links import child, deliver, linked, place
from tests.support import MANAGER, NOON, OFFICER, REFERRED, WORKER, Office, little_with

FILES = little_with(form=("        confirm: true\n", "        write_back: propose\n"))
STAND_IN = Actor("sam", roles=["officer"], on_behalf_of="olive", reason="Duty desk")


@pytest.fixture
def office(database: Database) -> Office:
    """Return an office with two cases: one that went through five steps, and one with a draft."""
    office = Office(database, files=FILES)
    office.cases.record_facts("child", "P-1", {"sex": "f"}, by=OFFICER)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    case = office.cases.act(case, "refer", {**REFERRED, "sex": "m"}, by=STAND_IN, seen=1, key="k-1").case
    office.clock.move(timedelta(hours=1))
    case = office.cases.act(case, "visit", by=OFFICER, seen=2).case
    case = office.cases.act(case, "decide", {"outcome": "act"}, by=MANAGER, seen=3).case
    office.cases.assign(case, "worker", WORKER.id, by=MANAGER, seen=4)
    other = office.cases.open("path", subject={"child": "P-2"}, by=OFFICER).case
    office.cases.save(other, "referral", {"child_name": "Alex Example"}, by=OFFICER, seen=0)
    return office


def the_case(office: Office, subject: str = "P-1") -> Case:
    with office.database.read() as tx:  # which writes nothing, not even that somebody looked
        return next(one for one in find_cases(tx, "little") if one.subject == subject)


def faults(office: Office) -> tuple[Fault, ...]:
    return office.engine.verify(office.database).faults


def found(office: Office) -> set[str]:
    return {one.code for one in faults(office)}


def change(office: Office, table: sa.Table, where: dict[str, object], **new: object) -> None:
    """Change a row of the first case by hand."""
    with office.database.connection() as connection:
        ran = connection.execute(table.update().where(*_where(office, table, where)).values(**new))
        assert ran.rowcount == 1


def take_out(office: Office, table: sa.Table, **where: object) -> None:
    with office.database.connection() as connection:
        assert connection.execute(table.delete().where(*_where(office, table, where))).rowcount == 1


def put_in(office: Office, table: sa.Table, like: dict[str, object], **new: object) -> None:
    """Put a copy of a row in, changed."""
    with office.database.connection() as connection:
        row = connection.execute(sa.select(table).where(*_where(office, table, like))).mappings().one()
        connection.execute(table.insert().values(**{**row, **new}))


def value(office: Office, table: sa.Table, column: str, **where: object) -> str:
    with office.database.connection() as connection:
        query = sa.select(table.c[column]).where(*_where(office, table, where))
        return str(connection.execute(query).scalar_one())


def _where(office: Office, table: sa.Table, where: dict[str, object]) -> list[sa.ColumnElement[bool]]:
    key = table.c.id if table is t.case else table.c.case_id
    return [key == the_case(office).id, *(table.c[name] == value for name, value in where.items())]


@pytest.mark.parametrize("page", [1, 50])
def test_what_nobody_touched_is_sound(office: Office, monkeypatch: pytest.MonkeyPatch, page: int) -> None:
    monkeypatch.setattr(verifying, "_PAGE", page)

    verified = office.engine.verify(office.database)

    assert verified.is_sound
    assert (verified.cases, verified.steps, verified.faults) == (2, 6, ())


# --- steps ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "new"),
    [
        ("person", "somebody"),
        ("on_behalf_of", "mo"),
        ("on_behalf_of", None),
        ("reason", None),
        ("at", NOON + timedelta(seconds=1)),
        ("events", "[]"),
        ("submitted", None),
        ("hash", "0" * 64),
    ],
)
def test_a_step_that_was_changed_is_found(office: Office, column: str, new: object) -> None:
    change(office, t.step, {"version": 2}, **{column: new})

    assert ("chain", 2) in {(one.code, one.version) for one in faults(office)}


def test_a_character_changed_in_what_happened_is_found(office: Office) -> None:
    told = value(office, t.step, "events", version=4)
    change(office, t.step, {"version": 4}, events=told.replace("high", "low"))

    assert {"chain", "case"} <= found(office)


def test_a_step_that_was_taken_out_is_found(office: Office) -> None:
    take_out(office, t.step, version=3)

    assert [(one.code, one.version) for one in faults(office)] == [("missing_step", 3), ("chain", 4)]


def test_a_tail_that_was_cut_off_is_found(office: Office) -> None:
    take_out(office, t.step, version=5)
    assert found(office) == {"missing_step", "head"}

    change(office, t.case, {}, version=4)
    assert {"head", "case"} <= found(office)


def test_a_step_that_was_put_in_is_found(office: Office) -> None:
    put_in(office, t.step, {"version": 3}, version=6)
    assert {"extra_step", "chain", "head"} == found(office)

    change(office, t.case, {}, version=6)
    assert {"chain", "head", "case"} <= found(office)


def test_steps_that_changed_places_are_found(office: Office) -> None:
    for old, new in ((3, 30), (4, 3), (30, 4)):
        change(office, t.step, {"version": old}, version=new)

    assert {one.version for one in faults(office) if one.code == "chain"} == {3, 4, 5}


def test_a_step_of_another_case_in_its_place_is_found(office: Office) -> None:
    other = the_case(office, "P-2")
    with office.database.connection() as connection:
        key = (t.step.c.case_id == other.id, t.step.c.version == 1)
        row = dict(connection.execute(sa.select(t.step).where(*key)).mappings().one())
    del row["case_id"]
    change(office, t.step, {"version": 1}, **row)

    assert ("chain", 1) in {(one.code, one.version) for one in faults(office)}


def test_a_step_that_an_older_version_wrote_is_told_as_that(office: Office) -> None:
    change(office, t.step, {"version": 5}, hash=None)

    assert [one.text for one in faults(office) if one.code == "unchained"] == [
        "Case CH-2026-00001, step 5: it has no hash: an older version of Casepath wrote it."
    ]


def test_steps_that_cannot_be_read_are_a_fault_and_no_crash(office: Office) -> None:
    for events in ("", "[[]]", '[["NoSuchEvent",{}]]', '[["StateLeft",{}]]', "null", '{"a": 1}', "\N{SNOWMAN}"):
        change(office, t.step, {"version": 3}, events=events)
        assert {"chain"} < found(office), events


# --- answers and the case ---------------------------------------------------------------------------------------------


def test_answers_that_were_changed_or_exchanged_are_found(office: Office) -> None:
    first, second = (value(office, t.submission, "answers", revision=one) for one in (1, 2))
    change(office, t.submission, {"revision": 1}, answers=first.replace("Sam", "Kim"))
    assert found(office) == {"answers"}

    change(office, t.submission, {"revision": 1}, answers=second)
    change(office, t.submission, {"revision": 2}, answers=first)
    assert [one.version for one in faults(office) if one.code == "answers"] == [2, 4]


@pytest.mark.parametrize(
    ("column", "new"), [("person", "mo"), ("at", NOON + timedelta(days=1)), ("copied", '{"a":["b","c","d",false]}')]
)
def test_whose_answers_they_are_cannot_be_changed(office: Office, column: str, new: object) -> None:
    change(office, t.submission, {"revision": 1}, **{column: new})

    assert found(office) == {"answers"}


def test_answers_that_were_taken_out_or_put_in_are_found(office: Office) -> None:
    put_in(office, t.submission, {"revision": 1}, revision=3)
    assert found(office) == {"extra_answers"}

    take_out(office, t.submission, revision=1)
    assert found(office) == {"extra_answers", "missing_answers"}


def test_a_submission_that_is_only_marked_as_withdrawn_is_found(office: Office) -> None:
    change(office, t.submission, {"revision": 1}, withdrawn_at=NOON, withdrawn_by="olive")

    assert found(office) == {"withdrawn"}


@pytest.mark.parametrize(
    ("column", "new"),
    [
        ("state", "closed"),
        ("team", "west"),
        ("subject", "P-9"),
        ("reference", "CH-2026-09999"),
        ("updated_at", NOON - timedelta(days=1)),
        ("head", None),
        ("head", "0" * 64),
    ],
)
def test_a_case_that_was_changed_is_found(office: Office, column: str, new: object) -> None:
    case = the_case(office).id
    with office.database.connection() as connection:
        connection.execute(t.case.update().where(t.case.c.id == case).values(**{column: new}))

    assert {one.code for one in faults(office) if one.case == case} == {"head" if column == "head" else "case"}


def test_what_the_case_remembers_cannot_be_changed(office: Office) -> None:
    folded = json.loads(value(office, t.case, "folded"))
    change(office, t.case, {}, folded=json.dumps({**folded, "holders": {"worker": "mo"}}))
    assert [one.text for one in faults(office)] == [
        "Case CH-2026-00001: the case as it is kept is not what its steps made: holders."
    ]

    change(office, t.case, {}, folded="{}")
    assert found(office) == {"unreadable"}


def test_an_answer_to_no_question_or_to_a_hidden_one_is_found(office: Office) -> None:
    answers = json.loads(value(office, t.submission, "answers", revision=1))
    for more, code in (({"no_such": "x"}, "unknown_answer"), ({"park_name": "Example Park"}, "hidden_answer")):
        change(office, t.submission, {"revision": 1}, answers=json.dumps({**answers, **more}))
        assert found(office) == {"answers", code}


# --- what is worked out from the case ---------------------------------------------------------------------------------


def test_a_proposal_that_was_changed_settled_or_taken_out_is_found(office: Office) -> None:
    change(office, t.proposal, {}, value='"f"')
    assert found(office) == {"proposal"}
    change(office, t.proposal, {}, value='"m"', settled="accepted", settled_by="mo", settled_at=NOON)
    assert found(office) == {"proposal"}
    take_out(office, t.proposal)
    assert found(office) == {"proposal"}


def test_a_proposal_that_people_settled_is_sound(office: Office) -> None:
    office.cases.settle(the_case(office), "sex", accept=True, by=OFFICER, seen=5)

    assert found(office) == set()


def test_an_answer_to_a_command_that_is_another_step_is_found(office: Office) -> None:
    change(office, t.command, {}, version=3)
    assert found(office) == {"command"}

    change(office, t.command, {}, version=99)
    assert found(office) == {"command"}


def test_a_draft_that_outlived_its_submission_is_found(office: Office) -> None:
    with office.database.connection() as connection:
        row = {"council": "little", "case_id": the_case(office).id, "form": "referral", "task": "", "revision": 1}
        more = {
            "at": NOON - timedelta(hours=1),
            "person": "olive",
            "answers": "{}",
            "copied": "{}",
            "saves": "[1,0,{}]",
        }
        connection.execute(t.draft.insert().values(**row, **more))

    assert found(office) == {"draft"}


def test_rows_of_a_case_that_is_not_there_are_found(database: Database) -> None:
    if database.pool.dialect.name != "sqlite":
        return  # PostgreSQL keeps no such row, whoever asks it to
    office = Office(database)
    connection = database.pool.raw_connection()
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.execute("INSERT INTO casepath_outbox VALUES ('little', 'gone', 1, '', 'gone-too', '', '', '', 0, NULL)")
    connection.commit()
    connection.close()

    assert [(one.code, one.case) for one in faults(office)] == [("no_case", "gone")]


def test_timers_and_limits_are_what_the_case_waits_for(database: Database) -> None:
    council = Council(database)
    case = council.cases.open("path", subject={"child": "JAMIE-1"}, by=HEAD).case
    council.cases.open("path", subject={"child": "JAMIE-2"}, by=HEAD)
    council.clock.move(timedelta(days=3))
    council.engine.runner(database).run_due()
    assert council.engine.verify(database).faults == ()

    of_the_case = t.timer.c.case_id == case.id
    for by_hand in (t.timer.update().values(fires_at=NOON + timedelta(days=99)), t.timer.delete()):
        with database.connection() as connection:
            connection.execute(by_hand.where(of_the_case))
        assert {(one.code, one.case) for one in council.engine.verify(database).faults} == {("timer", case.id)}


def test_steps_that_other_cases_bring_about_are_chained_too(database: Database) -> None:
    office = Office(database, files=PLACES)
    towpath = place(office)
    linked(office, child(office), towpath)
    assert found(office) == set()  # the news is on its way
    assert deliver(office) >= 1
    assert found(office) == set()

    row = {"council": "places", "case_id": towpath.id, "link": "a", "other_id": towpath.id, "other_link": "b"}
    with database.connection() as connection:
        more = {"linked_on": "2026-03-12", "at": NOON, "person": LEAD.id, "fields": "{}"}
        connection.execute(t.link.insert().values(**row, **more))
    assert found(office) == {"link"}


# --- while people work ------------------------------------------------------------------------------------------------


def test_what_other_cases_are_told_is_what_steps_sent(database: Database) -> None:
    office = Office(database, files=PLACES)
    towpath = place(office)
    case = linked(office, child(office), towpath)
    office.cases.act(case, "plan", by=PRACTITIONER, seen=case.version)
    deliver(office)
    assert faults(office) == ()

    news = t.outbox.c.message == ""
    for by_hand in (
        t.outbox.update().where(news).values(to_link="contexts"),
        t.outbox.delete().where(news),
        t.outbox.update().where(~news).values(message="place_heavy"),
    ):
        with database.connection() as connection:
            before = connection.execute(sa.select(t.outbox)).mappings().all()
            assert connection.execute(by_hand).rowcount == 1
        assert {(one.code, one.case) for one in faults(office)} == {("message", case.id)}
        with database.connection() as connection:
            connection.execute(t.outbox.delete())
            connection.execute(t.outbox.insert(), [dict(row) for row in before])
    assert faults(office) == ()


def test_a_step_that_is_just_being_written_is_no_fault(office: Office, database_url: str) -> None:
    case = the_case(office)

    def overtake(moment: Moment, statement: str) -> None:
        if (moment, statement) == ("after", "read cases to verify"):
            seen = office.cases.get(case, by=OFFICER).version
            office.cases.act(case, "visit", by=OFFICER, seen=seen)

    watching = Database(database_url, hook=overtake)
    verified = office.engine.verify(watching)
    watching.close()

    assert verified.faults == ()
    assert office.cases.get(case, by=OFFICER).version > case.version


def test_it_says_how_many_faults_there_are_and_keeps_only_some(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "MOST_FAULTS", 3)
    with office.database.connection() as connection:
        connection.execute(t.step.update().values(person="nobody"))

    verified = office.engine.verify(office.database)

    assert verified.found > len(verified.faults) == 3
    assert not verified.is_sound


def test_it_is_asked_in_the_hosts_transaction_as_well(office: Office) -> None:
    with office.database.connection() as connection:
        assert office.engine.verify(connection).is_sound
        connection.execute(t.step.update().where(t.step.c.version == 3).values(person="nobody"))
        assert {one.code for one in office.engine.verify(connection).faults} >= {"chain"}
