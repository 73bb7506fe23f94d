"""A form's rules in plain sentences, for those who decide them and never read YAML: one entry for every question.

Everything is said in titles and labels. What is the same for a whole page is said once, at the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.cases.compiled import CompiledField, CompiledForm, CompiledRule, Definition
from engine.cases.shares import BASES
from engine.definitions.forms import Page
from engine.expressions.evaluate import Expression
from engine.interop.afterwards import keeping, sharing
from engine.interop.every_question import SENSITIVITY
from engine.interop.hands import Hand, asked_of, fillers, hands, readers, role_titles, who_for
from engine.interop.limits import default_said, kind_of_answer, options_said, reasons_said
from engine.interop.outline import Fact, Part
from engine.interop.saying import Label, label_in, said
from engine.interop.sources import source_said
from engine.interop.words import length
from engine.interop.workflow_book import workflow_book
from engine.sentences.say import Counted, Sentence, say

_HOW_TO_READ = (
    Sentence("A condition on a question that is not answered does not hold, so what depends on it is not asked."),
    Sentence("Whoever fills in a question may also read it."),
)
_SHORT = 40
"""Letters of all the answers that stand in one line."""


def rule_book(definition: Definition, form: str) -> Part:
    """Return the rules of one form as a document. Raises KeyError when there is no form of that id."""
    return _Writing(definition, definition.forms[form], hands(definition, form)).book()


def rule_books(definition: Definition) -> Part:
    """Return the rules of every workflow and every form, one after the other, as one document."""
    language = definition.language
    title = say(language, "{configuration}: the rules of its workflows and forms", configuration=definition.title)
    version = say(language, "Version {version}.", version=definition.whole_version)
    flows = (workflow_book(definition, flow) for flow in definition.workflows)
    forms = (rule_book(definition, form) for form in definition.forms)
    return Part(title, said=(version,), parts=(*flows, *forms), language=language)


@dataclass(frozen=True, slots=True)
class _Writing:
    """One form on its way into sentences."""

    definition: Definition
    form: CompiledForm
    hands: Sequence[Hand]

    @property
    def label(self) -> Label:
        return label_in(self.form)

    def say(self, template: str, **parts: str | int | Counted) -> str:
        return say(self.definition.language, template, **parts)

    def said(self, expression: Expression) -> str:
        return said(expression, self.label, self.definition.language)

    def book(self) -> Part:
        made = self.form.definition
        about = 'The rules of this form, from "{configuration}", version {version}.'
        edition = self.say(about, configuration=self.definition.title, version=self.definition.whole_version)
        summary = (made.summary,) if made.summary else ()
        how = (one.said(self.definition.language) for one in _HOW_TO_READ)
        parts = [self._page(page_id, page) for page_id, page in made.pages.items()]
        if self.form.rules:
            rules = tuple(self._rule(number, rule) for number, rule in enumerate(self.form.rules, start=1))
            parts.append(Part(self.say("Rules across questions"), parts=rules))
        parts += sharing(self.form)
        first, facts = (*summary, edition, *how), tuple(self._of_form())
        return Part(made.title, self.form.id, first, facts, tuple(parts), self.definition.language)

    def _of_form(self) -> Iterator[Fact]:
        made = self.form.definition
        subject = self.definition.subjects.get(made.subject)
        yield Fact(self.say("About"), subject.title if subject else made.subject)
        if made.purpose:
            yield Fact(self.say("Purpose"), made.purpose)
        if made.basis:
            yield Fact(self.say("Basis"), BASES[made.basis].said(self.definition.language))
        for hand in dict.fromkeys((one.action, one.title, one.by, one.begins) for one in self.hands):
            _, title, by, begins = hand
            yield Fact(self.say("Begun by" if begins else "Carried on by"), who_for(self.definition, by, title))
        if made.correct is not None:
            yield Fact(self.say("Corrected by"), self._with_reason(self.form.corrected_by, made.correct.reason))
        if made.withdraw is not None:
            yield Fact(self.say("Withdrawn by"), self._with_reason(self.form.withdrawn_by, made.withdraw.reason))
        yield from keeping(self.definition, self.form)

    def _with_reason(self, by: frozenset[str], reason: str) -> str:
        roles = role_titles(self.definition, by) or self.say("nobody")
        if reason == "required":
            return self.say("{roles}, with a reason", roles=roles)
        return self.say("{roles}, with or without a reason", roles=roles)

    # --- pages and questions -----------------------------------------------------------------------------------------

    def _page(self, page_id: str, page: Page) -> Part:
        fields = [one for one in self.form.fields if one.page == page_id]
        common = _common(self.definition, self.hands, fields)
        facts = list(self._of_page(page, fields)) + [Fact(name, words) for name, words in common.items() if words]
        parts = tuple(self._question(one, page, common) for one in fields)
        return Part(page.title, page_id, (page.purpose,) if page.purpose else (), tuple(facts), parts)

    def _of_page(self, page: Page, fields: Sequence[CompiledField]) -> Iterator[Fact]:
        if page.show_if is not None and fields:
            yield Fact(self.say("Asked when"), f"{self.said(fields[0].show[0])}.")

    def _question(self, one: CompiledField, page: Page, common: dict[str, str]) -> Part:
        own = {
            name: words for name, words in _people(self.definition, self.hands, one).items() if words != common[name]
        }
        shows = one.show if page.show_if is None else one.show[1:]
        nobody = self.say("nobody")
        facts = [*self._facts(one, shows), *(Fact(name, words or nobody) for name, words in own.items())]
        numbers = (number for number, _ in self._rules_at(one.id))
        facts += [Fact(self.say("Rule"), self.say("{number}, below", number=number)) for number in numbers]
        return Part(one.definition.label, one.id, _hints(one), tuple(facts), self._cells(one))

    def _cells(self, one: CompiledField) -> tuple[Part, ...]:
        """Return the questions of each row; rows inside rows too."""
        return tuple(
            Part(cell.definition.label, cell.id, _hints(cell), tuple(self._facts(cell, cell.show)), self._cells(cell))
            for cell in (one.row.by_id.values() if one.row is not None else ())
        )

    def _facts(self, one: CompiledField, shows: Sequence[Expression]) -> Iterator[Fact]:
        field = one.definition
        if shows:
            yield Fact(self.say("Asked when"), f"{self._all(shows)}.")
        yield from self._answer(one)
        yield from self._must(one)
        if one.read_only_if is not None:
            yield Fact(self.say("Cannot be changed"), self._when(one.read_only_if))
        yield from self._start(one)
        for check in one.checks:
            so = "{condition}. If it is not: “{problem}”"
            yield Fact(self.say("Must be so"), self.say(so, condition=self.said(check.expression), problem=check.say))
        if field.about is not None:
            yield Fact(self.say("Is about"), self.say("someone other than the subject."))
        if field.purpose:
            yield Fact(self.say("Purpose"), field.purpose)
        if field.chronology:
            yield Fact(self.say("Chronology"), self.say("the answer stands in it, on its day."))
        if field.reuse is not None:
            yield Fact(self.say("Used again"), self.say("never: it is not copied to another form."))

    def _all(self, shows: Sequence[Expression]) -> str:
        first, *others = map(self.said, shows)
        for other in others:
            first = self.say("{one}, and {other}", one=first, other=other)
        return first

    def _when(self, condition: Expression) -> str:
        return self.say("when {condition}.", condition=self.said(condition))

    def _answer(self, one: CompiledField) -> Iterator[Fact]:
        if one.echo is not None:
            source = source_said(one.echo, self.definition, self.label)
            looked_up = self.say("{source}. It is looked up each time and not kept.", source=source)
            yield Fact(self.say("Shown, not asked"), looked_up)
        elif one.calc is not None:
            yield Fact(self.say("Worked out, not asked"), f"{self._worked_out(one, one.calc)}.")
        elif one.definition.asks:
            options = options_said(one, self.label, self.definition.language)
            kind = kind_of_answer(one, self.definition)
            if options and sum(map(len, options)) < _SHORT:
                yield Fact(self.say("Answer"), f"{kind}: {'; '.join(options)}.")
            else:
                yield Fact(self.say("Answer"), f"{kind}:" if options else f"{kind}.", options)
        else:
            yield Fact(self.say("Shown, not asked"), self.say("text to read."))

    def _worked_out(self, one: CompiledField, calc: Expression) -> str:
        if one.options is None or not one.options.set.is_yes_no:
            return self.said(calc)
        return self.say('"{answer}" when {condition}', answer=one.options.labels["yes"], condition=self.said(calc))

    def _must(self, one: CompiledField) -> Iterator[Fact]:
        field, must = one.definition, self.say("Must be answered")
        if not one.asks and one.row is None:
            return
        titles = {hand.action: hand.title for hand in self.hands}
        if field.required:
            yield Fact(must, self.say("always." if not one.show else "whenever it is asked."))
        if reasons := reasons_said(one, self.definition.language):
            yield Fact(self.say("Instead of an answer"), f"{'; '.join(reasons)}.")
        if one.required_if is not None:
            yield Fact(must, self._when(one.required_if))
        for action in field.required_for:
            yield Fact(must, self.say('for "{action}".', action=titles.get(action, action)))

    def _start(self, one: CompiledField) -> Iterator[Fact]:
        if one.sources:
            yield Fact(self.say("Copied from"), " ".join(self._copied(one)))
        match one.definition.write_back:
            case "propose":
                proposed = self.say("a changed answer is proposed to whoever may change it.")
                yield Fact(self.say("Written back"), proposed)
            case "update":
                put = self.say("a changed answer is put there when the form is sent.")
                yield Fact(self.say("Written back"), put)
        if start := default_said(one, self.definition.language):
            yield Fact(self.say("Starts as"), f"{start}.")

    def _copied(self, one: CompiledField) -> Iterator[str]:
        """Yield where an answer is copied from, which source counts, and whether someone has to confirm it."""
        first, *others = (source_said(source, self.definition, self.label) for source in one.sources)
        for other in others:
            first = self.say("{source}; else {other}", source=first, other=other)
        yield self.say("{source}, when the form is begun.", source=first)
        if others:
            yield self.say("The newest is taken.")
        if (after := one.definition.confirm_after) is not None:
            yield self.say("Someone must confirm or change it when it is older than {length}.", length=length(after))
        elif one.definition.confirm:
            yield self.say("Someone must confirm or change it.")

    # --- rules across questions --------------------------------------------------------------------------------------

    def _rules_at(self, field: str) -> list[tuple[int, CompiledRule]]:
        numbered = enumerate(self.form.rules, start=1)
        return [(number, rule) for number, rule in numbered if field in rule.definition.at]

    def _rule(self, number: int, rule: CompiledRule) -> Part:
        facts = []
        if rule.when is not None:
            facts.append(Fact(self.say("When"), f"{self.said(rule.when)}."))
        facts.append(Fact(self.say("Must be so"), f"{self.said(rule.require)}."))
        facts.append(Fact(self.say("If it is not"), f"“{rule.definition.say}”"))
        warns = rule.definition.level == "warning"
        then = self.say("the form can still be sent." if warns else "the form cannot be sent.")
        facts.append(Fact(self.say("Then"), then))
        places = ", ".join(f'"{self.form.by_id[name].definition.label}"' for name in rule.definition.at)
        if places:
            facts.append(Fact(self.say("Shown at"), f"{places}."))
        return Part(self.say("Rule {number}", number=number), rule.id, facts=tuple(facts))


def _hints(one: CompiledField) -> tuple[str, ...]:
    return tuple(text for text in (one.definition.hint, one.definition.help) if text)


def _people(definition: Definition, known: Sequence[Hand], one: CompiledField) -> dict[str, str]:
    """Return who fills and reads a question, and how carefully it is kept, each as words."""
    asks, language = one.asks or one.row is not None, definition.language
    return {
        say(language, "Filled in by"): fillers(definition, one, known) if asks and asked_of(one, known) else "",
        say(language, "Read by"): readers(definition, one),
        say(language, "Sensitivity"): SENSITIVITY[one.sensitivity].said(language),
    }


def _common(definition: Definition, known: Sequence[Hand], fields: Sequence[CompiledField]) -> dict[str, str]:
    """Return what most of a page's questions say of people, which is said at the page."""
    asking = [one for one in fields if one.asks or one.row is not None] or list(fields)
    each = [_people(definition, known, one) for one in asking]
    names = each[0] if each else {}
    return {name: max((one[name] for one in each), key=[one[name] for one in each].count) for name in names}
