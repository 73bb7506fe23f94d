"""Numbers are exact, in one form, and the same on every machine."""

from __future__ import annotations

from decimal import Decimal, getcontext, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.expressions.arithmetic import add, divide, multiply, subtract, tidy
from engine.expressions.types import UNKNOWN
from tests.expressions.questions import ready, worth


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 - 4", -1),
        ("0.1 + 0.2", Decimal("0.3")),
        ("1.50 * 2", 3),
        ("2 / 3", Decimal("0.666667")),
        ("-2 / 3", Decimal("-0.666667")),
        ("1 / 2000000", Decimal("0.000001")),
        ("1 / 2000001", 0),
        ("6 / 3", 2),
        ("1 / 0", UNKNOWN),
        ("0 / 0", UNKNOWN),
        ("0.001 * 0.0005", Decimal("0.000001")),
        ("999999999999999 + 1", UNKNOWN),
        ("999999999999999 * 999999999999999", UNKNOWN),
        ("1 - (2 - 3)", 2),
        ("2 + 3 * 4", 14),
        ("8 / 2 / 2", 2),
    ],
)
def test_numbers_are_exact_with_six_places(text: str, expected: object) -> None:
    value = ready(text).evaluate({})

    assert value is expected or value == expected
    assert not isinstance(value, float)


def test_a_long_sum_of_scores_is_one_level_deep() -> None:
    assert worth(" + ".join(["age"] * 150), age=2) == 300


NUMBERS = st.one_of(
    st.integers(-(10**9), 10**9),
    st.decimals(-(10**6), 10**6, places=6, allow_nan=False, allow_infinity=False),
)


@given(NUMBERS, NUMBERS)
def test_adding_is_undone_by_subtracting(one: int | Decimal, other: int | Decimal) -> None:
    both = add(one, other)

    assert both is not UNKNOWN
    assert subtract(both, other) == one
    assert add(other, one) == both


@given(NUMBERS, NUMBERS)
def test_products_and_quotients_are_the_exact_ones_rounded_half_up(one: int | Decimal, other: int | Decimal) -> None:
    with localcontext() as context:
        context.prec = 60
        exact, place = Decimal(one) * Decimal(other), Decimal("0.000001")
        product = multiply(one, other)
        if abs(exact) < 10**14:
            assert product == exact.quantize(place, "ROUND_HALF_UP")
        quotient = divide(one, other)
        if other == 0:
            assert quotient is UNKNOWN
        elif abs(Decimal(one) / Decimal(other)) < 10**14:
            assert quotient == (Decimal(one) / Decimal(other)).quantize(place, "ROUND_HALF_UP")


@given(NUMBERS)
def test_a_whole_number_is_an_int_and_no_number_ends_in_zeros(number: int | Decimal) -> None:
    known = tidy(number)

    assert known == number
    assert isinstance(known, int) == (number == int(number))
    assert isinstance(known, int) or not str(known).endswith("0")


def test_a_hosts_decimal_settings_change_no_answer() -> None:
    with localcontext() as context:
        context.prec = 2
        assert divide(1000000, 3) == Decimal("333333.333333")
        assert add(Decimal("123.456"), 1) == Decimal("124.456")
    assert getcontext().prec > 2
