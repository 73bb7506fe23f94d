"""Option lists: codes are stored, labels are shown, a retired option stays readable."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from engine.definitions.model import Model
from engine.definitions.words import NOT_A_NUMBER, Condition, Flag, Id, Term, Words, mistake, quoted


def _points(text: object) -> Decimal:
    try:
        value = Decimal(text) if isinstance(text, str) and len(text) <= 12 else None
    except ArithmeticError:
        value = None
    if value is None or not value.is_finite():
        raise mistake(NOT_A_NUMBER, f"{quoted(text)} is not a number.", "Write digits, with a dot for a fraction.")
    return value


Number = Annotated[Decimal, BeforeValidator(_points)]


class Option(Model):
    """One answer to choose. *reports_to* is what a national return calls it, apart from its id and its label."""

    label: Words
    hint: Words | None = None
    points: Number | None = None
    offer_if: Condition | None = None
    since: Term | None = None
    retired: Term | None = None
    use: Id | None = None
    reports_to: Term | None = None
    module: Id | None = None
    in_overlays = frozenset({"why"})


def _option(given: object) -> object:
    return {"label": given} if isinstance(given, str) else given


ShortOption = Annotated[Option, BeforeValidator(_option)]
"""An option; one that is only text is its label."""
Options = Annotated[dict[Id, ShortOption], Field(min_length=1)]


class OptionList(Model):
    """A list that several fields share. *ordered* makes `risk_level >= significant` compare by place."""

    list: Id
    title: Words
    ordered: Flag = False
    overlay: Literal["replace", "extend", "labels_only"] = "labels_only"
    options: Options
