"""A form and some answers, worked out: what is shown, asked, required, offered, calculated, kept, and wrong.

Rules first, input second: what a field is now is decided from the rules, and only then is what was
sent for it judged. Hidden counts as unanswered, all the way down, in one pass in dependency order.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from engine.cases.access import may
from engine.cases.answers import Asking, Copied, FormState, Papers
from engine.cases.calendar import WorkingCalendar
from engine.cases.compiled import Asked, CompiledField, CompiledForm, Group, Plain
from engine.cases.deadlines import last_day
from engine.cases.problems import (
    Env,
    Problem,
    all_offered,
    as_json,
    failed_checks,
    offered,
    reason_for_none,
    safe_name,
    said_before,
)
from engine.cases.rows import Hand, Rows, read_rows
from engine.cases.values import NOTHING, Answers, BadAnswer, Json, is_empty
from engine.definitions.fields import RowsField
from engine.expressions.evaluate import NO_ROW
from engine.expressions.types import UNKNOWN, Boolean
from engine.sentences.say import Part, say

_NOBODY = Asked()


def form_state(form: CompiledForm, asking: Asking, papers: Papers) -> FormState:
    """Work out *form* for *papers*. Pure: the same papers and asking always give the same state."""
    work = _Work(form, asking, papers)
    # While no earlier hand's answers stand, a plain question is simply asked: most are, and it is ten times as fast.
    if papers.kept and not asking.reopened:
        work.env |= asking.context
        for one in form.order:
            work.settle(one)
    else:
        work.ask_together(form.plain)
    if not work.all_known:
        work.judge_unknown_fields()
    work.judge_checks()
    work.judge_rules()
    return work.state()


class _Work:
    """One pass over one form."""

    def __init__(self, form: CompiledForm, asking: Asking, papers: Papers) -> None:
        self.form, self.asking, self.papers = form, asking, papers
        self.env: Env = {}
        self.answers: dict[str, Json] = {}
        self.shown: set[str] = set()
        self.asked: set[str] = set()
        self.required: set[str] = set()
        self.read_only: set[str] = set()
        self.offered: dict[str, tuple[str, ...]] = {}
        self.problems: list[Problem] = []
        self.dropped: list[str] = []
        self.rows: list[Rows] = []
        self.all_known = self.one_by_one = False
        """Whether every answer was read at once; whether any was perhaps kept out of the order of the questions."""
        self.together = _NOBODY
        """What is so of the plain questions that were asked together."""

    @property
    def actions(self) -> frozenset[str]:
        return self.asking.actions

    def ask_together(self, plain: Plain) -> None:
        """Do for plain questions, group by group, what `settle` does for any; the others are settled in their turn."""
        papers = self.papers
        given = {**papers.kept, **papers.draft, **papers.sent} if papers.draft or papers.kept else papers.sent
        at_once, values, self.all_known = plain.bulk.read(given)
        # They stand unless their question turns out to be hidden.
        self.answers, all_known = at_once, self.all_known
        # The few values of the context join the many of the form: `today()` is the name of no question.
        values |= self.asking.context
        self.env = env = values
        groups = plain.always.bit
        if not all_known:
            self.ask_rest(plain.always)
        for step in plain.steps:
            if isinstance(step, CompiledField):
                self.settle(step)
                continue
            for show in step.show:
                if show.run(env, NO_ROW) is not True:
                    self.hide_group(step, given)
                    break
            else:
                groups |= step.bit
                if not all_known:
                    self.ask_rest(step)
        self.together = plain.asked(groups)
        if all_known:
            self.ask_for_missing(self.together.required)

    def ask_rest(self, group: Group) -> None:
        """Ask those questions of *group* whose answer was not read with all the others."""
        for name in group.asked.ids.difference(self.answers):
            self.ask_plainly(self.form.by_id[name])

    def ask_for_missing(self, required: frozenset[str]) -> None:
        """Do what `ask_rest` does where every answer was read: what can be wrong is that one is missing."""
        for name in required.difference(self.answers):
            self._not_answered(self.form.by_id[name])

    def hide_group(self, group: Group, given: Answers) -> None:
        for one in group.fields:
            name = one.id
            if name in given:
                if name in self.answers:
                    del self.env[name], self.answers[name]
                self._hide(one, name in self.papers.sent and not is_empty(self.papers.sent[name]))

    def _is_shown(self, one: CompiledField) -> bool:
        return not one.show or all(show.evaluate(self.env) is True for show in one.show)

    def ask_plainly(self, one: CompiledField) -> None:
        """Do for a plain question that is shown what `settle` does for any."""
        name, sent, draft = one.id, self.papers.sent, self.papers.draft
        given = sent[name] if name in sent else draft[name] if name in draft else self.papers.kept.get(name)
        if given is not None and given not in NOTHING:
            assert one.read is not None
            try:
                kept, value = one.read(given)
            except BadAnswer as bad:
                self.problems.append(self.form.problems.refusal(name, one.definition.label, bad))
                return
            if kept not in NOTHING:
                self.env[name], self.answers[name] = value, kept
                self.one_by_one = True
                return
        if one.definition.required:
            self._not_answered(one)

    def settle(self, one: CompiledField) -> None:
        """Decide what *one* is now, then judge what was sent for it."""
        self.one_by_one = True
        name, sent = one.id, self.papers.sent
        was_sent = name in sent and not is_empty(sent[name])
        if not self._is_shown(one):
            self._hide(one, was_sent)
            return
        self.shown.add(name)
        if one.calc is not None:
            self._calculate(one, was_sent)
        elif one.echo is not None:
            self._refuse_if(was_sent, one, "read_only", '"{field}" is shown here and cannot be changed.')
        elif one.read is not None or one.row is not None:
            self._ask(one, was_sent)

    def _hide(self, one: CompiledField, was_sent: bool) -> None:
        self._refuse_if(was_sent, one, "hidden", '"{field}" is not asked here. Take its answer out.')
        if not was_sent and not is_empty(self._before(one.id)):
            self.dropped.append(one.id)
        if one.row is not None:
            self.env[one.id] = ()  # hidden or empty is no rows, never unknown

    def _before(self, name: str) -> Json:
        draft = self.papers.draft
        return draft[name] if name in draft else self.papers.kept.get(name)

    def _calculate(self, one: CompiledField, was_sent: bool) -> None:
        self._refuse_if(was_sent, one, "calculated", '"{field}" is worked out and cannot be typed.')
        assert one.calc is not None
        value = one.calc.evaluate(self.env)
        if isinstance(one.calc.type, Boolean) and value is not UNKNOWN:
            value = "yes" if value else "no"
        self.env[one.id] = value
        if value is not UNKNOWN:
            self.answers[one.id] = as_json(value)

    def _ask(self, one: CompiledField, was_sent: bool) -> None:
        name, asking = one.id, self.asking
        if one.asked_for and not (one.asked_for & self.actions):
            self._refuse_if(was_sent, one, "not_asked", '"{field}" is asked at another step.')
            self._take(one, self.papers.kept.get(name))
            return
        if not one.asked_for and self.papers.kept and not asking.reopened:
            earlier = '"{field}" was answered at an earlier step. It is shown, not asked.'
            self._refuse_if(was_sent, one, "not_asked", earlier)
            self._take(one, self.papers.kept.get(name))
            return
        if not may(asking.standing, "fill", one.edit):
            self._refuse_if(was_sent, one, "not_allowed", '"{field}" is for other people to answer.')
            self._take(one, self._before(name))
            return
        if one.read_only_if is not None and one.read_only_if.evaluate(self.env) is True:
            self.read_only.add(name)
            self._refuse_if(was_sent, one, "read_only", '"{field}" cannot be changed now.')
            self._take(one, self._before(name))
            return
        self.asked.add(name)
        self._take(one, self.papers.sent[name] if name in self.papers.sent else self._before(name))
        self._judge_asked(one)

    def _take(self, one: CompiledField, given: Json) -> None:
        """Read *given* for *one*; what cannot be read is a problem, and counts as unanswered."""
        if one.options is not None:
            self.offered[one.id] = offered(one.options, self.env, None)
        if one.row is not None:
            asked = one.id in self.asked
            standing = self.asking.standing if asked else None
            hand = Hand(self.actions, standing, sent=asked and one.id in self.papers.sent, asked=asked)
            rows = read_rows(one, given, self._before(one.id), self.env, self.form.language, hand)
            self.rows.append(rows)
            self.problems += rows.problems
            self.dropped += rows.dropped
            self.env[one.id] = rows.values
            if rows.kept:
                self.answers[one.id] = rows.kept
            return
        if is_empty(given):
            return
        assert one.read is not None
        try:
            if reason := reason_for_none(one, given):
                self.answers[one.id] = reason
                return
            kept, value = one.read(given)
        except BadAnswer as bad:
            self.problems.append(self.form.problems.refusal(one.id, one.definition.label, bad))
            return
        if is_empty(kept):
            return
        self.env[one.id], self.answers[one.id] = value, kept
        if one.id in self.asked and one.options is not None and not all_offered(value, self.offered[one.id]):
            gone = '"{field}": this answer is not offered any more. Choose again.'
            self._problem(one.id, "not_offered", gone, field=one.definition.label)

    def _judge_asked(self, one: CompiledField) -> None:
        definition = one.definition
        must = definition.required or (one.required_if is not None and one.required_if.evaluate(self.env) is True)
        must = must or any(action in self.actions for action in definition.required_for)
        if must:
            self.required.add(one.id)
        if isinstance(definition, RowsField):
            self._judge_count(one, definition, must)
        elif must and one.id not in self.answers and not self._has_problem(one.id):
            self._not_answered(one)
        if (definition.confirm or definition.confirm_after) and one.id in self.answers:
            self._judge_confirmed(one)

    def _judge_count(self, one: CompiledField, definition: RowsField, must: bool) -> None:
        rows = self.answers.get(one.id, [])
        fewest = max(definition.min or 0, 1 if must else 0)
        if not isinstance(rows, list) or len(rows) >= fewest or self._has_problem(one.id):
            return
        if rows or not must:
            self._problem(one.id, "too_few", '"{field}": give at least {count}.', field=definition.label, count=fewest)
        else:
            self._not_answered(one)

    def _judge_confirmed(self, one: CompiledField) -> None:
        copy = self.papers.copied.get(one.id)
        if copy is not None and not copy.confirmed and one.id not in self.papers.sent and self._is_old(one, copy):
            copied = '"{field}" was copied from elsewhere. Confirm it or change it.'
            self._problem(one.id, "confirm", copied, field=one.definition.label)

    def judge_unknown_fields(self) -> None:
        by_id, sent, names, notes = self.form.by_id, self.papers.sent, self.form.plain.names, self.form.plain.notes
        for name in () if names.issuperset(sent) else sent.keys() - names:
            # The name came from outside, so it is not repeated beyond what could be an id.
            form, language = self.form.definition.title, self.form.language
            said = say(language, '"{form}" has no such question.', form=form)
            self.problems.append(Problem(safe_name(name), "unknown_field", said))
        for name in sent.keys() & notes & self.shown if notes else ():
            if not is_empty(sent[name]):
                label = by_id[name].definition.label
                self._problem(name, "read_only", '"{field}" is a note. It takes no answer.', field=label)

    def judge_checks(self) -> None:
        """Judge checks last: they decide nothing about other questions, so they may speak of any, before or after."""
        for one in self.form.checked:
            if one.id in self.asked or (one.id in self.shown and self._can_be_put_right(one)):
                label, language = one.definition.label, self.form.language
                self.problems += failed_checks(one.checks, one.id, label, self.env, None, language)
        for rows in self.rows:
            self.problems += rows.failed_checks()

    def _can_be_put_right(self, one: CompiledField) -> bool:
        """Whether a calculation depends on anything that is asked now; an earlier hand's answers are not theirs."""
        if one.calc is None:
            return False
        reads = one.calc.reads.union(*(check.expression.reads for check in one.checks))
        return bool(reads) and self._concerns(reads)

    def judge_rules(self) -> None:
        """A rule is broken only when it certainly applies and certainly does not hold."""
        env = self.env
        for rule in self.form.rules:
            applies = rule.when is None or rule.when.run(env, NO_ROW) is True
            if applies and rule.require.run(env, NO_ROW) is False and self._concerns(rule.definition.at):
                self.problems.append(rule.problem)

    def _concerns(self, at: Collection[str]) -> bool:
        """A rule speaks to whoever is asked one of its fields; an earlier hand's answers are not theirs to change."""
        return not at or not (self.asked.isdisjoint(at) and self.together.ids.isdisjoint(at))

    def _refuse_if(self, was_sent: bool, one: CompiledField, code: str, template: str) -> None:
        if was_sent:
            self._problem(one.id, code, template, field=one.definition.label)

    def _problem(self, path: str, code: str, template: str, **parts: Part) -> None:
        self.problems.append(said_before(self.form.problems, path, code, template, parts))

    def _is_old(self, one: CompiledField, copy: Copied) -> bool:
        """Whether a copy is too old to stand unconfirmed; without `confirm_after`, however new it is."""
        after, today, calendar = one.definition.confirm_after, self.env["today()"], self.env.get("calendar()")
        if after is None:
            return True
        assert isinstance(today, date)
        assert isinstance(calendar, WorkingCalendar)
        return today > last_day(after, date.fromisoformat(copy.on), calendar)

    def _not_answered(self, one: CompiledField) -> None:
        field, form = one.definition.label, self.form.definition.title
        self._problem(one.id, "required", 'Not answered yet: "{field}" in "{form}".', field=field, form=form)

    def _has_problem(self, path: str) -> bool:
        return any(one.path == path for one in self.problems)

    def _problems_in_order(self) -> tuple[Problem, ...]:
        """Return the problems in the order of the questions, those about no question last."""
        places = self.form.places

        def place(problem: Problem) -> int:
            found = places.get(problem.path)
            return places.get(problem.path.partition(".")[0], len(places)) if found is None else found

        return tuple(sorted(self.problems, key=place)) if self.problems else ()

    def _in_order(self, answers: Answers) -> Answers:
        """Return *answers* in the order of the questions, so that the same answers are always the same text."""
        return {one.id: answers[one.id] for one in self.form.fields if one.id in answers}

    def state(self) -> FormState:
        plain, answers = self.together, self.answers
        return FormState(
            values=self.env,
            answers=self._in_order(answers) if self.one_by_one else answers,
            shown=plain.ids | self.shown if self.shown else plain.ids,
            asked=plain.ids | self.asked if self.asked else plain.ids,
            required=plain.required | self.required if self.required else plain.required,
            read_only=frozenset(self.read_only),
            offered={**plain.offered, **self.offered} if self.offered else plain.offered,
            problems=self._problems_in_order(),
            dropped=tuple(self.dropped),
        )
