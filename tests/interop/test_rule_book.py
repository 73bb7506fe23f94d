"""The rule book says every question, condition and rule in the form's own words, and none of them is markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.interop.outline import Fact, Part, as_html, as_markdown
from engine.interop.rule_book import rule_book
from engine.interop.saying import said
from tests.interop.questions import EVERY_TYPE, expression
from tests.support import definition_of, little, little_with, national

HOSTILE = (
    "<script>alert(1)</script>",
    "# heading",
    "[a](b)",
    "`code`",
    "a & b &lt; c",
    "two\nlines",
    "* x",
    "**bold**",
)


class _Tags(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def parsed(page: str) -> _Tags:
    reader = _Tags()
    reader.feed(page)
    return reader


def parts_of(book: Part) -> Iterator[Part]:
    yield book
    for part in book.parts:
        yield from parts_of(part)


def facts(book: Part, name: str) -> dict[str, str]:
    """Return what is said of the question or rule *name*."""
    found = next(one for one in parts_of(book) if one.id == name)
    return {one.name: " ".join([one.words, *one.items]) for one in found.facts}


@pytest.mark.parametrize("form", ["contact_referral", "context_referral"])
def test_every_question_and_every_rule_has_its_entry_in_order(form: str) -> None:
    book, made = rule_book(national(), form), national().forms[form]
    ids = [one.id for one in parts_of(book)]

    questions = [name for one in made.fields for name in (one.id, *(one.row.by_id if one.row else ()))]
    assert [name for name in ids if name in questions] == questions
    rules = [one.id for one in made.rules]
    assert [name for name in ids if name in rules] == rules


def test_a_question_says_when_it_is_asked_and_when_it_must_be_answered() -> None:
    told = facts(rule_book(national(), "contact_referral"), "no_agreement_reason")

    assert told["Asked when"] == '"Do they agree to help being offered?" is not "Yes".'
    assert told["Must be answered"] == 'for "Record the contact".'
    assert "at most 300 words" in told["Answer"]


def test_a_page_says_once_who_fills_it_who_reads_it_and_when() -> None:
    book = rule_book(national(), "contact_referral")
    page = facts(book, "outside_home")

    assert page["Asked when"] == '"Is harm outside the home suspected?" is not "No".'
    assert page["Filled in by"] == 'MASH officer, for "Finish the screening"'
    assert page["Read by"] == "MASH officer, MASH manager, Service manager, Allocated worker"
    assert "Asked when" not in facts(book, "harm_types")
    assert "Read by" not in facts(book, "harm_types")


def test_a_form_says_who_corrects_it_and_who_withdraws_it_and_whether_they_say_why() -> None:
    settings = "correct: {by: officer}\nwithdraw: {by: manager, reason: optional}\n"
    files = little_with(form=("view: [officer, worker]\npages:", f"view: [officer, worker]\n{settings}pages:"))

    told = facts(rule_book(definition_of(files), "referral"), "referral")

    assert told["Corrected by"] == "Officer, with a reason"
    assert told["Withdrawn by"] == "Manager, with or without a reason"


def test_a_question_for_other_eyes_than_its_page_says_so() -> None:
    line = "      note: {type: long_text, label: Note}\n"
    files = little_with(form=(line, "      note: {type: long_text, label: Note, view: manager, edit: manager}\n"))

    told = facts(rule_book(definition_of(files), "referral"), "note")

    assert told["Read by"] == "Manager"


def test_options_are_listed_with_the_conditions_on_which_they_are_offered() -> None:
    told = facts(rule_book(little(), "referral"), "outcome")

    assert 'Act (offered when "Level" is at least "High")' in told["Answer"]


def test_what_is_copied_worked_out_or_shown_says_from_where() -> None:
    book = rule_book(national(), "contact_referral")

    assert facts(book, "sex")["Copied from"].startswith('"Sex" in the record "Child or young person"')
    assert "Someone must confirm or change it" in facts(book, "sex")["Copied from"]
    assert facts(book, "nfa_flag")["Worked out, not asked"].startswith('"Yes" when "Decision" includes')
    assert "Shown, not asked" in facts(book, "history_summary")


def test_a_rule_says_when_what_and_whether_the_form_can_still_be_sent() -> None:
    book = rule_book(little(), "referral")

    told = facts(book, "high_is_not_home")
    assert told["When"] == '"Level" is "High".'
    assert told["Must be so"].startswith('"Where is the harm?" is not')
    assert told["Then"] == "the form cannot be sent."
    assert facts(book, "low_act")["Then"] == "the form can still be sent."
    assert facts(book, "harm")["Rule"] == "1, below"


def test_every_type_of_question_says_what_it_may_be() -> None:
    book = rule_book(definition_of(EVERY_TYPE), "everything")

    assert all(facts(book, one.id)["Answer"] for one in definition_of(EVERY_TYPE).forms["everything"].fields)
    assert facts(book, "worry")["Answer"] == "A place on a scale from 0 to 10."
    assert "Eats; Sleeps" in facts(book, "signs")["Answer"]
    assert facts(book, "born")["Instead of an answer"] == "Not known; Declined to say."


CONDITIONS = [
    ("not answered(name)", '"Name" is not answered'),
    ("level in [low, high]", '"Level" is "Low" or "High"'),
    ("level not in [low, high]", '"Level" is neither "Low" nor "High"'),
    ("not (level == low and answered(name))", 'it is not so that ("Level" is "Low" and "Name" is answered)'),
    ('seen_on < "2026-03-02"', '"Seen on" is before 2 March 2026'),
    ("1 < visits <= 3", '1 is below "Visits" and "Visits" is at most 3'),
    ("visits + 1 - 2 == -3", '"Visits" + 1 - 2 is -3'),
    ("count(people, role == parent) > 2", 'the number of "People" with "Role" is "Parent" is above 2'),
    ("any(people, form.visits > age)", 'for at least one of "People": "Visits" is above "Age"'),
    ('contains(lower(name), "x")', '"Name" in small letters has "x" in it'),
    ("years_between(seen_on, today()) >= 2", 'the full years from "Seen on" to today is at least 2'),
    ("default(visits, 0) * 2 > 1", '"Visits", or 0 where it is not answered, times 2 is above 1'),
    ("level == low or (visits == 1 and visits == 2)", '"Level" is "Low" or ("Visits" is 1 and "Visits" is 2)'),
]


@pytest.mark.parametrize(("text", "words"), CONDITIONS)
def test_a_condition_is_said_in_words(text: str, words: str) -> None:
    made, label = expression(text)

    assert said(made, label) == words


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_shown_as_it_was_written(title: str) -> None:
    book = Part(title, "id", (title,), (Fact(title, title, (title,)),), (Part(title),))
    plain = Part("x", "id", ("x",), (Fact("x", "x", ("x",)),), (Part("x"),))

    page = parsed(as_html(book))
    assert page.tags == parsed(as_html(plain)).tags
    assert page.texts.count(" ".join(title.split())) >= 5
    assert len(as_markdown(book).splitlines()) == len(as_markdown(plain).splitlines())


@given(some.text(max_size=60))
def test_no_words_add_a_tag_or_a_line(title: str) -> None:
    book = Part(title, said=(title,), facts=(Fact(title, title),))
    plain = Part("x", said=("x",), facts=(Fact("x", "x"),))

    assert parsed(as_html(book)).tags == parsed(as_html(plain)).tags
    assert as_markdown(book).count("\n") == as_markdown(plain).count("\n")
    as_html(book).encode()


def test_the_page_stands_alone_and_says_its_language() -> None:
    page = as_html(rule_book(national(), "contact_referral"))

    assert page.startswith('<!DOCTYPE html>\n<html lang="en-GB">')
    assert not re.search(r"https?:|src=|<link|<script|@import|url\(", page)
    levels = [int(tag[1]) for tag in parsed(page).tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
