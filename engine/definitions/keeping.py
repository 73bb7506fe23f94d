"""How long the answers to a form are kept, and what becomes of them then."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, model_validator
from pydantic_core import PydanticCustomError

from engine.definitions.model import Model
from engine.definitions.words import NOT_A_DURATION, Duration, Span, mistake, quoted, read_duration
from engine.findings import Code

NOT_A_TERM = Code(
    "Y135",
    "Not how long answers are kept",
    'Write a length of time, "6 years", or "until child.date_of_birth + 25 years".',
)
KEEPS_NOTHING = Code(
    "Y136", "Keeping that does not say what or what then", "Say draft or submitted; and with submitted, then."
)

Then = Literal["anonymise", "erase", "review"]
"""What becomes of answers that have been kept long enough."""

_UNTIL = re.compile(r"until +([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*) *\+ *(\S.*)")


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time: after the case has ended, or after the day that a *fact* of *record* says."""

    length: Duration
    record: str = ""
    fact: str = ""


def read_term(text: object) -> Term:
    """Return the term that *text* says: `6 years`, or `until child.date_of_birth + 25 years`."""
    if isinstance(text, Term):
        return text
    if isinstance(text, str) and text.strip().startswith("until"):
        said = _UNTIL.fullmatch(text.strip())
        if said is None:
            raise mistake(NOT_A_TERM, "This does not say until when.", "Write: until child.date_of_birth + 25 years")
        return Term(read_duration(said[3]), said[1], said[2])
    try:
        return Term(read_duration(text))
    except PydanticCustomError as wrong:
        if (wrong.context or {})["code"] is not NOT_A_DURATION:
            raise
        raise mistake(NOT_A_TERM, f"{quoted(text)} is not how long something is kept.") from None


class Keeping(Model):
    """How long a *draft* is kept after its last change, and what was *submitted*; and what is *then* done with it."""

    draft: Span | None = None
    submitted: Annotated[Term, BeforeValidator(read_term)] | None = None
    then: Then | None = None

    @model_validator(mode="after")
    def _says_what_and_what_then(self) -> Self:
        if self.draft is None and self.submitted is None:
            raise mistake(KEEPS_NOTHING, "This does not say how long anything is kept.")
        if self.submitted is not None and self.then is None:
            message = "This does not say what becomes of the answers then."
            raise mistake(KEEPS_NOTHING, message, "Add then: anonymise, erase or review.")
        if self.submitted is None and self.then is not None:
            message = "This does not say how long what was submitted is kept."
            raise mistake(KEEPS_NOTHING, message, "Add submitted; a draft is erased in any case.")
        return self
