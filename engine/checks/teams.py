"""Teams, where there are any: each role that has work is held in one, and duties are kept apart in them."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checks.book import Book, PlacedAction
from engine.findings import Code, Finding

NO_TEAM = Code(
    "P617", "A role that no team holds", 'Add the role to a team of casepath.yaml, or name another in "by".', "warning"
)
ONE_PERSON = Code(
    "P618",
    "Duties kept apart that one person holds alone",
    "Give one of the roles to somebody else, or name a second person in the team.",
    "warning",
)


def roles_with_work_are_in_teams(book: Book) -> Iterator[Finding]:
    """Where there are teams, whoever an action is by is in one of them; a role outside the council is in none."""
    title, told = book.configuration.manifest.title, set[frozenset[str]]()
    for one in _actions(book) if book.configuration.manifest.teams else ():
        roles = _roles(book, one)
        outside = any(book.definition.roles.reach.get(name) == "task" for name in roles)
        if roles and not outside and roles not in told and not any(_teams_of(book, name) for name in roles):
            told.add(roles)
            name = book.definition.roles.named(sorted(one.action.by), "en")
            message = f'In {title} no team is bound to: {name}. So nobody can do "{one.action.title}".'
            yield book.finding(NO_TEAM, message, one.spot.at("by"))


def duties_are_held_by_two(book: Book) -> Iterator[Finding]:
    """What `not_by` keeps apart is not left to one and the same person, where teams name their people."""
    if not book.configuration.manifest.teams:
        return
    by_id = {(one.spot.name, one.id): one for one in _actions(book)}
    for one in _actions(book):
        for index, moment in enumerate(one.action.not_by):
            other = by_id.get((one.spot.name, moment.name)) if moment.kind == "done" else None
            mine = None if other is None else _people(book, one)
            if other is not None and mine is not None and len(mine) == 1 and _people(book, other) == mine:
                both = f'"{one.action.title}" and "{other.action.title}"'
                message = f"One person alone may do both {both}, which are kept apart."
                yield book.finding(ONE_PERSON, message, one.spot.at("not_by", index))


def _actions(book: Book) -> Iterator[PlacedAction]:
    for workflow in book.configuration.workflows.values():
        yield from book.actions(workflow)


def _roles(book: Book, one: PlacedAction) -> frozenset[str]:
    """Return the roles that let somebody take an action, a place on the case by those that may take it."""
    known = book.definition.roles
    named = known.members(one.action.by)
    may = named | frozenset[str]().union(*(known.taken_from.get(name, frozenset()) for name in named))
    return frozenset(name for name, powers in known.powers.items() if powers & may)


def _teams_of(book: Book, role: str) -> list[str]:
    return [name for name, team in book.configuration.manifest.teams.items() if role in team.roles]


def _people(book: Book, one: PlacedAction) -> frozenset[str] | None:
    """Return who may take an action; nothing where a team with one of its roles does not name its people."""
    teams = [team for team in book.configuration.manifest.teams.values() if _roles(book, one) & set(team.roles)]
    if not teams or not all(team.people for team in teams):
        return None
    return frozenset(person for team in teams for person in team.people)
