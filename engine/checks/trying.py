"""The answers to one question that are worth trying: each that the conditions could tell from the others.

Of a choice these are the codes that are named and one that is not; of a number or a day, what it is compared with, and
what lies beside, between and beyond. A question that is used in any other way is tried with all of its answers, or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import combinations, pairwise

from engine.definitions.fields import AnyField, NumberField
from engine.expressions.types import UNKNOWN, Choice, Choices, Date, Number, Type, Unknown, Value

_MOST_CODES_TOGETHER = 5
"""Of a question with several answers: one with more codes that matter is left unanswered."""
_COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!="})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a number can be: *whole* only, no less than *least*, no more than *most*."""

    whole: bool = False
    least: Decimal | None = None
    most: Decimal | None = None

    def hold(self, value: Decimal) -> bool:
        return (
            (not self.whole or value == value.to_integral_value())
            and (self.least is None or value >= self.least)
            and (self.most is None or value <= self.most)
        )


ANYTHING = Bounds()


def bounds_of(field: AnyField) -> Bounds:
    """Return what an answer to *field* can be, where it is a number."""
    if not isinstance(field, NumberField):
        return ANYTHING
    return Bounds(field.type != "decimal", field.min, field.max)


def answers_worth_trying(
    kind: Type | None, name: str, trees: Iterable[object], bounds: Bounds
) -> list[Value | Unknown] | None:
    """Return the answers to try for *name*, with none at all; nothing when it cannot be tried."""
    match kind:
        case Choice():
            named = _named(trees, name)
            return [UNKNOWN, *(kind.options.codes if named is None else _that_matter(kind.options.codes, named))]
        case Choices():
            return _several(kind.options.codes, _named(trees, name))
        case Number():
            return _numbers(name, trees, bounds)
        case Date():
            return _days(name, trees)
        case _:
            return None


# --- choices ---------------------------------------------------------------------------------------------------------


def _named(trees: Iterable[object], name: str) -> set[str] | None:
    """Return the codes that *name* is compared with, if it is only asked whether it is, or has, one of them."""
    codes: set[str] = set()
    return codes if all(_only_named(tree, name, codes) for tree in trees) else None


def _only_named(tree: object, name: str, codes: set[str]) -> bool:
    if not isinstance(tree, list) or not tree:
        return True
    this = ["name", name]
    if tree[0] in ("==", "!=", "in", "not in") and this in tree[1:]:
        other = tree[2] if tree[1] == this else tree[1]
        codes |= {str(other[1])} if isinstance(other, list) and other[:1] == ["code"] else set()
        return isinstance(other, list) and other[:1] == ["code"]
    if tree[0] in ("among", "not among") and tree[1:2] == [this]:
        codes |= {str(one) for one in tree[2]}
        return True
    if tree[0] == "answered":
        return True
    return tree != this and all(_only_named(part, name, codes) for part in tree[1:])


def _that_matter(codes: Sequence[str], named: set[str]) -> list[str]:
    """Return the codes that are named and the first that is not, in the order of the list."""
    other = next((one for one in codes if one not in named), None)
    return [one for one in codes if one in named or one == other]


def _several(codes: Sequence[str], named: set[str] | None) -> list[Value | Unknown] | None:
    matter = list(codes) if named is None else _that_matter(codes, named)
    if len(matter) > _MOST_CODES_TOGETHER:
        return None
    return [UNKNOWN, *(some for size in range(1, len(matter) + 1) for some in combinations(matter, size))]


# --- numbers and days ------------------------------------------------------------------------------------------------


def _numbers(name: str, trees: Iterable[object], bounds: Bounds) -> list[Value | Unknown] | None:
    """Return numbers at, between and beyond those that *name* is compared with, whole ones first."""
    met = _compared(name, trees, "number")
    if not met:
        return None
    around = {Decimal(one) + step for one in met for step in map(Decimal, ("-1", "-0.5", "0", "0.5", "1"))}
    around |= {(one + other) / 2 for one, other in pairwise(sorted(around))}
    around |= {one.to_integral_value(way) for one in around for way in (ROUND_FLOOR, ROUND_CEILING)}
    around |= {one for one in (bounds.least, bounds.most) if one is not None}
    found = [one for one in around if bounds.hold(one)]
    return [UNKNOWN, *sorted(found, key=lambda one: (one != one.to_integral_value(), one))]


def _days(name: str, trees: Iterable[object]) -> list[Value | Unknown] | None:
    """Return the days that *name* is compared with, and those before and after each."""
    met = _compared(name, trees, "date")
    if not met:
        return None
    days = [date.fromisoformat(one) for one in met]
    near = {one + step for one in days for step in (-_DAY, 0 * _DAY, _DAY) if _exists(one, step)}
    return [UNKNOWN, *sorted(near)]


def _exists(day: date, step: timedelta) -> bool:
    return date.min < day < date.max or not step


def _compared(name: str, trees: Iterable[object], kind: str) -> set[str] | None:
    """Return the literals of *kind* that *name* is compared with; nothing if it is used in any other way."""
    met: set[str] = set()
    return met if all(_only_compared(tree, name, kind, met) for tree in trees) else None


def _only_compared(tree: object, name: str, kind: str, met: set[str]) -> bool:
    if not isinstance(tree, list) or not tree:
        return True
    this = ["name", name]
    parts = tree[1:] if tree[0] in _COMPARISONS else tree[2:] if tree[0] == "chain" else []
    if this in parts:
        others = [one for one in parts if one != this]
        if not all(isinstance(one, list) and one[:1] == [kind] for one in others):
            return False
        met |= {str(one[1]) for one in others}
        return True
    if tree[0] in ("among", "not among") and tree[1:2] == [this]:
        met |= {str(one) for one in tree[2]}
        return True
    return tree != this and all(_only_compared(part, name, kind, met) for part in tree[1:])
