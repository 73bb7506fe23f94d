"""To one council another one's ids are ids of nothing: every public call answers the same, and tells nothing.

The calls are found, not listed. One that is added later is tried as soon as it is there; where it takes something new,
this asks for a value of that kind once.
"""

from __future__ import annotations

import dataclasses
import inspect
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import Actor, Cases, Database, Engine, EngineError, Ports
from engine.cases.files import FileState
from engine.definitions.assemble import Assembled, assemble
from engine.definitions.fields import FileKind
from engine.service.guests import Guest
from engine.service.keeping import Keeping
from engine.service.key_work import KeyWork
from engine.service.moving import Moving
from engine.service.releases import Releases
from engine.service.runner import Runner
from engine.service.worklist import Worklist
from engine.store.tables import metadata
from tests.keys import Held, ring
from tests.support import MANAGER, OFFICER, Office
from tests.tasks import PAT, tasks_with

MARKER = "Marker7391"
KEY = b"a key that only tests know, 32 bytes long"
LETTER = b"""---
letter: asked
title: What we asked about
audience: officer
uses: [concern.what]
---
{{ concern.what }}
"""
FILES = {
    **tasks_with(
        (
            "        form: concern\n        goes",
            "        form: concern\n        notify: {tell: officer, letter: asked}\n        goes",
        )
    ),
    "workflow_definitions/letters/asked.md": LETTER,
}
ACTORS = (MANAGER, OFFICER, PAT)
"""In both councils, by the same ids and with the same roles."""
LEFT_OUT = {
    "Engine.from_folder": "reads a folder and knows no database",
    "Engine.actor": "asks the host",
    "Engine.definition_in": "is about definitions",
    "Engine.in_language": "is about definitions",
    "Engine.cases": "gives the calls that are tried here",
    "Engine.worklist": "gives the calls that are tried here",
    "Engine.runner": "gives the calls that are tried here",
    "Engine.guest": "gives the calls that are tried here",
    "Engine.keeping": "gives the calls that are tried here",
    "Engine.moving": "gives the calls that are tried here",
    "Engine.releases": "gives the calls that are tried here",
    "Engine.from_releases": "names its council",
    "Releases.templates": "is asked for a template, which everybody calls the same",
    "Releases.same_as": "likewise",
    "Releases.propose": "is given definitions, and knows those that it was given before",
    "Engine.keys": "gives the calls that are tried here",
    "Engine.cipher": "asks the host",
}


@dataclass(frozen=True)
class Ids:
    """One of each kind of thing that has an id."""

    case: str
    into: str
    file: str
    notification: str
    token: str
    subject: str
    person: str
    reference: str
    key: str
    hold: str
    release: str


KEYS = Held(ring("k1"))
"""Of both councils: what each wrote is the other's no more than if they had keys of their own."""


class Clean:
    def scan(self, name: str, kind: FileKind, content: bytes) -> FileState:
        return "clean"


def council(database: Database, name: str, word: str) -> tuple[Office, Ids]:
    """Return a council at work, with *word* in all that anybody typed there, and the ids of what it has."""
    office = Office(database, files=FILES, council=name, ports=Ports(link_key=KEY, scanner=Clean(), keys=KEYS))
    cases = office.cases
    cases.record_facts("child", f"{word}-1", {"full_name": f"{word} Example"}, by=OFFICER)
    opened = 2 if word == "Plain" else 7  # so that no reference is in both councils
    made = [
        cases.open("path", subject={"child": f"{word}-1"}, by=OFFICER, team=f"{word}-team").case for _ in range(opened)
    ][-2:]
    case = cases.act(made[0], "ask", {"what": word, "in_school": "no"}, by=OFFICER, seen=1, key=f"{word}-key").case
    token = cases.invite(case, "police_return", f"{word} Example", by=OFFICER, seen=case.version).token
    # A guest's task takes files too.
    file = office.engine.guest(database, token).upload("evidence", f"{word}.pdf", b"%PDF-1.7 " + word.encode())["id"]
    notification = cases.notifications(by=OFFICER)[0].id
    return office, Ids(
        case.id,
        made[1].id,
        str(file),
        notification,
        token,
        f"{word}-1",
        f"{word}-person",
        case.reference,
        f"{word}-key",
        office.engine.keeping(database).hold(f"{word} says so", by=MANAGER, case=case.id).id,
        published(office, word),
    )


