"""`casepath worker`: does what time is to do, until it is told to stop."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

import click

from engine.cli.databases import KEYS

if TYPE_CHECKING:
    from engine.errors import EngineError
    from engine.service.engine import Engine
    from engine.service.ports import Clock
    from engine.service.runner import Ran, Runner

_AT_ONCE = 1_000
"""Timers between two looks at whether to stop."""
_LONGEST_WAIT = 15.0
"""Seconds. What people do meanwhile may be due sooner than all that was known before."""
_FOLDER = click.Path(file_okay=False, path_type=str)
_FILE = click.Path(exists=True, dir_okay=False, path_type=str)


@click.command(
    epilog="""\b
Examples:
  casepath worker . --database sqlite:///casepath.db
  casepath worker . --database postgresql+psycopg://casepath@db.example/casepath
  casepath worker --council northshire --database postgresql+psycopg://casepath@db.example/casepath

Ends with 0 when it is told to stop (SIGTERM, or Ctrl-C); what it was doing is finished first."""
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str), required=False)
@click.option("--database", "url", required=True, envvar="CASEPATH_DATABASE", help="Where: an SQLAlchemy URL.")
@click.option("--council", help="Whose cases, where it is not the configuration's own id.")
@click.option("--webhook", "webhooks", multiple=True, metavar="NAME=URL", help="Who is told what happens. Repeatable.")
@click.option("--seals", type=_FOLDER, help="Where to keep seals of what happened: see docs/howto/audit.md.")
@click.option("--seal-key", type=_FILE, help="The private key that they are signed with.")
@click.option("--release-key", type=_FILE, help="Without FOLDER: what releases have to be signed with.")
@KEYS
@click.option("--not-production", is_flag=True, help="Go on with a database that is too weak for real cases.")
def worker(
    folder: str | None,
    url: str,
    council: str | None,
    webhooks: tuple[str, ...],
    seals: str | None,
    seal_key: str | None,
    release_key: str | None,
    not_production: bool,
) -> None:
    """Send reminders, find limits that have passed and deliver messages, for the configuration in FOLDER.

    Without FOLDER it is for what is published for --council, and takes up the next release by itself.

    As many as you like can run beside each other: each thing is done once. A webhook's secrets are read from
    CASEPATH_WEBHOOK_SECRETS_NAME, the hosts that events may be sent to from CASEPATH_WEBHOOK_HOSTS. It does not start
    on a database that could lose what it acknowledged, or show one council another's cases, nor without the keys that
    answers are encrypted under.
    """
    import gc
    import signal
    from threading import Event

    from engine.cli.databases import opened, with_our_tables
    from engine.cli.deliveries import receivers
    from engine.errors import Unavailable
    from engine.store.production import WeakSettings, weak_settings

    targets = receivers(webhooks)
    engine = _engine(folder, url, council, seals=seals, seal_key=seal_key, release_key=release_key)
    clock, stop = engine.ports.clock, Event()
    with opened(url) as database:
        runner = engine.runner(database, deliver=targets)
        amiss = (database.pool.dialect.loaded_dbapi.Error, Unavailable)
        with with_our_tables(database):
            engine.keys(database).try_them()
            runner.next_due()
            faults = weak_settings(database, engine.cipher())
        if faults and not not_production:
            raise click.ClickException(
                f"{WeakSettings(faults)}\nWhere this is not production, say so: --not-production."
            )
        gc.freeze()  # the definitions stay as long as the process, so nothing is found by going through them again
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: stop.set())
        for one in faults:
            _tell(clock, f"not for production: {one}")
        while not stop.is_set():
            try:
                wait = _look(runner, clock)
            except amiss:
                database.close()  # its connections with it: the next look opens new ones
                wait = _LONGEST_WAIT
                _tell(clock, f"the database does not answer, trying again in {wait:.0f} seconds")
            except _operators_turn() as fault:
                wait = _LONGEST_WAIT
                _tell(clock, str(fault))
            stop.wait(wait)
    _tell(clock, "stopped")


def _engine(
    folder: str | None,
    url: str,
    council: str | None,
    *,
    seals: str | None,
    seal_key: str | None,
    release_key: str | None,
) -> Engine:
    from engine.cli.databases import engine_of, published_engine

    if folder is not None:
        return engine_of(folder, council, seals=seals, seal_key=seal_key)
    if council is not None:
        return published_engine(url, council, seals=seals, seal_key=seal_key, release_key=release_key)
    raise click.UsageError("Name a folder of definitions, or with --council whose releases to run.")


def _operators_turn() -> tuple[type[EngineError], ...]:
    """Return the errors that an operator may put right while the worker goes on trying."""
    from engine.service.seal_lines import SealsNotKept
    from engine.store.encryption import KeysLost, NotAuthentic

    return (SealsNotKept, KeysLost, NotAuthentic)


def _look(runner: Runner, clock: Clock) -> float:
    """Do what is due, and return how many seconds to wait before looking again."""
    from engine.service.runner import Ran

    ran = runner.run_due(limit=_AT_ONCE)
    if ran != Ran():
        _tell(clock, _line(ran))
    due = runner.next_due()
    if due is None:
        return _LONGEST_WAIT
    return min(max((due - clock.now()).total_seconds(), 0.0 if ran.fired else 1.0), _LONGEST_WAIT)


def _line(ran: Ran) -> str:
    """Return what a run did, in counts alone: no case, person or answer."""
    parts = {
        "fired": ran.fired,
        "failed": ran.failed,
        "given up": ran.given_up,
        "messages delivered": ran.delivered,
        "handed over": ran.handed.taken,
        "not taken": ran.handed.refused,
        "given up on": ran.handed.given_up,
        "cases sealed": ran.sealed,
    }
    return ", ".join(f"{name} {count}" for name, count in parts.items() if count)


def _tell(clock: Clock, line: str) -> None:
    click.echo(f"{clock.now().astimezone(UTC):%Y-%m-%dT%H:%M:%SZ} {line}")
