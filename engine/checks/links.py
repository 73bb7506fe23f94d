"""Links, what opens another case, and messages: every name means something at both ends, and both ends agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.cases.compiling.links import OF_A_CASE, each_field, far_end, goes_through, shared_field
from engine.cases.compiling.workshop import Spot
from engine.checks.book import Book, PlacedAction
from engine.definitions.fields import AnyField, ChoiceField, RowsField, own_fields
from engine.definitions.links import LINKED_ON, Link, Opens
from engine.definitions.workflows import Workflow
from engine.expressions.types import Choice, Type, described, same_type
from engine.findings import Code, Finding, suggestion

UNKNOWN_WORKFLOW = Code("N300", "A link to a workflow that does not exist", "Name one of the workflows.")
UNKNOWN_LINK = Code("N301", "A link that does not exist", "Name one of the links of the workflow.")
NOT_BACK = Code(
    "N302", "Two links that do not lead back to each other", "Name each of the two as the back of the other."
)
UNKNOWN_SHARED = Code(
    "N303",
    "Shared, and not there",
    "Name a question of a form, a fact of the record, or case.reference, case.state or case.opened_on.",
)
NOT_OPENED_FROM = Code("N304", "Opened from something that is not there", "Name a question of a form as form.field.")
TAKEN_ID = Code("N305", "An id that a link needs itself", "Choose another id for the question.")
NOT_SEVERAL = Code("T370", "Opened for each of what is only one", "Name rows, subjects or choices.")
OTHER_TYPE = Code("T371", "A fact that cannot hold what it is given", "Take it from something of the same type.")
UNHEARD = Code(
    "F550", "A message that nobody hears", "Add it under hears in the other workflow, or take it out.", "warning"
)
UNSENT = Code(
    "F551", "A message that nobody sends", "Add it under message in the other workflow, or take it out.", "warning"
)

_OWN_WORDS = ("to", LINKED_ON, "case", "link")
"""What cannot be the id of a link's own question: `to` says which case is linked, `linked_on` when."""


def links_lead_somewhere(book: Book) -> Iterator[Finding]:
    """Every link leads to a workflow and names the link of that one which leads back."""
    flows = book.configuration.workflows
    for workflow in flows.values():
        for name, link in workflow.links.items():
            spot = _spot(workflow, "links", name)
            to = flows.get(link.to)
            if to is None:
                message = f'There is no workflow called "{link.to}".'
                yield book.finding(
                    UNKNOWN_WORKFLOW, message, spot.at("to"), suggestion(link.to, flows, what="workflows")
                )
            elif link.back not in to.links:
                yield _no_link(book, spot.at("back"), link.back, to)


def links_lead_back(book: Book) -> Iterator[Finding]:
    """The two ends of a link name each other."""
    for workflow in book.configuration.workflows.values():
        for name, link in workflow.links.items():
            far = far_end(book.configuration, link)
            if far is None or (far.to, far.back) == (workflow.workflow, name):
                continue
            message = (
                f'"{name}" says that "{link.back}" leads back; that one leads to "{far.to}" and back by "{far.back}".'
            )
            yield book.finding(NOT_BACK, message, _spot(workflow, "links", name, "back"))


def names_of_links(book: Book) -> Iterator[Finding]:
    """Actions, messages and what is heard name links of their own workflow."""
    for workflow in book.configuration.workflows.values():
        for spot, name, key in _named_links(book, workflow):
            if name not in workflow.links:
                yield _no_link(book, spot, name, workflow, key=key)


def _named_links(book: Book, workflow: Workflow) -> Iterator[tuple[Spot, str, bool]]:
    for one in book.actions(workflow):
        if one.action.link is not None:
            yield one.spot.at("link"), one.action.link, False
        for spot, opens in _openings(one):
            yield spot.at("link"), opens.link, False
    for place in workflow.places.values():
        spot = _spot(workflow, *place.at)
        for name in place.state.message:
            yield spot.at("message", name), name, True
        for message, heard in place.state.hears.items():
            yield spot.at("hears", message, "from"), heard.source, False


def _no_link(book: Book, spot: Spot, name: str, workflow: Workflow, *, key: bool = False) -> Finding:
    message = f'"{workflow.workflow}" has no link called "{name}".'
    return book.finding(UNKNOWN_LINK, message, spot, suggestion(name, workflow.links, what="links"), key=key)


