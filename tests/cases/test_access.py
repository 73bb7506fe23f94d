"""Who stands how towards a case: what roles reach, what they include, and what places on a case add."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from engine import Actor
from engine.cases.access import RoleBook, role_book
from engine.cases.restriction import Restriction
from engine.definitions.assemble import assemble
from tests.support import LITTLE, MANIFEST


@dataclass(frozen=True)
class SomeCase:
    team: str = ""
    holders: Mapping[str, str] = field(default_factory=dict)
    restriction: Restriction | None = None


def book(roles: str, rest: str = "") -> RoleBook:
    """Return the roles of a manifest whose `roles:` are these."""
    start, _, after = MANIFEST.partition("roles:\n")
    subjects = after[after.index("subjects:") :]
    files = {**LITTLE, "casepath.yaml": f"{start}roles:\n{roles}\n{rest}\n{subjects}".encode()}
    assembled = assemble({"casepath.yaml": files["casepath.yaml"]})
    assert assembled.configuration is not None, assembled.findings
    return role_book(assembled.configuration.manifest)


ROLES = """\
  officer: {title: Officer, reach: council}
  manager: {title: Manager, includes: officer, reach: team}
  director: {title: Director, includes: manager, reach: council}
  worker_role: Social worker
  police: {title: Police, external: true}
"""
PLACES = """\
case_roles:
  worker: {title: Allocated worker, from: worker_role, given_by: manager}
groups:
  everyone: [officer, worker]
teams:
  east: East team
  west: West team
"""
BOOK = book(ROLES, PLACES)


def standing(roles: str, case: SomeCase | None, **more: str) -> frozenset[str]:
    teams = [more["team"]] if "team" in more else []
    return BOOK.standing(Actor("ann", roles.split(), teams, more.get("on_behalf_of")), case)


def test_a_role_that_reaches_the_council_stands_towards_every_case() -> None:
    assert standing("officer", SomeCase("west")) == {"officer"}


def test_a_role_includes_what_it_includes_all_the_way_down() -> None:
    assert standing("director", SomeCase()) == {"director", "manager", "officer"}


def test_what_a_role_includes_reaches_only_as_far_as_the_role_itself() -> None:
    assert standing("manager", SomeCase("east"), team="east") == {"manager", "officer"}
    assert standing("manager", SomeCase("west"), team="east") == frozenset()


def test_without_a_place_on_the_case_a_worker_does_not_stand_towards_it() -> None:
    assert standing("worker_role", SomeCase()) == frozenset()
    assert standing("worker_role", SomeCase(holders={"worker": "someone else"})) == frozenset()
    assert standing("worker_role", SomeCase(holders={"worker": "ann"})) == {"worker", "worker_role"}


def test_whoever_stands_in_for_the_holder_of_a_place_stands_there_too() -> None:
    case = SomeCase(holders={"worker": "ben"})

    assert standing("worker_role", case, on_behalf_of="ben") == {"worker", "worker_role"}


def test_an_outside_partner_finds_no_cases() -> None:
    assert standing("police", SomeCase()) == frozenset()


def test_a_role_that_does_not_exist_gives_nothing() -> None:
    assert standing("admin root everyone worker", SomeCase()) == frozenset()


def test_a_group_stands_for_its_members() -> None:
    assert BOOK.members(["everyone", "director"]) == {"officer", "worker", "director"}


def test_without_teams_one_team_holds_every_case() -> None:
    alone = book("  manager: {title: Manager, reach: team}\n")

    assert alone.standing(Actor("ann", ["manager"]), SomeCase("anything")) == {"manager"}


@pytest.mark.parametrize("person", ["", "   ", "x" * 65, "two\nlines"])
def test_a_person_without_a_proper_id_is_no_actor(person: str) -> None:
    with pytest.raises(ValueError, match="1 to 64 printable"):
        Actor(person)
