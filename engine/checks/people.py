"""Whoever is to act can: they see the case, reach it, may fill what is required, and do not sign off alone."""

from __future__ import annotations

from collections.abc import Iterator

from engine.cases.compiled import CompiledField, CompiledForm
from engine.cases.compiling.workshop import Spot
from engine.checks.book import Book, PlacedAction
from engine.checks.graph import Graph
from engine.definitions.decisions import STAY
from engine.definitions.workflows import Workflow
from engine.findings import Code, Finding

NOBODY = Code("P601", "An action that nobody may take", 'Add "by", with the roles that may do it.')
NOBODY_OPENS = Code("P602", "A workflow that nobody may open", 'Add "opened_by", with the roles that may open it.')
NOBODY_SEES = Code("P603", "Cases that nobody may see", 'Add "view", with the roles that may see these cases.')
BLIND = Code(
    "P604",
    "Someone who is to act on what they cannot see",
    'Add them to the "view" of the workflow, or take them out of "by".',
)
NEVER_THERE = Code(
    "P605",
    "A role that never reaches a case",
    'Give the role "reach: council" or "reach: team", or a case role to hold.',
)
CANNOT_FILL = Code(
    "P606", "Required of people who may not fill it", 'Add one of them to "edit", or do not require it there.'
)
SIGNS_OFF_OWN = Code(
    "P607", "Someone may sign off their own work", 'Add "not_by: done(...)" with the action that wrote it.', "warning"
)
TELLS = Code(
    "S406", "A condition that tells what may not be seen", "Show both questions to the same people.", "warning"
)
UNHEARD = Code("P616", "An alert that nobody sees", 'Tell a role with "reach: council" or "reach: team".')
ASKED_NOWHERE = Code(
    "P619",
    "Required for an action before which nobody can answer it",
    "Require it for an action that asks the form or comes after it, or ask the form before.",
)
NOT_A_PERSON = Code("P608", "Kept apart from something that nobody does", 'Write "not_by: done(an action)".')


def actions_have_someone(book: Book) -> Iterator[Finding]:
    """Every action, and reopening, merging and splitting, says who may do it."""
    for workflow in book.configuration.workflows.values():
        for one in book.actions(workflow):
            if not one.action.by:
                yield book.finding(NOBODY, f'"{one.id}" does not say who may do it.', one.spot, key=True)
        for name, place in workflow.places.items():
            if place.state.reopen is not None and not place.state.reopen.by:
                spot = Spot("workflow", workflow.workflow, (*place.at, "reopen"))
                yield book.finding(NOBODY, f'Nobody may reopen "{name}".', spot, key=True)
        for setting, one_of in (("merge", workflow.merge), ("split", workflow.split)):
            if one_of is not None and not one_of.by:
                spot = Spot("workflow", workflow.workflow, (setting,))
                yield book.finding(NOBODY, f'"{setting}" does not say who may do it.', spot, key=True)


def workflows_are_opened(book: Book) -> Iterator[Finding]:
    """Somebody may open a case of every workflow."""
    for workflow in book.configuration.workflows.values():
        if not workflow.opened_by:
            spot = Spot("workflow", workflow.workflow, ("workflow",))
            yield book.finding(NOBODY_OPENS, f'Nobody may open a case of "{workflow.workflow}".', spot)


def workflows_are_seen(book: Book) -> Iterator[Finding]:
    """Somebody may see the cases of every workflow."""
    for workflow in book.configuration.workflows.values():
        if not workflow.view:
            spot = Spot("workflow", workflow.workflow, ("workflow",))
            yield book.finding(NOBODY_SEES, f'Nobody may see a case of "{workflow.workflow}".', spot)


def who_acts_sees(book: Book) -> Iterator[Finding]:
    """Whoever an action is by may see the case; the same for opening it."""
    for workflow in book.configuration.workflows.values():
        view = book.definition.roles.members(workflow.view)
        for spot, name in _acting(book, workflow):
            unseen = [one for one in sorted(book.definition.roles.members([name])) if not standing(book, one) & view]
            if workflow.view and unseen:
                message = f'"{unseen[0]}" may do this, but may not see a case of "{workflow.workflow}".'
                yield book.finding(BLIND, message, spot)


