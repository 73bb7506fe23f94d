"""What is typed is kept when somebody says so, whole, and nobody's words are lost on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.checks import check
from engine.definitions.read import read_folder
from engine.web.workshop import keeping
from engine.web.workshop.desk import Desk
from engine.web.workshop.disk import ASIDE
from tests.web.workshop.room import until

CONTACT = "form_schemas/contact.yaml"
NOON = datetime(2026, 3, 16, 12, tzinfo=UTC)


@contextmanager
def at(folder: Path) -> Iterator[Desk]:
    desk = Desk(folder)
    keeping.read_drafts(desk)
    try:
        yield desk
    finally:
        desk.end()


def text(desk: Desk) -> str:
    return desk.papers()[CONTACT].text


def retitled(desk: Desk, title: str) -> str:
    """Type another title, and return the whole text."""
    first, _, rest = text(desk).partition("title: ")
    after = rest.partition("\n")[2]
    typed = f"{first}title: {title}\n{after}"
    desk.become(CONTACT, typed)
    return typed


def read(desk: Desk) -> None:
    until(lambda: desk.is_at_rest)


def test_nothing_stands_on_the_disk_before_somebody_keeps_it(small: Path) -> None:
    before = (small / CONTACT).read_bytes()
    with at(small) as desk:
        typed = retitled(desk, "First contact")
        read(desk)
        assert desk.snapshot.good is not None
        assert desk.snapshot.good.forms["contact"].definition.title == "First contact"
        assert (small / CONTACT).read_bytes() == before

        assert keeping.keep(desk).kept == (CONTACT,)

        assert (small / CONTACT).read_bytes() == typed.encode()
        assert keeping.keep(desk) == keeping.Kept((), (), (), ())


def test_what_is_said_to_be_wrong_is_what_check_says(small: Path) -> None:
    with at(small) as desk:
        retitled(desk, "[one, two]")
        read(desk)
        told = [(one.code.id, one.message, one.hint, one.place.line) for one in desk.snapshot.findings]
        (small / CONTACT).write_bytes(text(desk).encode())

    wanted = [(one.code.id, one.message, one.hint, one.place.line) for one in check(read_folder(small)).findings]
    assert told == wanted != []


def test_the_last_version_without_errors_is_shown_and_said_to_be_that(small: Path) -> None:
    with at(small) as desk:
        retitled(desk, "Good")
        read(desk)
        good = desk.revision
        desk.become(CONTACT, text(desk) + "nonsense")
        read(desk)

        seen = desk.snapshot
        assert seen.good is not None
        assert seen.good.forms["contact"].definition.title == "Good"
        assert (seen.good_revision, seen.is_good) == (good, False)


def test_a_file_that_cannot_be_read_is_not_kept_and_its_neighbours_are(small: Path) -> None:
    before = (small / CONTACT).read_bytes()
    with at(small) as desk:
        desk.become(CONTACT, "form: contact\ntitle: [\n")
        desk.become("casepath.yaml", desk.papers()["casepath.yaml"].text + "# agreed\n")

        came = keeping.keep(desk)

    assert (came.kept, came.broken) == (("casepath.yaml",), (CONTACT,))
    assert (small / CONTACT).read_bytes() == before


def test_what_was_not_kept_is_there_when_the_workshop_is_opened_again(small: Path) -> None:
    with at(small) as desk:
        typed = retitled(desk, "Half a thought: [")
    with at(small) as desk:
        assert text(desk) == typed
        assert not desk.papers()[CONTACT].is_kept
        retitled(desk, "A whole one")
        keeping.keep(desk)
    with at(small) as desk:
        assert desk.papers()[CONTACT].is_kept
    assert not (small / ASIDE / "unkept.json").exists()


@pytest.mark.parametrize("theirs", [True, False])
def test_two_texts_of_one_file_are_both_there_until_one_is_chosen_and_the_other_is_a_draft(
    small: Path, theirs: bool
) -> None:
    with at(small) as desk:
        typed = retitled(desk, "Ours")
        other = typed.replace("Ours", "Theirs")
        (small / CONTACT).write_bytes(other.encode())
        assert keeping.keep(desk).changed == (CONTACT,)
        assert (small / CONTACT).read_bytes() == other.encode()
        assert desk.papers()[CONTACT].theirs == other.encode()

        draft = keeping.settle(desk, CONTACT, theirs, NOON)
        keeping.keep(desk)

        chosen, left = (other, typed) if theirs else (typed, other)
        assert (small / CONTACT).read_bytes() == chosen.encode()
        assert desk.snapshot.drafts[draft] == {CONTACT: left}


def test_what_something_else_writes_is_taken_up_where_nobody_typed(small: Path) -> None:
    with at(small) as desk:
        changed = text(desk).replace("title: ", "title: The other ", 1)
        (small / CONTACT).write_bytes(changed.encode())
        (small / "form_schemas/new.yaml").write_bytes(b"form: new\n")
        (small / "form_schemas/visit.yaml").unlink()
        desk.look_at_disk()
        read(desk)

        assert text(desk) == changed
        assert "form_schemas/new.yaml" in desk.papers()
        assert "form_schemas/visit.yaml" not in desk.papers()
        assert desk.papers()[CONTACT].is_kept


def test_a_file_that_is_deleted_while_it_is_typed_stays_as_a_new_one(small: Path) -> None:
    with at(small) as desk:
        typed = retitled(desk, "Still wanted")
        (small / CONTACT).unlink()
        desk.look_at_disk()
        assert text(desk) == typed
        assert keeping.keep(desk).kept == (CONTACT,)
    assert (small / CONTACT).read_bytes() == typed.encode()


def test_what_is_put_back_is_in_a_draft_and_comes_back_from_it(small: Path) -> None:
    with at(small) as desk:
        before = text(desk)
        typed = retitled(desk, "Perhaps")
        draft = keeping.put_back(desk, CONTACT, NOON)
        assert text(desk) == before
        assert keeping.open_draft(desk, draft)
        assert text(desk) == typed


def test_a_draft_opened_over_other_typing_keeps_that_in_a_draft_too(small: Path) -> None:
    with at(small) as desk:
        first = retitled(desk, "First idea")
        assert keeping.save_draft(desk, "first idea")
        second = retitled(desk, "Second idea")
        assert keeping.open_draft(desk, "first idea")
        assert text(desk) == first
        assert second in [texts.get(CONTACT) for texts in desk.snapshot.drafts.values()]
    with at(small) as desk:
        assert desk.snapshot.drafts["first idea"] == {CONTACT: first}


def test_a_file_begun_is_on_the_disk_once_it_is_kept(small: Path) -> None:
    with at(small) as desk:
        assert keeping.begin(desk, "form_schemas/lists/mood.yaml")
        assert not keeping.begin(desk, "form_schemas/lists/mood.yaml")
        assert not (small / "form_schemas/lists/mood.yaml").exists()
        keeping.keep(desk)
    assert (small / "form_schemas/lists/mood.yaml").read_bytes() == b"list: mood\n"


def test_a_new_file_that_something_else_began_meanwhile_is_not_written_over(small: Path) -> None:
    with at(small) as desk:
        keeping.begin(desk, "form_schemas/later.yaml")
        (small / "form_schemas/later.yaml").write_bytes(b"form: theirs\n")
        assert keeping.keep(desk).changed == ("form_schemas/later.yaml",)
    assert (small / "form_schemas/later.yaml").read_bytes() == b"form: theirs\n"


def test_the_house_layout_is_that_of_the_command_and_keeps_comments(small: Path) -> None:
    with at(small) as desk:
        desk.become(CONTACT, text(desk).replace("title: ", "title:     ", 1) + "# the end\n")
        assert desk.lay_out(CONTACT)
        assert "title: " in text(desk)
        assert "title:  " not in text(desk)
        assert text(desk).endswith("# the end\n")
        desk.become(CONTACT, "form: [")
        assert not desk.lay_out(CONTACT)
        assert text(desk) == "form: ["


def test_what_was_put_aside_and_is_damaged_is_passed_over(small: Path) -> None:
    (small / ASIDE).mkdir()
    for damaged in (b"{", b"[]", b'{"a": 1}', b"\xff", json.dumps({"../../x.yaml": "form: x\n"}).encode()):
        (small / ASIDE / "unkept.json").write_bytes(damaged)
        with at(small) as desk:
            keeping.keep(desk)
    assert not (small.parent.parent / "x.yaml").exists()
    assert sorted(one.name for one in small.parent.iterdir()) == [small.name]
