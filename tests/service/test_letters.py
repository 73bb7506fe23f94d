"""Letters of a case: drawn up by a step, the same for ever, for the eyes they are for, and never without a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine import Actor, Case, Database, NotFound, Outcome
from engine.cases.events import LetterDrawn
from engine.cases.letters import LeftOut
from engine.cases.values import Answers, Json
from engine.definitions.sidecars import source_of
from engine.service.letters import LetterView
from engine.store import tables as t
from tests.support import GUEST, LITTLE, MANAGER, OFFICER, REFERRED, Office

LETTER = """\
---
letter: heard
title: What you told us
audience: [family, officer]
uses:
  - referral.child_name
  - referral.where
  - referral.held_on
  - referral.people.young
  - child.born
  - deadlines.refer.due
  - case.worker
  - letter.date
  - letter.by
---
On {{ letter.date }} {{ letter.by }} heard about {{ referral.child_name }}, born {{ child.born }}.

Where: {{ referral.where }}{% if "school" in referral.where %} (a school){% endif %}. Held: {{ referral.held_on }}.
Due: {{ deadlines.refer.due }}. Worker: {{ case.worker }}.

{% for one in referral.people %}
- {{ one.young }}
{% endfor %}
"""
PATH = "workflow_definitions/letters/heard.md"


def lettered(letter: str = LETTER) -> Mapping[str, bytes]:
    files = {name: content.decode() for name, content in LITTLE.items()}
    files["casepath.yaml"] = files["casepath.yaml"].replace(
        "case_roles:", "  family: {title: The family, external: true}\ncase_roles:"
    )
    referral, record = "form_schemas/referral.yaml", "form_schemas/records/child.yaml"
    files[referral] = files[referral].replace("view: [officer, worker]", "view: [officer, worker, family]")
    files[referral] = files[referral].replace("        label: Level\n", "        label: Level\n        view: officer\n")
    files[referral] = files[referral].replace("subject: child\n", "subject: child\ncorrect: {by: officer}\n", 1)
    files[record] = files[record].replace("view: [officer, worker]", "view: [officer, worker, family]")
    flow = "workflow_definitions/path.yaml"
    files[flow] = files[flow].replace("goes: waiting\n", "notify: {letter: heard}\n        goes: waiting\n", 1)
    return {**{name: text.encode() for name, text in files.items()}, PATH: letter.encode()}


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database, files=lettered())


def heard(office: Office, subject: str = "P-1", **more: Json) -> Outcome:
    office.cases.record_facts("child", subject, {"born": "2011-05-04"}, by=OFFICER)
    case = office.cases.open("path", subject={"child": subject}, by=OFFICER).case
    people: Json = [{"person": "Ann Example", "young": "yes", "school_name": "Northlea"}]
    answers: Answers = {**REFERRED, "people": people, **more}
    return office.cases.act(case, "refer", answers, by=OFFICER, seen=case.version)


def text_of(office: Office, case: Case, *, by: Actor = OFFICER, language: str | None = None) -> str:
    (view,) = office.cases.letters(case, by=by)
    return office.cases.letter(case, view.id, by=by, as_="text", language=language).content.decode()


def test_an_action_draws_a_letter_up_and_the_history_says_for_whom(office: Office) -> None:
    outcome = heard(office)

    assert LetterDrawn("heard", ("family", "officer")) in outcome.events
    (view,) = office.cases.letters(outcome.case, by=OFFICER)
    assert view == LetterView(
        id="heard.2",
        letter="heard",
        title="What you told us",
        roles=("family", "officer"),
        to="The family, Officer",
        at=office.clock.now(),
        by="olive",
        version="1.0.0",
    )
    lines = [line for one in office.cases.timeline(outcome.case, by=OFFICER) for line in one.lines]
    assert '"What you told us" drawn up for: The family, Officer' in lines


def test_a_letter_says_answers_facts_and_time_limits_in_words(office: Office) -> None:
    said = text_of(office, heard(office).case)

    assert "On 12 March 2026 olive heard about Sam Example, born 4 May 2011." in said
    assert "Where: School (a school). Held: 12 March 2026. Due: 16 March 2026. Worker: Not answered yet." in said
    assert said.endswith("- Yes\n")
    assert "Ann Example" not in said


def test_a_letter_says_what_stood_when_it_was_drawn_up_whatever_was_changed_since(office: Office) -> None:
    case = heard(office).case
    before = text_of(office, case)

    office.clock.move(timedelta(minutes=1))
    office.cases.record_facts("child", "P-1", {"born": "2012-01-01"}, by=OFFICER)
    case = office.cases.correct(
        case, "referral", {**REFERRED, "child_name": "Kim Example"}, by=OFFICER, seen=case.version, reason="Name"
    ).case
    case = office.cases.act(case, "name_worker", by=MANAGER, seen=case.version, assigns={"worker": "olive"}).case

    assert text_of(office, case) == before


def test_a_letter_is_read_by_those_it_is_for_and_by_nobody_who_may_not_read_what_it_quotes(database: Database) -> None:
    files = dict(lettered())
    files["workflow_definitions/path.yaml"] = files["workflow_definitions/path.yaml"].replace(
        b"view: [officer, worker]\nchecks", b"view: [officer, worker, guest]\nchecks"
    )
    office = Office(database, files=files)
    case = heard(office).case

    assert office.cases.letters(case, by=GUEST) == ()
    for name in ("heard.2", "heard.1", "other.2", "", "heard"):
        with pytest.raises(NotFound):
            office.cases.letter(case, name, by=GUEST)
    with pytest.raises(NotFound):
        office.cases.letter(case, "heard.3", by=OFFICER)
    with pytest.raises(NotFound):
        office.cases.letters(case, by=Actor("nobody", roles=["social_worker"]))
    assert len(office.cases.letters(case, by=MANAGER)) == 1


def test_whoever_sends_a_letter_sees_what_it_leaves_out_and_no_answer_with_it(office: Office) -> None:
    case = heard(office).case

    letter = office.cases.letter(case, "heard.2", by=OFFICER, as_="text")

    assert LeftOut("Referral", "Where is the harm?", theirs=True) in letter.left_out
    assert LeftOut("Referral", "Level", theirs=False) in letter.left_out
    assert "Name" not in {one.label for one in letter.left_out}
    assert "Sam" not in f"{letter!r} {letter.left_out}"


def test_reading_a_letter_is_on_record_before_it_is_drawn(office: Office) -> None:
    case = heard(office).case

    office.cases.letter(case, "heard.2", by=MANAGER)

    with office.database.connection() as connection:
        rows = connection.execute(sa.select(t.look).where(t.look.c.surface == "letter")).mappings().all()
    assert [(row["person"], row["thing"], row["case_id"]) for row in rows] == [("mo", "heard.2", case.id)]


@pytest.mark.parametrize("shape", ["html", "pdf", "docx"])
def test_a_letter_comes_as_a_page_a_pdf_or_a_docx(office: Office, shape: str) -> None:
    case = heard(office).case

    content = office.cases.letter(case, "heard.2", by=OFFICER, as_=shape).content  # type: ignore[arg-type]  # a shape by its name

    assert content[:4] == {"html": b"<!do", "pdf": b"%PDF", "docx": b"PK\x03\x04"}[shape]


def test_nothing_of_what_a_letter_says_is_kept_a_second_time(office: Office) -> None:
    marker = "Mark Example"
    case = heard(office, child_name=marker).case

    with office.database.connection() as connection:
        step = connection.execute(sa.select(t.step.c.events).where(t.step.c.version == case.version)).scalar_one()
    assert marker not in step


@pytest.mark.parametrize(("translated", "said"), [(True, "Ar 12 Mawrth 2026"), (False, "On 12 March 2026")])
def test_a_letter_is_in_one_language_that_of_its_text(database: Database, translated: bool, said: str) -> None:
    files = dict(lettered())
    files["casepath.yaml"] += b"languages: {also: cy}\n"
    english = LETTER.split("---\n")[2].strip()
    welsh = english.replace("On {{", "Ar {{")
    if translated:
        head = f"---\nletter: heard\nlanguage: cy\ntexts:\n  body:\n    source: {source_of(english)}\n---\n"
        files[PATH.replace(".md", ".cy.md")] = (head + welsh).encode()
    office = Office(database, files=files)
    case = heard(office).case

    text = text_of(office, case, language="cy")

    assert said in text
    assert ("Heb ei ateb eto" in text) is translated


def test_a_letter_that_is_gone_from_a_later_release_is_still_drawn_from_its_own(office: Office) -> None:
    case = heard(office).case
    later = Office(office.database, files=lettered(LETTER.replace("What you told us", "Another title")))

    (view,) = later.cases.letters(case, by=OFFICER)

    assert replace(view, at=office.clock.now()).title == "What you told us"


def test_an_answer_that_is_erased_is_gone_from_the_letters_that_quoted_it(database: Database) -> None:
    files = dict(lettered())
    referral = "form_schemas/referral.yaml"
    keep = b"subject: child\nkeep: {submitted: 6 years, then: erase}\n"
    files[referral] = files[referral].replace(b"subject: child\n", keep, 1)
    office = Office(database, files=files)
    case = heard(office).case
    case = office.cases.act(case, "decide", {"outcome": "close"}, by=MANAGER, seen=case.version).case
    office.clock.move(timedelta(days=7 * 366))
    keeping = office.engine.keeping(database)
    erasure = keeping.approve(keeping.propose(by=Actor("ann")).id, by=Actor("ben")).id

    assert "Sam Example" in text_of(office, case)
    assert keeping.run(erasure).done == 1

    said = text_of(office, case)
    assert "Sam Example" not in said
    assert "heard about No longer kept" in said
