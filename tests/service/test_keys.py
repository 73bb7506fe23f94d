"""Answers are encrypted at rest, each bound to its place; keys are changed while people work, and nothing is lost."""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlalchemy.orm import Session

from engine import Case, Database, Ports, Refused
from engine.cli import main
from engine.errors import EngineError
from engine.service.health import health
from engine.store import tables as t
from engine.store.backup import back_up
from engine.store.encryption import KeysLost, NotAuthentic, Ring
from engine.store.rotating import columns
from engine.store.sweeping import sweep
from engine.store.transaction import open_pool
from engine.testing.fakes import CountingIds, FixedSystemFacts
from tests.behind_walls import walled
from tests.cli.test_worker import written
from tests.clocks.limits import MANAGER as LIMITS_MANAGER
from tests.clocks.limits import Council
from tests.keys import Held, kept_in, ring
from tests.proofs.rows import all_rows, clear
from tests.proofs.stories import COUNCILS, STORIES, at_work
from tests.service import test_keeping as keeping
from tests.service.test_markers import FILES, TEXT, Scanner, right
from tests.support import LITTLE, MANAGER, OFFICER, REFERRED, Office, question

TYPED_IN_STORIES = re.compile("Alex Example|Kit Example|Seen near the park|PDF-1.7|About somebody else|Misheard")
NAME = "Kit Markerson-Example"
ANSWERS = {**REFERRED, "child_name": NAME}


def with_keys(database: Database, keys: Held, *, council: str | None = None, ids: str = "id") -> Office:
    return Office(database, ports=Ports(keys=keys, ids=CountingIds(ids)), council=council)


def refer(office: Office, subject: str = "P-1", key: str | None = None) -> Case:
    """Return a case with a submission, and a draft of another revision begun."""
    case = office.cases.open("path", subject={"child": subject}, by=OFFICER).case
    case = office.cases.act(case, "refer", ANSWERS, by=OFFICER, seen=case.version, key=key).case
    office.cases.save(case, "referral", {"note": NAME}, by=MANAGER, seen=0)
    return case


def full_name(office: Office, case: Case) -> object:
    return next(one.value for one in office.cases.facts(case, by=OFFICER) if one.id == "full_name")


def noted(office: Office, case: Case) -> object:
    return question(office.cases.show(case, "referral", by=MANAGER), "note").value


def looked_through(database: Database) -> str:
    """Return all that stands in the tables, with the bytes of SQLite's files in every form they could have."""
    found = repr(all_rows(database))
    url = database.pool.url
    if url.get_backend_name() == "sqlite":
        file = Path(str(url.database))
        for each in (file, file.with_name(f"{file.name}-wal")):
            found += each.read_bytes().decode("latin-1") if each.exists() else ""
    return found


def exchange(
    database: Database, column: sa.Column[str], one: sa.ColumnElement[bool], other: sa.ColumnElement[bool]
) -> None:
    """Exchange a column of two rows, as whoever writes to the database could."""
    assert isinstance(column.table, sa.Table)
    raw = sa.type_coerce(column, sa.Text)
    with database.connection() as connection:
        first, second = (connection.execute(sa.select(raw).where(which)).scalar_one() for which in (one, other))
        for which, value in ((one, second), (other, first)):
            written = sa.type_coerce(sa.literal(value), t.Encrypted())
            connection.execute(column.table.update().where(which).values({column: written}))


# --- at rest ----------------------------------------------------------------------------------------------------------


def test_what_people_typed_stands_in_no_table_no_file_and_no_backup(database: Database, tmp_path: Path) -> None:
    ports = Ports(
        ids=CountingIds(),
        system=FixedSystemFacts({"missing_count": 7}),
        scanner=Scanner("clean"),
        keys=Held(ring("k1")),
    )
    office = Office(database, files=FILES, ports=ports)
    cases = office.cases
    cases.record_facts("child", "P-1", {"full_name": TEXT}, by=OFFICER)
    case = cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    given = right(office, case)
    given = {**given, "t_subject": "P-2", "t_subjects": ["P-2"]}  # whom a case is about is no answer, and stays plain
    cases.save(case, "referral", given, by=OFFICER, seen=0)
    case = cases.act(case, "refer", {}, by=OFFICER, seen=1, key="once").case
    said = {"t_text": f"{TEXT}!"}
    case = cases.correct(case, "referral", said, by=OFFICER, seen=case.version, reason="Misheard", key="twice").case
    cases.save(case, "referral", {"note": TEXT}, by=MANAGER, seen=0)

    assert full_name(office, case) == TEXT
    assert "Marker" not in looked_through(database)
    if database.pool.dialect.name == "sqlite":
        back_up(Path(str(database.pool.url.database)), tmp_path / "copy.db")
        assert b"Marker" not in (tmp_path / "copy.db").read_bytes()
    assert office.engine.verify(database).is_sound
    assert office.engine.keys(database).status().left == 0


