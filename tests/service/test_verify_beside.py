"""Verifying what stands beside a case: what lists of work find it by, what its files hold, and that nothing erased is
back.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from engine import Actor, Case, Database, Ports
from engine.service.ports import FolderFiles
from engine.store import tables as t
from engine.store.lanes import NEVER
from tests.cli.test_audit import call
from tests.cli.test_worker import written
from tests.service.test_files import FILES, PDF, Scanner
from tests.service.test_keeping import YEARS, at_work, ended, keeping
from tests.support import LITTLE, MANAGER, NOON, OFFICER, WORKER, Office
from tests.tasks import HAL, TASKS, asked


def by_hand(office: Office, change: sa.Update | sa.Delete, rows: int = 1) -> None:
    with office.database.connection() as connection:
        assert connection.execute(change).rowcount == rows


def found(office: Office) -> list[tuple[str, int | None]]:
    return [(one.code, one.version) for one in office.engine.verify(office.database).faults]


# --- lists of work ----------------------------------------------------------------------------------------------------


@pytest.fixture
def agencies(database: Database) -> Office:
    office = Office(database, files=TASKS)
    case = asked(office)
    office.cases.claim(case, "health_return", by=HAL, seen=case.version)
    return office


@pytest.mark.parametrize(("column", "new"), [("lane", "path somebody"), ("lane", ""), ("due_at", NOON)])
def test_a_case_hidden_from_lists_of_work_is_found(agencies: Office, column: str, new: object) -> None:
    assert found(agencies) == []

    by_hand(agencies, t.case.update().values({column: new}))

    assert found(agencies) == [("work", None)]


@pytest.mark.parametrize(("column", "new"), [("lane", ""), ("due_at", NEVER), ("team", "another"), ("number", 9)])
def test_a_task_hidden_from_lists_of_work_is_found(agencies: Office, column: str, new: object) -> None:
    by_hand(agencies, t.task.update().where(t.task.c.task == "health_return").values({column: new}))

    assert [one.text for one in agencies.engine.verify(agencies.database).faults] == [
        'Case CH-2026-00001: lists of work do not have the task "health_return" where it waits.'
    ]


def test_what_is_still_to_be_sorted_is_no_fault(agencies: Office) -> None:
    for table in (t.case, t.task):
        with agencies.database.connection() as connection:
            connection.execute(table.update().values(lane=None))

    assert found(agencies) == []


def test_a_place_given_or_taken_by_hand_is_found(database: Database) -> None:
    office = Office(database)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    office.cases.assign(case, "worker", WORKER.id, by=MANAGER, seen=case.version)
    assert found(office) == []

    by_hand(office, t.place.update().values(person="somebody"))
    assert found(office) == [("place", None)]
    by_hand(office, t.place.delete())
    assert found(office) == [("place", None)]


# --- files ------------------------------------------------------------------------------------------------------------


def sent(office: Office) -> Case:
    """Return a case for which two files were sent."""
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    for name in ("a.pdf", "b.pdf"):
        office.cases.upload(case, "referral", "evidence", name, PDF, by=OFFICER)
    return case


def with_files(database: Database, store: FolderFiles | None = None) -> Office:
    return Office(database, files=FILES, ports=Ports(scanner=Scanner("clean"), files=store))


def test_what_a_file_holds_is_what_was_sent(database: Database) -> None:
    office = with_files(database)
    sent(office)
    verified = office.engine.verify(database)
    assert (verified.faults, verified.files, verified.elsewhere) == ((), 2, 0)
    with database.connection() as connection:
        first = connection.execute(sa.select(t.file.c.id).order_by(t.file.c.id).limit(1)).scalar_one()

    changed = t.file_content.update().where(t.file_content.c.id == first)
    for by in (changed.values(content=PDF + b" "), t.file_content.delete().where(t.file_content.c.id == first)):
        by_hand(office, by)
        assert [one.text for one in office.engine.verify(database).faults] == [
            f"Case CH-2026-00001: what the file {first} holds is not what was sent, or is not there."
        ]


@pytest.mark.parametrize(("column", "new"), [("sha256", "0" * 64), ("bytes", 1)])
def test_what_is_known_of_a_file_cannot_be_changed(database: Database, column: str, new: object) -> None:
    office = with_files(database)
    sent(office)

    by_hand(office, t.file.update().values({column: new}), rows=2)

    assert found(office) == [("file", None), ("file", None)]


def test_files_in_a_folder_are_compared_too(database: Database, tmp_path: Path) -> None:
    office = with_files(database, FolderFiles(tmp_path / "files"))
    sent(office)
    assert found(office) == []

    next((tmp_path / "files").iterdir()).write_bytes(PDF[:-1])
    assert found(office) == [("file", None)]
    by_hand(office, t.file.update().where(t.file.c.name == "a.pdf").values(id="../../a"))
    assert [code for code, _ in found(office)] in (["file"], ["file", "file"])


def test_files_that_are_kept_elsewhere_are_told_and_no_fault(tmp_path: Path) -> None:
    url, folder = f"sqlite:///{tmp_path / 'cases.db'}", tmp_path / "files"
    council = str(written(tmp_path / "council", FILES))
    database = Database(url)
    with database.connection() as connection:
        t.metadata.create_all(connection)
    sent(with_files(database, FolderFiles(folder)))
    database.close()

    code, output = call("verify", council, "--database", url)
    assert (code, output.splitlines()[-1]) == (0, "What 2 files hold is kept elsewhere: name the folder with --files.")
    code, output = call("verify", council, "--database", url, "--files", str(folder))
    assert (code, output.splitlines()[0]) == (0, "Looked at 1 case, 1 step and 2 files. All is as it was written.")
    next(folder.iterdir()).unlink()
    assert call("verify", council, "--database", url, "--files", str(folder))[0] == 1


# --- what was erased --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("table", "column"), [(t.submission, "answers"), (t.step, "events")])
def test_what_was_erased_and_is_back_is_found(database: Database, table: sa.Table, column: str) -> None:
    office = at_work(database)
    ended(office)
    office.clock.move(YEARS * 7)
    with database.connection() as connection:
        before = [dict(one) for one in connection.execute(sa.select(table)).mappings()]
    made = keeping(office).propose(by=Actor("ann"))
    keeping(office).approve(made.id, by=Actor("ben"))
    keeping(office).run(made.id)
    assert found(office) == []

    key = [one.name for one in table.primary_key.columns]
    with database.connection() as connection:
        for row in before:
            here = [table.c[name] == row[name] for name in key]
            connection.execute(table.update().where(*here).values({column: row[column]}))

    assert {code for code, _ in found(office)} >= {"not_erased"}


def test_a_council_without_files_is_told_nothing_of_files(tmp_path: Path) -> None:
    url, council = f"sqlite:///{tmp_path / 'cases.db'}", str(written(tmp_path / "council", LITTLE))
    database = Database(url)
    with database.connection() as connection:
        t.metadata.create_all(connection)
    database.close()

    assert "file" not in call("verify", council, "--database", url)[1]
