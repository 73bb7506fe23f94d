"""Files sent on a page of a form, and rows inside: kept with everything else on the page, opened by whoever may."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from engine import Case, Database, Engine, Ports
from engine.store.migrate import upgrade
from engine.web.app import create_app
from engine.web.demo import DemoPeople
from tests.service.test_files import FILES, PDF, Scanner
from tests.support import OFFICER
from tests.support import Office as Little
from tests.web.forms import added, fill, filled
from tests.web.site import PLAIN, Browser
from tests.web.test_pages import words


class Desk:
    """A council whose forms take files, with one officer at its pages."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(f"sqlite:///{folder / 'files.db'}")
        with self.database.connection() as connection:
            upgrade(connection)
        self.office = Little(self.database, files=FILES, ports=Ports(scanner=Scanner("clean")))
        engine = self.office.engine
        people = DemoPeople(engine.definition)
        self.officer = next(one.id for one in people.choices() if engine_role(people, one.id) & OFFICER.roles)
        ports = Ports(scanner=Scanner("clean"), people=people)
        self.engine = Engine(engine.definition, engine.files, ports=ports, council=engine.council)
        self.app = create_app(self.engine, self.database, sign_in=people, names=people, settings=PLAIN)
        self.case: Case = self.office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case

    def browser(self, person: str = "") -> Browser:
        made = Browser(TestClient(self.app, base_url="http://127.0.0.1", raise_server_exceptions=False))
        made.sign_in(person or self.officer)
        return made

    def page(self, browser: Browser, with_what: str) -> None:
        """Open the page of the form that has a question."""
        browser.get(f"/case/{self.case.id}/form/referral")
        for link in [one for one in browser.links() if "/page/" in one]:
            if with_what in browser.get(link):
                return
        raise AssertionError(f"No page asks {with_what}")

    def send(self, browser: Browser, path: str, name: str, content: bytes, **typed: str) -> None:
        action, pairs = filled(browser.page, typed, f"upload:{path}")
        fields: dict[str, list[str]] = {}
        for one, text in pairs:
            fields.setdefault(one, []).append(text)
        answer = browser.client.post(
            f"{action}/file", data=fields, files={f"file.{path}": (name, content)}, follow_redirects=True
        )
        browser.status, browser.page, browser.at = answer.status_code, answer.text, answer.url.path


def engine_role(people: DemoPeople, person: str) -> frozenset[str]:
    return people.known([person])[person].roles


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.database.close()


def test_a_file_is_sent_with_what_is_typed_kept_taken_out_and_saved(desk: Desk) -> None:
    browser = desk.browser()
    desk.page(browser, 'name="file.evidence"')

    desk.send(browser, "evidence", "letter.pdf", PDF)

    assert "Keep this file: letter.pdf" in words(browser.page)
    browser.get(f"/case/{desk.case.id}/form/referral/check")
    saved = re.search(r'href="(/case/[^"]+/file/[^"]+)"', browser.page)
    assert saved
    answer = browser.client.get(saved[1])
    assert answer.content == PDF
    assert "attachment" in answer.headers["content-disposition"]
    desk.page(browser, 'name="file.evidence"')
    action, pairs = filled(browser.page, {}, "later")
    kept = [one for one in pairs if one[0] != "q.evidence"]
    browser.post(action, dict(kept))
    desk.page(browser, 'name="file.evidence"')
    assert "Keep this file" not in words(browser.page)


def test_a_file_that_is_not_taken_is_refused_and_what_was_typed_stays(desk: Desk) -> None:
    browser = desk.browser()
    desk.page(browser, 'name="file.evidence"')

    desk.send(browser, "evidence", "run.pdf", b"MZ is no letter", **{"c.none": "1"})

    assert browser.status == 422
    assert "Send a file of one of these types" in words(browser.page)


def test_a_file_in_a_row_goes_to_its_row(desk: Desk) -> None:
    browser = desk.browser()
    view = desk.office.cases.show(desk.case, "referral", by=OFFICER)
    rows = next(one for page in view.pages for one in page.fields if any(cell.id == "photo" for cell in one.row))
    desk.page(browser, f'name="o.{rows.id}"')
    fill(browser, go=added(browser.page, rows.id))
    found = re.search(rf'name="file\.({rows.id}\.[^"]+\.photo)"', browser.page)
    assert found

    desk.send(browser, found[1], "a.png", b"\x89PNG\r\n\x1a\n a picture")

    assert "Keep this file: a.png" in words(browser.page)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"--x--", "multipart/form-data"),
        (b"--x\r\nnothing", "multipart/form-data; boundary=x"),
        (
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\xfe\r\n--x--',
            "multipart/form-data; boundary=x",
        ),
        (b"--x\r\n\r\n", "multipart/form-data; boundary=" + "x" * 500),
    ],
)
def test_a_body_that_holds_no_form_is_refused_in_plain_words(desk: Desk, content: bytes, kind: str) -> None:
    browser = desk.browser()

    answer = browser.client.post(
        f"/case/{desk.case.id}/form/referral/page/any/file", content=content, headers={"content-type": kind}
    )

    assert answer.status_code in (403, 422)
    assert "<h1" in answer.text


def test_nobody_saves_a_file_or_a_draft_of_a_case_that_is_not_theirs(desk: Desk) -> None:
    browser = desk.browser()
    desk.page(browser, 'name="file.evidence"')
    action, pairs = filled(browser.page, {}, "upload:evidence")
    elsewhere = action.replace(desk.case.id, "00000000-0000-4000-8000-000000000000")

    answer = browser.client.post(f"{elsewhere}/file", data=dict(pairs), files={"file.evidence": ("a.pdf", PDF)})

    assert answer.status_code == 404
