"""Twenty releases of one definition: every submission there ever was opens as it was asked, and is read as today's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import Actor, Case, Cases, Database, Engine, Ports
from engine.cases.changes import brought_up
from engine.cases.values import Answers, Json
from engine.cases.views import FormView
from engine.definitions.assemble import assemble
from engine.service.releases import Releases
from engine.testing.fakes import FakeClock
from tests.dice import Dice
from tests.history import Edition, Question, history
from tests.support import NOON

ANN, BEN, WORKER = Actor("ann"), Actor("ben"), Actor("will", roles=["worker"])


def answered(edition: Edition, dice: Dice) -> Answers:
    """Return an answer to each question of a release, as it is asked there."""
    return {
        one.name: dice.one([option.code for option in one.options if not option.retired])
        if one.options
        else "Some words"
        for one in edition.questions
    }


def today(edition: Edition, newest: Edition, answers: Answers) -> dict[str, Json]:
    """Return what *answers* to one release are to the newest, told by what the history itself knows."""
    found: dict[str, Json] = {}
    for one in newest.questions:
        name = _called(one, edition)
        if name in answers:
            codes = {code: option.code for option in one.options for code in (*dict(option.was).values(), option.code)}
            given = answers[name]
            found[one.name] = codes.get(str(given), given)
    return found


def _called(one: Question, edition: Edition) -> str:
    """Return what a question was called in a release: the name that the first later rename took away, or today's."""
    later = [old for version, old in one.was if int(version.split(".")[1]) > edition.number]
    return later[0] if later else one.name


@pytest.mark.parametrize("seed", [1, 7])
def test_twenty_releases_still_open_every_old_submission_as_it_was_asked(database: Database, seed: int) -> None:
    editions, dice, clock = history(seed), Dice(seed), FakeClock(NOON)
    releases = Releases(database, "survey", ports=Ports(clock=clock))
    engine: Engine | None = None
    cases: dict[str, tuple[Case, FormView, Answers, Edition]] = {}
    for edition in editions:
        releases.propose(assemble(edition.files()), by=ANN)
        releases.approve(edition.version, by=BEN)
        releases.publish(edition.version, by=ANN)
        clock.move(timedelta(days=1))
        engine = engine or Engine.from_releases(database, "survey", ports=Ports(clock=clock))
        at = engine.cases(database)
        case = at.open("path", subject={"child": f"P-{edition.number}"}, by=WORKER).case
        answers = answered(edition, dice)
        case = at.act(case, "answer", answers, by=WORKER, seen=1).case
        cases[case.id] = (case, at.show(case, "survey_form", by=WORKER), answers, edition)
    assert len({case.release for case, *_ in cases.values()}) == len(editions) == 20

    later = Engine.from_releases(database, "survey", ports=Ports(clock=clock))
    newest = later.definition.forms["survey_form"]
    for case, before, answers, edition in cases.values():
        now = later.cases(database)
        assert now.show(case, "survey_form", by=WORKER) == before
        assert brought_up(newest, answers) == today(edition, editions[-1], answers)
        assert _walked(now, case, edition) == [*(one.name for one in edition.places[1:]), "over"]
    assert later.verify(database).is_sound
    assert releases.verify() == ()


def _walked(cases: Cases, case: Case, edition: Edition) -> list[str]:
    """Take a case to its end, by the states of the release that it was opened under, and return those it came to."""
    found: list[str] = []
    for place in edition.places:
        case = cases.act(case, f"leave_{place.name}", by=WORKER, seen=case.version).case
        found += case.states
    return found


def test_a_history_has_every_kind_of_change() -> None:
    last = history(1)[-1]
    said = "\n".join(text.decode() for text in last.files().values())

    for word in ("rename:", "drop:", "new:", "option:", "retired:", "state:"):
        assert word in said
    assert len(last.places) > len(history(1)[0].places)
