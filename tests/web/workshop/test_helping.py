"""What may stand at a place, and what a word there means: from the models and the folder's own ids."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.web.workshop.cursor import cursor_at
from engine.web.workshop.desk import Desk
from engine.web.workshop.helping import meaning_at, offers_at
from engine.web.workshop.snapshot import Snapshot
from tests.web.workshop.conftest import SMALL

CONTACT = "form_schemas/contact.yaml"
FIELD = "form: a\npages:\n  one:\n    fields:\n      b:\n        "
PATHWAY = "workflow_definitions/pathway.yaml"


@pytest.fixture(scope="module")
def seen() -> Iterator[Snapshot]:
    desk = Desk(SMALL)
    yield desk.snapshot
    desk.end()


def offered(seen: Snapshot, path: str, text: str) -> set[str]:
    """Return what is offered where a `|` stands."""
    return {one.label for one in offers_at(seen, path, text.replace("|", "", 1), text.index("|")).all}


@pytest.mark.parametrize(
    ("path", "text", "some", "none"),
    [
        (CONTACT, "form: a\n|", {"title", "pages", "subject", "purpose"}, {"form", "states"}),
        (CONTACT, "form: a\npages:\n  one:\n    |", {"title", "fields", "show_if"}, {"pages", "by"}),
        (CONTACT, f"{FIELD}|", {"label", "type", "hint"}, {"states"}),
        (CONTACT, f"{FIELD}type: |", {"text", "yes_no", "choice"}, {"officer"}),
        (CONTACT, f"{FIELD}required: |", {"true", "false"}, {"yes"}),
        (CONTACT, "form: a\nview: |", {"officer", "manager", "team", "worker"}, {"contact"}),
        (CONTACT, "form: a\nview:\n  - |", {"officer", "manager"}, {"contact"}),
        (CONTACT, "form: a\nview: [officer, ma|]", {"manager"}, {"officer"}),
        (CONTACT, f"{FIELD}type: choice\n        options: |", {"harm_type"}, set()),
        (CONTACT, f"{FIELD}show_if: |", {"received_at"}, {"title"}),
        (PATHWAY, "workflow: a\nstates:\n  one:\n    |", {"title", "actions", "deadlines"}, {"fields"}),
        (PATHWAY, "states:\n  one:\n    actions:\n      go:\n        by: |", {"manager"}, {"contact"}),
        (PATHWAY, "states:\n  one:\n    actions:\n      go:\n        form: |", {"contact", "visit"}, {"manager"}),
        ("casepath.yaml", "casepath: 1\n|", {"roles", "calendar", "subjects"}, {"casepath", "pages"}),
        ("form_schemas/contact.cy.yaml", "form: contact\n|", set(), {"title"}),
    ],
)  # fmt: skip
def test_what_may_stand_at_a_place_is_offered(
    seen: Snapshot, path: str, text: str, some: set[str], none: set[str]
) -> None:
    found = offered(seen, path, text)

    assert some <= found
    assert not none & found


def test_what_stands_there_already_is_not_offered_again(seen: Snapshot) -> None:
    assert "title" not in offered(seen, CONTACT, "form: a\n|\ntitle: A\n")


@pytest.mark.parametrize(
    ("path", "text", "says"),
    [
        (CONTACT, "form: a\nview: offi|cer", "Officer (role)"),
        (CONTACT, "show_if: received|_at == 1", "When was this received? (question)"),
        (CONTACT, f"{FIELD}requ|ired: true", "true, false"),
        (CONTACT, "pages:\n  one:\n    fields:\n      received|_at:\n", "When was this received? (question)"),
    ],
)
def test_what_a_word_means_is_said(seen: Snapshot, path: str, text: str, says: str) -> None:
    assert says in meaning_at(seen, path, text.replace("|", "", 1), text.index("|"))


def test_nothing_is_said_of_what_nobody_knows(seen: Snapshot) -> None:
    assert meaning_at(seen, CONTACT, "title: Something", 10) == ()
    assert meaning_at(seen, CONTACT, "", 0) == ()


@given(st.text(st.sampled_from("a:-# []{}'\n"), max_size=40), st.integers(0, 40))
def test_any_place_in_any_text_is_answered(text: str, at: int) -> None:
    offset = min(at, len(text))
    cursor = cursor_at(text, offset)

    assert text[cursor.start : offset] == cursor.word
