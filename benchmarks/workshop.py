"""Measure how long a room waits for what it types: from the keystroke to findings, form and map in every browser.

Run it with `python benchmarks/workshop.py`. How to read the figures is in README.md beside this file.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

from engine.checks import check
from engine.definitions.read import folder_files, read_folder
from engine.shipped import shipped_configuration

GOALS = {1: 1.0, 12: 2.0}
"""Seconds, at the 95th percentile, by browsers."""
_FORM, _FLOW = "form_schemas/contact_referral.yaml", "workflow_definitions/child_front_door.yaml"
_VIEWS = ("view/form?form=contact_referral", "view/map?workflow=child_front_door")
_LONGEST_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Edit:
    """A keystroke: the text in a file that it is made behind, and what is typed there. *seen* is where it must show."""

    name: str
    file: str
    behind: str
    typed: str
    seen: str


EDITS = (
    Edit("a label", _FORM, "label: How did it arrive?", " now", _VIEWS[0]),
    Edit("a state's title", _FLOW, "title: Screening", " now", _VIEWS[1]),
    Edit("a slip", _FORM, "title: ", "[", "desk/now"),
)


class Nonsense(Exception):
    """A measurement that did not measure the work: what was typed is not what came back."""


@dataclass(slots=True)
class Browser:
    """One that looks on: it hears that something was read, and asks for the findings, the form and the map."""

    port: int
    cookie: str = ""
    token: str = ""
    stream: HTTPResponse | None = None
    _heard: HTTPConnection | None = None

    def begin(self, key: str) -> None:
        self.cookie = self._sent("GET", f"/?key={key}")[1].partition(";")[0]
        found = re.search(r'name="token" content="([^"]+)"', self.get(""))
        if found is None:
            raise Nonsense("The page has no token.")
        self.token = found[1]
        self._heard = HTTPConnection("127.0.0.1", self.port, timeout=_LONGEST_SECONDS)
        self._heard.request("GET", "/events", headers=self._headers())
        self.stream = self._heard.getresponse()

    def end(self) -> None:
        if self.stream is not None and self._heard is not None:
            self.stream.close()
            self._heard.close()

    def get(self, path: str) -> str:
        return self._sent("GET", f"/{path}")[0]

    def post(self, path: str, about: Mapping[str, str]) -> str:
        return self._sent("POST", f"/{path}", urlencode({**about, "token": self.token}))[0]

    def shown(self, revision: int) -> dict[str, str]:
        """Wait until *revision* was read, then ask for all that the page shows of it, as the page does."""
        assert self.stream is not None
        kind = ""
        for raw in self.stream:
            line = raw.decode().strip()
            kind = line.removeprefix("event: ") if line.startswith("event: ") else kind
            if kind == "read" and line.startswith("data: ") and json.loads(line[6:])["revision"] >= revision:
                break
        return {path: self.get(path) for path in ("desk/now", *_VIEWS)}

    def _sent(self, method: str, path: str, body: str | None = None) -> tuple[str, str]:
        """Return what was answered, and the cookie that came with it."""
        # A line that was not used for a while is let go of by the server, so each question has one of its own.
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=_LONGEST_SECONDS)) as line:
            line.request(method, path, body, self._headers())
            answer = line.getresponse()
            if answer.status not in (200, 303):
                raise Nonsense(f"{path} was answered with {answer.status}.")
            return answer.read().decode(), answer.headers["Set-Cookie"] or ""

    def _headers(self) -> dict[str, str]:
        return {
            "Cookie": self.cookie,
            "Origin": f"http://127.0.0.1:{self.port}",
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/x-www-form-urlencoded",
        }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure how long a room waits for what it types.")
    parser.add_argument("--rounds", type=int, default=10, help="how often each edit is made and undone (default 10)")
    parser.add_argument("--browsers", type=int, nargs="+", default=[1, 12], help="how many look on (default 1 12)")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="casepath-bench-") as place:
        folder = copied(Path(place) / "template")
        once = statistics.median(_checked(folder) for _ in range(3))
        with served(folder) as (port, key):
            figures = {many: measured(port, key, many, chosen.rounds) for many in chosen.browsers}
    print(f"A workshop on the whole template, {chosen.rounds} rounds. Read and checked once: {once:.2f} s\n")
    print(f"{'browsers':>8}  {'edit':<16} {'p50 s':>7} {'p95 s':>7} {'goal s':>7} {'p95 x once':>11}")
    for many, kinds in figures.items():
        goal = GOALS.get(many)
        for name, took in (*kinds.items(), ("all", [one for each in kinds.values() for one in each])):
            middle, high = statistics.median(took), percentile(took, 0.95)
            wanted = f"{goal:.0f}" if goal is not None else ""
            print(f"{many:>8}  {name:<16} {middle:>7.2f} {high:>7.2f} {wanted:>7} {high / once:>11.2f}")
    return 0


def percentile(took: Sequence[float], share: float) -> float:
    """Return the least time that so large a share of all is not above.

    >>> percentile([3.0, 1.0, 2.0, 4.0], 0.75), percentile([5.0], 0.95)
    (3.0, 5.0)
    """
    ordered = sorted(took)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def copied(folder: Path) -> Path:
    """Return a copy of the whole template: a workshop writes what is not kept beside the files."""
    for path, content in copied_files().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def copied_files() -> Mapping[str, bytes]:
    """Return the files of the whole template."""
    return folder_files(shipped_configuration())[0]


def _checked(folder: Path) -> float:
    start = time.perf_counter()
    check(read_folder(folder))
    return time.perf_counter() - start


@contextmanager
def served(folder: Path) -> Iterator[tuple[int, str]]:
    """Open a workshop in a process of its own, by its command, and yield its port and its key."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = shutil.which("casepath", path=str(Path(sys.executable).parent)) or "casepath"
    command = [program, "workshop", str(folder), "--port", str(port), "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"[?&]key=([^\s&]+)", process.stdout.readline())
            if found is None:
                raise Nonsense("The command printed no address.")
            _wait_for(port)
            yield port, found[1]
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_for(port: int) -> None:
    end = time.monotonic() + _LONGEST_SECONDS
    while time.monotonic() < end:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise Nonsense("Nothing listens there.")


def measured(port: int, key: str, many: int, rounds: int, edits: Sequence[Edit] = EDITS) -> dict[str, list[float]]:
    """Return the seconds from each keystroke to all that it changes, by edit: one for each browser that looks on."""
    writer, *browsers = (Browser(port) for _ in range(many + 1))
    try:
        for one in (writer, *browsers):
            one.begin(key)
        return _all_typed(writer, browsers, rounds, edits)
    finally:
        for one in (writer, *browsers):
            one.end()


def _all_typed(
    writer: Browser, browsers: Sequence[Browser], rounds: int, edits: Sequence[Edit]
) -> dict[str, list[float]]:
    took: dict[str, list[float]] = {edit.name: [] for edit in edits}
    with ThreadPoolExecutor(len(browsers)) as pool:
        for _ in range(rounds):
            for edit in edits:
                for undo in (False, True):
                    took[edit.name] += _typed(writer, browsers, pool, edit, undo=undo)
    return took


def _typed(
    writer: Browser, browsers: Sequence[Browser], pool: ThreadPoolExecutor, edit: Edit, *, undo: bool
) -> list[float]:
    """Make an edit, or undo it, and return how long each browser waited until it saw what that comes to."""
    paper = json.loads(writer.get(f"desk/paper?{urlencode({'file': edit.file})}"))
    revision = json.loads(writer.get("desk/now"))["revision"]
    text: str = paper["text"]
    at = text.index(edit.behind) + len(edit.behind)
    if text[at:].startswith(edit.typed) is not undo:
        raise Nonsense(f"{edit.name}: the text is not what was typed last.")
    before, after = _units(text[:at]), _units(text[at:])
    change = [before, [_units(edit.typed)], after - _units(edit.typed)] if undo else [before, [0, edit.typed], after]
    start = time.perf_counter()

    def waited(one: Browser) -> tuple[float, dict[str, str]]:
        shown = one.shown(revision + 1)
        return time.perf_counter() - start, shown

    waiting = [pool.submit(waited, one) for one in browsers]
    sent = {"file": edit.file, "version": str(paper["version"]), "client": "bench", "changes": json.dumps([change])}
    if not json.loads(writer.post("desk/typed", sent))["taken"]:
        raise Nonsense(f"{edit.name}: it was not taken.")
    found = [one.result() for one in waiting]
    for _, shown in found:
        _raise_unless_seen(edit, shown, undo=undo)
    return [seconds for seconds, _ in found]


def _raise_unless_seen(edit: Edit, shown: Mapping[str, str], *, undo: bool) -> None:
    if edit.seen == "desk/now":
        is_there = not json.loads(shown[edit.seen])["good"]
    else:
        words = f"{edit.behind.partition(': ')[2]}{edit.typed}"
        is_there = words in " ".join(re.sub(r"<[^>]*>", " ", shown[edit.seen]).split())
    if is_there is undo:
        raise Nonsense(f"{edit.name}: what came back is not what was typed.")


def _units(text: str) -> int:
    """Return how long a text is as browsers count."""
    return len(text.encode("utf-16-le")) // 2


if __name__ == "__main__":
    sys.exit(main())
