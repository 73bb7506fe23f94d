"""A social worker at the pages in a real browser: by mouse, by keyboard alone, without JavaScript, or in Welsh.

Nothing here reads words: links and questions are found by what they are, so a journey is written once for every way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Locator, Page

from engine.cases.values import Answers, Json

How = Literal["mouse", "keyboard", "no_javascript", "welsh"]
_MOST_TABS = 400
_FIRST = ("", ".lines", ".description")
"""Where the words go of what has several inputs."""


@dataclass
class Count:
    """What a journey took: characters that were typed, and pages that were seen."""

    characters: int = 0
    pages: int = 0


class Person:
    """Somebody with a browser of their own, signed in."""

    def __init__(self, browser: Browser, address: str, person: str, how: How, count: Count) -> None:
        self._how, self._count, self._address = how, count, address
        self._context: BrowserContext = browser.new_context(java_script_enabled=how != "no_javascript")
        self._context.set_default_timeout(10_000)
        self.page: Page = self._context.new_page()
        self.page.on("domcontentloaded", lambda _: self._seen())
        self.page.goto(f"{address}/sign-in")
        self._language = "en"
        self.press(self.page.locator(f"button[value={person}]"))
        if how == "welsh":
            self._language = "cy"
            self.press(self.page.locator("button[value=cy]"))

    def _seen(self) -> None:
        self._count.pages += 1

    def leaves(self) -> None:
        self._language = "en"
        self.press(self.page.locator("form[action$='/sign-out'] button"))
        self._context.close()

    # --- what hands do -----------------------------------------------------------------------------------------------

    def press(self, what: Locator) -> None:
        """Follow a link, or press a button, and wait for the page that comes."""
        before = self._count.pages
        if self._how == "keyboard":
            self._tab_to(what)
            self.page.keyboard.press("Enter")
        else:
            what.click()
        while self._count.pages == before:
            self.page.wait_for_timeout(5)
        self.page.wait_for_load_state("load")
        assert self.page.get_attribute("html", "lang") == self._language, self.page.url

    def write(self, where: Locator, text: str) -> None:
        if where.input_value() == text:
            return
        self._count.characters += len(text)
        if self._how == "keyboard":
            self._tab_to(where)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.insert_text(text)
        else:
            where.fill(text)

    def tick(self, where: Locator) -> None:
        """Choose one of several: a radio button, or a box to be ticked."""
        if where.is_checked():
            return
        if self._how != "keyboard":
            where.check()
        elif where.get_attribute("type") == "checkbox":
            self._tab_to(where)
            self.page.keyboard.press("Space")
        else:
            self._choose_by_arrows(where)
        assert where.is_checked()

    def _choose_by_arrows(self, radio: Locator) -> None:
        name = radio.get_attribute("name")
        group = self.page.locator(f"input[type=radio][name='{name}']")
        checked = [one for one in group.all() if one.is_checked()]
        self._tab_to(checked[0] if checked else group.first)
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if radio.is_checked():
                return
            self.page.keyboard.press("ArrowDown")

    def pick(self, where: Locator, value: str) -> None:
        """Choose from a list that opens."""
        if self._how == "keyboard":
            self._tab_to(where)
            for _ in range(where.locator("option").count()):
                if where.input_value() == value:
                    return
                self.page.keyboard.press("ArrowDown")
        else:
            where.select_option(value)
        assert where.input_value() == value

    def _tab_to(self, what: Locator) -> None:
        at = what.element_handle()
        for _ in range(_MOST_TABS):
            if at.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Nobody comes to {what} by keyboard.")

    # --- where work is found -----------------------------------------------------------------------------------------

    def finds(self, case: str, name: str) -> None:
        """Open a case from a list of work: one's own, one's team's, or what is found by a name."""
        there = self.page.locator(f"main a[href$='/case/{case}']").first
        for where in ("work", "team", "find"):
            if not self.page.url.endswith(f"/{where}"):
                self.press(self.page.locator(f".govuk-service-navigation a[href$='/{where}']"))
            if where == "find":
                self._looks_for(name)
            if there.count():
                break
        self.press(there)

    def _looks_for(self, name: str) -> None:
        self.write(self.page.locator("#text"), name)
        self.press(self.page.locator("form[role=search] button"))

    def begins(self, kind: str, workflow: str, name: str, born: str) -> str:
        """Look for somebody, find nobody, and begin a case about them. Returns the case's id."""
        self.press(self.page.locator(".govuk-service-navigation a[href$='/find']"))
        self._looks_for(name)
        self.press(self.page.locator(f"a[href*='/begin?kind={kind}']"))
        for part, text in zip(("year", "month", "day"), born.split("-"), strict=True):
            self.write(self.page.locator(f"[name='fact.date_of_birth-{part}']"), str(int(text)))
        self.press(self.page.locator(f"button[name=workflow][value={workflow}]"))
        return self.page.url.partition("/case/")[2].partition("?")[0]

    def does(self, action: str, **gives: str) -> None:
        """Take an action that asks no form."""
        self.press(self.page.locator(f"main a[href$='/do/{action}']"))
        for name, value in gives.items():
            at = self.page.locator(f"main [name={name}]")
            if at.evaluate("one => one.tagName") == "SELECT":
                self.pick(at, value)
            else:
                self.write(at, value)
        self.press(self.page.locator("main form:not(.app-filters) button"))
        assert "done=taken" in self.page.url, self.page.locator("main").inner_text()

    # --- a form ------------------------------------------------------------------------------------------------------

    def fills(self, action: str, answers: Answers) -> None:
        """Fill in the form of an action from its first page to its last, and send it."""
        self.press(self.page.locator(f"main a[href*='action={action}']"))
        pages_of_it = self.page.locator(".govuk-task-list__link")
        if pages_of_it.count():
            self.press(pages_of_it.first)
        pages = list[str]()
        while not self.page.url.partition("?")[0].endswith("/check"):
            here = self.page.url.partition("#")[0]
            pages.append(here)
            assert pages.count(here) < 6, self.page.locator("main").inner_text()
            self._answer(answers)
            self.press(self.page.locator("main form button[name=go][value=on]:not([tabindex])").first)
            if "done=taken" in self.page.url:
                return  # a form of one page is sent from it
        wrong = self.page.locator(".govuk-error-summary__list")
        assert wrong.count() == 0, wrong.inner_text()
        self.press(self.page.locator("main form[action*='/check'] button"))
        assert "done=taken" in self.page.url, self.page.locator("main").inner_text()

    def _answer(self, answers: Answers) -> None:
        """Answer what the page asks, in its order; questions may come and go meanwhile."""
        done = set[str]()
        while True:
            path = next((one for one in self._asked() if one not in done and one in answers), None)
            if path is None:
                break
            done.add(path)
            self._give(path, answers[path])
        for box in self.page.locator("main [name^='c.']:visible").all():
            self.tick(box)

    def _asked(self) -> Iterator[str]:
        for one in self.page.locator("main form [name^='o.']").all():
            path = str(one.get_attribute("name")).removeprefix("o.")
            if "." not in path and self._is_shown(path):
                yield path

    def _is_shown(self, path: str) -> bool:
        around = self.page.locator(f"[data-question='{path}']")
        return around.count() == 0 or around.first.is_visible()

    def _give(self, path: str, value: Json) -> None:
        name = f"q.{path}"
        if isinstance(value, list) and any(isinstance(one, dict) for one in value):
            self._give_rows(path, [one for one in value if isinstance(one, dict)])
        elif isinstance(value, list):
            for code in value:
                self.tick(self.page.locator(f"[name='{name}'][value='{code}']"))
        elif isinstance(value, dict):
            for part, inside in value.items():
                self._give_one(f"{name}.{part}", inside)
        elif self.page.locator(f"[name='{name}.day']").count():
            on, _, at = str(value).partition("T")
            for part, text in zip(("year", "month", "day"), on.split("-"), strict=True):
                self.write(self.page.locator(f"[name='{name}.{part}']"), str(int(text)))
            if at:
                self.write(self.page.locator(f"[name='{name}.time']"), at[:5])
        else:
            first = next((part for part in _FIRST if self.page.locator(f"[name='{name}{part}']").count()), "")
            self._give_one(f"{name}{first}", value)

    def _give_one(self, name: str, value: Json) -> None:
        text = str(value)
        first = self.page.locator(f"[name='{name}']").first
        kind = first.evaluate("one => one.type")
        if kind in ("radio", "checkbox"):
            self.tick(self.page.locator(f"[name='{name}'][value='{text}']"))
        elif kind == "select-one":
            self.pick(first, text)
        else:
            self.write(first, text)

    def _give_rows(self, path: str, rows: list[dict[str, Json]]) -> None:
        for number, row in enumerate(rows):
            if self.page.locator(f"[name='r.{path}']").count() <= number:
                self.press(self.page.locator(f"button[value^='add:{path}.']"))
            row_id = self.page.locator(f"[name='r.{path}']").nth(number).get_attribute("value")
            inside = f"{path}.{row_id}"
            for name, value in self._in_order(inside, row):
                self._give(f"{inside}.{name}", value)

    def _in_order(self, inside: str, row: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
        asked = [str(one.get_attribute("name")) for one in self.page.locator(f"[name^='o.{inside}.']").all()]
        for name in (one.removeprefix(f"o.{inside}.") for one in asked):
            if name in row and self._is_shown(f"{inside}.{name}"):
                yield name, row[name]
