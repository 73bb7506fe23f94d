"""What nobody is to get by: other people's cases, other sites' forms, markup in what people wrote, and sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from engine.cli.story import AMY, MAX
from engine.web.doors import DOORS
from engine.web.visit import Door
from tests.web.conftest import Office
from tests.web.site import Browser

PLANTED = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"
FIRST = {
    "form": "contact_referral",
    "page": "about_contact",
    "deadline": "decision",
    "action": "allocate_worker",
    "file": "nothing",
}
POSTS = [door for door in DOORS if door.method == "POST"]
ABOUT_A_CASE = [door for door in DOORS if "{case}" in door.path or "{subject}" in door.path]


def address(door: Door, case: str, subject: str) -> str:
    filled = {**FIRST, "case": case, "subject": subject, "kind": "child", "name": "page.css"}
    path = re.sub(r"\{(\w+)\}", lambda found: filled[found[1]], door.path)
    return f"{path}?task=none" if door.name == "task" else path


def asked(browser: Browser, door: Door, path: str) -> tuple[int, str]:
    """Return what a door answers, without what differs in every answer."""
    if door.method == "GET":
        browser.get(path)
    else:
        browser.get("/work")
        token = browser.forms()[0].fields["form_token"]
        browser.post(path, {"form_token": token, "seen": "1", "task": "none", "reason": "Because", "accept": "yes"})
    return browser.status, re.sub(r'value="[^"]*"|/(case|about)/[^"?]*', "", browser.page)


@pytest.mark.parametrize("door", ABOUT_A_CASE, ids=lambda door: door.name)
def test_a_case_that_is_not_yours_is_answered_as_one_that_is_not_there(office: Office, door: Door) -> None:
    browser = office.site.browser("Sol")  # a social worker who holds no place on it

    theirs = asked(browser, door, address(door, office.child.id, office.child.subject))
    nothing = asked(browser, door, address(door, "00000000-0000-4000-8000-000000000000", "P-none"))

    assert theirs == nothing
    assert theirs[0] in (404, 422)
    assert "Jamie" not in theirs[1]


SCRIPTED = ("keep_page",)
"""What a page's script asks for, and is told in a way that it reads."""


@pytest.mark.parametrize("door", [one for one in DOORS if not one.is_open], ids=lambda door: f"{door.name}")
def test_no_door_opens_without_signing_in(office: Office, door: Door) -> None:
    browser = office.site.browser()
    path = address(door, office.child.id, office.child.subject)

    answer = browser.client.request(door.method, path, follow_redirects=False)

    if door.name in SCRIPTED:
        assert (answer.status_code, answer.json()) == (401, {"stop": "signed_out"})
    else:
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("door", POSTS, ids=lambda door: door.name)
@pytest.mark.parametrize("how", ["no token", "another's token", "another site"])
def test_a_form_that_is_not_of_this_session_changes_nothing(office: Office, door: Door, how: str) -> None:
    browser, other = office.site.browser("Max"), office.site.browser("Amy")
    before = office.site.cases.steps(office.child, by=MAX)
    token = browser.forms()[0].fields["form_token"]
    fields = {"form_token": {"no token": "", "another's token": other.forms()[0].fields["form_token"]}.get(how, token)}
    headers = {"sec-fetch-site": "cross-site"} if how == "another site" else None

    answer = browser.client.post(
        address(door, office.child.id, office.child.subject), data=fields, headers=headers, follow_redirects=False
    )

    assert answer.status_code == (401 if door.name in SCRIPTED and how != "another site" else 403)
    assert office.site.cases.steps(office.child, by=MAX) == before
    browser.get("/work")
    assert browser.at == "/work"


def pages(office: Office, browser: Browser) -> Iterator[str]:
    for door in DOORS:
        if door.method == "GET" and door.name != "asset":
            for case in (office.child, office.place):
                yield browser.get(address(door, case.id, case.subject))


def test_markup_that_people_write_stays_text_on_every_page(office: Office) -> None:
    cases, child = office.site.cases, office.child
    cases.record_facts("child", child.subject, {"full_name": PLANTED}, by=AMY)
    moved = cases.act(child, "return_to_officer", by=MAX, seen=child.version, reason=PLANTED).case
    again = {"screening_analysis": PLANTED}
    cases.act(moved, "finish_screening", again, by=AMY, seen=moved.version)
    browser = office.site.browser("Max")
    shown = [*pages(office, browser), browser.get(f"/find?text={PLANTED}"), browser.get(f"/glass?reference={PLANTED}")]
    shown.append(browser.get(f"/begin?kind=child&text={PLANTED}"))

    assert sum("alert(1)" in page for page in shown) > 8
    for page in shown:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "onerror=alert(2)>" not in page


def test_nothing_is_written_into_a_page_that_the_policy_would_have_to_allow(office: Office) -> None:
    browser = office.site.browser("Max")
    for page in pages(office, browser):
        assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
        assert re.findall(r"<[^>]+\son\w+=", page) == []
        assert re.findall(r"<[^>]+\sstyle=", page) == []


def test_every_answer_is_bound_and_kept_by_nobody(office: Office) -> None:
    client = office.site.browser("Max").client
    for path in ("/work", "/nothing", f"/case/{office.child.id}", "/sign-in"):
        headers = client.get(path, follow_redirects=False).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"x=" + b"y" * 2_100_000, "application/x-www-form-urlencoded", 413),
        (b'{"a": 1}', "application/json", 422),
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded", 422),
        (b"a=%FF%FE", "application/x-www-form-urlencoded", 422),
        (b"&".join(b"a=1" for _ in range(6_000)), "application/x-www-form-urlencoded", 422),
        (b"--x--", "multipart/form-data; boundary=x", 422),
        (b"", "application/x-www-form-urlencoded", 403),
    ],
)
def test_a_body_that_is_too_large_or_no_form_is_refused_in_plain_words(
    office: Office, content: bytes, kind: str, status: int
) -> None:
    client = office.site.browser("Max").client

    answer = client.post("/told", content=content, headers={"content-type": kind})

    assert answer.status_code == status
    assert "<h1" in answer.text
    assert not re.search("Traceback|Exception|starlette|ValueError|Unicode", answer.text)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_another_method_finds_nothing(office: Office, method: str) -> None:
    client = office.site.browser("Max").client

    assert client.request(method, "/work").status_code in (403, 404)


@pytest.mark.parametrize(
    "path",
    ["/work?after=%00", "/work?after=none", "/work?workflow=%00&team=x", "/case/%00", "/case/..%2f", "/about/x/y z"],
)
def test_addresses_that_nobody_made_are_answered_by_a_page(office: Office, path: str) -> None:
    browser = office.site.browser("Max")

    browser.get(path)

    assert browser.status in (200, 404, 422)
    assert browser.heading
