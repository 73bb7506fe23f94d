"""What is said: templates with their parts, lists, days, and numbers with what they count."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Literal

import pytest
from babel import Locale
from babel.dates import get_day_names, get_month_names
from babel.units import format_unit
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import CaseChanged, NotFound
from engine.sentences.catalogue import Noun
from engine.sentences.dates import long_day, long_moment, plain_day
from engine.sentences.languages import LANGUAGES, catalogue
from engine.sentences.say import Counted, Sentence, all_of, any_of, either, listing, say

OURS = ("en", "cy")
ANSWER = 'Not answered yet: "{field}" in "{form}".'


def test_a_sentence_is_said_in_the_language_asked_for_with_labels_as_they_are() -> None:
    assert say("en", ANSWER, field="Outcome", form="Record") == 'Not answered yet: "Outcome" in "Record".'
    assert say("cy", ANSWER, field="Outcome", form="Record") == 'Heb ei ateb eto: "Outcome" yn "Record".'


def test_a_region_has_the_sentences_of_its_language_and_an_unknown_language_english() -> None:
    assert say("cy-GB", "Yes") == say("cy", "Yes") == "Ie"
    assert say("pl", "Yes") == say("", "Yes") == "Yes"


def test_the_marked_language_shows_what_is_translated_and_what_is_a_councils() -> None:
    assert say("en-XA", ANSWER, field="Outcome", form="Record") == '[Not answered yet: "Outcome" in "Record".]'


@given(label=st.text(), language=st.sampled_from(sorted(LANGUAGES)))
def test_a_label_is_said_as_it_is_whatever_it_holds(label: str, language: str) -> None:
    assert f'"{label}"' in say(language, ANSWER, field=label, form="{form} {0} {{ %s")
    assert '"{form} {0} {{ %s"' in say(language, ANSWER, field=label, form="{form} {0} {{ %s")


def test_a_part_can_be_a_sentence_or_a_number_of_its_own_language() -> None:
    assert say("cy", '"{field}": {problem}', field="A", problem=Sentence("Write text here.")) == (
        '"A": Ysgrifennwch destun yma.'
    )
    assert say("en", "Use at most {most}.", most=Counted(2000, "characters")) == "Use at most 2,000 characters."
    assert say("en", '"{field}": give at least {count}.', field="A", count=2) == '"A": give at least 2.'


@pytest.mark.parametrize(
    ("count", "english", "welsh"),
    [
        (0, "0 years", "0 mlynedd"),
        (1, "1 year", "1 flwyddyn"),
        (2, "2 years", "2 flynedd"),
        (3, "3 years", "3 blynedd"),
        (6, "6 years", "6 blynedd"),
        (25, "25 years", "25 mlynedd"),
    ],
)
def test_what_is_counted_takes_the_form_that_its_language_has_for_the_number(
    count: int, english: str, welsh: str
) -> None:
    assert (Counted(count, "years").said("en"), Counted(count, "years").said("cy")) == (english, welsh)


@pytest.mark.parametrize("language", OURS)
@given(count=st.integers(0, 10_000))
def test_the_form_for_a_number_is_the_one_that_cldr_has(language: str, count: int) -> None:
    assert catalogue(language).plural(count) == Locale.parse(language).plural_form(count)


@pytest.mark.parametrize("language", OURS)
def test_no_noun_has_a_form_that_its_language_does_not_know(language: str) -> None:
    known = {*Locale.parse(language).plural_form.tags, "other"}

    assert {form for forms in catalogue(language).nouns.values() for form in forms} <= known


@pytest.mark.parametrize("language", OURS)
@pytest.mark.parametrize("noun", ["years", "months", "weeks", "hours"])
@given(count=st.integers(0, 999))
def test_lengths_of_time_are_said_as_cldr_says_them(language: str, noun: Noun, count: int) -> None:
    unit = f"duration-{noun.removesuffix('s')}"
    # CLDR's Welsh keeps its whole words for these two under "short"; "long" refers to them.
    length: Literal["short", "long"] = "short" if language == "cy" and noun in ("months", "hours") else "long"

    assert Counted(count, noun).said(language) == format_unit(count, unit, length, locale=language)


@pytest.mark.parametrize("language", OURS)
def test_days_and_months_are_those_of_cldr(language: str) -> None:
    days, months = get_day_names("wide", "format", language), get_month_names("wide", "format", language)

    assert catalogue(language).weekdays == tuple(days[number] for number in range(7))
    assert catalogue(language).months == tuple(months[number] for number in range(1, 13))


@pytest.mark.parametrize("language", OURS)
def test_numbers_are_grouped_as_cldr_groups_them(language: str) -> None:
    assert catalogue(language).thousands == Locale.parse(language).number_symbols["latn"]["group"]


def test_a_day_and_a_moment_are_said_in_full() -> None:
    day, moment = date(2026, 3, 13), datetime(2025, 12, 18, 16, 40, tzinfo=UTC)

    assert (plain_day("en", day), plain_day("cy", day)) == ("13 March 2026", "13 Mawrth 2026")
    assert (long_day("en", day), long_day("cy", day)) == ("Friday 13 March 2026", "Dydd Gwener 13 Mawrth 2026")
    assert long_moment("en", moment) == "16:40 on Thursday 18 December 2025"
    assert long_moment("cy", moment) == "16:40, Dydd Iau 18 Rhagfyr 2025"


def test_lists_are_joined_as_the_language_joins_them() -> None:
    assert listing("en", "abc") == listing("cy", "abc") == "a, b, c"
    assert (listing("en", "abcd", at_most=2), listing("cy", "abcd", at_most=2)) == (
        "a, b and 2 more",
        "a, b (+ 2 arall)",
    )
    assert (listing("en", []), either("en", ["a"]), all_of("en", ["a"])) == ("", "a", "a")
    assert (either("en", "abc"), either("cy", "abc")) == ("a, b or c", "a, b neu c")
    assert (all_of("en", "abc"), all_of("cy", "ab")) == ("a and b and c", "a a hefyd b")
    assert (any_of("en", "abc"), any_of("cy", "ab")) == ("a or b or c", "a neu b")


def test_whoever_was_second_is_told_in_their_language_who_was_first() -> None:
    at = datetime(2026, 3, 13, 11, 5, tzinfo=UTC)
    welsh = CaseChanged(reference="X", by="max", at=at, what='gwnaed "A"', version=2, language="cy")

    assert str(CaseChanged(reference="X", by="max", at=at, what='"A" was done', version=2)) == (
        'max was first: "A" was done at 11:05 on 13 March 2026. Look at the case again before you go on.'
    )
    assert str(welsh) == (
        'max oedd yn gyntaf: gwnaed "A" am 11:05, 13 Mawrth 2026. Edrychwch ar yr achos eto cyn mynd ymlaen.'
    )


def test_what_is_not_there_is_so_in_every_language() -> None:
    assert str(NotFound()) == NotFound().said("en") == "We cannot find that record."
    assert NotFound().said("cy") == "Ni allwn ddod o hyd i'r cofnod hwnnw."
