"""Two records of one child at the pages: side by side first, then one, by nobody but whom the council names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engine import Case
from engine.cli.story import AMY
from tests.web.chromium import launched, looked_at, serving
from tests.web.site import PLAIN, Browser, Site, site_at
from tests.web.test_pages import words

MERGERS = replace(PLAIN, merged_by=frozenset({"mash_manager"}))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = site_at(tmp_path, settings=MERGERS)
    yield made
    made.database.close()


def two_records(site: Site) -> tuple[Case, Case]:
    """Return a case about each of two records of the same child."""
    made = []
    for number, sex in (("P-1", "male"), ("P-2", "female")):
        facts = {"full_name": "Kit Example", "date_of_birth": "2011-03-27", "sex": sex}
        site.cases.record_facts("child", number, facts, by=AMY)
        made.append(site.cases.open("child_front_door", subject={"child": number}, by=AMY).case)
    return made[0], made[1]


def beside(site: Site, person: str = "Max") -> Browser:
    browser = site.browser(person)
    browser.get("/about/child/P-1/merge?other=P-2")
    return browser


def test_the_other_record_is_looked_for_and_never_this_one(site: Site) -> None:
    two_records(site)
    browser = site.browser("Max")
    browser.get("/about/child/P-1")
    browser.get(next(one for one in browser.links() if one.endswith("/merge")))

    browser.get("/about/child/P-1/merge?text=Kit")

    assert "?other=P-2" in browser.page
    assert "?other=P-1" not in browser.page


def test_both_records_stand_side_by_side_and_what_differs_says_so(site: Site) -> None:
    two_records(site)

    said = words(beside(site).page)

    assert "Differs" in said
    assert said.count("Differs") == 1
    assert "It cannot be taken back." in said


def test_two_records_become_one_with_their_history_and_pressed_twice_it_is_done_once(site: Site) -> None:
    first, second = two_records(site)
    browser = beside(site)
    form = next(one for one in browser.forms() if one.action.endswith("/merge") and one.method == "post")

    browser.post(form.action, form.fields)

    assert "The two records are one now." in words(browser.page)
    assert {one.id for one in site.cases.about("child", "P-1", by=AMY)} == {first.id, second.id}
    assert site.cases.about("child", "P-2", by=AMY) == []
    steps = len(site.cases.steps(second, by=AMY))
    browser.post(form.action, form.fields)
    assert browser.status == 200
    assert len(site.cases.steps(second, by=AMY)) == steps


def test_whoever_is_not_named_is_offered_nothing_and_merges_nothing(site: Site) -> None:
    _, second = two_records(site)
    form = next(one for one in beside(site).forms() if one.action.endswith("/merge") and one.method == "post")
    browser = site.browser("Amy")

    assert "/merge" not in browser.get("/about/child/P-1")
    browser.get("/about/child/P-1/merge?other=P-2")
    assert browser.status == 404
    token = browser.client.get("/work").text.partition('name="form_token" value="')[2].partition('"')[0]
    browser.post(form.action, {**form.fields, "form_token": token})
    assert browser.status == 404
    assert site.cases.get(second, by=AMY).subject == "P-2"


@pytest.mark.parametrize("other", ["P-1", "P-none", "", "<script>", "../P-2", "x" * 5_000])
def test_a_record_that_is_none_is_merged_with_nothing(site: Site, other: str) -> None:
    first, second = two_records(site)
    browser = beside(site)
    form = next(one for one in browser.forms() if one.action.endswith("/merge") and one.method == "post")

    browser.post(form.action, {**form.fields, "other": other})

    assert browser.status == 200
    assert "The two records are one now." not in words(browser.page)
    assert [site.cases.get(one, by=AMY).subject for one in (first, second)] == ["P-1", "P-2"]


@pytest.mark.xdist_group("chromium")
@pytest.mark.parametrize("width", [1280, 375])
def test_everybody_can_use_the_page(tmp_path: Path, width: int) -> None:
    with serving(site_at(tmp_path, settings=MERGERS)) as server, launched() as browser:
        two_records(server.site)
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.goto(f"{server.address}/sign-in")
        page.click("button[value=Max]")
        page.wait_for_selector("h1")
        for query in ("?other=P-2", "?text=Kit"):
            page.goto(f"{server.address}/about/child/P-1/merge{query}")
            looked_at(page, f"merge{len(query)}", width)
