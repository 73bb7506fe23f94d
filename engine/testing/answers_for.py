"""The smallest answers to a form with which an action is done and leads where it should.

Nothing is guessed about what is valid: the core itself says what is wrong with some answers (`decide`), and they are
put right until nothing is. Where conditions must come out one way, the answers that they read are tried in a fixed
order: fewest changes first. Pure: the same form and goal give the same answers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations, islice, product
from typing import TypeAlias

from engine.cases.compiled import Check, CompiledAction, CompiledField, CompiledForm
from engine.cases.decide import Accepted, Declined
from engine.cases.state import Case
from engine.cases.values import Answers, Json
from engine.errors import Reason
from engine.expressions.evaluate import Expression
from engine.testing.small_answers import Hand, Met, met_in, small_answers, smallest

MOST_TRIES = 400
"""What is asked of the core for one action; most need two or three."""
_MOST_REPAIRS = 100

Attempt: TypeAlias = Callable[[Answers, Mapping[str, str]], "Accepted | Declined"]
"""What the core makes of some answers, and of the warnings that they go past."""

_MISSING = ("required", "too_few", "unanswered")
_UNWANTED = ("hidden", "not_asked", "not_allowed", "read_only", "calculated", "unknown_field")

GOES_PAST = "Gone past on the way."
"""The reason that is given for a warning."""


@dataclass(frozen=True, slots=True)
class Found:
    """Answers with which it is done, and the warnings that they go past, each with its reason."""

    answers: Answers = field(default_factory=dict, repr=False)
    passed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Papers:
    """What a form is filled in with: whose hand and when, what its draft holds, and answers to prefer, best first."""

    hand: Hand
    draft: Answers = field(default_factory=dict, repr=False)
    preferred: Sequence[Answers] = ()


def fits(form: CompiledForm, answers: Mapping[str, object]) -> bool:
    """Return whether a named set of answers is one for *form*: every question in it is asked there."""
    return bool(answers) and all(name in form.by_id for name in answers)


@dataclass(frozen=True, slots=True)
class _Start:
    """Answers that did not do, and the questions that the conditions which stood in the way read, nearest first."""

    answers: Answers = field(repr=False)
    blamed: tuple[str, ...]


class AnswersFor:
    """The search for answers with which *action* is done and *reaches* is true of the case.

    *met* are the values that the conditions of the workflow compare with. *refused* is why the first answers tried did
    not do: no reason at all where the action was done and led elsewhere. *blamed* are the questions, as `form.field`,
    that conditions in the way read, of this form and of earlier ones: what somebody would have to answer otherwise.
    *tries* counts what was asked of the core.
    """

    def __init__(
        self,
        action: CompiledAction,
        form: CompiledForm | None,
        papers: Papers,
        attempt: Attempt,
        reaches: Callable[[Case], bool],
        met: Met,
    ) -> None:
        self.action, self.form, self.papers, self.reaches = action, form, papers, reaches
        self.met = met if form is None else met.joined(met_in(_conditions(form)))
        self.filling = _Filling(form, papers, attempt)
        self.refused: tuple[Reason, ...] | None = None
        self.blamed: dict[str, None] = {}
        self._seen: set[str] = set()
        self._starts: dict[frozenset[tuple[str, ...]], _Start] = {}

    @property
    def tries(self) -> int:
        return self.filling.tries

    def found(self) -> Iterator[Found]:
        """Yield answers that do, the likeliest first: the preferred ones, the smallest, then with a few changed.

        What is changed are the answers that something in the way reads; where that leads to something else in the way,
        those that it reads as well, and so on: each way of going on in its turn. Last two are changed together.
        """
        known = 0
        waiting: deque[Iterator[Answers]] = deque([iter([*self.papers.preferred, {}])])
        while waiting and self.tries < MOST_TRIES:
            ways = waiting.popleft()
            answers = next(ways, None)
            if answers is None:
                continue
            waiting.append(ways)
            found = self._tried(answers)
            if found is not None:
                yield found
            for start in list(self._starts.values())[known:]:
                names = self._own(start.blamed)
                waiting.append(chain(*(self._changed(start.answers, names, at_once) for at_once in (1, 2))))
            known = len(self._starts)

    def otherwise(self, first: Found) -> Iterator[Found]:
        """Yield answers that do among *first* with one or two of those changed that something in the way reads."""
        names = self._own(self.blamed)
        for answers in chain(*(self._changed(first.answers, names, at_once) for at_once in (1, 2))):
            if self.tries >= MOST_TRIES:
                return
            found = self._tried(answers)
            if found is not None:
                yield found

    def _changed(self, base: Answers, names: Iterable[str], at_once: int) -> Iterator[Answers]:
        """Yield *base* with other answers to *at_once* of the questions *names*."""
        if self.form is None:
            return
        form, hand = self.form, self.papers.hand
        tried = {name: small_answers(form.by_id[name], hand, self.met) for name in names if self._asks(name)}
        for some in combinations(tried, at_once):
            for values in product(*(tried[name] for name in some)):
                yield {**base, **dict(zip(some, values, strict=True))}

    def blamed_on_others(self) -> list[str]:
        """Return the questions that something in the way reads and that are not this action's to answer."""
        own = {f"{self.form.id}.{name}" for name in self._own(self.blamed) if self._asks(name)} if self.form else set()
        return [name for name in self.blamed if name not in own]

    def _own(self, blamed: Iterable[str]) -> list[str]:
        parts = (name.partition(".") for name in blamed)
        return [name for owner, _, name in parts if self.form is not None and owner == self.form.id]

    def _asks(self, name: str) -> bool:
        one = self.form.by_id.get(name) if self.form is not None else None
        if one is None or not one.asks:
            return False
        return self.action.id in one.asked_for if one.asked_for else self.action.definition.carries_on is None

    def _tried(self, start: Answers) -> Found | None:
        """Return *start*, completed, where it does and was not tried before."""
        key = repr(sorted(start.items()))
        if key in self._seen:
            return None
        self._seen.add(key)
        found, outcome = self.filling.completed(start)
        if isinstance(outcome, Accepted) and self.reaches(outcome.case):
            return found
        self._note(start, outcome)
        return None

    def _note(self, start: Answers, outcome: Accepted | Declined) -> None:
        """Keep what stood in the way of *start*, where nothing tried before met the same."""
        reasons = outcome.reasons if isinstance(outcome, Declined) else ()
        self.refused = reasons if self.refused is None else self.refused
        in_the_way = frozenset({outcome.case.states}) if isinstance(outcome, Accepted) else _signs(reasons)
        if in_the_way not in self._starts:
            blamed = dict.fromkeys(_blamed(self.action, self.form, reasons))
            self._starts[in_the_way] = _Start(start, tuple(blamed))
            self.blamed |= blamed


