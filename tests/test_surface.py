"""The page of the whole surface is a contract: every public call is on it, and is as it says there."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import engine
from engine import Cases, Engine, EngineError
from engine.service.dbos_carrier import Carrier
from engine.service.guests import Guest
from engine.service.keeping import Keeping
from engine.service.key_work import KeyWork
from engine.service.moving import Moving
from engine.service.releases import Releases
from engine.service.runner import Runner
from engine.service.worklist import Worklist

PAGE = Path(__file__).resolve().parent.parent / "docs/reference/surface.md"
ROW = re.compile(r"^\| `(\w+)\.(\w+)\((.*?)\)` \| (.+?) \| `(.+?)` \|(.*?)\| (reads|writes|own|–) \|$", re.MULTILINE)
DOORS: dict[str, type] = {
    "engine": Engine,
    "cases": Cases,
    "worklist": Worklist,
    "runner": Runner,
    "carrier": Carrier,
    "guest": Guest,
    "keeping": Keeping,
    "moving": Moving,
    "releases": Releases,
    "keys": KeyWork,
}


@dataclass(frozen=True, slots=True)
class Row:
    """A call as the page shows it."""

    door: str
    name: str
    takes: tuple[str, ...]
    does: str
    returns: str
    raises: frozenset[str]
    transaction: str


def rows() -> dict[tuple[str, str], Row]:
    """Return every row of the page, by what is called."""
    found = {}
    for door, name, takes, does, returns, raises, transaction in ROW.findall(PAGE.read_text("utf-8")):
        named = tuple(one for one in takes.split(", ") if one)
        said = frozenset(re.findall(r"`(\w+)`", raises))
        found[door.lower(), name] = Row(door.lower(), name, named, does, returns.replace("\\|", "|"), said, transaction)
    return found


def calls() -> Iterator[tuple[str, str, Callable[..., object]]]:
    """Yield every public call of the engine's doors: what a class offers under a name without an underscore."""
    for door, kind in DOORS.items():
        for name, one in vars(kind).items():
            if not name.startswith("_"):
                yield door, name, one.__func__ if isinstance(one, classmethod | staticmethod) else one


SHOWN = rows()
CALLS = list(calls())
each_call = pytest.mark.parametrize(("door", "name", "call"), CALLS, ids=[f"{door}.{name}" for door, name, _ in CALLS])


def errors() -> set[str]:
    """Return the names of all errors that leave Casepath."""
    for found in pkgutil.walk_packages(engine.__path__, "engine."):
        importlib.import_module(found.name)
    waiting, known = [EngineError], set[type[EngineError]]()
    while waiting:
        one = waiting.pop()
        known.add(one)
        waiting += one.__subclasses__()
    return {one.__name__ for one in known}


def test_every_public_call_has_a_row_and_every_row_is_a_public_call() -> None:
    assert {(door, name) for door, name, _ in CALLS} == set(SHOWN)


def test_every_line_that_shows_a_call_is_read_as_one() -> None:
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")]

    assert len(lines) == len(SHOWN) > 60


@each_call
def test_a_call_takes_what_its_row_shows(door: str, name: str, call: Callable[..., object]) -> None:
    parameters = list(inspect.signature(call).parameters.values())[1:]
    needed = [
        f"{one.name}=" if one.kind is one.KEYWORD_ONLY else one.name for one in parameters if one.default is one.empty
    ]

    assert [one.replace("where", "database") for one in SHOWN[door, name].takes] == needed


@each_call
def test_a_call_returns_what_its_row_says(door: str, name: str, call: Callable[..., object]) -> None:
    assert SHOWN[door, name].returns == inspect.signature(call).return_annotation


@each_call
def test_a_call_that_changes_a_case_writes_and_says_who_was_first(
    door: str, name: str, call: Callable[..., object]
) -> None:
    row, parameters = SHOWN[door, name], inspect.signature(call).parameters
    if "seen" in parameters:
        assert row.transaction == "writes"
        assert {"Refused", "CaseChanged", "NotFound"} <= row.raises
    if row.returns == "Outcome":
        assert row.transaction == "writes"
    # What its docstring says that it raises, its row says too.
    told = {one for one in re.findall(r"\b[A-Z]\w+", inspect.getdoc(call) or "") if one in errors()}
    assert told - {"UnknownLanguage"} <= row.raises | ({"UnknownLanguage"} & told)


@each_call
def test_a_call_raises_nothing_that_is_no_error_of_ours(door: str, name: str, call: Callable[..., object]) -> None:
    assert SHOWN[door, name].raises <= errors()


@each_call
def test_a_call_says_what_it_is_for(door: str, name: str, call: Callable[..., object]) -> None:
    assert inspect.getdoc(call)
    assert len(SHOWN[door, name].does) > 5
