"""Backups: one moment of a database that people go on writing to, put back whole, and then everything goes on once."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine import Database, Ports
from engine.cases.events import ClockBreached, ClockReminded
from engine.cli import main
from engine.service.file_seals import FileSeals
from engine.service.seal_lines import SealKey
from engine.store import backup
from engine.store.backup import NotBackedUp, back_up, look_at, restore
from engine.store.migrate import upgrade
from tests.clocks.limits import MANAGER as HEAD
from tests.clocks.limits import Council, at
from tests.deliveries.test_handing_over import Receiver
from tests.support import OFFICER, Office, referred


def opened(file: Path) -> Database:
    database = Database(f"sqlite:///{file}")
    with database.connection() as connection:
        upgrade(connection)
    return database


@pytest.fixture
def live(tmp_path: Path) -> Path:
    """Return the file of a database with one case."""
    file = tmp_path / "live.db"
    database = opened(file)
    referred(Office(database))
    database.close()
    return file


def call(*args: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["db", *map(str, args)])
    return result.exit_code, result.output


# --- the drill --------------------------------------------------------------------------------------------------------


def test_a_copy_made_while_people_write_has_all_that_was_acknowledged_and_half_of_nothing(tmp_path: Path) -> None:
    database = opened(tmp_path / "live.db")
    acknowledged: list[str] = []
    enough, stop = threading.Event(), threading.Event()

    def work() -> None:
        office = Office(database)
        while not stop.is_set():
            acknowledged.append(referred(office).id)
            if len(acknowledged) >= 10:
                enough.set()

    people = [threading.Thread(target=work) for _ in range(2)]
    for one in people:
        one.start()
    try:
        assert enough.wait(60)
        before = list(acknowledged)
        made = back_up(tmp_path / "live.db", tmp_path / "copy.db")
        there = len(acknowledged)
    finally:
        stop.set()
        for one in people:
            one.join()
    database.close()

    assert len(before) <= made.cases <= there + 4
    restore(tmp_path / "copy.db", tmp_path / "back.db")
    back = Database(f"sqlite:///{tmp_path / 'back.db'}")
    office = Office(back)
    verified = office.engine.verify(back)
    assert (verified.cases, verified.faults) == (made.cases, ())
    assert all(office.cases.get(one, by=OFFICER) for one in before)
    assert referred(office).version == 2  # and work goes on
    back.close()


def test_after_a_restore_each_timer_catches_up_once_and_what_was_delivered_keeps_its_id(tmp_path: Path) -> None:
    database = opened(tmp_path / "live.db")
    council, receiver = Council(database), Receiver()
    council.clock.set(at("2026-03-12T10:00"))
    for one in range(5):
        council.cases.open("path", subject={"child": f"P-{one}"}, by=HEAD)
    council.engine.runner(database, deliver=receiver).run_due()
    known = set(receiver.ids)
    waiting = council.cases.open("path", subject={"child": "P-9"}, by=HEAD).case
    back_up(tmp_path / "live.db", tmp_path / "copy.db")
    council.clock.set(at("2026-03-15T10:00"))
    council.engine.runner(database, deliver=receiver).run_due()  # lost with the database
    assert any(one.startswith(f"{waiting.id}.1.") for one in receiver.ids)
    database.close()
    restore(tmp_path / "copy.db", tmp_path / "live.db", over=True)

    back = Database(f"sqlite:///{tmp_path / 'live.db'}")
    later, again = Council(back), Receiver()
    later.clock.set(at("2026-03-15T10:00"))
    runner = later.engine.runner(back, deliver=again)
    fired = runner.run_due().fired
    assert runner.run_due().fired == 0
    runner.hand_over()

    assert known
    assert not known & set(again.ids)  # what the copy knows as taken is not sent again
    assert set(again.ids) == set(receiver.ids) - known  # and what was taken since has the id that it had
    assert len(again.ids) == len(set(again.ids))
    did = [
        (step.case, type(event).__name__, event.deadline, getattr(event, "rung", ""))
        for step in (placed.step for placed in later.engine.events(back, limit=1000))
        for event in step.events
        if isinstance(event, ClockBreached | ClockReminded)
    ]
    assert len(did) == len(set(did)) == fired > 0
    assert later.engine.verify(back).is_sound
    back.close()


def test_seals_outside_tell_what_a_restore_lost(tmp_path: Path) -> None:
    database = opened(tmp_path / "live.db")
    ports = Ports(seals=FileSeals(tmp_path / "seals"), seal_key=SealKey.new())
    office = Office(database, ports=ports)
    referred(office)
    office.engine.runner(database).run_due()
    back_up(tmp_path / "live.db", tmp_path / "copy.db")
    assert office.engine.verify(database).is_sound
    lost = referred(office)
    office.clock.move(timedelta(minutes=2))
    office.engine.runner(database).run_due()
    database.close()
    restore(tmp_path / "copy.db", tmp_path / "live.db", over=True)

    back = Database(f"sqlite:///{tmp_path / 'live.db'}")
    faults = Office(back, ports=ports).engine.verify(back).faults
    back.close()

    assert {one.code for one in faults} == {"seal_unknown", "sealed_missing"}
    assert {one.case for one in faults if one.code == "sealed_missing"} == {lost.id}


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_command_says_what_it_wrote_and_what_to_do_next(live: Path, tmp_path: Path) -> None:
    copy, url = tmp_path / "copy.db", f"sqlite:///{live}"
    code, said = call("backup", copy, "--database", url)
    assert (code, said.startswith(f"Wrote {copy}. It has 1 case in ")) == (0, True)
    assert copy.stat().st_mode & 0o077 == 0
    assert [one.name for one in sorted(tmp_path.iterdir()) if one.name.startswith("copy")] == ["copy.db"]

    code, said = call("restore", copy, "--database", f"sqlite:///{tmp_path / 'new.db'}")
    assert (code, "casepath audit verify" in said) == (0, True)
    assert look_at(tmp_path / "new.db").cases == 1


def test_nothing_is_written_over_unless_somebody_says_so(live: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("of somebody else")
    asked = ("backup", copy, "--database", f"sqlite:///{live}")

    code, said = call(*asked)
    assert (code, "say --over" in said, copy.read_text()) == (1, True, "of somebody else")
    assert call(*asked, "--over")[0] == 0

    code, said = call("restore", copy, "--database", f"sqlite:///{live}")
    assert (code, "say --over" in said) == (1, True)
    assert call("restore", copy, "--database", f"sqlite:///{live}", "--over")[0] == 0


def test_a_database_that_somebody_has_open_is_not_replaced(live: Path, tmp_path: Path) -> None:
    back_up(live, tmp_path / "copy.db")
    before = live.read_bytes()
    with closing(sqlite3.connect(live)) as somebody:
        somebody.execute("SELECT * FROM casepath_case").fetchall()
        with pytest.raises(NotBackedUp, match="is in use"):
            restore(tmp_path / "copy.db", live, over=True)
        assert live.read_bytes() == before
    restore(tmp_path / "copy.db", live, over=True)


def test_the_log_of_a_database_that_is_gone_does_not_come_into_the_new_one(live: Path, tmp_path: Path) -> None:
    back_up(live, tmp_path / "copy.db")
    log = tmp_path / "new.db-wal"
    log.write_bytes(b"of another database")

    with pytest.raises(NotBackedUp, match="of a database that is gone"):
        restore(tmp_path / "copy.db", tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()
    restore(tmp_path / "copy.db", tmp_path / "new.db", over=True)
    assert not log.exists()


@pytest.mark.parametrize("damage", ["text", "empty", "cut", "page", "none"])
def test_what_is_no_sound_copy_is_refused_and_the_database_left_as_it_is(
    live: Path, tmp_path: Path, damage: str
) -> None:
    copy = tmp_path / "copy.db"
    back_up(live, copy)
    sound, before = copy.read_bytes(), live.read_bytes()
    middle = len(sound) // 2
    spoilt = {
        "text": b"Nothing of the kind.\n" * 100,
        "empty": b"",
        "cut": sound[:middle],
        "page": sound[: middle - 2000] + b"\xff" * 8000 + sound[middle + 6000 :],
    }
    if damage == "none":
        copy.unlink()
    else:
        copy.write_bytes(spoilt[damage])

    code, said = call("restore", copy, "--database", f"sqlite:///{live}", "--over")

    assert (code, said.startswith("Error: ")) == (1, True)
    assert live.read_bytes() == before
    assert not list(tmp_path.glob("*.half"))


def test_a_copy_that_a_later_version_made_is_refused(live: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(live)) as connection, connection:
        connection.execute("UPDATE casepath_alembic_version SET version_num = '9999'")
    assert call("backup", tmp_path / "copy.db", "--database", f"sqlite:///{live}")[0] == 0

    code, said = call("restore", tmp_path / "copy.db", "--database", f"sqlite:///{tmp_path / 'new.db'}")

    assert (code, "revision 9999" in said, (tmp_path / "new.db").exists()) == (1, True, False)


def test_a_backup_of_nothing_makes_nothing(tmp_path: Path) -> None:
    code, said = call("backup", tmp_path / "copy.db", "--database", f"sqlite:///{tmp_path / 'none.db'}")
    assert (code, "There is no file" in said, list(tmp_path.iterdir())) == (1, True, [])
    assert call("backup", tmp_path / "nowhere" / "copy.db", "--database", "sqlite:///x.db")[0] == 1
    assert call("backup", tmp_path / "copy.db", "--database", "sqlite://")[0] == 2
    assert call("backup", tmp_path / "copy.db", "--database", "nonsense")[0] == 2


def test_postgresql_is_told_its_own_tools() -> None:
    for verb, tool in (("backup", "pg_dump --format=custom"), ("restore", "pg_restore --clean")):
        code, said = call(verb, "copy", "--database", "postgresql+psycopg://db.example/casepath")
        assert (code, tool in said, "is lost" in said) == (2, True, True)


def test_a_copy_that_cannot_be_finished_leaves_nothing_behind(
    live: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_to_disk", full)
    with pytest.raises(NotBackedUp, match="disk full"):
        back_up(live, tmp_path / "copy.db")
    assert sorted(one.name for one in tmp_path.iterdir() if "copy" in one.name) == []
