"""What operators watch: every call and statement, how it ended and how long it took, and never what it was about."""

from __future__ import annotations

import json
import logging

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from engine import Case, CaseChanged, Cases, Database, NotFound, Refused, Unavailable
from engine.service.telemetry import Telemetry
from tests.support import MANAGER, OFFICER, REFERRED, Office

SECRET = "SECRET-7b"


class Watch:
    """A host's SDK that keeps everything in memory."""

    def __init__(self) -> None:
        self.spans, self.reader = InMemorySpanExporter(), InMemoryMetricReader()
        provider = TracerProvider()
        provider.add_span_processor(SimpleSpanProcessor(self.spans))
        self.telemetry = Telemetry(
            provider.get_tracer("test"), MeterProvider(metric_readers=[self.reader]).get_meter("test")
        )

    def figures(self) -> dict[str, dict[tuple[str, ...], float]]:
        """Return by metric and attributes the counts, or how often something was measured."""
        data = self.reader.get_metrics_data()
        assert data is not None
        found: dict[str, dict[tuple[str, ...], float]] = {}
        for metric in data.resource_metrics[0].scope_metrics[0].metrics:
            for point in metric.data.data_points:
                names = tuple(str(one) for one in (point.attributes or {}).values())
                found.setdefault(metric.name, {})[names] = float(
                    getattr(point, "value", 0) or getattr(point, "count", 0)
                )
        return found

    def ended(self) -> list[tuple[str, str]]:
        return [
            (one.name, str((one.attributes or {})["casepath.outcome"]))
            for one in self.spans.get_finished_spans()
            if one.name.startswith("casepath.")
        ]


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


def watched(office: Office, watch: Watch) -> Cases:
    office.database.hook = watch.telemetry.statement
    return watch.telemetry.watch(office.cases)


def test_each_call_is_a_span_and_is_counted_by_how_it_ended(office: Office, watch: Watch) -> None:
    cases = watched(office, watch)
    case = cases.open("path", subject={"child": SECRET}, by=OFFICER).case
    with pytest.raises(Refused):
        cases.act(case, "refer", {"child_name": SECRET}, by=OFFICER, seen=1)
    with pytest.raises(CaseChanged):
        cases.act(case, "refer", REFERRED, by=OFFICER, seen=7)
    with pytest.raises(NotFound):
        cases.get(SECRET, by=OFFICER)

    assert watch.ended() == [
        ("casepath.open", "ok"),
        ("casepath.act", "Refused"),
        ("casepath.act", "CaseChanged"),
        ("casepath.get", "NotFound"),
    ]
    figures = watch.figures()
    assert figures["casepath.calls"] == {
        ("open", "ok"): 1,
        ("act", "Refused"): 1,
        ("act", "CaseChanged"): 1,
        ("get", "NotFound"): 1,
    }
    assert figures["casepath.call.duration"].keys() == figures["casepath.calls"].keys()
    assert ("insert step",) in figures["casepath.statement.duration"]
    assert ("commit",) in figures["casepath.statement.duration"]


def test_statements_are_spans_inside_their_call(office: Office, watch: Watch) -> None:
    watched(office, watch).open("path", subject={"child": "P-1"}, by=OFFICER)

    spans = {one.name: one for one in watch.spans.get_finished_spans()}
    inside, call = spans["insert case"].parent, spans["casepath.open"].context
    assert inside is not None
    assert call is not None
    assert inside.span_id == call.span_id


def test_a_statement_that_failed_ends_its_span_as_one(office: Office, watch: Watch) -> None:
    watch.telemetry.statement("before", "insert case")
    watched(office, watch).find(by=OFFICER)

    failed = [
        one.name for one in watch.spans.get_finished_spans() if not one.status.is_ok and one.status.is_unset is False
    ]
    assert failed == ["insert case"]


def test_a_refusal_is_everyday_work_and_a_fault_is_not(
    office: Office, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    cases = watched(office, watch)
    case = cases.open("path", subject={"child": "P-1"}, by=OFFICER).case

    def break_it(_moment: object, _name: object) -> None:
        raise ZeroDivisionError(SECRET)

    def go_away(_moment: object, _name: object) -> None:
        raise Unavailable("away")

    caplog.set_level(logging.INFO, "casepath")
    with pytest.raises(Refused):
        cases.act(case, "refer", {}, by=MANAGER, seen=1)
    office.database.hook = break_it
    with pytest.raises(ZeroDivisionError):
        cases.get(case, by=OFFICER)
    office.database.hook = go_away
    with pytest.raises(Unavailable):
        cases.get(case, by=OFFICER)

    assert [(one.levelname, one.getMessage()) for one in caplog.records if one.name == "casepath"] == [
        ("INFO", "act: Refused"),
        ("ERROR", "get: ZeroDivisionError"),
        ("WARNING", "get: Unavailable"),
    ]
    assert SECRET not in caplog.text


def test_neither_spans_nor_figures_nor_logs_hold_an_answer_a_subject_a_person_or_what_was_looked_for(
    office: Office, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    cases = watched(office, watch)
    caplog.set_level(logging.DEBUG, "casepath")
    case = cases.open("path", subject={"child": SECRET}, by=OFFICER).case
    cases.save(case, "referral", {**REFERRED, "child_name": SECRET}, by=OFFICER, seen=0)
    case = cases.act(case, "refer", by=OFFICER, seen=1).case
    cases.act(case, "give_back", by=MANAGER, seen=2, reason=SECRET)
    for look in (cases.show, cases.draft):
        look(case, "referral", by=OFFICER)
    with pytest.raises(NotFound):
        cases.timeline(SECRET, by=OFFICER)
    with pytest.raises(Refused):
        cases.act(case, SECRET, {SECRET: SECRET}, by=OFFICER, seen=3)

    told = [one.to_json() for one in watch.spans.get_finished_spans()]
    data = watch.reader.get_metrics_data()
    assert data is not None
    logged = [json.dumps(getattr(one, "casepath", {})) + one.getMessage() for one in caplog.records]
    everything = "\n".join([*told, data.to_json(), *logged])
    assert case.id in everything
    for secret in (SECRET, OFFICER.id, MANAGER.id, case.reference, "Sam Example"):
        assert f'"{secret}"' not in everything
    assert SECRET not in everything


def test_a_runner_says_how_much_it_did(office: Office, watch: Watch) -> None:
    office.cases.open("path", subject={"child": "P-1"}, by=OFFICER)
    runner = watch.telemetry.watch(office.engine.runner(office.database, deliver=lambda _event: None))

    runner.run_due()

    assert watch.figures()["casepath.events"][("taken",)] == 1


def test_without_an_sdk_it_costs_nothing_but_a_call(office: Office) -> None:
    telemetry = Telemetry()
    office.database.hook = telemetry.statement

    opened = telemetry.watch(office.cases).open("path", subject={"child": "P-1"}, by=OFFICER)

    assert isinstance(opened.case, Case)
