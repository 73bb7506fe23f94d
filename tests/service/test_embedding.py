"""What embedders are promised: the example of the docs as printed, migrations that never meet, nothing at import."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from engine import Database, Engine, NotFound
from engine.cases.events import Event
from engine.cli.story import _CONTACT as CONTACT
from engine.cli.story import AMY
from engine.shipped import shipped_configuration
from engine.store.migrate import VERSION_TABLE, current, is_the_hosts, upgrade
from engine.store.tables import PREFIX
from engine.store.transaction import open_pool
from tests.support import LITTLE, OFFICER, Office, definition_of, little, little_with

PAGE = Path(__file__).resolve().parents[2] / "docs/howto/transaction.md"
BLOCKS = re.findall(r"^<!-- example -->\n```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


class Base(DeclarativeBase):
    """The host's own tables."""


class VendorLog(Base):
    __tablename__ = "vendor_log"
    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str]

    @classmethod
    def of(cls, event: Event) -> VendorLog:
        return cls(what=type(event).__name__)


@pytest.fixture
def host(database_url: str) -> Iterator[sa.Engine]:
    """Return the host's own engine on a database with our tables, with the host's own table."""
    pool = open_pool(database_url)
    Base.metadata.create_all(pool)
    yield pool
    Base.metadata.drop_all(pool)
    pool.dispose()


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """Return the host's own engine on a database without any table of ours."""
    if request.param == "sqlite":
        pool = open_pool(f"sqlite:///{tmp_path / 'host.db'}")
        yield pool
        pool.dispose()
        return
    server = sa.make_url(request.getfixturevalue("postgres_url"))
    name = "host_of_its_own"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    pool = sa.create_engine(server.set(database=name))
    yield pool
    pool.dispose()
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name}")
    admin.dispose()


on_both = pytest.mark.parametrize("empty", ["sqlite", "postgresql"], indirect=True)


def rows_in(host: sa.Engine, table: str) -> int:
    with host.connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(sa.table(table))).scalar_one())


# --- the example -----------------------------------------------------------------------------------------------------


def vendors(
    where: object, answers: Mapping[str, object], shown: list[object], taken: list[object]
) -> dict[str, object]:
    """Return what the page says that a vendor brings."""
    return {
        "vendor_db": where,
        "VendorLog": VendorLog,
        "answers": answers,
        "request_id": "request-1",
        "show": shown.extend,
        "to_case_system": taken.append,
    }


@pytest.fixture
def at_the_vendors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work where the example does, beside a council's folder."""
    council = tmp_path / "councils/ashbourne_park"
    council.mkdir(parents=True)
    for name in ("casepath.yaml", "form_schemas", "workflow_definitions"):
        there = shipped_configuration() / name
        (shutil.copytree if there.is_dir() else shutil.copy)(there, council / name)
    monkeypatch.chdir(tmp_path)


def test_the_page_shows_one_transaction_and_one_run() -> None:
    assert len(BLOCKS) == 2


@pytest.mark.usefixtures("at_the_vendors")
def test_the_example_runs_as_printed_and_one_commit_keeps_the_hosts_rows_and_ours(host: sa.Engine) -> None:
    shown, taken = list[object](), list[object]()
    names = vendors(host, CONTACT, shown, taken)

    for block in BLOCKS:
        exec(compile(block, str(PAGE), "exec"), names)  # noqa: S102 - it is our own page

    assert shown == []
    assert rows_in(host, "vendor_log") > 0
    assert rows_in(host, f"{PREFIX}step") == 2
    assert len(taken) == 2
    engine = names["engine"]
    assert isinstance(engine, Engine)
    with Session(host) as session:
        assert [one.version for one in engine.cases(session).find(by=AMY)] == [2]


@pytest.mark.usefixtures("at_the_vendors")
def test_the_example_rolled_back_leaves_neither_the_hosts_rows_nor_ours(host: sa.Engine) -> None:
    shown, taken = list[object](), list[object]()
    with host.connect() as connection, connection.begin() as transaction:
        exec(compile(BLOCKS[0], str(PAGE), "exec"), vendors(connection, CONTACT, shown, taken))  # noqa: S102 - likewise
        assert connection.exec_driver_sql("SELECT count(*) FROM vendor_log").scalar_one() > 0
        transaction.rollback()

    assert shown == []
    assert {table: rows_in(host, table) for table in ("vendor_log", f"{PREFIX}case", f"{PREFIX}step")} == {
        "vendor_log": 0,
        f"{PREFIX}case": 0,
        f"{PREFIX}step": 0,
    }


