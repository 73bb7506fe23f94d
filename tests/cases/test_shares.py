"""A partner is sent exactly the answers that a share names, whatever else the form holds."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.cases.compiled import Definition
from engine.cases.shares import shared_answers
from engine.cases.values import Answers
from engine.checks import check
from engine.checks.book import Book
from engine.definitions.assemble import assemble
from engine.interop.outline import as_markdown
from engine.interop.question_explained import explain_field
from engine.interop.rule_book import rule_book
from tests.cases.test_settings import worked_out
from tests.support import REFERRED, definition_of, little_with

SHARE = """\
share:
  police:
    to: [guest, manager]
    fields: [FIELDS]
    basis: legal_obligation
"""
PEOPLE: Answers = {
    "people": [
        {"id": "r1", "person": "Ann Example", "young": "yes", "school_name": "North"},
        {"id": "r2", "person": "Ben Example", "young": "no"},
        {"id": "r3", "person": "Cat Example"},
    ]
}
EVERYTHING = ("child_name", "sex", "harm", "where", "where_other", "park_name", "level", "score", "held_on", "missing")


@cache
def sharing(*fields: str) -> Definition:
    whole = little_with(
        form=("rules:\n", SHARE.replace("FIELDS", ", ".join(fields)) + "rules:\n"),
    )
    text = whole["form_schemas/referral.yaml"].decode()
    text = text.replace("none: None of these", "none: None of these\n        other: Somewhere else")
    text = text.replace("label: Times missing", "label: Times missing\n        no_answer: not_known")
    return definition_of({**whole, "form_schemas/referral.yaml": text.encode()})


def sent(fields: tuple[str, ...], answers: Answers) -> Answers:
    """Return what the police are sent of the answers that submitting keeps."""
    definition = sharing(*fields)
    form = definition.forms["referral"]
    return shared_answers(form, form.shares["police"], worked_out(definition, answers).answers)


def test_a_partner_is_sent_what_the_share_names_in_the_order_of_the_form() -> None:
    answers = {**REFERRED, "missing": 4, "held_on": "2026-03-11"}

    assert list(sent(("level", "missing", "child_name"), answers).items()) == [
        ("child_name", "Sam Example"),
        ("level", "high"),
        ("missing", 4),
    ]


def test_what_is_worked_out_is_sent_and_what_is_hidden_or_not_answered_is_not() -> None:
    answers = {**REFERRED, "missing": {"no_answer": "not_known"}}

    assert sent(("score", "park_name", "sex", "missing", "where_other"), answers) == {"score": 3}


def test_the_words_beside_an_answer_are_sent_only_by_their_own_name() -> None:
    answers = {**REFERRED, "where": ["other"], "where_other": "Behind the Example Hall"}

    assert sent(("where",), answers) == {"where": ["other"]}
    assert sent(("where_other",), answers) == {"where_other": "Behind the Example Hall"}


def test_rows_are_sent_whole_by_their_name_and_cell_by_cell_by_theirs() -> None:
    answers = {**REFERRED, **PEOPLE}

    assert [row["person"] for row in sent(("people",), answers)["people"]] == [  # type: ignore[index,union-attr,call-overload]  # rows are a list of objects
        "Ann Example",
        "Ben Example",
        "Cat Example",
    ]
    assert sent(("people.school_name", "people.young"), answers) == {
        "people": [{"id": "r1", "young": "yes", "school_name": "North"}, {"id": "r2", "young": "no"}]
    }
    assert sent(("people.school_name",), {**REFERRED, "people": [{"person": "Ann Example"}]}) == {}


@given(some.sets(some.sampled_from([*EVERYTHING, "people", "people.person", "people.young"]), min_size=1))
def test_no_partner_is_ever_sent_more_than_the_share_names(fields: set[str]) -> None:
    answers = {**REFERRED, **PEOPLE, "missing": 4, "sex": "f", "where": ["park"], "park_name": "Long Example Park"}
    form = sharing(*EVERYTHING).forms["referral"]
    whole = worked_out(sharing(*EVERYTHING), answers).answers
    named = frozenset(tuple(one.split(".")) for one in fields)
    share = form.shares["police"]
    narrowed = type(share)(share.id, share.title, share.to, named, share.basis)

    shared = shared_answers(form, narrowed, whole)

    for name, value in shared.items():
        if (name,) in named:
            assert value == whole[name]
            continue
        cells = {path[1] for path in named if path[0] == name and len(path) > 1}
        assert isinstance(value, list)
        assert all(isinstance(row, dict) and row.keys() <= {"id", *cells} for row in value)
    assert shared.keys() == {path[0] for path in named} & whole.keys()


def test_a_share_says_whom_it_is_for() -> None:
    share = sharing("level").forms["referral"].shares["police"]

    assert (share.title, share.basis) == ("Manager, Guest", "legal_obligation")
    assert share.to == {"guest", "manager"}


def test_the_rule_book_says_what_partners_are_sent() -> None:
    told = as_markdown(rule_book(sharing("level", "people.person"), "referral"))

    assert "## What partners are sent" in told
    assert "### To: Manager, Guest (`police`)" in told
    assert "- Answers:\n  - Level\n  - People \\> Person\n- Basis: a legal obligation" in told


def test_explain_says_to_whom_an_answer_is_sent_with_its_rows_or_alone() -> None:
    files = little_with(form=("rules:\n", SHARE.replace("FIELDS", "level, people") + "rules:\n"))
    assembled = assemble(files)
    assert assembled.configuration is not None
    book = Book(assembled.configuration, assembled.origins, definition_of(files))

    def told(*path: str) -> list[str]:
        return [one.words for one in explain_field(book, "referral", *path).lines]

    assert "sent to: Manager, Guest" in told("level")
    assert "sent to: Manager, Guest" in told("people", "person")
    assert "sent to: Manager, Guest" not in told("harm")


@pytest.mark.parametrize("to", ["worker", "everyone"])
def test_a_share_may_be_for_whoever_holds_a_place_on_the_case_or_for_a_group(to: str) -> None:
    share = SHARE.replace("[guest, manager]", to).replace("FIELDS", "level")
    files = little_with(
        form=("rules:\n", share + "rules:\n"),
        manifest=("subjects:\n", "groups: {everyone: [guest, worker]}\nsubjects:\n"),
    )

    assert not [one for one in check(assemble(files)).findings if one.is_error]
