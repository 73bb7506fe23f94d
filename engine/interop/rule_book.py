"""A form's rules in plain sentences, for those who decide them and never read YAML: one entry for every question.

Everything is said in titles and labels. What is the same for a whole page is said once, at the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.cases.compiled import CompiledField, CompiledForm, CompiledRule, Definition
from engine.definitions.forms import Page
from engine.expressions.evaluate import Expression
from engine.interop.hands import Hand, asked_of, fillers, hands, readers, role_titles
from engine.interop.limits import default_said, kind_of_answer, options_said, reasons_said, source_said
from engine.interop.outline import Fact, Part
from engine.interop.saying import Label, label_in, said

_HOW_TO_READ = (
    "A condition on a question that is not answered does not hold, so what depends on it is not asked.",
    "Whoever fills in a question may also read it.",
)
_SHORT = 40
"""Letters of all the answers that stand in one line."""
_BASIS = {
    "public_task": "a public task",
    "legal_obligation": "a legal obligation",
    "vital_interests": "vital interests",
    "consent": "consent",
    "contract": "a contract",
}


def rule_book(definition: Definition, form: str) -> Part:
    """Return the rules of one form as a document. Raises KeyError when there is no form of that id."""
    return _Writing(definition, definition.forms[form], hands(definition, form)).book()


def rule_books(definition: Definition) -> Part:
    """Return the rules of every form, one after the other, as one document."""
    parts = tuple(rule_book(definition, form) for form in definition.forms)
    return Part(f"{definition.title}: the rules of its forms", said=(f"Version {definition.version}.",), parts=parts)


@dataclass(frozen=True, slots=True)
class _Writing:
    """One form on its way into sentences."""

    definition: Definition
    form: CompiledForm
    hands: Sequence[Hand]

    @property
    def label(self) -> Label:
        return label_in(self.form)

    def book(self) -> Part:
        made = self.form.definition
        about = f'The rules of this form, from "{self.definition.title}", version {self.definition.version}.'
        summary = (made.summary,) if made.summary else ()
        parts = [self._page(page_id, page) for page_id, page in made.pages.items()]
        if self.form.rules:
            rules = tuple(self._rule(number, rule) for number, rule in enumerate(self.form.rules, start=1))
            parts.append(Part("Rules across questions", parts=rules))
        return Part(made.title, self.form.id, (*summary, about, *_HOW_TO_READ), tuple(self._of_form()), tuple(parts))

    def _of_form(self) -> Iterator[Fact]:
        made = self.form.definition
        subject = self.definition.subjects.get(made.subject)
        yield Fact("About", subject.title if subject else made.subject)
        if made.purpose:
            yield Fact("Purpose", made.purpose)
        if made.basis:
            yield Fact("Basis", _BASIS[made.basis])
        for hand in dict.fromkeys((one.action, one.title, one.by, one.begins) for one in self.hands):
            _, title, by, begins = hand
            who = role_titles(self.definition, by) or "nobody"
            yield Fact("Begun by" if begins else "Carried on by", f'{who}, for "{title}"')

    # --- pages and questions -----------------------------------------------------------------------------------------

    def _page(self, page_id: str, page: Page) -> Part:
        fields = [one for one in self.form.fields if one.page == page_id]
        common = _common(self.definition, self.hands, fields)
        facts = list(self._of_page(page, fields)) + [Fact(name, words) for name, words in common.items() if words]
        parts = tuple(self._question(one, page, common) for one in fields)
        return Part(page.title, page_id, (page.purpose,) if page.purpose else (), tuple(facts), parts)

    def _of_page(self, page: Page, fields: Sequence[CompiledField]) -> Iterator[Fact]:
        if page.show_if is not None and fields:
            yield Fact("Asked when", f"{said(fields[0].show[0], self.label)}.")

    def _question(self, one: CompiledField, page: Page, common: dict[str, str]) -> Part:
        own = {
            name: words for name, words in _people(self.definition, self.hands, one).items() if words != common[name]
        }
        shows = one.show if page.show_if is None else one.show[1:]
        facts = [*self._facts(one, shows), *(Fact(name, words or "nobody") for name, words in own.items())]
        facts += [Fact("Rule", f"{number}, below") for number, rule in self._rules_at(one.id)]
        return Part(one.definition.label, one.id, _hints(one), tuple(facts), self._cells(one))

    def _cells(self, one: CompiledField) -> tuple[Part, ...]:
        """Return the questions of each row; rows inside rows too."""
        return tuple(
            Part(cell.definition.label, cell.id, _hints(cell), tuple(self._facts(cell, cell.show)), self._cells(cell))
            for cell in (one.row.by_id.values() if one.row is not None else ())
        )

    def _facts(self, one: CompiledField, shows: Sequence[Expression]) -> Iterator[Fact]:
        field = one.definition
        conditions = [said(show, self.label) for show in shows]
        if conditions:
            yield Fact("Asked when", f"{', and '.join(conditions)}.")
        yield from self._answer(one)
        yield from self._must(one)
        if one.read_only_if is not None:
            yield Fact("Cannot be changed", f"when {said(one.read_only_if, self.label)}.")
        yield from self._start(one)
        for check in one.checks:
            yield Fact("Must be so", f"{said(check.expression, self.label)}. If it is not: “{check.say}”")
        if field.about is not None:
            yield Fact("Is about", "someone other than the subject.")
        if field.purpose:
            yield Fact("Purpose", field.purpose)
        if field.reuse is not None:
            yield Fact("Used again", "never: it is not copied to another form.")

    def _answer(self, one: CompiledField) -> Iterator[Fact]:
        if one.echo is not None:
            source = source_said(one.echo, self.definition)
            yield Fact("Shown, not asked", f"{source}. It is looked up each time and not kept.")
        elif one.calc is not None:
            yield Fact("Worked out, not asked", f"{_yes_if(one)}{said(one.calc, self.label)}.")
        elif one.definition.asks:
            options = options_said(one, self.label)
            kind = kind_of_answer(one, self.definition)
            if options and sum(map(len, options)) < _SHORT:
                yield Fact("Answer", f"{kind}: {'; '.join(options)}.")
            else:
                yield Fact("Answer", f"{kind}:" if options else f"{kind}.", options)
        else:
            yield Fact("Shown, not asked", "text to read.")

    def _must(self, one: CompiledField) -> Iterator[Fact]:
        field = one.definition
        if not one.asks and one.row is None:
            return
        titles = {hand.action: hand.title for hand in self.hands}
        if field.required:
            yield Fact("Must be answered", "always." if not one.show else "whenever it is asked.")
        if reasons := reasons_said(one, self.definition.language):
            yield Fact("Instead of an answer", f"{'; '.join(reasons)}.")
        if one.required_if is not None:
            yield Fact("Must be answered", f"when {said(one.required_if, self.label)}.")
        for action in field.required_for:
            yield Fact("Must be answered", f'for "{titles.get(action, action)}".')

    def _start(self, one: CompiledField) -> Iterator[Fact]:
        if one.sources:
            first = "; else ".join(source_said(source, self.definition) for source in one.sources)
            newest = " The newest is taken." if len(one.sources) > 1 else ""
            after = one.definition.confirm_after
            confirm = " Someone must confirm or change it." if one.definition.confirm else ""
            confirm = f" Someone must confirm or change it when it is older than {after}." if after else confirm
            yield Fact("Copied from", f"{first}, when the form is begun.{newest}{confirm}")
        if (back := one.definition.write_back) != "never":
            words = "proposed to whoever may change it" if back == "propose" else "put there when the form is sent"
            yield Fact("Written back", f"a changed answer is {words}.")
        if start := default_said(one):
            yield Fact("Starts as", f"{start}.")

    # --- rules across questions --------------------------------------------------------------------------------------

    def _rules_at(self, field: str) -> list[tuple[int, CompiledRule]]:
        numbered = enumerate(self.form.rules, start=1)
        return [(number, rule) for number, rule in numbered if field in rule.definition.at]

    def _rule(self, number: int, rule: CompiledRule) -> Part:
        facts = []
        if rule.when is not None:
            facts.append(Fact("When", f"{said(rule.when, self.label)}."))
        facts.append(Fact("Must be so", f"{said(rule.require, self.label)}."))
        facts.append(Fact("If it is not", f"“{rule.definition.say}”"))
        warns = rule.definition.level == "warning"
        facts.append(Fact("Then", "the form can still be sent." if warns else "the form cannot be sent."))
        places = ", ".join(f'"{self.form.by_id[name].definition.label}"' for name in rule.definition.at)
        if places:
            facts.append(Fact("Shown at", f"{places}."))
        return Part(f"Rule {number}", rule.id, facts=tuple(facts))


def _yes_if(one: CompiledField) -> str:
    return '"Yes" when ' if one.options is not None and one.options.set.is_yes_no else ""


def _hints(one: CompiledField) -> tuple[str, ...]:
    return tuple(text for text in (one.definition.hint, one.definition.help) if text)


def _people(definition: Definition, known: Sequence[Hand], one: CompiledField) -> dict[str, str]:
    """Return who fills and reads a question, and how carefully it is kept, each as words."""
    asks = one.asks or one.row is not None
    return {
        "Filled in by": fillers(definition, one, known) if asks and asked_of(one, known) else "",
        "Read by": readers(definition, one),
        "Sensitivity": one.sensitivity,
    }


def _common(definition: Definition, known: Sequence[Hand], fields: Sequence[CompiledField]) -> dict[str, str]:
    """Return what most of a page's questions say of people, which is said at the page."""
    asking = [one for one in fields if one.asks or one.row is not None] or list(fields)
    each = [_people(definition, known, one) for one in asking]
    names = each[0] if each else {}
    return {name: max((one[name] for one in each), key=[one[name] for one in each].count) for name in names}
