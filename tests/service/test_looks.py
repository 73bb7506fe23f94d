"""Reads are on record: nobody is given anything about a case without a row, or a step, that says so.

The calls of the surface are found by looking at it, so that a new one is asked the same without editing this file. A
parameter that is new needs a value that means something: see `Scene`.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import Actor, Case, Cases, Database, EngineError, NotFound, Ports, Refused
from engine.service.guests import Guest
from engine.service.worklist import WorkCount, Worklist, WorkPage
from engine.store import tables as t
from engine.store.looks import Look
from engine.store.transaction import Moment
from engine.testing.fakes import CountingIds, FixedSystemFacts
from tests.places import LEAD, PLACES, WORKER
from tests.service.test_guests import KEY
from tests.service.test_guests import invited as invitation
from tests.service.test_links import child, deliver, linked, place
from tests.service.test_markers import FILES, PDF, TEXT, Scanner, right
from tests.support import GUEST, LITTLE, MANAGER, OFFICER, REFERRED, Office, little_with, referred
from tests.tasks import CONCERN, PAT, TASKS, asked

AUDITED = little_with(workflow=("view: [officer, worker]\n", "view: [officer, worker]\naudited_by: manager\n"))
LETTER = {
    "workflow_definitions/letters/referred.md": b"---\nletter: referred\ntitle: A referral\naudience: officer\n"
    b"uses: [referral.t_text, child.full_name]\n---\n{{ child.full_name }}: {{ referral.t_text }}\n"
}
DUTY = Actor("dot", roles=["officer"], on_behalf_of="olive", reason="Duty desk")


def sending(workflow: bytes) -> bytes:
    """Return the workflow with a letter that is drawn up when somebody is referred."""
    return workflow.replace(b"        goes: waiting\n", b"        notify: {letter: referred}\n        goes: waiting\n")


@dataclass(frozen=True)
class Scene:
    """A case at work, whom it is looked at by, and what may be said for each parameter of a call."""

    office: Office
    case: Case
    by: Actor
    said: Mapping[str, Iterable[object]]
    guest: Guest | None = None
    others: frozenset[str] = field(default=frozenset())
    """Other cases of which this person is told something."""


def submitted(database: Database) -> Scene:
    """Return a case with a marker in the answer to every type of question."""
    files = {**FILES, "workflow_definitions/path.yaml": sending(AUDITED["workflow_definitions/path.yaml"]), **LETTER}
    ports = Ports(ids=CountingIds(), system=FixedSystemFacts({"missing_count": 7}), scanner=Scanner("clean"))
    office = Office(database, files=files, ports=ports)
    office.cases.record_facts("child", "P-1", {"full_name": TEXT}, by=OFFICER)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    answers = right(office, case)
    case = office.cases.act(case, "refer", answers, by=OFFICER, seen=1).case
    said: dict[str, Iterable[object]] = {
        "form": ["referral"],
        "field": ["referral", "t_text", "t_files"],
        "text": [TEXT],
        "deadline": ["refer"],
        "file": [answers["t_file"]],
        "name": [f"{TEXT}.pdf"],
        "content": [PDF],
        "fact": ["full_name", "t_copied"],
        "letter": ["referred.2"],
    }
    both = Actor("olga", roles=["officer", "manager"])
    return Scene(office, case, both, said)


def given_back(database: Database) -> Scene:
    """Return the same case when its form is a draft again."""
    scene = submitted(database)
    case = scene.office.cases.act(scene.case, "give_back", by=MANAGER, seen=2, reason=TEXT).case
    return dataclasses.replace(scene, case=case)


def alerted(database: Database) -> Scene:
    """Return a place that was linked with so many children that its lead was told."""
    office = Office(database, files=PLACES)
    towpath = place(office, TEXT)
    for number in range(3):
        linked(office, child(office, f"P-{number}"), towpath)
        deliver(office)
    return Scene(office, towpath, LEAD, {"link": ["children"]})


def asking(database: Database) -> Scene:
    """Return a case that asked other agencies, one of whom has a link."""
    office = Office(database, files=TASKS, ports=Ports(link_key=KEY, scanner=Scanner("clean")))
    case = asked(office, {**CONCERN, "what": TEXT})
    guest = office.engine.guest(office.database, invitation(office, case))
    said: dict[str, Iterable[object]] = {
        "task": ["police_return"],
        "form": ["agency_return", "concern"],
        "field": ["evidence"],
        "name": ["a.pdf"],
        "content": [PDF],
    }
    return Scene(office, office.cases.get(case, by=OFFICER), PAT, said, guest)


def among_places(database: Database) -> Scene:
    """Return a child who is linked with a place, and another place that could be."""
    office = Office(database, files=PLACES)
    towpath, lock = place(office, TEXT), place(office, f"{TEXT} Lock")
    case = linked(office, child(office), towpath)
    deliver(office)
    case = office.cases.get(case, by=WORKER)
    return Scene(office, case, WORKER, {"link": ["contexts"]}, others=frozenset((towpath.id, lock.id)))


SCENES: tuple[Callable[[Database], Scene], ...] = (submitted, given_back, asking, among_places, alerted)
ANYWHERE: Mapping[str, Iterable[object]] = {
    "answers": [{}],
    "text": [""],
    "seen": [0],
    "to": [None, "Officer Example"],
    "into": ["none"],
    "links": [()],
    "reason": [TEXT],
    "person": ["wendy"],
    "notification": ["none/1/1"],
    "accept": [True],
    "clean": [True],
    "kind": ["child"],
    "subject": ["P-1"],
    "facts": [{}],
    "workflow": ["path", "child_path"],
    "what": ["worker", "visit"],
    "old": ["P-1"],
    "new": ["P-99"],
    "action": ["visit", "drop"],
    "role": ["worker"],
}


def everything(value: object) -> Iterator[str]:
    """Yield all that a response holds, as text; what does not print itself too."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for one in dataclasses.fields(value):
            yield from everything(getattr(value, one.name))
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from (*everything(name), *everything(one))
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from everything(one)
    else:
        yield value.decode() if isinstance(value, bytes) else str(value)


