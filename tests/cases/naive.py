"""A form worked out slowly, by the words of the language alone, for the engine to agree with.

It reads the definition as it was written: a condition is walked as Python's own syntax tree, and a question is worked
out when something first asks about it. Nothing here is compiled, ordered or remembered between two sets of answers.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from engine.cases.values import Answers, Json
from engine.definitions.fields import AnyField, ChoiceField, NumberField, RowsField, own_fields
from engine.definitions.forms import Form, Page
from engine.definitions.lists import Option, OptionList

UNKNOWN: Final = None
"""What is not answered. Any other value is as Python has it: text, numbers, dates, several codes, rows of answers."""

Read = Callable[[str], Any]
"""Looks a bare name up: what it is worth, or the name itself where it is a code."""


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
        self.judge_required(name, one)

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

    def judge_required(self, name: str, one: AnyField) -> None:
        must = one.required or self.filling.action in one.required_for
        if must or (one.required_if is not None and self.certainly(one.required_if)):
            self.required.add(name)
        if (name, "unreadable") in self.problems:
            return
        fewest = max((one.min or 0) if isinstance(one, RowsField) else 0, 1 if name in self.required else 0)
        have = len(self.values[name]) if isinstance(one, RowsField) else int(name in self.answers)
        if have < fewest:
            self.problems.add((name, "required" if have == 0 and name in self.required else "too_few"))

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


@dataclass
class Rows:
    """The rows of one question, in a form or inside another row, which *around* reads."""

    naive: Naive
    one: RowsField
    path: str
    around: Read
    sent: bool
    asked: bool
    values: list[Mapping[str, Any]] = field(default_factory=list)

    def read(self, given: Json, before: Json) -> list[Json]:
        rows: Any = [] if nothing(given) else given
        problems = self.naive.problems
        if not isinstance(rows, list) or len(rows) > (self.one.max or 200):
            problems.add((self.path, "unreadable"))
            return []
        earlier: Any = before if isinstance(before, list) else []
        was = dict(zip(row_ids(earlier, []), earlier, strict=True))
        kept: list[Json] = []
        for identifier, row in zip(row_ids(rows, list(was) if self.sent else []), rows, strict=True):
            path = f"{self.path}.{identifier}"
            if not isinstance(row, dict):
                problems.add((path, "unreadable"))
            there = was.get(identifier)
            work = Row(self, path, row if isinstance(row, dict) else {}, there if isinstance(there, dict) else {})
            work.kept["id"] = identifier
            work.all_cells()
            self.naive.rows.append(work)
            self.values.append(work.values)
            if self.one.key and work.values[self.one.key] is not UNKNOWN:  # no two rows may share their key
                same = [one for one in self.values[:-1] if one[self.one.key] == work.values[self.one.key]]
                problems |= {(f"{path}.{self.one.key}", "twice")} if same else set()
            kept.append(work.kept)
        self.judge_taken_out(was, [str(row["id"]) for row in kept if isinstance(row, dict)])
        return kept

    def judge_taken_out(self, was: Mapping[str, Any], there: Sequence[str]) -> None:
        """A row that holds what is for other people to change is not for this hand to take out."""
        cells = dict(own_fields(dict(self.one.fields)))
        for identifier, row in was.items():
            answered = [name for name in cells if isinstance(row, dict) and not nothing(row.get(name))]
            if identifier not in there and any(self.is_for_others(cells[name]) for name in answered):
                self.naive.problems.add((f"{self.path}.{identifier}", "not_allowed"))

    def is_for_others(self, one: AnyField) -> bool:
        return self.asked and bool(one.edit) and not self.naive.filling.standing & set(one.edit)


@dataclass
class Row:
    """One row: a small form of its own, whose names come before those around it."""

    rows: Rows
    path: str
    given: Mapping[str, Json]
    was: Mapping[str, Json]
    kept: dict[str, Json] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)

    def all_cells(self) -> None:
        self.cells = dict(own_fields(dict(self.rows.one.fields)))
        if self.rows.sent:
            unknown = [name for name in self.given if name != "id" and name not in self.cells]
            self.rows.naive.problems |= {(f"{self.path}.{name}", "unknown_field") for name in unknown}
        for name in self.cells:
            self.value(name)

    def value(self, name: str) -> Any:
        if name not in self.cells:
            return self.rows.around(name)
        if name not in self.values:
            self.values[name] = () if isinstance(self.cells[name], RowsField) else UNKNOWN
            self.work_out(name, self.cells[name])
        return self.values[name]

    def certainly(self, condition: str | None) -> bool:
        return condition is not None and worth(condition, self.value, self.rows.naive.lists) is True

    def work_out(self, name: str, one: AnyField) -> None:
        rows, path, problems = self.rows, f"{self.path}.{name}", self.rows.naive.problems
        given = self.given.get(name)
        if one.show_if is not None and not self.certainly(one.show_if):
            if rows.sent and not nothing(given):
                problems.add((path, "hidden"))
            elif not nothing(given):
                rows.naive.dropped.add(path)
            return
        self.shown.add(name)
        if one.calc is not None:
            value = self.values[name] = worth(one.calc, self.value, rows.naive.lists)
            if rows.sent and not nothing(given) and given not in (value, self.was.get(name)):
                problems.add((path, "calculated"))  # rows are sent whole, so what was there may come back
            if value is not UNKNOWN:
                self.kept[name] = value
            return
        locked = "not_allowed" if rows.is_for_others(one) else "read_only" if self.certainly(one.read_only_if) else ""
        if locked:
            if not nothing(given) and given != self.was.get(name):
                problems.add((path, locked))
            given = self.was.get(name)
        elif name not in self.given and "id" not in self.was and isinstance(one.default, str):
            given = one.default  # what a new row starts with
        self.take(name, one, given)
        if rows.asked and not locked and (path, "unreadable") not in problems:
            self.judge_required(path, one, name)

    def take(self, name: str, one: AnyField, given: Json) -> None:
        path, naive = f"{self.path}.{name}", self.rows.naive
        if isinstance(one, RowsField):
            inner = Rows(naive, one, path, self.value, self.rows.sent, self.rows.asked)
            if kept_rows := inner.read(given, self.was.get(name)):
                self.kept[name] = kept_rows
            self.values[name] = tuple(inner.values)
            return
        kept, value = naive.read(path, one, given)
        self.values[name] = value
        if kept is not None:
            self.kept[name] = kept
        options = offers(one, naive.lists, self.value) if self.rows.asked else None
        if value is not UNKNOWN and options is not None and not among(value, options):
            naive.problems.add((path, "not_offered"))

    def judge_required(self, path: str, one: AnyField, name: str) -> None:
        must = one.required or self.certainly(one.required_if) or self.rows.naive.filling.action in one.required_for
        fewest = max((one.min or 0) if isinstance(one, RowsField) else 0, int(must))
        have = len(self.values[name]) if isinstance(one, RowsField) else int(name in self.kept)
        if have < fewest:
            self.rows.naive.problems.add((path, "required" if have == 0 and must else "too_few"))

    def check(self) -> None:
        for name in self.shown if self.rows.asked else ():
            self.rows.naive.check(f"{self.path}.{name}", self.cells[name], self.value)


def row_ids(rows: Sequence[Json], others: Sequence[str]) -> list[str]:
    """Return each row's own id, or for a new row the next number that none of these rows, and no other, ever had."""
    own = [row.get("id") if isinstance(row, dict) else None for row in rows]
    taken = [int(str(one)[1:]) for one in (*own, *others) if one is not None]
    ids: list[str] = []
    for one in own:
        if one is None:
            taken.append(max(taken, default=0) + 1)
        ids.append(str(one) if one is not None else f"r{taken[-1]}")
    return ids


