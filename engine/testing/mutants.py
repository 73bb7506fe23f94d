"""Small changes to definitions, each of which some scenario should notice: one at a time, at its place in its file.

A change is made in the text, where a setting stands, so that everything else stays as it is, line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.cases.access import RoleBook
from engine.definitions.configuration import Reach
from engine.definitions.source import Entry, ListNode, MapNode, Node, TextNode, read

_SWAPPED = {">=": ">", "<=": "<", "==": "!=", "!=": "==", ">": ">=", "<": "<="}
_COMPARES = re.compile(r">=|<=|==|!=|>|<")
_LENGTH = re.compile(r"(\d+) (working days?|calendar days?|weeks?|months?|years?|hours?)")
_REACHES: tuple[Reach, ...] = ("council", "team", "case", "task")
_COUNTED = {"working": "calendar", "calendar": "working"}
_WORKFLOWS, _FORMS = "workflow_definitions/", "form_schemas/"
_NOT_MUTATED = ("workflow_definitions/scenarios/", "form_schemas/lists/", "form_schemas/records/", "extends/")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: between *start* and *end* the file says *text* instead. *sentence* goes on from `Nothing fails when`.

    *owner* is the workflow or form that it stands in, *about* the ids round it, innermost first.
    """

    operator: str
    file: str
    line: int
    column: int
    start: int
    end: int
    text: str
    sentence: str
    owner: str
    about: tuple[str, ...]

    def made_in(self, content: bytes) -> bytes:
        """Return the file with the change made."""
        whole = content.decode()
        return (whole[: self.start] + self.text + whole[self.end :]).encode()


def mutants_of(
    files: Mapping[str, bytes], roles: RoleBook, seen_by: Mapping[str, frozenset[str]] | None = None
) -> list[Mutant]:
    """Return every change to the workflows and forms in *files*, by file and place. *roles* may be let act as well.

    *seen_by* are, by workflow and form, the roles that see its cases; who sees none is let do no more.

    A change that says the same as another at the same place is left out.
    """
    found: dict[tuple[str, int, int, str], Mutant] = {}
    for path in sorted(files):
        if path.startswith((_WORKFLOWS, _FORMS)) and not path.startswith(_NOT_MUTATED) and path.count(".") == 1:
            root = read(files[path], path).root
            if isinstance(root, MapNode):
                for one in _File(path, files[path].decode(), root, roles, seen_by or {}).mutants():
                    found.setdefault((one.file, one.start, one.end, one.text), one)
    return sorted(found.values(), key=lambda one: (one.file, one.start, one.end, one.text))


