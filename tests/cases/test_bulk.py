"""Plain answers read together are read as each question's own reader reads them, or left to it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.cases.compiled import CompiledForm
from engine.cases.values import BadAnswer, Json, is_empty
from tests.interop.questions import EVERY_TYPE
from tests.support import definition_of, little, national

FORMS = (
    little().forms["referral"],
    definition_of(EVERY_TYPE).forms["everything"],
    *(form for form in national().forms.values()),
)
PLAIN = [(form, one.id) for form in FORMS for one in form.fields if one.is_plain]

dates = some.dates(date(1, 1, 1), date(9999, 12, 31)).map(date.isoformat)
numbers = some.decimals(-(10**16), 10**16, allow_nan=False, places=2).map(str)
anything: some.SearchStrategy[Json] = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(-(10**16), 10**16),
    some.integers(-2, 12),
    some.integers(-2, 12).map(str),
    some.text(max_size=8),
    some.from_regex(r"[ -~]{0,12}\s?", fullmatch=True),
    some.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True),
    some.sampled_from(["yes", "no", "not_known", "none", "other", "y\u0435s", "Yes", "yes ", "-0", "1.50", "\u0661"]),
    dates,
    numbers,
    some.integers(100, 3_000).map("x".__mul__),
)


def codes(form: CompiledForm, name: str) -> some.SearchStrategy[Json]:
    options = form.by_id[name].options
    known = list(options.set.codes) if options else ["yes"]
    return some.sampled_from(known) | some.lists(some.sampled_from([*known, "nowhere"]), max_size=4)


@pytest.mark.parametrize(("form", "name"), PLAIN, ids=lambda one: one if isinstance(one, str) else one.id)
@given(data=some.data())
def test_what_is_read_at_once_is_what_the_question_itself_reads(
    form: CompiledForm, name: str, data: some.DataObject
) -> None:
    given_ = data.draw(anything | codes(form, name))
    kept, values, _ = form.plain.bulk.read({name: given_, "another": given_})
    reader = form.by_id[name].read
    assert reader is not None

    assert kept.keys() == values.keys()
    assert kept.keys() <= {name}
    if kept:
        assert not is_empty(given_)
        assert (kept[name], values[name]) == reader(given_)
        assert type(values[name]) is type(reader(given_)[1])


def test_the_plainest_answers_of_every_type_are_read_at_once() -> None:
    bulk = definition_of(EVERY_TYPE).forms["everything"].plain.bulk
    answers: dict[str, Json] = {"line": "A line", "number": 3, "cost": "2.50", "worry": 0, "day": "2026-03-12"}

    kept, values, _ = bulk.read(answers)

    assert kept == answers
    assert (values["cost"], values["day"]) == (Decimal("2.50"), date(2026, 3, 12))


def test_one_answer_that_is_wrong_keeps_no_other_from_being_read() -> None:
    form = little().forms["referral"]

    kept, *_ = form.plain.bulk.read({"harm": "nowhere", "where": ["park"], "level": "low"})

    assert kept == {"where": ["park"], "level": "low"}
    reader = form.by_id["harm"].read
    assert reader is not None
    with pytest.raises(BadAnswer):
        reader("nowhere")
