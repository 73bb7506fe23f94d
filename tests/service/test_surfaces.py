"""On every surface a form says what a slow reading of the language says: in a draft, sent, read, printed, exported.

The forms are random, and so are the answers; they go through the service into a database and come back. What is hidden
is in the draft and nowhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC
from functools import partial
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from engine import Actor, Database, Engine, Refused
from engine.cases.compiling import compile_configuration
from engine.cases.events import FormSubmitted
from engine.cases.values import Answers, Json
from engine.cases.views import FieldView, FormView
from engine.definitions.assemble import Origins
from engine.definitions.fields import AnyField, own_fields
from engine.definitions.forms import Form
from engine.definitions.workflows import Workflow
from engine.interop.filled_form import filled_form
from engine.interop.json_schema import form_schema
from engine.interop.outline import Part
from engine.service.ports import Ports
from engine.store.cases import read_draft, read_submission
from engine.store.migrate import upgrade
from engine.testing.fakes import FakeClock
from tests.cases.naive import Filling, Naive
from tests.cases.naive_answers import nothing
from tests.cases.random_forms import TODAY, Answering, Draw
from tests.cases.test_reference import little_configuration
from tests.dice import Dice
from tests.support import NOON

PARTS, FORMS = 4, 60
NEVER_SAVED = {"unknown_field", "calculated", "read_only", "not_asked", "not_allowed"}
BOTH = ["officer", "manager"]
READER = Actor("rita", roles=BOTH)


def path(action: str) -> Workflow:
    """Return a workflow in which *action* asks the form, which is then read, and given back to be put right."""
    asks = {"title": "Ask", "by": BOTH, "form": "form_x", "goes": "sent"}
    returns = {"title": "Give back", "by": BOTH, "gives_back": "form_x", "reason": "required", "goes": "new"}
    states = {
        "new": {"title": "New", "actions": {action: asks}},
        "sent": {"title": "Sent", "actions": {"give_back": returns}},
    }
    said = {"title": "Path", "subject": "child", "opened_by": BOTH, "view": BOTH, "start": "new"}
    return Workflow.model_validate({"workflow": "path", **said, "states": states})


@dataclass
class Filled:
    """A random form that somebody fills for one action, as the reference has it and as the service has it."""

    database: Database
    form: Form
    action: str
    by: Actor
    met: Counter[str]

    def __post_init__(self) -> None:
        little = little_configuration()
        whole = {"forms": {"form_x": self.form}, "workflows": {"path": path(self.action)}}
        self.definition = compile_configuration(little.model_copy(update=whole), Origins()).definition
        self.engine = Engine(self.definition, {}, ports=Ports(clock=FakeClock(NOON)))
        self.cases = self.engine.cases(self.database)
        self.naive = partial(Naive, self.form, little.lists)
        self.case = self.cases.open("path", subject={"child": "P-1"}, by=self.by).case
        # A manager is an officer too.
        self.filling = Filling(self.action, self.definition.roles.standing(self.by, self.case), TODAY)

    # --- what the reference says -------------------------------------------------------------------------------------

    def not_theirs(self, kept: Answers, draft: Answers) -> set[str]:
        """Return the questions of *draft* that no draft of this person keeps."""
        naive = self.naive(replace(self.filling, kept=kept, sent=draft, reopened=bool(kept)))
        return {path.partition(".")[0] for path, kind in naive.problems if kind in NEVER_SAVED}

    def errors(self, naive: Naive) -> set[str]:
        warnings = {name for name, rule in self.form.rules.items() if rule.level == "warning"}
        return {kind for _, kind in naive.problems} - warnings

    # --- what the service says, turn by turn -------------------------------------------------------------------------

    def turn(self, draft: Answers, sent: Answers, kept: Answers) -> Answers:
        """Save *draft*, send *sent* on top of it, and compare everything. Return the answers that stand then."""
        saved = self.save(draft, kept)
        naive = self.naive(replace(self.filling, kept=kept, draft=saved, sent=sent, reopened=bool(kept)))
        passed = dict.fromkeys(self.form.rules, "It is so.")
        try:
            done = self.cases.act(self.case, self.action, sent, by=self.by, seen=self.case.version, passed=passed)
        except Refused:
            assert self.errors(naive), "the service refuses what the reference accepts"
            assert self.in_draft() == saved, "a refusal changed the draft"
            self.met["refused"] += 1
            return kept
        assert not self.errors(naive), "the service accepts what the reference refuses"
        self.case = done.case
        self.is_everywhere(naive)
        self.met.update({"accepted": 1, "sent again": bool(kept), "hidden": bool(naive.dropped)})
        return naive.answers

    def save(self, draft: Answers, kept: Answers) -> Answers:
        """Save what may be kept of *draft*, hidden or not, and return it."""
        if refused := self.not_theirs(kept, draft):
            with pytest.raises(Refused):
                self.cases.save(self.case, "form_x", draft, by=self.by, seen=0)
            assert self.in_draft() == {}, "a refusal kept something"
            return self.save({name: one for name, one in draft.items() if name not in refused}, kept)
        view = self.cases.save(self.case, "form_x", draft, by=self.by, seen=0)
        assert typed(self.in_draft()) == typed(draft), "the draft keeps something else"
        naive = self.naive(replace(self.filling, kept=kept, draft=draft, reopened=bool(kept)))
        assert shown(view) == self.worth_showing(naive, naive.asked, self.action), "the draft shows other questions"
        assert {one.id for one in questions(view) if one.required} == naive.required & shown(view), "what is required"
        return self.in_draft()

    def worth_showing(self, naive: Naive, asked: set[str], action: str | None) -> set[str]:
        """Return what a page holds: what is asked or answered, and beside it what only tells this hand something."""
        found: set[str] = set()
        for page in self.form.pages.values():
            fields = dict(own_fields(dict(page.fields)))
            asks = {name for name, one in fields.items() if one.type != "note" and one.calc is None}
            hands = {name: one.asked_for or page.asked_for for name, one in fields.items()}
            own = {name for name in fields if not hands[name] or action in hands[name]}
            here = naive.shown & fields.keys() & (asked | naive.answers.keys() | (own - asks))
            found |= here if here & (asks | own & naive.answers.keys()) or (here & own and not asks) else set()
        return found

    def questions(self) -> Iterator[tuple[str, AnyField]]:
        for page in self.form.pages.values():
            yield from own_fields(dict(page.fields))

    def in_draft(self) -> Answers:
        with self.database.read() as tx:
            found = read_draft(tx, self.engine.council, self.case.id, "form_x")
        return {} if found is None else found.answers

    def is_everywhere(self, naive: Naive) -> None:
        """The submission, its event, the page that is read, the paper and the schema of answers say the same."""
        submitted = self.case.submissions["form_x"]
        with self.database.read() as tx:
            kept = read_submission(tx, self.engine.council, submitted.id, submitted.revision)
        assert kept.answers == naive.answers, "the submission"
        steps = self.cases.steps(self.case, by=self.by)
        (event,) = [one for one in steps[-1].events if isinstance(one, FormSubmitted)]
        assert set(event.dropped) == naive.dropped, "the history"
        assert self.in_draft() == {}, "the draft is over"

        view = self.cases.show(self.case, "form_x", by=READER) if naive.answers else None
        if view is None or not (here := self.worth_showing(naive, set(), None)):
            return
        assert shown(view) == here, "the page shows other questions"
        # A page that only another hand is asked is not turned to for what was worked out on it.
        answered = {one.id: one.value for one in questions(view) if one.value not in (None, [])}
        assert answered == {name: one for name, one in naive.answers.items() if name in here}, "the page"
        assert naive.answers.keys() - here <= {name for name, one in self.questions() if one.calc is not None}
        paper = filled_form(view, self.definition.forms["form_x"], language="en", zone=UTC)
        assert set(said_on(paper)) == {one.label for one in questions(view)}, "the paper"
        Draft202012Validator(form_schema(self.definition, self.definition.forms["form_x"])).validate(kept.answers)


def questions(view: FormView) -> list[FieldView]:
    return [one for page in view.pages for one in page.fields]


def typed(said: Json) -> Json:
    """Return what was typed, as a draft may keep it: rows with or without their ids, and what is empty as nothing."""
    if isinstance(said, dict):
        return {name: typed(one) for name, one in said.items() if name != "id" and not nothing(one)}
    return [typed(one) for one in said] if isinstance(said, list) else said


def shown(view: FormView) -> set[str]:
    return {one.id for one in questions(view)}


def said_on(paper: Part) -> Iterator[str]:
    """Yield the labels of the questions on a paper: those of answers, and the headings of rows."""
    for page in paper.parts:
        yield from (fact.name for fact in page.facts)
        yield from (rows.title for rows in page.parts)


def filled(database: Database, seed: int, met: Counter[str]) -> None:
    dice = Dice(seed)
    written = Draw(dice).form()
    form = Form.model_validate({**written, "view": BOTH})
    for _ in range(3):
        by = Actor("olive", roles=dice.one([["officer"], ["manager"], BOTH]))
        one = Filled(database, form, dice.one(["ask", "decide"]), by, met)
        answering = Answering(dice, form, little_configuration().lists)
        fields = list(one.questions())
        wrong = dice.one([0, 0, 8])
        kept = one.turn(answering.answers(fields, 90, wrong=wrong), answering.answers(fields, 10, wrong=wrong), {})
        if kept:
            one.case = one.cases.act(one.case, "give_back", by=by, seen=one.case.version, reason="Look again").case
            one.turn(answering.answers(fields, 30, wrong=wrong), {}, kept)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_surface_says_what_a_slow_reading_of_the_language_says(tmp_path: Path, part: int) -> None:
    database, met = empty(tmp_path), Counter[str]()
    for seed in range(part * FORMS, (part + 1) * FORMS):
        filled(database, seed, met)
    database.close()

    assert all(met[what] >= FORMS // 5 for what in ("accepted", "refused", "sent again", "hidden")), met


def empty(folder: Path) -> Database:
    made = Database(f"sqlite:///{folder / 'cases.db'}")
    with made.connection() as connection:
        upgrade(connection)
    return made
