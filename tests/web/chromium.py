"""The pages on a port of this machine, and headless Chromium to look at them with."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from tests.web.site import Site

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


class Server:
    """The pages of a site on a free port, which can die and come back on the same one."""

    def __init__(self, site: Site) -> None:
        self.site = site
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self._port}"
        self._running: tuple[uvicorn.Server, threading.Thread] | None = None

    def start(self) -> None:
        server = uvicorn.Server(uvicorn.Config(self.site.app, port=self._port, log_level="critical"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        self._running = (server, thread)

    def die(self) -> None:
        """Stop at once, whatever is being answered."""
        if self._running is not None:
            server, thread = self._running
            server.should_exit = server.force_exit = True
            thread.join()
            self._running = None


@contextmanager
def serving(site: Site) -> Iterator[Server]:
    server = Server(site)
    server.start()
    try:
        yield server
    finally:
        server.die()
        site.database.close()


@contextmanager
def launched() -> Iterator[Browser]:
    program = shutil.which("chromium")
    assert program, "The pages are tested in Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, headless=True, args=list(FLAGS))
        yield browser
        browser.close()


def faults(page: Page) -> list[str]:
    """Return what axe finds on a page, but for the one known exception."""
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found["violations"]
        for node in one["nodes"]
        if not (one["id"] == "aria-allowed-attr" and "govuk-radios__input" in node["html"])
    ]


def looked_at(page: Page, name: str, width: int) -> None:
    """Find nothing wrong on a page. With CASEPATH_LOOKS, a folder, there is a picture of it too."""
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if folder := os.environ.get("CASEPATH_LOOKS"):
        page.screenshot(path=f"{folder}/{name}_{width}.png", full_page=True)
