"""How questions speak: no words that blame, no burden without a purpose. Warnings, as a council may have reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.cases.compiling.workshop import Spot
from engine.checks.book import Book, PlacedField
from engine.checks.translations import translations
from engine.definitions.fields import TextField
from engine.definitions.forms import Form
from engine.definitions.nodes import MapNode, Node, at
from engine.definitions.texts import Text
from engine.definitions.translations import translatable
from engine.findings import Code, Finding

BLAMES = Code("W001", "Words that blame", "Say what happened to the child, not what the child did wrong.", "warning")
LONG_FORM = Code(
    "W002", "More than 60 questions in a form", "Split the form, or leave out what nobody reads.", "warning"
)
MUCH_REQUIRED = Code(
    "W003", "More than half is required", "Require only what the next step cannot do without.", "warning"
)
NO_PURPOSE = Code(
    "W004", "Required text without a purpose", 'Add "purpose" to the question, its page or the form.', "warning"
)

ASKED_TWICE = Code(
    "W019",
    "A fact that people type twice",
    'Copy it: add "from" to the later of the two, or mark it "reuse: never" if it is to be asked anew.',
    "warning",
)

MOST_QUESTIONS = 60
_FEW = 10
"""A form this short may require most of what it asks."""

_NEUTRAL: tuple[tuple[str, str], ...] = (
    (r"put(?:s|ting)? (?:themsel(?:f|ves)|himself|herself) at risk", "is being put at risk by others"),
    (r"promiscu(?:ous|ity)", "say what happened, and who caused the harm"),
    (r"life-?\s?style choices?", "say what the child is living through"),
    (r"child prostitut(?:e|es|ion)", "sexual exploitation of a child"),
    (r"money mules?", "a child used to move money"),
    (r"associat(?:es|ed|ing) with", "is in contact with, or is being harmed by"),
    (r"gang members?", "a child harmed or used by a group"),
    (r"abscond(?:s|ed|ing)?", "was missing, or went missing"),
    (r"refus(?:es|ed|ing) to engage", "we have not yet found a way to work together"),
    (r"street-?\s?wise", "say what the child knows and what still puts them at risk"),
    (r"perpetrators?", "a person who causes harm; for a child, a child who has caused harm"),
    (r"fail(?:s|ed|ing)? to protect", "say what support the parent needs to keep the child safe"),
    (r"relationship with (?:an? )?(?:adult|older|man|boyfriend)", "is being harmed by an adult"),
)
"""Words that blame a child or parent, and what to say instead."""

# To be confirmed by a translator, with the mutations that a word takes.
_NEUTRAL_IN_WELSH: tuple[tuple[str, str], ...] = (
    (r"(?:yn )?rhoi ei hun(?:an)? mewn perygl", "mae eraill yn ei roi mewn perygl"),
    (r"d?dewis(?:iadau)? ffordd o fyw", "dywedwch beth y mae'r plentyn yn byw drwyddo"),
    (r"penrhydd|anniwair|anllad", "dywedwch beth a ddigwyddodd, a phwy achosodd y niwed"),
    (r"(?:g|ng)?(?:ch|c)ymdeithasu (?:â|ag|gyda)", "mewn cysylltiad â, neu'n cael ei niweidio gan"),
    (r"(?:wedi )?(?:dianc|ffoi)|dihangodd|ddihangodd|ffodd", "ar goll, neu aeth ar goll"),
    (r"(?:craff|hirben|gall) ar y stryd|stryd-?(?:gall|ddoeth)", "dywedwch beth y mae'r plentyn yn ei wybod"),
    (r"(?:p|b|ph)uteindra plant", "camfanteisio'n rhywiol ar blentyn"),
    (r"mul(?:od)? arian", "plentyn sy'n cael ei ddefnyddio i symud arian"),
    (r"aelod(?:au)? (?:o )?(?:gang|giang)(?:iau)?", "plentyn sy'n cael ei niweidio neu ei ddefnyddio gan grŵp"),
    (r"g?wrthod ymgysylltu", "nid ydym wedi dod o hyd i ffordd o gydweithio eto"),
    (r"(?:c|g|ch)yflawn(?:wr|wyr)|(?:t|d|th)rosedd(?:wr|wyr)", "person sy'n achosi niwed"),
    (r"(?:m|f)ethu (?:ag )?(?:amddiffyn|diogelu)", "dywedwch pa gymorth sydd ei angen ar y rhiant"),
    (r"(?:p|b|ph)erthynas (?:ag? )(?:oedolyn|dyn|chariad)", "mae oedolyn yn ei niweidio"),
)

_PATTERNS = tuple((re.compile(rf"\b{words}\b", re.IGNORECASE), better) for words, better in _NEUTRAL)
_PATTERNS_IN = {"cy": tuple((re.compile(rf"\b(?:{words})\b", re.IGNORECASE), say) for words, say in _NEUTRAL_IN_WELSH)}


def words_do_not_blame(book: Book) -> Iterator[Finding]:
    """Whatever people read uses neutral words, letters too; what a national return calls a thing may stand."""
    for kind, name, model in translatable(book.configuration):
        original = book.origins.nodes[kind, name]
        for text in book.texts(kind, name, model).values():
            if _is_code_text(original, text):
                continue
            for pattern, better in _PATTERNS:
                found = pattern.search(text.english)
                if found is not None:
                    path = f"{name}.{text.path}" if name else text.path
                    place = at(original, text.steps).place
                    yield Finding(BLAMES, f'"{found[0]}" blames the child or parent.', place, _hint(better), path)


def _is_code_text(original: Node, text: Text) -> bool:
    """Whether a text is of something that a national return counts (`reports_to`)."""
    about = at(original, text.steps[:-1])
    return isinstance(about, MapNode) and "reports_to" in about.entries


def _hint(better: str) -> str:
    return f"Neutral: {better}."


def translations_do_not_blame(book: Book) -> Iterator[Finding]:
    """Translations use neutral words too, in the languages whose words are known here; code text may stand."""
    for one in translations(book):
        for path, translated, text, node in one.translated():
            if _is_code_text(one.original, text):
                continue
            for pattern, better in _PATTERNS_IN.get(one.language, ()):
                found = pattern.search(translated.text)
                if found is not None:
                    message = f'"{found[0]}" blames the child or parent.'
                    yield Finding(BLAMES, message, node.place, _hint(better), f"{one.accepted_as}{path}")


def forms_are_short(book: Book) -> Iterator[Finding]:
    """A form asks at most sixty questions."""
    for form in book.configuration.forms.values():
        count = len(_asked(book, form))
        if count > MOST_QUESTIONS:
            yield book.finding(LONG_FORM, f'"{form.form}" asks {count} questions.', Spot("form", form.form, ("form",)))


def little_is_required(book: Book) -> Iterator[Finding]:
    """At most half of the questions must be answered by everyone; those shown on a condition are not counted."""
    for form in book.configuration.forms.values():
        asked = _asked(book, form)
        required = [one for one in asked if one.field.required and one.field.show_if is None]
        if len(asked) > _FEW and 2 * len(required) > len(asked):
            message = f'"{form.form}" requires {len(required)} of its {len(asked)} questions.'
            yield book.finding(MUCH_REQUIRED, message, Spot("form", form.form, ("form",)))


def _asked(book: Book, form: Form) -> list[PlacedField]:
    fields = book.fields_of(form)
    return [
        one
        for one in fields
        if one.field.asks and not one.in_rows and one.field.calc is None and one.field.shows is None
    ]


def required_text_has_a_purpose(book: Book) -> Iterator[Finding]:
    """Long text that people must write says what it is for."""
    for form in book.configuration.forms.values():
        for one in book.fields_of(form):
            long_text = isinstance(one.field, TextField) and one.field.type == "long_text" and one.field.required
            if long_text and not (one.field.purpose or form.pages[one.page].purpose or form.purpose):
                message = f'"{one.id}" must be written by everyone, and nothing says what for.'
                yield book.finding(NO_PURPOSE, message, one.spot.at("required"), key=True)


_FACTS = frozenset(
    {"text", "integer", "decimal", "partial_date", "duration", "address", "place", "subject", "subjects"}
)
"""Types of what stays as it is until it changes. A day is mostly that of what the form is about; judgements and
accounts are asked anew in every form."""


def facts_are_asked_once(book: Book) -> Iterator[Finding]:
    """A fact that two forms of one workflow ask, by the same id in the same words, is copied into one of them."""
    seen: dict[tuple[str, str, str], list[PlacedField]] = {}
    for one in book.questions():
        if one.field.type in _FACTS and one.field.asks and not one.in_rows and one.field.reuse != "never":
            others = seen.setdefault((one.id, one.field.type, one.field.label), [])
            other = next((each for each in others if _asked_in_one_case(book, each, one)), None)
            if other is not None and not one.field.source and not other.field.source:
                message = f'"{one.id}" is asked in "{other.owner}" and again in "{one.owner}", and copied in neither.'
                yield book.finding(ASKED_TWICE, message, one.spot, key=True)
            others.append(one)


def _asked_in_one_case(book: Book, one: PlacedField, other: PlacedField) -> bool:
    both = {one.owner, other.owner}
    return len(both) == 2 and any(both <= set(book.asked(flow)) for flow in book.configuration.workflows.values())