# --- answers ------------------------------------------------------------------------------------------------------


def nothing(given: object) -> bool:
    return given is None or (isinstance(given, str | list | dict) and not given)


def codes_of(one: AnyField, lists: Mapping[str, OptionList]) -> list[str]:
    """Return the codes of a choice, in order, with those that `none` and `other` add."""
    if one.type == "yes_no":
        return ["yes", "no"]
    if one.type == "yes_no_unknown":
        return ["yes", "no", "not_known"]
    if not isinstance(one, ChoiceField):
        return []
    return [*options_of(one, lists), *(["none"] if one.none else []), *(["other"] if one.other else [])]


def options_of(one: ChoiceField, lists: Mapping[str, OptionList]) -> Mapping[str, Option]:
    return lists[one.options].options if isinstance(one.options, str) else one.options


def offers(one: AnyField, lists: Mapping[str, OptionList], read: Read) -> list[str] | None:
    """Return the codes that may be chosen now: not retired, and `offer_if` certainly true."""
    codes = codes_of(one, lists)
    if not isinstance(one, ChoiceField):
        return codes or None
    options = options_of(one, lists)
    written = {code: options.get(code) for code in codes}
    return [
        code
        for code, option in written.items()
        if option is None
        or (not option.retired and (option.offer_if is None or worth(option.offer_if, read, lists) is True))
    ]


def among(value: Any, options: Collection[str]) -> bool:
    return all(code in options for code in ([value] if isinstance(value, str) else value))


def _text(one: AnyField, given: Any, codes: Sequence[str]) -> Json:
    if "\n" in given or len(given) > 2_000:
        raise ValueError
    return str(given.rstrip())


def _number(one: AnyField, given: Any, codes: Sequence[str]) -> Json:
    number = int(given) if isinstance(given, str) and given.isdigit() else given
    if type(number) is not int or not isinstance(one, NumberField):
        raise TypeError
    if (one.min is not None and number < one.min) or (one.max is not None and number > one.max):
        raise ValueError
    return number


def _date(one: AnyField, given: Any, codes: Sequence[str]) -> Json:
    return date.fromisoformat(given).isoformat()


def _code(one: AnyField, given: Any, codes: Sequence[str]) -> Json:
    return codes[codes.index(given)]