def published(office: Office, word: str) -> str:
    """Return what the council put in force before it went on to another release."""
    releases, made = office.engine.releases(office.database), list[str]()
    for version in ("8", "9"):
        manifest = FILES["casepath.yaml"].replace(b"version: 1.0.0", f"version: {version}".encode())
        titled = manifest.replace(b"title: ", f"title: {word} ".encode(), 1)
        made.append(releases.propose(assemble({**FILES, "casepath.yaml": titled}), by=OFFICER).release.release)
        releases.approve(made[-1], by=MANAGER)
        releases.publish(made[-1], by=OFFICER)
    return made[0]


@dataclass
class Wall:
    ours: Office
    own: Ids
    theirs: Ids
    nothing: Ids
    session: Session
    seen: int = 2


@pytest.fixture
def wall(database: Database) -> Iterator[Wall]:
    theirs = council(database, "northshire", MARKER)[1]
    ours, own = council(database, "ashbourne", "Plain")
    session = Session(database.pool)
    yield Wall(ours, own, theirs, nothing_like(theirs), session)
    session.close()


def nothing_like(ids: Ids) -> Ids:
    """Return ids of the same shape that are nobody's."""
    made: dict[str, str] = {}
    for name, one in dataclasses.asdict(ids).items():
        turned = str(one).replace(MARKER, "Nobody9999")
        made[name] = turned if turned != one else re.sub(r"[0-8]", "9", turned)
    return Ids(**made)


# --- the calls --------------------------------------------------------------------------------------------------------


def calls() -> dict[str, Callable[..., object]]:
    """Return every public call, by name."""
    found: dict[str, Callable[..., object]] = {}
    for each in (Engine, Cases, Worklist, Runner, Guest, Keeping, Moving, Releases, KeyWork):
        for name, method in inspect.getmembers(each, callable):
            if not name.startswith("_") and f"{each.__name__}.{name}" not in LEFT_OUT:
                found[f"{each.__name__}.{name}"] = method
    return found


ABOUT = {
    "case": "case", "cases": "case", "into": "into", "to": "case", "file": "file", "notification": "notification",
    "subject": "subject", "old": "subject", "new": "subject", "person": "person", "reference": "reference",
    "links": "case", "key": "key", "hold": "hold", "erasure": "hold",
    "release": "release",
}  # fmt: skip
"""What each parameter that takes an id is about. Only invitations take a `to` that is a person."""
PLAIN: Mapping[str, object] = {
    "workflow": "path", "action": "ask", "form": "concern", "field": "what", "task": "police_return",
    "letter": "asked.2", "name": "a.pdf",
    "content": b"%PDF-1.7", "deadline": "refer", "link": "links", "role": "worker", "what": "back", "kind": "child",
    "facts": {"sex": "f"}, "fact": "sex", "accept": True, "clean": True, "reason": "Because", "text": "",
    "answers": {"what": "Anything"}, "target": "host", "by": OFFICER, "fields": None, "release": "0" * 64,
}  # fmt: skip


def subject_of(wall: Wall, call: str, ids: Mapping[str, str]) -> object:
    """Return that on which a call is made: an engine of ours, or what it gives, in the host's transaction."""
    engine = wall.ours.engine
    match call.partition(".")[0]:
        case "Cases":
            return engine.cases(wall.session)
        case "Worklist":
            return engine.worklist(wall.session)
        case "Runner":
            return engine.runner(wall.session)
        case "Guest":
            return engine.guest(wall.session, ids["token"])
        case "Releases":
            return engine.releases(wall.session)
        case "Keeping":
            wall.session.rollback()  # it has transactions of its own, and SQLite one writer
            return engine.keeping(wall.ours.database)
        case "Moving":
            wall.session.rollback()
            return engine.moving(wall.ours.database)
        case "KeyWork":
            wall.session.rollback()
            return engine.keys(wall.ours.database)
    return engine


def arguments(
    wall: Wall, call: str, method: Callable[..., object], ids: Mapping[str, str], by: Actor
) -> dict[str, Any]:
    """Return a value for each parameter, the ids from *ids*. A parameter that nobody knows is an error."""
    made: dict[str, Any] = {}
    for name, one in inspect.signature(method).parameters.items():
        if name in ("self", "language") or (call == "Keeping.hold" and name == "subject"):
            continue  # what is held is a case or a subject, and the case is tried
        if name == "database":
            made[name] = wall.session
        elif name == "by":
            made[name] = by
        elif name == "seen":
            made[name] = 0 if call == "Cases.save" else 3 if ids["case"] == wall.own.case else wall.seen
        elif name in ABOUT and not (call == "Cases.invite" and name == "to"):
            made[name] = _as_taken(name, ids[ABOUT[name]], method)
        elif name in PLAIN and (one.default is inspect.Parameter.empty or name == "answers"):
            made[name] = PLAIN[name]
        elif one.default is inspect.Parameter.empty:
            made[name] = {"to": "Somebody Example"}.get(name) or pytest.fail(
                f"{call} takes {name}: add it to this test"
            )
    return made


