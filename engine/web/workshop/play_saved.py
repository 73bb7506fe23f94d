"""A play as a file of scenarios, and a scenario as a play: what was played passes under `casepath test`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from engine.definitions.layout import lay_out
from engine.definitions.scenarios import Doing, Run, ScenarioSet, Step, read_scenarios
from engine.definitions.source import read
from engine.definitions.words import LONGEST_ID
from engine.sentences.say import say
from engine.testing.answering import answers_to_send
from engine.testing.scenarios import Loaded
from engine.testing.trying import goes_again
from engine.testing.written_play import as_scenarios, moment
from engine.web.workshop.play import Playing
from engine.web.workshop.play_turns import MOST_TURNS, Begun, Could, Did, Turn, Waited

SCENARIOS = "workflow_definitions/scenarios/"
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file to be written: its path in the folder and what it says. Without a path, *why* it cannot be kept."""

    path: str = ""
    text: str = ""
    why: str = ""


def kept(loaded: Loaded, playing: Playing, name: str, remark: str = "") -> Kept:
    """Return the play as a file of scenarios in the house layout; only one that goes again as it was played."""
    language = playing.language
    if not _NAME.fullmatch(name) or len(name) > LONGEST_ID:
        why = "Name it in small letters, digits and underscores, a letter first, such as moved_in_spring."
        return Kept(why=say(language, why))
    path = f"{SCENARIOS}{name}.scenarios.yaml"
    laid_out = lay_out(written(playing, name, remark).encode(), path)
    if laid_out.text is None:
        return Kept(why=say(language, "This play cannot be written as a scenario."))
    otherwise = goes_again(loaded, laid_out.text)
    if otherwise:
        return Kept(why=otherwise)
    return Kept(path, laid_out.text)


def written(playing: Playing, name: str, remark: str = "") -> str:
    """Return the play as a file with one scenario called *name*."""
    given = playing.stage.given
    return as_scenarios(
        playing.begun.workflow,
        name,
        playing.steps,
        {one: sorted(roles) for one, roles in given.people.items()},
        today=moment(given.today.replace(tzinfo=None)),
        facts={kind: dict(one) for kind, one in {**given.subjects, **_sets(playing)}.items()},
        closures=[day.isoformat() for day in given.closures],
        remark=remark,
    )


def _sets(playing: Playing) -> Mapping[str, Mapping[str, object]]:
    """Return the named answers that a play which does not begin with an opening goes there by."""
    sets = playing.stage.given.answers if playing.begun.at else {}
    return {"answers": sets} if sets else {}


@dataclass(frozen=True, slots=True)
class Replay:
    """A scenario to be played turn by turn. *left* are the kinds of step that a play does not have, in order."""

    begun: Begun
    turns: tuple[Turn, ...]
    left: tuple[str, ...] = ()


def replay_of(loaded: Loaded, text: str, name: str = "") -> Replay | None:
    """Return the scenario called *name* in a file, or its first, as a play; nothing where that opens no case.

    What a scenario only looks at is passed over: a play shows it. The play ends before the first step that it cannot
    take, as one about a second case.
    """
    root = read(text, "").root
    scenarios = read_scenarios(root) if root is not None else []
    if not isinstance(scenarios, ScenarioSet):
        return None
    run = next((one for one in scenarios.runs if name in ("", one.title)), None)
    return _replay(loaded, scenarios, run) if run is not None else None


def _replay(loaded: Loaded, scenarios: ScenarioSet, run: Run) -> Replay | None:
    first = run.steps[0]
    opening = first.open or first.arrive
    if opening is None or loaded.definition is None:
        return None
    workflow = opening.workflow or scenarios.file.scenarios_of
    # The named answers stay: they are tried first on the way to where a play begins.
    begun = Begun(workflow, scenarios.file.given, first.open.by if first.open is not None else "")
    if first.arrive is not None:
        begun = replace(begun, at=first.arrive.state, places=first.arrive.people)
    turns: list[Turn] = []
    work = _Reading(loaded, scenarios, workflow, opening.named)
    for step in run.steps[1:]:
        taken = list(work.turns(step))
        if work.left or len(turns) + len(taken) > MOST_TURNS:
            break
        turns += taken
    return Replay(begun, tuple(turns), tuple(work.left))


class _Reading:
    """The steps of one scenario being read as turns."""

    def __init__(self, loaded: Loaded, scenarios: ScenarioSet, workflow: str, named: str | None) -> None:
        assert loaded.definition is not None
        self.definition, self.sets, self.named = loaded.definition, scenarios.file.given.answers, named
        self.flow = self.definition.workflows.get(workflow)
        self.left: list[str] = []

    def turns(self, step: Step) -> Iterator[Turn]:
        if step.wait_until is not None:
            yield Waited(step.wait_until.replace(tzinfo=None))
        elif step.wait is not None:
            yield Waited(None, step.wait)
        elif step.do is not None:
            for name, doing in step.do.items():
                yield from self._did(step, name, doing)
        elif step.cannot is not None:
            for name, refusal in step.cannot.items():
                for did in self._did(step, name, refusal):
                    yield Could(did.by, did.step, tuple(refusal.because), did.answers, did.reason)
        elif step.open is not None or step.arrive is not None or step.fill is not None or step.move is not None:
            self.left.append(next(iter(step.model_fields_set - {"case"})))

    def _did(self, step: Step, name: str, doing: Doing) -> Iterator[Did]:
        known = self.flow is not None and (name in self.flow.work.tasks or name in self.flow.titles)
        if step.case != self.named or not known or doing.link is not None or doing.on_behalf is not None:
            self.left.append(name)
            return
        form = self._form(name)
        answers = answers_to_send(self.definition.forms.get(form), doing.form, self.sets)
        yield Did(doing.by, name, answers, reason=doing.reason, assigns=doing.assigns, passed=doing.passed)

    def _form(self, name: str) -> str:
        assert self.flow is not None
        if name in self.flow.work.tasks:
            return self.flow.work.tasks[name].definition.form or ""
        for state in self.flow.states.values():
            if name in state.actions:
                return state.actions[name].definition.submits or ""
        return ""


def with_day(begun: Begun, day: date) -> Begun:
    """Return where a play begins on another day, at the same time of day."""
    moved = begun.given.today.replace(year=day.year, month=day.month, day=day.day)
    return replace(begun, given=begun.given.model_copy(update={"today": moved}))