def calls(of: type) -> Iterator[tuple[str, inspect.Signature]]:
    """Yield the public calls of a class, those that only look before those that change something."""
    found = [(name, inspect.signature(one)) for name, one in vars(of).items() if not name.startswith("_")]
    yield from sorted(found, key=lambda one: changes(one[1]))


def changes(signature: inspect.Signature) -> bool:
    return signature.return_annotation in ("Outcome", "Invited", "Merged", "None")


def ways(scene: Scene, signature: inspect.Signature) -> Iterator[dict[str, object]]:
    """Yield what to say to a call: every value of each parameter that it must have, and the task if it takes one."""
    known = {**ANYWHERE, **scene.said, "case": [scene.case.id], "cases": [[scene.case.id]], "by": [scene.by]}
    wanted: dict[str, Iterable[object]] = {}
    for name, one in signature.parameters.items():
        if name == "self" or (one.default is not inspect.Parameter.empty and name != "task"):
            continue
        if name == "task" and one.default is not inspect.Parameter.empty:
            wanted[name] = [None, *scene.said.get("task", ())]
        else:
            assert name in known or name not in ("case", "by"), name
            wanted[name] = known.get(name, ())
    for values in product(*wanted.values()):
        yield dict(zip(wanted, values, strict=True))


def looks(office: Office) -> list[dict[str, object]]:
    """Return every look, the earliest first."""
    query = sa.select(t.look).order_by(t.look.c.minute, t.look.c.at)
    with office.database.connection() as connection:
        return [dict(one) for one in connection.execute(query).mappings()]


def version(scene: Scene) -> int:
    with scene.office.database.connection() as connection:
        return int(connection.execute(sa.select(t.case.c.version).where(t.case.c.id == scene.case.id)).scalar_one())


def steps_by(office: Office, person: str) -> int:
    with office.database.connection() as connection:
        query = sa.select(sa.func.count()).select_from(t.step).where(t.step.c.person == person)
        return int(connection.execute(query).scalar_one())


def tells_nothing(response: object) -> bool:
    """Whether a response is about no case: it is empty, or a number of cases."""
    return not (response.rows if isinstance(response, WorkPage) else response) or isinstance(response, WorkCount)


def answered(scene: Scene, on: object, kind: type) -> dict[str, bool]:
    """Make every call of *on*; return which answered, and whether a marker was in the answer.

    Fails where an answer came without a look, or a step, that is on record for this person.
    """
    found: dict[str, bool] = {}
    for name, signature in calls(kind):
        for said in ways(scene, signature):
            if "seen" in said and name != "save":
                said["seen"] = version(scene)
            scene.office.clock.move(timedelta(minutes=1))
            before, steps = len(looks(scene.office)), steps_by(scene.office, scene.by.id)
            try:
                response = getattr(on, name)(**said)
            except EngineError:
                continue
            if tells_nothing(response):
                continue
            new = [row for row in looks(scene.office)[before:] if not row["refused"]]
            surface = {Cases: name, Guest: f"guest {name}", Worklist: "worklist"}[kind]
            on_record = any(row["surface"] == surface and row["case_id"] == scene.case.id for row in new)
            assert on_record or steps_by(scene.office, scene.by.id) > steps, f"{name} answered, and nobody will know"
            found[name] = found.get(name, False) or any(TEXT in one for one in everything(response))
    return found


