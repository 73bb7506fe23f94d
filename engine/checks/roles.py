"""Whoever is named must exist: roles, places on a case, and groups of them, wherever one of their names stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.cases.compiling.tasks import all_tasks
from engine.cases.compiling.workshop import Spot
from engine.checks.book import MANIFEST, Book, deadlines_of
from engine.findings import Code, Finding, suggestion

UNKNOWN_ROLE = Code("N222", "A role that does not exist", "Name a role, case role or group of casepath.yaml.")
NOT_HERE = Code("N223", "A case role or group where only a role can stand", "Name a role.")
INCLUDES_CIRCLE = Code("N224", "Roles that include each other in a circle", "Take one of the includes out.")
UNKNOWN_CASE_ROLE = Code("N225", "A case role that does not exist", "Name one of the case_roles of casepath.yaml.")
NEEDED_NOWHERE = Code("N297", "A place on a case that cannot be given when it is needed", "Name a state, and given_by.")
OUTSIDE = Code("N293", "An outside role with the reach or the tasks of an inside one", "Take one of the two out.")
ROLE_TWICE = Code(
    "N226", "One id for two kinds of people", "Roles, case roles and groups share one set of ids. Rename one."
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where someone is named. *takes* says who may stand there."""

    spot: Spot
    name: str
    takes: tuple[str, ...]


_ANYONE = ("role", "case role", "group")
_NO_GROUP = ("role", "case role")
_NO_PLACE = ("role", "group")
_ROLE = ("role",)


def names_of_roles(book: Book) -> Iterator[Finding]:
    """Everyone who is named is a role, a case role or a group, and of a kind that makes sense there."""
    manifest = book.configuration.manifest
    kinds = dict.fromkeys(manifest.groups, "group") | dict.fromkeys(manifest.case_roles, "case role")
    kinds |= dict.fromkeys(manifest.roles, "role")
    for mention in mentions(book):
        kind = kinds.get(mention.name)
        if kind is None:
            known = [name for name, one in kinds.items() if one in mention.takes]
            hint = suggestion(mention.name, known, what="roles")
            yield book.finding(UNKNOWN_ROLE, f'"{mention.name}" is not a {_either(mention.takes)}.', mention.spot, hint)
        elif kind not in mention.takes:
            message = f'"{mention.name}" is a {kind}; only a {_either(mention.takes)} can stand here.'
            yield book.finding(NOT_HERE, message, mention.spot, _instead(book, mention.name, kind))


def circles_of_roles(book: Book) -> Iterator[Finding]:
    """No role includes itself, however far round."""
    roles = book.configuration.manifest.roles
    told: set[str] = set()
    for start in roles:
        circle = _circle(start, {name: role.includes for name, role in roles.items()})
        if circle and not told & set(circle):
            told |= set(circle)
            message = f"These roles include each other in a circle: {' > '.join([*circle, start])}."
            yield book.finding(INCLUDES_CIRCLE, message, MANIFEST.at("roles", start, "includes"))


def outsiders_stay_outside(book: Book) -> Iterator[Finding]:
    """A role with `external` gets its own tasks and what was sent with them, whatever else its author may think."""
    roles = book.configuration.manifest.roles
    for name, role in roles.items():
        if not role.external:
            continue
        spot = MANIFEST.at("roles", name)
        if "reach" in role.model_fields_set and role.reach != "task":
            message = f'"{name}" is external, so it sees its own tasks only; "reach: {role.reach}" would say otherwise.'
            yield book.finding(OUTSIDE, message, spot.at("reach"), 'Take "reach" out, or "external".')
        for index, other in enumerate(role.includes):
            if other in roles and not roles[other].external:
                message = f'"{name}" is external and includes "{other}", whose tasks it would get.'
                yield book.finding(OUTSIDE, message, spot.at("includes", index), "Name an external role, or none.")


def roles_named_once(book: Book) -> Iterator[Finding]:
    """A name in `by` or `view` stands for one thing: a role, a case role or a group."""
    manifest = book.configuration.manifest
    for setting, noun, taken in (
        ("case_roles", "case role", set(manifest.roles)),
        ("groups", "group", {*manifest.roles, *manifest.case_roles}),
    ):
        for name in manifest.case_roles if setting == "case_roles" else manifest.groups:
            if name in taken:
                other = "role" if name in manifest.roles else "case role"
                message = f'"{name}" is the id of a {other} and of a {noun}.'
                yield book.finding(ROLE_TWICE, message, MANIFEST.at(setting, name), key=True)


def places_given(book: Book) -> Iterator[Finding]:
    """What an action assigns is a case role."""
    known = book.configuration.manifest.case_roles
    for workflow in book.configuration.workflows.values():
        for one in book.actions(workflow):
            gives = one.action.assigns
            if gives is not None and gives not in known:
                hint = suggestion(gives, known, what="case roles")
                message = f'"{one.action.title}" assigns "{gives}", which is not a case role.'
                yield book.finding(UNKNOWN_CASE_ROLE, message, one.spot.at("assigns"), hint)


def places_are_needed_somewhere(book: Book) -> Iterator[Finding]:
    """Where a place on a case is needed is a state, and somebody may give it then."""
    flows = book.configuration.workflows.values()
    known = list(dict.fromkeys(name for flow in flows for name in flow.state_names))
    for name, place in book.configuration.manifest.case_roles.items():
        for index, state in enumerate(place.needed_from):
            spot = MANIFEST.at("case_roles", name, "needed_from", index)
            if state not in known:
                hint = suggestion(state, known, what="states")
                yield book.finding(NEEDED_NOWHERE, f'"{name}" is needed from "{state}", which is no state.', spot, hint)
            elif not place.given_by:
                message = f'"{name}" is needed from "{state}", and nobody may give it.'
                yield book.finding(NEEDED_NOWHERE, message, spot, 'Add "given_by" with who gives it.')


