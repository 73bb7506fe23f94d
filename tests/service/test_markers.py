"""Errors, logs and what prints itself never hold an answer: one is planted in every type of question, and searched for.

A marker stands wherever a person could have typed something. Whatever Casepath then says, raises, logs or prints of
itself is searched for it, on both databases and through every call of the surface.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import logging
import pkgutil
import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

import engine
from engine import Cases, Database, EngineError, Outcome, Ports, Refused
from engine.cases.commands import TakeAction
from engine.cases.state import Case
from engine.cases.values import Answers, Json
from engine.definitions.shapes import field_types
from engine.store.transaction import begin_immediate, open_pool
from engine.testing.fakes import CountingIds, FixedSystemFacts
from tests.support import GUEST, MANAGER, OFFICER, REFERRED, WORKER, Office, little_with

TEXT, NUMBER = "Marker739173917391", 739173917391
TYPED = re.compile("Marker|739173917|1937-03")
MARKER = re.compile(f"{TYPED.pattern}|73917|code7391")
"""As typed, and also what was chosen; the code of an option stands in the definition too."""

ASKED = "      people:\n        type: rows\n"
SETTINGS: Mapping[str, str] = {
    "text": "characters: {max: 30}, check: {that: t_text != t_long_text, say: Not the same twice.}",
    "integer": "max: 999999999999",
    "scale": "min: 0, max: 999999999999",
    "choice": "options: {code7391: One, code73917: {label: Two, offer_if: t_yes_no == no}}",
    "choices": "options: {code7391: One, code73917: Two}, none: None of these",
    "subject": "of: child",
    "subjects": "of: child",
    "files": "max: 3",
    "grid": "lines: {one: One}, options: {code7391: One, code73917: Two}",
}
RIGHT: Mapping[str, Json] = {
    "text": TEXT,
    "long_text": f"{TEXT} at length",
    "integer": NUMBER,
    "decimal": f"{NUMBER}.5",
    "scale": NUMBER,
    "date": "1937-03-19",
    "time": "07:39",
    "datetime": "1937-03-19T07:39:00+00:00",
    "place": {"description": TEXT, "latitude": "7.39173"},
    "address": {"lines": [TEXT], "postcode": TEXT},
    "partial_date": "1937-03",
    "duration": "73917 weeks",
    "yes_no": "yes",
    "yes_no_unknown": "not_known",
    "choice": "code7391",
    "choices": ["code7391", "code73917"],
    "subject": TEXT,
    "subjects": [TEXT],
    "declaration": "yes",
    "grid": {"one": "code7391"},
}
"""An answer of each type as people give it; files are sent before."""
WRONG: Mapping[str, Json] = {
    "text": f"{TEXT}\n{TEXT}",
    "long_text": [TEXT],
    "integer": f"{NUMBER}.5",
    "decimal": f"{NUMBER},5",
    "scale": NUMBER * 10,
    "date": "1937-03-32",
    "time": "73:91",
    "datetime": "1937-03-19T73:91:00+73:91",
    "place": {"latitude": f"{NUMBER}", "longitude": "0"},
    "address": {TEXT: TEXT},
    "partial_date": "1937-03-32",
    "duration": "73917 moons",
    "yes_no": TEXT,
    "yes_no_unknown": NUMBER,
    "choice": TEXT,
    "choices": ["code7391", TEXT],
    "subject": f"{TEXT} {TEXT}",
    "subjects": [TEXT, f"{TEXT} {TEXT}"],
    "file": {"id": TEXT},
    "files": [TEXT],
    "declaration": [TEXT],
    "grid": {"one": TEXT},
    "note": TEXT,
    "rows": {TEXT: TEXT},
}
CELLS = tuple(kind for kind in RIGHT if kind not in ("declaration", "grid"))


def asked(kind: str, name: str, indent: str) -> str:
    settings = SETTINGS.get(kind, "").partition(", check:")[0].partition(", offer_if")[0]
    braces = settings.count("{") - settings.count("}")
    return f"{indent}{name}: {{type: {kind}, label: {kind}, {settings}{'}' * braces}}}\n"


@dataclasses.dataclass(frozen=True)
class Scanner:
    """A scanner that always says the same of a file."""

    says: Any

    def scan(self, name: str, kind: str, content: bytes) -> Any:
        return self.says


def of_every_type() -> str:
    """Return a question of each type, and rows with a cell of nearly each."""
    plain = [kind for kind in field_types() if kind not in ("rows", "note")]
    rows = "".join(asked(kind, f"c_{kind}", " " * 10) for kind in CELLS)
    return (
        "".join(f"      t_{kind}: {{type: {kind}, label: {kind}, {SETTINGS.get(kind, '')}}}\n" for kind in plain)
        + "      t_note: {type: note, label: note}\n"
        + f"      t_rows:\n        type: rows\n        label: rows\n        row: Row\n        fields:\n{rows}"
        + "      t_calc: {type: integer, label: Worked out, calc: t_integer + 1}\n"
        + "      t_locked: {type: text, label: Locked, read_only_if: t_yes_no == yes}\n"
        + "      t_others: {type: text, label: Others, edit: manager, view: manager}\n"
        + "      t_hidden: {type: text, label: Hidden, show_if: harm == home}\n"
        + "      t_copied: {type: text, label: Copied, from: child.full_name, write_back: propose}\n"
    )


def marked_for_the_chronology(fields: str) -> str:
    """Return *fields* with every question that can be marked so."""
    return re.sub(r"(t_(?!note)\w+: \{|c_\w+: \{)type:", r"\1chronology: true, type:", fields)


FILES = little_with(
    form=(ASKED, marked_for_the_chronology(of_every_type()) + ASKED),
    workflow=("that: referral.level >= middle", "that: referral.level >= middle and answered(referral.t_text)"),
    record=("  born: {type: date", "  height: {type: integer, label: Height}\n  born: {type: date"),
)
FORM = "referral"
FILES[f"form_schemas/{FORM}.yaml"] = FILES[f"form_schemas/{FORM}.yaml"].replace(
    b"subject: child\n", b"subject: child\ncorrect: {by: officer}\nwithdraw: {by: officer}\n", 1
)
PDF = b"%PDF-1.7 " + TEXT.encode()


@pytest.fixture
def office(database: Database) -> Office:
    ports = Ports(ids=CountingIds(), system=FixedSystemFacts({"missing_count": 7}), scanner=Scanner("clean"))
    return Office(database, files=FILES, ports=ports)


@pytest.fixture
def case(office: Office) -> Case:
    office.cases.record_facts("child", "P-1", {"full_name": TEXT, "height": NUMBER}, by=OFFICER)
    return office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case


@pytest.fixture(autouse=True)
def nothing_in_the_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Listen to every logger, as talkative as it can be while nobody asked the database to echo."""
    caplog.set_level(logging.DEBUG)
    yield
    assert not MARKER.search(caplog.text)


