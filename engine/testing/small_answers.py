"""Small answers to one question: the smallest that its type takes, and the few that are worth trying in a condition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import combinations

from engine.cases.compiled import CompiledField
from engine.cases.deadlines import add_months
from engine.cases.values import BadAnswer, Json
from engine.definitions.fields import (
    ChoiceField,
    DateField,
    DeclarationField,
    FileField,
    GridField,
    Limits,
    NumberField,
    PartsField,
    RowsField,
    SubjectField,
    TextField,
)
from engine.expressions.evaluate import Expression
from engine.expressions.types import Choice, Parts

_WORD = "Example"
_MOST_TRIED = 60
"""Answers to one question; the nearest to the smallest come first."""
_MOST_YEARS = 150
_MOST_ROWS = 10
_MOST_CODES_TOGETHER = 5


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose hand fills a form in, and when (council time)."""

    person: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Met:
    """The numbers and texts that stand in conditions."""

    numbers: frozenset[Decimal] = frozenset()
    texts: frozenset[str] = frozenset()

    def joined(self, other: Met) -> Met:
        return Met(self.numbers | other.numbers, self.texts | other.texts)


def met_in(conditions: Iterable[Expression]) -> Met:
    """Return the numbers and texts that stand in *conditions*."""
    parts = list(_parts(condition.tree for condition in conditions))
    numbers = frozenset(Decimal(str(part[1])) for part in parts if part[0] == "number")
    return Met(numbers, frozenset(str(part[1]) for part in parts if part[0] == "text"))


def smallest(one: CompiledField, hand: Hand) -> Json:
    """Return the smallest answer that the question takes; nothing where none can be made up, as of a file."""
    definition = one.definition
    match definition:
        case TextField():
            return definition.format.example if definition.format is not None else _text(definition)
        case NumberField():
            return _number(definition.min if definition.min is not None else min(Decimal(0), definition.max or 0))
        case DateField():
            return _moment(definition.type, hand.now)
        case RowsField():
            return _rows(one, definition, hand)
        case GridField():
            return next(iter(_grids(one)), None)
        case SubjectField():
            return f"{definition.of}-1" if definition.type == "subject" else [f"{definition.of}-1"]
        case PartsField():
            return {"address": "1 Example Road", "partial_date": f"{hand.now:%Y}"}.get(definition.type, "1 day")
        case DeclarationField():
            return {"by": hand.person, "at": hand.now.isoformat()}
        case FileField():
            return None
    if one.options is not None:
        return next(iter(_chosen(one)), None)
    return _WORD  # a place, in words


def small_answers(one: CompiledField, hand: Hand, met: Met) -> tuple[Json, ...]:
    """Return answers worth trying where conditions read the question, the smallest first.

    All that are listed; numbers and days on both sides of those that are *met* in conditions; and none at all.
    """
    found = [smallest(one, hand), *_more(one, hand, sorted(met.numbers), sorted(met.texts))]
    readable = [answer for answer in found if answer is not None and _reads(one, answer)]
    distinct = [answer for place, answer in enumerate(readable) if answer not in readable[:place]][:_MOST_TRIED]
    return (*distinct, *(() if one.definition.required else (None,)))


def _more(one: CompiledField, hand: Hand, numbers: list[Decimal], texts: list[str]) -> Iterator[Json]:
    match one.definition:
        case TextField():
            yield from texts
        case NumberField():
            steps = (Decimal(0), Decimal(1), Decimal(-1))
            yield from (_number(number + step) for number in numbers for step in steps)
        case DateField():
            yield from (_moment(one.definition.type, moment) for moment in _moments(hand.now, numbers))
        case PartsField():
            yield from ({"year": hand.now.year - int(number)} for number in numbers if 0 <= number <= _MOST_YEARS)
        case GridField():
            yield from _grids(one)
        case RowsField():
            yield from _rows_of_all_kinds(one, one.definition, hand, numbers)
        case SubjectField() if one.definition.type == "subjects":
            for number in numbers:
                if 1 < number <= _MOST_ROWS:
                    yield [f"{one.definition.of}-{place}" for place in range(1, int(number) + 1)]
        case _ if one.options is not None:
            yield from _chosen(one)