def test_what_was_erased_is_gone_and_the_rest_verifies_under_another_key(database: Database) -> None:
    keys, system = Held(ring("k1")), FixedSystemFacts({"missing_count": 7})
    office = keeping.at_work(database, ports=Ports(system=system, scanner=Scanner("clean"), keys=keys))
    case = keeping.ended(office)
    assert "Marker" not in looked_through(database)
    office.clock.move(timedelta(days=7 * 366))

    assert office.engine.keeping(database).run(keeping.agreed(office)).done == 1
    assert office.engine.verify(database).is_sound
    assert "Marker" not in str(office.cases.timeline(case, by=OFFICER))
    keys.now = ring("k1", "k2")
    assert office.engine.keys(database).rotate().left == 0
    keys.now = ring("k2")
    assert office.engine.verify(database).is_sound


def test_only_the_owner_of_the_tables_goes_over_to_another_key(postgres_url: str, tmp_path: Path) -> None:
    folder = written(tmp_path / "council", LITTLE)
    with walled(postgres_url) as roles:
        database = Database(roles.application)
        keys = Held(ring("k1"))
        case = refer(office := with_keys(database, keys))
        kept = kept_in(tmp_path / "keys", "little", ring("k1", "k2"))
        at = [str(folder), "--keys", str(kept), "--database"]
        refused = CliRunner().invoke(main, ["keys", "rotate", *at, roles.application])
        assert refused.output.endswith("Connect as the role that owns the tables.\n")
        assert CliRunner().invoke(main, ["keys", "status", *at, roles.application]).exit_code == 1

        done = CliRunner().invoke(main, ["keys", "rotate", *at, roles.owner])
        assert (done.exit_code, "Left to do: 0." in done.output) == (0, True)
        keys.now = ring("k2")
        assert office.cases.get(case, by=OFFICER).version == case.version
        database.close()


@pytest.mark.parametrize("council", COUNCILS)
def test_every_operation_that_writes_does_so_under_the_key(database: Database, council: str) -> None:
    for story in (one for one in STORIES if one.council == council):
        clear(database)
        office = at_work(council, database, CountingIds("id"))
        office.engine.ports = replace(office.engine.ports, keys=Held(ring("k1")))
        story.prepare(office)(office)

        found = office.engine.keys(database).status()
        assert set(found.counts) == {"k1"}, story.name
        assert not TYPED_IN_STORIES.search(repr(all_rows(database))), story.name
        assert [one.text for one in office.engine.verify(database).faults] == [], story.name


def test_the_hosts_transaction_writes_under_the_key_too(tmp_path: Path, database: Database) -> None:
    office = with_keys(database, Held(ring("k1")))
    pool = open_pool(database.pool.url.render_as_string(hide_password=False))
    with Session(pool) as session, session.begin():
        cases = office.engine.cases(session)
        case = cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
        cases.act(case, "refer", ANSWERS, by=OFFICER, seen=1)
    pool.dispose()

    assert NAME not in looked_through(database)
    assert question(office.cases.show(case, "referral", by=OFFICER), "child_name").value == NAME


def test_a_hash_tells_nothing_of_an_answer_that_can_be_guessed(database: Database) -> None:
    """The same case, written twice with the same ids and times, has other hashes: they hold a salt."""
    hashes = []
    for _ in range(2):
        clear(database)
        office = with_keys(database, Held(ring("k1")))
        refer(office)
        with database.connection() as connection:
            hashes.append(connection.execute(sa.select(t.step.c.hash, t.step.c.submitted)).all())

    assert not {each for row in hashes[0] for each in row if each} & {each for row in hashes[1] for each in row}


# --- bound to its place -----------------------------------------------------------------------------------------------


def of_case(table: sa.Table, case: Case) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.case_id == case.id, table.c.council == case.council)


READS: dict[str, Callable[[Office, Case], object]] = {
    "folded": lambda office, case: office.cases.get(case, by=OFFICER),
    "events": lambda office, case: office.cases.timeline(case, by=OFFICER),
    "answers": lambda office, case: office.cases.show(case, "referral", by=OFFICER),
    "saves": lambda office, case: office.cases.draft(case, "referral", by=MANAGER),
}