def _signs(reasons: Iterable[Reason]) -> frozenset[tuple[str, ...]]:
    """Return what tells refusals apart."""
    return frozenset((one.code, one.path) for one in reasons)


# --- which answers matter --------------------------------------------------------------------------------------------


def _checks(action: CompiledAction) -> list[Check]:
    return [*action.require, *(check for route in action.routes for check in route.checks)]


def _conditions(form: CompiledForm) -> list[Expression]:
    """Return every condition in which an answer may be compared with something."""
    found = [one for rule in form.rules for one in (rule.when, rule.require) if one is not None]
    found += [one for each in form.fields for one in _about(each)]
    return [*found, *(check.expression for each in form.fields for check in each.checks)]


def _deciding(conditions: Sequence[Expression], form: CompiledForm) -> list[str]:
    """Return the questions of *form* that *conditions* read, then those that decide about these, and so on."""
    found: dict[str, None] = {}
    waiting = deque(conditions)
    while waiting:
        expression = waiting.popleft()
        for name in _read_by(expression, form):
            if name not in found:
                found[name] = None
                waiting.extend(_about(form.by_id[name]))
    return list(found)


def _blamed(action: CompiledAction, form: CompiledForm | None, reasons: Iterable[Reason]) -> Iterator[str]:
    """Yield the questions that the conditions behind *reasons* read, as `form.field`; of none, where it leads."""
    told = {part for one in reasons for part in (one.code, one.path)}
    checks = [one for one in _checks(action) if not told or one.name in told]
    conditions = [check.expression for check in checks]
    for expression in conditions:
        yield from (name for name in sorted(expression.reads) if "." in name and not name.startswith("this."))
    if form is None:
        return
    for rule in form.rules:
        conditions += [one for one in (rule.when, rule.require) if one is not None and rule.id in told]
    for each in form.fields:
        if f"{form.id}.{each.id}" in told:
            conditions += [check.expression for check in each.checks]
            conditions += _about(each)
            yield f"{form.id}.{each.id}"
    yield from (f"{form.id}.{name}" for name in _deciding(conditions, form))


