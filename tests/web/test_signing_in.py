"""Signing in: a session of its own each time, which runs out, is rotated, and is nobody else's."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.store import tables as t
from engine.web.visit import Settings
from tests.web.conftest import Office
from tests.web.site import site_at

COOKIE = "casepath"


def test_whoever_is_not_signed_in_is_led_to_sign_in_and_then_on(office: Office) -> None:
    browser = office.site.browser()

    browser.get(f"/case/{office.child.id}")
    assert browser.at == "/sign-in"

    browser.send("/sign-in", choice="Amy")
    assert browser.at == f"/case/{office.child.id}"
    assert browser.heading == "Jamie Example"


@pytest.mark.parametrize("place", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(office: Office, place: str) -> None:
    browser = office.site.browser()
    browser.get(f"/sign-in?to={place}")

    answer = browser.client.post(
        "/sign-in", data={**browser.forms()[-1].fields, "choice": "Amy", "to": place}, follow_redirects=False
    )

    assert answer.headers["location"] == "/work"


def test_a_session_that_was_planted_before_signing_in_is_worth_nothing_after(office: Office) -> None:
    planter, victim = office.site.browser(), office.site.browser()
    planter.get("/sign-in")
    token = planter.client.cookies[COOKIE]
    victim.client.cookies.set(COOKIE, token, domain="127.0.0.1")

    victim.sign_in("Amy")

    assert victim.client.cookies[COOKIE] != token
    planter.get("/work")
    assert planter.at == "/sign-in"


def test_the_database_knows_no_token(office: Office) -> None:
    browser = office.site.browser("Amy")
    with office.site.database.connection() as connection:
        kept = str(connection.execute(sa.select(t.web_session)).all())

    assert browser.client.cookies[COOKIE] not in kept
    assert "Amy" in kept


@pytest.mark.parametrize(
    ("often", "hours", "stays"), [(1, 0.9, True), (1, 1.1, False), (12, 0.9, True), (14, 0.9, False)]
)
def test_a_session_ends_when_nothing_is_done_and_at_the_end_of_the_day(
    office: Office, often: int, hours: float, stays: bool
) -> None:
    browser = office.site.browser("Amy")
    for _ in range(often):
        office.site.clock.move(timedelta(hours=hours))
        browser.get("/work")

    assert (browser.at == "/work") is stays


def test_signing_out_ends_the_session_itself(office: Office) -> None:
    browser = office.site.browser("Amy")
    token = browser.client.cookies[COOKIE]
    browser.send("/sign-out")
    assert browser.at == "/sign-in"

    browser.client.cookies.set(COOKIE, token)
    browser.get("/work")
    assert browser.at == "/sign-in"


@pytest.mark.parametrize("person", ["amy", "Nobody", "", "Amy\x00", "x" * 10_000])
def test_nobody_else_can_be_chosen(office: Office, person: str) -> None:
    browser = office.site.browser()
    browser.get("/sign-in")

    browser.send("/sign-in", choice=person)

    assert browser.at == "/sign-in"
    assert "Signing in did not work" in browser.page


@pytest.mark.parametrize("token", ["", "x", "x" * 5_000, "%00", "../../etc"])
def test_a_token_that_is_none_signs_nobody_in(office: Office, token: str) -> None:
    browser = office.site.browser()
    browser.client.cookies.set(COOKIE, token)

    browser.get("/work")

    assert browser.at == "/sign-in"


def test_the_cookie_is_for_https_and_for_no_script(tmp_path: Path) -> None:
    site = site_at(tmp_path, settings=Settings())

    cookie = site.browser().client.get("/sign-in").headers["set-cookie"]

    assert cookie.startswith("__Secure-casepath=")
    assert {"httponly", "secure", "samesite=lax"} <= {part.strip().lower() for part in cookie.split(";")}
    site.database.close()


def test_the_language_is_kept_in_the_session(office: Office) -> None:
    browser = office.site.browser("Amy")
    browser.send("/language", language="cy")

    assert 'lang="cy"' in browser.page
    assert browser.get("/work").count("Fy ngwaith") > 1
    browser.send("/language", language="en")
    assert browser.heading == "My work"
    browser.send("/language", language="xx")
    assert browser.status == 404
