"""What stands beside the text for those who play: the room in which a case is played, and what goes on behind it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.testing.scenarios import Loaded
from engine.testing.stage import Release
from engine.web.workshop.play_all import Background
from engine.web.workshop.play_room import PlayRoom
from engine.web.workshop.snapshot import Snapshot

if TYPE_CHECKING:
    from engine.web.workshop.desk import Desk

_NAME = "play"


@dataclass(frozen=True)
class PlayTable:
    """A room, once somebody began to play, and the work behind it. *times* tells one look from the next."""

    room: PlayRoom | None = field(default=None, repr=False)
    background: Background | None = field(default=None, repr=False)
    times: int = 0


def loaded_of(seen: Snapshot) -> Loaded | None:
    """Return the newest version without errors, ready for its scenarios; nothing where there is none yet."""
    assembled = seen.good_assembled
    if seen.good is None or assembled is None or assembled.configuration is None:
        return None
    return Loaded(assembled, seen.good, assembled.files, ())


def release_of(loaded: Loaded) -> Release:
    """Return what is played on."""
    assert loaded.definition is not None
    assert loaded.assembled.configuration is not None
    return Release(loaded.definition, loaded.files, loaded.assembled.configuration.manifest.teams)


def table_of(seen: Snapshot) -> PlayTable:
    """Return what there is to play with."""
    found = seen.beside.get(_NAME)
    return found if isinstance(found, PlayTable) else PlayTable()


def put(desk: Desk, table: PlayTable) -> None:
    """Let every browser look again."""
    desk.put(_NAME, replace(table, times=table.times + 1))


def room_on(desk: Desk, loaded: Loaded) -> PlayRoom:
    """Return the room, which plays on what was last without errors; a new one where nobody played yet."""
    table = table_of(desk.snapshot)
    if table.room is not None:
        table.room.come_to(release_of(loaded))
        return table.room
    made = PlayRoom(release_of(loaded), desk.snapshot.language)
    put(desk, replace(table, room=made))
    return made


def background_on(desk: Desk) -> Background:
    """Return what goes on behind; browsers are told from time to time how far it is."""
    table = table_of(desk.snapshot)
    if table.background is not None:
        return table.background
    made = Background(lambda: desk.listeners.tell("beside", {"name": _NAME}))
    put(desk, replace(table, background=made))
    return made