def _reads(one: CompiledField, answer: Json) -> bool:
    if one.read is None:
        return one.row is not None
    try:
        one.read(answer)
    except BadAnswer:
        return False
    return True


# --- by type ---------------------------------------------------------------------------------------------------------


def _text(definition: TextField) -> str:
    characters, words = definition.characters or Limits(), definition.words or Limits()
    text = " ".join([_WORD] * max(words.min or 1, 1))
    while len(text) < (characters.min or 0):
        text += "e"
    return text if characters.max is None else text[: characters.max]


def _number(number: Decimal | int) -> Json:
    exact = Decimal(number)
    return int(exact) if exact == exact.to_integral_value() else str(exact)


def _moment(kind: str, moment: datetime) -> str:
    return moment.strftime({"date": "%Y-%m-%d", "time": "%H:%M"}.get(kind, "%Y-%m-%dT%H:%M"))


def _moments(now: datetime, numbers: Iterable[Decimal]) -> Iterator[datetime]:
    """Yield moments about as many days and years away as *numbers* say, the day before and the day after too."""
    for days in (-1, 1):
        yield now + timedelta(days=days)
    for number in numbers:
        if number != int(number) or not 0 < number <= _MOST_YEARS * 366:
            continue
        near: list[date] = [now.date() + timedelta(days=sign * int(number)) for sign in (-1, 1)]
        if number <= _MOST_YEARS:
            near += [add_months(now.date(), sign * 12 * int(number)) for sign in (-1, 1)]
        for day in near:
            for step in (0, -1, 1):
                yield datetime.combine(day + timedelta(days=step), now.time(), now.tzinfo)


def _chosen(one: CompiledField) -> Iterator[Json]:
    """Yield the codes of a choice, one after the other; of several, each alone and then some together."""
    assert one.options is not None
    codes = [code for code in one.options.set.codes if code not in one.options.retired]
    if not isinstance(one.definition, ChoiceField) or one.definition.type == "choice":
        yield from codes
        return
    yield from ([code] for code in codes)
    together = [code for code in codes if code != one.options.none]
    for size in range(2, len(together) + 1) if len(together) <= _MOST_CODES_TOGETHER else (len(together),):
        yield from (list(some) for some in combinations(together, size))


def _grids(one: CompiledField) -> Iterator[Json]:
    parts = one.type.parts if isinstance(one.type, Parts) else {}
    codes = next((part.options.codes for part in parts.values() if isinstance(part, Choice)), ())
    yield from (dict.fromkeys(parts, code) for code in codes)


def _rows(one: CompiledField, definition: RowsField, hand: Hand, number: int = 1) -> list[dict[str, Json]]:
    """Return *number* rows, or as many as there must be, with what each must say whatever else it says."""
    cells = one.row.fields if one.row is not None else ()
    row = {cell.id: smallest(cell, hand) for cell in cells if cell.definition.required and not cell.show}
    return [{"id": f"r{place}", **row} for place in range(1, max(definition.min or 1, number) + 1)]


def _rows_of_all_kinds(
    one: CompiledField, definition: RowsField, hand: Hand, numbers: Iterable[Decimal]
) -> Iterator[Json]:
    """Yield as many rows as *numbers* say, and those with each answer to each choice in them."""
    sizes = [int(number) for number in numbers if 1 < number <= _MOST_ROWS]
    yield from (_rows(one, definition, hand, size) for size in sizes)
    cells = [cell for cell in (one.row.fields if one.row is not None else ()) if cell.options is not None]
    for size in (1, *sizes):
        for cell in cells:
            for code in _chosen(cell):
                yield [{**row, cell.id: code} for row in _rows(one, definition, hand, size)]


# --- what stands in conditions ---------------------------------------------------------------------------------------


def _parts(trees: Iterable[object]) -> Iterator[list[object]]:
    for tree in trees:
        if isinstance(tree, list) and tree:
            yield tree
            yield from _parts(tree[1:])
