"""Tests of a vendor's own, with the fixtures that come with Casepath."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.engine import Connection

from engine import Actor, Engine
from engine.testing.fakes import FakeClock
from engine.testing.outbox import Outbox


def test_what_is_opened_is_told_outside(
    casepath_engine: Engine, casepath_connection: Connection, casepath_outbox: Outbox, amy: Actor
) -> None:
    case = casepath_engine.cases(casepath_connection).open("visits", subject={"child": "C-1"}, by=amy).case

    assert case.reference == "CYP-2026-00001"
    assert [one.subject for one in casepath_outbox.events("case_opened")] == [case.id]
    assert casepath_outbox.events("action_taken") == []


def test_limits_that_are_over_are_told_outside(
    casepath_engine: Engine,
    casepath_connection: Connection,
    casepath_clock: FakeClock,
    casepath_outbox: Outbox,
    amy: Actor,
) -> None:
    case = casepath_engine.cases(casepath_connection).open("visits", subject={"child": "C-1"}, by=amy).case
    casepath_clock.move(timedelta(days=30))

    casepath_engine.runner(casepath_connection).run_due()

    assert case.reference == "CYP-2026-00001"  # nothing of the other test is left
    told = [event.as_json() for event in casepath_outbox.events("clock_breached")]
    assert [b"visit_made" in one or b"call_back" in one for one in told] == [True, True]