def right(office: Office, case: Case) -> Answers:
    """Return a right answer to every question, the files sent before."""
    file = office.cases.upload(case, FORM, "t_file", f"{TEXT}.pdf", PDF, by=OFFICER)
    files = office.cases.upload(case, FORM, "t_files", f"{TEXT}.pdf", PDF, by=OFFICER)
    row = {f"c_{kind}": RIGHT[kind] for kind in CELLS}
    plain = {f"t_{kind}": value for kind, value in RIGHT.items()} | {"t_place": {"description": TEXT}}
    return {
        **REFERRED,
        **plain,
        "child_name": TEXT,
        "t_file": file["id"],
        "t_files": [files["id"]],
        "t_rows": [{**row, "c_place": TEXT}],
        "t_copied": f"{TEXT} too",
        "people": [{"person": TEXT}],
    }


def said(refused: BaseException) -> str:
    """Return all that an error says, by itself and in a traceback, with whatever was raised before it."""
    reasons = [repr(one) for one in getattr(refused, "reasons", ())]
    traced = traceback.format_exception(refused)
    return "\n".join([str(refused), repr(refused), repr(refused.args), *reasons, *traced])


def raised(send: Callable[[], object]) -> str:
    with pytest.raises(EngineError) as refusal:
        send()
    return f"{said(refusal.value)}{vars(refusal.value)}"


# --- what is refused ----------------------------------------------------------------------------------------------


def test_a_marker_is_planted_in_every_type_of_question() -> None:
    assert set(WRONG) == set(field_types())
    assert set(RIGHT) | {"file", "files", "note", "rows"} == set(field_types())
    assert all(MARKER.search(str(given)) for kind, given in WRONG.items() if kind != "time")


