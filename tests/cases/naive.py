"""A form worked out slowly, by the words of the language alone, for the engine to agree with.

It reads the definition as it was written: a condition is walked as Python's own syntax tree, and a question is worked
out when something first asks about it. Nothing here is compiled, ordered or remembered between two sets of answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.cases.values import Answers, Json
from engine.definitions.fields import AnyField, RowsField, own_fields
from engine.definitions.forms import Form, Page
from engine.definitions.lists import OptionList
from tests.cases.naive_answers import READERS, among, codes_of, nothing, offers, seen
from tests.cases.naive_conditions import UNKNOWN, Read, worth
from tests.cases.naive_rows import Row, Rows


@dataclass(frozen=True)
class Filling:
    """Somebody fills a form: for which action, as whom, when, and with which answers at hand."""

    action: str
    standing: frozenset[str]
    today: date
    kept: Answers = field(default_factory=dict)
    draft: Answers = field(default_factory=dict)
    sent: Answers = field(default_factory=dict)
    reopened: bool = False


@dataclass
class Naive:
    """One form with one set of answers. A problem is (path, what kind): what cannot be read is always `unreadable`."""

    form: Form
    lists: Mapping[str, OptionList]
    filling: Filling
    values: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Json] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)
    read_only: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)
    problems: set[tuple[str, str]] = field(default_factory=set)
    rows: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.questions: dict[str, tuple[Page, AnyField]] = {
            name: (page, one) for page in self.form.pages.values() for name, one in own_fields(dict(page.fields))
        }
        for name in self.questions:
            self.value(name)
        self.problems |= {(name, "unknown_field") for name in self.filling.sent if name not in self.questions}
        # What only judges comes last: it may speak of any question, and decides nothing about another.
        for name in self.shown:
            one = self.questions[name][1]
            if name in self.asked or (one.calc is not None and self.concerns(one)):
                self.check(name, one, self.value)
        for row in self.rows:
            row.check()
        for name, rule in self.form.rules.items():
            holds = rule.when is None or worth(rule.when, self.value, self.lists) is True
            concerned = not rule.at or self.asked & set(rule.at)
            if holds and concerned and worth(rule.require, self.value, self.lists) is False:
                self.problems.add((rule.at[0] if rule.at else "", name))

    def value(self, name: str) -> Any:
        """Return what conditions see of a question; a word that is no question is a code."""
        name = name.removeprefix("form.")
        if name == "today()":
            return self.filling.today
        if name not in self.questions:
            return name
        if name not in self.values:
            self.values[name] = () if isinstance(self.questions[name][1], RowsField) else UNKNOWN
            self.work_out(name, *self.questions[name])
        return self.values[name]

    def certainly(self, *conditions: str | None) -> bool:
        """Whether every condition that there is is true; unknown is not."""
        return all(worth(one, self.value, self.lists) is True for one in conditions if one is not None)

    # --- one question ---------------------------------------------------------------------------------------------

    def work_out(self, name: str, page: Page, one: AnyField) -> None:
        now = self.filling
        was_sent = not nothing(now.sent.get(name))
        before = now.draft[name] if name in now.draft else now.kept.get(name)
        if not self.certainly(page.show_if, one.show_if):  # semantics 2 and 3: unknown hides, hidden is unanswered
            if was_sent:
                self.problems.add((name, "hidden"))
            elif not nothing(before):
                self.dropped.add(name)
            return
        self.shown.add(name)
        if one.type == "note" or one.calc is not None:
            if was_sent:
                self.problems.add((name, "read_only" if one.type == "note" else "calculated"))
            if one.calc is not None:
                self.calculate(name, worth(one.calc, self.value, self.lists))
            return
        hands, stands, because = one.asked_for or page.asked_for, now.kept.get(name), ""
        if (hands and now.action not in hands) or (not hands and now.kept and not now.reopened):
            because = "not_asked"  # asked of another hand: its answer, if it gave one, stands
        elif (edit := one.edit or page.edit) and not now.standing & set(edit):
            because, stands = "not_allowed", before
        elif one.read_only_if is not None and self.certainly(one.read_only_if):
            because, stands = "read_only", before
            self.read_only.add(name)
        if because:
            if was_sent:  # semantics 4: a value for what is not theirs is refused always
                self.problems.add((name, because))
            self.take(name, one, stands, before, sent=False)
            return
        self.asked.add(name)
        self.take(name, one, now.sent.get(name, before), before, sent=name in now.sent)
        have = len(self.values[name]) if isinstance(one, RowsField) else int(name in self.answers)
        if self.judge_required(name, one, self.value, have):
            self.required.add(name)

    def calculate(self, name: str, value: Any) -> None:
        self.values[name] = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
        if value is not UNKNOWN:  # semantics 2: a calculation of something unknown is empty
            self.answers[name] = self.values[name]

    def take(self, name: str, one: AnyField, given: Json, before: Json, *, sent: bool) -> None:
        """Let *given* be the answer, if it can be read."""
        if (options := offers(one, self.lists, self.value)) is not None:
            self.offered[name] = options
        if isinstance(one, RowsField):
            self.take_rows(name, one, given, before, sent=sent)
            return
        kept, value = self.read(name, one, given)
        if kept is not None:
            self.answers[name], self.values[name] = kept, value
        if name in self.asked and value is not UNKNOWN and options is not None and not among(value, options):
            self.problems.add((name, "not_offered"))  # it is kept, and is a problem until changed

    def read(self, path: str, one: AnyField, given: Json) -> tuple[Json, Any]:
        """Return how an answer is kept and what conditions see of it; neither for one that cannot be read."""
        if nothing(given):
            return None, UNKNOWN
        if one.no_answer and isinstance(given, dict) and given.get("no_answer") in one.no_answer:
            return given, UNKNOWN  # a reason is kept and counts as unanswered
        try:
            kept = READERS[one.type](one, given, codes_of(one, self.lists))
        except (TypeError, ValueError, AttributeError):
            self.problems.add((path, "unreadable"))
            return None, UNKNOWN
        return (None, UNKNOWN) if nothing(kept) else (kept, seen(one, kept))

    def judge_required(self, path: str, one: AnyField, read: Read, have: int) -> bool:
        """Return whether a question of the form or of a row must be answered; *have* is how many answers it has."""
        must = one.required or self.filling.action in one.required_for
        must = must or (one.required_if is not None and worth(one.required_if, read, self.lists) is True)
        fewest = max((one.min or 0) if isinstance(one, RowsField) else 0, int(must))
        if have < fewest and (path, "unreadable") not in self.problems:
            self.problems.add((path, "required" if have == 0 and must else "too_few"))
        return must

    def concerns(self, one: AnyField) -> bool:
        """Whether a calculated question can be put right: something that it or its checks read is asked now."""
        texts = [one.calc or "", *(check.that for check in one.check + one.checks)]
        return any(re.search(rf"\b{name}\b", text) for name in self.asked for text in texts)

    def check(self, path: str, one: AnyField, read: Read) -> None:
        for check in one.check + one.checks:
            if worth(check.that, read, self.lists) is False:
                self.problems.add((path, "check"))

    # --- rows ----------------------------------------------------------------------------------------------------

    def take_rows(self, name: str, one: RowsField, given: Json, before: Json, *, sent: bool) -> None:
        rows = Rows(self, one, name, self.value, sent, name in self.asked)
        kept = rows.read(given, before)
        self.values[name] = tuple(rows.values)
        if kept:
            self.answers[name] = kept