def who_acts_is_there(book: Book) -> Iterator[Finding]:
    """Whoever an action is by reaches the case: by their role, or by a place on it."""
    for workflow in book.configuration.workflows.values():
        for spot, name in _acting(book, workflow):
            for message in never_there(book, name):
                yield book.finding(NEVER_THERE, message, spot)


def broken_glass_is_heard(book: Book) -> Iterator[Finding]:
    """Whoever is told that the glass was broken reaches cases without a place on them, or would never be told."""
    for workflow in book.configuration.workflows.values():
        glass = workflow.restricted.break_glass if workflow.restricted is not None else None
        for index, name in enumerate(glass.tell if glass is not None else ()):
            for one in sorted(book.definition.roles.members([name])):
                if book.definition.roles.reach.get(one) not in ("council", "team"):
                    spot = Spot("workflow", workflow.workflow, ("restricted", "break_glass", "tell", index))
                    message = f'"{one}" reaches neither all cases nor those of a team, so this alert would not be seen.'
                    yield book.finding(UNHEARD, message, spot)


def never_there(book: Book, name: str) -> Iterator[str]:
    """Yield why someone that *name* stands for never reaches a case."""
    roles = book.definition.roles
    for one in sorted(roles.members([name])):
        reach = roles.reach.get(one)
        placed = any(roles.powers[one] & takers for takers in roles.taken_from.values()) if reach else True
        if reach == "task":
            yield f'"{one}" reaches only tasks sent to them, so they cannot do this.'
        elif reach == "case" and not placed:
            yield f'"{one}" reaches only cases they are named on, and no case role names them.'


def _acting(book: Book, workflow: Workflow) -> Iterator[tuple[Spot, str]]:
    """Yield everyone who is to act on a case that is open or ended, where they are named."""
    for one in book.actions(workflow):
        yield from ((one.spot.at("by", index), name) for index, name in enumerate(one.action.by))
    for place in workflow.places.values():
        if place.state.reopen is not None:
            spot = Spot("workflow", workflow.workflow, (*place.at, "reopen", "by"))
            yield from ((spot.at(index), name) for index, name in enumerate(place.state.reopen.by))
    glass = workflow.restricted.break_glass if workflow.restricted is not None else None
    for at, one_of in (
        (("merge",), workflow.merge),
        (("split",), workflow.split),
        (("restricted",), workflow.restricted),
        (("restricted", "break_glass"), glass),
    ):
        spot = Spot("workflow", workflow.workflow, (*at, "by"))
        yield from ((spot.at(index), name) for index, name in enumerate(one_of.by if one_of is not None else ()))


def standing(book: Book, name: str) -> frozenset[str]:
    """Return all that a holder of the role or case role *name* may be on a case."""
    roles = book.definition.roles
    if name in roles.powers:
        return roles.powers[name]
    takers = roles.taken_from.get(name, frozenset())
    return frozenset({name}).union(*(roles.powers.get(one, frozenset()) for one in takers))


def required_can_be_filled(book: Book) -> Iterator[Finding]:
    """What a form requires when an action is taken, somebody who may take it may fill."""
    for workflow in book.configuration.workflows.values():
        for one in book.actions(workflow):
            form = book.definition.forms.get(one.action.submits or "")
            people = book.definition.roles.members(one.action.by)
            for field in form.fields if form is not None and people else ():
                can = any(standing(book, name) & field.edit for name in people)
                if field.edit and not can and _is_required(field, one):
                    message = f'"{field.id}" is required for "{one.id}", but nobody who may do that may fill it.'
                    yield book.finding(CANNOT_FILL, message, _edit_of(form, field))