class _File:
    """One file being changed, a change at a time."""

    def __init__(
        self, path: str, text: str, root: MapNode, roles: RoleBook, seen_by: Mapping[str, frozenset[str]]
    ) -> None:
        self.path, self.text, self.root, self.roles, self.seen_by = path, text, root, roles, seen_by
        self.starts = [0]
        for line in text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.owner = ""
        self.states: list[str] = []

    def mutants(self) -> Iterator[Mutant]:
        workflow = self.root.entries.get("workflow")
        if workflow is not None:
            self.owner = _text(workflow.value) or ""
            states = self.root.entries.get("states")
            self.states = list(states.value.entries) if states and isinstance(states.value, MapNode) else []
            yield from self._workflow(self.root)
            return
        forms = self.root.entries.get("forms")
        if forms is not None and isinstance(forms.value, MapNode):
            for name, entry in forms.value.entries.items():
                self.owner = name
                if isinstance(entry.value, MapNode):
                    yield from self._form(entry.value)
        elif "form" in self.root.entries:
            self.owner = _text(self.root.entries["form"].value) or ""
            yield from self._form(self.root)

    # --- workflows -------------------------------------------------------------------------------------------------

    def _workflow(self, root: MapNode) -> Iterator[Mutant]:
        yield from self._widened(root, "view", f'cases of "{self.owner}" may be seen by', (self.owner,), anybody=True)
        for name, check in _inside(root, "checks"):
            yield from self._condition(check, "that", f'the check "{name}"', (name,))
        for name, action in _inside(root, "anytime"):
            yield from self._action(name, action, (self.owner,))
        for name, task in _inside(_map(root, "ad_hoc"), "tasks"):
            yield from self._task(name, task, (self.owner,))
        yield from self._states(root, ())

    def _states(self, holder: MapNode, around: tuple[str, ...]) -> Iterator[Mutant]:
        for name, state in _inside(holder, "states"):
            about = (name, *around)
            for action, written in _inside(state, "actions"):
                yield from self._action(action, written, about)
            for task, written in _inside(state, "tasks"):
                yield from self._task(task, written, about)
            for deadline, written in _inside(state, "deadlines"):
                yield from self._deadline(deadline, written, about)
            yield from self._dropped(state, "message", f'"{name}" sends no message', about)
            yield from self._dropped(state, "hears", f'"{name}" hears no message', about)
            yield from self._dropped(state, "reopen", f'"{name}" cannot be reopened', about)
            yield from self._dropped(state, "resume", f'"{name}" does not go on where it was left', about)
            yield from self._dropped(_map(state, "proceed"), "override", f'nobody may go on in "{name}"', about)
            yield from self._states(state, about)
            for _, strand in _inside(state, "parallel"):
                yield from self._states(strand, about)

    def _action(self, name: str, action: MapNode, around: tuple[str, ...]) -> Iterator[Mutant]:
        title, about = f'"{_title(action, name)}"', (name, *around)
        yield from self._widened(action, "by", f"{title} may be done by", about)
        for setting, sentence in _ON_ACTIONS.items():
            yield from self._dropped(action, setting, sentence.format(title=title), about, each=True)
        for item in _items(action.entries.get("require")):
            yield from self._negated(item, f"what {title} requires", about)
        goes = action.entries.get("goes")
        if goes is not None and isinstance(goes.value, TextNode):
            yield from self._retargeted(goes.value, title, about)
        rules = goes.value if goes is not None and isinstance(goes.value, ListNode) else None
        for index, rule in enumerate(rules.items if rules is not None else ()):
            if rules is None or not isinstance(rule, MapNode):
                continue
            told = f"rule {index + 1} of {title}"
            if "else" not in rule.entries:
                yield from self._without(rule, rules, f"{told} is gone", "drop a rule", about)
            for item in _items(rule.entries.get("if")):
                yield from self._negated(item, told, about)
            for setting in ("to", "else"):
                if setting in rule.entries and isinstance(rule.entries[setting].value, TextNode):
                    yield from self._retargeted(rule.entries[setting].value, told, about)

    def _task(self, name: str, task: MapNode, around: tuple[str, ...]) -> Iterator[Mutant]:
        title, about = f'the task "{_title(task, name)}"', (name, *around)
        yield from self._widened(task, "by", f"{title} may be done by", about, anybody=True)
        for setting in ("only_if", "send", "on_behalf", "required"):
            yield from self._dropped(task, setting, f'{title} says nothing of "{setting}"', about, each=True)
        yield from self._lengths(task, "due", title, about)
        for item in _items(task.entries.get("only_if")):
            yield from self._negated(item, f"what opens {title}", about)

    def _deadline(self, name: str, deadline: MapNode, around: tuple[str, ...]) -> Iterator[Mutant]:
        title, about = f'the deadline "{_title(deadline, name)}"', (name, *around)
        yield from self._lengths(deadline, "within", title, about)
        yield from self._lengths(deadline, "then_every", title, about)
        for setting, sentence in _ON_DEADLINES.items():
            yield from self._dropped(deadline, setting, sentence.format(title=title), about, each=True)
        for rung in _items(deadline.entries.get("remind")):
            if isinstance(rung, MapNode):
                yield from self._lengths(rung, "before", f"a reminder of {title}", about)

    # --- forms -----------------------------------------------------------------------------------------------------

    def _form(self, form: MapNode) -> Iterator[Mutant]:
        about = (self.owner,)
        yield from self._widened(form, "view", f'"{self.owner}" may be seen by', about)
        for name, rule in _inside(form, "rules"):
            yield from self._condition(rule, "when", f'the rule "{name}"', (name, *about))
            yield from self._condition(rule, "require", f'the rule "{name}"', (name, *about))
        for _, page in _inside(form, "pages"):
            yield from self._widened(page, "view", f'"{_title(page, "a page")}" may be seen by', about)
            yield from self._dropped(page, "show_if", f'"{_title(page, "a page")}" is always shown', about)
            yield from self._fields(page, about)

    def _fields(self, holder: MapNode, around: tuple[str, ...]) -> Iterator[Mutant]:
        for name, one in _inside(holder, "fields"):
            title, about = f'"{name}"', (name, *around)
            for setting, sentence in _ON_FIELDS.items():
                yield from self._dropped(one, setting, sentence.format(title=title), about)
            for setting in ("show_if", "required_if"):
                yield from self._condition(one, setting, f"when {title} is asked", about)
            yield from self._widened(one, "view", f"{title} may be seen by", about)
            yield from self._fields(one, about)

    # --- what can be changed ---------------------------------------------------------------------------------------

    def _dropped(
        self, holder: MapNode | None, setting: str, sentence: str, about: tuple[str, ...], *, each: bool = False
    ) -> Iterator[Mutant]:
        """Yield *setting* left out; of several things in it (*each*) one after another as well."""
        entry = holder.entries.get(setting) if holder is not None else None
        if holder is None or entry is None:
            return
        siblings = list(holder.entries.values())
        following = siblings[siblings.index(entry) + 1 :][:1]
        start, end = self._stretch(entry.key, entry.value, following[0].key if following else None)
        yield self._mutant(f"drop {setting}", entry.key, start, end, "", sentence, about)
        if each and isinstance(entry.value, ListNode) and len(entry.value.items) > 1:
            for index, item in enumerate(entry.value.items):
                told = f"{sentence}, in part ({index + 1} of {len(entry.value.items)})"
                yield from self._without(item, entry.value, told, f"drop {setting}", about)

    def _without(
        self, item: Node, several: ListNode, sentence: str, operator: str, about: tuple[str, ...]
    ) -> Iterator[Mutant]:
        items = list(several.items)
        following = items[items.index(item) + 1 :][:1]
        start, end = self._stretch(item, item, following[0] if following else None, listed=True)
        yield self._mutant(operator, item, start, end, "", sentence, about)

    def _stretch(self, begins: Node, value: Node, following: Node | None, *, listed: bool = False) -> tuple[int, int]:
        """Return where something is written, whole: its lines, or what stands between two commas."""
        start, end = self._offset(begins), self._end(value)
        first = self.text.rfind("\n", 0, start) + 1
        before = self.text[first:start]
        if before.strip() in ("", "-") and (listed or not before.strip()):
            if following is not None and self.text.rfind("\n", 0, self._offset(following)) + 1 > first:
                return first, self.text.rfind("\n", 0, self._offset(following)) + 1
            line_end = self.text.find("\n", max(end - 1, start))
            return first, len(self.text) if line_end < 0 else line_end + 1
        if following is not None:
            return start, self._offset(following)
        comma = self.text.rfind(",", first, start)
        return (comma if comma >= 0 else start), end

    def _widened(
        self, holder: MapNode, setting: str, sentence: str, about: tuple[str, ...], *, anybody: bool = False
    ) -> Iterator[Mutant]:
        """Yield one more role in *setting*: of those who see such cases, or *anybody*."""
        entry = holder.entries.get(setting)
        if entry is None:
            return
        named = [_text(one) or "" for one in _items(entry)]
        other = self._other_than(named, None if anybody else self.seen_by.get(self.owner))
        if other is not None and named:
            start, end = self._offset(entry.value), self._end(entry.value)
            text = f"[{', '.join([*named, other])}]" + ("\n" if self.text[start:end].endswith("\n") else "")
            if isinstance(entry.value, ListNode) and not self.text[start:end].startswith("["):
                return  # a list over several lines: left as it is
            yield self._mutant(f"widen {setting}", entry.value, start, end, text, f'{sentence} "{other}" too', about)

    def _other_than(self, named: list[str], among: frozenset[str] | None) -> str | None:
        """Return a role that is not among those *named*, nor may as one of them: of all, one that reaches most cases.

        Who does not see such a case at all, *among* those who do, may do no more by it; so it would be no change.
        """
        members, powers = self.roles.members(named), self.roles.powers
        others = (name for name in sorted(powers) if powers[name].isdisjoint(members))
        found = [name for name in others if among is None or not powers[name].isdisjoint(among)]
        return min(found, key=lambda name: _REACHES.index(self.roles.reach[name]), default=None)

    def _condition(self, holder: MapNode, setting: str, of: str, about: tuple[str, ...]) -> Iterator[Mutant]:
        entry = holder.entries.get(setting)
        if entry is not None and isinstance(entry.value, TextNode):
            yield from self._negated(entry.value, of, about)
            for said in _COMPARES.finditer(entry.value.value):
                swapped = _SWAPPED[said[0]]
                text = entry.value.value[: said.start()] + swapped + entry.value.value[said.end() :]
                sentence = f'{of} says "{swapped}" for "{said[0]}"'
                yield self._replaced("swap a comparison", entry.value, _quoted(text), sentence, about)

    def _negated(self, node: Node, of: str, about: tuple[str, ...]) -> Iterator[Mutant]:
        text = node.value if isinstance(node, TextNode) else ""
        # The name of a check stands for the whole of it, and is turned round where that is written.
        if text and not text.isidentifier():
            yield self._replaced("negate a condition", node, _quoted(f"not ({text})"), f"{of} is turned round", about)

    def _retargeted(self, node: Node, of: str, about: tuple[str, ...]) -> Iterator[Mutant]:
        present = _text(node)
        others = [one for one in [*self.states, "stay"] if one != present]
        for other in [others[0], others[-2] if len(others) > 2 else others[-1]][: len(others)]:
            yield self._replaced("lead elsewhere", node, other, f'{of} leads to "{other}"', about)

    def _lengths(self, holder: MapNode, setting: str, of: str, about: tuple[str, ...]) -> Iterator[Mutant]:
        entry = holder.entries.get(setting)
        said = _LENGTH.fullmatch(_text(entry.value) or "") if entry is not None else None
        if entry is None or said is None:
            return
        number, unit = int(said[1]), said[2]
        one_more, one_less = f"{number + 1} {unit}", f"{number - 1} {unit}"
        for text in (one_more, one_less) if number > 1 else (one_more,):
            yield self._replaced("a day more or less", entry.value, text, f'{of} is "{text}"', about)
        word = unit.split(" ", maxsplit=1)[0]
        if word in _COUNTED:
            text = f"{number} {unit.replace(word, _COUNTED[word])}"
            yield self._replaced("another calendar", entry.value, text, f'{of} is "{text}"', about)

    def _replaced(self, operator: str, node: Node, text: str, sentence: str, about: tuple[str, ...]) -> Mutant:
        return self._mutant(operator, node, self._offset(node), self._end(node), text, sentence, about)

    def _mutant(
        self, operator: str, node: Node, start: int, end: int, text: str, sentence: str, about: tuple[str, ...]
    ) -> Mutant:
        return Mutant(operator, self.path, node.line, node.column, start, end, text, sentence, self.owner, about)

    def _offset(self, node: Node) -> int:
        return self.starts[node.line - 1] + node.column - 1

    def _end(self, node: Node) -> int:
        line, column = node.source.within(node.end)
        return self.starts[line] + column