@pytest.mark.parametrize(
    ("column", "read"),
    [
        (t.case.c.folded, "folded"),
        (t.step.c.events, "events"),
        (t.submission.c.answers, "answers"),
        (t.draft.c.answers, "saves"),
        (t.draft.c.saves, "saves"),
    ],
    ids=str,
)
def test_what_stood_on_another_case_is_refused(database: Database, column: sa.Column[str], read: str) -> None:
    office = with_keys(database, Held(ring("k1")))
    one, other = refer(office, "P-1"), refer(office, "P-2")
    assert isinstance(column.table, sa.Table)
    if column.table is t.case:
        where = [sa.and_(t.case.c.id == each.id) for each in (one, other)]
    else:
        where = [of_case(column.table, each) for each in (one, other)]
    if column.table is t.step:
        where = [sa.and_(each, t.step.c.version == 2) for each in where]
    before = all_rows(database)
    exchange(database, column, *where)

    with pytest.raises(NotAuthentic, match=f"casepath_{column.table.name[9:]}.{column.name} cannot be decrypted"):
        READS[read](office, one)
    found = office.engine.verify(database)
    assert {(fault.code, fault.case) for fault in found.faults} == {("not_authentic", each.id) for each in (one, other)}
    exchange(database, column, *where)
    assert all_rows(database).keys() == before.keys()
    assert office.engine.verify(database).is_sound


def test_what_was_said_of_another_fact_or_another_child_is_refused(database: Database) -> None:
    office = with_keys(database, Held(ring("k1")))
    case = refer(office)
    for child, name in (("P-1", NAME), ("P-2", "Alex Example")):
        office.cases.record_facts("child", child, {"full_name": name, "sex": "f"}, by=OFFICER)
    fact = t.fact.c
    names = [sa.and_(fact.subject == child, fact.fact == "full_name") for child in ("P-1", "P-2")]
    sex = sa.and_(fact.subject == "P-1", fact.fact == "sex")
    for one, other in (names, (names[0], sex)):
        exchange(database, fact.value, one, other)
        with pytest.raises(NotAuthentic):
            office.cases.facts(case, by=OFFICER)
        exchange(database, fact.value, one, other)
    assert full_name(office, case) == NAME


def test_what_another_council_wrote_is_refused_though_all_else_is_the_same(database: Database) -> None:
    keys = Held(ring("k1"))
    one, other = (with_keys(database, keys, council=council) for council in ("ashbourne", "belford"))
    first, second = refer(one), refer(other)
    assert first.id == second.id
    where = [t.case.c.council == council for council in ("ashbourne", "belford")]
    exchange(database, t.case.c.folded, *where)

    for office, case in ((one, first), (other, second)):
        with pytest.raises(NotAuthentic):
            office.cases.get(case, by=OFFICER)


@pytest.mark.parametrize("spoilt", ["/1/k1/", "/1/k1/AAAA", "/1/k1/no base64", "/1/k1", "/1/K 1/AAAA", "/1/", "[]", ""])
def test_whatever_is_put_there_by_hand_is_refused_and_nothing_of_it_is_shown(database: Database, spoilt: str) -> None:
    office = with_keys(database, Held(ring("k1")))
    case = refer(office)
    with database.connection() as connection:
        connection.execute(t.case.update().values(folded=spoilt))

    with pytest.raises(NotAuthentic) as refused:
        office.cases.get(case, by=OFFICER)
    assert NAME not in str(refused.value)
    assert [one.code for one in office.engine.verify(database).faults] == ["not_authentic"]


def test_a_case_that_cannot_be_read_keeps_no_other_from_its_time(database: Database) -> None:
    council = Council(database)
    council.engine.ports = replace(council.engine.ports, keys=Held(ring("k1")))
    cases = [council.cases.open("path", subject={"child": f"P-{n}"}, by=LIMITS_MANAGER).case for n in range(3)]
    with database.connection() as connection:
        connection.execute(t.case.update().where(t.case.c.id == cases[0].id).values(folded="/1/k1/AAAA"))
    council.clock.move(timedelta(days=60))

    ran = council.engine.runner(database).run_due(batch=2)

    assert ran.fired >= 2
    assert council.engine.runner(database).faults().endswith("NotAuthentic")
    assert all(council.cases.get(one, by=LIMITS_MANAGER).version > 1 for one in cases[1:])


