"""What may be known across a link: only what is ordinary, written at one end, and no names in alerts."""

from __future__ import annotations

from collections.abc import Iterator

from engine.cases.compiling.links import far_end, shared_field
from engine.cases.compiling.workshop import Spot
from engine.checks.book import Book
from engine.checks.links import all_openings, shared_names, source_of
from engine.checks.rows import NOT_IN_ROWS
from engine.definitions.configuration import Configuration
from engine.definitions.fields import DeclarationField, FieldBase, FileField, NoteField, RowsField, Sensitivity
from engine.definitions.workflows import Workflow
from engine.findings import Code, Finding

TWO_ENDS = Code("D810", "A link written at both ends", "Write what is shared and what is asked at one of the two.")
SENSITIVE = Code(
    "D811",
    "Something shared that is not ordinary",
    "Share something else, or mark the question ordinary if it is.",
)
MADE_ORDINARY = Code(
    "D812",
    "Something personal that becomes an ordinary fact",
    "Take the fact from something ordinary, or leave it for people to fill in.",
)
NAMES_SOMEBODY = Code(
    "D813", "An alert that could name somebody", "Say what was noticed in words that are always the same."
)
TELLS_NOBODY = Code("P612", "An alert that tells nobody", 'Add "tell", with the roles that are to know.')
CANNOT_OPEN = Code(
    "P613",
    "An action that opens what those who take it may not open",
    'Add one of them to "opened_by" of the other workflow.',
)
NOT_ON_A_LINK = Code("S412", "A question that a link cannot ask", "Ask it in a form of the case.")


def links_are_written_at_one_end(book: Book) -> Iterator[Finding]:
    """What a link shares and asks stands at one of its ends."""
    for workflow in book.configuration.workflows.values():
        for name, link in workflow.links.items():
            far = far_end(book.configuration, link)
            if far is None or far is link or not (link.is_written_here and far.is_written_here):
                continue
            if (workflow.workflow, name) < (link.to, link.back):
                message = f'"{name}" and "{link.back}" of "{link.to}" both say what is shared or asked along this link.'
                yield book.finding(TWO_ENDS, message, Spot("workflow", workflow.workflow, ("links", name)), key=True)


def what_is_shared_is_ordinary(book: Book) -> Iterator[Finding]:
    """Nothing personal or special is shared along a link."""
    for spot, name, owner in shared_names(book):
        marked = sensitivity(book.configuration, owner, name)
        if marked is not None and marked != "ordinary":
            yield book.finding(SENSITIVE, f'This link shares "{name}", which is {marked}.', spot)


def new_facts_stay_as_guarded(book: Book) -> Iterator[Finding]:
    """A fact that is ordinary is never filled with something personal by opening a case."""
    for one, spot, opens in all_openings(book):
        workflow = book.configuration.workflows[one.spot.name]
        to = book.configuration.workflows[workflow.links[opens.link].to]
        for fact, source in opens.facts.items():
            if sensitivity(book.configuration, to, f"{to.subject}.{fact}") != "ordinary":
                continue
            taken = source_of(book, workflow, one, opens, source)
            marked = _of_source(book, workflow, one.action.submits, source, opens.for_each)
            if taken is not None and marked != "ordinary":
                said = f'"{fact}" is an ordinary fact of a {to.subject}, and "{source}" is {marked}.'
                where = ("subject", fact) if fact in opens.subject else ("copy", opens.copied.index(source))
                yield book.finding(MADE_ORDINARY, said, spot.at(*where))


def _of_source(
    book: Book, workflow: Workflow, submits: str | None, source: str, each: str | None
) -> Sensitivity | None:
    """Return how closely what *source* names is kept: the row's own, else that of the rows it stands in."""
    owner, _, name = source.partition(".")
    if owner != "row":
        return sensitivity(book.configuration, workflow, f"{submits}.{name}" if owner == "this" else source)
    form, _, rows = (each or "").partition(".")
    around = f"{submits if form == 'this' else form}.{rows}"
    found = shared_field(book.configuration, workflow, around)
    cell = found[0].fields.get(name) if found is not None and isinstance(found[0], RowsField) else None
    own = cell.sensitivity if cell is not None else None
    return own or sensitivity(book.configuration, workflow, around)


def sensitivity(configuration: Configuration, flow: Workflow, name: str) -> Sensitivity | None:
    """Return how closely *name*, said of a case of *flow*, is kept; nothing for what any case has or nothing is."""
    found = shared_field(configuration, flow, name)
    if found is None:
        return None
    field, owner = found
    if owner in configuration.forms:
        form = configuration.forms[owner]
        page = next(form.pages[page] for page, each, _ in form.placed_fields() if each == name.partition(".")[2])
        return field.sensitivity or page.sensitivity or form.sensitivity
    return field.sensitivity or configuration.records[owner].sensitivity


def links_ask_what_they_can(book: Book) -> Iterator[Finding]:
    """A link's own questions are plain ones: what needs a form of its own is asked in one."""
    for workflow in book.configuration.workflows.values():
        for link_id, link in workflow.links.items():
            for name, field in link.fields.items():
                spot = Spot("workflow", workflow.workflow, ("links", link_id, "fields", name))
                if isinstance(field, FileField | DeclarationField | NoteField | RowsField):
                    message = f'"{name}" is {field.type}, which a link cannot ask.'
                    yield book.finding(NOT_ON_A_LINK, message, spot.at("type"))
                for written, setting in _NOT_ON_A_LINK.items():
                    if getattr(field, setting) not in (FieldBase.model_fields[setting].default, ()):
                        message = f'"{name}" is asked with the link, where "{written}" has no effect.'
                        yield book.finding(NOT_IN_ROWS, message, spot.at(written), "Take it out.", key=True)


_NOT_ON_A_LINK = {
    "from": "source",
    "shows": "shows",
    "confirm": "confirm",
    "confirm_after": "confirm_after",
    "for": "asked_for",
    "required_for": "required_for",
    "write_back": "write_back",
    "edit": "edit",
}


def alerts_tell_somebody(book: Book) -> Iterator[Finding]:
    """Every alert says who is told, in words that are always the same."""
    for workflow in book.configuration.workflows.values():
        for name, alert in workflow.alerts.items():
            spot = Spot("workflow", workflow.workflow, ("alerts", name))
            if not alert.tell:
                yield book.finding(TELLS_NOBODY, f'"{name}" does not say who is told.', spot, key=True)
            if "{{" in alert.say:
                message = f'"{name}" would fill something in, which might name somebody.'
                yield book.finding(NAMES_SOMEBODY, message, spot.at("say"))


def who_acts_may_open(book: Book) -> Iterator[Finding]:
    """Somebody who takes an action that opens a case may open that case."""
    roles = book.definition.roles
    for one, spot, opens in all_openings(book):
        workflow = book.configuration.workflows[one.spot.name]
        to = book.configuration.workflows[workflow.links[opens.link].to]
        may = roles.members(to.opened_by)
        acting = {power for who in roles.members(one.action.by) for power in _powers(book, who)}
        if one.action.by and may and not acting & may:
            message = f'Nobody who may do "{one.action.title}" may open a case of "{to.workflow}".'
            yield book.finding(CANNOT_OPEN, message, spot.at("link"))


def _powers(book: Book, who: str) -> set[str]:
    """Return what somebody with the role or place *who* may be: the role and all it includes, whoever holds it."""
    roles = book.definition.roles
    taken_from = roles.taken_from.get(who, frozenset())
    holders = {name for name, powers in roles.powers.items() if who in powers or powers & taken_from}
    return {power for name in holders for power in roles.powers[name]} | {who}
