"""A form on paper asks what the form asks, of the same hands and in the same order, and can be filled in by anybody."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from engine.cases.compiled import Definition
from engine.interop.blank_form import BlankForm, Question, blank_form
from engine.interop.paper import as_html
from engine.interop.paper_text import as_text
from tests.interop.questions import EVERY_TYPE
from tests.support import definition_of, little, little_with, national

FORMS = ("contact_referral", "context_referral")


class _Controls(HTMLParser):
    """The boxes and labels of a page, and which stand in which."""

    def __init__(self) -> None:
        super().__init__()
        self.boxes: list[dict[str, str | None]] = []
        self.labelled: list[str | None] = []
        self.open: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "input":
            self.boxes.append(dict(attrs))
        elif tag == "label":
            self.labelled.append(dict(attrs)["for"])
        if tag not in ("input", "meta"):
            self.open[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        self.open[tag] -= 1


def controls(page: str) -> _Controls:
    reader = _Controls()
    reader.feed(page)
    return reader


def questions(form: BlankForm) -> list[Question]:
    return [one for sheet in form.sheets for one in sheet.questions]


def asked(definition: Definition, form: str) -> list[str]:
    made = definition.forms[form]
    return [one.definition.label for one in made.fields if one.asks or one.row is not None]


@pytest.mark.parametrize("form", FORMS)
def test_every_question_that_a_person_answers_is_on_paper_once_in_order(form: str) -> None:
    drawn = questions(blank_form(national(), form))

    assert [one.title for one in drawn] == asked(national(), form)
    assert [one.number for one in drawn] == [str(number) for number in range(1, len(drawn) + 1)]


def test_a_page_says_which_hand_fills_it_and_when() -> None:
    sheets = {one.title: one for one in blank_form(national(), "contact_referral").sheets}

    assert sheets["Decision"].filled_by == 'MASH manager, for "Record the decision"'
    assert sheets["Harm outside the home"].notes == (
        'Fill in this page only if "Is harm outside the home suspected?" is not "No".',
    )


def test_a_page_for_two_hands_is_two_sheets() -> None:
    line = "      note: {type: long_text, label: Note}\n"
    files = little_with(form=(line, "      note: {type: long_text, label: Note, for: refer}\n"))

    sheets = [one for one in blank_form(definition_of(files), "referral").sheets if one.title == "Decision"]

    assert [(one.filled_by, [each.title for each in one.questions]) for one in sheets] == [
        ('Manager, for "Decide"', ["Outcome"]),
        ('Officer, for "Refer"', ["Note"]),
    ]


def test_a_question_says_when_it_is_answered_and_when_it_must_be() -> None:
    drawn = {one.title: one for one in questions(blank_form(national(), "contact_referral"))}

    assert drawn["Referrer's name"].notes == ('Only if "Does the referrer want to stay anonymous?" is "No".',)
    assert drawn["Referrer's name"].must == "must be answered"
    assert drawn["Sex"].must == 'needed for "Record the contact"'
    assert "At most 800 words." in drawn["What has happened?"].hints


def test_options_are_boxes_to_tick_and_old_ones_are_left_out() -> None:
    files = little_with(levels=("low: {label: Low, points: 1}", "low: {label: Low, points: 1, retired: 1.0.0}"))
    drawn = {one.title: one for one in questions(blank_form(definition_of(files), "referral"))}

    assert drawn["Level"].options == ("Middle", "High")
    assert "- [ ] Middle" in as_text(blank_form(definition_of(files), "referral"))


def test_what_only_a_computer_can_do_is_not_on_paper() -> None:
    titles = [one.title for one in questions(blank_form(national(), "contact_referral"))]

    assert "Referral that ended with no further action" not in titles
    assert "Earlier contacts with this child" not in titles


def test_a_row_of_many_questions_is_printed_once_and_a_short_one_twice() -> None:
    drawn = {one.title: one for one in questions(blank_form(national(), "contact_referral"))}

    assert drawn["Where, or among whom?"].copies == 1
    assert drawn["Platforms, games and accounts"].copies == 2
    assert [one.title for one in drawn["Workers already involved"].inner] == [
        "Name",
        "Agency",
        "Role",
        "How to reach them",
    ]


def test_every_type_of_question_has_room_for_its_answer() -> None:
    form = blank_form(definition_of(EVERY_TYPE), "everything")
    page, text = as_html(form), as_text(form)

    assert {one.space for one in questions(form)} >= {"line", "lines", "grid", "address", "partial_date", "duration"}
    assert "none" not in {one.space for one in questions(form)}
    for words in ("This is a guess", "Or, instead of an answer:", "Declined to say", "Eats", "months", "From 0 to 10"):
        assert words in page
        assert words in text


@pytest.mark.parametrize("form", FORMS)
def test_every_box_has_its_label_and_every_tag_is_closed(form: str) -> None:
    found = controls(as_html(blank_form(national(), form)))

    named = [one["id"] for one in found.boxes if "aria-label" not in one]
    assert len(named) == len(set(named))
    assert named == found.labelled
    assert set(found.open.values()) == {0}
    assert found.open["fieldset"] == found.open["legend"]


def test_the_page_stands_alone_and_sends_nothing() -> None:
    page = as_html(blank_form(national(), "contact_referral"))

    assert '<html lang="en-GB">' in page
    assert "<form" not in page
    assert not re.search(r"https?:|src=|<link|<script|@import|url\(", page)


def test_paper_needs_no_colour_and_no_background() -> None:
    page = as_html(blank_form(national(), "contact_referral"))
    colours = set(re.findall(r"#[0-9a-f]{3,6}\b", page.partition("</style>")[0]))

    assert colours <= {"#000", "#222", "#fff"}
    assert "background-image" not in page


def test_a_hostile_label_is_text_on_paper() -> None:
    files = little_with(form=("label: Level\n", 'label: "<b>Level</b> [x](y)"\n'))
    form = blank_form(definition_of(files), "referral")

    assert "&lt;b&gt;Level&lt;/b&gt;" in as_html(form)
    assert r"\<b\>Level\</b\> \[x\](y)" in as_text(form)
    assert blank_form(little(), "referral").title == form.title


def test_a_unit_is_said_once() -> None:
    counted = {one.title: one for one in questions(blank_form(national(), "contact_referral"))}[
        "Times missing or away in the last 90 days"
    ]

    assert counted.unit == "times"
    assert counted.hints == ()
