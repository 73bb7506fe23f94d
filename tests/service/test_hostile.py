"""Answers that nobody types: each is refused with one clear reason, before any database sees it, in little room."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from engine import Database, EngineError, NotFound, Refused
from engine.cases.door import MOST_ITEMS, at_the_door
from engine.cases.state import Case
from engine.cases.values import Json
from engine.store.tables import metadata
from tests.support import MANAGER, OFFICER, REFERRED, Office, little_with, question

MORE = """\
      code:
        type: text
        label: Code
        format: {pattern: "[0-9]{4}", example: "1234"}
      cost: {type: decimal, label: Cost}
      agreed: {type: yes_no, label: Agreed}
      since: {type: partial_date, label: Since}
      strengths:
        type: grid
        label: Strengths
        lines: {family: Family}
        options: levels
"""
WHERE = "      sex:\n"
FILES = little_with(form=(WHERE, MORE + WHERE))
LONG = 10 * 1024 * 1024


def endless() -> list[Any]:
    """Return a list that holds itself."""
    one: list[Any] = []
    one.append(one)
    return one


def deep(levels: int) -> list[Any]:
    one: list[Any] = []
    for _ in range(levels):
        one = [one]
    return one


HOSTILE: Mapping[str, Callable[[], Any]] = {
    "nul": lambda: {"child_name": "Sam\x00"},
    "nul inside": lambda: {"people": [{"person": "Kit\x00"}]},
    "half a character": lambda: {"child_name": "\ud83d"},
    "half a character, the other half": lambda: {"people": [{"person": "\udc00"}]},
    "not a number": lambda: {"missing": float("nan")},
    "endless": lambda: {"missing": json.loads("1e1000000")},
    "a fraction as JSON has it": lambda: {"cost": 1.5},
    "minus nothing as JSON has it": lambda: {"cost": -0.0},
    "a decimal that is not one": lambda: {"cost": Decimal("NaN")},
    "bytes": lambda: {"child_name": b"Sam"},
    "a set": lambda: {"where": {"park"}},
    "an object": lambda: {"child_name": object()},
    "a huge number": lambda: {"missing": 10**4_000},
    "a number just too large": lambda: {"missing": 10**15},
    "10 MB of text": lambda: {"child_name": "x" * LONG},
    "much text in many answers": lambda: {f"q{number}": "x" * 1_000 for number in range(900)},
    "100,000 rows": lambda: {"people": [{"person": "Kit"}] * 100_000},
    "100,000 cells": lambda: {"people": [{f"q{number}": 1 for number in range(100_000)}]},
    "100,000 answers": lambda: {f"q{number}": 1 for number in range(100_000)},
    "nested too deep": lambda: {"people": deep(9)},
    "nested 100,000 deep": lambda: {"people": deep(100_000)},
    "a list in itself": lambda: {"people": endless()},
    "a name that is a number": lambda: {7: "Sam"},
    "a name that is nothing": lambda: {"people": [{None: "Kit"}]},
    "a name of 10 MB": lambda: {"x" * LONG: 1},
    "a name of 10 MB inside": lambda: {"people": [{"x" * LONG: 1}]},
    "a name that is just too long": lambda: {"x" * 65: 1},
    "nul in a name": lambda: {"child_name\x00": "Sam"},
    "half a character in a name": lambda: {"people": [{"\ud800": "Kit"}]},
    "no answers at all": lambda: ["child_name", "Sam"],
    "text": lambda: "child_name=Sam",
}

UNSUITABLE: Mapping[str, tuple[str, Json, str]] = {
    "Arabic digits where a pattern says [0-9]": ("code", "\u0661\u0662\u0663\u0664", "wrong_format"),
    "full-width digits where a pattern says [0-9]": ("code", "\uff11\uff12\uff13\uff14", "wrong_format"),
    "a line break after what the pattern says": ("code", "1234\n5", "wrong_type"),
    "Arabic digits as a number": ("missing", "\u0661\u0662", "wrong_type"),
    "Arabic digits as a date": ("held_on", "\u0662\u0660\u0662\u0666-\u0660\u0661-\u0660\u0661", "wrong_type"),
    "an option that only looks the same": ("harm", "h\u043eme", "wrong_code"),
    "an option in capitals": ("harm", "HOME", "wrong_code"),
    "one of several options that only looks the same": ("where", ["p\u0430rk"], "wrong_code"),
    "an option with a space that nobody sees": ("harm", "home\u200b", "wrong_code"),
    "true as a number": ("missing", True, "wrong_type"),
    "false as a decimal": ("cost", False, "wrong_type"),
    "true as yes": ("agreed", True, "wrong_code"),
    "a number as yes": ("agreed", 1, "wrong_code"),
    "true as a year": ("since", {"year": True}, "wrong_type"),
    "an endless number, in words": ("cost", "1e1000000", "wrong_type"),
    "infinity, in words": ("cost", "Infinity", "wrong_type"),
    "not a number, in words": ("missing", "NaN", "wrong_type"),
    "a number of a million digits": ("missing", "9" * 100_000, "wrong_type"),
    "a decimal of a million digits": ("cost", "0." + "9" * 100_000, "wrong_type"),
    "an underscore in a number": ("missing", "1_000", "wrong_type"),
    "rows by number": ("people", {"0": {"person": "Kit"}, "99999999": {"person": "Robin"}}, "wrong_type"),
    "rows as text": ("people", "Kit", "wrong_type"),
    "a grid by number": ("strengths", {"0": "low", "7": "high"}, "wrong_type"),
    "a reason that is a list": ("sex", {"no_answer": ["declined"]}, "wrong_code"),
    "a list of lists": ("where", [["park"]], "wrong_code"),
}


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database, files=FILES)


@pytest.fixture
def case(office: Office) -> Case:
    return office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case


@contextmanager
def statements(office: Office) -> Iterator[list[str]]:
    """Collect every statement that the database is sent meanwhile."""
    sent: list[str] = []
    office.database.hook = lambda moment, statement: sent.append(statement)
    yield sent
    office.database.hook = None


def everything_kept(office: Office) -> str:
    with office.database.connection() as connection:
        return str([connection.execute(sa.select(table)).all() for table in metadata.sorted_tables])


# --- at the door ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", HOSTILE)
def test_what_no_database_should_see_has_one_clear_reason_and_takes_little_room(name: str) -> None:
    answers = HOSTILE[name]()

    tracemalloc.start()
    reasons = at_the_door(answers)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    (reason,) = reasons
    assert reason.code == "not_answers"
    assert reason.text.endswith(("Nothing was kept.", "at most a thousand of them."))
    assert most < 200_000


def test_no_database_sees_any_of_it_by_whatever_door(office: Office, case: Case) -> None:
    before = everything_kept(office)

    for name, make in HOSTILE.items():
        answers = make()
        with statements(office) as seen:
            for send in (
                lambda answers=answers: office.cases.act(case, "refer", answers, by=OFFICER, seen=1),
                lambda answers=answers: office.cases.save(case, "referral", answers, by=OFFICER, seen=0),
                lambda answers=answers: office.cases.record_facts("child", "P-1", answers, by=OFFICER),
            ):
                with pytest.raises(Refused) as refusal:
                    send()
                assert [one.code for one in refusal.value.reasons] == ["not_answers"], name
        assert seen == [], name
    assert everything_kept(office) == before
    with statements(office) as seen:
        office.cases.save(case, "referral", {"child_name": "Sam Example"}, by=OFFICER, seen=0)
    assert seen != []


class Counted(list[Any]):
    """A list that counts what is read of it."""

    read = 0

    def __iter__(self) -> Iterator[Any]:
        for one in super().__iter__():
            Counted.read += 1
            yield one


def test_no_more_is_read_of_answers_than_could_be_kept() -> None:
    Counted.read = 0

    assert at_the_door({f"q{number}": Counted([1] * 1_000) for number in range(1_000)})
    assert at_the_door({"people": Counted([1] * 10_000_000)})

    assert Counted.read <= MOST_ITEMS


@pytest.mark.parametrize("text", ["tab\tand\nline", "e\u0301", "\U0001f3e1", "\u202eright to left", "x" * 100_000])
def test_what_people_do_type_comes_in(text: str) -> None:
    assert at_the_door({"note": text, "people": [{"person": text}] if len(text) < 99 else []}) == []


# --- words beside answers ---------------------------------------------------------------------------------------------

WORDS: Mapping[str, Any] = {
    "nul": "a\x00b",
    "half a character": "\ud800",
    "too many words": "x" * 10_001,
    "a number": 7,
    "answers": {"a": 1},
}


@pytest.mark.parametrize("name", WORDS)
def test_reasons_and_names_come_in_by_the_same_door(office: Office, case: Case, name: str) -> None:
    words = WORDS[name]
    cases = office.cases
    before = everything_kept(office)
    low = {**REFERRED, "level": "low"}
    with statements(office) as seen:
        for send, code in (
            (lambda: cases.act(case, "drop", by=MANAGER, seen=1, reason=words), "not_words"),
            (lambda: cases.act(case, "refer", low, by=OFFICER, seen=1, passed={"low_act": words}), "not_words"),
            (lambda: cases.act(case, "drop", by=MANAGER, seen=1, assigns={"worker": words}), "not_a_name"),
            (lambda: cases.assign(case, "worker", words, by=MANAGER, seen=1), "not_a_name"),
            (lambda: cases.open("path", subject={"child": "P-2"}, by=OFFICER, team=words), "not_a_name"),
            (lambda: cases.record_facts("child", words, {"sex": "f"}, by=OFFICER), "wrong_subject"),
        ):
            with pytest.raises(Refused) as refusal:
                send()
            assert [one.code for one in refusal.value.reasons] == [code]
        assert seen == []
        with pytest.raises(Refused):
            cases.open("path", subject={"child": words}, by=OFFICER)
    assert everything_kept(office) == before


@pytest.mark.parametrize("name", ["", "a\x00b", "\ud800", "x" * 65, "x" * LONG])
def test_what_cannot_be_an_id_is_not_there(office: Office, case: Case, name: str) -> None:
    cases = office.cases
    for look in (
        lambda: cases.get(name, by=OFFICER),
        lambda: cases.act(name, "refer", by=OFFICER, seen=1),
        lambda: cases.save(name, "referral", {}, by=OFFICER, seen=0),
        lambda: cases.show(case, name, by=OFFICER),
        lambda: cases.why(case, "referral", name, by=OFFICER),
        lambda: cases.settle(case, name, accept=True, by=MANAGER, seen=1),
        lambda: cases.open_file(case, name, by=OFFICER),
        lambda: cases.settle_file(case, name, clean=True),
    ):
        with pytest.raises(NotFound):
            look()
    for ask in (
        lambda: cases.act(case, name, by=OFFICER, seen=1),
        lambda: cases.save(case, name, {}, by=OFFICER, seen=0),
        lambda: cases.draft(case, name, by=OFFICER),
        lambda: cases.assign(case, name, "wendy", by=MANAGER, seen=1),
        lambda: cases.open(name, by=OFFICER),
        lambda: cases.record_facts(name, "P-1", {"sex": "f"}, by=OFFICER),
        lambda: cases.upload(case, "referral", name, "photo.png", b"", by=OFFICER),
    ):
        with pytest.raises(EngineError) as refusal:
            ask()
        assert not isinstance(refusal.value, NotFound)
        assert len(str(refusal.value)) < 300


# --- judged by its question -------------------------------------------------------------------------------------------


def test_what_does_not_suit_its_question_is_one_problem_at_it(office: Office, case: Case) -> None:
    before = everything_kept(office)

    for name, (field, given, code) in UNSUITABLE.items():
        with pytest.raises(Refused) as refusal:
            office.cases.act(case, "refer", {**REFERRED, field: given}, by=OFFICER, seen=1)
        told = [(one.code, one.path) for one in refusal.value.reasons if one.path == f"referral.{field}"]
        assert told == [(code, f"referral.{field}")], name
        assert len(refusal.value.reasons) <= 2, name  # what is unreadable counts as unanswered, so a rule may speak too
    assert everything_kept(office) == before


def test_a_hostile_id_of_a_row_is_replaced_by_one_of_ours(office: Office, case: Case) -> None:
    hostile = ("../../etc", "r1; DROP TABLE", "r" + "9" * 50, "r-1", "__proto__", "", 7, None, ["r1"], "r1", "r1")
    rows = [{"id": one, "person": "Kit"} for one in hostile[:5]]
    more = [{"id": one, "person": "Kit"} for one in hostile[6:]]

    for given in (rows, more):
        with pytest.raises(Refused):
            office.cases.act(case, "refer", {**REFERRED, "people": [*given, *given]}, by=OFFICER, seen=1)
        view = office.cases.save(case, "referral", {"people": given}, by=OFFICER, seen=given is more)
        people = question(view, "people").value
        assert isinstance(people, list)
        ids = [str(row["id"]) for row in people if isinstance(row, dict)]
        assert len(set(ids)) == len(ids) == 5
        assert all(one.isascii() and one.isidentifier() and len(one) <= 64 for one in ids)


@pytest.mark.parametrize("given", ["-0", "-0.00", "-0.000000"])
def test_minus_nothing_is_kept_as_nothing(office: Office, case: Case, given: str) -> None:
    case = office.cases.act(case, "refer", {**REFERRED, "cost": given, "missing": "-0"}, by=OFFICER, seen=1).case

    view = office.cases.show(case, "referral", by=OFFICER)
    assert question(view, "cost").value == given.removeprefix("-")
    assert question(view, "missing").value == 0


def test_text_that_is_only_unusual_is_kept_as_it_is_on_both_databases(office: Office, case: Case) -> None:
    name = "Zo\u00eb O\u2019Example \U0001f3e1 \u202eelpmaxE"
    case = office.cases.act(case, "refer", {**REFERRED, "child_name": name}, by=OFFICER, seen=1).case

    assert question(office.cases.show(case, "referral", by=OFFICER), "child_name").value == name
