"""Exact arithmetic in whole millionths, as the browser counts in BigInt: no decimal context can change an answer.

Results have at most 15 digits before the point and 6 after, and one form each: an int where they are whole. What is
larger, and division by zero, is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal
from typing import Final

from engine.expressions.types import UNKNOWN, Unknown

_MILLION: Final = 10**6
_LARGEST: Final = 10**15
_LARGE: Final = Decimal(_LARGEST)
_SMALL: Final = Decimal(-_LARGEST)
_EXACT: Final = Context(prec=40)
"""Wide enough for every sum of two numbers, whatever the host does to decimals of its own."""
_TOO_LARGE: Final = 10**15 * _MILLION


def number_from(text: str) -> int | Decimal:
    """Return the number that plain digits stand for: an int where it is whole."""
    return int(text) if "." not in text else tidy(Decimal(text))


def tidy(number: int | Decimal) -> int | Decimal:
    """Return *number* in its one canonical form: an int where it is whole, no zeros at the end."""
    known = _number(_millionths(number))
    return number if isinstance(known, Unknown) else known


def add(one: int | Decimal, other: int | Decimal) -> int | Decimal | Unknown:
    """Return the sum; unknown from 16 digits before the point."""
    if type(one) is type(other) is int:
        return _within(one + other)
    return _exact(_EXACT.add(one, other))


def subtract(one: int | Decimal, other: int | Decimal) -> int | Decimal | Unknown:
    """Return the difference; unknown from 16 digits before the point."""
    if type(one) is type(other) is int:
        return _within(one - other)
    return _exact(_EXACT.subtract(one, other))


def multiply(one: int | Decimal, other: int | Decimal) -> int | Decimal | Unknown:
    """Return the product, rounded half up (away from zero) to 6 places; unknown from 16 digits before the point."""
    return _number(_half_up(_millionths(one) * _millionths(other), _MILLION))


def divide(one: int | Decimal, other: int | Decimal) -> int | Decimal | Unknown:
    """Return the quotient, rounded half up (away from zero) to 6 places. Division by zero is unknown."""
    below = _millionths(other)
    return UNKNOWN if below == 0 else _number(_half_up(_millionths(one) * _MILLION, below))


def _within(number: int | Decimal) -> int | Decimal | Unknown:
    return number if -_LARGEST < number < _LARGEST else UNKNOWN


def _exact(number: Decimal) -> int | Decimal | Unknown:
    """Return a sum in its canonical form. No part of it has more than 6 places, so none is lost here."""
    if not _SMALL < number < _LARGE:
        return UNKNOWN
    if number == number.to_integral_value():
        return int(number)
    return number.normalize(_EXACT)


def total(numbers: Iterable[int | Decimal]) -> int | Decimal | Unknown:
    """Return the sum of any number of numbers: 0 of none, unknown from 16 digits before the point."""
    return _number(sum(map(_millionths, numbers)))


def _millionths(number: int | Decimal) -> int:
    if isinstance(number, int):
        return number * _MILLION
    above, below = number.as_integer_ratio()
    return _half_up(above * _MILLION, below)


def _half_up(above: int, below: int) -> int:
    size = (2 * abs(above) + abs(below)) // (2 * abs(below))
    return size if (above < 0) == (below < 0) else -size


def _number(millionths: int) -> int | Decimal | Unknown:
    if abs(millionths) >= _TOO_LARGE:
        return UNKNOWN
    whole, rest = divmod(abs(millionths), _MILLION)
    sign = "-" if millionths < 0 else ""
    if not rest:
        return -whole if sign else whole
    return Decimal(f"{sign}{whole}.{rest:06d}".rstrip("0"))