def names_that_are_shared(book: Book) -> Iterator[Finding]:
    """What a link shares is a question, a fact or something that any case has; rows are not shared."""
    for spot, name, owner in shared_names(book):
        found = shared_field(book.configuration, owner, name)
        if found is None and name not in OF_A_CASE:
            message = f'A case of "{owner.workflow}" has no "{name}" to share.'
            yield book.finding(UNKNOWN_SHARED, message, spot, suggestion(name, _sharable(book, owner), what="names"))
        elif found is not None and isinstance(found[0], RowsField):
            message = f'"{name}" is rows, which a link does not share.'
            yield book.finding(
                UNKNOWN_SHARED, message, spot, "Share a count of them that a field of the form calculates."
            )


def shared_names(book: Book) -> Iterator[tuple[Spot, str, Workflow]]:
    """Yield what links share, as written, and the workflow of whose cases it is said."""
    flows = book.configuration.workflows
    for workflow in flows.values():
        for link_id, link in workflow.links.items():
            spot, to = _spot(workflow, "links", link_id, "shares"), flows.get(link.to)
            yield from ((spot.at("out", index), name, workflow) for index, name in enumerate(link.shares.out))
            if to is not None:
                yield from ((spot.at("in", index), name, to) for index, name in enumerate(link.shares.taken))


def _sharable(book: Book, owner: Workflow) -> list[str]:
    subject = book.configuration.manifest.subjects.get(owner.subject)
    record = book.configuration.records.get(subject.record) if subject is not None else None
    facts = [f"{owner.subject}.{name}" for name in record.fields] if record is not None else []
    asked = {one.action.submits for one in book.actions(owner)} & book.configuration.forms.keys()
    forms = (book.configuration.forms[one] for one in sorted(filter(None, asked)))
    return [*OF_A_CASE, *facts, *(f"{form.form}.{name}" for form in forms for _, name, _ in form.placed_fields())]


def ids_of_link_questions(book: Book) -> Iterator[Finding]:
    """A link's own questions take no id that says something else of the link."""
    for workflow in book.configuration.workflows.values():
        for link_id, link in workflow.links.items():
            for name in link.fields:
                if name in _OWN_WORDS:
                    message = f'"{name}" says something else of every link.'
                    spot = _spot(workflow, "links", link_id, "fields", name)
                    yield book.finding(TAKEN_ID, message, spot, key=True)


# --- opening others -----------------------------------------------------------------------------------------------


def others_are_opened_for_each_of_several(book: Book) -> Iterator[Finding]:
    """What a case is opened for each of is there, and is rows, subjects or a question with several answers."""
    for one, spot, opens in all_openings(book):
        if opens.for_each is None:
            continue
        found = each_field(book.configuration, opens, one.action.submits)
        if found is None:
            message = f'There is no question "{opens.for_each}" to open a case for each of.'
            yield book.finding(NOT_OPENED_FROM, message, spot.at("for_each"))
        elif not goes_through(found[2]):
            message = f'"{opens.for_each}" is one answer, so there is nothing to go through.'
            yield book.finding(NOT_SEVERAL, message, spot.at("for_each"))


def facts_of_new_subjects(book: Book) -> Iterator[Finding]:
    """What a new subject is known by from the start is a fact of its record, and is taken from where there is one."""
    for workflow in book.configuration.workflows.values():
        for one in book.actions(workflow):
            for spot, opens in _openings(one):
                facts = _facts_at(book, workflow, opens)
                for at, fact, source in _given(spot, opens):
                    field = facts.get(fact)
                    taken = source_of(book, workflow, one, opens, source)
                    if facts and field is None:
                        hint = suggestion(fact, facts, what="facts")
                        yield book.finding(UNKNOWN_SHARED, f'The new record has no fact "{fact}".', at, hint, key=True)
                    elif taken is None:
                        message = f'There is no "{source}" to take this from.'
                        yield book.finding(NOT_OPENED_FROM, message, at, _hint(opens))
                    elif field is not None and (wrong := _unlike(book, field, fact, taken, source)) is not None:
                        yield book.finding(OTHER_TYPE, f'"{fact}" {wrong}', at)


def _hint(opens: Opens) -> str:
    return (
        "Name it as row.field, form.field or a fact of this case's record."
        if opens.for_each
        else NOT_OPENED_FROM.remedy
    )


def _given(spot: Spot, opens: Opens) -> Iterator[tuple[Spot, str, str]]:
    for fact, source in opens.subject.items():
        yield spot.at("subject", fact), fact, source
    for index, source in enumerate(opens.copied):
        yield spot.at("copy", index), source.rpartition(".")[2], source