def _as_taken(name: str, value: str, method: Callable[..., object]) -> object:
    if name in ("cases", "links"):
        return [value]
    # A new case's subject says its kind beside it; elsewhere the kind is a parameter of its own.
    return {"child": value} if name == "subject" and "kind" not in inspect.signature(method).parameters else value


def answer(wall: Wall, call: str, method: Callable[..., object], ids: Mapping[str, str], by: Actor) -> tuple[str, str]:
    """Return what a call comes to, and all that it says; nothing of it stays."""
    given = arguments(wall, call, method, ids, by)
    savepoint = wall.session.begin_nested()
    try:
        said = ("returned", whole(getattr(subject_of(wall, call, ids), call.partition(".")[2])(**given)))
    except EngineError as error:
        said = (type(error).__name__, f"{error} {error!r} {vars(error)}")
    finally:
        if savepoint.is_active:
            savepoint.rollback()
    return said


def whole(found: object) -> str:
    """Return all that is in what a call returned, also what does not print itself."""
    if isinstance(found, Assembled):
        return whole(found.files)  # all the rest was made of them, and each part of it knows every other
    if dataclasses.is_dataclass(found) and not isinstance(found, type):
        parts = {one.name: getattr(found, one.name) for one in dataclasses.fields(found)}
        return f"{type(found).__name__}{whole(parts)}"
    if isinstance(found, Mapping):
        return str({str(key): whole(one) for key, one in sorted(found.items(), key=str)})
    if isinstance(found, list | tuple | Iterator):
        return str([whole(one) for one in found])
    return repr(found)


def plainly(said: str, ids: Mapping[str, str]) -> str:
    """Return what was said without the ids that were asked for, and without those that were made meanwhile."""
    for one in sorted(ids.values(), key=len, reverse=True):
        said = said.replace(one, "ID")
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}|\b\d+\b", "N", said)


def rows_of(database: Database, name: str) -> dict[str, list[Any]]:
    with database.connection() as connection:
        return {
            one.name: sorted(map(repr, connection.execute(sa.select(one).where(one.c.council == name)).all()))
            for one in metadata.sorted_tables
        }


def test_every_call_answers_to_another_councils_ids_as_to_none(
    wall: Wall, database: Database, caplog: pytest.LogCaptureFixture, subtests: pytest.Subtests
) -> None:
    caplog.set_level(logging.DEBUG)
    before = rows_of(database, "northshire")
    tried = 0
    own, theirs, nothing = map(dataclasses.asdict, (wall.own, wall.theirs, wall.nothing))
    for call, method in calls().items():
        if "tx" in inspect.signature(method).parameters:
            continue  # takes the id of a release, which is a hash of what everybody may read
        names = [one for one in inspect.signature(method).parameters if one in ABOUT]
        kinds = [{ABOUT[name]} for name in names] + [set(own)]
        for some in kinds:
            for by in ACTORS:
                with subtests.test(call=call, about=sorted(some), by=by.id):
                    foreign, missing = ({**own, **{kind: one[kind] for kind in some}} for one in (theirs, nothing))
                    to_foreign = answer(wall, call, method, foreign, by)
                    to_missing = answer(wall, call, method, missing, by)
                    # The id itself comes back where it was given: it is not the other council that told it.
                    assert MARKER not in plainly(to_foreign[1], theirs)
                    assert to_foreign[0] == to_missing[0]
                    assert plainly(to_foreign[1], foreign) == plainly(to_missing[1], missing)
                    tried += 1
    assert tried > 200
    assert MARKER not in plainly(caplog.text, theirs)
    wall.session.rollback()
    assert rows_of(database, "northshire") == before


NOT_HERE = {
    "Cases.link": "no links in this little council",
    "Cases.linkable": "likewise",
    "Cases.why_due": "no deadlines",
    "Cases.settle": "no proposals",
    "Cases.why": "no question that hangs on another and has been answered",
    "Cases.open_file": "a guest's file is shown once it is sent",
    "Cases.settle_file": "and was found clean as it came",
    "Keeping.approve": "no erasure, since nothing was kept long enough",
    "Keeping.run": "likewise",
    "Keeping.counts": "likewise",
}


def test_with_ids_of_our_own_the_same_calls_are_answered(wall: Wall) -> None:
    own = dataclasses.asdict(wall.own)
    unanswered = {
        call
        for call, method in calls().items()
        if "tx" not in inspect.signature(method).parameters
        and all(answer(wall, call, method, own, by)[0] == "NotFound" for by in ACTORS)
    }
    assert unanswered == set(NOT_HERE)