def mentions(book: Book) -> Iterator[Mention]:
    """Yield every place where a role, case role or group is named."""
    yield from _in_manifest(book)
    for record in book.configuration.records.values():
        spot = Spot("record", record.record)
        yield from _each(spot.at("view"), record.view)
        yield from _each(spot.at("edit"), record.edit)
    for form in book.configuration.forms.values():
        spot = Spot("form", form.form)
        yield from _each(spot.at("view"), form.view)
        yield from _each(spot.at("correct", "by"), form.correct.by if form.correct else ())
        yield from _each(spot.at("withdraw", "by"), form.withdraw.by if form.withdraw else ())
        for share_id, share in form.share.items():
            yield from _each(spot.at("share", share_id, "to"), share.to)
        for page_id, page in form.pages.items():
            yield from _each(spot.at("pages", page_id, "view"), page.view)
            yield from _each(spot.at("pages", page_id, "edit"), page.edit)
    for placed in (*book.facts(), *book.questions(), *book.link_questions()):
        yield from _each(placed.spot.at("view"), placed.field.view)
        yield from _each(placed.spot.at("edit"), placed.field.edit)
    yield from _in_letters(book)
    yield from _in_workflows(book)


def _in_manifest(book: Book) -> Iterator[Mention]:
    manifest = book.configuration.manifest
    for name, role in manifest.roles.items():
        yield from _each(MANIFEST.at("roles", name, "includes"), role.includes, _ROLE)
    for name, place in manifest.case_roles.items():
        yield from _each(MANIFEST.at("case_roles", name, "from"), place.taken_from, _ROLE)
        yield from _each(MANIFEST.at("case_roles", name, "given_by"), place.given_by, _NO_GROUP)
    for name, members in manifest.groups.items():
        yield from _each(MANIFEST.at("groups", name), members, _NO_GROUP)
    for name, team in manifest.teams.items():
        yield from _each(MANIFEST.at("teams", name, "roles"), team.roles, _ROLE)


def _in_letters(book: Book) -> Iterator[Mention]:
    for name, letter in book.configuration.letters.items():
        yield from _each(Spot("letter", name, ("audience",)), letter.audience)


def _in_workflows(book: Book) -> Iterator[Mention]:
    for workflow in book.configuration.workflows.values():
        spot = Spot("workflow", workflow.workflow)
        # Nobody holds a place on a case that is not open yet.
        yield from _each(spot.at("opened_by"), workflow.opened_by, _NO_PLACE)
        yield from _each(spot.at("view"), workflow.view)
        yield from _each(spot.at("audited_by"), workflow.audited_by)
        if workflow.restricted is not None:
            yield from _each(spot.at("restricted", "by"), workflow.restricted.by)
            glass = workflow.restricted.break_glass
            # Nobody holds a place on a case that they cannot find.
            yield from _each(spot.at("restricted", "break_glass", "by"), glass.by if glass else (), _NO_PLACE)
            yield from _each(spot.at("restricted", "break_glass", "tell"), glass.tell if glass else (), _NO_PLACE)
        for one in book.actions(workflow):
            yield from _each(one.spot.at("by"), one.action.by)
            yield from _each(one.spot.at("notify", "tell"), one.action.notify.tell if one.action.notify else ())
        yield from _each(spot.at("merge", "by"), workflow.merge.by if workflow.merge else ())
        yield from _each(spot.at("split", "by"), workflow.split.by if workflow.split else ())
        for name, alert in workflow.alerts.items():
            yield from _each(spot.at("alerts", name, "tell"), alert.tell)
        for task in all_tasks(workflow):
            yield from _each(task.spot.at("by"), task.task.by)
            yield from _each(task.spot.at("on_behalf"), task.task.on_behalf)
        yield from _each(spot.at("ad_hoc", "by"), workflow.ad_hoc.by if workflow.ad_hoc else ())
        for place in workflow.places.values():
            yield from _each(spot.at(*place.at, "ad_hoc", "by"), place.state.ad_hoc.by if place.state.ad_hoc else ())
            if place.state.reopen is not None:
                yield from _each(spot.at(*place.at, "reopen", "by"), place.state.reopen.by)
        for _, here, deadline in deadlines_of(workflow):
            for index, reminder in enumerate(deadline.remind):
                yield from _each(here.at("remind", index, "tell"), reminder.tell)
            for index, step in enumerate(deadline.breach):
                yield from _each(here.at("breach", index, "tell"), step.tell)


def _each(spot: Spot, names: tuple[str, ...], takes: tuple[str, ...] = _ANYONE) -> Iterator[Mention]:
    for index, name in enumerate(names):
        yield Mention(spot.at(index), name, takes)


def _either(kinds: tuple[str, ...]) -> str:
    return kinds[0] if len(kinds) == 1 else f"{', '.join(kinds[:-1])} or {kinds[-1]}"


def _instead(book: Book, name: str, kind: str) -> str:
    manifest = book.configuration.manifest
    inside = manifest.groups[name] if kind == "group" else manifest.case_roles[name].taken_from
    return f"Name {'its members' if kind == 'group' else 'who may take it'}: {', '.join(inside)}." if inside else ""


def _circle(start: str, includes: dict[str, tuple[str, ...]]) -> list[str]:
    """Return the way from *start* back to itself, without the last step; nothing when there is none."""
    seen: set[str] = set()
    waiting = [[start]]
    while waiting:
        way = waiting.pop()
        for one in includes.get(way[-1], ()):
            if one == start:
                return way
            if one not in seen:
                seen.add(one)
                waiting.append([*way, one])
    return []