# --- keys that are lost -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "error", "says"),
    [
        (None, KeysLost, "there are no keys here"),
        (Held(ring("k2")), KeysLost, 'under the key "k1", which is not among the keys of "little"'),
        (Held(Ring({"k1": b"another key of thirty-two bytes!"}, "k1")), NotAuthentic, "cannot be decrypted"),
    ],
)
def test_without_the_right_key_nothing_is_read_and_nothing_is_written(
    database: Database, keys: Held | None, error: type[EngineError], says: str
) -> None:
    case = refer(with_keys(database, Held(ring("k1"))))
    office = Office(database, ports=Ports(keys=keys))
    before = {name: rows for name, rows in all_rows(database).items() if name != "casepath_look"}

    for call in (
        lambda: office.cases.get(case, by=OFFICER),
        lambda: office.cases.find(by=OFFICER),
        lambda: office.cases.act(case, "decide", {"outcome": "act"}, by=MANAGER, seen=case.version),
    ):
        with pytest.raises(error, match=says) as refused:
            call()
        assert NAME not in str(refused.value)

    assert {name: rows for name, rows in all_rows(database).items() if name != "casepath_look"} == before
    found = health(office.engine, database)
    assert (found.is_ready, [one.name for one in found.checks if not one.is_well]) == (False, ["keys"])


def test_keys_are_asked_for_again_as_soon_as_another_process_uses_a_new_one(database: Database) -> None:
    class Late(Held):
        """A process whose keys are read a moment before another's."""

        def ring(self, council: str) -> Ring:
            found, self.now = self.now, ring("k1", "k2")
            return found

    case = refer(with_keys(database, Held(ring("k1", "k2"))))

    assert with_keys(database, Late(ring("k1"))).cases.get(case, by=OFFICER).version == case.version


# --- changing the key -------------------------------------------------------------------------------------------------


def test_everything_is_encrypted_again_and_verifies_before_and_after(database: Database) -> None:
    keys = Held(ring("k1"))
    office = with_keys(database, keys)
    case = refer(office, key="once")
    office.cases.record_facts("child", "P-1", {"full_name": NAME}, by=OFFICER)
    work = office.engine.keys(database)
    assert office.engine.verify(database).is_sound
    keys.now = ring("k1", "k2")
    case = office.cases.act(case, "decide", {"outcome": "act"}, by=MANAGER, seen=case.version).case
    assert set(work.status().counts) == {"k1", "k2"}

    left = work.status().left
    assert work.rotate(limit=1).done == 1
    ran = work.rotate()

    assert (ran.done, ran.unreadable, ran.left) == (left - 1, 0, 0)
    assert work.rotate().done == 0
    keys.now = ring("k2")
    assert office.engine.verify(database).is_sound
    assert office.cases.get(case, by=OFFICER) == case
    assert [one.name for one in health(office.engine, database).checks if not one.is_well] == []


def test_a_command_given_again_after_the_key_changed_is_done_once(database: Database) -> None:
    keys = Held(ring("k1"))
    office = with_keys(database, keys)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    first = office.cases.act(case, "refer", ANSWERS, by=OFFICER, seen=1, key="once")
    keys.now = ring("k1", "k2")
    office.engine.keys(database).rotate()
    keys.now = ring("k2")

    again = office.cases.act(case, "refer", ANSWERS, by=OFFICER, seen=1, key="once")

    assert again.case.version == first.case.version
    with pytest.raises(Refused, match="another command"):
        office.cases.act(case, "refer", {**ANSWERS, "child_name": "Alex"}, by=OFFICER, seen=1, key="once")


def test_what_was_written_before_there_were_keys_is_read_and_then_encrypted(database: Database) -> None:
    plain = Office(database)
    case = refer(plain, key="once")
    plain.cases.record_facts("child", "P-1", {"full_name": NAME}, by=OFFICER)
    assert NAME in looked_through(database)
    keys = Held(ring("k1"))
    office = with_keys(database, keys, ids="more")
    with pytest.raises(NotAuthentic, match='allow it with a line "plain read"'):
        office.cases.get(case, by=OFFICER)
    assert office.engine.keys(database).rotate().done == 0

    keys.now = ring("k1", plain=True)
    case = office.cases.act(case, "decide", {"outcome": "act"}, by=MANAGER, seen=case.version).case
    refer(office, "P-2")
    ran = office.engine.keys(database).rotate()
    assert sweep(database)

    assert (ran.left, ran.unreadable) == (0, 0)
    keys.now = ring("k1")
    assert office.engine.verify(database).is_sound
    assert office.cases.get(case, by=OFFICER) == case
    assert full_name(office, case) == NAME
    assert NAME not in looked_through(database)


