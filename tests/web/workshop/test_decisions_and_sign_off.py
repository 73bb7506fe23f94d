"""What a room decides is kept, and a version is signed off with what was agreed, tested and decided."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from engine.definitions.assemble import assemble
from engine.definitions.decided import DECISIONS, Decided, read_decisions
from engine.definitions.layout import lay_out
from engine.definitions.read import read_folder
from engine.definitions.source import read
from engine.web.visit import Served
from engine.web.wire import Sent
from engine.web.workshop.all_doors import DOORS
from engine.web.workshop.decisions import entry_of, is_plain, with_entry
from engine.web.workshop.desk import Desk
from engine.web.workshop.doors import Declined, Show
from engine.web.workshop.play_table import table_of
from engine.web.workshop.rendering import Looking, rendered
from engine.web.workshop.screen import viewed
from tests.checks.corpus import base
from tests.testing.small import EXAMPLES, FILES, HEAD, SCENARIOS

LOG = """\
# What we decided
decisions:
  - what: One visit in three working days
    of: visits.states.planned.deadlines.visit_made
    options: [two days, three days]
    why: Families wait.
    who: [Practice lead, Team manager]
    when: 2026-03-12
    dissent: "Police: two days"   # minuted
  - could_not_be_written: A limit that is shorter in school holidays
    who: Practice lead
    when: 2026-03-12
  - what: Whether a place is visited by one person
    owner: Practice lead
    parked_until: 2026-09-01
"""
TEXT = {"what": ["A decision"], "who": ["Practice lead"], "when": ["2026-03-12"]}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    for path, text in {**FILES, SCENARIOS: HEAD + EXAMPLES, DECISIONS: LOG}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    made = Desk(tmp_path)
    yield made
    DOORS["trials_stop"](made, Sent())
    made.end()


def shown(desk: Desk, view: str, **asked: str) -> str:
    looking = Looking("en", "token")
    return rendered(looking, viewed(desk.snapshot, looking, view, asked))


def entries(text: str) -> Decided:
    root = read(text, DECISIONS).root
    assert root is not None
    found = read_decisions(root)
    assert isinstance(found, Decided), found
    return found


def test_a_log_is_read_with_its_folder_and_changes_nothing_that_the_folder_says(tmp_path: Path) -> None:
    files = base()
    log = b"decisions:\n  - what: So it is\n    who: Practice lead\n    when: 2026-03-12\n"
    with_log = assemble({**files, DECISIONS: log})

    assert with_log.decided is not None
    assert [one.said for one in with_log.decided.entries] == ["So it is"]
    assert (with_log.findings, with_log.configuration) == ((), assemble(files).configuration)
    assert with_log.origins.nodes.keys() == assemble(files).origins.nodes.keys()
    (tmp_path / DECISIONS).write_bytes(log)
    assert DECISIONS in read_folder(tmp_path).files


def test_an_entry_is_added_at_the_end_and_what_stands_there_stays() -> None:
    added = with_entry(LOG, entry_of("what", TEXT))

    laid_out = lay_out(LOG.encode(), DECISIONS).text
    assert laid_out is not None
    assert added.text.startswith(laid_out.rstrip())
    assert "# minuted" in added.text
    assert [one.said for one in entries(added.text).entries][-1] == "A decision"


def test_the_first_entry_begins_the_log() -> None:
    assert [one.said for one in entries(with_entry("", entry_of("what", TEXT)).text).entries] == ["A decision"]


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=60))
def test_whatever_is_typed_is_read_back_as_it_was_typed(text: str) -> None:
    texts = {**TEXT, "what": [text], "why": [text], "dissent": [text]}
    if not (is_plain(texts) and text.strip()):
        return

    added = with_entry(LOG, entry_of("what", texts))

    assert added.why == ""
    one = entries(added.text).entries[-1]
    assert (one.said, one.why, one.dissent) == (text.strip(), text.strip(), (text.strip(),))


def test_nothing_is_added_to_a_log_with_mistakes_or_without_who() -> None:
    assert with_entry("decisions: [\n", entry_of("what", TEXT)).text == ""
    assert with_entry(LOG, {"what": "A decision"}).text == ""
    assert "who decided it" in with_entry(LOG, {"what": "A decision"}).why


def test_a_decision_is_added_from_the_page_and_stands_in_the_file(desk: Desk) -> None:
    sent = (
        ("kind", "could_not_be_written"),
        ("what", "<b>Weather</b>"),
        ("who", "Sam Example"),
        ("when", "2026-03-12"),
    )

    answer = DOORS["decide"](desk, Sent(sent))

    assert isinstance(answer, Show)
    assert "It was added" in answer.asked["done"]
    assert entries(desk.papers()[DECISIONS].text).entries[-1].could_not_be_written == "<b>Weather</b>"
    desk._look()
    page = shown(desk, "decisions")
    assert "&lt;b&gt;Weather&lt;/b&gt;" in page
    assert "Waits until 1 September 2026." in page


def test_letters_that_cannot_be_shown_are_not_put_into_the_log(desk: Desk) -> None:
    answer = DOORS["decide"](desk, Sent((("what", "A\x07B"), ("who", "Sam Example"), ("when", "2026-03-12"))))

    assert isinstance(answer, Show)
    assert "cannot be shown" in answer.asked["problem"]
    assert desk.papers()[DECISIONS].text == LOG


def signed(desk: Desk, how: str) -> bytes:
    answer = DOORS["sign_off"](desk, Sent((("how", how), ("signers", "Sam Example, Practice lead"))))
    assert isinstance(answer, Served)
    return answer.content


def test_a_version_is_signed_off_with_what_was_agreed_tested_and_decided(desk: Desk) -> None:
    assert "The scenarios were not played on this content." in signed(desk, "html").decode()
    DOORS["trials_run"](desk, Sent())
    work = table_of(desk.snapshot).background
    assert work is not None
    work.wait()

    page = signed(desk, "html").decode()

    assert desk.snapshot.good is not None
    assert desk.snapshot.good.release in page
    assert "3 of 3 played, 1 do not hold." in page
    assert "visits: a_visit_is_decided (2 of 2)" in page
    for said in ("One visit in three working days", "Police: two days", "shorter in school holidays", "Sam Example"):
        assert said in page
    assert "Open cases go on under the version" in page
    assert "What is collected" in page


def test_a_sign_off_is_a_tagged_pdf_and_a_docx_that_can_be_opened(desk: Desk) -> None:
    pdf, paper = PdfReader(io.BytesIO(signed(desk, "pdf"))), docx.Document(io.BytesIO(signed(desk, "docx")))

    assert str(pdf.root_object["/MarkInfo"]) == "{'/Marked': True}"
    assert "Sign-off: Smallton" in "".join(one.extract_text() for one in pdf.pages)
    headings = [
        one.text for one in paper.paragraphs if one.style is not None and str(one.style.name).startswith("Heading")
    ]
    assert headings[0].startswith("Sign-off: Smallton")
    assert "Signatures" in headings


def test_nothing_is_signed_off_in_another_shape_or_without_a_version(desk: Desk) -> None:
    assert isinstance(DOORS["sign_off"](desk, Sent((("how", "exe"),))), Declined)


def test_what_is_signed_off_says_when_it_is_not_what_is_typed(desk: Desk) -> None:
    desk.become("workflow_definitions/visits.yaml", "workflow: visits\n")
    desk._look()

    assert "This is not what is typed: that has errors." in shown(desk, "sign_off")
