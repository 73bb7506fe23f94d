"""Why a question is asked or not, must be answered or not: in sentences that name the questions it hangs on.

They say which questions decide and which of them are still open, never what was answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.cases.answers import FormState
from engine.cases.compiled import CompiledField, CompiledForm
from engine.expressions.evaluate import Expression
from engine.expressions.types import UNKNOWN
from engine.sentences.say import Sentence, listing, say

_SHOWN, _NOT_SHOWN = Sentence("Shown"), Sentence("Not shown")


@dataclass(frozen=True, slots=True)
class Reasoned:
    """One thing that is so of a question, and why: *because* is a sentence, *open* the questions not answered yet."""

    what: str
    because: str
    open: tuple[str, ...] = ()


def why(form: CompiledForm, state: FormState, name: str, *, may_view: frozenset[str]) -> tuple[Reasoned, ...]:
    """Return why the question *name* is as it is in *state*. Questions not in *may_view* are not named."""
    work = _Why(form, state, may_view)
    return tuple(work.reasons(form.by_id[name]))


@dataclass(frozen=True, slots=True)
class _Why:
    form: CompiledForm
    state: FormState
    may_view: frozenset[str]

    def reasons(self, one: CompiledField) -> Iterator[Reasoned]:
        shown = one.id in self.state.shown
        if one.show:
            yield self._decided(_SHOWN if shown else _NOT_SHOWN, one.show)
        else:
            yield self._so(_SHOWN, Sentence("It is always shown."))
        if not shown:
            return
        if one.calc is not None:
            yield self._decided(Sentence("Worked out"), (one.calc,))
        elif one.echo is not None:
            yield self._so(Sentence("Shown here only"), Sentence("It comes from elsewhere and is not stored again."))
        elif one.id not in self.state.asked:
            yield self._so(Sentence("Not asked now"), self._not_asked(one))
        else:
            yield self._required(one)

    def _not_asked(self, one: CompiledField) -> Sentence:
        if one.id in self.state.read_only:
            return Sentence("It cannot be changed now.")
        if one.asked_for:
            return Sentence("It is asked at another step.")
        return Sentence("It was answered at an earlier step, or is for other people to answer.")

    def _required(self, one: CompiledField) -> Reasoned:
        must = Sentence("Must be answered") if one.id in self.state.required else Sentence("May be left open")
        if one.definition.required:
            return self._so(must, Sentence("It must always be answered."))
        if one.required_if is not None:
            return self._decided(must, (one.required_if,))
        if one.definition.required_for:
            return self._so(must, Sentence("Some steps need it and others do not."))
        return self._so(must, Sentence("Nothing needs it."))

    def _so(self, what: Sentence, because: Sentence) -> Reasoned:
        return Reasoned(what.said(self.form.language), because.said(self.form.language))

    def _decided(self, what: Sentence, by: Iterable[Expression]) -> Reasoned:
        """Say that *what* is decided by the questions that the expressions read, and which of them are open."""
        names = list(dict.fromkeys(name for one in by for name in sorted(one.reads) if name in self.form.by_id))
        seen = [f'"{self.form.by_id[name].definition.label}"' for name in names if name in self.may_view]
        language = self.form.language
        others = [say(language, "other people's questions")] if len(seen) < len(names) else []
        decides = listing(language, [*seen, *others]) or say(language, "the day")
        undecided = (name for name in names if self.state.values.get(name, UNKNOWN) is UNKNOWN)
        still_open = tuple(name for name in undecided if name in self.may_view)
        because = say(language, "That depends on {questions}.", questions=decides)
        return Reasoned(what.said(language), because, still_open)
