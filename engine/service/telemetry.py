"""What operators watch, through OpenTelemetry's API: a span and two figures for each call, one for each statement, and
a line in the log. Where it goes is the host's choice; without an SDK it goes nowhere.

    telemetry = Telemetry()
    database = Database(url, hook=telemetry.statement)
    cases = telemetry.watch(engine.cases(database))

It says which call, how it ended and how long it took, and where it was given one, which case. It never says what was
answered, asked or searched for, who asked or whom it is about, nor what an error of anybody else's said.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from time import perf_counter
from typing import TypeVar, cast

from opentelemetry import metrics, trace
from opentelemetry.trace import SpanKind, Status, StatusCode

from engine.cases.state import Case
from engine.errors import EngineError, Refused, Unavailable
from engine.service.runner import Ran
from engine.store.transaction import Moment

Watched = TypeVar("Watched")
_NAME = "casepath"
_log = logging.getLogger(_NAME)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a call ended: `ok`, the name of our error, or `fault`; for a refusal the codes of its reasons."""

    outcome: str
    codes: tuple[str, ...] = ()
    fault: str = ""

    @property
    def is_amiss(self) -> bool:
        """Whether an operator should look: a fault, or a database in trouble. A refusal is everyday work."""
        return bool(self.fault) or self.outcome == Unavailable.__name__


class Telemetry:
    """Spans, figures and log lines about calls and statements."""

    def __init__(self, tracer: trace.Tracer | None = None, meter: metrics.Meter | None = None) -> None:
        """Report to *tracer* and *meter*, or to those that the host has set up for all."""
        self._tracer = tracer or trace.get_tracer(_NAME)
        made = meter or metrics.get_meter(_NAME)
        self._calls = made.create_counter("casepath.calls", description="Calls, by name and outcome")
        self._call_seconds = made.create_histogram(
            "casepath.call.duration", unit="s", description="How long calls took"
        )
        self._statement_seconds = made.create_histogram(
            "casepath.statement.duration", unit="s", description="How long statements took, by name"
        )
        self._timers = made.create_counter("casepath.timers", description="Timers, by what became of them")
        self._messages = made.create_counter("casepath.messages", description="Messages between cases that arrived")
        self._handed = made.create_counter("casepath.events", description="Events, by what receivers did with them")
        self._running = threading.local()

    def watch(self, called: Watched) -> Watched:
        """Return *called* (an `engine.cases(…)`, a worklist, a guest or a runner), watched, to be used in its place."""
        return cast("Watched", _Proxy(called, self))

    def statement(self, moment: Moment, name: str) -> None:
        """Note a statement, or a commit: the hook of a `Database`."""
        running = getattr(self._running, "statement", None)
        if moment == "before":
            if running is not None:  # it failed: nothing was said after it
                running[2].set_status(Status(StatusCode.ERROR))
                running[2].end()
            self._running.statement = (name, perf_counter(), self._tracer.start_span(name, kind=SpanKind.CLIENT))
            return
        if running is not None and running[0] == name:
            _, began, span = running
            span.end()
            self._statement_seconds.record(perf_counter() - began, {"statement": name})
        self._running.statement = None

    def call(self, name: str, case: str | None, do: Callable[[], object]) -> object:
        """Do something under *name*, and say how it ended and how long it took."""
        began, ended = perf_counter(), Ended("fault")
        attributes = {"casepath.call": name, **({"casepath.case": case} if case else {})}
        with self._tracer.start_as_current_span(
            f"casepath.{name}", attributes=attributes, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                result = do()
                ended = Ended("ok")
            except EngineError as error:
                codes = tuple(one.code for one in error.reasons) if isinstance(error, Refused) else ()
                ended = Ended(type(error).__name__, codes)
                raise
            except BaseException as error:
                ended = Ended("fault", fault=type(error).__name__)
                raise
            finally:
                self._say(name, case, ended, perf_counter() - began, span)
        if isinstance(result, Ran):
            self._ran(result)
        return result

    def _say(self, name: str, case: str | None, ended: Ended, seconds: float, span: trace.Span) -> None:
        attributes = {"call": name, "outcome": ended.outcome}
        self._calls.add(1, attributes)
        self._call_seconds.record(seconds, attributes)
        span.set_attribute("casepath.outcome", ended.outcome)
        if ended.codes:
            span.set_attribute("casepath.codes", ended.codes)
        if ended.is_amiss:
            span.set_status(Status(StatusCode.ERROR, ended.fault or ended.outcome))
        what = {**attributes, "seconds": round(seconds, 6), "codes": ended.codes, "case": case, "fault": ended.fault}
        level = logging.ERROR if ended.fault else logging.WARNING if ended.is_amiss else logging.INFO
        _log.log(level, "%s: %s", name, ended.fault or ended.outcome, extra={"casepath": what})

    def _ran(self, ran: Ran) -> None:
        for name, count in (("fired", ran.fired), ("failed", ran.failed), ("given_up", ran.given_up)):
            self._timers.add(count, {"became": name})
        self._messages.add(ran.delivered)
        handed = ran.handed
        for name, count in (("taken", handed.taken), ("refused", handed.refused), ("given_up", handed.given_up)):
            self._handed.add(count, {"became": name})


class _Proxy:
    """Stands for something whose public calls are watched."""

    def __init__(self, called: object, telemetry: Telemetry) -> None:
        self._called, self._telemetry = called, telemetry

    def __getattr__(self, name: str) -> object:
        found = getattr(self._called, name)
        if name.startswith("_") or not callable(found):
            return found
        telemetry = self._telemetry

        @wraps(found)
        def watched(*args: object, **named: object) -> object:
            # What is not a case may be anything that somebody typed.
            given = args[0] if args else named.get("case")
            case = given.id if isinstance(given, Case) else None
            return telemetry.call(name, case, lambda: found(*args, **named))

        return watched
