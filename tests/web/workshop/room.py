"""A workshop as a room meets it: the real application on a port of this machine, and people who type in Chromium."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, Page
from starlette.testclient import TestClient

from engine.web.workshop.app import Keys, create_workshop
from engine.web.workshop.desk import Desk
from engine.web.workshop.watching import watched

KEYS = Keys("the-way-in", "the-token")
_PASTE = """(content, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  content.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""
_PATIENCE = 60.0
"""Seconds after which something that was waited for does not come any more."""


@dataclass
class Room:
    """A workshop that is open in a folder."""

    folder: Path
    desk: Desk
    address: str

    def on_disk(self, path: str) -> bytes:
        return (self.folder / path).read_bytes()

    def read(self) -> None:
        """Wait until everything that was typed is read."""
        until(lambda: self.desk.is_at_rest)


@contextmanager
def room_in(folder: Path) -> Iterator[Room]:
    """Open a workshop, and close it again."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    desk = Desk(folder)
    server = uvicorn.Server(uvicorn.Config(create_workshop(desk, KEYS), port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    until(lambda: server.started)
    try:
        with watched(folder, desk.look_at_disk):
            yield Room(folder, desk, f"http://127.0.0.1:{port}/")
    finally:
        desk.end()
        server.should_exit = True
        thread.join()


def client_of(desk: Desk) -> TestClient:
    """Return what asks a workshop as its own page would, without a browser."""
    made = TestClient(create_workshop(desk, KEYS), base_url="http://127.0.0.1:8010", raise_server_exceptions=False)
    made.cookies.set(KEYS.cookie, KEYS.way_in)
    return made


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + _PATIENCE
    while not is_so():
        assert time.monotonic() < end, "It never came to that."
        time.sleep(0.02)


@dataclass
class Person:
    """Somebody at a browser of the room, who sees what is on it and types."""

    room: Room
    page: Page
    complaints: list[str] = field(default_factory=list)
    """What the browser itself complained of: nothing, ever."""

    @property
    def file(self) -> str:
        return self.page.inner_text("#file")

    def opens(self, file: str) -> None:
        """Open a file from the list."""
        self.page.click(f'#files a[href="#{file}"]')
        self.page.wait_for_function("file => document.getElementById('file').textContent === file", arg=file)

    def begins(self, file: str) -> None:
        """Begin a new file with the menu."""
        self.page.click(".shop-menu summary")
        self.page.fill("#new_file", file)
        self.page.click("#begin button")
        self.page.wait_for_function("file => document.getElementById('file').textContent === file", arg=file)
        self.page.keyboard.press("Escape")

    def goes_to_the_end(self) -> None:
        self.page.locator(".cm-content, #text textarea").click()
        self.page.keyboard.press("Control+End")

    def types(self, text: str) -> None:
        """Type lines as a person does: after Enter the spaces that are there already are used."""
        first, *rest = text.split("\n")
        self.page.keyboard.type(first)
        for line in rest:
            self.page.keyboard.press("Enter")
            wanted = len(line) - len(line.lstrip(" "))
            there = self._spaces()
            while there > wanted:
                self.page.keyboard.press("Backspace")
                there = self._spaces()
            self.page.keyboard.type(" " * (wanted - there) + line.lstrip(" "))

    def replaces_everything(self, text: str) -> None:
        """Paste a text over all that stands in the file, and wait until it has come to the workshop."""
        file = self.file
        before = self.room.desk.papers()[file].text
        self.page.locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.locator(".cm-content").evaluate(_PASTE, text)
        until(lambda: self.room.desk.papers()[file].text != before)

    def _spaces(self) -> int:
        line = str(self.page.locator(".cm-activeLine").evaluate("line => line.textContent"))
        return len(line) - len(line.lstrip(" "))

    def deletes(self, count: int) -> None:
        for _ in range(count):
            self.page.keyboard.press("Backspace")

    def sees_it_read(self, file: str, text: str) -> None:
        """Wait until a text has come to the workshop, was read, and this page has been told."""
        until(lambda: self.room.desk.papers()[file].text == text)
        self.room.read()
        revision = self.room.desk.revision
        self.page.wait_for_selector(f"body[data-read='{revision}']")

    def findings(self) -> list[str]:
        """Return what is said to be wrong, in the order of the page."""
        return [one.inner_text() for one in self.page.locator("#findings li").all()]

    def beside(self) -> list[str]:
        """Return what is said beside lines of the text."""
        return self.page.locator(".shop-beside").all_inner_texts()

    def presses(self, button: str) -> str:
        """Press a button, and return what was said."""
        self.page.evaluate("document.getElementById('told').hidden = true")
        self.page.click(button)
        self.page.wait_for_selector("#told:not([hidden])")
        return self.page.inner_text("#told")

    def keeps(self) -> str:
        """Press Control and S, and return what was said."""
        self.page.evaluate("document.getElementById('told').hidden = true")
        self.page.keyboard.press("Control+s")
        self.page.wait_for_selector("#told:not([hidden])")
        return self.page.inner_text("#told")

    def count(self) -> tuple[int, int]:
        """Return how many errors and warnings the page counts."""
        errors, warnings = re.findall(r"\d+", self.page.inner_text("#counted"))
        return int(errors), int(warnings)


def comes_in(room: Room, browser: Browser, width: int = 1920, height: int = 1080, query: str = "") -> Person:
    """Return somebody new in the room, who has opened the page."""
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    person = Person(room, page)
    page.on("pageerror", lambda error: person.complaints.append(str(error)))
    page.on(
        "console",
        lambda told: person.complaints.append(told.text) if told.type in ("error", "warning") else None,
    )
    page.goto(f"{room.address}?key={KEYS.way_in}")
    if query:
        page.goto(f"{room.address}{query}")
    page.wait_for_selector("body[data-ready]")
    return person
