"""A fictional case is played on the real engine, and what was played is kept as a scenario that passes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from threading import Event

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.definitions.assemble import assemble
from engine.definitions.scenarios import Given
from engine.errors import Reason
from engine.findings import render_all
from engine.testing.scenarios import Loaded, loaded
from engine.testing.stage import Release
from engine.web.workshop.play import MOST_YEARS
from engine.web.workshop.play_all import Background
from engine.web.workshop.play_room import PlayRoom, TookTooLong
from engine.web.workshop.play_saved import kept, replay_of, with_day
from engine.web.workshop.play_seen import asked_of, seen_by, told_turn
from engine.web.workshop.play_turns import MOST_TURNS, Begun, Could, Did
from tests.testing.small import FILES, FORM, RECORDED, WORKFLOW, small

PEOPLE = {"amy": "officer", "max": "manager", "sol": "worker_role"}
BEFORE_EASTER = "2026-04-02T10:00"


def council(scenarios: str, files: Mapping[str, str] = FILES) -> Loaded:
    """Return the small council, with *scenarios* if there are any."""
    if scenarios:
        return small(scenarios, files=files)
    content = {path: text.encode() for path, text in files.items()}
    return loaded(assemble(content), content)


def release_of(folder: Loaded) -> Release:
    assert folder.definition is not None
    assert folder.assembled.configuration is not None
    return Release(folder.definition, folder.files, folder.assembled.configuration.manifest.teams)


def begun(today: str = BEFORE_EASTER) -> Begun:
    child = {"full_name": "Jamie Example", "siblings": "2"}
    return Begun("visits", Given.model_validate({"today": today, "people": PEOPLE, "child": child}), "amy")


def texts(reasons: tuple[Reason, ...]) -> list[str]:
    return [one.text for one in reasons]


def changed(old: str, new: str, file: str = "workflow_definitions/visits.yaml") -> Loaded:
    assert old in FILES[file]
    return council("", {**FILES, file: FILES[file].replace(old, new, 1)})


@pytest.fixture
def room() -> Iterator[PlayRoom]:
    made = PlayRoom(release_of(council("")))
    assert made.begin(begun()) == ()
    yield made
    made.close()


def act(room: PlayRoom, by: str, step: str, **more: object) -> list[str]:
    did = Did(by, step, **more)  # type: ignore[arg-type]  # tests name what they need
    return texts(room.change(len(room.turns), lambda play: play.do(did)))


def test_a_case_played_through_easter_is_due_after_easter(room: PlayRoom) -> None:
    seen = room.look(lambda play: seen_by(play, "amy"))
    assert seen is not None
    visit = next(one for one in seen.limits if one.due == "Thursday 9 April 2026")

    assert [(one.day, one.off) for one in visit.days if one.off] == [
        ("Friday 3 April 2026", "Good Friday"),
        ("Saturday 4 April 2026", "Saturday"),
        ("Sunday 5 April 2026", "Sunday"),
        ("Monday 6 April 2026", "Easter Monday"),
    ]
    assert room.change(0, lambda play: play.wait(play.next_working_day())) == ()
    assert room.look(lambda play: play.now.date()) == date(2026, 4, 7)
    assert room.look(lambda play: [kind for _, kind in play.days_off(date(2026, 4, 2))]) == [
        "day_off",
        "weekend",
        "weekend",
        "day_off",
    ]


def test_a_step_with_a_form_is_done_with_answers_made_up(room: PlayRoom) -> None:
    assert act(room, "amy", "record_visit") == []

    seen = room.look(lambda play: seen_by(play, "amy"))
    assert seen is not None
    assert (seen.where, [one.title for one in seen.papers]) == ("Visited", ["Visit"])


def test_what_somebody_typed_stands_and_the_rest_is_made_up(room: PlayRoom) -> None:
    assert act(room, "amy", "record_visit", answers={"seen": "yes", "where": ["park"]}) == []

    seen = room.look(lambda play: seen_by(play, "amy"))
    assert seen is not None
    assert ("Where was the child seen?", ("In the park",)) in seen.papers[0].answers


def test_a_step_goes_where_it_is_wanted_to_go(room: PlayRoom) -> None:
    act(room, "amy", "record_visit")
    for wanted in ("planned", "closed"):
        assert room.change(1, lambda play, to=wanted: play.do(Did("max", "decide"), to)) == ()  # type: ignore[misc]
        assert room.look(lambda play: play.case.states) == (wanted,)
        room.take_back(2)


def test_each_person_is_told_what_they_may_not_do_and_why(room: PlayRoom) -> None:
    seen = room.look(lambda play: seen_by(play, "amy"))
    assert seen is not None
    refused = next(one for one in seen.offered if one.id == "allocate")

    assert (refused.allowed, refused.because) == (False, ('"Allocate a worker" is for: Manager.',))
    assert act(room, "amy", "allocate") == list(refused.because)
    assert [type(one) for one in room.turns] == [Could]
    assert {one.name: one.sees for one in seen.people} == {"amy": True, "max": True, "sol": False}


def test_somebody_takes_a_place_and_sees_the_case_from_then_on(room: PlayRoom) -> None:
    asked = room.look(lambda play: asked_of(play, "max", "allocate"))
    assert asked is not None
    assert (asked.place, asked.able) == ("worker", ("sol",))

    assert act(room, "max", "allocate", assigns={"worker": "sol"}) == []

    seen = room.look(lambda play: seen_by(play, "sol"))
    assert seen is not None
    assert seen.me.sees


def test_a_turn_taken_back_is_as_if_it_had_not_been(room: PlayRoom) -> None:
    before = room.look(lambda play: seen_by(play, "amy"))
    act(room, "amy", "record_visit")
    assert room.take_back(1) == ()

    assert room.look(lambda play: seen_by(play, "amy")) == before
    assert room.turns == ()


def test_whoever_comes_late_is_told_and_nothing_happens(room: PlayRoom) -> None:
    act(room, "amy", "record_visit")

    late = room.change(0, lambda play: play.do(Did("amy", "record_visit")))

    assert texts(late) == ["Somebody else went on with this case. Look again, then decide."]
    assert len(room.turns) == 1


def test_a_refused_step_writes_nothing_and_is_no_turn(room: PlayRoom) -> None:
    before = room.look(lambda play: play.case)

    reasons = room.change(0, lambda play: play.do(Did("amy", "record_visit", {"seen": "perhaps"}), exactly=True))

    assert reasons
    assert (room.look(lambda play: play.case), room.turns) == (before, ())


@pytest.mark.parametrize("moment", ["2026-04-01", f"{2026 + MOST_YEARS + 2}-01-01"])
def test_time_goes_neither_back_nor_on_for_ever(room: PlayRoom, moment: str) -> None:
    assert room.change(0, lambda play: play.wait(datetime.fromisoformat(moment)))
    assert room.turns == ()


def test_a_play_comes_to_an_end(room: PlayRoom) -> None:
    for number in range(MOST_TURNS):
        assert room.change(number, lambda play: play.wait(play.now)) == ()

    assert texts(room.change(MOST_TURNS, lambda play: play.wait(play.now))) == [
        f"A play has at most {MOST_TURNS} turns. Keep it, and begin another."
    ]


def test_what_takes_too_long_is_put_away_and_another_play_begins() -> None:
    room, go = PlayRoom(release_of(council("")), seconds=5.0), Event()
    room.begin(begun())
    impatient = PlayRoom(release_of(council("")), seconds=0.05)
    with pytest.raises(TookTooLong):
        impatient._in_turn(go.wait)
    go.set()
    assert impatient.turns == ()
    impatient.close()
    room.close()


# --- the definition changes ------------------------------------------------------------------------------------------


def test_a_play_goes_on_under_another_definition(room: PlayRoom) -> None:
    act(room, "amy", "record_visit")

    room.come_to(release_of(changed("title: Visited", "title: Seen at home")))

    assert room.undone is None
    assert room.look(lambda play: seen_by(play, "amy").where) == "Seen at home"


def test_what_no_longer_goes_is_told_and_goes_again_once_it_is_put_right(room: PlayRoom) -> None:
    act(room, "amy", "record_visit")
    act(room, "max", "close")

    room.come_to(
        release_of(
            changed(
                "        title: Record the visit\n        by: officer",
                "        title: Record the visit\n        by: worker",
            )
        )
    )

    assert room.undone is not None
    assert (room.undone.at, room.undone.why) == (1, ('"Record the visit" is for: Allocated worker.',))
    assert len(room.turns) == 2

    room.come_to(release_of(council("")))

    assert room.undone is None
    assert room.look(lambda play: play.case.states) == ("closed",)


def test_answers_that_were_made_up_are_made_up_anew_where_more_is_asked(room: PlayRoom) -> None:
    act(room, "amy", "record_visit")
    new = "      seen:\n        type: yes_no\n        label: Which bus?\n        required: true\n"
    old = "      seen:\n        type: yes_no\n"
    again = new.replace("seen:", "bus:") + old
    room.come_to(release_of(changed(old, again, "form_schemas/visit.yaml")))

    assert room.undone is None
    assert room.told == ("Turn 1 was answered anew.",)


def test_a_person_whose_role_is_gone_is_named(room: PlayRoom) -> None:
    act(room, "max", "allocate", assigns={"worker": "sol"})
    files = {name: text.replace("worker_role", "helper") for name, text in FILES.items()}

    room.come_to(release_of(council("", files)))

    assert room.undone is not None
    assert room.undone.at == 1


# --- kept as a scenario ----------------------------------------------------------------------------------------------


def test_a_play_is_kept_as_a_scenario_that_passes_and_can_be_played_again(room: PlayRoom) -> None:
    folder = council("")
    act(room, "amy", "allocate")
    act(room, "amy", "record_visit")
    room.change(2, lambda play: play.wait(play.next_working_day()))
    act(room, "max", "decide")

    made = room.look(lambda play: kept(folder, play, "through_easter", "Played in a workshop."))

    assert made is not None
    assert (made.path, made.why) == ("workflow_definitions/scenarios/through_easter.scenarios.yaml", "")
    assert "visit_made: 2026-04-09" in made.text
    again = replay_of(folder, made.text)
    assert again is not None
    assert (room.begin(again.begun, again.turns), room.undone, len(room.turns)) == ((), None, 4)


@pytest.mark.parametrize("name", ["", "Easter", "../out", "a" * 65, "a b", "a\n"])
def test_a_scenario_is_kept_under_a_plain_name_only(room: PlayRoom, name: str) -> None:
    made = room.look(lambda play: kept(council(""), play, name))

    assert made is not None
    assert (made.path, made.text) == ("", "")


def test_a_scenario_of_the_folder_is_played_turn_by_turn() -> None:
    folder = council("\n  seen:\n" + RECORDED + "    - wait: 2 working days\n")
    (content,) = (one for name, one in folder.files.items() if "scenarios" in name)
    again = replay_of(folder, content.decode(), "seen")
    room = PlayRoom(release_of(folder))

    assert again is not None
    assert room.begin(again.begun, again.turns) == ()
    assert room.undone is None
    told = room.look(lambda play: [told_turn(play, at, one) for at, one in enumerate(play.turns, 1)])
    assert told == ["1. amy: Record the visit", "2. Until 10:00 on Tuesday 17 March 2026"]
    room.close()


@settings(max_examples=8)
@given(
    st.lists(
        st.one_of(
            st.tuples(
                st.sampled_from(sorted(PEOPLE)), st.sampled_from(["record_visit", "allocate", "decide", "close"])
            ),
            st.integers(0, 9),
        ),
        max_size=6,
    )
)
def test_whatever_is_played_is_played_again_the_same_and_passes_as_a_scenario(
    moves: list[tuple[str, str] | int],
) -> None:
    folder = council("")
    room = PlayRoom(release_of(folder))
    room.begin(begun())
    for one in moves:
        if isinstance(one, int):
            room.change(len(room.turns), lambda play: play.wait(play.next_working_day()))
        else:
            act(room, *one)
    before = room.look(lambda play: (seen_by(play, "max"), list(play.steps)))
    room.take_back(len(room.turns), 0)

    assert room.look(lambda play: (seen_by(play, "max"), list(play.steps))) == before
    made = room.look(lambda play: kept(folder, play, "played"))
    assert made is not None
    assert made.why == ""
    room.close()


def test_a_play_begins_on_the_day_that_is_asked() -> None:
    assert with_day(begun(), date(2026, 4, 1)).given.today.isoformat() == "2026-04-01T10:00:00"


# --- all of them -----------------------------------------------------------------------------------------------------


def test_all_scenarios_are_played_and_what_none_comes_past_is_told() -> None:
    folder = council("\n  seen:\n" + RECORDED + "\n  not_so:\n" + RECORDED + "    - expect: {state: closed}\n")
    work = Background()

    work.run(folder)
    work.wait()

    ran = work.ran
    assert (ran.of, ran.done, ran.failed, ran.finished) == (2, 2, 1, True)
    assert ran.failures[0].title == "not_so"
    assert "Expected:" in ran.failures[0].texts[0]
    assert any('No case came to "Closed"' in says for _, says in ran.missed)
    assert ("states", "visits", "closed") in ran.keys


def test_a_case_that_is_stuck_is_found_and_can_be_played() -> None:
    waits = "      close:\n        title: Close\n        by: manager\n        require: visit.siblings > 20\n"
    only_closing = WORKFLOW.replace("      close:\n        title: Close\n        by: manager\n", waits)
    start, end = only_closing.index("      decide:\n"), only_closing.index("      close:\n")
    sent_back = only_closing.index("      send_back:\n"), only_closing.index("  closed:\n")
    stuck = only_closing[:start] + only_closing[end : sent_back[0]] + only_closing[sent_back[1] :]
    form = FORM.replace("for: [decide, close]", "for: close")
    files = {**FILES, "workflow_definitions/visits.yaml": stuck, "form_schemas/visit.yaml": form}
    folder, work = council("", files), Background()
    assert folder.can_run, render_all(folder.findings)

    work.explore(folder)
    work.wait()

    (looked,) = work.explorations.found
    (example,) = looked.examples
    assert example.way == ("Record the visit: Visited",)
    again = replay_of(folder, example.scenario)
    assert again is not None
    room = PlayRoom(release_of(folder))
    assert (room.begin(again.begun, again.turns), room.undone) == ((), None)
    assert room.look(lambda play: play.case.states) == ("visited",)
    room.close()
