"""The pages as a browser meets them: the real application, over a real SQLite database, with fictional people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from starlette.applications import Starlette
from starlette.testclient import TestClient

from engine import Actor, Case, Cases, Database, Engine, Ports
from engine.cases.compiling import compile_configuration
from engine.cli.story import AMY, LEA, MAX, Look, Teller, canal_street, jamie
from engine.definitions.assemble import assemble
from engine.shipped import shipped_configuration
from engine.store.migrate import upgrade
from engine.testing.fakes import FakeClock
from engine.web.app import create_app
from engine.web.demo import DemoPeople
from engine.web.signing_in import Begun, Choice, NotSignedIn, Person
from engine.web.visit import Settings

MONDAY = datetime(2026, 3, 16, 10, tzinfo=UTC)
PLAIN = Settings(secure=False)


@cache
def national(language: str = "en") -> Engine:
    return Engine.from_folder(shipped_configuration(), language=language)


@dataclass
class Site:
    """A council's pages, its cases behind them, and the clock of both."""

    app: Starlette
    database: Database
    engine: Engine
    clock: FakeClock

    @property
    def cases(self) -> Cases:
        return self.engine.cases(self.database)

    def browser(self, person: str = "", root: str = "") -> Browser:
        """Return a browser, with a person signed in if one is named."""
        made = Browser(TestClient(self.app, base_url="http://127.0.0.1", raise_server_exceptions=False), root)
        if person:
            made.sign_in(person)
        return made


def site_at(folder: Path, *, settings: Settings = PLAIN) -> Site:
    """Return the pages of the national template, over a new database."""
    people = DemoPeople(national().definition)
    database, clock = _database(folder), FakeClock(MONDAY)
    ports = Ports(clock=clock, people=people)
    engine, welsh = (Engine(one.definition, one.files, ports=ports) for one in (national(), national("cy")))
    app = create_app(engine, database, sign_in=people, names=people, settings=settings, also={"cy": welsh})
    return Site(app, database, engine, clock)


def little_site(folder: Path, files: Mapping[str, bytes], *staff: Actor) -> Site:
    """Return the pages of a little council, whose staff are these."""
    assembled = assemble(files)
    assert assembled.configuration is not None
    definition = compile_configuration(assembled.configuration, assembled.origins).definition
    database, clock, people = _database(folder), FakeClock(MONDAY), Staff(staff)
    engine = Engine(definition, files, ports=Ports(clock=clock))
    return Site(create_app(engine, database, sign_in=people, settings=PLAIN), database, engine, clock)


def _database(folder: Path) -> Database:
    database = Database(f"sqlite:///{folder / 'pages.db'}")
    with database.connection() as connection:
        upgrade(connection)
    return database


class Staff:
    """A sign-in that vouches for these people and their roles."""

    is_demo = True
    leads_away = False

    def __init__(self, staff: Sequence[Actor]) -> None:
        self._staff = {one.id: one for one in staff}

    def choices(self) -> Sequence[Choice]:
        return tuple(Choice(one, one) for one in self._staff)

    def begin(self, choice: str, back: str) -> Begun:
        one = self._staff[choice]
        return Person(one.id, roles=tuple(one.roles), teams=tuple(one.teams))

    def finish(self, answer: Mapping[str, str], kept: Mapping[str, str], back: str) -> Person:
        raise NotSignedIn


def begun(site: Site) -> dict[str, Case]:
    """Tell the two stories as far as the decision, and return the cases: `child` and `place`."""
    found: dict[str, Case] = {}
    now = site.clock.now()
    plain = Engine(site.engine.definition, site.engine.files, ports=replace(site.engine.ports, clock=site.clock))
    for name, story in (("child", jamie), ("place", canal_street)):
        teller = Teller(plain.cases(site.database), site.clock)
        for moment in story(teller):
            if isinstance(moment, Look):
                break
        assert teller.case is not None
        found[name] = teller.case
    site.clock.set(now)
    return found


class Browser:
    """A browser that keeps cookies, and sends forms as they stand on the page."""

    def __init__(self, client: TestClient, root: str = "") -> None:
        self.client, self.root, self.page = client, root, ""
        self.status = 0
        self.at = ""

    def get(self, path: str) -> str:
        """Open a page, following where it leads."""
        answer = self.client.get(path, follow_redirects=True)
        return self._shown(answer.status_code, answer.text, answer.url.path)

    def _shown(self, status: int, text: str, path: str) -> str:
        self.status, self.page, self.at = status, text, path
        return text

    def post(self, path: str, fields: Mapping[str, object], headers: Mapping[str, str] | None = None) -> str:
        answer = self.client.post(path, data=dict(fields), headers=headers, follow_redirects=True)
        return self._shown(answer.status_code, answer.text, answer.url.path)

    def send(self, action: str, **typed: str) -> str:
        """Send the first form of the page whose address ends so, with what is typed over what stands in it."""
        form = next(one for one in self.forms() if one.action.partition("?")[0].endswith(action))
        fields = {**form.fields, **typed}
        if form.method == "get":
            query = "&".join(f"{name}={text}" for name, text in fields.items())
            return self.get(f"{form.action}?{query}")
        return self.post(form.action, fields)

    def forms(self) -> list[Form]:
        reader = _Forms()
        reader.feed(self.page)
        return reader.found

    def sign_in(self, person: str) -> None:
        self.get(f"{self.root}/sign-in")
        self.send("/sign-in", choice=person)
        assert self.status == 200, self.page

    def links(self) -> Iterator[str]:
        return iter(re.findall(r'href="(/[^"#]*)"', self.page))

    @property
    def heading(self) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.page, re.DOTALL)
        return re.sub(r"<[^>]+>", "", found[1]).strip() if found else ""


@dataclass
class Form:
    """A form of a page: where it goes, and what stands in it."""

    action: str
    method: str
    fields: dict[str, str]


class _Forms(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: text or "" for name, text in attrs}
        if tag == "form":
            self.found.append(Form(given.get("action", ""), given.get("method", "get"), {}))
        elif tag == "input" and self.found and given.get("type") not in ("checkbox", "radio") and "name" in given:
            self.found[-1].fields.setdefault(given["name"], given.get("value", ""))


__all__ = ["AMY", "LEA", "MAX", "Browser", "Form", "Site", "begun", "national", "site_at"]