def test_what_cannot_be_decrypted_is_counted_and_keeps_nothing_else_from_being_done(database: Database) -> None:
    keys = Held(ring("k1"))
    office = with_keys(database, keys)
    refer(office, "P-1")
    refer(office, "P-2")
    with database.connection() as connection:
        connection.execute(t.case.update().where(t.case.c.subject == "P-1").values(folded="/1/k1/AAAA"))
    keys.now = ring("k1", "k2")

    ran = office.engine.keys(database).rotate()

    assert (ran.unreadable, ran.left) == (1, 0)
    assert office.engine.keys(database).status().counts["k1"] == 1


def test_a_new_encrypted_column_is_found_by_itself() -> None:
    declared = {
        f"{table.name}.{column.name}"
        for table in t.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, t.Encrypted | t.EncryptedBytes)
    }
    assert {one.place.where for one in columns()} == declared
    assert len(declared) >= 12


def test_people_write_while_everything_is_encrypted_again_and_nothing_is_lost(database: Database) -> None:
    keys = Held(ring("k1"))
    office = with_keys(database, keys)
    cases = [refer(office, f"P-{n}") for n in range(6)]
    keys.now = ring("k1", "k2")
    stop, faults = threading.Event(), list[Exception]()
    saved: dict[str, int] = {}

    def write(case: Case) -> None:
        seen, text = office.cases.show(case, "referral", by=MANAGER).draft_revision, 0
        while not stop.is_set() or text < 3:
            text += 1
            try:
                view = office.cases.save(case, "referral", {"note": f"{text}"}, by=MANAGER, seen=seen)
                seen = view.draft_revision
                saved[case.id] = text
            except Exception as fault:  # noqa: BLE001 - whatever it is, it is told
                faults.append(fault)
                return

    writers = [threading.Thread(target=write, args=(one,)) for one in cases[:3]]
    for one in writers:
        one.start()
    for _ in range(3):
        office.engine.keys(database).rotate()
    stop.set()
    for one in writers:
        one.join()

    assert faults == []
    assert office.engine.keys(database).rotate().left == 0
    keys.now = ring("k2")
    for case in cases[:3]:
        assert noted(office, case) == str(saved[case.id])
    assert office.engine.verify(database).is_sound


@pytest.fixture
def at_each_commit() -> Callable[[Database, int], bool]:
    """Give what kills a process that changes the key, before or after its commit by number: whether it came so far."""

    def killed(database: Database, point: int) -> bool:
        url = database.pool.url.render_as_string(hide_password=False)
        child = os.fork()
        if child == 0:
            passed = 0

            def hook(_moment: str, name: str) -> None:
                nonlocal passed
                passed += name == "commit" or name.startswith("encrypt ")
                if passed == point:
                    os.kill(os.getpid(), signal.SIGKILL)

            try:
                other = Database(url, hook=hook)
                with_keys(other, Held(ring("k1", "k2", plain=True))).engine.keys(other).rotate()
            finally:
                os._exit(0)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL

    return killed


def test_a_change_that_is_killed_at_any_moment_leaves_everything_readable_and_goes_on(
    database: Database, at_each_commit: Callable[[Database, int], bool]
) -> None:
    keys = Held(ring("k1", plain=True))
    plain = Office(database)
    case = refer(plain)
    office = with_keys(database, keys, ids="more")
    refer(office, "P-2")
    keys.now = ring("k1", "k2", plain=True)
    left = [office.engine.keys(database).status().left]
    database.close()

    for point in range(1, 200):
        # Each kill comes later than what the one before has left done, until there is nothing left to do.
        if not at_each_commit(database, 1 + point % 7):
            break
        assert office.engine.verify(database).is_sound
        assert office.cases.get(case, by=OFFICER) == case
        left.append(office.engine.keys(database).status().left)
        database.close()

    assert len(left) > 3
    assert left == sorted(left, reverse=True)
    assert office.engine.keys(database).rotate().left == 0
    keys.now = ring("k2")
    assert office.engine.verify(database).is_sound


def test_health_says_how_answers_are_kept(database: Database) -> None:
    said = []
    for keys in (None, Held(ring("k1", plain=True)), Held(ring("k1"))):
        found = health(Office(database, ports=Ports(keys=keys)).engine, database)
        assert found.is_well
        said += [one.text for one in found.checks if one.name == "keys"]
    assert said == [
        "There are no keys: answers are kept as they are typed, which is for trying out.",
        "Answers are encrypted; those from before there were keys are still read (`casepath keys status`).",
        "Answers are encrypted.",
    ]
