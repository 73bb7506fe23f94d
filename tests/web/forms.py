"""A page's form as a browser would send it: everything that is filled in, chosen or hidden, in its order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from urllib.parse import urlencode

from tests.web.site import Browser

Typed = Mapping[str, "str | list[str]"]


class _Filled(HTMLParser):
    """Reads what a page's form would send if its first button were pressed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action, self.pairs = "", list[tuple[str, str]]()
        self._inside, self._area, self._select = False, "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: text or "" for name, text in attrs}
        name = given.get("name", "")
        if tag == "form":
            self._inside = "/form/" in given.get("action", "") and given.get("method") == "post"
            self.action = given["action"] if self._inside else self.action
        elif not self._inside or not name:
            if tag == "option" and self._select and "selected" in given:
                self.pairs.append((self._select, given.get("value", "")))
        elif tag == "input" and given.get("type") != "file":
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.pairs.append((name, given.get("value", "")))
        elif tag == "textarea":
            self._area = name
            self.pairs.append((name, ""))
        elif tag == "select":
            self._select = name

    def handle_data(self, data: str) -> None:
        if self._area:
            self.pairs[-1] = (self._area, self.pairs[-1][1] + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea":
            if self._area:
                self.pairs[-1] = (self._area, self.pairs[-1][1].removeprefix("\n"))
            self._area = ""
        elif tag == "select":
            self._select = ""


def filled(page: str, typed: Typed, go: str | None = "on") -> tuple[str, list[tuple[str, str]]]:
    """Return where a page's form goes, and what it sends with *typed* in its inputs."""
    form = _Filled(page)
    pairs = [(name, text) for name, text in form.pairs if name not in typed]
    pairs += [(name, one) for name, text in typed.items() for one in ([text] if isinstance(text, str) else text)]
    return form.action, pairs if go is None else [*pairs, ("go", go)]


def fill(browser: Browser, typed: Typed | None = None, go: str | None = "on", page: str | None = None) -> str:
    """Fill in the page that a browser shows, or a *page* that it showed before, and send it."""
    action, pairs = filled(page or browser.page, typed or {}, go)
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = browser.client.post(action, content=urlencode(pairs), headers=headers, follow_redirects=True)
    browser.status, browser.page, browser.at = answer.status_code, answer.text, answer.url.path
    return browser.page


def added(page: str, path: str) -> str:
    """Return what the button sends that adds a row to the question at *path*."""
    found = re.search(rf'value="(add:{re.escape(path)}\.[^"]+)"', page)
    assert found, f"There is no button that adds a row to {path}"
    return found[1]