def test_no_answer_goes_out_without_its_record(database: Database) -> None:
    told: dict[str, bool] = {}
    for scene_of in SCENES:
        scene = scene_of(database)
        for on, kind in (
            (scene.office.engine.cases(database), Cases),
            (scene.office.engine.worklist(database), Worklist),
        ):
            for name, has_marker in answered(scene, on, kind).items():
                told[name] = told.get(name, False) or has_marker
        with database.connection() as connection:
            for table in reversed(t.metadata.sorted_tables):
                connection.execute(table.delete())

    assert "page" in told
    looking = {name for name, signature in calls(Cases) if not changes(signature)}
    assert looking - told.keys() == set(), "these never answered: give them a scene in which they do"
    holding = {name for name, has_marker in told.items() if has_marker}
    assert holding >= {"get", "find", "steps", "show", "draft", "save", "correction", "chronology", "facts", "links"}
    assert holding >= {"proposals", "open_file", "upload", "linkable", "sent", "letter"}


def test_a_guest_who_looks_is_on_record(database: Database) -> None:
    scene = asking(database)
    told = answered(dataclasses.replace(scene, by=OFFICER), scene.guest, Guest)

    assert set(told) == {"form", "sent", "upload"}
    assert told["sent"]
    assert all(str(row["person"]).startswith("guest-") for row in looks(scene.office) if "guest" in str(row["surface"]))


# --- one row for each case --------------------------------------------------------------------------------------------


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database, files=AUDITED)


def test_a_list_of_fifty_cases_is_a_row_for_each_in_one_statement(office: Office, database_url: str) -> None:
    for number in range(52):
        office.cases.open("path", subject={"child": f"P-{number}"}, by=OFFICER)
    ran: list[str] = []
    watched = Database(database_url, hook=lambda moment, name: ran.append(name) if moment == "before" else None)

    found = office.engine.cases(watched).find(by=OFFICER)
    watched.close()

    assert {row["case_id"] for row in looks(office)} == {one.id for one in found}
    assert (len(found), ran.count("insert looks"), ran.count("commit")) == (50, 1, 1)


def test_what_a_link_tells_of_another_case_is_a_look_at_that_too(database: Database) -> None:
    scene = among_places(database)
    cases = scene.office.cases
    towpath, lock = sorted(scene.others, key=lambda one: one != _linked_to(scene))

    cases.links(scene.case, by=WORKER)
    assert {row["case_id"] for row in looks(scene.office) if row["surface"] == "links"} == {scene.case.id, towpath}
    cases.linkable(scene.case, "contexts", TEXT, by=WORKER)
    assert {row["case_id"] for row in looks(scene.office) if row["surface"] == "linkable"} == {scene.case.id, lock}


def _linked_to(scene: Scene) -> str:
    with scene.office.database.connection() as connection:
        ends = connection.execute(sa.select(t.link.c.case_id, t.link.c.other_id)).one()
    return str(next(one for one in ends if one != scene.case.id))


def test_the_same_look_in_the_same_minute_is_written_once(office: Office, database_url: str) -> None:
    # Where writers wait for one another, nobody even asks to write what is there already.
    commits = 1 if database_url.startswith("sqlite") else 3
    case = referred(office)
    ran: list[str] = []
    watched = Database(database_url, hook=lambda moment, name: ran.append(name) if moment == "before" else None)
    cases = office.engine.cases(watched)

    for _ in range(3):
        cases.timeline(case, by=OFFICER)
    assert (len(looks(office)), ran.count("commit")) == (1, commits)
    cases.timeline(case, by=DUTY)
    cases.timeline(case, by=Actor("dot", roles=["officer"], on_behalf_of="olive", reason="Asked by the family"))
    cases.places(case, by=OFFICER)
    office.clock.move(timedelta(minutes=1))
    cases.timeline(case, by=OFFICER)
    watched.close()

    assert len(looks(office)) == 5


def test_a_look_says_who_for_whom_why_when_at_what_and_under_which_release(office: Office) -> None:
    case = referred(office)
    office.cases.show(case, "referral", by=DUTY)

    (look,) = office.cases.looks(case, by=MANAGER)
    assert look == Look(
        case.id,
        "dot",
        "olive",
        "Duty desk",
        office.clock.now(),
        "show",
        "referral",
        case.release,
        reference=case.reference,
    )
    assert "Duty" not in repr(look)


