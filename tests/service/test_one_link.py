"""A case that may have one link has one: whichever end makes it, in whatever order, and however many at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from engine import Case, Database, EngineError, Refused
from engine.store.links import read_links
from tests.places import LEAD, PLACES, WORKER
from tests.service.test_links import child, deliver, linked, place
from tests.support import Office, codes

CALLERS = 6
FAR = (b"children: {to: child_path, back: contexts, many: true}", b"children: {to: child_path, back: contexts}")
NEAR = (b"    back: children\n    many: true\n", b"    back: children\n")


def changed(*changes: tuple[bytes, bytes]) -> dict[str, bytes]:
    """Return the files of children and places with texts of both workflows replaced."""
    files = dict(PLACES)
    for old, new in changes:
        (path,) = (name for name, text in files.items() if old in text)
        files[path] = files[path].replace(old, new)
    return files


@pytest.fixture
def office(database: Database) -> Office:
    """Return an office where a place has one child's case at most."""
    return Office(database, files=changed(FAR))


def ends(office: Office, case: Case) -> int:
    """Return how many links a case has, as they are kept."""
    with office.database.read() as tx:
        return len(read_links(tx, office.engine.council, case.id))


def at_once(do: list[Callable[[], object]]) -> list[str]:
    """Do all of it at the same moment; return what came of each: done, or why not."""
    together = Barrier(len(do))

    def attempt(one: Callable[[], object]) -> str:
        together.wait()
        try:
            one()
        except Refused as refused:
            return refused.reasons[0].code
        except EngineError as error:
            return type(error).__name__
        return "done"

    with ThreadPoolExecutor(len(do)) as pool:
        return sorted(pool.map(attempt, do))


def test_the_far_end_is_taken_at_once_and_not_when_it_hears_of_it(office: Office) -> None:
    first, second, towpath = child(office), child(office, "P-2"), place(office)
    linked(office, first, towpath)

    with pytest.raises(Refused) as refused:
        linked(office, second, towpath)

    assert codes(refused.value) == {"not_found"}
    assert ends(office, towpath) == 1
    deliver(office)
    assert office.cases.get(towpath, by=LEAD).links == {"children": 1}


def test_of_many_who_link_the_same_case_at_the_same_moment_one_does(office: Office) -> None:
    cases, towpath = [child(office, f"P-{number}") for number in range(CALLERS)], place(office)

    came = at_once([lambda case=case: linked(office, case, towpath) for case in cases])  # type: ignore[misc]  # mypy does not see the default's type

    assert came == ["done", *["not_found"] * (CALLERS - 1)]
    assert ends(office, towpath) == 1
    assert office.engine.verify(office.database).is_sound


def test_the_near_end_is_taken_by_whoever_links_it_from_the_other_side(database: Database) -> None:
    pick = b"      look_closer: {title: Look closer"
    files = changed(
        NEAR, (pick, b"      pick_child: {title: Pick a child, by: lead, link: children, goes: stay}\n" + pick)
    )
    office = Office(database, files=files)
    case, first, second = child(office), place(office), place(office)

    came = at_once(
        [
            lambda: linked(office, case, first),
            lambda: office.cases.act(second, "pick_child", by=LEAD, seen=second.version, link={"to": case}),
        ]
    )

    assert came in (["done", "not_found"], ["done", "one_only"])
    assert ends(office, case) == 1
    for one, by in ((case, WORKER), (second, LEAD)):
        seen = office.cases.get(one, by=by)
        link = {"to": second if one is case else case} | ({"role": "seen"} if one is case else {})
        if not ends(office, seen):
            with pytest.raises(Refused):
                office.cases.act(
                    seen, "link_place" if one is case else "pick_child", by=by, seen=seen.version, link=link
                )


def test_an_action_that_links_a_known_case_by_itself_is_refused_where_that_has_its_one(database: Database) -> None:
    one_sibling = (b"    back: siblings\n    many: true\n", b"    back: siblings\n")
    office = Office(database, files=changed(one_sibling))
    child(office, "P-7")
    rows = [{"name": "Robin Example", "known": "P-7", "concern": "yes"}]
    child(office, "P-1", screened={"level": "low", "siblings": rows})

    with pytest.raises(Refused) as refused:
        child(office, "P-2", screened={"level": "low", "siblings": rows})

    assert codes(refused.value) == {"one_only"}


def test_a_merge_and_a_link_at_the_same_moment_leave_one(database: Database) -> None:
    office = Office(database, files=changed(FAR))
    case, other, kept, ended = child(office), child(office, "P-2"), place(office), place(office, "Example Lock")
    linked(office, other, ended)
    deliver(office)
    seen = office.cases.get(ended, by=LEAD).version

    came = at_once(
        [
            lambda: linked(office, case, kept),
            lambda: office.cases.merge(ended, kept, reason="The same", by=LEAD, seen=seen),
        ]
    )

    assert came in (["done", "not_found"], ["done", "one_only"])
    assert ends(office, kept) == 1
