"""A case is one in every language: each person reads it in theirs, and what is kept is the same."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from engine import Database, Refused, UnknownLanguage
from engine.cases.state import Case
from tests.bilingual import BILINGUAL, ENGLISH
from tests.support import MANAGER, OFFICER, REFERRED, Office


@pytest.fixture
def office(database: Database) -> Office:
    """An office of the little council, which has Welsh."""
    return Office(database, files=BILINGUAL)


def opened(office: Office) -> Case:
    return office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case


def translated(files: Mapping[str, bytes], path: str, old: str, new: str) -> dict[str, bytes]:
    text = files[path].decode()
    assert text.count(old) == 1
    return {**files, path: text.replace(old, new).encode()}


def test_the_engine_says_which_languages_there_are(office: Office) -> None:
    assert office.engine.definition.languages == ("en", "cy")
    assert office.engine.definition_in("cy").forms["referral"].definition.title == "Atgyfeiriad"
    assert office.engine.definition_in("en") is office.engine.definition


def test_a_language_is_compiled_once(office: Office) -> None:
    assert office.engine.definition_in("cy") is office.engine.definition_in("cy")


def test_what_can_be_done_is_said_in_the_language_of_who_asks(office: Office) -> None:
    case = opened(office)

    assert [one.title for one in office.cases.next(case, by=OFFICER)] == ["Refer", "Drop", "Record a visit"]
    welsh = office.cases.next(case, by=OFFICER, language="cy")
    assert [one.title for one in welsh] == ["Atgyfeirio", "Drop", "Cofnodi ymweliad"]


def test_a_form_is_asked_saved_and_shown_in_either_language(office: Office) -> None:
    case, cases = opened(office), office.cases

    asked = cases.draft(case, "referral", by=OFFICER, language="cy")
    saved = cases.save(case, "referral", {"harm": "home"}, by=OFFICER, seen=asked.draft_revision, language="cy")
    shown = cases.show(case, "referral", by=OFFICER, language="cy")
    english = cases.show(case, "referral", by=OFFICER)

    assert (asked.title, saved.title, shown.title, english.title) == ("Atgyfeiriad",) * 3 + ("Referral",)
    harm = {one.id: one for page in shown.pages for one in page.fields}["harm"]
    assert (harm.label, harm.value) == ("Ble mae'r niwed?", "home")


def test_a_submitted_form_is_read_in_either_language(office: Office) -> None:
    case = opened(office)
    case = office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=case.version, language="cy").case

    view = office.cases.show(case, "referral", by=OFFICER, language="cy")

    assert view.title == "Atgyfeiriad"


def test_a_refusal_quotes_titles_in_the_language_of_who_is_refused(office: Office) -> None:
    case = opened(office)

    with pytest.raises(Refused) as welsh:
        office.cases.act(case, "refer", {}, by=OFFICER, seen=case.version, language="cy")
    with pytest.raises(Refused) as english:
        office.cases.act(case, "refer", {}, by=OFFICER, seen=case.version)

    assert any("Ble mae'r niwed?" in one.text for one in welsh.value.reasons)
    assert any("Where is the harm?" in one.text for one in english.value.reasons)
    assert [one.code for one in welsh.value.reasons] == [one.code for one in english.value.reasons]
    assert [one.path for one in welsh.value.reasons] == [one.path for one in english.value.reasons]


def test_what_is_kept_is_the_same_whoever_acted_in_whichever_language(office: Office) -> None:
    kept = []
    for language in (None, "cy"):
        case = opened(office)
        case = office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=case.version, language=language).case
        case = office.cases.act(
            case, "decide", {"outcome": "close"}, by=MANAGER, seen=case.version, language=language
        ).case
        steps = office.cases.steps(case, by=OFFICER)
        kept.append((case.release, case.state, [[type(one).__name__ for one in step.events] for step in steps]))

    assert kept[0] == kept[1]


def test_history_deadlines_facts_and_reasons_are_said_in_the_language(office: Office) -> None:
    case = opened(office)
    office.cases.record_facts("child", "P-1", {"full_name": "Sam Example"}, by=OFFICER)
    case = office.cases.act(case, "visit", by=OFFICER, seen=case.version).case

    timeline = " ".join(line for one in office.cases.timeline(case, by=OFFICER, language="cy") for line in one.lines)
    [deadline] = office.cases.deadlines(case, by=OFFICER, language="cy")
    facts = office.cases.facts(case, by=OFFICER, language="cy")
    why = office.cases.why(case, "referral", "where", by=OFFICER, language="cy")

    assert "Cofnodi ymweliad" in timeline
    assert deadline.title == "Atgyfeiriad wedi'i wneud"
    assert [one.label for one in facts] == ["Enw llawn"]
    assert any("Ble mae'r niwed?" in one.because for one in why)


@pytest.mark.parametrize("language", ["pl", "", "CY"])
def test_a_language_there_is_not_is_refused_with_those_there_are(office: Office, language: str) -> None:
    case = opened(office)

    with pytest.raises(UnknownLanguage, match="Use one of: en, cy"):
        office.cases.next(case, by=OFFICER, language=language)
    with pytest.raises(ValueError, match="Use one of: en, cy"):
        office.engine.definition_in(language)


def test_a_case_keeps_the_words_it_was_opened_under(office: Office, database: Database) -> None:
    case = opened(office)
    corrected = translated(BILINGUAL, "workflow_definitions/path.cy.yaml", "Atgyfeirio", "Gwneud atgyfeiriad")
    later = Office(database, files=corrected, clock=office.clock)

    old = later.cases.next(case, by=OFFICER, language="cy")[0].title
    new = later.cases.next(opened(later), by=OFFICER, language="cy")[0].title

    assert (old, new) == ("Atgyfeirio", "Gwneud atgyfeiriad")


def test_a_case_from_before_there_was_a_translation_is_shown_as_it_was_written(database: Database) -> None:
    before = translated(ENGLISH, "casepath.yaml", "languages: {default: en, also: cy}\n", "")
    case = opened(Office(database, files=before))

    assert Office(database, files=BILINGUAL).cases.next(case, by=OFFICER, language="cy")[0].title == "Refer"


def test_a_text_that_changed_in_english_is_never_asked_in_its_old_words(database: Database) -> None:
    files = translated(
        BILINGUAL, "form_schemas/referral.yaml", "label: Where is the harm?", "label: Where was the harm?"
    )
    office = Office(database, files=files)

    view = office.cases.draft(opened(office), "referral", by=OFFICER, language="cy")

    labels = {one.id: one.label for page in view.pages for one in page.fields}
    assert labels["harm"] == "Where was the harm?"
    assert labels["child_name"] == "Enw"
