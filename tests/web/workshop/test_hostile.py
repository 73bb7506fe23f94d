"""What a workshop refuses: other names, other sites' pages, links out of its folder, and more than it takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from starlette.testclient import TestClient

from engine.web.workshop import keeping
from engine.web.workshop.desk import Desk
from engine.web.workshop.disk import ASIDE, Disk, Elsewhere
from engine.web.workshop.views import TABS
from tests.web.workshop.room import KEYS, client_of, comes_in, room_in

CONTACT = "form_schemas/contact.yaml"
ODD_PATHS = (
    "../out.yaml", "/out.yaml", "form_schemas/../../out.yaml", "form_schemas/out", "form_schemas/Out.yaml",
    "out.yaml", "form_schemas/.hidden.yaml", "form_schemas/a\\b.yaml", "form_schemas/a/b.yaml", "form_schemas//a.yaml",
    "form_schemas/a\n.yaml", "form_schemas/a\0.yaml", "workflow_definitions/letters/a.yaml", "form_schemas/a.md",
    f"{ASIDE}/unkept.json", "", "form_schemas/" + "a" * 300 + ".yaml",
)  # fmt: skip


@dataclass
class Open:
    desk: Desk
    client: TestClient

    def typed(self, **about: str) -> int:
        said = {"file": CONTACT, "version": "0", "client": "me", "changes": "[]", "token": KEYS.token, **about}
        return self.client.post("/desk/typed", data=said).status_code


@pytest.fixture
def opened(small: Path) -> Iterator[Open]:
    desk = Desk(small)
    yield Open(desk, client_of(desk))
    desk.end()


def everything(folder: Path) -> dict[str, bytes]:
    """Return every file in a folder and around it, but for what a workshop puts aside."""
    return {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in sorted(folder.rglob("*"))
        if one.is_file() and ASIDE not in one.parts
    }


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8010", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "10.0.0.1"]
)
@pytest.mark.parametrize("path", ["/", "/desk/now", "/events", "/assets/workshop.js", "/view/contents"])
def test_a_name_that_somebody_else_could_lead_here_is_answered_with_nothing(opened: Open, host: str, path: str) -> None:
    answer = opened.client.get(path, headers={"host": host})

    assert answer.status_code == 421
    assert "form" not in answer.text


@pytest.mark.parametrize("path", ["/", "/desk/now", "/events", "/view/contents", "/assets/workshop.js", "/other"])
@pytest.mark.parametrize("key", ["", "wrong"])
def test_nothing_is_shown_without_the_key_that_the_command_printed(opened: Open, path: str, key: str) -> None:
    opened.client.cookies.clear()

    assert opened.client.get(path, params={"key": key}).status_code == 403


def test_the_key_is_given_once_and_leaves_the_address(opened: Open) -> None:
    opened.client.cookies.clear()
    answer = opened.client.get("/", params={"key": KEYS.way_in}, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, "./")
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "samesite=strict" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "null"},
    ],
)
@pytest.mark.parametrize("path", ["/desk/typed", "/desk/keep", "/desk/begin", "/do/anything"])
def test_what_another_page_sends_changes_nothing(opened: Open, headers: dict[str, str], path: str) -> None:
    before = opened.desk.revision
    said = {"file": CONTACT, "version": "0", "changes": '[[[0, "x"]]]', "token": KEYS.token}

    assert opened.client.post(path, data=said, headers=headers).status_code == 403
    assert opened.desk.revision == before


@pytest.mark.parametrize("token", ["", "wrong"])
def test_what_carries_no_token_of_the_page_changes_nothing(opened: Open, token: str) -> None:
    assert opened.typed(token=token) == 403
    assert opened.client.post("/desk/keep", data={"token": token}).status_code == 403


def test_every_answer_binds_the_browser(opened: Open) -> None:
    for path in ("/", "/desk/now", "/view/contents", "/nothing"):
        headers = opened.client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ODD_PATHS)
def test_no_file_is_begun_or_typed_anywhere_else(opened: Open, small: Path, path: str) -> None:
    before, papers = everything(small.parent), set(opened.desk.papers())

    begun = opened.client.post("/desk/begin", data={"file": path, "token": KEYS.token}).json()
    keeping.keep(opened.desk)

    assert begun["well"] is False
    assert opened.typed(file=path) == 404
    assert set(opened.desk.papers()) == papers
    assert everything(small.parent) == before


@pytest.mark.parametrize("path", ["../x.yaml", "a/../../x.yaml", "/x.yaml", "..", "a//b.yaml", "C:x.yaml", "a\\x.yaml"])
def test_the_disk_writes_nowhere_else_whoever_asks(small: Path, path: str) -> None:
    with pytest.raises(Elsewhere):
        Disk(small).write(path, None, b"x")


def test_no_link_is_followed_out_of_the_folder(small: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_bytes(b"form: secret\ntitle: Not for the room\n")
    outside = tmp_path / "outside"
    outside.mkdir()
    (small / "form_schemas/linked.yaml").symlink_to(secret)
    (small / "form_schemas/parts").symlink_to(outside, target_is_directory=True)
    (small / ASIDE).symlink_to(outside, target_is_directory=True)
    desk = Desk(small)
    try:
        assert "form_schemas/linked.yaml" not in desk.papers()
        assert "Not for the room" not in json.dumps(dict(desk.snapshot.texts))
        assert any(one.code.id == "Y105" for one in desk.snapshot.findings)
        keeping.begin(desk, "form_schemas/parts/footer.yaml")
        assert keeping.keep(desk).failed == ("form_schemas/parts/footer.yaml",)
        assert not keeping.save_draft(desk, "a draft")
    finally:
        desk.end()
    assert list(outside.iterdir()) == []
    assert secret.read_bytes() == b"form: secret\ntitle: Not for the room\n"


def test_a_file_that_becomes_a_link_while_it_is_typed_is_not_written_through(small: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    desk = Desk(small)
    try:
        desk.become(CONTACT, desk.papers()[CONTACT].text + "# more\n")
        outside.write_bytes((small / CONTACT).read_bytes())
        (small / CONTACT).unlink()
        (small / CONTACT).symlink_to(outside)
        before = outside.read_bytes()
        assert keeping.keep(desk).kept == ()
        assert outside.read_bytes() == before
        assert desk.papers()[CONTACT].text.endswith("# more\n")
    finally:
        desk.end()


def test_files_that_cannot_be_typed_are_told_and_never_changed(small: Path) -> None:
    huge, odd = small / "form_schemas/huge.yaml", small / "form_schemas/odd.yaml"
    huge.write_bytes(b"form: huge\n" + b"#" * 3_000_000)
    odd.write_bytes(b"form: odd\ntitle: \xff\xfe\n")
    bomb = small / "form_schemas/bomb.yaml"
    bomb.write_bytes(
        b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (c, c, c - 1, c - 1) for c in range(98, 120))
    )
    desk = Desk(small)
    try:
        assert {"form_schemas/huge.yaml", "form_schemas/odd.yaml"}.isdisjoint(desk.papers())
        told = {one.place.file for one in desk.snapshot.findings if one.is_error}
        assert told >= {"form_schemas/huge.yaml", "form_schemas/odd.yaml", "form_schemas/bomb.yaml"}
        keeping.keep(desk)
    finally:
        desk.end()
    assert huge.stat().st_size == 3_000_011
    assert odd.read_bytes() == b"form: odd\ntitle: \xff\xfe\n"


@pytest.mark.parametrize(
    "about",
    [
        {"version": "-1"}, {"version": "x"}, {"version": "9" * 12}, {"changes": "no"}, {"changes": "[[9999999]]"},
        {"changes": '[[[0, "' + "x" * 1_200_000 + '"]]]'},
    ],
)  # fmt: skip
def test_what_is_sent_oddly_changes_nothing(opened: Open, about: dict[str, str]) -> None:
    before = opened.desk.papers()[CONTACT].text

    assert opened.typed(**about) == 413
    assert opened.desk.papers()[CONTACT].text == before


def test_more_than_is_taken_at_once_is_not_read(opened: Open) -> None:
    assert opened.typed(changes="x" * 7_500_000) == 413


def test_what_a_folder_says_is_never_run_in_the_page(small: Path, chromium: Browser) -> None:
    planted = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">{{7*7}}"
    path = small / CONTACT
    lines = path.read_text("utf-8").split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith("title:"))
    lines[at] = f"title: '{planted.replace(chr(39), chr(39) * 2)}'"
    path.write_text("\n".join(lines), "utf-8")
    with room_in(small) as room:
        person = comes_in(room, chromium)
        person.opens(CONTACT)
        for name in (*TABS, "contents"):
            person.page.click(f'#tabs a[href="view/{name}"]')
            person.page.wait_for_selector(f'#tabs a[href="view/{name}"][aria-current]')
            assert person.page.locator("#view script, #view img[onerror]").count() == 0
        person.page.wait_for_selector("#view :text('<script>')")
        assert "run" not in person.page.title()
        assert "49" not in person.page.inner_text("#view")
        assert person.complaints == []
        person.page.context.close()
