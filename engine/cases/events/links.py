"""What happened between cases: links made, messages sent and heard, patterns noticed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from engine.cases.values import Answers


@dataclass(frozen=True, slots=True)
class CaseLinked:
    """This case linked another: along *link* as seen from here, *back* as seen from there.

    *fields* answer the link's own questions. *opened*: the other case was opened by this very step.
    """

    link: str
    other: str
    back: str
    on: date
    opened: bool = False
    fields: Answers = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class LinkedFrom:
    """Another case linked this one, which is seen from here along *link*."""

    link: str
    other: str
    on: date


@dataclass(frozen=True, slots=True)
class MessageSent:
    """A message went to every case linked along *link*."""

    link: str
    message: str


@dataclass(frozen=True, slots=True)
class MessageHeard:
    """A message came from a case linked along *link*. Where nothing in the present state hears it, it did nothing."""

    link: str
    message: str
    other: str
    acted: bool = False


@dataclass(frozen=True, slots=True)
class AlertRaised:
    """A pattern was noticed. It is not raised again before *until*."""

    alert: str
    until: datetime


LinkEvent: TypeAlias = CaseLinked | LinkedFrom | MessageSent | MessageHeard | AlertRaised
