"""What is done with a case that is played: it begins, somebody acts, time passes, a turn is taken back, it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime

from engine.cases.values import Json
from engine.definitions.scenarios import read_local_moment
from engine.errors import Reason
from engine.sentences.say import say
from engine.testing.scenarios import Loaded
from engine.testing.trying import given_in
from engine.web.wire import Sent
from engine.web.workshop.desk import Desk
from engine.web.workshop.doors import Answer, Declined, Door, Show
from engine.web.workshop.play import Playing
from engine.web.workshop.play_room import PlayRoom, TookTooLong
from engine.web.workshop.play_saved import Kept, Replay, kept, replay_of, with_day
from engine.web.workshop.play_table import background_on, loaded_of, put, room_on, table_of
from engine.web.workshop.play_turns import Begun, Did

_MOST_TYPED = 20_000
"""Letters of one answer that is typed here."""


def begin(desk: Desk, sent: Sent) -> Answer:
    """Begin a case of a workflow on a day, a scenario of the folder, or what exploring found."""
    language, loaded = desk.snapshot.language, loaded_of(desk.snapshot)
    if loaded is None or loaded.definition is None:
        return _nothing_yet(language)
    made = _replay(desk, loaded, sent)
    if made is None:
        return Declined(
            say(language, "This cannot be played: there is no such workflow or scenario, or none opens a case.")
        )
    try:
        begun = _on_day(made.begun, sent.get("day"))
    except ValueError:
        return Declined(say(language, "Write the day as 2026-03-27: year, month, day."))
    reasons = room_on(desk, loaded).begin(begun, made.turns)
    put(desk, table_of(desk.snapshot))
    if reasons:
        return Declined(" ".join(one.text for one in reasons))
    left = say(language, "The play ends here: a step of this scenario is about another case.") if made.left else ""
    return Show("play", {"problem": left})


def _replay(desk: Desk, loaded: Loaded, sent: Sent) -> Replay | None:
    assert loaded.definition is not None
    if sent.get("scenario"):
        file, _, title = sent.get("scenario").partition("#")
        found = next((one for one in loaded.scenarios() if one.node.source.file == file), None)
        return replay_of(loaded, found.node.source.text, title) if found is not None else None
    if sent.get("example"):
        work = table_of(desk.snapshot).background
        examples = [one for looked in work.explorations.found for one in looked.examples] if work else []
        number = int(sent.get("example")) if sent.get("example").isdecimal() else len(examples)
        return replay_of(loaded, examples[number].scenario) if number < len(examples) else None
    workflow = sent.get("workflow")
    if workflow not in loaded.definition.workflows:
        return None
    return Replay(Begun(workflow, given_in(loaded, workflow)), ())


def _on_day(begun: Begun, day: str) -> Begun:
    return with_day(begun, date.fromisoformat(day)) if day.strip() else begun


def act(desk: Desk, sent: Sent) -> Answer:
    """Let somebody take a step; answers that are not typed are made up."""
    language = desk.snapshot.language
    typed: dict[str, Json] = {}
    for name in dict.fromkeys(name for name, _ in sent.fields if name.startswith(("answer.", "answers."))):
        many, texts = name.startswith("answers."), [one for one in sent.all(name) if one.strip()]
        if any(len(one) > _MOST_TYPED or not _is_plain(one) for one in texts):
            return Declined(say(language, "An answer is too long, or has letters that cannot be shown. Type it again."))
        if texts:
            typed[name.partition(".")[2]] = list(texts) if many else texts[-1].replace("\r\n", "\n").strip()
    place, taker = sent.get("place"), sent.get("taker")
    did = Did(
        sent.get("as"),
        sent.get("step"),
        typed,
        reason=sent.get("reason").strip() or None,
        assigns={place: taker} if place and taker else {},
    )
    if not _is_plain(did.reason or ""):
        return Declined(say(language, "An answer is too long, or has letters that cannot be shown. Type it again."))

    def change(playing: Playing) -> tuple[Reason, ...]:
        known = playing.stage.people
        if did.by not in known or (taker and taker not in known):
            return (Reason("nobody", say(language, "Nobody here is called that.")),)
        return playing.do(did, sent.get("toward"))

    return _changed(desk, sent, change, {"as": did.by}, otherwise={"step": did.step})


def _is_plain(text: str) -> bool:
    return all(one.isprintable() or one in "\r\n\t" for one in text)


def wait(desk: Desk, sent: Sent) -> Answer:
    """Let time pass: to the next working day, to what next falls due, or until a moment."""
    language = desk.snapshot.language

    def change(playing: Playing) -> tuple[Reason, ...]:
        match sent.get("how"):
            case "working_day":
                return playing.wait(playing.next_working_day())
            case "due":
                due = playing.next_due()
                return playing.wait(due) if due is not None else (Reason("none", say(language, "Nothing falls due.")),)
        try:
            until = _moment(sent.get("until"), playing.now)
        except (ValueError, OverflowError):
            return (Reason("no_day", say(language, "Write the day as 2026-03-27: year, month, day.")),)
        return playing.wait(until)

    return _changed(desk, sent, change, {"as": sent.get("as")})


def _moment(text: str, now: datetime) -> datetime:
    """Return the moment that somebody typed; of a day alone the present time of day."""
    moment = read_local_moment(text.strip())
    if len(text.strip()) == 10:
        return moment.replace(hour=now.hour, minute=now.minute)
    return moment


def back(desk: Desk, sent: Sent) -> Answer:
    """Take the latest turn back, or all of them."""
    room = table_of(desk.snapshot).room
    if room is None or room.begun is None:
        return _no_play(desk.snapshot.language)
    reasons = room.take_back(_seen(sent), len(room.turns) if sent.get("all") else 1)
    put(desk, table_of(desk.snapshot))
    return Show("play", {"as": sent.get("as"), "problem": " ".join(one.text for one in reasons)})


def end(desk: Desk, sent: Sent) -> Answer:
    """Put the play away, so that another can begin."""
    table = table_of(desk.snapshot)
    if table.room is not None:
        table.room.close()
    put(desk, replace(table, room=None))
    return Show("play")


def keep(desk: Desk, sent: Sent) -> Answer:
    """Put the play among the scenarios of the folder, as a new file that is kept with the others."""
    language, loaded = desk.snapshot.language, loaded_of(desk.snapshot)
    room = table_of(desk.snapshot).room
    if loaded is None or room is None:
        return _no_play(language)
    room_on(desk, loaded)
    remark = say(language, "Played in a workshop.")
    made = room.look(lambda playing: kept(loaded, playing, sent.get("name").strip(), remark))
    if room.undone is not None:
        made = Kept(why=say(language, "Take back the turns that do not go any more first."))
    if made is None:
        return _no_play(language)
    if made.path in desk.papers():
        made = Kept(why=say(language, "There is a file of that name already. Choose another name."))
    if made.path:
        desk.become(made.path, made.text)
        desk.listeners.tell("moved", {})
    done = say(language, "It is among the scenarios now, as {path}. Keep it with the other files.", path=made.path)
    told = {"problem": made.why} if made.why else {"done": done}
    return Show("play", {"as": sent.get("as"), **told})


def _changed(
    desk: Desk,
    sent: Sent,
    change: Callable[[Playing], tuple[Reason, ...]],
    asked: Mapping[str, str],
    otherwise: Mapping[str, str] | None = None,
) -> Answer:
    language, loaded = desk.snapshot.language, loaded_of(desk.snapshot)
    room: PlayRoom | None = table_of(desk.snapshot).room
    if loaded is None:
        return _nothing_yet(language)
    if room is None or room.begun is None:
        return _no_play(language)
    room_on(desk, loaded)
    try:
        reasons = room.change(_seen(sent), change)
    except TookTooLong as stopped:
        return Declined(str(stopped))
    put(desk, table_of(desk.snapshot))
    if not reasons:
        return Show("play", asked)
    told = " ".join(dict.fromkeys(one.text for one in reasons))
    return Show("play", {**asked, **(otherwise or {}), "problem": told[:_MOST_TYPED]})


def _seen(sent: Sent) -> int:
    text = sent.get("turns")
    return int(text) if text.isdecimal() and len(text) < 6 else -1


def _nothing_yet(language: str) -> Declined:
    return Declined(say(language, "There is no version without errors yet, so nothing can be played."))


def _no_play(language: str) -> Declined:
    return Declined(say(language, "No case is being played. Begin one."))


# --- all of them -----------------------------------------------------------------------------------------------------


def run(desk: Desk, sent: Sent) -> Answer:
    """Begin to play all scenarios."""
    loaded = loaded_of(desk.snapshot)
    if loaded is None:
        return _nothing_yet(desk.snapshot.language)
    background_on(desk).run(loaded)
    return Show("trials", {"workflow": sent.get("workflow")})


def explore(desk: Desk, sent: Sent) -> Answer:
    """Begin to look at everything that a case can come to."""
    loaded = loaded_of(desk.snapshot)
    if loaded is None or loaded.definition is None:
        return _nothing_yet(desk.snapshot.language)
    workflow = sent.get("workflow")
    background_on(desk).explore(loaded, workflow if workflow in loaded.definition.workflows else "")
    return Show("trials", {"workflow": workflow})


def stop(desk: Desk, sent: Sent) -> Answer:
    """End what goes on behind."""
    background_on(desk).stop()
    return Show("trials", {"workflow": sent.get("workflow")})


PLAY_DOORS: Mapping[str, Door] = {
    "play_begin": begin,
    "play_act": act,
    "play_wait": wait,
    "play_back": back,
    "play_end": end,
    "play_keep": keep,
    "trials_run": run,
    "trials_explore": explore,
    "trials_stop": stop,
}
"""What is done with played cases, by the name under which pages ask for it."""