def _codes(one: AnyField, given: Any, codes: Sequence[str]) -> Json:
    chosen = [given] if isinstance(given, str) else list(given)
    if len(set(chosen)) < len(chosen) or not set(chosen) <= set(codes) or ("none" in chosen and len(chosen) > 1):
        raise ValueError
    return [code for code in codes if code in chosen]


READERS: Final[Mapping[str, Callable[[AnyField, Any, Sequence[str]], Json]]] = {
    **dict.fromkeys(("text", "long_text"), _text),
    **dict.fromkeys(("integer", "scale"), _number),
    **dict.fromkeys(("yes_no", "yes_no_unknown", "choice"), _code),
    "choices": _codes,
    "date": _date,
}


def seen(one: AnyField, kept: Any) -> Any:
    return date.fromisoformat(kept) if one.type == "date" else tuple(kept) if one.type == "choices" else kept


# --- conditions ---------------------------------------------------------------------------------------------------

SIGNS: Final[Mapping[type[ast.AST], Callable[[Any, Any], Any]]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda one, many: one in many,
    ast.Add: operator.add,
    ast.Sub: operator.sub,
}


def worth(text: str, read: Read, lists: Mapping[str, OptionList]) -> Any:
    """Return what a condition or calculation comes to."""
    return Walk(read, lists).walk(ast.parse(text, mode="eval").body)


@dataclass(frozen=True)
class Walk:
    read: Read
    lists: Mapping[str, OptionList]

    def walk(self, node: ast.AST) -> Any:
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                return self.read(name)
            case ast.Attribute(value=ast.Name(id="form"), attr=name):
                return self.read(f"form.{name}")
            case ast.List(elts=parts):
                return [self.walk(one) for one in parts]
            case ast.BoolOp(op=op, values=parts):
                return joined(isinstance(op, ast.And), [self.walk(one) for one in parts])
            case ast.UnaryOp(op=ast.Not(), operand=part):
                value = self.walk(part)
                return UNKNOWN if value is UNKNOWN else not value
            case ast.Compare(left=left, ops=[sign], comparators=[right]):
                return self.signed(sign, *(self.alike(self.walk(left), self.walk(right), sign)))
            case ast.BinOp(left=left, op=sign, right=right):
                return self.signed(sign, self.walk(left), self.walk(right))
            case ast.Call(func=ast.Name(id=function), args=parts):
                return getattr(self, function)(*parts)
        raise AssertionError(ast.dump(node))

    @staticmethod
    def signed(sign: ast.AST, one: Any, other: Any) -> Any:
        return UNKNOWN if one is UNKNOWN or other is UNKNOWN else SIGNS[type(sign)](one, other)

    def alike(self, one: Any, other: Any, sign: ast.AST) -> tuple[Any, Any]:
        """Return both sides as they compare: quoted dates as dates, codes of an ordered list by their place."""
        if isinstance(one, date) and isinstance(other, str):
            return one, date.fromisoformat(other)
        order = list(self.lists["levels"].options)
        if isinstance(sign, ast.Lt | ast.LtE | ast.Gt | ast.GtE) and isinstance(one, str) and isinstance(other, str):
            return order.index(one), order.index(other)
        return one, other

    # The functions that the forms of the tests use.

    def today(self) -> Any:
        return self.read("today()")

    def answered(self, part: ast.AST) -> bool:
        return self.walk(part) is not UNKNOWN

    def default(self, part: ast.AST, instead: ast.AST) -> Any:
        value = self.walk(part)
        return self.walk(instead) if value is UNKNOWN else value

    def points(self, part: ast.AST) -> Any:
        value = self.walk(part)
        return UNKNOWN if value is UNKNOWN else int(self.lists["levels"].options[value].points or 0)

    def count(self, part: ast.AST, condition: ast.AST | None = None) -> Any:
        many = self.walk(part)
        if condition is None:
            return UNKNOWN if many is UNKNOWN else len(many)
        return sum(value is True for value in self.in_rows(many, condition))

    def any(self, part: ast.AST, condition: ast.AST) -> Any:
        return joined(False, self.in_rows(self.walk(part), condition))

    def all(self, part: ast.AST, condition: ast.AST) -> Any:
        return joined(True, self.in_rows(self.walk(part), condition))

    def sum(self, part: ast.AST, value: ast.AST) -> Any:
        found = self.in_rows(self.walk(part), value)
        return UNKNOWN if UNKNOWN in found else sum(found)

    def in_rows(self, rows: Sequence[Mapping[str, Any]], node: ast.AST) -> list[Any]:
        return [Walk(self.row_first(row), self.lists).walk(node) for row in rows]

    def row_first(self, row: Mapping[str, Any]) -> Read:
        return lambda name: row[name] if name in row else self.read(name)


def joined(every: bool, values: Sequence[Any]) -> Any:
    """Return `and` (*every*) or `or` as Kleene has them: one part may decide alone, else unknown spreads."""
    if (not every) in values:
        return not every
    return UNKNOWN if UNKNOWN in values else every