def _facts_at(book: Book, workflow: Workflow, opens: Opens) -> Mapping[str, AnyField]:
    """Return the facts of the record at the other end of what *opens* links; none where that is not there."""
    link = workflow.links.get(opens.link)
    to = book.configuration.workflows.get(link.to) if link is not None else None
    subject = book.configuration.manifest.subjects.get(to.subject) if to is not None else None
    record = book.configuration.records.get(subject.record) if subject is not None else None
    return record.fields if record is not None else {}


def source_of(
    book: Book, workflow: Workflow, one: PlacedAction, opens: Opens, source: str
) -> tuple[AnyField, str] | None:
    """Return the question or fact that *source* names, with its owner: of the row, the action's form or this case."""
    owner, _, name = source.partition(".")
    each = each_field(book.configuration, opens, one.action.submits)
    if owner == "row":
        if each is not None and isinstance(each[2], ChoiceField) and name == "code":
            return each[2], f"{each[0]}.{each[1]}"
        rows = dict(own_fields(each[2].fields)) if each is not None and isinstance(each[2], RowsField) else {}
        return (rows[name], f"{each[0]}.{each[1]}") if each is not None and name in rows else None
    named = f"{one.action.submits}.{name}" if owner == "this" else source
    return shared_field(book.configuration, workflow, named)


def _unlike(book: Book, field: AnyField, fact: str, taken: tuple[AnyField, str], source: str) -> str | None:
    """Return how what is taken does not fit a fact; nothing where it does, or cannot be told."""
    wants, gives = book.type_of(field, fact), book.type_of(taken[0], taken[1])
    if wants is None or gives is None:
        return None
    if source == "row.code":
        gives = _each_of(taken[0], gives)
    if isinstance(wants, Choice) and isinstance(gives, Choice):
        missing = [code for code in gives.options.codes if code not in wants.options.codes]
        return f'cannot be "{missing[0]}", which this offers.' if missing else None
    return None if same_type(wants, gives) else f"is {described(wants)}; this is {described(gives)}."


def _each_of(field: AnyField, kind: Type) -> Type:
    """Return what one of several answers is."""
    options = getattr(kind, "options", None)
    return Choice(options) if isinstance(field, ChoiceField) and options is not None else kind


def all_openings(book: Book) -> Iterator[tuple[PlacedAction, Spot, Opens]]:
    """Yield everything that actions open, where it is written."""
    for workflow in book.configuration.workflows.values():
        for one in book.actions(workflow):
            yield from ((one, spot, opens) for spot, opens in _openings(one))


def _openings(one: PlacedAction) -> Iterator[tuple[Spot, Opens]]:
    yield from ((one.spot.at("open", index), opens) for index, opens in enumerate(one.action.opens))


# --- messages ---------------------------------------------------------------------------------------------------------


def messages_are_heard(book: Book) -> Iterator[Finding]:
    """A message that is sent is heard somewhere at the other end."""
    for workflow in book.configuration.workflows.values():
        for place in workflow.places.values():
            for link_id, names in place.state.message.items():
                link = workflow.links[link_id]
                heard = set(_heard(book, link))
                for index, name in enumerate(names):
                    if name not in heard:
                        message = f'No state of "{link.to}" hears "{name}" from "{link.back}".'
                        spot = _spot(workflow, *place.at, "message", link_id, index)
                        yield book.finding(UNHEARD, message, spot, suggestion(name, heard, what="messages"))


def what_is_heard_is_sent(book: Book) -> Iterator[Finding]:
    """A message that a state waits for is sent somewhere at the other end."""
    for workflow in book.configuration.workflows.values():
        for place in workflow.places.values():
            for name, heard in place.state.hears.items():
                link = workflow.links[heard.source]
                sent = set(_sent(book, link))
                if name not in sent:
                    message = f'No state of "{link.to}" sends "{name}" along "{link.back}".'
                    spot = _spot(workflow, *place.at, "hears", name)
                    yield book.finding(UNSENT, message, spot, suggestion(name, sent, what="messages"), key=True)


def _heard(book: Book, link: Link) -> Iterator[str]:
    for place in book.configuration.workflows[link.to].places.values():
        yield from (name for name, heard in place.state.hears.items() if heard.source == link.back)


def _sent(book: Book, link: Link) -> Iterator[str]:
    for place in book.configuration.workflows[link.to].places.values():
        yield from place.state.message.get(link.back, ())


def _spot(workflow: Workflow, *path: str | int) -> Spot:
    return Spot("workflow", workflow.workflow, path)