def test_a_case_that_changed_and_two_drafts_that_clash_are_looks_too(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    office.cases.save(case, "referral", {"child_name": "Sam Example"}, by=OFFICER, seen=0)
    with pytest.raises(EngineError):
        office.cases.save(case, "referral", {"child_name": "Kim Example"}, by=MANAGER, seen=0)

    assert [(row["person"], row["surface"], row["refused"]) for row in looks(office)] == [
        ("olive", "save", False),
        ("mo", "save", True),
    ]


def test_a_command_that_is_given_again_is_a_look(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    for _ in range(2):
        office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=1, key="k-1")

    assert [(row["surface"], row["person"]) for row in looks(office)] == [("act", "olive")]


# --- what is not given ------------------------------------------------------------------------------------------------


def test_whoever_may_not_see_a_case_and_tries_is_on_record(office: Office) -> None:
    case = referred(office)
    for look in (office.cases.get, office.cases.steps):
        with pytest.raises(NotFound):
            look(case, by=GUEST)
    with pytest.raises(NotFound):
        office.cases.show(case, TEXT, by=OFFICER)
    with pytest.raises(NotFound):
        office.cases.get("nothing-there", by=OFFICER)

    assert [(row["person"], row["surface"], row["thing"], row["refused"]) for row in looks(office)] == [
        ("gus", "get", "", True),
        ("gus", "steps", "", True),
        ("olive", "show", "", True),
    ]


def test_what_is_searched_for_or_answered_is_never_kept_with_a_look(database: Database) -> None:
    scene = among_places(database)
    scene.office.cases.linkable(scene.case, "contexts", TEXT, by=WORKER)
    for ask in (scene.office.cases.linkable, scene.office.cases.why_due, scene.office.cases.open_file):
        with pytest.raises(EngineError):
            ask(scene.case, TEXT, by=WORKER)

    assert looks(scene.office)
    assert TEXT not in str(looks(scene.office))


def test_without_its_record_nothing_is_shown(office: Office, database_url: str) -> None:
    case = referred(office)

    def fail(moment: Moment, name: str) -> None:
        if (moment, name) == ("after", "insert looks"):
            raise OSError("the disk is full")

    broken = Database(database_url, hook=fail)
    with pytest.raises(OSError, match="full"):
        office.engine.cases(broken).show(case, "referral", by=OFFICER)
    broken.close()

    assert looks(office) == []


def test_in_the_hosts_transaction_the_record_is_the_hosts_to_commit(office: Office) -> None:
    case = referred(office)
    with Session(office.database.pool) as session:
        office.engine.cases(session).show(case, "referral", by=OFFICER)
        with pytest.raises(NotFound):
            office.engine.cases(session).get(case, by=GUEST)
        session.rollback()
        assert looks(office) == []
        office.engine.cases(session).show(case, "referral", by=OFFICER)
        with pytest.raises(NotFound):
            office.engine.cases(session).get(case, by=GUEST)
        session.commit()

    assert [row["refused"] for row in looks(office)] == [False, True]


# --- who may see who looked -------------------------------------------------------------------------------------------


def test_who_looked_is_for_those_whom_the_workflow_names(office: Office) -> None:
    case = referred(office)
    office.cases.timeline(case, by=OFFICER)

    assert [one.surface for one in office.cases.looks(case, by=MANAGER)] == ["timeline"]
    office.clock.move(timedelta(seconds=1))
    with pytest.raises(Refused) as refused:
        office.cases.looks(case, by=OFFICER)
    assert [one.text for one in refused.value.reasons] == ['Who looked at cases of "Path" is shown to: Manager.']
    with pytest.raises(NotFound):
        office.cases.looks(case, by=GUEST)
    said = [(one.person, one.surface, one.refused) for one in office.cases.looks(case, by=MANAGER)]
    assert said == [
        ("mo", "looks", False),
        ("olive", "timeline", False),
        ("gus", "looks", True),
        ("olive", "looks", True),
    ]


def test_where_a_workflow_names_nobody_nobody_may(database: Database) -> None:
    office = Office(database, files=LITTLE)
    with pytest.raises(Refused):
        office.cases.looks(referred(office), by=MANAGER)


def test_the_operator_can_ask_by_case_and_by_person(office: Office) -> None:
    case = referred(office)
    other = office.cases.open("path", subject={"child": "P-2"}, by=OFFICER).case
    office.cases.timeline(case, by=OFFICER)
    office.cases.timeline(other, by=OFFICER)
    office.cases.timeline(case, by=MANAGER)

    asked_for = office.engine.looks
    assert [one.person for one in asked_for(office.database, reference=case.reference)] == ["mo", "olive"]
    assert {one.case for one in asked_for(office.database, person="olive")} == {case.id, other.id}
    assert asked_for(office.database, reference="CH-2026-99999") == []
