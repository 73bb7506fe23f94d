"""A workflow's rules in plain sentences, for those who decide them and never read YAML: one entry for each state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.cases.compiled import (
    CompiledAction,
    CompiledAdHoc,
    CompiledAlert,
    CompiledDeadline,
    CompiledLink,
    CompiledOpening,
    CompiledState,
    CompiledTask,
    CompiledWorkflow,
    Definition,
)
from engine.cases.links import shared_label
from engine.cases.task_titles import task_title
from engine.definitions.deadlines import Moment
from engine.definitions.links import Heard, Link
from engine.interop.hands import role_titles
from engine.interop.outline import Fact, Part
from engine.interop.picture import KINDS, limit_said
from engine.interop.saying import label_everywhere, said
from engine.interop.task_wording import goes_on_when, notes_of_task
from engine.interop.wording import Wording
from engine.interop.words import length, readable
from engine.sentences.say import Sentence, either, say

_NO_TASKS = CompiledAdHoc(frozenset(), ())
_COUNTED: Mapping[str, Sentence] = {
    "from_next_day": Sentence("from the day after"),
    "inclusive": Sentence("with the first day"),
}
_ROLLED: Mapping[str, Sentence] = {
    "next_working_day": Sentence("A last day that is a day off moves to the next working day."),
    "previous_working_day": Sentence("A last day that is a day off moves to the working day before."),
}


def workflow_book(definition: Definition, workflow: str) -> Part:
    """Return the rules of one workflow as a document. Raises KeyError when there is no workflow of that id."""
    flow = definition.workflows[workflow]
    return _Writing(definition, flow, Wording(definition, flow)).book()


@dataclass(frozen=True, slots=True)
class _Writing:
    """One workflow on its way into sentences."""

    definition: Definition
    flow: CompiledWorkflow
    wording: Wording

    def say(self, template: str, **parts: str | int) -> str:
        return say(self.definition.language, template, **parts)

    def roles(self, names: Iterable[str]) -> str:
        return role_titles(self.definition, names) or self.say("nobody")

    def book(self) -> Part:
        made, flow = self.flow.definition, self.flow
        about = self.say(
            'The rules of this workflow, from "{configuration}", version {version}.',
            configuration=self.definition.title,
            version=self.definition.whole_version,
        )
        parts = [self._state(one) for one in flow.states.values()]
        anytime = [one for one in self._all_actions() if one.id in made.anytime]
        listed = self._listed("")
        said_above = {*self.flow.work.ad_hoc.get("", _NO_TASKS).tasks}
        said_above |= {task.id for state in flow.states for task in flow.work.opening.get(state, ())}
        said_above |= {task for state in flow.states for task in flow.work.ad_hoc.get(state, _NO_TASKS).tasks}
        if anytime or listed:
            offered = (*(self._action(one) for one in anytime), *listed)
            parts.append(Part(self.say("At any time"), parts=offered))
        opened = tuple(self._task(one) for one in flow.work.tasks.values() if one.id not in said_above)
        for title, inside in (
            (self.say("Tasks that something else opens"), opened),
            (self.say("Links to other cases"), tuple(self._link(name, one) for name, one in made.links.items())),
            (self.say("What is noticed"), tuple(map(self._alert, flow.alerts))),
        ):
            if inside:
                parts.append(Part(title, parts=inside))
        if promises := [one.say for one in made.always]:
            always = self.say("What is always so")
            parts.append(Part(always, facts=(Fact(self.say("Promised"), items=tuple(promises)),)))
        first = (*((made.summary,) if made.summary else ()), about)
        return Part(made.title, flow.id, first, tuple(self._of_workflow()), tuple(parts), language=self._language)

    @property
    def _language(self) -> str:
        return self.definition.language

    def _of_workflow(self) -> Iterator[Fact]:
        flow, made = self.flow, self.flow.definition
        subject = self.definition.subjects.get(made.subject)
        yield Fact(self.say("About"), subject.title if subject else readable(made.subject))
        yield Fact(self.say("Opened by"), self.roles(flow.opened_by))
        yield Fact(self.say("Cases are seen by"), self.roles(flow.view))
        if flow.audited_by:
            yield Fact(self.say("Who looked is seen by"), self.roles(flow.audited_by))
        if flow.restricted_by:
            yield Fact(self.say("Restricted by"), self.roles(flow.restricted_by))
        if flow.glass_broken_by and made.restricted is not None and made.restricted.break_glass is not None:
            words = self.say(
                "{roles}, for {length}; told: {told}",
                roles=self.roles(flow.glass_broken_by),
                length=length(made.restricted.break_glass.lasts).said(self._language),
                told=self.roles(flow.glass_tells),
            )
            yield Fact(self.say("Opened in an emergency by"), words)
        for title, by in ((self.say("Merged by"), flow.merged_by), (self.say("Split by"), flow.split_by)):
            if by:
                yield Fact(title, self.roles(by))
        yield Fact(self.say("Begins in"), flow.states[made.start].definition.title)

    # --- states ------------------------------------------------------------------------------------------------------

    def _all_actions(self) -> Iterator[CompiledAction]:
        seen: set[tuple[str, str]] = set()
        for state in self.flow.states.values():
            for one in state.actions.values():
                if (one.source, one.id) not in seen:
                    seen.add((one.source, one.id))
                    yield one

    def _state(self, state: CompiledState) -> Part:
        made = state.definition
        within = [self.flow.states[path].definition.title for path in _outer(self.flow, state.id)]
        facts = [Fact(self.say("Within"), ": ".join(within))] if within else []
        if made.ending:
            facts.append(Fact(self.say("An ending"), self.say("the case is closed here.")))
        wait = self.flow.work.proceeds.get(state.id)
        if wait is not None:
            action = next(iter(state.actions.values()), None)
            condition = self.wording.meaning((wait.check,), action) if wait.check is not None else ""
            when = goes_on_when(self._language, self.flow, wait, condition)
            to = self.flow.states[wait.target].definition.title
            goes = self.say('when {condition}, to "{state}"', condition=when, state=to)
            facts.append(Fact(self.say("Goes on by itself"), goes))
        facts += self._messages(state)
        own = [one for one in state.actions.values() if one.source == state.id]
        tasks = [self._task(one) for one in self.flow.work.opening.get(state.id, ())]
        parts = (*map(self._deadline, state.deadlines), *tasks, *self._listed(state.id), *map(self._action, own))
        said_first = (made.summary,) if made.summary else ()
        return Part(made.title, state.id, said_first, tuple(facts), parts)

    def _messages(self, state: CompiledState) -> Iterator[Fact]:
        """Yield what a state says to linked cases as one enters it, and what it does about what they say."""
        made, links = state.definition, self.flow.links
        heard = tuple(
            self.say("{link}: {what}", link=f'"{links[one.source].title}"', what=self._about(one))
            for one in made.hears.values()
        )
        if heard:
            yield Fact(self.say("Hears"), items=heard)
        if made.message:
            yield Fact(self.say("Tells linked cases"), ", ".join(f'"{links[link].title}"' for link in made.message))

    def _about(self, heard: Heard) -> str:
        if heard.task is None:
            return self.say("nothing follows")
        return self.say('the task "{title}" opens', title=heard.task.title)

    def _deadline(self, one: CompiledDeadline) -> Part:
        written, language = one.definition, self._language
        kind = KINDS[written.kind].said(language)
        facts = [Fact(self.say("Limit"), f"{limit_said(one, self.definition)}, {kind}")]
        if written.within is not None:
            facts.append(Fact(self.say("Starts"), either(language, map(self._moment, written.starts))))
            facts.append(Fact(self.say("Counted"), _COUNTED[written.count].said(language)))
        if written.until:
            facts.append(Fact(self.say("Stops"), either(language, map(self._moment, written.until))))
        if written.roll in _ROLLED:
            facts.append(Fact(self.say("Days off"), _ROLLED[written.roll].said(language)))
        reminders = tuple(
            self.say("{roles}, {length} before", length=length(rung.before).said(language), roles=self.roles(tells))
            for rung, tells in zip(written.remind, one.reminded, strict=True)
        )
        if reminders:
            facts.append(Fact(self.say("Reminders"), items=reminders))
        if over := tuple(self._breach(one)):
            facts.append(Fact(self.say("When the last day is over"), items=over))
        return Part(self.say("Time limit: {title}", title=one.title), one.id, facts=tuple(facts))

    def _breach(self, one: CompiledDeadline) -> Iterator[str]:
        for step, tells in zip(one.definition.breach, one.breached, strict=True):
            if step.tell:
                yield self.say("these are told: {roles}", roles=self.roles(tells))
            elif step.task is not None:
                yield self.say('the task "{title}" opens', title=step.task.title)
            elif one.to is not None:
                yield self.say('the case goes to "{state}"', state=self.flow.states[one.to].definition.title)

    def _moment(self, moment: Moment) -> str:
        match moment.kind:
            case "opened":
                return self.say("when the case is opened")
            case "done":
                title = self.flow.titles.get(moment.name) or self._task_named(moment.name)
                return self.say('when "{step}" is done', step=title)
            case "entered_state":
                path = self.flow.names.get(moment.name, moment.name)
                return self.say('when "{state}" is entered', state=self.flow.states[path].definition.title)
            case "field":
                form, _, field = moment.name.partition(".")
                made = self.definition.forms[form]
                label = made.by_id[field].definition.label
                return self.say('on the day in "{field}"', field=label)
        return self.say("when the state is entered")

    def _task_named(self, name: str) -> str:
        task = self.flow.work.tasks.get(name)
        return task_title(task, None) if task is not None else readable(name)

    # --- tasks and actions -------------------------------------------------------------------------------------------

    def _listed(self, state: str) -> tuple[Part, ...]:
        listed = self.flow.work.ad_hoc.get(state)
        if listed is None:
            return ()
        opened = Fact(self.say("Opened as needed by"), self.roles(listed.by))
        return tuple(self._task(self.flow.work.tasks[one], opened) for one in listed.tasks)

    def _task(self, task: CompiledTask, *first: Fact) -> Part:
        language = self._language
        facts = [*first, Fact(self.say("By"), self.roles(task.by))]
        if task.only_if:
            facts.append(Fact(self.say("Opens only if"), f"{self.wording.meaning(task.only_if, task.action)}."))
        if task.definition.form:
            title = self.definition.forms[task.definition.form].definition.title
            facts.append(Fact(self.say("Fills in"), title))
        notes = tuple(notes_of_task(language, task))
        if notes:
            facts.append(Fact(self.say("How"), "; ".join(notes)))
        if task.on_behalf:
            facts.append(Fact(self.say("Answers taken down by"), self.roles(task.on_behalf)))
        sends = tuple(self._share(form, share) for form, share in task.sends)
        if sends:
            facts.append(Fact(self.say("Sent with it"), items=sends))
        hint = (task.definition.hint,) if task.definition.hint else ()
        title = self.say("Task: {task}", task=task_title(task, None))
        return Part(title, task.id, hint, tuple(facts))

    def _share(self, form: str, share: str) -> str:
        made = self.definition.forms[form]
        to = made.shares[share].title if share in made.shares else self.say("nobody")
        return self.say('from "{form}", to: {roles}', form=made.definition.title, roles=to)

    def _action(self, action: CompiledAction) -> Part:
        made = action.definition
        facts = [Fact(self.say("By"), self.roles(action.by))]
        if action.not_by:
            done = ", ".join(self.flow.titles.get(one.name, readable(one.name)) for one in action.not_by)
            facts.append(Fact(self.say("Not by"), self.say('whoever did "{actions}"', actions=done)))
        if action.require:
            facts.append(Fact(self.say("Only if"), f"{self.wording.meaning(action.require, action)}."))
            if said_then := tuple(f"“{one.say}”" for one in action.require if one.say):
                facts.append(Fact(self.say("If not"), items=said_then))
        if made.require_tasks is not None:
            facts.append(Fact(self.say("Waits until"), f"{self.wording.tasks(made.require_tasks)}."))
        if made.reason is not None:
            needed = self.say("must be given." if made.reason == "required" else "may be given.")
            facts.append(Fact(self.say("Reason"), needed))
        for title, form in (
            (self.say("Fills in"), made.form),
            (self.say("Carries on"), made.carries_on),
            (self.say("Gives back to be changed"), made.gives_back),
        ):
            if form is not None:
                facts.append(Fact(title, self.definition.forms[form].definition.title))
        facts += self._effects(action)
        facts.append(self._leads(action))
        return Part(made.title, action.id, (made.hint,) if made.hint else (), tuple(facts))

    def _effects(self, action: CompiledAction) -> Iterator[Fact]:
        made = action.definition
        if made.assigns is not None:
            yield Fact(self.say("Gives the place"), self.definition.roles.titles.get(made.assigns, made.assigns))
        if made.link is not None:
            yield Fact(self.say("Links"), self.flow.links[made.link].title)
        if action.opens:
            yield Fact(self.say("Opens"), items=tuple(self._opening(one, action) for one in action.opens))
        if action.tells:
            yield Fact(self.say("Tells"), self.roles(action.tells))
        for title, clocks in (
            (self.say("Starts again"), made.restarts),
            (self.say("Pauses"), made.pauses),
            (self.say("Lets go on"), made.resumes),
        ):
            if clocks:
                titles = ", ".join(f'"{self.flow.deadlines[one].title}"' for one in clocks)
                longest = made.for_up_to if made.pauses and clocks is made.pauses else None
                if longest is not None:
                    most = length(longest).said(self._language)
                    titles = self.say("{deadlines}, for at most {length}", deadlines=titles, length=most)
                yield Fact(title, titles)

    def _opening(self, one: CompiledOpening, action: CompiledAction) -> str:
        far = self.definition.workflows[self.flow.links[one.link].definition.to].definition.title
        opened = self.say('a case of "{workflow}"', workflow=far)
        if one.each is not None:
            form, field = one.each
            label = self.definition.forms[form].by_id[field].definition.label
            opened = self.say('a case of "{workflow}" for each of "{field}"', workflow=far, field=label)
        if not one.when:
            return opened
        condition = self.wording.meaning(one.when, action)
        return self.say("{thing}, if {condition}", thing=opened, condition=condition)

    def _leads(self, action: CompiledAction) -> Fact:
        title, ways = self.say("Leads to"), action.routes
        if len({route.target for route in ways}) == 1 and not any(route.tasks for route in ways):
            return Fact(title, self._to(ways[0].target))
        items = []
        for route in ways:
            to = self._to(route.target)
            if route.tasks:
                to = ", ".join(self.say("Task: {task}", task=self._task_named(one)) for one in route.tasks)
            if route.checks:
                condition = self.wording.meaning(route.checks, action)
                items.append(self.say("{target}, if {condition}", target=to, condition=condition))
            else:
                items.append(self.say("{target}, otherwise", target=to))
        return Fact(title, items=tuple(items))

    def _to(self, target: str | None) -> str:
        return f'"{self.flow.states[target].definition.title}"' if target else self.say("stays")

    # --- links and alerts --------------------------------------------------------------------------------------------

    def _link(self, name: str, link: Link) -> Part:
        far = self.definition.workflows[link.to]
        facts = [Fact(self.say("To"), far.definition.title)]
        facts.append(Fact(self.say("How many"), self.say("any number" if link.many else "one at most")))
        compiled = self.flow.links[name]
        back = far.links.get(link.back)
        ends = (
            (self.say("Reads of the other case"), self._labels(compiled)),
            (self.say("Lets the other case read"), self._labels(back)),
        )
        facts += (Fact(title, items=labels) if labels else Fact(title, self.say("nothing")) for title, labels in ends)
        if link.fields:
            facts.append(Fact(self.say("Asked when linking"), items=tuple(one.label for one in link.fields.values())))
        return Part(compiled.title, name, facts=tuple(facts))

    def _labels(self, end: CompiledLink | None) -> tuple[str, ...]:
        """Return what one end of a link reads of the cases at the other."""
        reads = end.reads if end is not None else ()
        return tuple(dict.fromkeys(shared_label(self.definition, end, one) for one in reads if end is not None))

    def _alert(self, one: CompiledAlert) -> Part:
        written = one.definition
        when = said(one.when, label_everywhere(self.definition, None), self._language)
        facts = [
            Fact(self.say("When"), f"{when}."),
            Fact(self.say("Tells"), self.roles(one.tell)),
            Fact(self.say("Not again before"), length(written.again_after).said(self._language)),
        ]
        if written.task is not None:
            facts.append(Fact(self.say("Opens"), self.say("Task: {task}", task=written.task.title)))
        return Part(written.say, one.id, facts=tuple(facts))


def _outer(flow: CompiledWorkflow, path: str) -> Iterator[str]:
    """Yield the states round a state, outermost first."""
    parts = path.split("/")
    for depth in range(1, len(parts)):
        if (outer := "/".join(parts[:depth])) in flow.states:
            yield outer