def _read_by(expression: Expression, form: CompiledForm) -> Iterator[str]:
    for name in sorted(expression.reads):
        owner, dot, field_name = name.rpartition(".")
        if (not dot or owner in ("this", form.id)) and field_name in form.by_id:
            yield field_name
        elif owner.rpartition(".")[2] in form.by_id:
            yield owner.rpartition(".")[2]  # a part: one line of a grid, the year of a date


def _about(one: CompiledField) -> Iterator[Expression]:
    yield from one.show
    yield from (one.options.offer_if[code] for code in sorted(one.options.offer_if)) if one.options else ()
    yield from (condition for condition in (one.calc, one.read_only_if) if condition is not None)
    for cell in one.row.fields if one.row is not None else ():
        yield from cell.show


# --- filling in ------------------------------------------------------------------------------------------------------


class _Filling:
    """One form being filled in until nothing is missing."""

    def __init__(self, form: CompiledForm | None, papers: Papers, attempt: Attempt) -> None:
        self.form, self.papers, self.attempt = form, papers, attempt
        self.tries = 0

    def completed(self, start: Answers) -> tuple[Found, Accepted | Declined]:
        """Return *start* with what is missing added and what is not asked left out, and what comes of it."""
        answers: dict[str, Json] = dict(start)
        passed: dict[str, str] = {}
        outcome = self._asked(answers, passed)
        for _ in range(_MOST_REPAIRS):
            if isinstance(outcome, Accepted) or not self._repaired(outcome.reasons, start, answers, passed):
                break
            outcome = self._asked(answers, passed)
        return Found(answers, passed), outcome

    def _asked(self, answers: Answers, passed: Mapping[str, str]) -> Accepted | Declined:
        self.tries += 1
        return self.attempt(dict(answers), dict(passed))

    def _repaired(
        self, reasons: Iterable[Reason], start: Answers, answers: dict[str, Json], passed: dict[str, str]
    ) -> bool:
        """Put right what *reasons* say is wrong; return whether anything was changed."""
        before = (dict(answers), dict(passed))
        for one in reasons if self.form is not None else ():
            owner, _, rest = one.path.partition(".")
            name, *inside = rest.split(".")
            if self.form is None or owner != self.form.id:
                continue
            warning = any(rule.id == one.code and rule.definition.level == "warning" for rule in self.form.rules)
            if warning:
                passed[one.code] = GOES_PAST
            elif name in self.form.by_id:
                self._put_right(self.form.by_id[name], inside, one.code, start, answers)
            else:
                answers.pop(name, None)
        return (answers, passed) != before

    def _put_right(
        self, one: CompiledField, inside: list[str], code: str, start: Answers, answers: dict[str, Json]
    ) -> None:
        hand = self.papers.hand
        if code in _UNWANTED and not inside:
            answers.pop(one.id, None)
        elif code in _MISSING and not inside:
            answers[one.id] = smallest(one, hand)
        elif code == "confirm":
            answers[one.id] = self.papers.draft.get(one.id)
        elif code == "not_offered" and one.id not in start:
            answers[one.id] = _next_code(one, answers.get(one.id))
        elif inside:
            _put_row_right(one, inside, code, answers, hand)


def _next_code(one: CompiledField, now: Json) -> Json:
    """Return the code after the one that is not offered; the last stays."""
    codes = one.options.set.codes if one.options is not None else ()
    current = now[0] if isinstance(now, list) and now else now
    later = islice(codes, codes.index(current) + 1, None) if current in codes else iter(())
    code = next(later, None)
    if code is None:
        return now
    return [code] if one.definition.type == "choices" else code


def _put_row_right(one: CompiledField, inside: list[str], code: str, answers: dict[str, Json], hand: Hand) -> None:
    """Put one answer in one row right: the row by its id, then the question in it, and so on inwards."""
    rows = answers.get(one.id)
    if one.row is None or not isinstance(rows, list) or len(inside) < 2 or inside[1] not in one.row.by_id:
        return
    cell, changed = one.row.by_id[inside[1]], []
    for row in rows:
        cells: dict[str, Json] = dict(row) if isinstance(row, dict) else {}
        if cells.get("id") == inside[0]:
            if len(inside) > 2:
                _put_row_right(cell, inside[2:], code, cells, hand)
            elif code in _MISSING:
                cells[cell.id] = smallest(cell, hand)
            elif code in _UNWANTED:
                cells.pop(cell.id, None)
            elif code == "not_offered":
                cells[cell.id] = _next_code(cell, cells.get(cell.id))
        changed.append(cells)
    answers[one.id] = changed
