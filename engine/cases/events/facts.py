"""What an answer did to the record of the case's subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class FactProposed:
    """An answer differs from what the subject's record says, and someone who may change the record is asked."""

    fact: str
    form: str


@dataclass(frozen=True, slots=True)
class FactUpdated:
    """An answer was written back to the subject's record, at once or because its proposal was accepted."""

    fact: str


@dataclass(frozen=True, slots=True)
class FactDeclined:
    """A proposal for the subject's record was declined; the record stays as it was."""

    fact: str


@dataclass(frozen=True, slots=True)
class FactTakenBack:
    """A proposal for the subject's record was taken back, because the answer that made it no longer stands."""

    fact: str


FactEvent: TypeAlias = FactProposed | FactUpdated | FactDeclined | FactTakenBack
