"""Where a case is played: a thread and a database in memory of its own, and what was done so far, to be done again.

No other database is opened and nothing leaves the process. Several people may play on one case at once: each says how
many turns they saw, and whoever comes late is told so and shown the case as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass, replace
from typing import TypeVar

from sqlalchemy.engine import Connection

from engine.cases.compiled import Definition
from engine.cases.values import is_empty
from engine.definitions.scenarios import Given
from engine.errors import EngineError, Reason
from engine.sentences.say import say
from engine.store.transaction import Database
from engine.testing.databases import IN_MEMORY, scenario_database
from engine.testing.stage import Release
from engine.web.workshop.play import Playing
from engine.web.workshop.play_turns import MOST_TURNS, Begun, Could, Did, Turn, Undone, Waited

SECONDS = 60.0
"""How long one thing may take; a play that is still at it then is thrown away."""

Made = TypeVar("Made")


class TookTooLong(EngineError):
    """The user's turn: a play did not come to an end in time and was put away."""


@dataclass(slots=True)
class _Kept:
    """The play on the table: the whole of its turns, also those that do not go any more since something changed."""

    begun: Begun
    turns: list[Turn]
    undone: Undone | None = None
    told: tuple[str, ...] = ()


class PlayRoom:
    """One case being played, or none yet. Everything in it is done one after another, in one thread."""

    def __init__(self, release: Release, language: str = "en", *, seconds: float = SECONDS) -> None:
        self._release, self._language, self._seconds = release, language, seconds
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="play")
        self._kept: _Kept | None = None
        self._stage: _OnStage | None = None
        self._ended = False

    # --- what is asked of it -----------------------------------------------------------------------------------------

    def begin(self, begun: Begun, turns: Sequence[Turn] = ()) -> tuple[Reason, ...]:
        """Begin a play in place of the one before, and take *turns*; return why it cannot begin, or nothing."""
        return self._in_turn(lambda: self._begin(begun, turns[:MOST_TURNS]))

    def change(self, seen: int, change: Callable[[Playing], tuple[Reason, ...]]) -> tuple[Reason, ...]:
        """Do something with the case; return why not, or nothing. *seen* is how many turns the asker saw."""
        return self._in_turn(lambda: self._change(seen, change))

    def take_back(self, seen: int, turns: int = 1) -> tuple[Reason, ...]:
        """Take back the latest *turns*: the case is played again without them."""
        return self._in_turn(lambda: self._take_back(seen, turns))

    def come_to(self, release: Release) -> None:
        """Play the case again under *release*, if it is another than before; what does not go any more is noted."""
        if release.definition.release != self._release.definition.release:
            self._in_turn(lambda: self._come_to(release))

    def look(self, at: Callable[[Playing], Made]) -> Made | None:
        """Return what *at* makes of the case as it stands; nothing where none is played."""
        return self._in_turn(lambda: at(self._stage.playing) if self._stage is not None else None)

    @property
    def begun(self) -> Begun | None:
        return self._kept.begun if self._kept is not None else None

    @property
    def undone(self) -> Undone | None:
        """The turn that does not go any more, if there is one."""
        return self._kept.undone if self._kept is not None else None

    @property
    def turns(self) -> Sequence[Turn]:
        """All turns, those too that do not go any more."""
        return tuple(self._kept.turns) if self._kept is not None else ()

    @property
    def told(self) -> tuple[str, ...]:
        """What changed when the case was last played again: answers that had to be made up anew."""
        return self._kept.told if self._kept is not None else ()

    @property
    def release(self) -> Release:
        """What is played on."""
        return self._release

    def close(self) -> None:
        """End the play; nothing of it is kept."""
        if not self._ended:
            self._in_turn(self._clear)
            self._ended = True
            self._thread.shutdown(wait=False, cancel_futures=True)

    # --- in the thread of the play -----------------------------------------------------------------------------------

    def _in_turn(self, work: Callable[[], Made]) -> Made:
        waiting = self._thread.submit(work)
        try:
            return waiting.result(self._seconds)
        except TooLate:
            # Whatever it is at goes on in the old thread, on a database that nobody looks at any more.
            self._thread.shutdown(wait=False, cancel_futures=True)
            self._thread, self._stage, self._kept = ThreadPoolExecutor(1, thread_name_prefix="play"), None, None
            said = say(self._language, "This took too long, so the play was put away. Begin it again.")
            raise TookTooLong(said) from None

    def _begin(self, begun: Begun, turns: Sequence[Turn]) -> tuple[Reason, ...]:
        self._clear()
        kept = _Kept(begun, list(turns))
        reasons = self._again(kept)
        if reasons:
            self._clear()
        return reasons

    def _change(self, seen: int, change: Callable[[Playing], tuple[Reason, ...]]) -> tuple[Reason, ...]:
        late = self._late(seen)
        if late or self._stage is None or self._kept is None:
            return late
        playing, before = self._stage.playing, len(self._stage.playing.turns)
        with playing.stage.tried() as trial:
            reasons = change(playing)
            trial.kept = not reasons
        if len(playing.turns) > before:
            # Whoever goes on from where it stopped leaves what does not go any more behind.
            self._kept.turns, self._kept.undone, self._kept.told = list(playing.turns), None, ()
        return reasons

    def _take_back(self, seen: int, turns: int) -> tuple[Reason, ...]:
        late = self._late(seen)
        if late or self._kept is None:
            return late
        del self._kept.turns[max(len(self._kept.turns) - max(turns, 0), 0) :]
        self._kept.told = ()
        return self._again(self._kept)

    def _come_to(self, release: Release) -> None:
        self._release = release
        if self._kept is not None:
            self._again(self._kept)

    def _late(self, seen: int) -> tuple[Reason, ...]:
        if self._kept is None:
            return (Reason("no_play", say(self._language, "No case is being played. Begin one.")),)
        if seen != len(self._kept.turns):
            said = say(self._language, "Somebody else went on with this case. Look again, then decide.")
            return (Reason("changed", said),)
        return ()

    def _again(self, kept: _Kept) -> tuple[Reason, ...]:
        """Play all turns from the beginning; return why the case cannot be opened. Those that do not go are kept."""
        if self._stage is not None:
            self._stage.close()
        self._stage = None
        self._kept = kept
        kept.undone, kept.told = None, ()
        gone = self._gone(kept.begun)
        if gone:
            kept.undone = Undone(0, gone)
            return tuple(Reason("gone", one) for one in gone)
        self._stage = _OnStage(self._release, _as_known(kept.begun, self._release.definition), self._language)
        playing = self._stage.playing
        reasons = playing.open()
        if reasons:
            self._stage.close()
            self._stage = None
            kept.undone = Undone(0, tuple(one.text for one in reasons))
            return reasons
        for number, turn in enumerate(list(kept.turns), 1):
            why = self._turn(playing, number, turn)
            if why:
                kept.undone = Undone(number, why)
                break
        return ()

    def _gone(self, begun: Begun) -> tuple[str, ...]:
        """Return what the play begins with and the definitions have no more."""
        definition = self._release.definition
        if begun.workflow not in definition.workflows:
            return (say(self._language, 'There is no workflow "{workflow}" any more.', workflow=begun.workflow),)
        if begun.by and begun.by not in _known_people(begun.given, definition):
            return (say(self._language, '"{person}" has a role that is no more.', person=begun.by),)
        return ()

    def _turn(self, playing: Playing, number: int, turn: Turn) -> tuple[str, ...]:
        """Take one turn again; return why it does not go any more, or nothing."""
        if isinstance(turn, Waited):
            return _texts(playing.waited(turn))
        for person in (turn.by, *(turn.assigns.values() if isinstance(turn, Did) else ())):
            if person not in playing.stage.people:
                return (say(self._language, '"{person}" has a role that is no more.', person=person),)
        if isinstance(turn, Could):
            return _texts(playing.could(turn))
        reasons = self._tried(playing, turn, exactly=True)
        if reasons and turn.made:
            reasons = self._tried(playing, _without_what_is_gone(turn, playing), exactly=False)
            if reasons:
                reasons = self._tried(playing, replace(turn, answers={}, passed={}), exactly=False)
            if not reasons and self._kept is not None:
                said = say(self._language, "Turn {number} was answered anew.", number=number)
                self._kept.told = (*self._kept.told, said)
                self._kept.turns[number - 1] = playing.turns[-1]
        return _texts(reasons)

    def _tried(self, playing: Playing, did: Did, *, exactly: bool) -> tuple[Reason, ...]:
        with playing.stage.tried() as trial:
            reasons = playing.do(did, exactly=exactly)
            trial.kept = not reasons
        return reasons

    def _clear(self) -> None:
        if self._stage is not None:
            self._stage.close()
        self._stage = self._kept = None


