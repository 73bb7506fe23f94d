"""Exploring a folder of definitions: what is proved, what is not, and the shortest way to what goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.cases.compiled import CompiledWorkflow
from engine.checks.book import Book
from engine.checks.exploration import finding_of, model_of
from engine.checks.exploring.verdicts import Verdict, verdicts
from engine.checks.exploring.walk import Progress, Seen, explore
from engine.findings import Finding
from engine.store.migrate import upgrade
from engine.store.transaction import Database
from engine.testing.chance import Chance
from engine.testing.replaying import Replayed, replayed
from engine.testing.scenarios import Loaded

MOST = 200_000
"""Configurations that are looked at of one workflow, where nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was found, where it stands, and how it went when it was played on the real engine."""

    finding: Finding
    verdict: Verdict
    replayed: Replayed


@dataclass(frozen=True, slots=True)
class Explored:
    """What exploring one workflow told. *proved* are the promises that every case keeps, in their own words."""

    workflow: str
    looked_at: int
    walked: int
    seed: int
    whole: bool
    guesses: bool
    proved: tuple[str, ...]
    open: tuple[str, ...]
    """Promises of which nothing certain can be said: not everything was looked at, or only a guess breaks them."""
    found: tuple[Found, ...]


def explored(
    folder: Loaded, *, workflow: str = "", most: int = MOST, seed: int = 0, progress: Progress | None = None
) -> Iterator[Explored]:
    """Yield what exploring tells of each workflow of *folder*, or of one."""
    assembled, definition = folder.assembled, folder.definition
    assert definition is not None
    assert assembled.configuration is not None
    book = Book(assembled.configuration, assembled.origins, definition)
    for flow in definition.workflows.values():
        if workflow in ("", flow.id):
            seen = explore(model_of(book, flow), most, choose=Chance(seed).below, progress=progress)
            yield _told(folder, book, flow, seen, seed)


def _told(folder: Loaded, book: Book, flow: CompiledWorkflow, seen: Seen, seed: int) -> Explored:
    found = list(_replayed(folder, book, flow, seen))
    wrong = {one.verdict.promise for one in found if one.verdict.sure or one.replayed.scenario}
    unsure = {one.verdict.promise for one in found} - wrong
    partial = any(one.partial for one in seen.model.sight.answers.values())
    certain = seen.whole and not partial
    proved = [one.say for index, one in enumerate(flow.definition.always) if certain and index not in wrong | unsure]
    still_open = [
        one.say for index, one in enumerate(flow.definition.always) if index not in wrong and one.say not in proved
    ]
    shown = tuple(one for one in found if one.verdict.sure or one.replayed.scenario)
    return Explored(
        flow.id, seen.looked_at, seen.walked, seed, seen.whole, partial, tuple(proved), tuple(still_open), shown
    )


def _replayed(folder: Loaded, book: Book, flow: CompiledWorkflow, seen: Seen) -> Iterator[Found]:
    """Yield what was found, each with how it goes on the real engine."""
    told = list(verdicts(seen))
    if not told:
        return
    database = Database("sqlite://")
    try:
        with database.connection() as connection:
            upgrade(connection)
        for one in told:
            teams = book.configuration.manifest.teams
            gone = Replayed()
            if one.path or one.kind != "never_taken":
                gone = replayed(book.definition, folder.files, teams, seen, one, database)
            yield Found(finding_of(book, flow, one), one, gone)
    finally:
        database.close()
