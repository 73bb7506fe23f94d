"""How much a form asks of whoever fills it: what is shown, what came with an answer, and what is left to type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.cases.answers import Copied, FormState
from engine.cases.compiled import CompiledForm
from engine.cases.values import Answers


@dataclass(frozen=True, slots=True)
class Burden:
    """Questions asked of this person now. Repeating rows count as one, a default as typed: someone has to look at it.

    Of the *shown*, *prefilled* were answered from what is known already, copied or standing from before; *typed* were
    answered here; *to_type* must be answered still. The others may be left open.
    """

    shown: int = 0
    prefilled: int = 0
    typed: int = 0
    to_type: int = 0


NOTHING_ASKED = Burden()


def burden(state: FormState, kept: Answers, copied: Mapping[str, Copied]) -> Burden:
    """Return what a form worked out asks. *kept* are the answers that stood before, *copied* those copied in."""
    answered = state.asked & state.answers.keys()
    prefilled = {name for name in answered if name in copied or state.answers[name] == kept.get(name)}
    return Burden(
        shown=len(state.asked),
        prefilled=len(prefilled),
        typed=len(answered) - len(prefilled),
        to_type=len(state.required - answered),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asks by its definition. Of its *questions*, *always* are asked each time, *required* must be answered
    whenever they are asked, and *sourced* are filled in from what is known, where it is.
    """

    questions: int
    always: int
    required: int
    sourced: int

    @property
    def share(self) -> int:
        """Return how many of a hundred questions have a source, rounded down."""
        return 100 * self.sourced // self.questions if self.questions else 0


def asked_by(form: CompiledForm) -> Asked:
    """Return how much *form* asks, whoever fills it and whatever is known. What is only shown counts as nothing."""
    asked = [one for one in form.fields if one.asks or (one.row is not None and one.echo is None)]
    return Asked(
        questions=len(asked),
        always=sum(not one.show and not one.asked_for for one in asked),
        required=sum(one.definition.required for one in asked),
        sourced=sum(bool(one.sources) for one in asked),
    )