def test_a_refusal_never_repeats_an_answer(office: Office, case: Case) -> None:
    for kind, given in WRONG.items():
        sent: list[Answers] = [{f"t_{kind}": given}]
        if kind in CELLS:
            sent += [{"t_rows": [{f"c_{kind}": given}]}, {"t_rows": [{"id": TEXT, f"c_{kind}": given}, TEXT]}]
        for answers in sent:
            with pytest.raises(Refused) as refusal:
                office.cases.act(case, "refer", {**REFERRED, **answers}, by=OFFICER, seen=1)
            wrong = next(iter(answers))
            paths = [one.path.removeprefix(f"{FORM}.").partition(".")[0] for one in refusal.value.reasons]
            assert wrong in paths, kind
            assert not MARKER.search(said(refusal.value).replace(f"t_rows.{TEXT}", "")), kind


def test_what_is_refused_for_another_reason_is_not_repeated_either(office: Office, case: Case) -> None:
    whole = right(office, case)
    for answers in (
        {**whole, "t_text": TEXT, "t_long_text": TEXT},  # a check
        {**whole, "t_choice": "code73917"},  # not offered
        {**whole, "t_choices": ["none", "code7391"]},  # exclusive
        {**whole, "harm": "unclear", "where": None},  # a rule
        {**whole, "t_calc": NUMBER, "t_locked": TEXT, "t_others": TEXT, "t_hidden": TEXT, "outcome": TEXT},
        {**whole, f"{TEXT} and more": TEXT},
        {**whole, "people": [{"person": TEXT, f"{TEXT} and more": TEXT}] * 6},
        {**whole, "t_text": TEXT + "\x00"},
        {**whole, "t_long_text": TEXT * 20_000},
        {**whole, "held_on": "2937-03-19"},
    ):
        assert not MARKER.search(raised(partial(office.cases.act, case, "refer", answers, by=OFFICER, seen=1)))


def test_a_draft_a_fact_and_a_file_that_are_refused_are_not_repeated(office: Office, case: Case) -> None:
    cases = office.cases
    sends: list[Callable[[], object]] = [
        lambda: cases.save(case, FORM, {"t_calc": NUMBER, "outcome": TEXT, f"{TEXT} x": TEXT}, by=OFFICER, seen=0),
        lambda: cases.save(case, FORM, {"t_text": TEXT + "\x00"}, by=OFFICER, seen=0),
        lambda: cases.save(case, FORM, {"t_others": TEXT}, by=OFFICER, seen=0),
        lambda: cases.record_facts("child", "P-1", {"born": WRONG["date"], "height": TEXT, "sex": TEXT}, by=OFFICER),
        lambda: cases.record_facts("child", f"{TEXT} x", {"sex": "f"}, by=OFFICER),
        lambda: cases.record_facts("child", "P-1", {"sex": "f", "full_name": TEXT}, by=GUEST),
        lambda: cases.upload(case, FORM, "t_file", f"{TEXT}.exe", b"MZ" + TEXT.encode(), by=OFFICER),
        lambda: cases.upload(case, FORM, "t_file", f"{TEXT}.pdf", b"", by=OFFICER),
        lambda: cases.upload(case, FORM, TEXT.lower(), f"{TEXT}.pdf", PDF, by=OFFICER),
        lambda: cases.act(case, "drop", by=MANAGER, seen=1, reason=TEXT + "\x00"),
        lambda: cases.act(case, "drop", {"t_text": TEXT}, by=MANAGER, seen=1, reason=TEXT),
        lambda: cases.act(case, "decide", {"t_text": TEXT}, by=OFFICER, seen=1),
        lambda: cases.act(f"{TEXT}", "refer", {"t_text": TEXT}, by=OFFICER, seen=1),
        lambda: cases.assign(case, "worker", f"{TEXT}\x00", by=MANAGER, seen=1),
        lambda: cases.settle(case, "full_name", accept=True, by=MANAGER, seen=1),
    ]
    for send in sends:
        assert not MARKER.search(raised(send))


def test_whoever_comes_second_is_not_told_what_the_first_one_answered(office: Office, case: Case) -> None:
    whole = right(office, case)
    office.cases.save(case, FORM, whole, by=MANAGER, seen=0)
    other = {**whole, "t_copied": f"{TEXT} and more"}
    late_draft = raised(lambda: office.cases.save(case, FORM, other, by=OFFICER, seen=0))
    office.cases.act(case, "refer", whole, by=MANAGER, seen=1)
    late = raised(lambda: office.cases.act(case, "refer", whole, by=OFFICER, seen=1))

    assert "was first" in late
    assert "You both changed" in late_draft
    assert not MARKER.search(late + late_draft)


