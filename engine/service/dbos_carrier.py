"""A council's background work carried over many machines by DBOS Transact (extra `dbos`), which the host runs.

What is due stands in our own tables, and that it is done once is the runner's and the database's. DBOS carries when to
look: a job is committed with the step that made something due, or rolled back with it; it says which council and which
receiver, and nothing else. A schedule looks every minute for what time made due and what a dead worker left.

Whoever wants it imports this module; nothing of Casepath does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.engine import Connection
from sqlalchemy.engine import Engine as Pool
from sqlalchemy.orm import Session

from engine.errors import EngineError
from engine.service.deliveries import Handed, Target
from engine.service.runner import Ran
from engine.store.transaction import Database

if TYPE_CHECKING:
    from datetime import datetime

    from engine.service.engine import Engine

try:
    from dbos import DBOS, DBOSClient, EnqueueOptions, ScheduleInput, WorkflowSerializationFormat
except ImportError as missing:
    raise ImportError("DBOS is not installed. Run: pip install 'casepath[dbos]'") from missing

Done = TypeVar("Done")
_EVERY = "* * * * *"
_READABLE = WorkflowSerializationFormat.PORTABLE
"""Plain JSON, so that whoever looks into DBOS's tables sees for themselves what a job says."""


class NotCarried(EngineError):
    """The operator's turn: DBOS did not take a job into the host's transaction, which must be rolled back."""

    def __init__(self) -> None:
        super().__init__(
            "DBOS did not take the job into this transaction, so roll it back. If the database is there, DBOS's tables "
            "must be in it beside the cases: run `dbos migrate` on it, and let this role write to them."
        )


class NotRegistered(EngineError):
    """The host's turn: DBOS was launched before it knew the jobs."""

    def __init__(self) -> None:
        super().__init__("Call carrier.register(DBOS) first, then DBOS.launch(), then carrier.start(DBOS).")


class JobFailed(EngineError):
    """The operator's turn: a job went wrong, by this kind of error alone. The next look does what it left."""


class Carrier:
    """One council's background work as jobs on `queue`, its own queue of a DBOS that the host runs.

    Make the same one in every process: those that take steps call `enqueue`, workers call `register` and `start`.
    """

    def __init__(self, engine: Engine, database: Database | Pool, *, deliver: Sequence[Target] = ()) -> None:
        """Carry what is due for the council of *engine*, and what happens there to each receiver in *deliver*."""
        self.queue = f"casepath.{engine.council}"
        self._engine, self._database = engine, database
        self._targets = {one.name: one for one in deliver}
        self._look: Callable[[datetime, object], None] | None = None

    def enqueue(self, client: DBOSClient, session: Session | Connection) -> int:
        """Enqueue what is due now, in the host's transaction, with the steps that it took; return how many jobs.

        Call it once, before you commit. Raises NotCarried where DBOS's tables are not in the session's database.
        """
        due = self._engine.runner(session).next_due()
        run: list[tuple[str, ...]] = [("run",)] if due is not None and due <= self._engine.ports.clock.now() else []
        jobs = [*run, *(("deliver", name) for name in self._targets)]
        try:
            for kind, *given in jobs:
                client.enqueue_in_transaction(session, self._job(kind), *given)
        except Exception:  # noqa: BLE001 - DBOS raises its own, the driver's and Python's, and tells statements
            carried = False
        else:
            carried = True
        if not carried:
            raise NotCarried
        return len(jobs)

    def register(self, dbos: type[DBOS]) -> None:
        """Make the council's jobs known to *dbos*, before it is launched."""

        @dbos.workflow(name=self._named("run"), serialization_type=_READABLE)
        def run() -> None:
            if self._run() != Ran():
                hand_on()

        @dbos.workflow(name=self._named("deliver"), serialization_type=_READABLE)
        def deliver(target: str) -> None:
            self._deliver(target)

        @dbos.workflow(name=self._named("look"))
        def look(_at: datetime, _context: object) -> None:
            self._run()
            hand_on()

        def hand_on() -> None:
            for name in self._targets:
                dbos.enqueue_workflow(self.queue, deliver, name)

        self._look = look

    def start(self, dbos: type[DBOS], *, every: str = _EVERY, polling_seconds: float = 1.0, at_once: int = 10) -> None:
        """Begin to work, once *dbos* is launched.

        *every* is when to look for what is due by time, in the manner of cron; *polling_seconds* how often this process
        asks DBOS for jobs, and *at_once* how many it takes on beside one for each receiver. Raises NotRegistered where
        the jobs were not registered before.
        """
        if self._look is None:
            raise NotRegistered
        dbos.register_queue(
            self.queue, worker_concurrency=at_once + len(self._targets), polling_interval_sec=polling_seconds
        )
        look = ScheduleInput(
            schedule_name=self._named("look"), workflow_fn=self._look, schedule=every, queue_name=self.queue
        )
        dbos.apply_schedules([look])

    def _named(self, kind: str) -> str:
        """Return the name of a job. The council is part of it: one DBOS may carry several."""
        return f"{self.queue}.{kind}"

    def _job(self, kind: str) -> EnqueueOptions:
        return {"workflow_name": self._named(kind), "queue_name": self.queue, "serialization_type": _READABLE}

    def _run(self) -> Ran:
        return _done(self._engine.runner(self._database).run_due)

    def _deliver(self, name: str) -> None:
        """Hand over all that a receiver has not taken. Whoever finds that another does already, leaves it to them."""
        target = self._targets.get(name)
        if target is None:
            raise JobFailed("This worker has no receiver of that name. Give every process the same ones.")
        runner = self._engine.runner(self._database, deliver=[target])
        while _done(runner.hand_over) != Handed():
            pass


def _done(work: Callable[[], Done]) -> Done:
    """Do the work of a job; raise JobFailed where it goes wrong, without what it says: there may be an answer in it."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - whatever it is, DBOS would keep it whole
        fault = type(error).__name__
    raise JobFailed(fault)