@pytest.mark.usefixtures("at_the_vendors")
def test_the_example_shows_what_is_refused_and_the_transaction_goes_on(host: sa.Engine) -> None:
    shown, taken = list[object](), list[object]()

    exec(compile(BLOCKS[0], str(PAGE), "exec"), vendors(host, {"immediate_danger": "no"}, shown, taken))  # noqa: S102 - likewise

    assert shown
    assert rows_in(host, "vendor_log") == 0
    assert rows_in(host, f"{PREFIX}case") == 1


# --- migrations ------------------------------------------------------------------------------------------------------


@on_both
def test_our_tables_are_made_in_the_hosts_transaction_and_go_with_it(empty: sa.Engine) -> None:
    for keeps in (False, True):
        with empty.connect() as connection, connection.begin() as transaction:
            Base.metadata.create_all(connection)
            upgrade(connection)
            (transaction.commit if keeps else transaction.rollback)()
        with empty.connect() as connection:
            there = set(sa.inspect(connection).get_table_names())
        assert ({"vendor_log", VERSION_TABLE, f"{PREFIX}case"} <= there) is keeps
        assert bool(there) is keeps


@on_both
def test_the_hosts_own_autogenerate_sees_none_of_our_tables(empty: sa.Engine) -> None:
    with empty.begin() as connection:
        Base.metadata.create_all(connection)
        upgrade(connection)
    with empty.connect() as connection:
        theirs = MigrationContext.configure(connection, opts={"include_name": is_the_hosts, "compare_type": True})
        assert compare_metadata(theirs, Base.metadata) == []
        assert theirs.get_current_revision() is None  # our versions are no versions of theirs
        assert current(connection) is not None


@on_both
def test_the_hosts_autogenerate_still_sees_what_is_the_hosts(empty: sa.Engine) -> None:
    with empty.begin() as connection:
        upgrade(connection)
        connection.exec_driver_sql("CREATE TABLE forgotten (id INTEGER PRIMARY KEY)")
    with empty.connect() as connection:
        theirs = MigrationContext.configure(connection, opts={"include_name": is_the_hosts})
        seen = {(kind, table.name) for kind, table, *_ in compare_metadata(theirs, Base.metadata)}
    assert seen == {("add_table", "vendor_log"), ("remove_table", "forgotten")}


# --- in one process --------------------------------------------------------------------------------------------------


def test_two_councils_in_one_process_and_one_transaction_know_nothing_of_each_other(database: Database) -> None:
    files = little_with(
        manifest=("configuration: little", "configuration: other"), workflow=("title: New\n", "title: Here\n")
    )
    here = Engine(little(), LITTLE)
    there = Engine(definition_of(files), files)
    with Session(database.pool) as session, session.begin():
        one = here.cases(session).open("path", subject={"child": "P-1"}, by=OFFICER).case
        two = there.cases(session).open("path", subject={"child": "P-1"}, by=OFFICER).case
        assert one.reference == two.reference
        with pytest.raises(NotFound):
            there.cases(session).get(one, by=OFFICER)
        for engine, case, title in ((here, one, "New"), (there, two, "Here")):
            assert [row.case for row in engine.worklist(session).page(by=OFFICER).rows] == [case.id]
            assert engine.worklist(session).page(by=OFFICER).rows[0].title == title


def test_an_import_starts_no_thread_sets_no_handler_and_sets_up_no_logging() -> None:
    looked = """
import atexit, logging, signal, sys, threading
before = {one: signal.getsignal(one) for one in signal.valid_signals()}
hook, unraised = sys.excepthook, threading.excepthook
import engine, engine.service.engine, engine.store.migrate, engine.testing.fakes
for name in engine.__all__:
    getattr(engine, name)
assert threading.active_count() == 1, threading.enumerate()
assert before == {one: signal.getsignal(one) for one in signal.valid_signals()}
assert (sys.excepthook, threading.excepthook) == (hook, unraised)
assert logging.root.handlers == [] and logging.root.level == logging.WARNING
ours = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] in ("engine", "casepath")]
assert all(not logging.getLogger(name).handlers for name in ours)
"""
    done = subprocess.run(
        [sys.executable, "-c", looked], cwd=PAGE.parents[2], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr


def test_a_session_of_the_host_sees_its_own_rows_and_ours_before_either_is_committed(database: Database) -> None:
    office = Office(database)
    with Session(database.pool) as session, session.begin():
        cases = office.engine.cases(session)
        case = cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
        assert cases.get(case, by=OFFICER) == case
        with pytest.raises(NotFound):
            Office(database, council="elsewhere").engine.cases(session).get(case, by=OFFICER)