def test_a_file_in_quarantine_is_not_named(database: Database) -> None:
    ports = Ports(ids=CountingIds(), scanner=Scanner("waiting"))
    office = Office(database, files=FILES, ports=ports)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    file = office.cases.upload(case, FORM, "t_file", f"{TEXT}.pdf", PDF, by=OFFICER)
    office.cases.save(case, FORM, {"t_file": file["id"]}, by=OFFICER, seen=0)

    waiting = raised(lambda: office.cases.open_file(case, str(file["id"]), by=OFFICER))

    assert "viruses" in waiting
    assert not MARKER.search(waiting)


# --- what a database says ---------------------------------------------------------------------------------------------


@contextmanager
def refusing(office: Office) -> Iterator[None]:
    """Let the database refuse every draft, as it would after somebody changed our tables by hand."""
    draft = "casepath_draft"
    if office.database.pool.dialect.name == "sqlite":
        change = f"CREATE TRIGGER refuse BEFORE INSERT ON {draft} BEGIN SELECT RAISE(ABORT, 'refused'); END"
        back = "DROP TRIGGER refuse"
    else:
        change = f"ALTER TABLE {draft} ADD CONSTRAINT refuse CHECK (revision > 99)"
        back = f"ALTER TABLE {draft} DROP CONSTRAINT refuse"
    with office.database.connection() as connection:
        connection.execute(sa.text(change))
    try:
        yield
    finally:
        with office.database.connection() as connection:
            connection.execute(sa.text(back))


def test_an_error_of_our_database_does_not_tell_the_row(office: Office, case: Case) -> None:
    with refusing(office), pytest.raises(office.database.pool.dialect.loaded_dbapi.Error) as failed:
        office.cases.save(case, FORM, {"t_text": TEXT}, by=OFFICER, seen=0)

    assert "refuse" in str(failed.value)
    assert not MARKER.search(said(failed.value))


def test_an_error_in_the_hosts_transaction_does_not_tell_the_row(office: Office, case: Case, database_url: str) -> None:
    host = sa.create_engine(database_url)  # which tells parameters, as a host may have it
    if host.dialect.name == "sqlite":
        begin_immediate(host)

    with refusing(office), Session(host) as session, pytest.raises(sa.exc.DBAPIError) as failed:
        office.engine.cases(session).save(case, FORM, {"t_text": TEXT}, by=OFFICER, seen=0)
    host.dispose()

    assert "refuse" in str(failed.value)
    assert not MARKER.search(said(failed.value))


def test_our_own_pool_hides_parameters(database_url: str) -> None:
    pool = open_pool(database_url)
    with pool.begin() as connection, pytest.raises(sa.exc.DBAPIError) as failed:
        connection.execute(sa.text("SELECT * FROM nothing_there WHERE a = :a"), {"a": TEXT})
    pool.dispose()

    assert not MARKER.search(said(failed.value))


# --- what prints itself -----------------------------------------------------------------------------------------------


