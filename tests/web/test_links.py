"""What a case is linked with, as a picture and in words, as far as anybody may read it."""

from __future__ import annotations

import pytest

from engine.cli.story import AMY
from engine.interop.link_picture import Linked, links_as_dot
from engine.interop.render import to_svg
from tests.web.conftest import Office
from tests.web.test_pages import words


def test_a_case_without_links_says_so_and_draws_nothing(office: Office) -> None:
    case = office.site.cases.open("child_front_door", subject={"child": "P-77"}, by=AMY).case
    browser = office.site.browser("Amy")

    said = words(browser.get(f"/case/{case.id}/links"))

    assert "None yet." in said
    assert "<svg" not in browser.page


def test_links_stand_in_a_picture_and_in_a_table_that_says_the_same(office: Office) -> None:
    cases = office.site.cases
    cases.act(office.child, "refer_contexts", by=AMY, seen=cases.get(office.child, by=AMY).version)
    browser = office.site.browser("Amy")

    said = words(browser.get(f"/case/{office.child.id}/links"))

    picture, _, table = said.partition("The same in words")
    assert len(cases.links(office.child, by=AMY)) == 2
    for text in ("The 42 bus", "The back of the bus"):
        assert text in picture
        assert text in table
    assert 'role="img"' in browser.page
    assert "Jamie Example" in picture


def test_nobody_sees_the_links_of_a_case_that_is_not_theirs(office: Office) -> None:
    browser = office.site.browser("Sol")

    browser.get(f"/case/{office.child.id}/links")

    assert browser.status == 404


@pytest.mark.parametrize("text", ['"];evil [label="x', "<b>bold</b>", "a\\N\\G", "&lt;", "\u202eturned", "x" * 5_000])
def test_no_words_of_anybody_mean_anything_to_what_draws(text: str) -> None:
    dot = links_as_dot((text, "CH-1"), [Linked(text, (text, text))])

    svg = to_svg(dot, id="links", title=text, description=text)

    assert svg.count("<polygon") + svg.count("<path") < 8
    assert "<b>" not in svg
    assert "evil" not in svg or "evil [label=" in svg


def test_more_links_than_anybody_reads_are_left_to_the_table() -> None:
    assert links_as_dot(("Jamie",), [Linked("Context", ("The bus",))] * 500) == ""
    assert links_as_dot(("Jamie",), []) == ""
