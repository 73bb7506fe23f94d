"""What happened to answers: submitted, corrected, withdrawn, given back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from engine.cases.values import Answers


@dataclass(frozen=True, slots=True)
class FormSubmitted:
    """Answers were submitted. The event names the answers that rules read; the submission itself holds them all.

    *dropped* are answers that the draft kept and that were hidden on submitting. *passed* are warnings that the
    person went past, each with their reason. *again* says that they were given back and sent again as they were: that
    is no revision of its own.
    """

    form: str
    submission: str
    revision: int
    on: date
    answers: Answers = field(repr=False)
    dropped: tuple[str, ...] = ()
    passed: Mapping[str, str] = field(default_factory=dict, repr=False)
    again: bool = False


@dataclass(frozen=True, slots=True)
class FormCorrected:
    """Submitted answers were changed: a new revision of the same submission. *changed* are the questions.

    What it says counts from the day it was submitted, as if it had said so then; the reason says why it did not.
    """

    form: str
    submission: str
    revision: int
    changed: tuple[str, ...]
    answers: Answers = field(repr=False)
    reason: str | None = field(default=None, repr=False)
    dropped: tuple[str, ...] = ()
    passed: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class FormWithdrawn:
    """A submission was taken out, with all its revisions: nothing reads its answers any more.

    *wrote* are the facts that it wrote to the subject's record, which stay there until someone changes them.
    """

    form: str
    submission: str
    revision: int
    reason: str | None = field(default=None, repr=False)
    wrote: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormStandsAgain:
    """An earlier submission is the latest of its form again, because the one after it was withdrawn."""

    form: str
    submission: str
    revision: int
    on: date
    by: str
    answers: Answers = field(repr=False)


@dataclass(frozen=True, slots=True)
class FormGivenBack:
    """A submission became a draft again for whoever submitted it, with a reason on top."""

    form: str
    to: str
    reason: str = field(repr=False)


FormEvent: TypeAlias = FormSubmitted | FormCorrected | FormWithdrawn | FormStandsAgain | FormGivenBack
