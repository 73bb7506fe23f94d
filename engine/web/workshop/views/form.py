"""A form as it is asked of somebody, alive: the real pages' questions, in any language, for any role and action.

What is answered in it stays in the address of the view and is kept nowhere: answers show what they open and close.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.datastructures import ImmutableMultiDict

from engine.cases.access import may
from engine.cases.answers import Asking as AskedOf
from engine.cases.answers import Papers
from engine.cases.compiled import CompiledForm, Definition
from engine.cases.snapshot import time_env
from engine.cases.values import Json
from engine.cases.views import Beside, FormView, form_view
from engine.cases.working_out import form_state
from engine.interop.every_question import Question, asked_when, questions_of
from engine.interop.hands import Hand, hands
from engine.sentences.say import say
from engine.service.ports import SystemClock
from engine.web.forms_page import changed, questions
from engine.web.pages import environment
from engine.web.wire import Sent
from engine.web.workshop.snapshot import Fragment, Snapshot
from engine.web.workshop.views.asking import NOTHING_YET, Asking
from engine.web.workshop.views.shown import book_of, languages_in, spoken

_MOST_SHOWN = 120
"""Questions on the screen at once: more of them are shown a page at a time."""
_MOST_ANSWERS = 2_000
_MOST_LETTERS = 20_000


@dataclass(frozen=True, slots=True)
class Reader:
    """What the real pages' questions are told of a visit: the language that they are asked in."""

    language: str

    def called(self, people: Sequence[str]) -> Mapping[str, str]:
        """Return what people are called: nobody is known here."""
        return {one: one for one in people}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that is not asked as things stand, and when it is; *when* is empty where another hand is asked it."""

    label: str
    when: str


def form(seen: Snapshot, asked: Mapping[str, str]) -> Fragment:
    """Return a form as one role is asked it for one action, with the answers that were given in it so far."""
    book = book_of(seen)
    if book is None or seen.good_assembled is None:
        return NOTHING_YET
    ask = Asking("form", seen, asked)
    language = ask.one_of("in", say(seen.language, "Language"), languages_in(book), seen.language)
    definition = spoken(book, seen.good_assembled, language)
    title = say(seen.language, "The form")
    titles = {name: one.definition.title for name, one in definition.forms.items()}
    if not titles:
        return ask.fragment("nothing.html", title, said=say(seen.language, "There is no form yet."))
    name = ask.one_of("form", say(seen.language, "Form"), titles)
    role = ask.one_of("role", say(seen.language, "Seen by"), dict(definition.roles.titles), _first(definition, name))
    standing = _standing(definition, role)
    takes = {one.action: one.title for one in hands(definition, name) if one.by & standing}
    action = ask.one_of("action", say(seen.language, "To take the action"), takes) if takes else None
    if action is None:
        return _read(ask, definition, definition.forms[name], standing, language)
    return _filled(ask, definition, definition.forms[name], standing, action, language)


def _first(definition: Definition, form_id: str) -> str:
    """Return the role that most likely fills a form in first."""
    titles, known = definition.roles.titles, hands(definition, form_id)
    first: Hand | None = next((one for one in known if one.begins), next(iter(known), None))
    return next((role for role in titles if first is not None and role in first.by), "")


def _standing(definition: Definition, role: str) -> frozenset[str]:
    """Return the roles in which a holder of *role* stands: of a place on a case, with those who may take it."""
    roles = definition.roles
    takers = roles.taken_from.get(role, frozenset())
    return roles.powers.get(role, frozenset((role,))).union({role}, *(roles.powers.get(one, {one}) for one in takers))


# --- filled in -------------------------------------------------------------------------------------------------------


def _filled(
    ask: Asking, definition: Definition, made: CompiledForm, standing: frozenset[str], action: str, language: str
) -> Fragment:
    view = _view(definition, made, standing, action, {})
    # Each answer can open a question that was answered as well, so answers are read until no more come to light.
    answers: dict[str, Json] = {}
    sent = _sent(ask.asked)
    for _ in range(len(made.fields)):
        fields = [one for page in view.pages for one in page.fields if one.asked]
        now = changed(sent, fields)
        if now == answers:
            break
        answers = now
        view = _view(definition, made, standing, action, answers)
    pages = {one.id: one.title for one in view.pages}
    if sum(len(one.fields) for one in view.pages) > _MOST_SHOWN:
        chosen = ask.one_of("page", say(ask.language, "Page"), pages)
    else:
        chosen = ""
    shown = [one for one in view.pages if chosen in ("", one.id)]
    return ask.fragment(
        "form.html",
        say(ask.language, "The form"),
        language=language,
        called=view.title,
        questions=_html(view, shown, definition, language, rows=len(sent.fields)),
        burden=say(
            language,
            "Questions shown: {shown}. Known already: {known}. To be answered still: {left}.",
            shown=view.burden.shown,
            known=view.burden.prefilled,
            left=view.burden.to_type,
        ),
        again=say(ask.language, "Show what these answers change"),
        waiting_title=say(ask.language, "Not asked as things stand"),
        waiting=tuple(_waiting(definition, made, view, action)),
        mistakes=tuple(dict.fromkeys(one.text for one in view.problems if answers)),
        mistakes_title=say(ask.language, "What would be told if it were sent now"),
    )


def _view(
    definition: Definition, made: CompiledForm, standing: frozenset[str], action: str, answers: Mapping[str, Json]
) -> FormView:
    now = time_env(definition, SystemClock().now())
    state = form_state(made, AskedOf(action, standing, now), Papers(sent=answers))
    return form_view(made, state, Beside(typed=answers), standing=standing, action=action)


def _sent(asked: Mapping[str, str]) -> Sent:
    """Return what was answered in the address, as if all of it had been changed; no more of it than people type.

    Nothing is kept between two looks at the form, so the marks of what stood in it before say nothing.
    """
    pairs = asked.multi_items() if isinstance(asked, ImmutableMultiDict) else list(asked.items())
    typed = [pair for pair in pairs if pair[0][:2] in ("q.", "o.", "r.", "w.", "c.") or pair[0] == "go"]
    read = ((name, "-" if name.startswith("o.") else text[:_MOST_LETTERS]) for name, text in typed[:_MOST_ANSWERS])
    return Sent(tuple(read))


def _html(view: FormView, pages: Sequence[object], definition: Definition, language: str, *, rows: int) -> Markup:
    """Return the questions as the real pages ask them."""
    asked = [(one, questions(one, definition.zone, judged=False)) for one in view.pages if one in pages]
    template = environment().get_template("workshop/questions.html")
    # Another row is told from all before it by how much was sent by then.
    made = template.render({"visit": Reader(language), "pages": asked, "new_row": f"n{rows}", "known": {}})
    return Markup(made)  # noqa: S704 - the template escapes all that a council wrote


def _waiting(definition: Definition, made: CompiledForm, view: FormView, action: str) -> Iterator[Waiting]:
    """Yield the questions that this hand may come to be asked, and is not as things stand."""
    shown = {one.id for page in view.pages for one in page.fields}
    begins = {one.action for one in hands(definition, made.id) if one.begins}
    for one in questions_of(made):
        field = one.field
        hand = action in field.asked_for if field.asked_for else action in begins
        if one.path == field.id and field.id not in shown and one.is_asked and hand:
            yield Waiting(one.name, asked_when(definition, one))


# --- read ------------------------------------------------------------------------------------------------------------


def _read(ask: Asking, definition: Definition, made: CompiledForm, standing: frozenset[str], language: str) -> Fragment:
    """Return what a role that fills nothing in may read of a form."""
    read = [one for one in questions_of(made) if one.path == one.field.id and _may_read(one, standing)]
    titles = {page_id: page.title for page_id, page in made.definition.pages.items()}
    pages = [
        (title, tuple(one.name for one in read if one.field.page == page))
        for page, title in titles.items()
        if any(one.field.page == page for one in read)
    ]
    said = say(ask.language, "Neither fills in nor reads this form.")
    if pages:
        said = say(ask.language, "Does not fill in this form, and may read this of it.")
    return ask.fragment(
        "form_read.html",
        say(ask.language, "The form"),
        language=language,
        called=made.definition.title,
        said=said,
        pages=tuple(pages),
    )


def _may_read(one: Question, standing: frozenset[str]) -> bool:
    return may(standing, "see", one.field.view)
