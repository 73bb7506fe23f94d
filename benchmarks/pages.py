"""Measure the worker's pages: a page of work over many cases, a page of a form, its check, and fifty people at once.

Run it with `python benchmarks/pages.py`, on a million cases with `--cases 1000000`. How to read the figures is in
README.md beside this file.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import uvicorn
from starlette.types import ASGIApp, Message

from benchmarks.worklist import PAGE, TEAMS, council_at_work, fill
from engine import Actor, Database, Engine, Ports
from engine.cases.values import Answers
from engine.service.ports import SystemClock
from engine.shipped import shipped_configuration
from engine.store.migrate import upgrade
from engine.web.app import create_app
from engine.web.demo import DemoPeople
from engine.web.signing_in import Begun, Choice, NotSignedIn, Person
from engine.web.visit import Settings

PLAIN = Settings(secure=False)
OFFICER = Actor("Amy", roles=["mash_officer"])
FORM = "contact_referral"
_HALF: Answers = {"contact_method": "phone", "concern_summary": "Seen at the bus stop", "immediate_danger": "no"}


@dataclass
class Took:
    """What a way took, in milliseconds, and its goal."""

    name: str
    goal: float
    times: list[float] = field(default_factory=list)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure the worker's pages.")
    parser.add_argument("--rounds", type=int, default=40, help="how often each page is asked for (default 40)")
    parser.add_argument("--cases", type=int, default=50_000, help="cases on the lists of work (default 50000)")
    parser.add_argument("--users", type=int, default=50, help="people at the pages at once (default 50)")
    parser.add_argument("--visits", type=int, default=10, help="what each of them does in turn, so often (default 10)")
    parser.add_argument("--serve", metavar="DATABASE", help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, default=0, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.serve:
        uvicorn.run(_national(Database(chosen.serve)), port=chosen.port, log_level="critical")
        return 0
    if min(chosen.rounds, chosen.users, chosen.visits) < 1 or chosen.cases < TEAMS * PAGE:
        parser.error(f"Give at least one round, one user, one visit and {TEAMS * PAGE} cases.")
    with tempfile.TemporaryDirectory(prefix="casepath-bench-") as folder:
        took = [*_lists(Path(folder), chosen.rounds, chosen.cases), *_forms(Path(folder), chosen.rounds)]
        print(_table(took, chosen.cases))
        crowd = _crowd(Path(folder), chosen.users, chosen.visits)
    print(crowd.said())
    return 1 if crowd.wrong else 0


# --- one page at a time ----------------------------------------------------------------------------------------------


class _Staff:
    """A sign-in that believes whoever says which team they work in."""

    is_demo = True
    leads_away = False

    def choices(self) -> Sequence[Choice]:
        return tuple(Choice(f"team_{number}", f"Team {number}") for number in range(TEAMS))

    def begin(self, choice: str, back: str) -> Begun:
        return Person("ada", roles=("worker",), teams=(choice,))

    def finish(self, answer: Mapping[str, str], kept: Mapping[str, str], back: str) -> Person:
        raise NotSignedIn


class _Visitor:
    """Somebody who asks an application for pages without a network in between, and keeps the cookie."""

    def __init__(self, app: ASGIApp, person: str) -> None:
        self._app, self._cookie = app, b""
        page = self.page("/sign-in")
        token = re.search(r'name="form_token" value="([^"]+)"', page)
        assert token is not None
        self.page("/sign-in", {"form_token": token[1], "choice": person})

    def page(self, address: str, fields: Mapping[str, str] | None = None) -> str:
        return asyncio.run(self._asked(address, fields))

    async def _asked(self, address: str, fields: Mapping[str, str] | None) -> str:
        path, _, query = address.partition("?")
        body, answered = urlencode(fields or {}).encode(), list[Message]()
        headers = [(b"content-type", b"application/x-www-form-urlencoded"), (b"content-length", b"%d" % len(body))]
        scope = {
            "type": "http",
            "method": "GET" if fields is None else "POST",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [*headers, (b"cookie", self._cookie)] if self._cookie else headers,
            "root_path": "",
        }

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            answered.append(message)

        await self._app(scope, receive, send)
        assert answered[0]["status"] < 400, (address, answered[0]["status"])
        for name, value in answered[0]["headers"]:
            if name == b"set-cookie":
                self._cookie = value.partition(b";")[0]
        return b"".join(one.get("body", b"") for one in answered[1:]).decode()


def _asked_for(visitor: _Visitor, took: Took, address: str, rounds: int) -> Took:
    for number in range(rounds + 5):
        began = time.perf_counter()
        assert len(visitor.page(address)) > 1_000, f"{address} led elsewhere"
        if number > 4:  # the first build what later ones share
            took.times.append((time.perf_counter() - began) * 1_000)
    return took


def _lists(folder: Path, rounds: int, cases: int) -> Iterator[Took]:
    """Yield what pages of work took: the first, and one far down."""
    database, engine = Database(f"sqlite:///{folder / 'work.db'}"), council_at_work()
    fill(engine, database, cases, documents=True)
    visitor = _Visitor(create_app(engine, database, sign_in=_Staff(), settings=PLAIN), "team_7")
    yield _asked_for(visitor, Took("A team's list of work, page 1", 50), "/team", rounds)
    place = "/team"
    for _ in range(min(40, cases // TEAMS // PAGE - 1)):
        following = re.search(r'href="([^"]+)" rel="next"', visitor.page(place))
        assert following is not None, place
        place = following[1].replace("&amp;", "&")
    yield _asked_for(visitor, Took("A team's list of work, far down", 50), place, rounds)
    database.close()


def _national(database: Database) -> ASGIApp:
    engine = Engine.from_folder(shipped_configuration())
    people = DemoPeople(engine.definition)
    engine = Engine(engine.definition, engine.files, ports=Ports(clock=SystemClock(), people=people))
    return create_app(engine, database, sign_in=people, names=people, settings=PLAIN)


def _begun(database: Database, cases: int) -> list[str]:
    """Open cases of the national template, with half a form saved on each, and return their ids."""
    with database.connection() as connection:
        upgrade(connection)
    opened, door = [], Engine.from_folder(shipped_configuration()).cases(database)
    for number in range(cases):
        case = door.open("child_front_door", subject={"child": f"C-{number}"}, by=OFFICER).case
        door.save(case, FORM, _HALF, by=OFFICER, seen=0)
        opened.append(case.id)
    return opened


def _forms(folder: Path, rounds: int) -> Iterator[Took]:
    """Yield what the pages of a form of the national template took."""
    database = Database(f"sqlite:///{folder / 'forms.db'}")
    (case,) = _begun(database, 1)
    visitor, place = _Visitor(_national(database), "Amy"), f"/case/{case}/form/{FORM}"
    yield _asked_for(visitor, Took("A case", 50), f"/case/{case}", rounds)
    yield _asked_for(visitor, Took("A page of a form", 30), f"{place}/page/about_child", rounds)
    yield _asked_for(
        visitor, Took("A page of a form, with what is wrong", 30), f"{place}/page/concern?judged=1", rounds
    )
    yield _asked_for(visitor, Took("Check your answers, half of them missing", 50), f"{place}/check", rounds)
    database.close()


def _table(took: Sequence[Took], cases: int) -> str:
    lines = [
        f"The worker's pages on SQLite: server time over {cases:,} cases, {os.cpu_count()} cores\n",
        "| page | ms, middle | ms, 95 of 100 | goal, ms |",
        "|---|---|---|---|",
    ]
    for one in took:
        middle, late = statistics.median(one.times), sorted(one.times)[int(len(one.times) * 0.95)]
        lines.append(f"| {one.name} | {middle:.1f} | {late:.1f} | {one.goal:g} |")
    return "\n".join(lines)


# --- many people at once ---------------------------------------------------------------------------------------------


@dataclass
class _Crowd:
    """What came of many people at the pages at once."""

    users: int
    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def said(self) -> str:
        middle, late = statistics.median(self.times), sorted(self.times)[int(len(self.times) * 0.95)]
        return (
            f"\n{self.users} people at once, one server process: {len(self.times)} pages in {self.seconds:.1f} s "
            f"({len(self.times) / self.seconds:.0f} a second), {middle:.0f} ms in the middle, {late:.0f} ms for 95 of "
            f"100, {len(self.wrong)} errors{''.join(f'{chr(10)}  {one}' for one in self.wrong[:5])}"
        )


def _crowd(folder: Path, users: int, visits: int) -> _Crowd:
    """Let many people read lists, open cases, and write on forms at the same time, each with a connection of theirs."""
    address = f"sqlite:///{folder / 'crowd.db'}"
    database = Database(address)
    cases = _begun(database, users)
    database.close()
    crowd = _Crowd(users)
    with _server(address) as port:
        people = [threading.Thread(target=_works, args=(port, case, visits, crowd)) for case in cases]
        began = time.perf_counter()
        for one in people:
            one.start()
        for one in people:
            one.join()
        crowd.seconds = time.perf_counter() - began
    crowd.wrong += _not_kept(address, cases, _words(visits - 1))
    return crowd


def _words(number: int) -> str:
    return f"Tired, for the {number}th time"


def _not_kept(address: str, cases: Sequence[str], words: str) -> Iterator[str]:
    """Yield every case on which what was typed last is not there: a figure is never of work left undone."""
    database = Database(address)
    door = Engine.from_folder(shipped_configuration()).cases(database)
    for case in cases:
        kept = door.show(case, FORM, by=OFFICER).field("impact_on_child")
        if kept is None or kept.value != words:
            yield f"What was typed on {case} is not there."
    database.close()


@contextmanager
def _server(address: str) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    root = Path(__file__).resolve().parents[1]
    command = [sys.executable, "-m", "benchmarks.pages", "--serve", address, "--port", str(port)]
    running = subprocess.Popen(command, cwd=root)
    try:
        for _ in range(600):
            with socket.socket() as there:
                if there.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        running.terminate()
        running.wait()


def _works(port: int, case: str, visits: int, crowd: _Crowd) -> None:
    """Sign in, and do a turn of work so many times."""
    client = _Client(port, crowd)
    try:
        token = client.token("/sign-in")
        client.ask("/sign-in", {"form_token": token, "choice": "Amy"})
        page = f"/case/{case}/form/{FORM}/page/concern"
        for number in range(visits):
            client.ask("/team")
            client.ask(f"/case/{case}")
            shown = client.ask(page)
            sent = {name: text for name, text in re.findall(r'name="([^"]+)" value="([^"]*)"', shown) if name != "go"}
            sent |= {"q.impact_on_child": _words(number), "go": "later"}
            client.ask(page, {name: text for name, text in sent.items() if not name.startswith("language")})
    except (OSError, http.client.HTTPException, AssertionError) as error:
        crowd.wrong.append(f"{type(error).__name__}: {error}")
    finally:
        client.close()


class _Client:
    """A browser without a face."""

    def __init__(self, port: int, crowd: _Crowd) -> None:
        self._to, self._crowd = http.client.HTTPConnection("127.0.0.1", port, timeout=60), crowd
        self._cookie = ""

    def close(self) -> None:
        self._to.close()

    def token(self, path: str) -> str:
        found = re.search(r'name="form_token" value="([^"]+)"', self.ask(path))
        assert found is not None, path
        return found[1]

    def ask(self, path: str, fields: Mapping[str, str] | None = None) -> str:
        headers = {"Cookie": self._cookie, "Content-Type": "application/x-www-form-urlencoded"}
        began = time.perf_counter()
        self._to.request("GET" if fields is None else "POST", path, urlencode(fields or {}), headers)
        answer = self._to.getresponse()
        text = answer.read().decode()
        self._crowd.times.append((time.perf_counter() - began) * 1_000)
        if answer.status >= 400:
            self._crowd.wrong.append(f"{answer.status} at {path}")
        if given := answer.getheader("set-cookie"):
            self._cookie = given.partition(";")[0]
        return text


if __name__ == "__main__":
    sys.exit(main())