def test_whatever_a_call_returns_prints_itself_without_an_answer(office: Office, case: Case) -> None:
    cases = office.cases
    whole = right(office, case)
    returned: dict[str, object] = {
        "draft": cases.draft(case, FORM, by=OFFICER),
        "save": cases.save(case, FORM, whole, by=OFFICER, seen=0),
        "next": cases.next(case, by=OFFICER),
        "next_many": cases.next_many([case], by=OFFICER),
        "why": cases.why(case, FORM, "t_locked", by=OFFICER),
        "upload": None,  # returns the answer itself, as plain data
        "settle_file": None,
        "record_facts": None,
        "open": Outcome(case, ()),
        "link": None,  # links of places, with markers of their own: test_shared_places.py
        "linkable": None,
        "merge": None,  # of places as well: test_merging.py
        "split": None,
        "subject_merged": None,  # with markers of its own: test_subject_merged.py
        "mark_read": None,
        "restrict": None,  # with markers of its own: test_restricted.py
        "lift_restriction": None,
        "break_glass": None,
    }
    outcome = returned["act"] = cases.act(case, "refer", whole, by=OFFICER, seen=1)
    # What is done with a task comes back as what an action does; what was sent says so itself (`SentView`).
    about_tasks = ("complete", "claim", "release", "reassign", "open_task", "cancel_task", "sent", "invite")
    returned |= dict.fromkeys(about_tasks, outcome)
    case = outcome.case
    dated = cases.chronology(case, by=OFFICER)
    returned |= {
        "get": cases.get(case, by=OFFICER),
        "find": cases.find(by=OFFICER),
        "tasks": cases.tasks(case, by=OFFICER),
        "places": cases.places(case, by=OFFICER),
        "overviews": cases.overviews([case], by=OFFICER),
        "map": cases.map(case, by=OFFICER),
        "search": cases.search(TEXT, by=OFFICER),
        "about": cases.about("child", "P-1", by=OFFICER),
        "who": cases.who(case, "decide", by=OFFICER),
        "deadlines": cases.deadlines(case, by=OFFICER),
        "why_due": cases.why_due(case, "refer", by=OFFICER),
        "timeline": cases.timeline(case, by=OFFICER),
        "chronology": dated,
        "held_about": cases.held_about("child", "P-1", by=OFFICER),
        "steps": cases.steps(case, by=OFFICER),
        "letters": None,  # with markers of their own: test_letters.py
        "letter": None,
        "looks": None,  # for those whom a workflow names: test_looks.py
        "show": cases.show(case, FORM, by=OFFICER),
        "facts": cases.facts(case, by=OFFICER),
        "proposals": cases.proposals(case, by=OFFICER),
        "links": cases.links(case, by=OFFICER),
        "notifications": cases.notifications(by=OFFICER),
        "open_file": cases.open_file(case, str(whole["t_file"]), by=OFFICER),
        "assign": cases.assign(case, "worker", WORKER.id, by=MANAGER, seen=2),
        "settle": cases.settle(case, "full_name", accept=True, by=OFFICER, seen=3),
    }

    case = cases.get(case, by=OFFICER)
    returned["correction"] = cases.correction(case, FORM, {"t_text": TEXT}, by=OFFICER)
    returned["correct"] = cases.correct(
        case, FORM, {"t_text": f"{TEXT} once more"}, by=OFFICER, seen=case.version, reason=TEXT
    )
    returned["withdraw"] = cases.withdraw(case, FORM, by=OFFICER, seen=case.version + 1, reason=TEXT)

    assert set(returned) >= {name for name in vars(Cases) if not name.startswith("_")}
    assert TYPED.search(str([dataclasses.asdict(line) for line in dated]))
    assert {name for name, one in returned.items() if TYPED.search(f"{one!r} {one}")} == set()
    assert MARKER.search(str(dataclasses.asdict(outcome.case.submissions[FORM])))  # it is there; it is only not said


def test_the_reason_somebody_gave_is_not_printed_either(office: Office, case: Case) -> None:
    outcome = office.cases.act(case, "drop", by=MANAGER, seen=1, reason=TEXT)

    assert not MARKER.search(repr(outcome))
    assert not MARKER.search(repr(TakeAction("drop", MANAGER, "", reason=TEXT, passed={"low_act": TEXT})))


LOOKED_THROUGH = ("Answers", "Json", "Env", "Value", "bytes")
NO_ANSWERS_IN = {
    "Tries.values",  # answers that a check makes up
    "Why.value",  # a condition explained to whoever asks for it, which is not printed anywhere
    "OnTheTable.typed",  # a scenario's, about fictional people
    "Papers.preferred",  # likewise
    "Loaded.files",  # definitions
    "SettingTold.old",  # likewise: what a setting said
    "SettingTold.new",
}


def test_no_class_that_holds_answers_prints_them() -> None:
    talkative = {
        f"{kind.__name__}.{one.name}"
        for kind in classes_of_the_engine()
        for one in dataclasses.fields(kind)
        if one.repr and any(word in str(one.type) for word in LOOKED_THROUGH)
    }

    assert talkative == NO_ANSWERS_IN


def classes_of_the_engine() -> Iterator[Any]:
    for found in pkgutil.walk_packages(engine.__path__, "engine."):
        module = importlib.import_module(found.name)
        for kind in vars(module).values():
            if inspect.isclass(kind) and dataclasses.is_dataclass(kind) and kind.__module__ == module.__name__:
                yield kind