_ON_ACTIONS: Mapping[str, str] = {
    "not_by": "{title} is not kept apart from anybody",
    "require": "{title} requires nothing",
    "require_tasks": "{title} waits for no tasks",
    "reason": "{title} needs no reason",
    "notify": "{title} tells nobody",
    "assigns": "{title} gives no place on the case",
    "dated": "{title} counts as done when it was typed",
    "restarts": "{title} restarts no clock",
    "link": "{title} links no case",
    "open": "{title} opens no other case",
}
_ON_DEADLINES: Mapping[str, str] = {
    "remind": "nobody is reminded of {title}",
    "breach": "nothing follows when {title} is broken",
    "until": "{title} ends when the case leaves the state",
    "from": "{title} starts when the state is entered",
    "then_every": "{title} comes once",
    "roll": "{title} rolls to no other day",
    "count": "{title} is counted in another way",
}
_ON_FIELDS: Mapping[str, str] = {
    "required": "{title} need not be answered",
    "required_if": "{title} never has to be answered",
    "required_for": "{title} has to be answered for no action",
    "show_if": "{title} is always shown",
    "read_only_if": "{title} may always be changed",
    "from": "{title} is copied from nowhere",
    "default": "{title} starts empty",
    "confirm": "{title} need not be confirmed",
    "check": "{title} is not checked",
    "checks": "{title} is not checked",
    "calc": "{title} is not calculated",
    "min": "{title} has no least value",
    "max": "{title} has no greatest value",
    "write_back": "{title} is not written back",
}


def _inside(holder: MapNode | None, setting: str) -> Iterator[tuple[str, MapNode]]:
    """Yield the maps in a setting, by their ids."""
    entry = holder.entries.get(setting) if holder is not None else None
    if entry is not None and isinstance(entry.value, MapNode):
        for name, one in entry.value.entries.items():
            if isinstance(one.value, MapNode):
                yield name, one.value


def _map(holder: MapNode, setting: str) -> MapNode | None:
    entry = holder.entries.get(setting)
    return entry.value if entry is not None and isinstance(entry.value, MapNode) else None


def _items(entry: Entry | None) -> list[Node]:
    """Return what a setting says, one thing or several."""
    if entry is None:
        return []
    return list(entry.value.items) if isinstance(entry.value, ListNode) else [entry.value]


def _text(node: Node) -> str | None:
    return node.value if isinstance(node, TextNode) else None


def _title(holder: MapNode, otherwise: str) -> str:
    entry = holder.entries.get("title")
    return (_text(entry.value) if entry is not None else None) or otherwise


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