class _OnStage:
    """A play with the database that it is played in."""

    def __init__(self, release: Release, begun: Begun, language: str) -> None:
        self._opened = scenario_database(IN_MEMORY)
        self._database: Database = self._opened.__enter__()
        self._connection: Connection = self._database.pool.connect()
        self._everything = self._connection.begin()
        self.playing = Playing(release, begun, self._connection, language)

    def close(self) -> None:
        self._everything.rollback()
        self._connection.close()
        self._opened.__exit__(None, None, None)


def _texts(reasons: Sequence[Reason]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.text for one in reasons))


def _known_people(given: Given, definition: Definition) -> dict[str, tuple[str, ...]]:
    """Return the people of a play whose roles are all there."""
    known = definition.roles.powers
    return {name: tuple(roles) for name, roles in given.people.items() if all(role in known for role in roles)}


def _as_known(begun: Begun, definition: Definition) -> Begun:
    """Return where a play begins without the people and facts that the definitions have no more."""
    facts = {
        kind: {name: one for name, one in facts.items() if (kind, name) in definition.facts}
        for kind, facts in begun.given.subjects.items()
        if kind in definition.subjects
    }
    closures = [day.isoformat() for day in begun.given.closures]
    told = {"today": begun.given.today, "closures": closures, "answers": begun.given.answers, **facts}
    given = Given.model_validate({**told, "people": _known_people(begun.given, definition)})
    return replace(begun, given=given)


def _without_what_is_gone(did: Did, playing: Playing) -> Did:
    """Return *did* without answers to questions that its form does not have any more."""
    step = playing.step_of(did.by, did.step)
    form = playing.stage.definition.forms.get(step.form or "") if step is not None else None
    if form is None:
        return replace(did, answers={})
    kept = {name: one for name, one in did.answers.items() if name in form.by_id and not is_empty(one)}
    return replace(did, answers=kept)
