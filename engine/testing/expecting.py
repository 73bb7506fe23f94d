"""What a scenario expects, held against what is so. A difference is a finding at the line that expected otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from engine.cases.chart import around
from engine.cases.clock import Clock
from engine.cases.deadlines import due
from engine.cases.tasks import of_task
from engine.cases.values import Json
from engine.checks.scenarios import forms_with
from engine.definitions.nodes import Node, at
from engine.definitions.scenarios import DueOn, Expectation, Refusal
from engine.errors import Reason
from engine.findings import Finding
from engine.testing.answering import as_json, as_kept, shown
from engine.testing.clocks import clock_differences
from engine.testing.finding import Observed, failure
from engine.testing.looking import has_answer, same_answer
from engine.testing.stage import CaseOnStage, Stage

# --- refusals --------------------------------------------------------------------------------------------------------


def why_refused(reasons: Iterable[Reason]) -> list[str]:
    """Return the reasons of a refusal for a message: the sentence, then what it is about and its code."""
    return [f"{one.text} [{one.path}: {one.code}]" if one.path else f"{one.text} [{one.code}]" for one in reasons]


def wrong_reasons(
    action: str, form: str | None, expected: Refusal, reasons: Sequence[Reason], node: Node
) -> Iterator[Finding]:
    """Yield how the reasons of a refusal differ from those expected, which are all of them."""
    at_fields = [one for one in reasons if form is not None and one.path.startswith(f"{form}.")]
    if expected.problems:
        found = sorted(f"{one.path.partition('.')[2]}: {one.code}" for one in at_fields)
        wanted = sorted(f"{name}: {code}" for name, codes in expected.problems.items() for code in codes)
        if found != wanted:
            message = f'"{action}" was refused for other problems.'
            told = failure(message, node, wanted, found, "cannot", action, "problems")
            yield replace(told, observed=tuple(_codes_now(action, expected, at_fields, node)))
        reasons = [one for one in reasons if one not in at_fields]
    texts = [one.text for one in reasons]
    if sorted(texts) != sorted(expected.because):
        message = f'"{action}" was refused for other reasons.'
        so = one_or_all(texts) if texts and expected.because else None
        yield failure(message, node, list(expected.because), texts, "cannot", action, "because", observed=so)


def _codes_now(
    action: str, expected: Refusal, reasons: Iterable[Reason], node: Node
) -> Iterator[tuple[Node, Observed]]:
    """Yield the codes that each field has now, where they are those fields that the scenario names."""
    now: dict[str, list[str]] = {}
    for one in reasons:
        now.setdefault(one.path.partition(".")[2], []).append(one.code)
    if now.keys() == expected.problems.keys():
        yield from ((at(node, ("cannot", action, "problems", name)), one_or_all(now[name])) for name in now)


def one_or_all(found: Sequence[str]) -> Observed:
    """Return what is written for *found*: one stands alone."""
    return found[0] if len(found) == 1 else tuple(found)


# --- expectations ----------------------------------------------------------------------------------------------------


def differences(stage: Stage, track: CaseOnStage, expect: Expectation, node: Node) -> list[Finding]:
    """Return everything that is not as *expect* says; only what it names is compared."""
    work = _Expecting(stage, track, node)
    found = [*work.state(expect.state), *work.deadlines(expect.deadlines)]
    for setting, names in (("shown", expect.shown), ("hidden", expect.hidden)):
        found += work.each(setting, names, work.visible)
    found += work.each("in_draft", expect.in_draft, work.in_draft)
    found += work.each("not_stored", expect.not_stored, work.not_stored)
    found += [one for name, value in expect.values.items() for one in work.value(name, value)]
    found += [one for name, stands in expect.tasks.items() for one in work.task(name, stands)]
    found += work.opened(expect.opened)
    found += [one for name, codes in expect.problems.items() for one in work.problems(name, codes)]
    found += clock_differences(stage, track, expect, node)
    return found


class _Expecting:
    """One expectation, on one case."""

    def __init__(self, stage: Stage, track: CaseOnStage, node: Node) -> None:
        self.stage, self.track, self.node = stage, track, node
        self.case, self.definition = track.case, stage.definition
        self.people = stage.people_from(track)

    def tell(
        self, message: str, expected: str, in_fact: str, *path: str | int, observed: Observed | None = None
    ) -> Finding:
        return failure(message, self.node, [expected], [in_fact], "expect", *path, observed=observed)

    def state(self, expected: tuple[str, ...]) -> Iterator[Finding]:
        """Compare where the case is; it is enough to name a state round the one that it is in."""
        if not expected:
            return
        flow, unchanged = self.stage.flow(self.case), expected == ("unchanged",)
        named = self.track.states_before if unchanged else tuple(flow.names[one] for one in expected)
        is_there = all(one in self.case.active for one in named)
        if not (is_there and all(any(one in around(state) for one in named) for state in self.case.states)):
            told = f"unchanged, {' + '.join(named)}" if unchanged else " + ".join(expected)
            so = one_or_all([self._short(one) for one in self.case.states])
            yield self.tell("The case is in another state.", told, " + ".join(self.case.states), "state", observed=so)

    def _short(self, path: str) -> str:
        """Return what a scenario calls the state at *path*: its own id, where only one state has it."""
        name = path.rpartition("/")[2]
        return name if self.stage.flow(self.case).names.get(name) == path else path

    def task(self, name: str, expected: str) -> Iterator[Finding]:
        """Yield a finding where a task does not stand as *expected*; of several that rows opened, where none does."""
        found: list[str] = [one.status for _, one in of_task(self.case.tasks, name)] or ["not_opened"]
        if expected not in found:
            yield self.tell(f'"{name}" stands otherwise.', expected, found[0], "tasks", name, observed=found[0])

    def deadlines(self, expected: Mapping[str, DueOn]) -> Iterator[Finding]:
        for name, wanted in expected.items():
            clock = self.case.clocks.get(name)
            day_or_moment = self._due(wanted)
            is_so = self._runs_out(clock, by_moment="T" in day_or_moment)
            if is_so != day_or_moment:
                runs = clock is not None and clock.paused is None and clock.status == "running"
                so = is_so if runs else None
                yield self.tell(f'"{name}" is not due then.', day_or_moment, is_so, "deadlines", name, observed=so)

    def _due(self, wanted: DueOn) -> str:
        if wanted.within is not None:
            falls = due(wanted.within, self.stage.clock.now(), self.definition.counting)
            return falls.day.isoformat() if falls.day else self.stage.told(falls.expires)
        if wanted.moment is not None:
            return self.stage.told(self.stage.local(wanted.moment))
        return wanted.day.isoformat() if wanted.day else ""

    def _runs_out(self, clock: Clock | None, *, by_moment: bool) -> str:
        if clock is None:
            return "it has not started"
        if clock.paused is not None:
            return "it is paused"
        if clock.status != "running":
            return f"it is not running any more: {clock.status}"
        if by_moment:
            return self.stage.told(clock.expires)
        return (clock.day or self.definition.counting.local_day(clock.expires)).isoformat()

    def opened(self, expected: Mapping[str, int]) -> Iterator[Finding]:
        """Yield where another number of cases was opened along a link."""
        found = self.stage.looking.opened(self.case) if expected else {}
        for link, wanted in expected.items():
            is_so = found.get(link, 0)
            if is_so != wanted:
                message = f'Another number of cases was opened along "{link}".'
                yield self.tell(message, str(wanted), str(is_so), "opened", link, observed=str(is_so))

    # --- fields ------------------------------------------------------------------------------------------------------

    def each(
        self, setting: str, names: Iterable[str], look: Callable[[str, str, str], tuple[str, str] | None]
    ) -> Iterator[Finding]:
        """Yield a finding for each field for which *look* says (what was expected, what is so)."""
        for index, name in enumerate(names):
            form, field = self._meant(name)
            told = look(setting, form, field)
            if told is not None:
                label = self._label(form, field)
                yield self.tell(f'"{label}" {_UNLIKE[setting]}.', *told, setting, index)

    def _meant(self, name: str) -> tuple[str, str]:
        """Return which field or page *name* means, and of which form: of several, the one last worked on."""
        forms = forms_with(self.definition, self.stage.flow(self.case), name, or_page=True)
        recent = [form for form in reversed(self.track.forms) if form in forms]
        return (recent or list(forms))[0], name.rpartition(".")[2]

    def _label(self, form: str, field: str) -> str:
        one = self.definition.forms[form].by_id.get(field)
        return self.definition.forms[form].definition.pages[field].title if one is None else one.definition.label

    def visible(self, setting: str, form: str, field: str) -> tuple[str, str] | None:
        """Look whether a question is shown; a page is, where any of its questions is."""
        shown, compiled = self.stage.looking.now_shown(self.case, form, self.people), self.definition.forms[form]
        names = {field} if field in compiled.by_id else {one.id for one in compiled.fields if one.page == field}
        is_shown = bool(names & shown)
        return None if is_shown == (setting == "shown") else (setting, "shown" if is_shown else "hidden")

    def in_draft(self, _setting: str, form: str, field: str) -> tuple[str, str] | None:
        table = self.stage.looking.on_the_table(self.case, form, self.people)
        if table is None:
            return "an answer in the draft", f'nobody here may fill "{form}" now'
        return None if has_answer(table.typed, field) else ("an answer in the draft", "no answer in the draft")

    def not_stored(self, _setting: str, form: str, field: str) -> tuple[str, str] | None:
        answers = self.stage.looking.submitted(self.case, form)
        if answers is None:
            return "submitted, without this answer", f'"{form}" was not submitted yet'
        return ("submitted, without this answer", "submitted with it") if has_answer(answers, field) else None

    def value(self, name: str, written: object) -> Iterator[Finding]:
        form, field = self._meant(name)
        wanted = as_kept(self.definition.forms[form].by_id[field], as_json(written))
        answers = self.stage.looking.submitted(self.case, form)
        if answers is None:
            is_so = f'"{form}" was not submitted yet'
            yield self.tell(f'"{name}" has no value.', shown(wanted), is_so, "values", name)
        elif not same_answer(wanted, answers.get(field)):
            kept = answers.get(field)
            message = f'"{name}" has another value.'
            yield self.tell(message, shown(wanted), shown(kept), "values", name, observed=_as_written(kept))

    def problems(self, name: str, codes: tuple[str, ...]) -> Iterator[Finding]:
        form, field = self._meant(name)
        table = self.stage.looking.on_the_table(self.case, form, self.people)
        if table is None:
            is_so = f'nobody here may fill "{form}" now'
            yield self.tell(f'"{name}" cannot be looked at.', _codes(codes), is_so, "problems", name)
            return
        found = [one.code for one in table.state.problems if one.path == field]
        if sorted(found) != sorted(codes):
            message, so = f'"{name}" has other problems.', one_or_all(sorted(found))
            yield self.tell(message, _codes(codes), _codes(found), "problems", name, observed=so)


_UNLIKE: Mapping[str, str] = {
    "shown": "is not shown",
    "hidden": "is not hidden",
    "in_draft": "is not in the draft",
    "not_stored": "is stored",
}


def _as_written(kept: Json) -> Observed | None:
    """Return an answer as a scenario would write it; nothing for rows and parts."""
    if isinstance(kept, str | int | float) and kept != "":
        return str(kept)
    texts = tuple(one for one in kept if isinstance(one, str)) if isinstance(kept, list) else ()
    return one_or_all(texts) if isinstance(kept, list) and texts and len(texts) == len(kept) else None


def _codes(codes: Iterable[str]) -> str:
    return ", ".join(sorted(codes)) or "no problem"
