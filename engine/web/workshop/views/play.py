"""The case that is being played, as one person sees it; or what can be begun."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from markupsafe import Markup

from engine.cases.compiled import Definition
from engine.errors import EngineError
from engine.interop.diagram import as_dot
from engine.interop.picture import picture_of
from engine.interop.render import to_svg
from engine.sentences.dates import long_day
from engine.testing.scenarios import Loaded
from engine.web.workshop.play import Playing
from engine.web.workshop.play_room import PlayRoom
from engine.web.workshop.play_seen import asked_of, passed_over, seen_by, told_turn
from engine.web.workshop.play_table import loaded_of, release_of, table_of
from engine.web.workshop.play_turns import Turn, Waited
from engine.web.workshop.snapshot import Fragment, Snapshot


@dataclass(frozen=True, slots=True)
class Told:
    """A turn in words; one that does *not go* any more is told so, with its reasons."""

    said: str
    goes: bool


def play(seen: Snapshot, asked: Mapping[str, str]) -> Fragment:
    """Return the case as the person who is asked for sees it, and a step about to be taken, if one is asked for."""
    loaded = loaded_of(seen)
    if loaded is None or seen.good is None:
        return Fragment("nothing_yet.html")
    room = table_of(seen).room
    if room is not None:
        room.come_to(release_of(loaded))
    if room is None or room.begun is None:
        return Fragment("play_begin.html", {"workflows": _workflows(seen.good), "scenarios": _scenarios(loaded, asked)})
    about = room.look(lambda playing: _about(playing, room, asked))
    told = {"turns": len(room.turns), "why": room.undone.why if room.undone is not None else (), "anew": room.told}
    if about is None:
        return Fragment("play_gone.html", {**told, "workflow": room.begun.workflow})
    return Fragment("play.html", {**told, **about})


def _about(playing: Playing, room: PlayRoom, asked: Mapping[str, str]) -> Mapping[str, object]:
    me = asked.get("as", "")
    seen = seen_by(playing, me)
    step = asked_of(playing, seen.me.name, asked["step"]) if asked.get("step") else None
    states = playing.case.states
    working = playing.next_working_day()
    return {
        "seen": seen,
        "step": step,
        "said": tuple(_turns(playing, room)),
        "off": _off(playing),
        "svg": Markup(_drawn(_Same(playing.stage.definition), seen.workflow, states)),  # noqa: S704 - drawn by us
        "working_day": long_day(playing.language, working.date()),
        "tomorrow": (playing.now.date() + timedelta(days=1)).isoformat(),
        "problem": asked.get("problem", ""),
        "done": asked.get("done", ""),
        "undone": room.undone,
    }


def _turns(playing: Playing, room: PlayRoom) -> Iterator[Told]:
    for number, turn in enumerate(room.turns, 1):
        yield Told(told_turn(playing, number, turn), room.undone is None or number < room.undone.at)


def _off(playing: Playing) -> tuple[str, ...]:
    """Return the days that did not count while time last passed."""
    turns: list[Turn] = playing.turns
    if not turns or not isinstance(turns[-1], Waited):
        return ()
    before = next((one.until for one in reversed(turns[:-1]) if isinstance(one, Waited) and one.until), None)
    since = before.date() if before is not None else playing.begun.given.today.date()
    return passed_over(playing, since)


def _workflows(definition: Definition) -> Sequence[Mapping[str, str]]:
    return [{"id": name, "title": one.definition.title} for name, one in definition.workflows.items()]


MOST_LISTED = 400


def _scenarios(loaded: Loaded, asked: Mapping[str, str]) -> Sequence[Mapping[str, str]]:
    found = [
        {"file": scenarios.node.source.file, "title": run.title, "workflow": scenarios.file.scenarios_of}
        for scenarios in loaded.scenarios()
        for run in scenarios.runs
    ]
    return found[:MOST_LISTED]


@dataclass(frozen=True, eq=False)
class _Same:
    """One compiled configuration, the same only as itself."""

    definition: Definition

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.definition.release == self.definition.release

    def __hash__(self) -> int:
        return hash(self.definition.release)


@lru_cache(maxsize=64)
def _drawn(same: _Same, workflow: str, here: tuple[str, ...]) -> str:
    """Return the map with where the case is; nothing where it cannot be drawn, as the words say it."""
    picture = picture_of(same.definition, workflow)
    try:
        return to_svg(
            as_dot(picture, here), id=f"play_{picture.id}", title=picture.title, description=picture.description
        )
    except EngineError:
        return ""
