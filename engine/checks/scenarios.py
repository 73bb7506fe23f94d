"""Every name that a scenario uses must exist: people, roles, workflows, actions, forms, fields, states and deadlines.

What a scenario claims is not judged here: that takes playing it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from engine.cases.compiled import CompiledForm, CompiledWorkflow, Definition
from engine.cases.link_questions import TO, link_questions
from engine.checks.letters import UNKNOWN_LETTER
from engine.definitions.assemble import Assembled
from engine.definitions.nodes import Node, at
from engine.definitions.scenarios import (
    NOT_A_STEP,
    Arrival,
    Asked,
    Doing,
    Expectation,
    Opening,
    Refusal,
    Run,
    ScenarioSet,
    Step,
    read_scenarios,
)
from engine.findings import Code, Finding, in_order, suggestion

NO_WORKFLOW = Code("N252", "A scenario of no workflow", "Name one of the workflows.")
NO_PERSON = Code("N253", "A person who was not given", "Add the person under given: people:, with a role.")
NO_ROLE = Code("N254", "A role that does not exist", "Name one of the roles, or a place on a case, from casepath.yaml.")
NO_FACT = Code("N255", "A fact that no record has", "Name a kind of subject, and under it the facts of its record.")
NO_ACTION = Code("N256", "An action that does not exist", "Name one of the actions of the workflow.")
NO_FORM = Code("N257", "A form that is not there", "Name a form that the workflow asks.")
NO_FIELD = Code("N258", "A field that is not there", "Name a field of the form.")
NO_ANSWERS = Code("N259", "A set of answers that is not there", "Add the set under given: answers:.")
NO_STATE = Code("N260", "A state that does not exist", "Name one of the states of the workflow.")
NO_DEADLINE = Code("N261", "A deadline that does not exist", "Name one of the deadlines of the workflow.")
NO_TASK = Code("N264", "A task that does not exist", "Name one of the tasks of the workflow.")
NO_CASE = Code("N262", "No such case yet", "Open the case in an earlier step.")
NO_LINK = Code("N267", "A link that does not exist", "Name one of the links of the workflow, and its own questions.")
NO_RELEASE = Code("N330", "No such release here", "Put the release into a folder of its own under releases/.")
BAD_RELEASE = Code("N331", "An earlier release with mistakes", "Check its folder by itself: casepath check.")
OTHER_RELEASE = Code("N332", "A release of another configuration", "Name an earlier release of this configuration.")
NO_RULE = Code("N263", "A rule that does not exist", "Name a warning of the form.")

OVERRIDE = "override"
"""The word by which a step goes on without waiting, whatever state the case is in."""
MERGE, SPLIT = "merge", "split"
"""The words by which two cases become one, and one becomes two."""
RESTRICT, LIFT, BREAK_GLASS = "restrict", "lift_restriction", "break_glass"
"""The words by which a case is there for a few people, for all again, and for one person in an emergency."""
OTHERS = "others"
"""Everybody who is given and not named beside it."""
LIKE = "like"
"""The word that starts a form from a named set of answers."""

_OF_A_TURN: Mapping[str, frozenset[str]] = {
    MERGE: frozenset({"by", "reason", "into"}),
    SPLIT: frozenset({"by", "reason", "links", "as"}),
    RESTRICT: frozenset({"by", "reason", "people", "roles"}),
    LIFT: frozenset({"by", "reason"}),
    BREAK_GLASS: frozenset({"by", "reason"}),
}
_NEEDS: Mapping[str, tuple[str, ...]] = {MERGE: ("into",), SPLIT: ("links", "as")}
_TURN_NEEDS: Mapping[str, str] = {
    "into": 'Add "into", with a case that was opened "as" that.',
    "links": 'Add "links", with the linked cases that go with the new one.',
    "as": 'Add "as", by which later steps call the new case.',
}
_SEVERAL: Mapping[str, str] = {
    "person": "people",
    "place on a case": "places on a case",
    "set of answers": "sets of answers",
    "setting or kind of subject": "settings and kinds of subject",
}
"""For messages; everything else takes an s."""


Earlier: TypeAlias = Mapping[str, Definition | None] | None
"""The earlier releases of a folder, those with mistakes as nothing; nothing at all where none are at hand."""


def check_scenarios(assembled: Assembled, definition: Definition, earlier: Earlier = None) -> tuple[Finding, ...]:
    """Return every mistake in the scenarios of a folder, in their shape and in their names, ordered by place.

    Where earlier releases are not at hand, what a scenario does under one is not judged.
    """
    findings: list[Finding] = []
    for root in assembled.scenarios.values():
        read = read_scenarios(root)
        findings += read if isinstance(read, list) else scenario_names(read, definition, earlier)
    return tuple(in_order(findings))


def scenario_names(scenarios: ScenarioSet, definition: Definition, earlier: Earlier) -> list[Finding]:
    """Return the names in one file of scenarios that do not exist."""
    work = _Names(scenarios, definition, earlier)
    flow = definition.workflows.get(scenarios.file.scenarios_of)
    if flow is None:
        work.tell(NO_WORKFLOW, "workflow", scenarios.file.scenarios_of, definition.workflows, ("scenarios_of",))
        return work.findings
    work.given()
    for run in scenarios.runs:
        _Cases(work, run, flow).check()
    return work.findings


def forms_of(flow: CompiledWorkflow) -> tuple[str, ...]:
    """Return the forms that the actions and tasks of *flow* submit, in order."""
    return tuple(flow.needs)


def doings_of(flow: CompiledWorkflow) -> tuple[str, ...]:
    """Return what can be done in *flow*, by id: its actions, its tasks, and going on without waiting."""
    return (*flow.titles, *flow.work.tasks, *([OVERRIDE] if flow.work.proceeds else ()))


def turns_of(flow: CompiledWorkflow) -> tuple[str, ...]:
    """Return what can be done with cases of *flow* as a whole; an action or a task of that name goes before."""
    restricted = flow.definition.restricted
    allowed = {
        MERGE: flow.definition.merge,
        SPLIT: flow.definition.split,
        RESTRICT: restricted,
        LIFT: restricted,
        BREAK_GLASS: restricted.break_glass if restricted is not None else None,
    }
    taken = (*flow.titles, *flow.work.tasks)
    return tuple(word for word, who in allowed.items() if who is not None and word not in taken)


def forms_with(definition: Definition, flow: CompiledWorkflow, field: str, *, or_page: bool = False) -> tuple[str, ...]:
    """Return forms of *flow* that *field* may mean: `form.field`, or a field's own name, or a page's (*or_page*)."""
    form, dot, name = field.rpartition(".")
    found = (definition.forms[one] for one in forms_of(flow) if one in definition.forms and (not dot or one == form))
    return tuple(one.id for one in found if name in one.by_id or (or_page and name in one.definition.pages))


class _Names:
    """One file of scenarios being checked."""

    def __init__(self, scenarios: ScenarioSet, definition: Definition, earlier: Earlier) -> None:
        self.scenarios, self.definition, self.earlier = scenarios, definition, earlier
        self.file = scenarios.file
        self.findings: list[Finding] = []

    def tell(
        self,
        code: Code,
        what: str,
        word: str,
        known: Iterable[str],
        path: tuple[str | int, ...],
        *,
        node: Node | None = None,
        key: bool = False,
        owner: str = "",
    ) -> None:
        """Tell of a *word* that is no *what* (of *owner*), at *path* under *node* (the file, if none is given)."""
        place = at(node or self.scenarios.node, path, key=key).place
        message = f'"{owner}" has no {what} "{word}".' if owner else f'There is no {what} "{word}" here.'
        hint = suggestion(word, known, what=_SEVERAL.get(what, f"{what}s"))
        self.findings.append(Finding(code, message, place, hint))

    def given(self) -> None:
        for person, roles in self.file.given.people.items():
            for index, role in enumerate(roles):
                if role not in self.definition.roles.powers:
                    path = ("given", "people", person, index)
                    self.tell(NO_ROLE, "role", role, self.definition.roles.powers, path)
        for kind, facts in self.file.given.subjects.items():
            if kind not in self.definition.subjects:
                known = [*type(self.file.given).model_fields, *self.definition.subjects]
                self.tell(NO_FACT, "setting or kind of subject", kind, known, ("given", kind), key=True)
                continue
            there = [fact for owner, fact in self.definition.facts if owner == kind]
            for fact in facts:
                if fact not in there:
                    self.tell(NO_FACT, "fact", fact, there, ("given", kind, fact), key=True)


class _Cases:
    """One run being followed, with the workflow of each case that it opens."""

    def __init__(self, names: _Names, run: Run, flow: CompiledWorkflow) -> None:
        self.names, self.run, self.first = names, run, flow
        self.in_force, self.given = names.definition, names.file.given
        self.definition = self.in_force
        """What the step at hand is judged by: what is in force, or what its case is under."""
        self.open: dict[str | None, CompiledWorkflow] = {}
        self.under: dict[str | None, Definition] = {}
        self.node: Node = run.nodes[0]

    def check(self) -> None:
        for node, step in zip(self.run.nodes, self.run.steps, strict=True):
            self.node, self.definition = node, self.in_force
            if step.under is not None:
                if not self._goes_back_to(step.under.release):
                    return
            elif step.open is not None:
                self._person(step.open.by, "open", "by")
                self._opening(step.open, "open")
            elif step.arrive is not None:
                self._arrival(step.arrive)
            elif step.wait is None and step.wait_until is None:
                self._on_a_case(step)

    def tell(
        self,
        code: Code,
        what: str,
        word: str,
        known: Iterable[str],
        *path: str | int,
        key: bool = False,
        owner: str = "",
    ) -> None:
        self.names.tell(code, what, word, known, path, node=self.node, key=key, owner=owner)

    def _opening(self, opening: Opening | Arrival, verb: str) -> CompiledWorkflow | None:
        name = opening.workflow or self.first.id
        flow = self.definition.workflows.get(name)
        if flow is None:
            named = ("workflow",) if opening.workflow is not None else ()
            self.tell(NO_WORKFLOW, "workflow", name, self.definition.workflows, verb, *named)
        else:
            self.open[opening.named], self.under[opening.named] = flow, self.definition
        return flow

    def _goes_back_to(self, release: str) -> bool:
        """Put an earlier release in force; tell where there is none, and return whether later steps can be judged."""
        known = self.names.earlier
        if known is None:
            return False
        found = known.get(release)
        if release not in known:
            put = f"Put it into releases/{release}/, whole, with its casepath.yaml."
            hint = suggestion(release, known, what="releases") if known else put
            self._of_release(NO_RELEASE, f'There is no release "{release}" here.', hint)
        elif found is None:
            self._of_release(BAD_RELEASE, f'The release "{release}" has mistakes, so nothing can be played on it.')
        elif found.configuration != self.names.definition.configuration:
            self._of_release(OTHER_RELEASE, f'"{release}" is a release of another configuration.')
        else:
            self.in_force = found
            return True
        return False

    def _of_release(self, code: Code, message: str, hint: str = "") -> None:
        place = at(self.node, ("on", "release")).place
        self.names.findings.append(Finding(code, message, place, hint or code.remedy))

    def _arrival(self, arrival: Arrival) -> None:
        flow = self._opening(arrival, "at")
        for index, state in enumerate(arrival.state if flow is not None else ()):
            if flow is not None and state not in flow.names:
                self.tell(NO_STATE, "state", state, flow.names, "at", "state", index)
        for role, person in arrival.people.items():
            self._place(role, person, "at", "with")

    def _place(self, role: str, person: str, *path: str) -> None:
        if role not in self.definition.roles.taken_from:
            self.tell(NO_ROLE, "place on a case", role, self.definition.roles.taken_from, *path, role, key=True)
        self._person(person, *path, role)

    def _on_a_case(self, step: Step) -> None:
        flow = self.open.get(step.case)
        if flow is None and step.case is not None:
            self.tell(NO_CASE, "case", step.case, [name for name in self.open if name], "in")
        elif flow is None:
            message = "No case is open yet that this step could act on."
            hint = 'Start with "- open: {by: ...}", or say which case with "in:".'
            self.names.findings.append(Finding(NO_CASE, message, self.node.place, hint))
        elif step.move is not None:
            self._move(step, flow)
        else:
            self.definition = self.under[step.case]
            self._step(step, flow)

    def _move(self, step: Step, flow: CompiledWorkflow) -> None:
        """The case goes on under the definitions of the folder, unless it is said that it stays."""
        self.in_force = self.names.definition
        now = self.in_force.workflows.get(flow.id)
        if step.move is not None and not step.move.because and now is not None:
            self.open[step.case], self.under[step.case] = now, self.in_force

    def _step(self, step: Step, flow: CompiledWorkflow) -> None:
        for verb, doings in (("do", step.do), ("cannot", step.cannot)):
            for action, doing in (doings or {}).items():
                self._doing(flow, doing, verb, action)
        for form, filling in (step.fill or {}).items():
            self._person(filling.by, "fill", form, "by")
            if form not in forms_of(flow):
                self.tell(NO_FORM, "form", form, forms_of(flow), "fill", form, key=True)
            else:
                self._answers(self.definition.forms[form], filling.form, (), "fill", form, "form")
        for action, asked in (step.asks or {}).items():
            self._asking(flow, action, asked)
        for person, actions in (step.can or {}).items():
            self._person_or_others(person, "can")
            for index, action in enumerate(actions):
                if action not in doings_of(flow):
                    self.tell(NO_ACTION, "action", action, doings_of(flow), "can", person, index)
        self._seeing(step)
        self._letters(step)
        if step.expect is not None:
            self._expectation(flow, step.expect)

    def _letters(self, step: Step) -> None:
        for name, expected in (step.letters or {}).items():
            if name not in self.definition.letters:
                self.tell(UNKNOWN_LETTER, "letter", name, self.definition.letters, "letters", name, key=True)
            readers = (*self.given.people, *self.definition.roles.titles)
            for index, one in enumerate(expected.to):
                if one not in readers:
                    self.tell(NO_PERSON, "person", one, self.given.people, "letters", name, "to", index)

    def _seeing(self, step: Step) -> None:
        for person, seen in (step.sees or {}).items():
            self._person(person, "sees", person, key=True)
            for form, names in seen.items():
                self._seen(form, names, "sees", person, form)
        for person, forms in (step.sees_nothing_of or {}).items():
            self._person_or_others(person, "sees_nothing_of")
            for index, form in enumerate(forms):
                if form not in self.definition.forms:
                    self.tell(NO_FORM, "form", form, self.definition.forms, "sees_nothing_of", person, index)

    def _seen(self, form: str, names: Iterable[str], *path: str) -> None:
        """Check the questions of a form that somebody is expected to see; `people.name` is one in each row."""
        compiled = self.definition.forms.get(form)
        if compiled is None:
            self.tell(NO_FORM, "form", form, self.definition.forms, *path, key=True)
            return
        for index, name in enumerate(names):
            if compiled.question(name.split(".")) is None:
                inside = (
                    f"{one.id}.{cell}" for one in compiled.fields if one.row is not None for cell in one.row.by_id
                )
                known = [*compiled.by_id, *(inside if "." in name else ())]
                self.tell(NO_FIELD, "field", name, known, *path, index, owner=form)

    def _doing(self, flow: CompiledWorkflow, doing: Doing, verb: str, action: str) -> None:
        here = (verb, action)
        self._person(doing.by, *here, "by")
        if action in turns_of(flow):
            self._turn(flow, action, doing, *here)
            return
        if action not in doings_of(flow):
            self.tell(NO_ACTION, "action", action, (*doings_of(flow), *turns_of(flow)), *here, key=True)
            return
        self._nothing_else(action, doing, ("into", "links", "as", "people", "roles"), *here)
        for role, person in doing.assigns.items():
            self._place(role, person, *here, "assigns")
        if doing.link is not None:
            self._link(flow, action, doing.link, *here, "link")
        form = self._form(flow, action)
        if form is None:
            return
        wrong_on_purpose: Mapping[str, tuple[str, ...]] = doing.problems if isinstance(doing, Refusal) else {}
        known_wrong = [name for name, codes in wrong_on_purpose.items() if "unknown_field" in codes]
        self._answers(form, doing.form, known_wrong, *here, "form")
        for name in wrong_on_purpose:
            if name.partition(".")[0] not in form.by_id and name not in known_wrong:
                self.tell(NO_FIELD, "field", name, form.by_id, *here, "problems", name, key=True, owner=form.id)
        warnings = [rule.id for rule in form.rules if rule.definition.level == "warning"]
        for rule in doing.passed:
            if rule not in warnings:
                self.tell(NO_RULE, "warning", rule, warnings, *here, "passed", rule, key=True)

    def _asking(self, flow: CompiledWorkflow, action: str, asked: Asked) -> None:
        """An action that asks a form, of which the questions are."""
        self._person(asked.by, "asks", action, "by")
        form = self._form(flow, action)
        if form is None:
            asking = [one for one in doings_of(flow) if self._form(flow, one) is not None]
            self.tell(NO_ACTION, "action with a form", action, asking, "asks", action, key=True)
            return
        self._answers(form, asked.form, (), "asks", action, "form")
        listed = {"must": asked.must, "may": asked.may, "confirm": asked.confirm}
        for setting, names in listed.items():
            self._seen(form.id, names or (), "asks", action, setting)
        for setting, named in (("has", asked.has or {}), ("at_most", asked.at_most)):
            for name in named:
                if form.question(name.split(".")) is None:
                    self.tell(
                        NO_FIELD, "field", name, form.by_id, "asks", action, setting, name, key=True, owner=form.id
                    )

    def _turn(self, flow: CompiledWorkflow, word: str, doing: Doing, *here: str) -> None:
        """A merge says into which case, a split which links go, a restriction to whom, and none anything else."""
        said_of: Mapping[str, object] = {"into": doing.into, "links": doing.links, "as": doing.named}
        for needed in _NEEDS.get(word, ()):
            if not said_of[needed] and not (needed == "as" and isinstance(doing, Refusal)):
                self._slip(f'"{word}" does not say "{needed}".', _TURN_NEEDS[needed], *here)
        others = {one.alias or name for name, one in Doing.model_fields.items()} - _OF_A_TURN[word]
        self._nothing_else(word, doing, others, *here)
        if word == RESTRICT:
            self._let_in(doing, *here)
        if word in _NEEDS:
            self._other_cases(flow, word, doing, *here)

    def _let_in(self, doing: Doing, *here: str) -> None:
        for index, person in enumerate(doing.people):
            self._person(person, *here, "people", index)
        known = (*self.definition.roles.titles, *self.definition.roles.groups)
        for index, role in enumerate(doing.roles):
            if role not in known:
                self.tell(NO_ROLE, "role", role, known, *here, "roles", index)

    def _other_cases(self, flow: CompiledWorkflow, word: str, doing: Doing, *here: str) -> None:
        opened = [one for one in self.open if one]
        named: list[tuple[str, str | int]] = [(one, index) for index, one in enumerate(doing.links)]
        for name, last in named if word == SPLIT else [(doing.into or "", "into")]:
            if name and name not in opened:
                self.tell(NO_CASE, "case", name, opened, *here, *(() if last == "into" else ("links",)), last)
        if word == SPLIT and doing.named is not None and not isinstance(doing, Refusal):
            self.open[doing.named], self.under[doing.named] = flow, self.definition

    def _nothing_else(self, action: str, doing: Doing, settings: Iterable[str], *here: str) -> None:
        for name, one in Doing.model_fields.items():
            setting = one.alias or name
            if setting in settings and name in doing.model_fields_set:
                self._slip(f'"{action}" has no "{setting}".', "Take it out.", *here, setting)

    def _slip(self, message: str, hint: str, *path: str) -> None:
        self.names.findings.append(Finding(NOT_A_STEP, message, at(self.node, path, key=True).place, hint))

    def _link(self, flow: CompiledWorkflow, action: str, said: Mapping[str, object], *path: str) -> None:
        """What is said of a link: the case it goes to was opened before, and the link asks what is answered."""
        offered = [state.actions[action] for state in flow.states.values() if action in state.actions]
        cells = link_questions(flow, offered[0])
        for name, value in said.items():
            if name == TO:
                opened = [one for one in self.open if one]
                if value not in opened:
                    self.tell(NO_CASE, "case", str(value), opened, *path, TO)
            elif name not in cells:
                self.tell(NO_LINK, "question of this link", name, [TO, *cells], *path, name, key=True)

    def _form(self, flow: CompiledWorkflow, action: str) -> CompiledForm | None:
        """Return the form that *action* submits, wherever it is offered."""
        offered = (state.actions[action] for state in flow.states.values() if action in state.actions)
        task = flow.work.tasks.get(action)
        form = task.definition.form if task else next((one.definition.submits for one in offered), None)
        return self.definition.forms.get(form) if form else None

    def _answers(
        self, form: CompiledForm, written: Mapping[str, object], known_wrong: Iterable[str], *path: str
    ) -> None:
        like = written.get(LIKE)
        sets = self.given.answers
        if isinstance(like, str) and like not in sets:
            self.tell(NO_ANSWERS, "set of answers", like, sets, *path, LIKE)
        for name in sets.get(like, {}) if isinstance(like, str) else ():
            if name not in form.by_id:
                where = ("given", "answers", str(like), name)
                self.names.tell(NO_FIELD, "field", name, form.by_id, where, key=True, owner=form.id)
        for name in written:
            if name != LIKE and name not in form.by_id and name not in known_wrong:
                self.tell(NO_FIELD, "field", name, form.by_id, *path, name, key=True, owner=form.id)

    def _expectation(self, flow: CompiledWorkflow, expect: Expectation) -> None:
        for index, state in enumerate(expect.state if expect.state != ("unchanged",) else ()):
            if state not in flow.names:
                self.tell(NO_STATE, "state", state, flow.names, "expect", "state", index)
        self._clocks(flow, expect)
        for task in expect.tasks:
            if task not in flow.work.tasks:
                self.tell(NO_TASK, "task", task, flow.work.tasks, "expect", "tasks", task, key=True)
        for link in expect.opened:
            if link not in flow.links:
                self.tell(NO_LINK, "link", link, flow.links, "expect", "opened", link, key=True)
        for path, field, key in _fields_of(expect):
            if not forms_with(self.definition, flow, field, or_page=path[0] in ("shown", "hidden")):
                self._no_field(flow, field, path, key=key)

    def _clocks(self, flow: CompiledWorkflow, expect: Expectation) -> None:
        named: list[tuple[str, str, str | int]] = [("deadlines", one, one) for one in expect.deadlines]
        named += [("clocks", one, one) for one in expect.clocks]
        named += [("breached", one, place) for place, one in enumerate(expect.breached)]
        for setting, deadline, last in named:
            if deadline not in flow.deadlines:
                known, key = flow.deadlines, setting != "breached"
                self.tell(NO_DEADLINE, "deadline", deadline, known, "expect", setting, last, key=key)
        for role in expect.told:
            if role not in self.definition.roles.titles:
                self.tell(NO_ROLE, "role", role, self.definition.roles.titles, "expect", "told", role, key=True)

    def _no_field(self, flow: CompiledWorkflow, field: str, path: tuple[str | int, ...], *, key: bool) -> None:
        form, dot, name = field.rpartition(".")
        if dot and form not in forms_of(flow):
            self.tell(NO_FORM, "form", form, forms_of(flow), "expect", *path, key=key)
            return
        within = [form] if dot else forms_of(flow)
        known = [one for each in within if each in self.definition.forms for one in self.definition.forms[each].by_id]
        self.tell(NO_FIELD, "field", name, dict.fromkeys(known), "expect", *path, key=key, owner=form)

    def _person_or_others(self, person: str, verb: str) -> None:
        if person != OTHERS:
            self._person(person, verb, person, key=True)

    def _person(self, person: str, *path: str | int, key: bool = False) -> None:
        if person not in self.given.people:
            self.tell(NO_PERSON, "person", person, self.given.people, *path, key=key)


def _fields_of(expect: Expectation) -> Iterator[tuple[tuple[str | int, ...], str, bool]]:
    """Yield each field that *expect* names: where under `expect`, its name, and whether it stands there as a key."""
    for setting in ("shown", "hidden", "in_draft", "not_stored"):
        names: tuple[str, ...] = getattr(expect, setting)
        for index, name in enumerate(names):
            yield (setting, index), name, False
    for name in expect.values:
        yield ("values", name), name, True
    for name in expect.problems:
        yield ("problems", name), name, True