def required_is_asked_before(book: Book) -> Iterator[Finding]:
    """What is required for an action that does not ask the form itself can have been answered before."""
    for form in book.configuration.forms.values():
        for one in book.fields_of(form):
            for index, name in enumerate(one.field.required_for):
                for workflow in book.workflows_asking(form.form):
                    placed = [other for other in book.actions(workflow) if other.id == name]
                    if placed and not any(_is_asked_by_then(book, workflow, other, form.form) for other in placed):
                        message = f'"{one.id}" is required for "{name}", but nobody can fill "{form.form}" there.'
                        yield book.finding(ASKED_NOWHERE, message, one.spot.at("required_for", index))


def _is_asked_by_then(book: Book, workflow: Workflow, one: PlacedAction, form: str) -> bool:
    if one.state is None or one.action.submits == form:
        return True
    return form in book.graph(workflow).forms_before(one.state)


def _is_required(field: CompiledField, one: PlacedAction) -> bool:
    asked = one.id in field.asked_for if field.asked_for else one.action.form is not None
    return asked and field.asks and (field.definition.required or one.id in field.definition.required_for)


def _edit_of(form: CompiledForm | None, field: CompiledField) -> Spot:
    spot = Spot("form", form.id if form is not None else "", ("pages", field.page))
    return spot.at("fields", field.id, "edit") if field.definition.edit else spot.at("edit")


def conditions_tell_nothing(book: Book) -> Iterator[Finding]:
    """Whoever may see that a question is shown may also see the answers which decide that."""
    for form in book.definition.forms.values():
        for one in form.fields:
            for name in sorted(read for show in one.show for read in show.reads & form.by_id.keys()):
                blind = [who for who in sorted(one.view) if not standing(book, who) & form.by_id[name].view]
                if blind:
                    message = f'"{one.id}" can be seen by {blind[0]}, but the condition that shows it reads "{name}".'
                    hint = f'{blind[0]} may not see "{name}"; a question that is there or not gives it away.'
                    spot = Spot("form", form.id, ("pages", one.page, "fields", one.id, "show_if"))
                    yield book.finding(TELLS, message, spot, hint)


def duties_are_kept_apart(book: Book) -> Iterator[Finding]:
    """The last hand on a form is not the one that wrote it, unless somebody else still confirms what that hand did."""
    for workflow in book.configuration.workflows.values():
        graph = book.graph(workflow).of_one_round()  # a new round has a last hand of its own
        actions = list(book.actions(workflow))
        checked = {moment.name for one in actions for moment in one.action.not_by}
        for one in actions:
            form = one.action.carries_on
            if form is None or one.action.not_by or one.id in checked or not _is_last(workflow, graph, one, form):
                continue
            writers = [other.id for other in actions if other.action.submits == form and other.id != one.id]
            if writers and _same_person(book, one, [other for other in actions if other.id in writers]):
                message = f'Whoever wrote "{form}" may also take "{one.action.title}", the last step on it.'
                hint = f'If someone else should, add "not_by: done({writers[-1]})".'
                yield book.finding(SIGNS_OFF_OWN, message, one.spot.at("by"), hint)


def _is_last(workflow: Workflow, graph: Graph, one: PlacedAction, form: str) -> bool:
    """Return whether nobody takes up *form* again wherever *one* leads."""
    targets = (workflow.target(rule.target, one.state or "") for rule in one.action.rules if rule.target != STAY)
    after = {state for path in targets if path for state in graph.reached(path) & workflow.places.keys()}
    later = {name for state in after for name, action in workflow.actions_in(state).items() if action.submits == form}
    return one.state is not None and not later - {one.id}


def _same_person(book: Book, one: PlacedAction, writers: list[PlacedAction]) -> bool:
    mine = book.definition.roles.members(one.action.by)
    may = [standing(book, name) for name in mine]
    return any(powers & book.definition.roles.members(other.action.by) for other in writers for powers in may)


def kept_apart_from_an_action(book: Book) -> Iterator[Finding]:
    """`not_by` names something that somebody does."""
    for workflow in book.configuration.workflows.values():
        for one in book.actions(workflow):
            for index, moment in enumerate(one.action.not_by):
                if moment.kind != "done":
                    message = "This is not something that a person did, so nobody can be kept apart from it."
                    yield book.finding(NOT_A_PERSON, message, one.spot.at("not_by", index))
