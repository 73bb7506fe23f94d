"""Who restricts a case to a few people, and who may open it in an emergency all the same, for some hours."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from engine.definitions.model import Model
from engine.definitions.words import Duration, Id, OneOrMany, Span, mistake
from engine.findings import Code

TOO_LONG = Code("P615", "Break-glass that is not for some hours", 'Write "for: 4 hours", and 72 hours at most.')
_MOST_HOURS = 72
"""A weekend with a day at each end. Whoever needs longer is let in by somebody."""


class BreakGlass(Model):
    """Who may open a restricted case in an emergency, *lasts* (`for`) how long, and whom that *tells* (`tell`)."""

    by: Annotated[OneOrMany[Id], Field(min_length=1)]
    tell: Annotated[OneOrMany[Id], Field(min_length=1)]
    lasts: Span = Field(default=Duration(4, "hours"), alias="for")
    later = frozenset({"why"})

    @model_validator(mode="after")
    def _is_some_hours(self) -> Self:
        if self.lasts.unit != "hours" or not 1 <= self.lasts.amount <= _MOST_HOURS:
            raise mistake(TOO_LONG, "Who breaks the glass is let in for 1 to 72 hours, by the clock.")
        return self


class Restricted(Model):
    """Who may restrict a case, and lift that again; without *break_glass*, nobody else gets in."""

    by: Annotated[OneOrMany[Id], Field(min_length=1)]
    break_glass: BreakGlass | None = None
    later = frozenset({"why"})
