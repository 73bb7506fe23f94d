"""Errors that leave Casepath, by whose turn it is to act. Anything else that is raised is a bug, with its traceback.

Inside the core a refusal is a value; only the service and the store raise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from engine.findings import Finding, listed, render_all
from engine.sentences.dates import plain_day
from engine.sentences.say import Sentence, say


class EngineError(Exception):
    """The parent of every error that Casepath raises on purpose."""


class DefinitionRejected(EngineError):
    """The author's turn: the definitions have mistakes, each with its place."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(render_all(self.findings))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something can't be done, in plain words, with what would change it.

    *path* points at the question (`screening.decision`), action, role or deadline that the reason is about; *code* is
    stable and made for programs. Neither *text* nor *path* ever repeats an answer.
    """

    code: str
    text: str
    path: str = ""


class Refused(EngineError):
    """The user's turn: nothing was written, and every reason is named."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(" ".join(reason.text for reason in self.reasons))


class CaseChanged(EngineError):
    """Someone else was first. Says who, when and with what; the newest case is one read away."""

    def __init__(self, *, reference: str, by: str, at: datetime, what: str, version: int, language: str = "en") -> None:
        self.reference, self.by, self.at, self.what, self.version = reference, by, at, what, version
        super().__init__(
            say(
                language,
                "{person} was first: {what} at {time} on {day}. Look at the case again before you go on.",
                person=by,
                what=what,
                time=f"{at:%H:%M}",
                day=plain_day(language, at.date()),
            )
        )


@dataclass(frozen=True, slots=True)
class Clash:
    """An answer that two people changed in one draft: what this person gave, and what is there now.

    *path* is the question's (`people.r1.school`), *label* its words.
    """

    path: str
    label: str
    yours: object = field(repr=False)
    theirs: object = field(repr=False)


class DraftConflict(CaseChanged):
    """Someone else changed the same answers of a draft. Nothing was saved; *clashes* has what each of you gave.

    Every other answer can be brought together: save again over *version*, with the answers chosen.
    """

    def __init__(
        self, *, by: str, at: datetime, version: int, clashes: Sequence[Clash], questions: str, language: str = "en"
    ) -> None:
        super().__init__(reference="", by=by, at=at, what=questions, version=version, language=language)
        self.clashes = tuple(clashes)
        saved = say(
            language,
            "{person} saved this draft at {time} on {day}, after you opened it.",
            person=by,
            time=f"{at:%H:%M}",
            day=plain_day(language, at.date()),
        )
        both = say(language, "You both changed {questions}. Choose which to keep, and save again.", questions=questions)
        self.args = (f"{saved} {both}",)


class UnknownLanguage(EngineError, ValueError):
    """The caller's turn: the definitions are not in this language. Says which languages there are."""

    def __init__(self, languages: Sequence[str]) -> None:
        super().__init__(f"The definitions are not in this language. Use one of: {listed(languages)}.")


Outage: TypeAlias = Literal["away", "busy", "full", "unknown"]

_OUTAGES: Mapping[Outage, Sentence] = {
    "away": Sentence("The database cannot be reached. Nothing was kept. Try again in a moment."),
    "busy": Sentence("The database is busy with others. Nothing was kept. Try again in a moment."),
    "full": Sentence("The database has no room left. Nothing was kept. Tell whoever looks after it."),
    "unknown": Sentence(
        "The database went away while this was being kept: it was kept whole, or not at all. "
        "Look at the case before you go on."
    ),
}


class Unavailable(EngineError):
    """The operator's turn: the database is *away*, *busy* or *full*. Nothing is ever half written.

    After an outage nothing has to be restarted: the next call finds the database as soon as it is back. *unknown* says
    that it went away while everything was being kept: only the case can tell, or the same command with the same `key`.
    """

    def __init__(self, outage: Outage) -> None:
        self.outage = outage
        super().__init__(self.said("en"))

    def said(self, language: str) -> str:
        """Return the same in a reader's language."""
        return _OUTAGES[self.outage].said(language)


class DeliveryFailed(EngineError):
    """A receiver did not take an event; the runner tries again. Says what went wrong in at most 64 characters."""


class NotFound(EngineError):
    """Not there, not yours or restricted: the same answer for all three, so that it tells nothing.

    It is raised before anything is known of the record, its language included; *said* has it in a reader's language.
    """

    def __init__(self) -> None:
        super().__init__(self.said("en"))

    @staticmethod
    def said(language: str) -> str:
        return say(language, "We cannot find that record.")
